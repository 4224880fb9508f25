"""The glossary: found as whole words only, marked once a chapter, listed once a report, the same in every format."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize
from zipfile import ZipFile

import pypdfium2 as pdfium
import pytest
import yaml
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sxsh_eval.parameters.quantity import Name, Num, Phrase, phrase
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.glossary import TABLE, find_terms, glossary
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from sxsh_eval.reports.model import Column, Report, Section, Table, Text
from sxsh_eval.reports.render.docx import render_docx
from sxsh_eval.reports.render.html import render_html
from sxsh_eval.reports.render.page import lay_out
from sxsh_eval.reports.render.pdf import render_pdf
from sxsh_eval.reports.render.pieces import plain
from sxsh_eval.reports.render.terms import MOST_NOTES, marked_terms, with_glossary
from sxsh_eval.reports.render.xlsx import render_xlsx
from tests.letters import ROOT

CASES = yaml.safe_load((ROOT / "tests/cases/glossary.yml").read_text(encoding="utf-8"))
CHROMIUM = Path("/usr/bin/chromium")
PARTS = ("term", "forms", "meaning", "source")
SAID = ("methods.rounding", "note.interval_is_rounding", "note.saved_units", "limits.denominator", "note.shrunk")
"""Sentences of real reports without placeholders that use terms."""


def named(vi: str) -> Phrase:
    return phrase("common.plain", text=Name(vi=vi, en=vi))


def chapter(name: str, *keys: str) -> Section:
    table = Table(
        id=f"t-{name}",
        title=phrase("methods.rounding"),
        columns=(Column(head=phrase("methods.rounding")),),
        rows=((phrase("methods.rounding"),),),
        notes=(phrase(keys[-1]),),
        source=phrase("methods.rounding"),
    )
    blocks = (*(Text(phrase=phrase(key)) for key in keys), table)
    return Section(id=name, title=phrase("methods.rounding"), blocks=blocks)


@cache
def report() -> Report:
    sections = (chapter("one", *SAID), chapter("two", *SAID))
    return Report(id="x", title=named("Thử"), subtitle=named("Thử"), facts=(), sections=sections)


@cache
def rendered(form: str) -> bytes:
    language = Language.remembering("vi")
    whole = with_glossary(report(), language)
    renders: dict[str, Any] = {"html": render_html, "docx": render_docx, "pdf": render_pdf}
    return render_xlsx(whole, language) if form == "xlsx" else renders[form](whole, language, {})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_cases(case: dict[str, Any]) -> None:
    text = normalize("NFC", case["text"])
    assert [[text[start:end], name] for start, end, name in find_terms(text, case["code"])] == case["found"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_form_is_one_terms_own(code: str) -> None:
    forms = [form for term in glossary(code).values() for form in term.forms]
    assert len({form.lower() for form in forms}) == len(forms)
    for term in glossary(code).values():
        assert term.meaning.endswith(".")
        for form in term.forms:
            capital = form[0].upper() + form[1:]
            assert (
                [hit[2] for hit in find_terms(form, code)]
                == [hit[2] for hit in find_terms(capital, code)]
                == [term.name]
            )


def test_entries_are_complete_and_nothing_else() -> None:
    keys = {key for key in catalogue("vi") if key.startswith("glossary.")}
    assert keys == {f"glossary.{name}.{part}" for name in glossary("vi") for part in PARTS}
    assert list(glossary("vi")) == list(glossary("en"))


@settings(deadline=None)
@given(st.data())
def test_terms_never_overlap_nor_begin_inside_words(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(LANGUAGES))
    forms = [form for term in glossary(code).values() for form in term.forms]
    text = "".join(
        data.draw(st.lists(st.sampled_from([*forms, " ", ", ", "a", "ộ", "5", "/", ". ", "-"]), max_size=12))
    )
    done = 0
    for start, end, name in find_terms(text, code):
        assert done <= start < end
        found = text[start:end]
        assert any(found in (form, form[0].upper() + form[1:]) for form in glossary(code)[name].forms)
        assert not (start and text[start - 1].isalnum())
        assert not text[end : end + 1].isalnum()
        done = end


def test_marks_change_no_letter_and_come_once_a_chapter() -> None:
    language = Language("vi")
    marked = marked_terms(report(), language)
    page = lay_out(report(), language)
    for part, section in zip(page.parts, report().sections, strict=True):
        lines = [line for block in part.blocks for line in (getattr(block, "lines", ()) or getattr(block, "notes", ()))]
        told = [block.phrase if isinstance(block, Text) else block.notes[0] for block in section.blocks]
        assert ["".join(piece.text for piece in line) for line in lines] == [plain(one, language) for one in told]
        terms = [piece.term for line in lines for piece in line if piece.term]
        assert sorted(terms) == sorted(marked.names)
    notes = [piece.term for line in marked.lines.values() for piece in line if piece.note]
    assert sorted(notes) == sorted(marked.names)
    assert {"rounding_interval", "confidence_interval", "toe", "gj", "prior"} <= set(notes)


def test_names_and_units_of_numbers_are_not_explained() -> None:
    said = phrase(
        "common.with_value", what=Name(vi="Hội SXSH", en="SXSH club"), value=phrase("common.plain", text=named("TOE"))
    )
    numbers = phrase("common.with_value", what=Num(value=3, unit="toe"), value=Num(value=2, unit="tco2"))
    texts = (Text(phrase=said), Text(phrase=numbers), Text(phrase=phrase("note.saved_units")))
    one = Report.of_section(Section(id="s", title=named("x"), blocks=texts))
    assert set(marked_terms(one, Language("vi")).names) == {"toe", "gj"}
    assert id(said) not in marked_terms(one, Language("vi")).lines
    assert id(numbers) not in marked_terms(one, Language("vi")).lines


def test_a_dozen_notes_at_most_and_those_most_needed() -> None:
    every = Section(
        id="s",
        title=named("x"),
        blocks=tuple(Text(phrase=phrase(f"glossary.{name}.term")) for name in reversed(glossary("vi"))),
    )
    marked = marked_terms(Report.of_section(every), Language("vi"))
    notes = {piece.term for line in marked.lines.values() for piece in line if piece.note}
    assert notes == set([name for name in glossary("vi") if name in marked.names][:MOST_NOTES])
    assert len(notes) == MOST_NOTES


def test_the_last_chapter_lists_the_terms_that_occur() -> None:
    language = Language("vi")
    last = with_glossary(report(), language).sections[-1]
    table = last.blocks[0]
    assert isinstance(table, Table)
    shown = [plain(row[0], language) for row in table.rows if row[0]]
    used = [glossary("vi")[name].term for name in marked_terms(report(), language).names]
    assert table.id == TABLE
    assert shown == sorted(used, key=fold)
    assert with_glossary(with_glossary(report(), language), language).sections[-2].id == "two"


def test_html_opens_a_meaning_without_a_script() -> None:
    page = rendered("html").decode("utf-8")
    opened = re.findall(r'<button type="button" class="term" popovertarget="([^"]+)" aria-describedby="([^"]+)">', page)
    meanings = dict(re.findall(r'<div class="meaning" id="([^"]+)" popover>(.*?)</div>', page))
    names = marked_terms(report(), Language("vi")).names
    assert sorted(opened) == sorted([(f"term-{name}", f"term-{name}") for name in names] * 2)
    assert meanings.keys() == {f"term-{name}" for name in names}
    assert all(glossary("vi")[name].meaning in unescape(meanings[f"term-{name}"]) for name in names)
    for tag in ("h1", "h2", "th", "td", "caption", "a"):
        assert not any("<button" in inner for inner in re.findall(rf"<{tag}[ >].*?</{tag}>", page, re.DOTALL))
    assert "<script" not in page


def test_word_has_real_footnotes() -> None:
    with ZipFile(BytesIO(rendered("docx"))) as file:
        notes = parse_xml(file.read("word/footnotes.xml"))
        body = parse_xml(file.read("word/document.xml"))
        settings = parse_xml(file.read("word/settings.xml"))
        assert b"footnotes+xml" in file.read("[Content_Types].xml")
        assert b"footnotes.xml" in file.read("word/_rels/document.xml.rels")
    ids = [note.get(qn("w:id")) for note in notes]
    asked = [it.get(qn("w:id")) for it in body.iter(qn("w:footnoteReference"))]
    assert ids == ["0", "1", *asked]
    assert len(asked) == len(marked_terms(report(), Language("vi")).names)
    text = "".join(notes.itertext())
    assert glossary("vi")["toe"].meaning in text
    order = [child.tag for child in settings]
    assert order.index(qn("w:footnotePr")) == order.index(qn("w:compat")) - 1


def test_pdf_has_footnotes_and_the_list() -> None:
    document = pdfium.PdfDocument(rendered("pdf"))
    text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    meaning = glossary("vi")["confidence_interval"].meaning
    assert text.replace("- ", "").count(meaning[:40]) == 2  # at the foot of a page, in the list
    document.close()


def test_excel_has_a_sheet_of_terms() -> None:
    book = load_workbook(BytesIO(rendered("xlsx")))
    cells = {str(cell.value).replace("\u00a0", " ") for row in book[book.sheetnames[-1]].iter_rows() for cell in row}
    assert {glossary("vi")[name].meaning for name in marked_terms(report(), Language("vi")).names} <= cells


@pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no /usr/bin/chromium")
def test_a_meaning_opens_and_closes_by_keyboard(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    (tmp_path / "report.html").write_bytes(rendered("html"))
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 390, "height": 700})
        page.goto((tmp_path / "report.html").as_uri())
        button, meaning = page.locator("button.term").first, page.locator(".meaning:popover-open")
        button.focus()
        page.keyboard.press("Enter")
        meaning.wait_for(state="visible")
        box = meaning.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.keyboard.press("Escape")
        meaning.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.className") == "term"
        browser.close()
