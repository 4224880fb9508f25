"""Text files with separators as rows of cells: encoding and separator are found, not asked for."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.tables.cells import RawSheet
from sxsh_eval.parameters.yaml_files import label_of

SEPARATORS = (";", "\t", ",", "|")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LOOKED_AT = 40
SAMPLE = 200_000


def text_sheet(path: Path) -> tuple[RawSheet, list[Problem]]:
    """Rows of a ``.csv``, ``.tsv`` or ``.txt``.

    Parameters
    ----------
    path : Path

    Returns
    -------
    sheet : RawSheet
        One row a record, so that rows count as in a spreadsheet; cells are text.
    problems : list of Problem
        A warning when the encoding had to be guessed.

    Raises
    ------
    InputError
        If the bytes are no text, or its quotes never close.
    """
    label = label_of(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError([Problem("file.unreadable", label, error.strerror or str(error))]) from None
    encoding, guessed = encoding_of(content, label)
    text = content.decode(encoding, errors="strict" if not guessed else "replace")
    problems = [Problem("table.encoding_guessed", label, encoding, severity="warning")] if guessed else []
    separator = separator_of(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputError([Problem("table.unreadable", label, str(error))]) from None
    return RawSheet("", rows), problems


def encoding_of(content: bytes, label: str) -> tuple[str, bool]:
    """Encoding of a file and whether it was guessed.

    Raises
    ------
    InputError
        If nothing readable comes out.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return name, False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if b"\0" not in content:
            return "utf-8", False
    nul = content[:2000].count(b"\0")
    if nul > len(content[:2000]) // 4:
        return ("utf-16-le" if content[1:2] == b"\0" else "utf-16-be"), False
    from charset_normalizer import from_bytes

    best = from_bytes(content[:SAMPLE], cp_isolation=["cp1258", "cp1252"]).best() if not nul else None
    if best is None:
        raise InputError([Problem("table.encoding", label, content[:12].hex(" "))])
    return "cp1258", True


def separator_of(text: str) -> str:
    """Separator that divides the first lines into most columns, the same number in most lines."""
    lines = [line for line in text[:SAMPLE].splitlines() if line.strip()][:LOOKED_AT]
    best, most = ",", 0
    for separator in SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
        width, times = max(widths.items(), key=lambda each: (each[1], each[0])) if widths else (1, 0)
        if width > 1 and times * width > most:
            best, most = separator, times * width
    return best
