"""The run's own side: events on its standard output, an orderly end when its standard input closes."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sxsh_eval.errors import Problem, ProblemsError, RunError, SxshError
from sxsh_eval.runs.fault_log import fault_message, write_fault
from sxsh_eval.runs.following.family import MARK, kill_members
from sxsh_eval.runs.following.values import Event, line_of

FAULT = SxshError.exit_code
STOPPED = 128 + signal.SIGINT
SECONDS_TO_TIDY_UP = 15.0
"""After the standard input has closed; then everything is killed."""


class Teller:
    """Writes events; nobody reading them stops nothing.

    Parameters
    ----------
    handle : int
        File descriptor.
    """

    def __init__(self, handle: int) -> None:
        self._handle, self._turn = handle, threading.Lock()
        self._cut = False
        self.ended = False

    def tell(self, event: Event) -> None:
        """Write one event as a line, whole; a line that an interrupt has cut is ended first."""
        with self._turn, suppress(OSError):
            self.ended = self.ended or event.kind == "end"
            data = (b"\n" if self._cut else b"") + line_of(event).encode()
            self._cut = True
            while data:
                data = data[os.write(self._handle, data) :]
            self._cut = False


def told_as_events(carry_out: Callable[[Teller], Event], log_folder: Callable[[], Path | None]) -> int:
    """Let a run tell what becomes of it by events; the last one is its end, whatever happens.

    Takes the standard streams of this process over: what anything prints goes to the error stream. When the standard
    input closes, the main thread is interrupted as by Ctrl-C; what has not ended 15 s later is killed.

    Parameters
    ----------
    carry_out : callable
        Takes whoever is to be told; gives the end.
    log_folder : callable
        Where the traceback of a fault goes, as far as that is known by then.

    Returns
    -------
    int
        Exit code: 1 data, 2 usage, 3 a fault of ours, 130 stopped.
    """
    source, teller = _take_streams()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started this may have had it ignored
    threading.Thread(target=_end_when_closed, args=(source, teller), daemon=True).start()
    end = _end_of(carry_out, teller, log_folder)
    teller.tell(end)
    return end.exit_code or 0


def _end_of(carry_out: Callable[[Teller], Event], teller: Teller, log_folder: Callable[[], Path | None]) -> Event:
    """How a run ends, whatever happens."""
    try:
        return carry_out(teller)
    except ProblemsError as error:
        teller.tell(Event("problems", problems=tuple(_plain(problem) for problem in error.problems)))
        return Event("end", message=str(error), exit_code=error.exit_code)
    except KeyboardInterrupt:
        return _stopped()
    except SxshError as error:
        return Event("end", message=str(error), exit_code=error.code if isinstance(error, RunError) else FAULT)
    except Exception as error:  # noqa: BLE001 (the last resort: told with the place of its traceback)
        log = write_fault(error, log_folder())
        return Event("end", message=fault_message(error, log), exit_code=FAULT, log=str(log))


def _stopped() -> Event:
    from sxsh_eval.parameters.quantity import phrase  # words of both languages are read for this alone
    from sxsh_eval.runs.following.words import both, joined

    return Event("end", message=joined(both(phrase("following.end.stopped"))), exit_code=STOPPED)


def _plain(problem: Problem) -> Problem:
    """A problem of whatever kind with values that are text."""
    values = {name: str(value) for name, value in problem.values.items()}
    return Problem(problem.code, str(problem.where), str(problem.found), values, problem.severity)


def _take_streams() -> tuple[int, Teller]:
    """Standard input and output under other numbers, which no child inherits; nothing and the errors in their place."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    source, target = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return source, Teller(target)


def _end_when_closed(source: int, teller: Teller) -> None:
    """Interrupt the main thread when nobody holds the other end any more; in the end kill everything."""
    with suppress(OSError):
        while os.read(source, 1024):
            pass
    if teller.ended:
        return
    _interrupt()
    time.sleep(SECONDS_TO_TIDY_UP)
    kill_members(os.environ.get(MARK, ""), os.getpid())
    os._exit(STOPPED)


def _interrupt() -> None:
    """As Ctrl-C does it: a wait of the main thread ends too."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)
