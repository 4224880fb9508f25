"""One generation back: what a comparison needs of the execution that a job folder held before its last one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.jobs import WORK
from sxsh_eval.runs.record import RECORD

NUMBERS, PUBLIC = "numbers.json", "public"
KEPT = frozenset({RECORD, REPORT, NUMBERS, "card.json"})
"""Files that a comparison reads; what is rendered can be rendered again."""
DEPTH = "*/*/*/*"


def earlier_root(outputs: Path) -> Path:
    """Folder of all earlier versions, laid out as the outputs are."""
    return outputs / WORK / "earlier"


def earlier_folder(outputs: Path, folder: Path) -> Path:
    """Where the earlier version of a job folder is kept; need not exist."""
    return earlier_root(outputs) / folder.relative_to(outputs)


def execution_of(folder: Path) -> str:
    """What tells a finished execution from any other, rendered again or not; empty where there is none."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return str(record["started"]) if record["status"] == "done" else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def put_away(
    outputs: Path, former: Path, folder: Path, staging: Callable[[Path], AbstractContextManager[Path]]
) -> None:
    """Take former outputs away: those of another execution become the earlier version, anything else goes.

    Internal numbers are not kept behind public ones: whoever hands the folder of outputs on would hand them on too.
    At whatever point this is cut short, calling it again ends it: `former` is renamed last.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs.
    former : Path
        What stood in the job folder.
    folder : Path
        Job folder, with what has taken its place.
    staging : callable
        Opens an empty folder on the outputs' file system that goes at the end.

    Raises
    ------
    OSError
        If the system refuses to take it away.
    """
    begun, now = execution_of(former), execution_of(folder)
    if now not in {"", begun}:
        target = earlier_folder(outputs, folder)
        if not begun or (_audience(folder) == PUBLIC != _audience(former)):
            shutil.rmtree(target, ignore_errors=True)
        else:
            with suppress(OSError), staging(outputs) as aside:
                _strip(former)
                _replace(former, target, aside / "earlier")
                return
    shutil.rmtree(former)


def _audience(folder: Path) -> str:
    """Whom the numbers of a folder were released for; empty where there are none."""
    try:
        return str(json.loads((folder / NUMBERS).read_text(encoding="utf-8"))["audience"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _strip(folder: Path) -> None:
    """Leave only what is kept."""
    with os.scandir(folder) as entries:
        others = [entry for entry in entries if entry.name not in KEPT]
    for entry in others:
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)  # noqa: PTH108 - the entry is at hand


def _replace(folder: Path, target: Path, aside: Path) -> None:
    """Rename a folder to the place of another one, which comes back when that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(aside)
    try:
        folder.rename(target)
    finally:
        if aside.exists() and not target.exists():
            aside.rename(target)


def without_a_job(outputs: Path) -> list[Path]:
    """Job folders that are gone though their earlier version is kept."""
    root = earlier_root(outputs)
    folders = (outputs / place.relative_to(root) for place in sorted(root.glob(DEPTH)))
    return [folder for folder in folders if not folder.exists()]


def forget(outputs: Path, folder: Path) -> None:
    """Take the earlier version of a job folder away when the folder itself is gone; the caller holds its lock."""
    place = earlier_folder(outputs, folder)
    if folder.exists() or not place.exists():
        return
    shutil.rmtree(place)
    with suppress(OSError):  # the first that is not empty
        for above in place.parents:
            if above == earlier_root(outputs):
                break
            above.rmdir()
