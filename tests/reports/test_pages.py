"""Pages with an editor's eye: the page of the summary, what is folded, the annex, spaces, quotation marks."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from docx import Document
from pypdfium2 import PdfDocument

from sxsh_eval.parameters.quantity import Mark, Num, Range, Value, Verbatim, phrase
from sxsh_eval.reports.language import Language, catalogue
from sxsh_eval.reports.model import Column, Report, Section, Table, Text
from sxsh_eval.reports.render.docx import render_docx
from sxsh_eval.reports.render.edited import LONGEST_READ, edit_report
from sxsh_eval.reports.render.folding import fold_table
from sxsh_eval.reports.render.page import lay_out
from sxsh_eval.reports.render.pdf import render_pdf
from sxsh_eval.reports.render.pieces import plain
from sxsh_eval.reports.render.terms import with_glossary
from tests.reports.page_looks import body_lines, page_faults
from tests.reports.sample_report import SOURCE, long_table, same, sample_pictures, sample_report

SURVEYED, CLAIMED = (Mark(scale="evidence", name=name) for name in ("surveyed", "claimed"))

TYPED = re.compile(r"`[^`]*`|\bsx\.\w+\([^)]*\)")
"""What a reader types as it stands."""


def table_of(*columns: tuple[Value | None, ...], heads: str = "abcdefgh", align: str = "right") -> Table:
    """Table of columns; the first is named and aligned left."""
    made = tuple(
        Column.model_validate({"head": same(heads[at]), "align": align if at else "left"}) for at in range(len(columns))
    )
    return Table(id="t", title=same("T"), columns=made, rows=tuple(zip(*columns, strict=True)), source=SOURCE)


def shown(table: Table, code: str = "vi") -> list[list[str]]:
    language = Language(code)
    heads = [language.say(column.head) for column in table.columns]
    return [heads, *([language.show(cell) if cell else "" for cell in row] for row in table.rows)]


NAMES = tuple(Verbatim(text=text) for text in ("Một", "Hai", "Ba"))


def percent(*values: float) -> tuple[Num, ...]:
    return tuple(Num(value=value, unit="percent") for value in values)


def test_a_shared_unit_stands_in_the_head() -> None:
    interval: Value = phrase(
        "common.with_interval", value=Num(value=7, unit="percent"), interval=Range(low=6, high=8, unit="count")
    )
    assert shown(fold_table(table_of(NAMES, (*percent(5, 0.5), interval)))) == [
        ["a", "b, %"], ["Một", "5"], ["Hai", "0,5"], ["Ba", "7 (6–8)"]
    ]  # fmt: skip


def test_an_english_unit_is_told_in_the_plural() -> None:
    counts = tuple(Num(value=value, unit="enterprise") for value in (1, 2, 3))
    assert shown(fold_table(table_of(NAMES, counts)), "en")[0] == ["a", "b, enterprises"]


TARGET = phrase("common.target", value=Num(value=90, unit="percent"), due=Num(value=2020, unit="year"))


@pytest.mark.parametrize(
    "cells",
    [
        (*percent(5, 10), Num(value=3, unit="toe")),
        (*percent(5, 10), TARGET),
        (*percent(5, 10), None),
        tuple(Num(value=value, unit="count") for value in (1, 2, 3)),
    ],
    ids=["two units", "a number inside words", "too few", "no unit"],
)
def test_other_columns_keep_their_cells(cells: tuple[Value | None, ...]) -> None:
    table = table_of(NAMES, cells)
    assert fold_table(table) == table


def test_words_among_numbers_do_not_keep_the_unit() -> None:
    cells: tuple[Value | None, ...] = (*percent(5, 6, 7), phrase("common.no_figure"))
    folded = fold_table(table_of((*NAMES, Verbatim(text="Bốn")), cells))
    assert [row[1] for row in shown(folded)] == ["b, %", "5", "6", "7", "không có số liệu"]


def test_equal_marks_become_a_note() -> None:
    folded = fold_table(table_of(NAMES, percent(1, 2, 3), (SURVEYED,) * 3))
    assert [len(row) for row in folded.rows] == [2, 2, 2]
    assert Language("vi").say(folded.notes[0]) == "c: Điều tra mẫu ở mọi dòng."


@pytest.mark.parametrize("marks", [(SURVEYED, SURVEYED, CLAIMED), (SURVEYED, SURVEYED, None)])
def test_marks_that_differ_stay(marks: tuple[Value | None, ...]) -> None:
    assert len(fold_table(table_of(NAMES, percent(1, 2, 3), marks)).columns) == 3


def test_a_group_of_rows_is_named_once() -> None:
    groups = (NAMES[0], NAMES[0], NAMES[1])
    folded = fold_table(table_of(groups, NAMES, tuple(Verbatim(text=t) for t in "xyz"), align="left"))
    assert [row[0] for row in shown(folded)] == ["a", "Một", "", "Hai"]


def test_two_rows_are_left_alone() -> None:
    table = table_of(NAMES[:2], percent(1, 2), (SURVEYED,) * 2)
    assert fold_table(table) is table


def report_of(*sections: Section, synthetic: bool = False) -> Report:
    return sample_report(synthetic=synthetic).model_copy(update={"sections": sections})


def chapter(name: str, *blocks: Text | Table) -> Section:
    return Section(id=name, title=same(f"Chương {name}"), blocks=blocks)


def test_a_long_table_goes_to_the_annex_under_the_number_that_is_named() -> None:
    short, last = long_table(LONGEST_READ), long_table(LONGEST_READ + 2)
    report = edit_report(report_of(chapter("a", long_table(LONGEST_READ + 1), short), chapter("z", last)))
    assert [section.id for section in report.sections] == ["a", "z", "annex"]
    pointer, kept = report.sections[0].blocks
    assert kept is short
    assert isinstance(pointer, Text)
    assert plain(pointer.phrase, Language("vi")) == (
        "Bảng đầy đủ (19 dòng): Bảng\u00a03, danh sách cơ sở trong mẫu, ở Phụ lục."
    )
    annexed = lay_out(report, Language("vi")).parts[2].blocks[1]
    assert getattr(annexed, "label", "") == "Bảng 3"
    assert report.sections[1].blocks == (last,), "tables of the last chapter stay"


def test_nothing_is_moved_without_need() -> None:
    report = report_of(chapter("a", long_table(3)), chapter("z"))
    assert edit_report(report) == report
    assert edit_report(report_of()).sections == ()


@pytest.mark.parametrize("synthetic", [True, False])
def test_the_banner_says_it_once(synthetic: bool) -> None:  # noqa: FBT001 - a case
    warning = Text(phrase=phrase("adoption.synthetic"), style="warning")
    report = edit_report(report_of(chapter("a", warning), chapter("z", warning), synthetic=synthetic))
    assert [len(section.blocks) for section in report.sections] == ([0, 0] if synthetic else [1, 1])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("giảm 5 % so với 3 triệu đồng", "giảm 5\u00a0% so với 3\u00a0triệu đồng"),
        ("cần 6 điểm %/năm", "cần 6\u00a0điểm\u00a0%/năm"),
        ("Quyết định 1419 và Bảng 2", "Quyết định\u00a01419 và Bảng\u00a02"),
        ("năm 2020 có 5 tỷ lệ", "năm 2020 có 5\u00a0tỷ lệ"),
        ("12 tỉnh, 3 đồngthau", "12 tỉnh, 3 đồngthau"),
    ],
)
def test_a_number_stays_with_its_unit(text: str, told: str) -> None:
    assert plain(same(text), Language("vi")) == told


def test_quotation_marks_are_those_of_print() -> None:
    for code in ("vi", "en"):
        entries = [entry for entry in catalogue(code).values() if isinstance(entry, str)]
        printed = [TYPED.sub("", entry) for entry in entries if "sxsh-eval " not in entry]
        assert [entry for entry in printed if '"' in entry] == []
        assert not any("“" in typed for entry in entries for typed in TYPED.findall(entry))
        assert any("“" in entry for entry in entries)


def summary(lines: int) -> Section:
    text = "Áp dụng sản xuất sạch hơn ở 56 % cơ sở, theo điều tra mẫu, cao hơn con số trong văn bản rất nhiều lần. " * 2
    blocks = tuple(Text(phrase=same(f"{at}. {text}"), style="bullet") for at in range(lines))
    return Section(id="s", title=same("Tóm tắt"), blocks=blocks, alone=True)


def made(report: Report) -> bytes:
    return render_pdf(report, Language("vi"), sample_pictures())


def test_pages_of_the_sample_are_in_order() -> None:
    first, *others = sample_report().sections
    assert page_faults(made(report_of(summary(12), *(first, *others), synthetic=True))) == []


@pytest.mark.parametrize(("lines", "faults"), [(20, 0), (24, 0), (60, 1)])
def test_a_summary_takes_smaller_type_to_fit_its_page(lines: int, faults: int) -> None:
    found = page_faults(made(report_of(summary(lines), chapter("a", Text(phrase=same("Lời.")), long_table(30)))))
    assert len([fault for fault in found if "summary" in fault]) == faults, found


def test_the_page_of_the_summary_names_the_report() -> None:
    report = report_of(summary(1), chapter("a"), synthetic=True)
    document = PdfDocument(made(report))
    lines = body_lines(document[1])
    assert lines[0] == f"{plain(report.title, Language('vi'))} · {plain(report.subtitle, Language('vi'))}"
    assert "không dùng làm căn cứ" in " ".join(lines)


def summary_with_terms(lines: int) -> Section:
    terms = "Ở 5 % cơ sở: khoảng tin cậy, trọng số, tỷ số nguy cơ, TOE, mẫu số."  # made other by a fixed space: no name
    return summary(lines).model_copy(
        update={"blocks": (*summary(lines).blocks, Text(phrase=same(terms), style="bullet"))}
    )


@pytest.mark.parametrize(("lines", "told"), [(1, True), (24, False)])
def test_the_page_of_the_summary_explains_its_terms_where_there_is_room(lines: int, *, told: bool) -> None:
    vi = Language.remembering("vi")
    report = with_glossary(report_of(summary_with_terms(lines), chapter("a", Text(phrase=same("Lời.")))), vi)
    pictures = sample_pictures()
    document = PdfDocument(render_pdf(report, vi, pictures))
    page = " ".join(" ".join(body_lines(document[1])).split())
    in_word = " ".join(
        text
        for paragraph in Document(BytesIO(render_docx(report, vi, pictures))).paragraphs
        if (text := paragraph.text).startswith(("Thuật ngữ.", "Nghĩa của"))
    )
    key = [term.term for term in lay_out(report, vi).parts[0].key]
    assert key == ["Khoảng tin cậy", "TOE", "Tỷ số nguy cơ", "Trọng số"]
    for text in (page, in_word):
        assert all((f"{name}: " in text) is told for name in key)
    assert "trong báo cáo: mục 3." in page, "one line has room on both"
    assert ("trong báo cáo: mục 3." in in_word) is told
    assert [fault for fault in page_faults(made(report)) if "summary" in fault] == []
