"""From a staging folder to the job folder: written aside, flushed to disk, swapped in by renaming."""

from __future__ import annotations

import os
import platform
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sxsh_eval.errors import InputError, Problem, UsageError
from sxsh_eval.parameters.text import fold
from sxsh_eval.runs.disk_room import no_room
from sxsh_eval.runs.earlier import forget, put_away, without_a_job
from sxsh_eval.runs.jobs import FAILED, WORK
from sxsh_eval.runs.locks import locked, started

STAGING = re.compile(r"(?P<host>[a-z0-9-]*)\.(?P<pid>\d+)\.(?P<begin>\d+)\.[0-9a-f]+")


def locks_folder(outputs: Path) -> Path:
    """Folder of lock files."""
    return outputs / WORK / "locks"


def _former(outputs: Path, folder: Path) -> Path:
    """Where a job folder waits while its successor takes its place."""
    return outputs / WORK / "former" / folder.relative_to(outputs)


def prepare_outputs(outputs: Path) -> None:
    """Make sure that outputs can be written, before anything runs; clear away what dead runs left.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs; made when missing.

    Raises
    ------
    InputError
        If it cannot be made or written.
    """
    try:
        for folder in (locks_folder(outputs), outputs / WORK / "staging"):
            folder.mkdir(parents=True, exist_ok=True)
        probe = outputs / WORK / f"probe-{secrets.token_hex(4)}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        found = error.strerror or str(error)
        full = no_room(error, str(outputs))
        raise InputError([full or Problem("output.unwritable", str(outputs), found)]) from error
    clear_abandoned(outputs)


def clear_abandoned(outputs: Path) -> None:
    """Take away the staging folders of processes that have ended.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs.
    """
    for folder in (outputs / WORK / "staging").glob("*"):
        if _is_abandoned(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(name: str) -> bool:
    match = STAGING.fullmatch(name)
    if match is None:
        return True
    if match["host"] != fold(platform.node()):
        return False
    begin = started(int(match["pid"]))
    return begin is None or abs(begin - int(match["begin"])) > 1


@contextmanager
def staging(outputs: Path) -> Iterator[Path]:
    """Empty folder on the outputs' file system, gone at the end unless it was published."""
    pid = os.getpid()
    begin = int(started(pid) or 0)
    folder = outputs / WORK / "staging" / f"{fold(platform.node())}.{pid}.{begin}.{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _flush(folder: Path) -> None:
    for path in [*sorted(folder.rglob("*")), folder]:
        if path.is_dir() and os.name == "nt":
            continue
        handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def recover(outputs: Path, folder: Path) -> None:
    """Finish a swap that a crash cut in two: former outputs without a successor return to their place."""
    former = _former(outputs, folder)
    if not former.exists():
        return
    if folder.exists():
        put_away(outputs, former, folder, staging)
    else:
        folder.parent.mkdir(parents=True, exist_ok=True)
        former.rename(folder)


def recover_all(outputs: Path) -> None:
    """Finish all swaps that crashes cut in two, so that a plan is made from what is there.

    Those of folders that a run under way holds are its own business. Earlier versions of jobs that are gone go too.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs; need not exist.
    """
    for former in sorted((outputs / WORK / "former").glob("*/*/*/*")):
        folder = outputs / former.relative_to(outputs / WORK / "former")
        with suppress(UsageError), locked(locks_folder(outputs), ".".join(_parts(outputs, folder))):
            recover(outputs, folder)
    for folder in without_a_job(outputs):
        with suppress(UsageError), locked(locks_folder(outputs), ".".join(_parts(outputs, folder))):
            forget(outputs, folder)


def _parts(outputs: Path, folder: Path) -> list[str]:
    """Names by which a job folder, or the one of its failed attempt, is locked."""
    return [part.removesuffix(FAILED) for part in folder.relative_to(outputs).parts]


def publish(outputs: Path, ready: Path, folder: Path) -> None:
    """Put a finished staging folder in the place of a job folder.

    Until the last moment the former outputs stand there; when anything goes wrong they stand there again. Those of
    another execution are kept as the earlier version of the job (`earlier.put_away`).

    Parameters
    ----------
    outputs : Path
        Folder of all outputs, on the same file system as `ready`.
    ready : Path
        Staging folder with everything in it.
    folder : Path
        Job folder; need not exist.

    Raises
    ------
    InputError
        If the system refuses, as Windows does while a file of the folder is open in another program; if the disk is
        full.
    """
    recover(outputs, folder)
    former = _former(outputs, folder)
    try:
        _flush(ready)
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            former.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(former)
        ready.rename(folder)
        if os.name != "nt":
            _flush_names(folder.parent)
    except OSError as error:
        full = no_room(error, str(folder))
        raise InputError([full or Problem("output.in_use", str(folder), error.strerror or str(error))]) from error
    finally:
        if former.exists() and not folder.exists():
            former.rename(folder)
    if former.exists():
        with suppress(OSError):  # `recover` tries again
            put_away(outputs, former, folder, staging)


def _flush_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard(outputs: Path, folder: Path) -> None:
    """Take a folder of outputs away in one step."""
    if folder.exists():
        with staging(outputs) as aside:
            folder.rename(aside / folder.name)
