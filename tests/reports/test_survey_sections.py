"""The report on a planned survey: from the notebook, for all kinds of places, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sxsh_eval.estimates.numbers import read_numbers
from sxsh_eval.estimates.survey_plan.plan import plan_survey
from sxsh_eval.estimates.survey_plan.plan_rows import PLANNED, UNITS
from sxsh_eval.estimates.survey_plan.power import estimate_power
from sxsh_eval.inputs.place import read_place
from sxsh_eval.parameters.quantity import Phrase
from sxsh_eval.reports.comparison.labels import Labels
from sxsh_eval.reports.draw_pictures import draw_pictures
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from sxsh_eval.reports.model import Report
from sxsh_eval.reports.release_check import UnreleasedError, blocks_of
from sxsh_eval.reports.render.html import render_html
from sxsh_eval.reports.survey_report import survey_report
from sxsh_eval.reports.workbooks.sampling_plan import COLUMNS, save_sampling_plan
from tests.letters import ROOT, study
from tests.notebook_cells import run_cells
from tests.reports.editorial import check_figures
from tests.reports.page_looks import faults_of
from tests.reports.printed_numbers import forgotten

FAST: dict[str, Any] = {"survey.panel.repetitions": 50, "survey.panel.enterprises": [60, 200]}
SYNTHETIC: dict[str, Any] = {"data.synthetic": True, "data.synthetic_enterprises": 1200}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "letter": ("binh-dinh", {}),
    "bare": ("ca-mau", {}),
    "made up": ("ca-mau", SYNTHETIC),
    "public": ("ca-mau", {**SYNTHETIC, "disclosure.audience": "public"}),
    "remote": ("lam-dong", {"survey.mode": "remote", "survey.census": [], "survey.margin": 2}),
    "national": ("national", {}),
}
OUTPUTS = ["numbers.json", "questionnaire.xlsx", "report.json", "sampling_plan.xlsx"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("survey")


@cache
def made(name: str, folder: Path) -> tuple[Path, dict[str, Any]]:
    """What the notebook leaves, run for a place."""
    place, settings = CASES[name]
    output = folder / name.replace(" ", "-")
    output.mkdir()
    names = run_cells(
        "survey_design", province=place, period="2016-2020", settings={**FAST, **settings}, output=str(output)
    )
    return output, names


def phrases(value: Any) -> Iterator[Phrase]:
    """All phrases of a report's data."""
    if isinstance(value, dict):
        if value.get("kind") == "phrase":
            yield Phrase.model_validate(value)
        for inner in value.values():
            yield from phrases(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from phrases(inner)


@pytest.mark.parametrize("name", CASES)
def test_the_notebook_runs_for_every_place(name: str, folder: Path) -> None:
    output, names = made(name, folder)
    assert sorted(path.name for path in output.iterdir()) == OUTPUTS
    report = Report.model_validate_json((output / "report.json").read_text(encoding="utf-8"))
    assert report == names["report"]
    assert report.id == f"survey_design/{CASES[name][0]}/2016-2020"
    place = next(value for value in report.title.values.values())
    assert check_figures(report.sections, *(Language(code).show(place) for code in LANGUAGES)) == ["power"]
    assert report.synthetic is ("data.synthetic" in CASES[name][1])
    assert forgotten(report, read_numbers(output)) == {}
    assert [one.id for one in report.sections] == [
        "survey_summary", "survey_sample", "survey_panel", "survey_cost", "survey_field", "survey_methods"
    ]  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_every_sentence_is_complete(name: str, code: str, folder: Path) -> None:
    data = json.loads((made(name, folder)[0] / "report.json").read_text(encoding="utf-8"))
    said = [Language(code).say(one) for one in phrases(data)]
    assert not [text for text in said if "{" in text or "nan" in text.split()]
    assert not [text for text in said if "phiếu phiếu" in text or "answers answers" in text]


@pytest.mark.parametrize("name", ["letter", "made up"])
def test_pages_hold_all_of_it(name: str, folder: Path) -> None:
    report, language = made(name, folder)[1]["report"], Language("vi")
    page = unescape(render_html(report, language, draw_pictures(report, language)).decode())
    text = " ".join(page.replace("\u00a0", " ").split())
    for block in blocks_of(report.sections):
        assert language.say(block.title) in text
    assert ("Dữ liệu tổng hợp" in text) is (name == "made up")


def test_pages_are_in_order(folder: Path) -> None:
    assert faults_of(made("made up", folder)[1]["report"], "en") == []


def test_numbers_of_enterprises_say_on_how_many_they_rest(folder: Path) -> None:
    for name, private in (("made up", True), ("letter", False)):
        blocks = list(blocks_of(made(name, folder)[1]["report"].sections))
        assert {block.id: block.fewest is not None for block in blocks} == {
            block.id: private and block.id != "plan_assumptions" for block in blocks
        }


def test_a_number_on_too_few_is_refused(folder: Path) -> None:
    _, names = made("made up", folder)
    choices = study(province="ca-mau", **{**SYNTHETIC, "disclosure.minimum_count.internal": 900,
                                          "disclosure.minimum_count.public": 900})  # fmt: skip
    with pytest.raises(UnreleasedError):
        survey_report(names["inputs"], choices, sections=[names["sample"]])


def test_the_letter_alone_is_said_to_be_little(folder: Path) -> None:
    report = made("letter", folder)[1]["report"]
    keys = {one.key for one in phrases(report.model_dump(mode="json"))}
    assert {"survey_plan.basis.letter", "survey_plan.claim_is_no_ground", "survey_plan.rates.half"} <= keys
    assert "survey_plan.letter_budget" in keys
    assert "source.plan_letter" in keys
    bare = {one.key for one in phrases(made("bare", folder)[1]["report"].model_dump(mode="json"))}
    assert {"survey_plan.basis.mean_count", "fact.no_letter"} <= bare
    assert not {"survey_plan.letter_budget", "survey_plan.claim_is_no_ground"} & bare


@pytest.mark.parametrize("code", LANGUAGES)
def test_all_that_can_occur_has_words(code: str) -> None:
    known = catalogue(code)
    place, choices = read_place(study(province="ca-mau")), study(province="ca-mau", **FAST)
    tables = [plan_survey(place, choices).estimates.table, estimate_power(place, choices).estimates.table]
    for table in tables:
        for name in set(table["indicator"]):
            assert f"survey_plan.indicator.{name}" in known
        assert {f"unit.{unit}" for unit in table["unit"]} <= known.keys()
        assert {f"mark.evidence.{grade}" for grade in table["evidence"]} <= known.keys()
    assert f"survey_plan.reason.{PLANNED}" in known
    assert all(f"survey_plan.indicator.{name}" in known for name in UNITS)
    survey = choices.survey
    assert all(f"survey_plan.size.{size}" in known for size in ("micro", "small", "micro_small", "medium", "large"))
    assert all(f"survey_plan.mode.{mode}" in known for mode in survey.modes)


@pytest.mark.parametrize("name", ["letter", "made up", "national"])
def test_numbers_are_kept_for_comparing_plans_and_have_words(name: str, folder: Path) -> None:
    output, names = made(name, folder)
    kept = read_numbers(output)
    assert kept.synthetic == (name == "made up")
    assert len(kept.rows) == len(names["plan"].estimates.table) + len(names["power"].estimates.table)
    labels = Labels(names["inputs"].registry)
    for code in LANGUAGES:
        told = [Language(code).show(labels.what(row)) for row in kept.rows]
        assert not [text for text in told if "_" in text or ":all" in text or "survey" in text.split(":")[0].lower()]


@pytest.mark.parametrize("name", ["letter", "made up"])
def test_the_sampling_plan_adds_up(name: str, folder: Path) -> None:
    output, names = made(name, folder)
    sheets = load_workbook(output / "sampling_plan.xlsx")
    quotas, methods = sheets.worksheets
    assert quotas.freeze_panes == "B5"
    heads = [cell.value for cell in quotas[4]]
    assert len(heads) == len(COLUMNS)
    assert all("\n" in head for head in heads)
    lines = [[cell.value for cell in row] for row in quotas.iter_rows(min_row=5)]
    plan, total = names["plan"], lines[-1]
    assert len(lines) == len(plan.strata) + 1
    at = {column: number for number, column in enumerate(COLUMNS)}
    for column in ("establishments", "answers", "to_ask"):
        numbers = [line[at[column]] for line in lines[:-1]]
        assert numbers == plan.strata[column].tolist()
        assert total[at[column]] == sum(numbers)
    weights = sum(line[at["weight"]] * line[at["answers"]] for line in lines[:-1])
    assert weights == pytest.approx(total[at["establishments"]])
    warned = str(quotas["A3"].value)
    assert warned.startswith("Dữ liệu tổng hợp" if name == "made up" else "Số cơ sở là giả định")
    assert methods.max_row > 20
    assert {type(methods.cell(row, 2).value) for row in range(4, 7)} <= {int, float}


def test_nothing_is_written_without_a_folder() -> None:
    place, choices = read_place(study(province="ca-mau")), study(province="ca-mau")
    assert save_sampling_plan(plan_survey(place, choices), choices, "") is None


def test_the_notebook_is_kept_without_outputs() -> None:
    notebook = json.loads((ROOT / "notebooks" / "survey_design.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
