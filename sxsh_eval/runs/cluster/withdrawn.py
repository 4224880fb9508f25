"""The end of a running job that nobody waits for any more: stopped by Ctrl-C, or its runner is dead."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS_BETWEEN_LOOKS = 0.3
SECONDS_TO_END = 5.0


@contextmanager
def stopped_when_withdrawn(worker: Any) -> Iterator[None]:
    """Interrupt this thread when the scheduler takes its task back.

    The scheduler does so when the client cancels the task or is gone; the worker then marks the task as cancelled,
    but leaves a running function alone.

    Parameters
    ----------
    worker : distributed.Worker
        In whose thread this runs, inside a task.

    Raises
    ------
    KeyboardInterrupt
        Inside the block, when the task is withdrawn.
    """
    key, thread, ended, guard = worker.get_current_task(), threading.get_ident(), threading.Event(), threading.Lock()

    def watch() -> None:
        seconds = SECONDS_BETWEEN_LOOKS
        while not ended.wait(seconds):
            if not is_withdrawn(worker, key):
                continue
            with guard:
                if not ended.is_set():
                    _interrupt(thread)
            seconds = SECONDS_TO_END

    threading.Thread(target=watch, daemon=True, name="sxsh-withdrawn").start()
    try:
        yield
    finally:
        with guard:
            ended.set()


def is_withdrawn(worker: Any, key: Any) -> bool:
    """Whether a running task is no longer wanted."""
    task = worker.state.tasks.get(key)
    return task is None or task.state == "cancelled"


def _interrupt(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(KeyboardInterrupt))
