"""Bounds on the time and memory of a process, with what each system offers."""

from __future__ import annotations

import contextlib
import math
import sys
import threading
from types import TracebackType
from typing import Self

LOOK_EVERY = 0.05
"""Seconds between two looks at a process's memory."""

if sys.platform == "linux":
    import resource

    WATCHED = False

    def limit_self(seconds: float, memory: int) -> None:
        """Let the system end this process beyond its share.

        Parameters
        ----------
        seconds : float
            Of processor time.
        memory : int
            Bytes of address space.
        """
        time = math.ceil(seconds) + 1
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (time, time + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

else:
    WATCHED = True

    def limit_self(seconds: float, memory: int) -> None:
        """Do nothing: here the parent watches."""


def kill_tree(pid: int) -> None:
    """End a process and all that it started.

    Parameters
    ----------
    pid : int
        Of a process that this program started.
    """
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for one in [*process.children(recursive=True), process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()


class MemoryWatch:
    """Looks at a process's memory and ends it beyond its share, where the system does not do so itself.

    Parameters
    ----------
    pid : int
        Of a process that this program started.
    memory : int
        Bytes.
    watched : bool
        Whether to look at all.

    Attributes
    ----------
    exceeded : bool
        Whether it was ended.
    """

    def __init__(self, pid: int, memory: int, *, watched: bool = WATCHED) -> None:
        self._pid, self._memory = pid, memory
        self._thread = threading.Thread(target=self._look, daemon=True) if watched else None
        self._done = threading.Event()
        self.exceeded = False

    def __enter__(self) -> Self:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        import psutil

        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(self._pid)
            while not self._done.wait(LOOK_EVERY):
                if process.memory_info().rss > self._memory:
                    self.exceeded = True
                    kill_tree(self._pid)
                    return
