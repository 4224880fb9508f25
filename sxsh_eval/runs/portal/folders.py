"""What lies in the outputs folder: job folders with the names and sizes of their files, comparisons, tutorials."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from sxsh_eval.reports.language import LANGUAGES
from sxsh_eval.runs.record import RECORD

DEPTH = 4
COMPARISONS = "comparisons"
TUTORIALS = "tutorials"
TITLE, HEAD_LETTERS = re.compile("<title>(.*?)</title>"), 1000


@dataclass(frozen=True)
class Folder:
    """One job folder.

    Attributes
    ----------
    path : Path
    parts : tuple of str
        Run, notebook, province, period.
    files : dict of str to int
        Size in bytes by name; no folders.
    """

    path: Path
    parts: tuple[str, ...]
    files: dict[str, int]


def _visible_folders(place: Path) -> list[Path]:
    with os.scandir(place) as entries:
        return sorted(place / entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))


def _files(place: Path) -> dict[str, int]:
    with os.scandir(place) as entries:
        return {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}


def list_folders(outputs: Path) -> list[Folder]:
    """Folders with a record and what lies in them, sorted by run, notebook, province and period.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs; need not exist.
    """
    places = [outputs] if outputs.is_dir() else []
    for _ in range(DEPTH):
        places = [below for place in places for below in _visible_folders(place)]
    found = [Folder(place, place.relative_to(outputs).parts, _files(place)) for place in places]
    return [folder for folder in found if RECORD in folder.files]


def job_folders(outputs: Path) -> list[Path]:
    """Folders with a record, sorted by run, notebook, province and period."""
    return [folder.path for folder in list_folders(outputs)]


def list_comparisons(outputs: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Comparisons of runs: name of the folder and its rendered reports, each as a path below `outputs`."""
    place = outputs / COMPARISONS
    found = []
    for folder in _visible_folders(place) if place.is_dir() else []:
        names = sorted(name for name in _files(folder) if name.endswith((".html", ".xlsx", ".pdf", ".docx")))
        if names:
            found.append((folder.name, tuple(f"{COMPARISONS}/{folder.name}/{name}" for name in names)))
    return found


def list_tutorials(outputs: Path) -> list[tuple[str, str, str]]:
    """Pages of the tutorials: path below `outputs`, title, language."""
    found = []
    for path in sorted((outputs / TUTORIALS).glob("*.html")):
        with path.open(encoding="utf-8", errors="replace") as page:
            head = page.read(HEAD_LETTERS)
        title, language = TITLE.search(head), path.stem.rpartition(".")[2]
        if title and language in LANGUAGES:
            found.append((f"{TUTORIALS}/{path.name}", unescape(title[1]), language))
    return found
