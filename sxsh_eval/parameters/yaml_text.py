"""The text of a YAML file, and what is wrong where it is none, or not well-formed."""

from __future__ import annotations

from pathlib import Path

import yaml

from sxsh_eval.errors import InputError, Problem

SHOWN = 80
OTHER_KINDS = {
    b"PK\x03\x04": "Excel, Word, zip",
    b"\xd0\xcf\x11\xe0": "Excel, Word 97-2003",
    b"%PDF": "PDF",
}
"""First bytes of files that are taken for YAML by mistake."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def text_of(raw: bytes, label: str) -> str:
    """Text of the bytes of a file; a byte order mark is tolerated.

    Raises
    ------
    InputError
        If the bytes are no UTF-8 text.
    """
    for first, kind in OTHER_KINDS.items():
        if raw.startswith(first):
            raise InputError([Problem("yaml.other_kind", label, kind)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = "UTF-16" if raw.startswith(UTF_16) else f"byte 0x{raw[error.start]:02X}"
        raise InputError([Problem("yaml.encoding", f"{label}:{line}", found)]) from None


def syntax_problem(error: yaml.YAMLError, label: str, text: str) -> Problem:
    """Place and kind of a YAML syntax error, with the line that stands there."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    there = lines[line - 1].rstrip() if line <= len(lines) else ""
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "?"
    values = {"line": str(line), "column": str(column), "said": str(said)}
    indentation = there[: len(there) - len(there.lstrip())]
    if "\t" in indentation:
        return Problem("yaml.tab", f"{label}:{line}:{column}", there.replace("\t", "→")[:SHOWN], values)
    return Problem("yaml.syntax", f"{label}:{line}:{column}", there.strip()[:SHOWN] or str(said), values)


def unreadable(path: Path, label: str, error: OSError | ValueError) -> Problem:
    """Why a file cannot be read; of a folder, which files in it may be meant."""
    try:
        files = sorted(each.name for each in path.glob("*.y*ml")) if path.is_dir() else None
    except (OSError, ValueError):
        files = None
    if files is None:
        return Problem("file.unreadable", label, getattr(error, "strerror", None) or str(error))
    return Problem("file.folder", label, f"{label.rstrip('/')}/", {"known": ", ".join(files) or "-"})
