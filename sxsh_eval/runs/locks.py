"""One lock for each job folder, so that two runs never write the same outputs."""

from __future__ import annotations

import json
import os
import platform
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sxsh_eval.errors import Problem, UsageError

SECONDS_TO_WRITE = 10


def started(pid: int) -> float | None:
    """Start of a living process in seconds since the epoch; None when there is none of that number."""
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else float(process.create_time())
    except psutil.NoSuchProcess:
        return None
    except psutil.AccessDenied:
        return 0.0


def owner() -> dict[str, Any]:
    """How lock files name this process."""
    return {"host": platform.node(), "pid": os.getpid(), "started": started(os.getpid())}


def is_gone(holder: Any) -> bool:
    """Whether the process that a lock names has ended; of another machine's process one cannot know."""
    if not isinstance(holder, dict) or not isinstance(holder.get("pid"), int):
        return True
    if holder.get("host") != platform.node():
        return False
    begin = started(holder["pid"])
    # A recycled process number shows by its start, which the system tells to about a hundredth of a second.
    return begin is None or abs(begin - float(holder.get("started") or 0)) > 1


def _read(path: Path) -> Any:
    """Content of a lock file; None when there is none, or none that can be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _is_stale(path: Path, holder: Any) -> bool:
    """Whether a lock has no living owner; an empty file may be about to be written."""
    if holder is not None:
        return is_gone(holder)
    try:
        return time.time() - path.stat().st_mtime > SECONDS_TO_WRITE
    except OSError:
        return True


def _create(path: Path, content: Any) -> bool:
    """Whether this call made the lock file."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
    return True


def _break(path: Path, stale: Any) -> None:
    """Take a dead owner's lock away, and put back a living one that slipped in between."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.stale")
    try:
        path.rename(aside)
    except OSError:
        return
    taken = _read(aside)
    if taken is not None and taken != stale:
        _create(path, taken)
    aside.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock `name` of the folder of locks.

    Parameters
    ----------
    folder : Path
        Existing folder for lock files.
    name : str
        Name of the lock, a file name.

    Raises
    ------
    UsageError
        If a living process holds it.
    """
    path = folder / f"{name}.lock"
    mine = owner() | {"key": secrets.token_hex(8)}
    for _ in range(3):
        if _create(path, mine):
            break
        holder = _read(path)
        if not _is_stale(path, holder):
            break
        _break(path, holder)
    if _read(path) != mine:
        holder = _read(path) or {}
        found = f"pid {holder.get('pid', '-')}, {holder.get('host', '-')}"
        raise UsageError([Problem("output.locked", name, found, {"lock": str(path)})])
    try:
        yield
    finally:
        if _read(path) == mine:
            path.unlink(missing_ok=True)


@contextmanager
def all_locked(folder: Path, names: Iterable[str]) -> Iterator[None]:
    """Hold several locks, or none when one of them is taken."""
    with ExitStack() as stack:
        for name in sorted(set(names)):
            stack.enter_context(locked(folder, name))
        yield
