"""What the warm process imports before any kernel is asked for."""

from __future__ import annotations

import builtins
import gc
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module

from sxsh_eval.runs.kernel import ONE_THREAD

KERNEL = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "debugpy.server.api",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "faulthandler",
    "sqlite3",
    "tornado.platform.asyncio",
)
STACK = ("numpy", "pandas", "scipy.stats", "scipy.optimize", "scipy.sparse.linalg", "matplotlib.figure", "yaml")
PICTURES = ("seaborn", "statsmodels.formula.api", "matplotlib.backends.backend_agg")
OWN_FOLDERS = ("sxsh_eval.reports.charts",)
SINGLE_THREADED = dict.fromkeys(ONE_THREAD, "1") | {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""Settings under which the libraries start no thread of their own; a process with threads must not be forked."""


class _Frontend:
    """Stand-in for the shell of a kernel: pandas looks for one when it is imported, to set its width."""

    kernel = None


@contextmanager
def like_in_a_kernel() -> Iterator[None]:
    """Let packages that look for a Jupyter front end at import find one."""
    frontend = type("ZMQInteractiveShell", (_Frontend,), {})()
    builtins.get_ipython = lambda: frontend  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


def settle() -> Mapping[str, str]:
    """Make this process fit for forking; call it before anything heavy is imported.

    Returns
    -------
    mapping of str to str
        Environment as it was before.
    """
    before = dict(os.environ)
    os.environ.update(SINGLE_THREADED)
    if not sys.flags.safe_path:
        del sys.path[0]  # the working directory, which `python -m` puts there
    gc.disable()
    return before


def own_modules() -> list[str]:
    """Modules of this package that notebooks use, most of them lazily."""
    import pkgutil

    import sxsh_eval

    found = sorted(sxsh_eval.HOMES)
    for folder in OWN_FOLDERS:
        place = import_module(folder)
        found += [f"{folder}.{module.name}" for module in pkgutil.iter_modules(place.__path__)]
    return [*found, "sxsh_eval.reports.show"]


def first_modules() -> list[str]:
    """What every kernel needs."""
    return [*KERNEL, *STACK, *own_modules()]


def preload(names: Iterable[str]) -> None:
    """Import modules as a kernel would.

    Parameters
    ----------
    names : iterable of str
    """
    with like_in_a_kernel():
        for name in names:
            import_module(name)
