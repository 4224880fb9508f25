"""A worker process as its supervisor sees it: a pipe, a job in hand, an end."""

from __future__ import annotations

import multiprocessing
import secrets
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from sxsh_eval.runs.attempt import Perform
from sxsh_eval.runs.local.process import serve
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.stopping import signals_held_back

SECONDS_TO_DIE = 5
LAST_WORDS = 200


class SupervisedWorker:
    """One worker process, started at once.

    Parameters
    ----------
    by : callable
        What carries out one job; importable by name.
    logs : Path
        Existing folder for what the process prints.

    Attributes
    ----------
    pipe : Connection
        Readable when there is news, and when the process is dead.
    task : tuple of (Planned, int) or None
        Job in hand, with the number of the attempt.
    """

    def __init__(self, by: Perform, logs: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe: Connection
        self.pipe, theirs = context.Pipe()
        self.task: tuple[Planned, int] | None = None
        self._log = logs / f"{secrets.token_hex(4)}.log"
        self._process = context.Process(target=serve, args=(theirs, str(self._log), by), daemon=True)
        with signals_held_back():
            self._process.start()
        theirs.close()

    def give(self, task: tuple[Planned, int]) -> None:
        """Hand over a job; when the process is dead already, its pipe tells."""
        self.task = task
        self.tell(task[0])

    def tell(self, message: object) -> None:
        """Send a job, None for an end, or the word that breaks off the job in hand."""
        with suppress(OSError):
            self.pipe.send(message)

    def bury(self) -> str:
        """How the process died, with its last words; makes sure that it is dead."""
        self._process.join(SECONDS_TO_DIE)
        self.end(0)
        code = self._process.exitcode
        name = f" ({signal.Signals(-code).name})" if code is not None and -code in {*signal.Signals} else ""
        return f"exit code {code}{name}{self._last_words()}"

    def _last_words(self) -> str:
        try:
            text = self._log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        words = " ".join(text.split())
        return f": {words[:LAST_WORDS]}" if words else ""

    def end(self, seconds: float) -> None:
        """Wait for the process to end of its own accord, then kill it.

        Parameters
        ----------
        seconds : float
            Patience.
        """
        self._process.join(seconds)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.pipe.close()
