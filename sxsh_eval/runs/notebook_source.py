"""The cells of a notebook file, read as plain JSON: enough for planning, without loading Jupyter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem

PARAMETERS = "parameters"
HEADING = "# "


@dataclass(frozen=True)
class Cell:
    """One cell: ``code`` or ``markdown``, its source, its tags."""

    kind: str
    source: str
    tags: tuple[str, ...]


def read_cells(path: Path) -> tuple[Cell, ...]:
    """Cells of a notebook in the format 4 that all tools have written since 2015.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple of Cell

    Raises
    ------
    InputError
        If there is no such file or it is no such notebook.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise InputError([Problem("notebook.missing", path.name, str(path))]) from error
    return _cells(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _cells(path: Path, changed: int, size: int) -> tuple[Cell, ...]:
    """Cells of the file as it was at that moment."""
    del changed, size
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_cell(each) for each in content["cells"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            [Problem("notebook.unreadable", path.name, f"{type(error).__name__}: {error}"[:300])]
        ) from error


def _cell(cell: dict[str, Any]) -> Cell:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    return Cell(str(cell["cell_type"]), text, tuple(sorted(cell.get("metadata", {}).get("tags", []))))


def parameters_source(cells: tuple[Cell, ...]) -> str:
    """Source of the cell tagged ``parameters``; empty without one."""
    return next((cell.source for cell in cells if PARAMETERS in cell.tags), "")


def title_of(path: Path) -> dict[str, str] | None:
    """Title of a notebook in both languages.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict of str to str, or None
        The first line of its first cell, ``# <Vietnamese> / <English>``; one text without a slash stands for both. None
        where there is no such line or no notebook.
    """
    try:
        cells = read_cells(path)
    except InputError:
        return None
    first = cells[0].source.strip() if cells and cells[0].kind == "markdown" else ""
    line = first.partition("\n")[0]
    if not line.startswith(HEADING):
        return None
    vietnamese, slash, english = line.removeprefix(HEADING).partition(" / ")
    return {"vi": vietnamese.strip(), "en": (english if slash else vietnamese).strip()}
