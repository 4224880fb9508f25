"""One lock for each job folder, so that two runs never write the same outputs."""

from __future__ import annotations

import json
import os
import platform
import secrets
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem, UsageError
from sxsh_eval.runs.disk_room import no_room

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
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
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


def _take(path: Path, mine: Any) -> Any:
    """Take a lock, a dead owner's too; None when that went well, else what its holder wrote."""
    for _ in range(3):
        if _create(path, mine):
            break
        holder = _read(path)
        if not _is_stale(path, holder):
            break
        _break(path, holder)
    holder = _read(path)
    return None if holder == mine else holder or {}


def _holder_now(path: Path) -> Any:
    """What the living holder of a lock wrote; None when nobody holds it."""
    holder = _read(path)
    return None if not path.exists() or _is_stale(path, holder) else holder or {}


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let no two processes of this machine look at the locks of a folder at the same moment.

    The system itself ends this when a process dies. Where a file system does not know it, what is left is that a lock
    file can be made only once.
    """
    if sys.platform == "win32":
        import msvcrt

        with (folder / "turn").open("a+b") as file:
            with suppress(OSError):
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                with suppress(OSError):
                    file.seek(0)
                    msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


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
    InputError
        If no lock file can be written.
    UsageError
        If a living process holds it.
    """
    with all_locked(folder, [name]):
        yield


@contextmanager
def all_locked(folder: Path, names: Iterable[str]) -> Iterator[None]:
    """Hold several locks, or none when one of them is taken.

    Locks are taken in the order of their names and none after the first that is refused, so that of two runs that
    want the same ones at the same moment one gets them all.

    Parameters
    ----------
    folder : Path
        Existing folder for lock files.
    names : iterable of str
        Names of locks, file names.

    Raises
    ------
    InputError
        If no lock file can be written.
    UsageError
        If living processes hold some of them; names all of those.
    """
    mine = owner() | {"key": secrets.token_hex(8)}
    paths = {name: folder / f"{name}.lock" for name in sorted(set(names))}
    try:
        if held := _take_all(folder, paths, mine):
            raise UsageError(_held_by_others(folder, held))
        yield
    finally:
        for path in paths.values():
            if _read(path) == mine:
                path.unlink(missing_ok=True)


def _take_all(folder: Path, paths: dict[str, Path], mine: Any) -> dict[str, Any]:
    """Take locks up to the first that is refused; what the holders of that one and of later ones wrote."""
    held: dict[str, Any] = {}
    try:
        with _one_at_a_time(folder):
            for name, path in paths.items():
                holder = _holder_now(path) if held else _take(path, mine)
                if holder is not None:
                    held[name] = holder
    except OSError as error:
        problem = no_room(error, str(folder)) or Problem("output.unwritable", str(folder), error.strerror or str(error))
        raise InputError([problem]) from error
    return held


def _held_by_others(folder: Path, held: dict[str, Any]) -> list[Problem]:
    """One problem for each holder, with all that it holds."""
    names: dict[str, list[str]] = {}
    for name, holder in held.items():
        names.setdefault(f"pid {holder.get('pid', '-')}, {holder.get('host', '-')}", []).append(name)
    return [Problem("output.locked", ", ".join(of), found, {"folder": str(folder)}) for found, of in names.items()]
