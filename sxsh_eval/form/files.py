"""Files of the analyst: those that lie in ``data/private``, uploads stored beside them and never over another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.files.guard import guard
from sxsh_eval.inputs.tables.stored import manifest_file
from sxsh_eval.parameters.text import fold
from sxsh_eval.runs.jobs import RESERVED

PRIVATE = PurePath("data/private")
UPLOADS = PRIVATE / "uploads"
DRAFTS = PurePath("data/drafts")
TABLES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".parquet")
LETTERS = (".docx", ".docm", ".pdf", ".txt")
REVIEWED = (".xlsx",)
MADE = (".problems.html", ".checked.xlsx", ".corrections.xlsx")
"""Endings of what a check writes beside a table."""
OPENED = "~$"
"""How Word and Excel begin the name of the mark that they keep beside a file while it is open."""
MOST_BYTES = 20_000_000
"""What an upload may have: all of it passes through the memory of browser and kernel."""
LONGEST = 60
DEPTH = 4


def table_files(root: Path) -> tuple[str, ...]:
    """Tables that a study may name: files of `PRIVATE` and imported folders, relative to the root, sorted."""
    return tuple(sorted(_tables(root / PRIVATE, root, DEPTH)))


def _tables(folder: Path, root: Path, depth: int) -> Iterator[str]:
    if not folder.is_dir() or not depth:
        return
    for path in folder.iterdir():
        if path.name.startswith((".", OPENED)):
            continue
        name = path.relative_to(root).as_posix()
        if path.is_dir() and manifest_file(path, None).is_file():
            yield name
        elif path.is_dir():
            yield from _tables(path, root, depth - 1)
        elif path.suffix.lower() in TABLES and not path.name.endswith(MADE):
            yield name


def safe_name(name: str) -> str:
    """Name for a file on every system, told from that of an upload: small ASCII letters, digits, hyphens."""
    path = PurePath(PureWindowsPath(name).name)
    stem = fold(path.stem)[:LONGEST].strip("-") or "tep"
    ending = fold(path.suffix)[:LONGEST]
    return (f"{stem}-1" if stem in RESERVED else stem) + (f".{ending}" if ending else "")


def free_names(name: str) -> Iterator[str]:
    """The name, then the name with numbers."""
    yield name
    path = PurePath(name)
    for number in range(2, 10_000):
        yield f"{path.stem}-{number}{path.suffix}"


def store_upload(upload: Any, folder: Path, known: tuple[str, ...], *, most: int = MOST_BYTES) -> Path:
    """Keep an uploaded file.

    Parameters
    ----------
    upload : mapping
        One value of ``ipywidgets.FileUpload``: ``name``, ``size``, ``content``.
    folder : Path
        Where it goes; made if absent.
    known : tuple of str
        Endings that are taken.
    most : int
        Bytes that it may have.

    Returns
    -------
    Path
        With a safe name, never that of another file; the same content is not stored twice.

    Raises
    ------
    InputError
        If the kind or size is not taken, the content is not what the name says, or the folder cannot be written.
    """
    name, content = str(upload["name"]), bytes(upload["content"])
    suffix = PurePath(name).suffix.lower()
    if PureWindowsPath(name).name.startswith(OPENED):
        raise InputError([Problem("file.opened", name, OPENED)])
    if suffix not in known:
        raise InputError([Problem("file.not_taken", name, suffix or "-", {"known": ", ".join(known)})])
    if len(content) > most:
        values = {"limit": f"{most / 1e6:g}"}
        raise InputError([Problem("file.too_large", name, f"{len(content) / 1e6:,.0f} MB", values)])
    path, is_new = _written(content, folder, safe_name(name))
    try:
        guard(path, within=folder, known=known, most=most)
    except InputError as error:
        if not is_new:
            raise
        path.unlink(missing_ok=True)
        raise InputError([replace(problem, where=name) for problem in error.problems]) from error
    return path


def _written(content: bytes, folder: Path, name: str) -> tuple[Path, bool]:
    """File with this content, and whether it is a new one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for free in free_names(name):
            path = folder / free
            if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
                return path, False
            if _created(path, lambda file: file.write(content)):
                return path, True
    except OSError as error:
        raise InputError([Problem("output.unwritable", str(folder), error.strerror or str(error))]) from error
    raise InputError([Problem("output.unwritable", str(folder / name), "-")])


def _created(path: Path, write: Callable[[Any], object]) -> bool:
    """Whether the file was made by this call; a half-written one is taken away again."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0))
    except FileExistsError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return True
