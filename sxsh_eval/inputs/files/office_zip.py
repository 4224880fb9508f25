"""The archive of an Office file, looked through before any library opens it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.files.kinds import Content
from sxsh_eval.inputs.files.sheet_scan import SheetScan

MOST_BYTES = 300_000_000
MOST_RATIO = 200
RATIO_FROM = 20_000_000
"""Bytes below which no ratio is held against a part: a short one of zeros does no harm."""

MOST_PARTS = 20_000
CHUNK = 1 << 20
DECLARATIONS = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)
DECLARED = (b"<!", b"<\0!", b"\0<\0!")
ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([^"']{1,40})["']""")
ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
MAIN_PARTS: tuple[tuple[str, Content], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
)
OPEN_DOCUMENT: dict[bytes, Content] = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.text": "odt",
}
WITH_MACRO: dict[Content, Content] = {"docx": "docm", "xlsx": "xlsm"}
BEFORE_MARKUP = b"\0\xef\xbb\xbf\xfe\xff"
"""Byte order marks, and the zeros of UTF-16."""

WRITTEN = (".xml", ".rels", ".vml")
SHEETS = {b"worksheet", b"macrosheet", b"dialogsheet"}
ROOT = re.compile(rb"(?>(?:<\?[^<>]*\?>|<!--(?:(?!-->).)*-->)\s*)*<(?:\w+:)?(\w+)", re.DOTALL)
LINKED_TYPES = (b"/attachedTemplate", b"/externalLinkPath", b"/oleObject", b"/frame", b"/subDocument")
RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
FAULTS = (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True)
class Archive:
    """What the archive holds.

    Attributes
    ----------
    content : str
        By its main part; ``zip`` when it is no Office file.
    notes : tuple of Problem
        Warnings.
    """

    content: Content
    notes: tuple[Problem, ...] = ()


def look_through(path: Path, where: str) -> Archive:
    """Check an archive part by part, never holding more than one megabyte of it.

    Parameters
    ----------
    path : Path
        The file.
    where : str
        Its name in problems.

    Returns
    -------
    Archive

    Raises
    ------
    InputError
        If it is damaged, locked, too large when unpacked, declares entities, or a sheet's cells lie too far apart.
    """
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            problems = [*size_problems(parts, path.stat().st_size, where)]
            if problems:
                raise InputError(problems)
            content = office_content(archive, parts)
            notes = [*warnings_of(parts, where)]
            links = False
            for part in parts:
                links |= scan_part(archive, part, where)
    except FAULTS as error:
        raise InputError([Problem("file.damaged", where, type(error).__name__)]) from None
    if links and not any(note.code == "file.external_links" for note in notes):
        notes.append(Problem("file.external_links", where, "_rels", severity="warning"))
    return Archive(content, tuple(notes))


def size_problems(parts: list[ZipInfo], size: int, where: str) -> Iterator[Problem]:
    """Problems of what the archive's list of contents says of itself."""
    total = sum(part.file_size for part in parts)
    ratio = total / max(size, 1)
    limits = {"limit": str(MOST_BYTES // 1_000_000), "ratio": str(MOST_RATIO)}
    if total > MOST_BYTES or len(parts) > MOST_PARTS or (total > RATIO_FROM and ratio > MOST_RATIO):
        found = f"{total / 1e6:,.0f} MB, {ratio:,.0f} x, {len(parts)} parts"
        yield Problem("file.zip_bomb", where, found, limits)
    if any(part.flag_bits & 1 for part in parts):
        yield Problem("file.encrypted", where, "zip")


def office_content(archive: ZipFile, parts: list[ZipInfo]) -> Content:
    """Kind of Office file by its parts; ``zip`` when it is none."""
    names = {part.filename.lower() for part in parts}
    for name, content in MAIN_PARTS:
        if name in names:
            macro = any(each.endswith("vbaproject.bin") for each in names)
            return WITH_MACRO.get(content, content) if macro else content
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            return OPEN_DOCUMENT.get(stream.read(100).strip(), "zip")
    return "zip"


def warnings_of(parts: list[ZipInfo], where: str) -> Iterator[Problem]:
    """Warnings on macros, links to other files and embedded objects."""
    for code, sign in (
        ("file.macro", "vbaproject.bin"),
        ("file.external_links", "/externallinks/"),
        ("file.embedded", "/embeddings/"),
    ):
        found = [part.filename for part in parts if sign in part.filename.lower() and not part.is_dir()]
        if found:
            yield Problem(code, where, ", ".join(found[:3])[:120], severity="warning")


def scan_part(archive: ZipFile, part: ZipInfo, where: str) -> bool:
    """Unpack one part in small pieces, looking at each; what it is is told by its content, not by its name.

    Returns
    -------
    bool
        Whether it is a list of relations that leads to another file.
    """
    size, tail, links = 0, b"", False
    markup, sheet = False, None
    limits = {"limit": str(MOST_BYTES // 1_000_000), "ratio": str(MOST_RATIO)}
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            if not size:
                markup, sheet = _begin(piece, part.filename, f"{where}!{part.filename}")
            size += len(piece)
            if size > part.file_size or size > MOST_BYTES:
                raise InputError([Problem("file.zip_bomb", where, f"{part.filename}: > {size / 1e6:,.0f} MB", limits)])
            if not markup:
                continue
            _check_declarations(tail + piece, f"{where}!{part.filename}")
            links |= part.filename.lower().endswith(".rels") and leads_out(tail + piece)
            tail = piece[-512:]
            if sheet is not None:
                sheet.add(piece)
    if sheet is not None:
        sheet.finish()
    return links


def _begin(piece: bytes, name: str, where: str) -> tuple[bool, SheetScan | None]:
    """Whether a part is XML, and the scan for a sheet's part.

    A part that should be XML and is not, or a sheet that is not in bytes as Excel writes them, is damaged.
    """
    start = piece.lstrip().translate(None, BEFORE_MARKUP).lstrip()
    if not start.startswith(b"<"):
        if name.lower().endswith(WRITTEN):
            raise InputError([Problem("file.damaged", where, start[:8].hex(" "))])
        return False, None
    encoding = ENCODING.search(start[:512])
    if encoding is not None and encoding[1].lower() not in ENCODINGS:
        raise InputError([Problem("file.doctype", where, encoding[1].decode("ascii", "replace"))])
    root = ROOT.match(start)
    if root is None or root[1] not in SHEETS:
        return True, None
    if b"\0" in piece[:512]:
        raise InputError([Problem("file.damaged", where, "UTF-16")])
    return True, SheetScan(where)


def _check_declarations(piece: bytes, where: str) -> None:
    if not any(sign in piece for sign in DECLARED):
        return
    found = next((one for one in DECLARATIONS if one in piece), None)
    if found is not None:
        raise InputError([Problem("file.doctype", where, found.replace(b"\0", b"").decode())])


def leads_out(relations: bytes) -> bool:
    """Whether relations name another file as template, data source or object."""
    return any(
        b'"External"' in one and any(kind + b'"' in one for kind in LINKED_TYPES)
        for one in RELATIONSHIP.findall(relations)
    )
