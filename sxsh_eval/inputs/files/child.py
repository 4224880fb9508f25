"""Reading a file in a process of its own, so that a hostile one can take neither the time nor the memory of ours."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sxsh_eval.errors import InputError, Problem, ProblemsError
from sxsh_eval.inputs.files.limits import MemoryWatch, kill_tree, limit_self
from sxsh_eval.parameters.yaml_files import label_of

T = TypeVar("T")
SECONDS = 60.0
MEMORY = 2 * 2**30
START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from sxsh_eval.inputs.files.child import answer; answer()"
)
NO_MEMORY = (b"memory allocation", b"bad_alloc", b"MemoryError", b"out of memory")
KILLED, OUT_OF_TIME = -9, -24
"""Return codes of a process that the system ended for want of memory, or for its limit of processor time."""

SHOWN = 200


def in_child(function: Callable[..., T], *arguments: Any, seconds: float = SECONDS, memory: int = MEMORY) -> T:
    """Call a function in a process of its own.

    Parameters
    ----------
    function : callable
        Of the top level of a module; that module and what it imports is all that the process loads.
    *arguments : object
        Anything that can be pickled; a path as the first one names the file in problems.
    seconds : float
        Time after which the process and its own children are ended.
    memory : int
        Bytes it may use.

    Returns
    -------
    object
        What the function returned.

    Raises
    ------
    ProblemsError
        As the function raised it.
    InputError
        ``file.too_slow``, ``file.too_big``, or ``file.crashed`` when it ended in any other way.
    """
    where = _named(function, arguments)
    limits = {"seconds": f"{seconds:g}", "memory": f"{memory / 2**20:.0f}"}
    messages = [pickle.dumps(part) for part in (sys.path, (seconds, memory), (function, arguments))]
    with tempfile.TemporaryDirectory(prefix="sxsh-", ignore_cleanup_errors=True) as folder:
        try:
            code, out, err = _talk(b"".join(messages), folder, seconds, memory)
        except subprocess.TimeoutExpired:
            raise InputError([Problem("file.too_slow", where, f"> {seconds:g} s", limits)]) from None
    kind, value = _reply(code, out, err)
    if kind == "value":
        return value  # type: ignore[no-any-return]
    if kind == "problems":
        raise value
    raise InputError([Problem(kind, where, str(value)[:SHOWN], limits)])


def _named(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    first = arguments[0] if arguments else None
    return label_of(Path(first)) if isinstance(first, (str, Path)) else function.__qualname__


def _talk(message: bytes, folder: str, seconds: float, memory: int) -> tuple[int, bytes, bytes]:
    """Start the process, send the call, wait for its end; whatever happens, nothing of it is left."""
    own = {"TMPDIR": folder, "TEMP": folder, "TMP": folder, "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | own,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    with process, MemoryWatch(process.pid, memory) as watch:
        try:
            out, err = process.communicate(message, timeout=seconds)
        except BaseException:  # also Ctrl-C
            kill_tree(process.pid)
            process.wait()
            raise
    return (KILLED, b"", b"") if watch.exceeded else (process.returncode, out, err)


def _reply(code: int, out: bytes, err: bytes) -> tuple[str, Any]:
    """Kind of the answer and the answer; what the end of the process says when there is none."""
    if code == 0:
        with contextlib.suppress(pickle.UnpicklingError, EOFError, AttributeError, ImportError):
            kind, value = pickle.loads(out)  # noqa: S301 - written by our own process
            return str(kind), value
    if code == KILLED or any(sign in err for sign in NO_MEMORY):
        return "file.too_big", "-"
    if code == OUT_OF_TIME:
        return "file.too_slow", "-"
    return "file.crashed", f"{code}"


def answer() -> None:
    """Do what the parent asks: the whole life of the child."""
    with os.fdopen(os.dup(1), "wb") as channel:
        os.dup2(2, 1)  # what libraries print must not stand in the answer
        limit_self(*pickle.load(sys.stdin.buffer))  # noqa: S301 - from our own parent
        try:
            reply = pickle.dumps(_result())
        except MemoryError:
            reply = pickle.dumps(("file.too_big", "MemoryError"))
        channel.write(reply)


def _result() -> tuple[str, Any]:
    try:
        function, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
        return "value", function(*arguments)
    except ProblemsError as error:
        return "problems", error
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a parser may raise anything
        return "file.crashed", f"{type(error).__name__}: {error}"
