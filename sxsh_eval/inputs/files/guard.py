"""The door for every file from outside: what it is, and whether it is safe to read."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.files.kinds import Content, content_of
from sxsh_eval.inputs.files.office_zip import look_through
from sxsh_eval.parameters.yaml_files import label_of

MOST_BYTES = 200_000_000
SUFFIXES: dict[str, frozenset[Content]] = {
    ".txt": frozenset({"text"}),
    ".csv": frozenset({"text"}),
    ".tsv": frozenset({"text"}),
    ".docx": frozenset({"docx", "docm"}),
    ".docm": frozenset({"docx", "docm"}),
    ".pdf": frozenset({"pdf"}),
    ".xlsx": frozenset({"xlsx", "xlsm"}),
    ".xlsm": frozenset({"xlsx", "xlsm"}),
    ".xlsb": frozenset({"xlsb"}),
    ".xls": frozenset({"xls"}),
    ".ods": frozenset({"ods"}),
    ".parquet": frozenset({"parquet"}),
}
DECEIVING = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of writing: a name with them looks like another."""

SPOKEN: dict[Content, str] = {
    "doc": "Word 97-2003 (.doc)",
    "xls": "Excel 97-2003 (.xls)",
    "text": "text / CSV",
    "html": "HTML",
    "rtf": "RTF",
    "xml": "XML",
    "zip": "ZIP",
    "ole": "OLE",
    "pdf": "PDF",
    "binary": "?",
}


@dataclass(frozen=True)
class Kind:
    """What a file is.

    Attributes
    ----------
    suffix : str
        Ending of its name in small letters (``.xlsx``); the content fits it.
    content : str
        By its bytes: ``xlsm`` is a workbook with macros whatever its name.
    warnings : tuple of Problem
        Macros, links to other files, embedded objects.
    """

    suffix: str
    content: Content
    warnings: tuple[Problem, ...] = ()


def guard(
    path: Path, *, within: Path | None = None, known: tuple[str, ...] = tuple(SUFFIXES), most: int = MOST_BYTES
) -> Kind:
    """Check a file from outside before anything parses it.

    Parameters
    ----------
    path : Path
        The file.
    within : Path, optional
        Folder that it must really lie in, links followed.
    known : tuple of str
        Endings that the caller can read.
    most : int
        Bytes that the file may have.

    Returns
    -------
    Kind

    Raises
    ------
    InputError
        One problem that says what is wrong with the file.
    """
    where = label_of(path).replace("\0", "\\0")
    check_place(path, within, most, where)
    suffix = path.suffix.lower()
    if suffix == ".doc":
        raise InputError([Problem("file.old_word", where, suffix)])
    if suffix not in known:
        raise InputError([Problem("file.not_taken", where, suffix or "-", {"known": ", ".join(known)})])
    content, notes = _content(path, where)
    if content == "locked":
        raise InputError([Problem("file.encrypted", where, "Office")])
    if content not in SUFFIXES[suffix]:
        raise InputError([_misnamed(path, suffix, content, where)])
    return Kind(suffix, content, notes)


def _misnamed(path: Path, suffix: str, content: Content, where: str) -> Problem:
    """Problem of a file whose content is not what its name says."""
    spoken = SPOKEN.get(content, f".{content}")
    if content == "binary":
        with path.open("rb") as stream:
            return Problem("file.unknown_kind", where, stream.read(8).hex(" ") or "-")
    return Problem("file.renamed", where, spoken, {"suffix": suffix, "content": spoken})


def check_place(path: Path, within: Path | None, most: int, where: str) -> None:
    """Stop when a path is no ordinary file of a sane size inside the folder.

    Parameters
    ----------
    path : Path
        The file.
    within : Path, optional
        Folder that it must really lie in.
    most : int
        Bytes that it may have.
    where : str
        Name in problems.

    Raises
    ------
    InputError
        One problem.
    """
    if DECEIVING.search(str(path)):
        raise InputError([Problem("file.bad_path", where, repr(path.name)[:80])])
    try:
        if within is not None and not path.resolve().is_relative_to(within.resolve()):
            raise InputError([Problem("file.outside", where, "→ …", {"folder": label_of(within)})])
        found = path.stat()
        readable = stat.S_ISREG(found.st_mode) and os.access(path, os.R_OK)
    except FileNotFoundError:
        raise InputError([Problem("file.missing", where, "-")]) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError([Problem("file.unreadable", where, str(error))]) from None
    if not readable:
        raise InputError([Problem("file.unreadable", where, stat.filemode(found.st_mode))])
    if found.st_size == 0:
        raise InputError([Problem("file.empty", where, "0")])
    if found.st_size > most:
        limits = {"limit": f"{most / 1e6:g}"}
        raise InputError([Problem("file.too_large", where, f"{found.st_size / 1e6:,.0f} MB", limits)])


def _content(path: Path, where: str) -> tuple[Content, tuple[Problem, ...]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError([Problem("file.unreadable", where, str(error))]) from None
    content = content_of(data)
    if content != "zip":
        return content, ()
    archive = look_through(path, where)
    return archive.content, archive.notes
