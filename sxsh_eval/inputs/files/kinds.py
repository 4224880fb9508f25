"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from typing import Literal

Content = Literal[
    "docx", "docm", "xlsx", "xlsm", "xlsb", "ods", "odt", "zip", "doc", "xls", "ole", "locked", "pdf", "rtf", "html",
    "xml", "parquet", "text", "binary",
]  # fmt: skip

ZIP, OLE, PARQUET = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
PDF_WITHIN = 1024
"""A PDF may begin with other bytes before its mark."""

MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
HTML = re.compile(
    rb"(?>(?:<!--(?:(?!-->).)*-->|<\?xml[^>]*>)\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div|style)\b",
    re.IGNORECASE | re.DOTALL,
)
STREAMS: tuple[tuple[str, Content], ...] = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
"""Names of streams by which the old Office formats are known; the first found counts."""

SHEET_BEGINS = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
LOCKED_RECORDS = {0x2F, 0x86}
"""FILEPASS, and WRITEPROTECT, after which it may come."""

MANY_ZEROS = 0.01
"""Share of zero bytes beyond which a file without a mark is no text of one-byte letters."""


def content_of(data: bytes) -> Content:
    """Kind of a file by its bytes.

    Parameters
    ----------
    data : bytes
        Whole file; of a zip archive only its mark is looked at.

    Returns
    -------
    str
        ``zip`` for every archive: its members tell more.
    """
    if data[:2] == ZIP and data[2:4] in {b"\x03\x04", b"\x05\x06", b"\x07\x08"}:
        return "zip"
    if data.startswith(OLE):
        return old_office(data)
    if data.startswith(PARQUET):
        return "parquet"
    return "pdf" if b"%PDF-" in data[:PDF_WITHIN] else written_content(data)


def written_content(data: bytes) -> Content:
    """Kind of a file that has no mark of its own: text in some markup, plain text, or neither.

    Parameters
    ----------
    data : bytes
        Whole file.
    """
    start = data.removeprefix(MARKS[0]).lstrip()[:4096]
    if start.startswith(b"{\\rtf"):
        return "rtf"
    wide = start.replace(b"\0", b"") if data.startswith(MARKS[1:]) else start
    plain = wide.removeprefix(MARKS[1]).removeprefix(MARKS[2]).lstrip()
    if HTML.match(plain):
        return "html"
    return "xml" if plain.startswith(b"<?xml") else "text" if is_written(data) else "binary"


def old_office(data: bytes) -> Content:
    """Kind of an OLE container by the names of its streams.

    Parameters
    ----------
    data : bytes
        Whole file.
    """
    for name, content in STREAMS:
        if name.encode("utf-16-le") in data:
            return "locked" if content == "xls" and has_password(data) else content
    return "ole"


def has_password(data: bytes) -> bool:
    """Whether a workbook of the old format says right at its beginning that it is encrypted."""
    found = SHEET_BEGINS.search(data)
    if found is None:
        return False
    at = found.start()
    for _ in range(3):
        at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
        record = int.from_bytes(data[at : at + 2], "little")
        if record not in LOCKED_RECORDS:
            return False
        if record == min(LOCKED_RECORDS):
            return True
    return False


def is_written(data: bytes) -> bool:
    """Whether bytes may be text of some encoding: marked, or with hardly a zero, or zeros as UTF-16 has them."""
    if data.startswith(MARKS):
        return True
    zeros = data.count(b"\0")
    even = data[::2].count(b"\0")
    return zeros <= MANY_ZEROS * len(data) or min(even, zeros - even) * 20 < zeros
