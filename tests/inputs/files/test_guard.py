"""Each dangerous, broken or misnamed file is one problem; good files pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.files.guard import guard
from tests.inputs.files import hostile_files as files

BOF = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.xlsx", bytes, "file.empty"),
    "zip bomb": ("a.xlsx", files.bomb, "file.zip_bomb"),
    "ratio": (
        "a.docx",
        lambda: files.changed(files.letter(), {"word/media/a.bin": bytes(60_000_000)}),
        "file.zip_bomb",
    ),
    "understated size": ("a.xlsx", lambda: files.understated(5_000_000), "file.damaged"),
    "last cell of all": ("a.xlsx", lambda: files.with_cell("XFD1048576"), "file.sparse"),
    "two far cells": ("a.xlsx", lambda: files.with_cell("A1", "AZ1048576"), "file.sparse"),
    "beyond the last cell": ("a.xlsx", lambda: files.with_cell("A1", "AAAA2"), "file.sparse"),
    "row beyond the last": ("a.xlsx", lambda: files.with_cell("A1", "A9999999"), "file.sparse"),
    "row zero": ("a.xlsx", lambda: files.with_cell("A1", "A0"), "file.sparse"),
    "unusual cells": (
        "a.xlsx",
        lambda: files.changed(
            files.workbook(), {files.SHEET: files.sheet("<row><c s='1'\n r = 'A1'/><x:c r='XFD99999'/></row>")}
        ),
        "file.sparse",
    ),
    "sheet under another name": (
        "a.xlsx",
        lambda: files.changed(
            files.workbook(), {"xl/media/a.bin": files.sheet('<row r="9"><c r="XFD1048576"/></row>')}
        ),
        "file.sparse",
    ),
    "sheet after a comment": (
        "a.xlsx",
        lambda: files.changed(
            files.workbook(),
            {files.SHEET: b"<!-- <x> -->\n" + files.sheet('<row r="9"><c r="XFD1048576"/></row>').partition(b"?>")[2]},
        ),
        "file.sparse",
    ),
    "sheet in UTF-16": (
        "a.xlsx",
        lambda: files.changed(files.workbook(), {files.SHEET: files.sheet("").decode().encode("utf-16")}),
        "file.damaged",
    ),
    "entities under another name": (
        "a.docx",
        lambda: files.changed(files.letter(), {"word/media/a.png": (files.LAUGHS + "<x/>").encode()}),
        "file.doctype",
    ),
    "hidden place": ("a.xlsx", lambda: files.with_cell("A1", "&#88;FD1048576"), "file.sparse"),
    "large dimension": (
        "a.xlsx",
        lambda: files.changed(
            files.workbook(), {files.SHEET: files.sheet("", before='<dimension ref="A1:XFD1048576"/>')}
        ),
        "file.sparse",
    ),
    "merged sheet": (
        "a.xlsx",
        lambda: files.changed(
            files.workbook(),
            {files.SHEET: files.sheet("", after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')},
        ),
        "file.sparse",
    ),
    "entities in a sheet": (
        "a.xlsx",
        lambda: files.with_declaration(files.workbook(), files.SHEET, files.LAUGHS),
        "file.doctype",
    ),
    "entities in a letter": (
        "a.docx",
        lambda: files.with_declaration(files.letter(), "word/document.xml", files.OUTSIDE),
        "file.doctype",
    ),
    "entities in UTF-16": (
        "a.docx",
        lambda: files.with_declaration(files.letter(), "word/document.xml", files.OUTSIDE, "utf-16"),
        "file.doctype",
    ),
    "entities in a rare encoding": (
        "a.docx",
        lambda: files.with_declaration(files.letter(), "word/document.xml", files.OUTSIDE, "cp037"),
        "file.damaged",
    ),
    "entities after much white space": (
        "a.docx",
        lambda: files.with_declaration(files.letter(), "word/document.xml", " " * 1_100_000 + files.OUTSIDE),
        "file.doctype",
    ),
    "encrypted workbook": ("a.xlsx", lambda: files.ole("EncryptionInfo", "EncryptedPackage"), "file.encrypted"),
    "encrypted letter": ("a.docx", lambda: files.ole("EncryptionInfo", "EncryptedPackage"), "file.encrypted"),
    "old workbook with password": (
        "a.xls",
        lambda: files.ole("Workbook", after=BOF + b"\x2f\x00\x06\x00" + bytes(6)),
        "file.encrypted",
    ),
    "truncated": ("a.xlsx", lambda: files.workbook()[:-40], "file.damaged"),
    "half": ("a.docx", lambda: files.letter()[:9000], "file.damaged"),
    "HTML as workbook": ("a.xlsx", lambda: b"\xef\xbb\xbf\n<!-- x --><html><table>", "file.renamed"),
    "HTML as old workbook": ("a.xls", lambda: b" <TABLE border=1><tr><td>1", "file.renamed"),
    "HTML in UTF-16": ("a.xls", lambda: "<html><table>".encode("utf-16"), "file.renamed"),
    "XML as old workbook": ("a.xls", lambda: b'<?xml version="1.0"?><Workbook/>', "file.renamed"),
    "RTF as letter": ("a.docx", lambda: b"{\\rtf1\\ansi", "file.renamed"),
    "CSV as workbook": ("a.xlsx", "tỉnh;năm\nA;2018\n".encode, "file.renamed"),
    "letter as workbook": ("a.xlsx", files.letter, "file.renamed"),
    "workbook as letter": ("a.docx", files.workbook, "file.renamed"),
    "old letter": ("a.doc", lambda: files.ole("WordDocument"), "file.old_word"),
    "old letter, renamed": ("a.docx", lambda: files.ole("WordDocument"), "file.renamed"),
    "archive": ("a.docx", lambda: files.changed(b"PK\x05\x06" + bytes(18), {"a.txt": b"x"}), "file.renamed"),
    "program": ("a.txt", lambda: b"MZ" + bytes(range(256)) * 4 + bytes(400), "file.unknown_kind"),
    "picture": ("a.png", lambda: b"\x89PNG", "file.not_taken"),
    "PDF as text": ("a.txt", lambda: files.pdf(1), "file.renamed"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, tmp_path: Path) -> None:
    name, make, code = REFUSED[case]
    path = files.write(tmp_path, name, make())
    start = time.monotonic()
    with pytest.raises(InputError) as caught:
        guard(path)
    assert time.monotonic() - start < 20
    assert [one.code for one in caught.value.problems] == [code]
    message = str(caught.value)
    assert name in message
    assert all(word in message for word in ("cách sửa", "what to do"))


@pytest.mark.parametrize(
    ("name", "make", "content"),
    [
        ("a.xlsx", files.workbook, "xlsx"),
        ("A.XLSX", files.workbook, "xlsx"),
        ("a.docx", files.letter, "docx"),
        ("a.pdf", lambda: files.pdf(1), "pdf"),
        ("a.xls", lambda: files.ole("Workbook", after=BOF), "xls"),
        ("a.csv", lambda: "tỉnh;năm\n".encode("utf-16"), "text"),
        ("a.txt", lambda: "Tỉnh".encode("utf-16-le"), "text"),
        ("a.txt", lambda: b"x < 5 & y > 6", "text"),
        ("a.parquet", lambda: b"PAR1....PAR1", "parquet"),
    ],
)
def test_taken(name: str, make: Callable[[], bytes], content: str, tmp_path: Path) -> None:
    kind = guard(files.write(tmp_path, name, make()))
    assert (kind.content, kind.warnings) == (content, ())


def test_a_large_full_table_is_taken(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{column}{row}"/>' for column in "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + "</row>"
        for row in range(1, 80_001)
    )
    path = files.write(tmp_path, "a.xlsx", files.changed(files.workbook(), {files.SHEET: files.sheet(rows)}))
    start = time.monotonic()
    assert guard(path).content == "xlsx"
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    ("parts", "code", "content"),
    [
        ({"xl/vbaProject.bin": b"macro"}, "file.macro", "xlsm"),
        ({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}, "file.external_links", "xlsx"),
        ({"xl/embeddings/oleObject1.bin": b"x"}, "file.embedded", "xlsx"),
        (
            {
                "xl/worksheets/_rels/sheet1.xml.rels": b'<Relationships><Relationship Id="a" Type="http://x/oleObject" '
                b'TargetMode="External" Target="file:///x"/></Relationships>'
            },
            "file.external_links",
            "xlsx",
        ),
    ],
)
def test_taken_with_a_warning(parts: dict[str, bytes], code: str, content: str, tmp_path: Path) -> None:
    kind = guard(files.write(tmp_path, "a.xlsx", files.changed(files.workbook(), parts)))
    assert [(one.code, one.severity) for one in kind.warnings] == [(code, "warning")]
    assert kind.content == content
    assert all("{" not in line for line in (*kind.warnings[0].lines("vi"), *kind.warnings[0].lines("en")))


def test_ordinary_links_are_no_warning(tmp_path: Path) -> None:
    link = (
        b'<Relationships><Relationship Id="a" Type="http://x/hyperlink" TargetMode="External" Target="http://x"/>'
        b"</Relationships>"
    )
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": link}
    assert guard(files.write(tmp_path, "a.xlsx", files.changed(files.workbook(), parts))).warnings == ()
