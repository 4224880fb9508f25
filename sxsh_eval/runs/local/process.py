"""A worker process of this machine: carries out jobs that arrive by a pipe until told to end."""

from __future__ import annotations

import faulthandler
import os
import queue
import signal
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from sxsh_eval.runs.attempt import Perform, attempt
from sxsh_eval.runs.evidence import FAULT
from sxsh_eval.runs.kernel import ONE_THREAD, block_slow_import
from sxsh_eval.runs.local.memory import memory, shed_memory
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.stopping import NAMES, stop_on

STOP = "stop"
SECONDS_TO_CLEAR_UP = 20


class _State:
    """What this process knows of the wish to end it."""

    def __init__(self) -> None:
        self.inbox: queue.SimpleQueue[Planned | None] = queue.SimpleQueue()
        self.busy = False
        self.stopping = False

    def on_signal(self, number: int, frame: object) -> None:
        """Break off the job in hand; Ctrl-C is the runner's business, which hands it on in an orderly way."""
        del frame
        if number == signal.SIGINT:
            return
        self.stopping = True
        self.inbox.put(None)
        if self.busy:
            raise KeyboardInterrupt


def serve(pipe: Connection, log: str, perform: Perform) -> None:
    """Carry out jobs until told to end; the target of a worker process.

    Parameters
    ----------
    pipe : Connection
        Brings `Planned` jobs, None for an end, or "stop" to break off; takes ("stage", ...) and
        ("result", Result, bytes of memory). When its other end closes, the runner is dead: this process breaks off too,
        for another run may hold the locks by now.
    log : str
        File for what this process prints, so that it does not disturb the terminal.
    perform : callable
        What carries out a job.
    """
    state = _State()
    stop_on(NAMES, state.on_signal)
    _print_to(log)
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    block_slow_import()
    threading.Thread(target=_listen, args=(pipe, state), daemon=True).start()
    with suppress(KeyboardInterrupt):
        while (planned := state.inbox.get()) is not None:
            _work(planned, pipe, state, perform)


def _work(planned: Planned, pipe: Connection, state: _State, perform: Perform) -> None:
    def tell(stage: str, done: int, total: int) -> None:
        """Send news; when nobody listens any more this process is about to be broken off."""
        with suppress(OSError):
            pipe.send(("stage", stage, done, total))

    state.busy = True
    try:
        if state.stopping:
            return
        result = attempt(planned, tell, perform)
        state.busy = False
        shed_memory()
        with suppress(OSError):
            pipe.send(("result", result, memory()))
    finally:
        state.busy = False


def _listen(pipe: Connection, state: _State) -> None:
    """Pass jobs on to the main thread; break it off when told to, or when the runner has died."""
    while True:
        try:
            message: Any = pipe.recv()
        except (EOFError, OSError):
            message = STOP
        if message == STOP:
            break
        state.inbox.put(message)
        if message is None:
            return
    state.stopping = True
    state.inbox.put(None)
    _break_off()
    time.sleep(SECONDS_TO_CLEAR_UP)
    os._exit(FAULT)


def _break_off() -> None:
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGTERM)
    else:
        import _thread

        _thread.interrupt_main(signal.SIGTERM)


def _print_to(log: str) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.close(handle)
    faulthandler.enable()
