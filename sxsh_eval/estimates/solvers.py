"""Linear and integer programmes by HiGHS, without the lines that it prints past its own settings."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any

from scipy.optimize import OptimizeResult
from scipy.optimize import linprog as scipy_linprog
from scipy.optimize import milp as scipy_milp

STANDARD_OUTPUT = 1
ONE_AT_A_TIME = RLock()
"""The descriptor belongs to the whole process."""


def linprog(*given: Any, **named: Any) -> OptimizeResult:
    """`scipy.optimize.linprog`, silent."""
    with silent():
        return scipy_linprog(*given, **named)


def milp(*given: Any, **named: Any) -> OptimizeResult:
    """`scipy.optimize.milp`, silent.

    Notes
    -----
    Its branch and bound repairs some solutions by a second solver and says so with a bare ``printf``, whatever
    ``disp``, ``output_flag`` and ``log_to_console`` say; a kernel shows such lines in the notebook.
    """
    with silent():
        return scipy_milp(*given, **named)


@contextmanager
def silent() -> Iterator[None]:
    """Throw away what compiled code writes to standard output; Python's own printing of a kernel is untouched."""
    with ONE_AT_A_TIME:
        flush_compiled()
        try:
            kept = os.dup(STANDARD_OUTPUT)
        except OSError:  # a program without a console has no standard output
            yield
            return
        try:
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), STANDARD_OUTPUT)
            try:
                yield
            finally:
                flush_compiled()
                os.dup2(kept, STANDARD_OUTPUT)
        finally:
            os.close(kept)


@cache
def runtime() -> ctypes.CDLL | None:
    """The C library that compiled code prints with; None where it is not found."""
    try:
        return ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
    except OSError:
        return None


def flush_compiled() -> None:
    """Empty the buffers of the C library, so that what was printed before a change of descriptors goes where it was."""
    if (library := runtime()) is not None:
        library.fflush(None)
