"""How a forked child turns into a Jupyter kernel that knows nothing of the process it came from."""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib.util
import os
import random
import resource
import signal
import socket
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from sxsh_eval.runs.warm.sameness import LIMITS, launcher_arguments
from sxsh_eval.runs.warm.wire import close_all, tell

PR_SET_PDEATHSIG = 1
SET_BY_DEBUGGER = frozenset({"PYDEVD_USE_FRAME_EVAL"})
"""Variables that ipykernel's debugger sets when it is imported."""
INLINE = "module://matplotlib_inline.backend_inline"
LIBC = ctypes.CDLL(None)


def become_kernel(
    request: Mapping[str, Any], streams: Sequence[int], connection: socket.socket, parent: int
) -> NoReturn:
    """Run a kernel in this freshly forked process and end with it.

    Parameters
    ----------
    request : mapping
        With the keys command, environment, cwd, limits, umask.
    streams : sequence of int
        Descriptors of standard input, output and error.
    connection : socket
        To the client, who is told when the kernel listens.
    parent : int
        Process number of the warm process.
    """
    code = 1
    try:
        _detach(parent)
        _take_over(request, streams)
        _forget()
        code = _run(launcher_arguments(request["command"]) or [], connection)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001 (the last frame of this process)
        traceback.print_exc()
    finally:
        _leave(code)


def _detach(parent: int) -> None:
    """Be the leader of a session that ends with the warm process."""
    os.setsid()
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGPIPE, signal.SIGXFSZ}:
        if signal.getsignal(number) is not signal.SIG_DFL and signal.getsignal(number) is not None:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _take_over(request: Mapping[str, Any], streams: Sequence[int]) -> None:
    """Streams, environment, folder and limits of whoever asked."""
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
    close_all(streams)
    set_by_debugger = {name: os.environ[name] for name in SET_BY_DEBUGGER & os.environ.keys()}
    os.environ.clear()
    os.environ.update(set_by_debugger | request["environment"])
    os.chdir(request["cwd"])
    os.umask(request["umask"])
    time.tzset()
    for limit, (soft, hard) in zip(LIMITS, request["limits"], strict=True):
        resource.setrlimit(limit, (soft, hard))


def _forget() -> None:
    """State that every kernel must have anew."""
    atexit._clear()  # noqa: SLF001 (what the warm process wants done at its end is not ours to do)
    if pools := sys.modules.get("multiprocessing.util"):
        atexit.register(pools._exit_function)  # noqa: SLF001 (as its import does)
    with warnings.catch_warnings():
        pass  # makes Python forget which warnings it has shown already; filters stay as imports left them
    tempfile.tempdir = None
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if matplotlib := sys.modules.get("matplotlib"):
        os.environ.setdefault("MPLBACKEND", INLINE)
        backend = os.environ["MPLBACKEND"]
        for settings in (matplotlib.rcParams, matplotlib.rcParamsOrig, matplotlib.rcParamsDefault):
            dict.__setitem__(settings, "backend", backend)
    gc.enable()


def _run(arguments: list[str], connection: socket.socket) -> int:
    from ipykernel.kernelapp import IPKernelApp

    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [str(launcher.origin) if launcher else "ipykernel_launcher", *arguments]
    app = IPKernelApp.instance(parent_handle=1)
    app.initialize(arguments)  # type: ignore[no-untyped-call]
    tell(connection, ready=True)
    connection.close()
    app.start()  # type: ignore[no-untyped-call]
    return 0


def _leave(code: int) -> NoReturn:
    """End without tearing down the interpreter, which would take most of a second."""
    try:
        atexit._run_exitfuncs()  # noqa: SLF001 (there is no public way before os._exit)
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                stream.flush()
    except BaseException:  # noqa: BLE001 (nothing may keep this process from ending)
        code = code or 1
    os._exit(code)
