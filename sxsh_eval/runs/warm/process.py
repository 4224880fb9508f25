"""Starting the warm process beside a runner, and ending it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sxsh_eval.runs.kernel import VARIABLE, kernel_environment
from sxsh_eval.runs.warm.wire import REHEARSE, listen, packed

SECONDS_TO_END = 5.0


@dataclass(frozen=True)
class WarmProcess:
    """A warm process that is starting or running; without a socket there is none.

    Attributes
    ----------
    socket : Path or None
    pid : int or None
    """

    socket: Path | None = None
    pid: int | None = None

    def environment(self) -> dict[str, str]:
        """Variables that processes need in their environment to have their kernels forked."""
        return {} if self.socket is None else {VARIABLE: str(self.socket)}

    def rehearse(self, study: Path, province: str, period: str) -> None:
        """Have first uses rehearsed on made-up data between requests; it pays from a few notebooks on.

        Parameters
        ----------
        study : Path
            Study file.
        province : str
            Slug; any province will do.
        period : str
            First and last year.
        """
        if self.socket is not None:
            with socket.socket(socket.AF_UNIX) as connection, suppress(OSError):
                connection.connect(str(self.socket))
                connection.sendall(packed({REHEARSE: [str(study.resolve()), province, period]}))


@contextmanager
def warm_process(
    *, preload: Sequence[str] | None = None, idle_seconds: float = 600.0, silent: bool = False
) -> Iterator[WarmProcess]:
    """Start the warm process without waiting for it, and end it at last with all its kernels.

    Inside, this process and those it starts have their kernels forked. Where no process can be forked, kernels are
    ordinary ones and a warning says so.

    Parameters
    ----------
    preload : sequence of str, optional
        Modules to import beforehand; by default all that reports need.
    idle_seconds : float
        The process ends by itself after this time without a kernel, in seconds.
    silent : bool
        Whether to leave the warning to the caller, who does not know yet whether there will be kernels.

    Yields
    ------
    WarmProcess
    """
    if not (sys.platform == "linux" and hasattr(os, "fork") and hasattr(os, "pidfd_open")):
        if not silent:
            from sxsh_eval.runs.warm.provisioner import warn_once

            warn_once(sys.platform)
        yield WarmProcess()
        return
    folder = Path(tempfile.mkdtemp(prefix="sxsh-warm-"))
    try:
        process = _start(folder, preload, idle_seconds)
        warm, before = WarmProcess(folder / "socket", process.pid), os.environ.get(VARIABLE)
        os.environ.update(warm.environment())
        try:
            yield warm
        finally:
            _restore(before)
            _end(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, preload: Sequence[str] | None, idle_seconds: float) -> subprocess.Popen[bytes]:
    """Start the process with a socket that listens already: whoever comes early waits in the queue."""
    with listen(folder / "socket") as listener, (folder / "server.log").open("wb") as log:
        options: dict[str, object] = {
            "listener": listener.fileno(),
            "starter": os.getpid(),
            "idle-seconds": idle_seconds,
        }
        options |= {} if preload is None else {"preload": ",".join(preload)}
        return subprocess.Popen(
            [sys.executable, "-m", "sxsh_eval.runs.warm", *(f"--{name}={value}" for name, value in options.items())],
            cwd=folder,
            env=kernel_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )


def _restore(before: str | None) -> None:
    if before is None:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = before


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_END)
        return
    process.kill()
    process.wait()
