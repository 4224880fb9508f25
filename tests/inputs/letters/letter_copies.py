"""The same letter in every form in which letters come."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from sxsh_eval.inputs.letters.legacy import TCVN, VNI, Legacy


def in_tcvn(text: str, *, capitals: bool) -> str:
    """Characters of a TCVN font; without `capitals` as those fonts are: small letters stand for marked capitals."""
    codes = {letter: code for code, letter in TCVN.items()}
    if not capitals:
        codes = {
            letter: code
            for letter, code in codes.items()
            if code >= "\u00a1" and (letter.islower() or code <= "\u00a7")
        }
        codes |= {letter.upper(): code for letter, code in codes.items() if letter.upper() not in codes}
    return "".join(codes.get(letter, letter) for letter in text)


def tcvn_bytes(text: str) -> bytes:
    """TCVN 5712 with all capitals; dashes and quotation marks where Windows has them."""
    return b"".join(one.encode("cp1252" if ord(one) > 255 else "latin-1") for one in in_tcvn(text, capitals=True))


def in_vni(text: str) -> str:
    """Characters of a VNI font."""
    codes: dict[str, str] = {}
    for code, letter in VNI.items():
        if letter not in codes or code.isupper() == letter.isupper():
            codes[letter] = code
    return "".join(codes.get(letter, letter) for letter in text)


def in_legacy(text: str, legacy: Legacy) -> str:
    return in_vni(text) if legacy == "VNI" else in_tcvn(text, capitals=False)


def in_cp1258(text: str) -> bytes:
    """Windows-1258, which has tone marks only as characters of their own."""
    made = []
    for letter in text:
        split = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in split if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(mark for mark in split if mark not in tones))
        made.append(rest + "".join(tones))
    return "".join(made).encode("cp1258", "replace")


def write_docx(path: Path, lines: list[str], font: str | None = None, *, justified: bool = False) -> Path:
    """A Word document with a page number in its head."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    section.header.paragraphs[0]._p.append(field)
    for line in lines:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(line)
        if font is not None:
            run.font.name = font
        if justified:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            paragraph.paragraph_format.first_line_indent = Mm(12.7)
    document.save(str(path))
    return path


def to_pdf(path: Path) -> Path:
    """PDF of a Word document, printed by LibreOffice; the test is skipped without it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice prints the PDF; it is not installed here")
    profile = f"-env:UserInstallation=file://{path.parent}/office"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.with_suffix(".pdf")
