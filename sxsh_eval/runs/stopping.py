"""An orderly end when the analyst or the system asks for one, and an end at once when asked again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sxsh_eval.runs.worker import Result

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
INTERRUPTED = 128
"""Exit codes of jobs that were not run because somebody asked for an end lie above this."""
SHOW_CURSOR = "\x1b[?25h"


class Stopped(KeyboardInterrupt):
    """Somebody asked the run to end: Ctrl-C, the system shutting down, a closed terminal.

    Attributes
    ----------
    signal : int
        Number of the signal.
    results : tuple of Result
        One a planned job, those that were not run among them; empty while the run is still tidying up.
    """

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(number)
        self.signal = int(number)
        self.results: tuple[Result, ...] = ()

    @property
    def name(self) -> str:
        """Name of the signal."""
        return signal.Signals(self.signal).name

    @property
    def exit_code(self) -> int:
        """Code by which shells know how a process ended: 130 for Ctrl-C, 143 for a request to terminate."""
        return INTERRUPTED + self.signal

    def message(self) -> str:
        """What the analyst is told: how far the run came and how to go on."""
        done = sum(result.outcome in {"done", "rendered"} for result in self.results)
        rest = sum(result.outcome == "not_run" for result in self.results)
        vi = f"Đã dừng: {done} việc đã xong được giữ nguyên, {rest} việc chưa chạy; chạy lại đúng lệnh này để làm tiếp."
        en = f"Stopped: {done} finished jobs are kept, {rest} were not run; run the same command again to go on."
        return f"{vi} · {en}"


def _signals() -> list[signal.Signals]:
    """Signals that ask for an end here, without those that whoever started this process chose to ignore."""
    known = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    return [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first request to end into `Stopped` in the main thread; end the process at the second.

    Outside the main thread nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []

    def on_signal(number: int, frame: object) -> None:
        del frame
        if asked:
            _end_at_once(number)
        asked.append(number)
        raise Stopped(number)

    former = {number: signal.signal(number, on_signal) for number in _signals()}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _end_at_once(number: int) -> None:
    for child in multiprocessing.active_children():
        child.kill()
    if sys.stdout.isatty():
        os.write(sys.stdout.fileno(), SHOW_CURSOR.encode())
    os._exit(INTERRUPTED + number)


@contextmanager
def signals_held_back() -> Iterator[None]:
    """Let requests to end wait, so that no process is started by halves; a started process has them held back too."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, _signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def stop_on(names: Sequence[str], handler: Any) -> None:
    """Handle these signals in a process that was started while they were held back."""
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    for number in numbers:
        signal.signal(number, handler)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)
