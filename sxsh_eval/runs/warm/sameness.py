"""When a forked kernel would not be what a fresh interpreter would have become: then it is refused."""

from __future__ import annotations

import os
import resource
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sxsh_eval.runs.kernel import ONE_THREAD, PACKAGE

AT_START = ("PYTHON", "LD_", "LC_", "MALLOC_", "GLIBC_", "ARROW_", "KMP_")
AT_IMPORT = frozenset({"LANG", "LANGUAGE", "HOME", "MPLCONFIGDIR", "MATPLOTLIBRC", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
HARMLESS = frozenset({"PYTHONUNBUFFERED", "PYTHONSTARTUP", "PYTHON_HISTORY", "PYTHON_COLORS", "MALLOC_TRIM_THRESHOLD_"})
"""Among them that which Dask gives its workers: when memory goes back to the system, and nothing else."""
FROZEN = "-Xfrozen_modules=off"
LAUNCHER = ["-m", "ipykernel_launcher"]
LIMITS = sorted({getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")})

Stamp = tuple[tuple[str, int, int], ...]


def source_stamp() -> Stamp:
    """Path, bytes and time of change (ns) of each source file of this package, then of the installed packages.

    Installing or removing a package changes the time of the folder it lies in.
    """
    found = []
    for folder, folders, files in os.walk(PACKAGE):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        for name in files:
            path = os.path.join(folder, name)  # noqa: PTH118 (a Path for each of 600 files costs three times as much)
            about = os.stat(path)  # noqa: PTH116 (as above)
            found.append((path, about.st_size, about.st_mtime_ns))
    for key in ("purelib", "platlib"):
        home = Path(sysconfig.get_path(key))
        found.append((str(home), 0, home.stat().st_mtime_ns))
    return tuple(sorted(found))


def threads() -> int:
    """Number of threads of this process, also those Python does not know of."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("Threads:")))


def decisive(environment: Mapping[str, str]) -> dict[str, str]:
    """Variables that an interpreter or a package reads once, at its start."""
    return {
        name: value
        for name, value in environment.items()
        if (name.startswith(AT_START) or name in AT_IMPORT) and name not in HARMLESS
    }


def limits() -> list[list[int]]:
    """Soft and hard limit of each resource of this process."""
    return [list(resource.getrlimit(limit)) for limit in LIMITS]


def launcher_arguments(command: list[str]) -> list[str] | None:
    """Arguments for the kernel application; None when `command` starts something else.

    Parameters
    ----------
    command : list of str
        Whole command line of the kernel.
    """
    rest = [word for word in command[1:2] if word != FROZEN] + command[2:]
    return rest[2:] if command[:1] == [sys.executable] and rest[:2] == LAUNCHER else None


def difference(request: Mapping[str, Any], started_with: Mapping[str, str]) -> str | None:
    """First thing in which a forked kernel would differ from the one asked for; None when there is none.

    Parameters
    ----------
    request : mapping
        With the keys command, environment, cwd, package, limits.
    started_with : mapping of str to str
        Environment this process was started with.
    """
    if request["package"] != str(PACKAGE):
        return "package"
    if launcher_arguments(request["command"]) is None:
        return "interpreter"
    if not Path(request["cwd"]).is_dir() or Path(request["cwd"], "matplotlibrc").exists():
        return "cwd"
    if [hard for _, hard in request["limits"]] != [hard for _, hard in limits()]:
        return "limits"
    return _variable(request["environment"], started_with)


def _variable(environment: Mapping[str, str], started_with: Mapping[str, str]) -> str | None:
    """First variable whose value at the start would have mattered."""
    wanted, given = decisive(environment), decisive(started_with)
    differing = [name for name in sorted(wanted.keys() | given.keys()) if wanted.get(name) != given.get(name)]
    if not all(Path(place).is_absolute() for place in given.get("PYTHONPATH", "/").split(os.pathsep)):
        differing.append("PYTHONPATH")
    differing += [name for name in ONE_THREAD if environment.get(name, "1") != "1"]
    return next(iter(differing), None)
