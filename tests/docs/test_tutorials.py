"""Tutorials: the same code in both languages, run from the first cell to the last, saying what comes out."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import sxsh_eval as sx
from sxsh_eval.errors import RunError, UsageError
from sxsh_eval.reports.fonts import VIETNAMESE
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from sxsh_eval.runs.portal import write_portal
from sxsh_eval.runs.tutorials.building import PAGE, chosen, executed, tutorial_page
from sxsh_eval.runs.tutorials.practice import Practice, practice
from tests.docs.in_process import cell_output, commands_here
from tests.docs.pages import SPACE, TAG
from tests.letters import ROOT
from tests.runs.notebooks import nbformat
from tests.table_files import in_process

FOLDER = ROOT / "docs" / "tutorials"
NAMES = ("1_first_report", "2_own_data", "3_reading_results", "4_after_2020")
LONGEST_CELL = 8
SAID = {
    "1_first_report": (
        *("Chậm tiến độ", "5 (4,5–5,5)", "thu/province_report", "bỏ qua, không đổi"),
        "Mọi con số so sánh được đều bằng nhau",
    ),
    "2_own_data": (
        *("chưa rõ", "G5", "rất lớn", "D7", "120 dòng đã đọc = 118 dùng được + 2 bị từ chối", "n = 120"),
        *("120 dòng đã đọc = 120 dùng được", "dữ liệu tổng hợp, không phải số liệu thật"),
    ),
    "3_reading_results": ("1,819–2,222", "82–122", "36.6%", "other population", "Ask the province", "5.6 23.8"),
    "4_after_2020": ("All instruments combined", "Adoption 50%", "First year with 80% or more", "Nine questions"),
}
"""What each shows somewhere, in the language it is run in."""
LANGUAGE = dict(zip(NAMES, ("vi", "vi", "en", "en"), strict=True))


def notebook(name: str, language: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.{language}.ipynb").read_text(encoding="utf-8"))
    return content


def sources(name: str, language: str, kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook(name, language)["cells"] if cell["cell_type"] == kind]


def test_there_are_four_in_two_languages() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.ipynb")) == sorted(
        f"{name}.{code}.ipynb" for name in NAMES for code in ("vi", "en")
    )
    assert [path.name for path in chosen(FOLDER, ["2_own_data"], ["en"])] == ["2_own_data.en.ipynb"]
    with pytest.raises(UsageError, match="2_own_data"):
        chosen(FOLDER, ["2_own_dat"], [])


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_code(name: str) -> None:
    first, second = (sources(name, code, "code") for code in ("vi", "en"))
    assert (first[0], second[0]) == ('language = "vi"', 'language = "en"')
    assert first[1:] == second[1:]
    assert max(len(source.splitlines()) for source in first) <= LONGEST_CELL
    for code in ("vi", "en"):
        cells = notebook(name, code)["cells"]
        assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
    texts = [sources(name, code, "markdown") for code in ("vi", "en")]
    assert len(texts[0]) == len(texts[1])
    assert all(set(text) & set(VIETNAMESE) for text in texts[0])
    assert [text for text in texts[1] if len(set(text) & set(VIETNAMESE)) > 12] == []


@pytest.mark.parametrize("name", NAMES)
def test_links_and_pictures_are_there(name: str) -> None:
    for code in ("vi", "en"):
        text = "\n".join(sources(name, code, "markdown"))
        links = re.findall(r"\]\(([^)]+)\)", text)
        assert [link for link in links if not (FOLDER / link).is_file()] == []


@pytest.mark.parametrize("code", ["vi", "en"])
def test_grades_and_verdicts_are_called_as_in_reports(code: str) -> None:
    text = "\n".join(sources("3_reading_results", code, "markdown"))
    grades = ("claimed", "derived", "surveyed", "measured", "caused", "projected")
    assert [name for name in grades if f"| {catalogue(code)[f'mark.evidence.{name}']} |" not in text] == []
    verdicts = ("off_course", "met_as_claimed", "cannot_be_judged")
    assert [name for name in verdicts if f"**{catalogue(code)[f'mark.verdict.{name}']}**" not in text] == []


def test_the_pace_that_is_told_is_the_one_estimated() -> None:
    """No cell of the third tutorial prints it."""
    choices = sx.read_study("", province="binh-dinh", period="2016-2020")
    pace = next(
        one for one in sx.estimate_pace(sx.read_inputs(choices), choices).paces
        if one.target.indicator == "adoption" and int(one.end) >= 2030  # noqa: PLR2004 - the proposal
    )  # fmt: skip
    (slow, fast), (little, much) = pace.required_interval, pace.past_interval
    for code in LANGUAGES:
        say = Language(code)
        times, low, high = (say.number(value, 1) for value in (pace.multiple, slow / much, fast / little))
        told = "\n".join(sources("3_reading_results", code, "markdown"))
        assert re.search(rf"{times} (times|lần) \({low}–{high}\)", told)


@pytest.mark.parametrize("code", LANGUAGES)
def test_as_many_rows_cannot_be_judged_as_are_told(code: str) -> None:
    choices = sx.read_study("", province="binh-dinh", period="2016-2020")
    verdicts = [one.verdict for one in sx.estimate_progress(sx.read_inputs(choices), choices).judgements]
    assert verdicts.count("cannot_be_judged") == 3  # noqa: PLR2004 - as the text says
    assert {"vi": "Ba dòng còn lại", "en": "Three rows"}[code] in "\n".join(sources("1_first_report", code, "markdown"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("parameters", "data/claims", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_shows_what_it_speaks_of(
    name: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = commands_here(monkeypatch, capsys)
    in_process(monkeypatch)
    monkeypatch.setattr(Practice, "command", lambda _, text: print(run(text)[1]))  # noqa: T201 - as in the notebook
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*") if path.is_file()}
    names: dict[str, Any] = {}
    first, *code = sources(name, LANGUAGE[name], "code")
    shown = "".join(cell_output(source, names) for source in (first, *code))
    flat = SPACE.sub(" ", unescape(TAG.sub(" ", shown)))
    assert [text for text in SAID[name] if text not in flat] == []
    assert {path: path.stat().st_mtime_ns for path in before} == before
    new = {path.relative_to(project).parts[:3] for path in project.rglob("*") if path.is_file() and path not in before}
    assert new == {("outputs", "tutorials", "practice")}


def test_practising_again_begins_afresh_beside_the_project(project: Path) -> None:
    first = practice("trial")
    (first.folder / "note.txt").write_text("x", encoding="utf-8")
    again = practice("trial", "en")
    assert again.folder == first.folder == project / "outputs" / "tutorials" / "practice" / "trial"
    assert Path.cwd() == again.folder
    assert not (again.folder / "note.txt").exists()
    assert again.language == "en"


def test_a_page_opens_without_a_network(tmp_path: Path) -> None:
    path = FOLDER / "1_first_report.vi.ipynb"
    page = tutorial_page(path, nbformat.read(str(path), 4))
    assert page.startswith('<!DOCTYPE html>\n<html lang="vi">')
    assert "<title>Bài 1. Báo cáo đầu tiên" in page
    assert '2_own_data.vi.html"' in page
    assert page.count('src="data:image/png;base64,') == 1
    assert re.findall(r'(?:src|href)="(https?:[^"]+)', page) == []
    assert "<script" not in page


@pytest.mark.notebook
def test_a_cell_that_fails_is_one_message(tmp_path: Path) -> None:
    path = tmp_path / "bad.vi.ipynb"
    cells = [nbformat.v4.new_code_cell("good = 1"), nbformat.v4.new_code_cell("bad = good / 0")]
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    with pytest.raises(RunError, match=r"bad\.vi\.ipynb, In \[2\]:1 · bad = good / 0"):
        executed(path)
    assert list(tmp_path.iterdir()) == [path]


def test_the_index_page_leads_to_the_pages(tmp_path: Path) -> None:
    for name in ("1_first_report.vi", "1_first_report.en"):
        path = FOLDER / f"{name}.ipynb"
        (tmp_path / "tutorials").mkdir(exist_ok=True)
        page = PAGE.format(language=name[-2:], title="A &amp; B", style="", body=path.stem)
        (tmp_path / "tutorials" / f"{name}.html").write_text(page, encoding="utf-8")
    index = write_portal(tmp_path).read_text(encoding="utf-8")
    assert '<a href="tutorials/1_first_report.vi.html">A &amp; B</a>' in index
    before = (tmp_path / "index.html").stat().st_mtime_ns
    assert write_portal(tmp_path).stat().st_mtime_ns == before
    (tmp_path / "tutorials" / "1_first_report.vi.html").unlink()
    assert "1_first_report.vi" not in write_portal(tmp_path).read_text(encoding="utf-8")
