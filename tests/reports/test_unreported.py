"""A province that has sent no letter: its report rests on its own data, says so, and shows nothing empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

import sxsh_eval as sx
from sxsh_eval.estimates.numbers import collect_numbers
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report, Section, Table, Text
from sxsh_eval.reports.release_check import blocks_of
from sxsh_eval.reports.render.files import FORMATS, render_files
from tests.notebook_cells import run_cells
from tests.reports.printed_numbers import forgotten

SETTINGS = {"data.synthetic": True, "data.synthetic_enterprises": 900}
LETTER_ONLY = {"progress", "activity", "consistency", "remarks_section", "proposal_section"}
OF_LETTER = {"source.letter", "source.letter_and_strategy", "source.rules", "source.own_calculation"}


@cache
def names(period: str = "2016-2020") -> dict[str, Any]:
    return run_cells("province_report", province="lam-dong", period=period, settings=SETTINGS)


def report() -> Report:
    made: Report = names()["report"]
    return made


def every(section: Section) -> Iterator[Section]:
    yield section
    for part in section.parts:
        yield from every(part)


def keys(value: Any) -> Iterator[str]:
    """Keys of all phrases inside a JSON value."""
    if isinstance(value, dict):
        if value.get("kind") == "phrase":
            yield str(value["key"])
        for inner in value.values():
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def plain(text: str) -> str:
    return re.sub(r"[\s\u200b\ufffe\u2060\u00ad]+", "", text)


def test_no_section_table_or_figure_is_empty() -> None:
    for section in (inner for outer in report().sections for inner in every(outer)):
        assert section.blocks or section.parts, section.id
    for block in blocks_of(report().sections):
        if isinstance(block, Table):
            assert block.rows, block.id
            filled = [any(row[at] is not None for row in block.rows) for at in range(len(block.columns))]
            assert all(filled), block.id


def test_what_rests_on_a_letter_is_left_out() -> None:
    found = {section.id for section in report().sections}
    assert not found & LETTER_ONLY
    assert {"asked", "summary", "data", "adoption", "savings", "costs", "methods"} <= found
    assert not OF_LETTER & set(keys(report().model_dump(mode="json")))


@pytest.mark.parametrize(("code", "words"), [("vi", "chưa gửi văn bản báo cáo"), ("en", "has sent no letter")])
def test_title_summary_and_data_say_that_no_letter_came(code: str, words: str) -> None:
    language, made = Language(code), report()
    assert any(words in language.show(value) for _, value in made.facts)
    by_id = {section.id: section for section in made.sections}
    for name in ("asked", "summary", "data"):
        texts = [language.say(block.phrase) for block in by_id[name].blocks if isinstance(block, Text)]
        assert any(words in text for text in texts), name


def test_the_summary_tells_what_can_and_what_cannot_be_judged() -> None:
    [summary] = [section for section in report().sections if section.id == "summary"]
    said = [block.phrase.key for block in summary.blocks if isinstance(block, Text)]
    assert {"summary.adoption", "summary.savings", "summary.targets_open", "summary.cannot"} <= set(said)
    [scorecard] = [block for block in summary.blocks if isinstance(block, Table)]
    assert scorecard.id == "scorecard"
    assert {getattr(row[-1], "name", "") for row in scorecard.rows} == {"cannot_be_judged"}


def sections_of(inputs: Inputs, study: Study) -> dict[str, Section]:
    """Sections of a report from some of the tables, each as the notebook makes it."""
    implied, progress = sx.estimate_implied(inputs), sx.estimate_progress(inputs, study)
    consistency, paces = sx.check_consistency(inputs, study), sx.estimate_pace(inputs, study)
    savings = sx.estimate_savings(inputs, study)
    shown = sx.release_estimates(
        inputs,
        study,
        adoption=sx.estimate_adoption(inputs, study),
        spread=sx.estimate_spread(inputs, study),
        savings=savings,
        checks=sx.check_savings(savings, study),
        costs=sx.estimate_province_costs(savings, inputs, study),
        sites=sx.estimate_site_savings(inputs, study),
    )
    parts = [
        sx.summary_section(progress, consistency, paces, inputs, study, shown.adoption, shown.savings),
        sx.data_section(inputs, study),
        sx.adoption_section(shown.adoption, implied, inputs, study),
        sx.savings_section(shown.savings, inputs, study, shown.checks, None, shown.sites),
        sx.costs_section(shown.costs, inputs, study),
        sx.methods_section(inputs, study),
    ]
    made = sx.province_report(inputs, study, sections=parts)
    for code in ("vi", "en"):
        language = Language(code)
        for section in made.sections:
            for block in section.blocks:
                assert language.say(block.phrase if isinstance(block, Text) else block.title)
    return {section.id: section for section in made.sections}


@pytest.mark.parametrize(
    ("kept", "needed", "said"),
    [
        (("survey",), "savings.needs_panel", "summary.adoption"),
        (("costs",), "adoption.needs_sample", "summary.nothing_shown"),
    ],
)
def test_some_tables_are_enough(kept: tuple[str, ...], needed: str, said: str) -> None:
    given: Inputs = names()["inputs"]
    some = replace(given, **{name: None for name in TABLES if name not in kept})  # type: ignore[arg-type]
    found = sections_of(some, names()["choices"])
    content = [block.phrase.key for section in found.values() for block in section.blocks if isinstance(block, Text)]
    assert {needed, said, "summary.no_letter"} <= set(content)
    assert not OF_LETTER & {key for section in found.values() for key in keys(section.model_dump(mode="json"))}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rendered")
    render_files(report(), folder, ("vi", "en"), FORMATS)
    return folder


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_page_and_sheet_is_marked_synthetic(files: Path, code: str) -> None:
    words = plain(Language(code).text("render.synthetic"))
    pdf = PdfDocument(files / f"report.{code}.pdf")
    assert [n for n, page in enumerate(pdf, 1) if words not in plain(page.get_textpage().get_text_range())] == []
    assert words in plain(unescape((files / f"report.{code}.html").read_text(encoding="utf-8")))
    word = Document(str(files / f"report.{code}.docx"))
    assert all(words in plain("".join(p.text for p in part.header.paragraphs)) for part in word.sections)
    book = load_workbook(files / f"report.{code}.xlsx")
    for sheet in book:
        assert any(words in plain(str(cell.value)) for row in sheet.iter_rows() for cell in row if cell.value), sheet


def test_figures_tables_and_the_notebook_are_marked_synthetic() -> None:
    made_up = {"source.synthetic", "source.national_run_synthetic"}
    of_no_data = {"scorecard", "glossary", "facts", "disclosure_log"}
    for block in blocks_of(report().sections):
        if block.id not in of_no_data:
            assert made_up & set(keys(block.model_dump(mode="json")["source"])), block.id
    assert "Dữ liệu tổng hợp, không phải số liệu thật" in names()["shown_html"]
    assert report().synthetic


def test_every_printed_estimate_is_a_number_of_the_file() -> None:
    found = names()
    made = {"progress": found["progress"], "claimed": found["claimed"], "implied": found["implied"]}
    numbers = collect_numbers(found["shown"], found["inputs"], found["choices"], pace=found["paces"], **made)
    assert forgotten(found["report"], numbers) == {}
