"""The report on the programme after 2020: its notebook for a letter alone, for made-up data, for the country."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import sxsh_eval as sx
from sxsh_eval.estimates.comparison import CHANGED, compare_numbers
from sxsh_eval.estimates.numbers import read_numbers
from sxsh_eval.estimates.programme.plan_of_work import COMPONENT_OF, UNIT_OF
from sxsh_eval.estimates.programme.plan_tracking import track_plan
from sxsh_eval.estimates.programme.released import collect_programme_numbers
from sxsh_eval.inputs.panel import read_inputs
from sxsh_eval.inputs.tables.examined import examine
from sxsh_eval.inputs.tables.files import read_cells
from sxsh_eval.parameters.codebook import read_codebook
from sxsh_eval.parameters.scenarios import INSTRUMENTS
from sxsh_eval.parameters.study import read_study
from sxsh_eval.parameters.table_rules import read_table_rules
from sxsh_eval.reports.comparison.labels import Labels, reason_words
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from sxsh_eval.reports.model import Report, Section, Table, Text
from sxsh_eval.reports.release_check import blocks_of
from sxsh_eval.reports.render.files import FORMATS, render_files
from sxsh_eval.reports.sections.programme.tracking import plan_tracking_section
from sxsh_eval.reports.workbooks.plan_of_work import PLAN_FILE
from tests.accessible import barriers_of
from tests.letters import ROOT, registry
from tests.notebook_cells import run_cells
from tests.reports.editorial import NATION, check_figures
from tests.reports.page_looks import faults_of
from tests.reports.printed_numbers import forgotten

CASES: dict[str, dict[str, Any]] = {
    "binh-dinh": {"programme.paths": 120},
    "lam-dong": {"programme.paths": 100, "data.synthetic": True, "data.synthetic_enterprises": 300},
    "national": {"programme.paths": 100},
}
KEY = re.compile("[a-z][a-z0-9]*_[a-z0-9_]*")


OUTPUT: dict[str, Path] = {}


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the notebook of Bình Định leaves its files."""
    OUTPUT["binh-dinh"] = tmp_path_factory.mktemp("post_2020")
    return OUTPUT["binh-dinh"]


@cache
def names(province: str) -> dict[str, Any]:
    output = str(OUTPUT.get(province, ""))
    return run_cells("post_2020", province=province, period="2016-2020", settings=CASES[province], output=output)


def report(province: str) -> Report:
    made: Report = names(province)["report"]
    return made


def texts(sections: tuple[Section, ...]) -> Iterator[Text]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Text))
        yield from texts(section.parts)


@pytest.mark.parametrize("province", CASES)
@pytest.mark.parametrize("code", LANGUAGES)
def test_everything_can_be_said(province: str, code: str) -> None:
    language = Language(code)
    said = [language.show(one.phrase) for one in texts(report(province).sections)]
    for block in blocks_of(report(province).sections):
        said += [language.show(value) for value in (block.title, block.source, *block.notes)]
        if isinstance(block, Table):
            said += [language.show(column.head) for column in block.columns]
            said += [language.show(cell) for row in block.rows for cell in row if cell is not None]
    assert len(said) > 200
    assert not [one for one in said if "{" in one or "nan" in one.split()]


@pytest.mark.parametrize("province", CASES)
def test_figures_stand_alone(province: str) -> None:
    places = {"lam-dong": ("Lâm Đồng",) * 2, "binh-dinh": ("Bình Định",) * 2}.get(province, NATION)
    charts = check_figures(report(province).sections, *places)
    assert {"projection", "scenarios"} <= set(charts)


@pytest.mark.parametrize("province", CASES)
def test_every_number_has_an_interval_or_a_reason_and_words(province: str) -> None:
    found = names(province)
    numbers = collect_programme_numbers(found["tables"], found["base"], found["choices"])
    assert numbers.synthetic == (province == "lam-dong")
    labels, known = Labels(registry()), catalogue("vi")
    for row in numbers.rows:
        assert row.conf_low is not None or row.reason, row.key
        assert f"unit.{row.unit}" in known, row.unit
        assert row.evidence in {"claimed", "surveyed", "measured", "caused", "projected", "derived"}
        for code in LANGUAGES:
            for value in (labels.what(row), reason_words(row.reason)):
                assert value is None or not KEY.search(re.sub("«.*?»", "", Language(code).show(value))), row.key
    tables = {row.table for row in numbers.rows}
    assert {"programme_base", "programme_outlook", "attainment", "required_scale", "defensible_targets"} <= tables
    assert ("programme_readings" in tables) == (province == "binh-dinh")
    assert ("plan_money" in tables) == (province == "lam-dong")


@pytest.mark.parametrize("province", CASES)
def test_every_printed_estimate_is_a_number_of_the_file(province: str) -> None:
    found = names(province)
    numbers = collect_programme_numbers(found["tables"], found["base"], found["choices"])
    assert forgotten(found["report"], numbers) == {}
    without = {"allocation", "allocation_groups", "allocation_prices", "abatement"}
    rows = tuple(row for row in numbers.rows if row.table not in without)
    assert ("abatement", "abatement_cost_toe") in forgotten(found["report"], numbers.model_copy(update={"rows": rows}))


def test_another_budget_is_another_allocation_in_a_comparison() -> None:
    found = names("binh-dinh")
    base, plan, choices = found["base"], found["plan"], found["choices"]
    less = sx.best_plan(base, plan.scenario, plan.limits.budget / 2, choices)
    old, new = (
        collect_programme_numbers(sx.allocation_tables(one, found["curve"]), base, choices) for one in (plan, less)
    )
    changed = {one.row.key: one for one in compare_numbers(old, new) if one.kind in CHANGED}
    place = ("binh-dinh", "", f"{plan.timing.base + 1}-{plan.timing.horizon}", "all")
    money = changed["allocation_groups", "allocation_budget", *place]
    assert money.relative == pytest.approx(-0.5)
    spent = changed["allocation", "allocation_cost", *place]
    assert spent.relative is not None
    assert -0.7 < spent.relative < -0.3
    assert (changed["allocation", "allocation_adopters", *place].difference or 0) < 0
    assert not [key for key in changed if key[0] == "abatement"]  # the options are the same


@pytest.mark.parametrize(("province", "code"), [("binh-dinh", "vi"), ("lam-dong", "en")])
def test_pages_are_in_order(province: str, code: str) -> None:
    assert faults_of(report(province), code) == []


def test_the_letter_alone_says_what_cannot_be_said() -> None:
    said = " ".join(Language("vi").show(one.phrase) for one in texts(report("binh-dinh").sections[:1]))
    assert "286 triệu đồng" in said
    assert "2010–2011" in said
    readings = next(block for block in blocks_of(report("binh-dinh").sections) if block.id == "programme_readings")
    assert isinstance(readings, Table)
    assert [Language("vi").show(cell) for cell in readings.rows[0][1:] if cell is not None] == ["5 %", "0,25 %"]
    for what in ("count", "adoption", "effects", "costs"):
        assert Language("vi").text(f"programme.missing_{what}") in said


def test_a_slip_in_the_population_is_flagged_not_corrected() -> None:
    found = report("binh-dinh")
    warned = [one for one in texts(found.sections) if one.style == "warning"]
    keys = [one.phrase.key for one in warned]
    assert "target_test.flag.population_differs_by" in keys
    assert "target_test.flag.ambition_below" in keys
    assert "target_test.flag.measurable_one_unit" in keys
    table = next(block for block in blocks_of(found.sections) if block.id == "target_test_proposal_dedicated_unit")
    assert "doanh nghiệp nhỏ và vừa" in Language("vi").show(table.title)


def test_made_up_data_are_marked_and_say_on_how_many_they_rest() -> None:
    found = report("lam-dong")
    assert found.synthetic
    fewest = names("lam-dong")["base"].fewest
    assert fewest is not None
    projected = [block for block in blocks_of(found.sections) if block.id.startswith("programme_") and block.fewest]
    assert projected
    assert all(block.fewest == fewest for block in projected)


def test_files_are_written_whole(folder: Path) -> None:
    names("binh-dinh")
    assert {"report.json", "numbers.json", PLAN_FILE} <= {path.name for path in folder.iterdir()}
    assert len(read_numbers(folder).rows) > 500
    assert not list(folder.glob("*.part"))
    made = Report.model_validate(json.loads((folder / "report.json").read_text(encoding="utf-8")))
    written = render_files(made, folder, ["vi"], FORMATS)
    assert all(path.stat().st_size > 5_000 for path in written.values())
    assert barriers_of(folder / "report.vi.html") == {}


def test_the_plan_of_work_is_a_table_plan(folder: Path) -> None:
    names("binh-dinh")
    codebook = read_codebook(ROOT / "parameters" / "codebook" / "plan.yml")
    book = load_workbook(folder / PLAN_FILE, data_only=True)
    formulas = load_workbook(folder / PLAN_FILE)
    rules = read_table_rules(ROOT / "parameters" / "table_rules.yml")
    scenarios = [one for one in names("binh-dinh")["projections"] if one.scenario.instruments]
    assert len(book.sheetnames) == 1 + len(scenarios)
    for name, one in zip(book.sheetnames[1:], scenarios, strict=True):
        cells = read_cells(folder / PLAN_FILE, {"plan": codebook}, registry().units, table="plan", sheet=name)
        examined = examine(cells, codebook, registry(), rules=rules)
        assert [str(problem) for problem in examined.errors] == []
        assert len(examined.table) == len(one.offered)
        when = examined.table["year"].astype(int)
        assert set(examined.table.loc[when <= 2025, "province"]) == {"binh-dinh"}
        assert set(examined.table.loc[when > 2025, "province"]) == {"gia-lai"}  # part of it from July 2025 on
        assert set(examined.table["instrument"]) == set(one.scenario.instruments)
        money = examined.table["budget_mvnd"].sum()
        assert money == pytest.approx(one.offered["cost_vnd"].sum() / 1e6, abs=0.06 * len(one.offered))
        sheet = book[name]
        heads = [cell.value for cell in sheet[1]]
        column = heads.index("Kinh phí kế hoạch, triệu đồng") + 1
        assert sheet.cell(sheet.max_row, column).value == pytest.approx(money)
        assert str(formulas[name].cell(sheet.max_row, column).value).startswith("=SUM(")
        assert sheet.freeze_panes == "C2"
    front = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in front.iter_rows()]
    totals = [row for row in rows if row[0] in {one.scenario.title.vi for one in scenarios}]
    for row, one in zip(totals, scenarios, strict=True):
        years = [value for value in row[1:-1] if value is not None]
        assert row[-1] == pytest.approx(sum(years))
        assert row[-1] == pytest.approx(one.offered["cost_vnd"].sum() / 1e6, abs=0.06 * len(one.offered))


def test_every_instrument_has_its_words() -> None:
    for code in LANGUAGES:
        for home in ("plan_activity", "plan_responsible", "programme.instrument"):
            assert {f"{home}.{name}" for name in INSTRUMENTS} <= catalogue(code).keys()
    assert set(COMPONENT_OF) == set(UNIT_OF) == set(INSTRUMENTS)


def test_the_edited_plan_is_tracked_by_the_next_report(folder: Path, tmp_path: Path) -> None:
    names("binh-dinh")
    for name in ("parameters", "data/claims"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "data" / "private").mkdir()
    book = load_workbook(folder / PLAN_FILE)
    for sheet in book.sheetnames[2:]:
        del book[sheet]
    book.save(tmp_path / "data" / "private" / "plan.xlsx")
    settings = {"data.plan": "data/private/plan.xlsx"}
    path = tmp_path / "parameters" / "study.yml"
    study = read_study(path, province="binh-dinh", period="2016-2020", settings=settings)
    inputs = read_inputs(study)
    tracked = track_plan(inputs, study)
    assert tracked is not None
    assert tracked.reported is None
    assert tracked.states["to_come"] == len(tracked.rows)
    assert tracked.gaps["no_budget"] == len(tracked.rows)  # nobody is named who pays
    said = [one.phrase.key for one in texts((plan_tracking_section(tracked, inputs, study),))]
    assert "programme.tracked_nothing" in said


def test_nothing_is_written_without_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = names("binh-dinh")
    monkeypatch.chdir(tmp_path)
    assert sx.save_plan_of_work(found["projections"], found["inputs"], found["choices"], "") is None
    assert sx.save_programme_numbers(found["tables"], found["base"], found["choices"], "") is None
    assert list(tmp_path.iterdir()) == []
