"""No text of the data becomes a formula, a link or a script in any file; none of its letters is lost."""

from __future__ import annotations

import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.parameters.quantity import Verbatim
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Column, Report, Section, Table, Text
from sxsh_eval.reports.render.docx import render_docx
from sxsh_eval.reports.render.html import render_html
from sxsh_eval.reports.render.pieces import clean
from sxsh_eval.reports.render.xlsx import render_xlsx
from sxsh_eval.reports.show import show_section
from tests.reports.excel_files import cells, opened
from tests.reports.sample_report import same

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(0)", "=cmd|' /C calc'!A0", "{=1+1}", "=1+1;=2")
HIDDEN = ("\t=1+1", "\r=1+1", "\n=1+1", "\u202e=1+1", "\u200b=1+1", "\x00=1+1", " =1+1", "\ufeff=1+1")
WIDE = ("＝1+1", "＋1+1", "－1+1", "＠SUM(A1)")
LINKS = (
    "http://x.example/a",
    "mailto:a@x.example",
    "external:\\\\host\\x.xlsx",
    "internal:'A'!A1",
    "file:///etc/x",
    "\\\\host\\x",
)
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "javascript:alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "</title></style></table><iframe src=//x>",
    "<b> & \"đậm\" 'nghiêng'",
    "&lt;script&gt; &#60;x&#62;",
    "<!--[if IE]> --> ]]> <?php ?>",
    "{{ 7 * 7 }} {% raw %}",
)
PAYLOADS = (*FORMULAS, *HIDDEN, *WIDE, *LINKS, *MARKUP)
VIETNAMESE = Language("vi")


def section_of(payloads: tuple[str, ...]) -> Section:
    table = Table(
        id="t",
        title=same(payloads[0]),
        columns=(Column(head=same(payloads[-1])), Column(head=same("x"))),
        rows=tuple((Verbatim(text=text), None) for text in payloads),
        notes=(same(payloads[0]),),
        source=same(payloads[-1]),
    )
    texts = tuple(Text(phrase=same(text)) for text in payloads)
    return Section(id="s", title=same(payloads[0]), blocks=(*texts, table))


def report_of(payloads: tuple[str, ...]) -> Report:
    return Report(
        id="x",
        title=same(payloads[0]),
        subtitle=same(payloads[-1]),
        facts=tuple((same(text), Verbatim(text=text)) for text in payloads),
        sections=(section_of(payloads),),
    )


def wanted(payloads: tuple[str, ...]) -> set[str]:
    return {plain(clean(text)) for text in payloads} - {""}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def relations(archive: zipfile.ZipFile) -> list[str]:
    """Targets outside the file that any of its parts names."""
    found = []
    for name in archive.namelist():
        if name.endswith(".rels"):
            root = ET.fromstring(archive.read(name))
            found += [one.get("Target", "") for one in root if one.get("TargetMode") == "External"]
    return found


def check_workbook(payloads: tuple[str, ...]) -> None:
    file = render_xlsx(report_of(payloads), VIETNAMESE)
    book = opened(file)
    assert not [cell.coordinate for cell in cells(book) if cell.data_type == "f"]
    assert not [link for sheet in book for link in sheet._hyperlinks if link.target]
    assert wanted(payloads) <= {plain(str(cell.value)) for cell in cells(book)}
    with zipfile.ZipFile(BytesIO(file)) as archive:
        assert relations(archive) == []
        assert not any(re.search(rb"<f[ >/]", archive.read(name)) for name in archive.namelist() if "sheets/" in name)


def check_letter(payloads: tuple[str, ...]) -> None:
    with zipfile.ZipFile(BytesIO(render_docx(report_of(payloads), VIETNAMESE, {}))) as archive:
        assert relations(archive) == []
        root = ET.fromstring(archive.read("word/document.xml"))
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    shown = {plain("".join(one.text or "" for one in each.iter(f"{name}t"))) for each in root.iter(f"{name}p")}
    assert wanted(payloads) <= shown
    assert not [one for one in root.iter(f"{name}instrText") if "HYPERLINK" in (one.text or "")]


class Harmless(HTMLParser):
    """Refuses what a page could run or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "iframe", "object", "embed", "form", "base"}
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name in {"href", "src", "action", "formaction", "data", "xlink:href", "srcset"}:
                assert (value or "").startswith(("#", "data:image/")), value

    def handle_data(self, data: str) -> None:
        self.shown.append(plain(data.strip()))


def check_pages(payloads: tuple[str, ...]) -> None:
    page = Harmless(render_html(report_of(payloads), VIETNAMESE, {}).decode("utf-8"))
    assert wanted(payloads) <= set(page.shown)
    assert wanted(payloads) <= set(Harmless(show_section(section_of(payloads))).shown)


@pytest.mark.parametrize("check", [check_workbook, check_letter, check_pages])
@pytest.mark.parametrize(
    "group", [FORMULAS, HIDDEN, WIDE, LINKS, MARKUP], ids=["formulas", "hidden", "wide", "links", "markup"]
)
def test_known_attacks(check: object, group: tuple[str, ...]) -> None:
    assert callable(check)
    check(group)


STARTS = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "＝", "<", "&", '"', "javascript:", "http://", "\u202e", ""])
ANY_TEXT = st.builds(str.__add__, STARTS, st.text(min_size=1, max_size=25)).filter(lambda text: bool(clean(text)))


@settings(max_examples=10, deadline=None)
@given(payloads=st.lists(ANY_TEXT, min_size=1, max_size=6).map(tuple))
def test_any_text(payloads: tuple[str, ...]) -> None:
    check_workbook(payloads)
    check_letter(payloads)
    check_pages(payloads)
