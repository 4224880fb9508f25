"""Files that an attacker, a broken connection or a hurried colleague makes."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from docx import Document

SHEET = "xl/worksheets/sheet1.xml"
SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ZIP64_BOMB = 400_000_000


def workbook(cells: Mapping[str, object] | None = None) -> bytes:
    """A small workbook as Excel would write it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Số liệu")
        for place, value in (cells or {"A1": "Tên", "B1": "Năm", "A2": "Công ty A", "B2": 2018}).items():
            sheet.write(place, value)
    return stream.getvalue()


def letter(text: str = "Kính gửi: Bộ Công Thương") -> bytes:
    """A small Word document."""
    stream = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def changed(archive: bytes, parts: Mapping[str, bytes]) -> bytes:
    """An archive with parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def sheet(rows: str, before: str = "", after: str = "") -> bytes:
    """A sheet's part."""
    inner = f"{before}<sheetData>{rows}</sheetData>{after}"
    return f'<?xml version="1.0"?><worksheet {SPREADSHEET}>{inner}</worksheet>'.encode()


def with_cell(*places: str) -> bytes:
    """A workbook whose only cells stand at these places."""
    rows = "".join(
        f'<row r="{place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{place}"><v>1</v></c></row>' for place in places
    )
    return changed(workbook(), {SHEET: sheet(rows)})


def with_declaration(archive: bytes, part: str, declaration: str, encoding: str = "utf-8") -> bytes:
    """An Office file one of whose parts declares something."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        text = old.read(part).decode("utf-8")
    body = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
    whole = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{body}'
    return changed(archive, {part: whole.encode(encoding, "xmlcharrefreplace")})


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def bomb() -> bytes:
    """A workbook of half a megabyte that unpacks to more than the limit."""
    stream = io.BytesIO(workbook())
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/image.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(ZIP64_BOMB // 2**20):
            part.write(bytes(2**20))
    return stream.getvalue()


def understated(size: int) -> bytes:
    """A workbook whose list of contents says of a large part that it is small."""
    archive = changed(workbook(), {"xl/media/image.bin": bytes(size)})
    at = archive.rindex(b"xl/media/image.bin") - 46
    return archive[: at + 24] + struct.pack("<I", 10) + archive[at + 28 :]


def ole(*streams: str, after: bytes = b"") -> bytes:
    """The beginning of an OLE container with these names of streams in it."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + after.ljust(512, b"\0") + names


def pdf(pages: int, text: str = "Kinh gui Bo Cong Thuong: bao cao tinh hinh thuc hien") -> bytes:
    """A PDF of so many pages, with a line of text on each unless it is empty."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(pages))
    objects.append(f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for at in range(pages):
        content = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode() if text else b""
        look = "/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
        page = f"<</Type/Page/Parent 2 0 R/Contents {5 + 2 * at} 0 R{look}>>"
        objects += [page.encode(), b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
