"""A report of the analyst's own as a chapter of the province report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sxsh_eval as sx
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report, Section
from sxsh_eval.reports.release_check import UnreleasedError, blocks_of
from tests.letters import claim, inputs, study
from tests.runs.notebooks import nbformat

OWN = sx.own_section("remarks", {"vi": "Ý kiến", "en": "Remarks"}, {"vi": "Cần điều tra.", "en": "A survey is needed."})
GIVEN = inputs({"adoption": claim("adoption", 5)})
CHOICES = study()
TITLE = {"vi": "Của tôi", "en": "My own"}


def distances() -> Section:
    return sx.progress_section(sx.estimate_progress(GIVEN, CHOICES), GIVEN, CHOICES)


def own_report(**changes: Any) -> Report:
    report = sx.province_report(GIVEN, CHOICES, sections=[distances(), OWN], title=TITLE)
    return report.model_copy(update=changes)


def saved(folder: Path, report: Report, heading: str = "") -> str:
    folder.mkdir(parents=True)
    sx.save_report(report, str(folder))
    if heading:
        node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(heading)])
        (folder / "notebook.ipynb").write_text(nbformat.writes(node), encoding="utf-8")
    return str(folder)


def ids(report: Report) -> list[str]:
    def of(sections: tuple[Section, ...]) -> list[str]:
        return [name for each in sections for name in (each.id, *of(each.parts))]

    return of(report.sections) + [block.id for block in blocks_of(report.sections)]


def test_a_report_on_the_same_place_becomes_a_chapter(tmp_path: Path) -> None:
    uses = {
        "own": saved(tmp_path / "own" / "lao-cai" / "2016-2020", own_report(), "# Tiến độ / Progress\nmore"),
        "country": saved(tmp_path / "energy_savings" / "national" / "2016-2020", own_report()),
    }
    chapters = sx.read_chapters(CHOICES, uses)
    report = sx.province_report(GIVEN, CHOICES, sections=[distances()], chapters=chapters)
    last = report.sections[-1]
    assert [Language(code).say(last.title) for code in ("vi", "en")] == ["Tiến độ", "Progress"]
    assert [part.id for part in last.parts] == ["own_progress", "own_remarks"]
    assert len(report.sections) == 3
    assert len(set(ids(report))) == len(ids(report))


@pytest.mark.parametrize("flag", ["synthetic", "unconfirmed", "internal"])
def test_what_every_page_must_say_goes_along(flag: str) -> None:
    plain = sx.province_report(GIVEN, CHOICES, sections=[distances()], chapters=[own_report(id="own")])
    assert plain.banners == ()
    told = sx.province_report(GIVEN, CHOICES, sections=[], chapters=[own_report(id="own", **{flag: True})])
    assert told.banners == (flag,)


def test_a_chapter_that_forgot_the_gate_is_refused() -> None:
    first = next(blocks_of((distances(),)))
    small = Section(id="small", title=OWN.title, blocks=(first.model_copy(update={"fewest": 1}),))
    own = own_report(id="own", sections=(small,))
    with pytest.raises(UnreleasedError, match="rests on 1"):
        sx.province_report(GIVEN, CHOICES, sections=[], chapters=[own])


def test_an_own_report_has_its_own_title() -> None:
    assert [Language(code).say(own_report().title) for code in ("vi", "en")] == list(TITLE.values())


@pytest.mark.parametrize("words", [{"vi": "x"}, {"en": "x"}, {}])
def test_own_words_come_in_both_languages(words: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Field required"):
        sx.own_section("remarks", words)
    with pytest.raises(ValueError, match="Ý kiến"):
        sx.own_section("Ý kiến", TITLE)
