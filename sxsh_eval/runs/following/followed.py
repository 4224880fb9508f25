"""A run in a process of its own, followed by its events, stopped for certain."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from sxsh_eval.parameters.quantity import Verbatim, phrase
from sxsh_eval.runs.evidence import FAULT
from sxsh_eval.runs.following.family import MARK, kill_members
from sxsh_eval.runs.following.values import Event, event_of
from sxsh_eval.runs.following.words import both, count, joined
from sxsh_eval.runs.kernel import PACKAGE, UNWANTED

PATIENCE = 10.0
STOPPED = 130
LAST_WORDS = 2000


class FollowedRun:
    """``sxsh-eval run FILE`` beside this process; it ends with this process, however that ends.

    Parameters
    ----------
    file : Path
        Choices of the run, as `write_run_file` saves them.
    root : Path
        Folder of the project; places in events are relative to it.
    on_event : callable
        Called from a thread, one event at a time; the last is of kind ``end``, when no process of the run is left.
    force : bool
        Run again though nothing has changed.
    patience : float
        Seconds that an orderly end may take before everything is killed.
    """

    def __init__(
        self,
        file: Path,
        *,
        root: Path,
        on_event: Callable[[Event], None],
        force: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        self._file, self._root, self._on_event = file.resolve(), root.resolve(), on_event
        self._options = ["--force"] if force else []
        self._patience, self._mark = patience, secrets.token_hex(8)
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._turn = threading.Lock()
        self._asked = False
        self._gone, self._told = threading.Event(), threading.Event()
        self._code: int | None = None

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process is not None and not self._gone.is_set()

    def start(self) -> None:
        """Start the run; events come from now on.

        Raises
        ------
        RuntimeError
            If it has been started before.
        """
        if self._process is not None:
            raise RuntimeError("a run is started once")
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the thread that listens
        own_group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sxsh_eval", "run", "--events", *self._options, str(self._file)],
            cwd=self._root,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=os.name == "posix",
            creationflags=own_group,
        )
        self._listener = threading.Thread(target=self._listen, args=(self._process, errors), daemon=True)
        self._listener.start()

    def stop(self) -> None:
        """End the run in an orderly way; when asked again meanwhile, or too slow, at once.

        When it returns nothing of the run is alive any more. Finished reports are kept. Called by `on_event` itself it
        kills, for an orderly run would wait for its events to be read.
        """
        process = self._process
        if process is None:
            return
        listening = threading.current_thread() is self._listener
        with self._turn:
            first, self._asked = not self._asked, True
        if first and process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        if listening or not first or not self._gone.wait(self._patience):
            kill_members(self._mark, None if self._gone.is_set() else process.pid)
        if not listening:
            self._told.wait()

    def wait(self, seconds: float | None = None) -> int | None:
        """Exit code, once the last event has been told; None while the run goes on.

        Parameters
        ----------
        seconds : float, optional
            How long to wait; by default until the end.
        """
        if threading.current_thread() is self._listener:
            return self._code if self._gone.is_set() else None
        return self._code if self._told.wait(seconds) else None

    def _environment(self) -> dict[str, str]:
        """Variables of this process without what it has set for itself; the same program is found first."""
        kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        path = os.pathsep.join([str(PACKAGE.parent), *filter(None, [kept.get("PYTHONPATH", "")])])
        return kept | {MARK: self._mark, "PYTHONPATH": path, "PYTHONUTF8": "1"}

    def _listen(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        """Hand on events; the last one when nothing of the run is left."""
        end: Event | None = None
        with errors:
            for line in process.stdout or ():
                event = event_of(line.decode("utf-8", "replace"))
                if event is not None and event.kind == "end":
                    end = event
                elif event is not None:
                    self._tell(event)
            code = process.wait()
            kill_members(self._mark)
            end = end or self._sudden_end(code, errors)
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        self._code = end.exit_code
        self._gone.set()
        self._tell(end)
        self._told.set()

    def _tell(self, event: Event) -> None:
        """Call whoever listens; an error there must not end the run."""
        try:
            self._on_event(event)
        except Exception:  # noqa: BLE001 (told, and gone on)
            traceback.print_exc()

    def _sudden_end(self, code: int, errors: IO[bytes]) -> Event:
        """End of a run that did not tell of it itself: killed, or dead before it could."""
        if self._asked:
            return Event("end", message=joined(both(phrase("following.end.stopped"))), exit_code=STOPPED)
        errors.seek(max(0, errors.seek(0, os.SEEK_END) - LAST_WORDS))
        words = Verbatim(text=errors.read().decode("utf-8", "replace").strip() or "–")
        died = phrase("following.end.died", code=count(code), words=words)
        return Event("end", message=joined(both(died)), exit_code=code if code > 0 else FAULT)
