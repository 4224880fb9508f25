"""The notebook on all provinces: from published figures alone, and on a synthetic country of 63 provinces."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.estimates.national_store import read_estimates
from sxsh_eval.estimates.numbers import read_numbers
from sxsh_eval.inputs.national_runs import REPORT
from sxsh_eval.reports.draw_pictures import draw_pictures
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Figure, Report, Section, Table, Text
from sxsh_eval.reports.release_check import blocks_of
from sxsh_eval.reports.render.html import render_html
from sxsh_eval.reports.render.xlsx import render_xlsx
from tests.estimates.benchmark.test_benchmark import effects
from tests.letters import ROOT
from tests.national_sample import choices as national_choices
from tests.notebook_cells import run_cells
from tests.reports.editorial import NATION, check_figures
from tests.reports.page_looks import faults_of
from tests.reports.printed_numbers import forgotten

pytestmark = pytest.mark.notebook
PERIOD = "2016-2020"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    output = tmp_path_factory.mktemp("bare")
    return run_cells(REPORT, period=PERIOD, output=str(output)) | {"folder": output}


def write_savings(folder: Path) -> Path:
    """National estimates of a synthetic run that hold little but the provinces' effects."""
    study = national_choices()
    table = effects()
    rows = json.loads(table.table.to_json(orient="records"))
    method = {"estimator": "m", "formula": "f", "level": 0.95, "references": []}
    overall = dict(rows[0]) | {"province": "", "term": "overall"}
    tables = {
        name: {"method": method, "rows": part, "checks": []}
        for name, part in (("overall", [overall]), ("provinces", rows))
    }
    content = {
        "period": study.period.model_dump(), "synthetic": True, "level": 0.95,
        "enterprises": 900, "adopters": 360, "provinces": 9, "tables": tables,
    }  # fmt: skip
    place = folder / "trial" / "energy_savings" / "national" / PERIOD
    place.mkdir(parents=True)
    (place / "estimates.json").write_text(json.dumps(content), encoding="utf-8")
    assert read_estimates(place / "estimates.json").run == "trial"
    return place


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    output = tmp_path_factory.mktemp("made_up")
    uses = {"energy_savings": str(write_savings(output))}
    return run_cells(REPORT, period=PERIOD, settings={"data.synthetic": True}, output=str(output), uses=uses) | {
        "folder": output
    }


def block(report: Report, name: str) -> Any:
    return next(one for one in blocks_of(report.sections) if one.id == name)


def said(section: Section, code: str = "en") -> str:
    return " ".join(Language(code).say(one.phrase) for one in section.blocks if isinstance(one, Text))


def shown(table: Table, code: str = "en") -> list[list[str]]:
    return [["" if cell is None else Language(code).show(cell) for cell in row] for row in table.rows]


def test_figures_stand_alone(bare: dict[str, Any], made_up: dict[str, Any]) -> None:
    assert check_figures(bare["report"].sections, *NATION) == ["tile_map"]
    charts = check_figures(made_up["report"].sections, *NATION)
    assert charts == ["tile_map", "caterpillar", "tile_map", "control_funnel", "tile_map"]
    maps = [one for one in blocks_of(made_up["report"].sections) if isinstance(one, Figure) and one.chart == "tile_map"]
    assert len({tuple(one.data["limits"]) for one in maps[1:]}) == 1  # one colour means the same on both


def test_pages_are_in_order(bare: dict[str, Any], made_up: dict[str, Any]) -> None:
    assert faults_of(made_up["report"], "vi") == []
    assert faults_of(bare["report"], "en") == []


def test_published_figures_alone_make_a_report(bare: dict[str, Any]) -> None:
    report = bare["report"]
    assert report.id == f"national_report/national/{PERIOD}"
    assert [section.id for section in report.sections] == [
        *("summary", "results", "provinces", "comparability", "rates", "savings", "methods", "merger")
    ]
    assert not report.synthetic
    assert (bare["folder"] / "report.json").is_file()
    rows = json.loads((bare["folder"] / "numbers.json").read_text(encoding="utf-8"))["rows"]
    assert {row["table"] for row in rows} == {"reported"}
    assert {row["evidence"] for row in rows} == {"claimed"}
    assert all(row["conf_low"] is not None or row["reason"] for row in rows)


def test_all_63_provinces_have_a_row(bare: dict[str, Any]) -> None:
    rows = shown(block(bare["report"], "country_coverage"))
    assert len(rows) == len({row[0] for row in rows}) == 63
    own = next(row for row in rows if row[0] == "Bình Định")
    assert own[1:5] == ["2456/UBND-KT", "10%", "5%", "10%"]
    assert next(row for row in rows if row[0] == "Cà Mau")[1:] == ["none", "", "", "", "", "", ""]


def test_doubtful_results_are_named_on_the_first_page(bare: dict[str, Any]) -> None:
    summary = said(bare["summary"])
    assert "equals a target" in summary
    assert "5.65%" in summary
    assert "no league table" in summary
    assert "trùng đúng từng chữ số" in said(bare["summary"], "vi")


def test_percentages_of_provinces_are_not_combined(bare: dict[str, Any]) -> None:
    rows = dict(row[:2] for row in shown(block(bare["report"], "country_weighed")))
    assert "different populations" in rows["Adoption"]
    assert not any(cell.endswith("%") for cell in rows.values())
    targets = shown(block(bare["report"], "country_targets"))
    assert ["Phú Thọ", "Adoption", "25%", "50%", "industrial establishments", "lower value"] in targets
    assert any(row[0] == "Đồng Tháp" and "other population" in row[5] for row in targets)


def test_claims_of_a_former_province_are_not_those_of_the_later(bare: dict[str, Any]) -> None:
    rows = [row for row in shown(block(bare["report"], "country_merged_reported")) if row[0] == "Gia Lai"]
    assert ["Gia Lai", "Awareness", "industrial establishments", "2018", "a former province is missing"] in rows
    merged = shown(block(bare["report"], "country_merged"))
    assert len(merged) == 34
    assert ["Gia Lai", "Bình Định and Gia Lai"] in [row[:2] for row in merged]


def test_a_synthetic_country_has_every_chapter(made_up: dict[str, Any]) -> None:
    report = made_up["report"]
    assert report.synthetic
    assert [section.id for section in report.sections] == [
        *("summary", "results", "provinces", "comparability", "rates", "claims", "savings", "disclosure", "methods"),
        "merger",
    ]
    rates = shown(block(report, "country_province_rates"))
    assert len(rates) == 63
    names = [row[0] for row in rates]
    assert names != sorted(names)
    shares = [float(row[3].split("%")[0]) for row in rates if "%" in row[3]]
    assert shares != sorted(shares)
    assert shares != sorted(shares, reverse=True)
    assert "pooled with random effects" in said(made_up["saved"])
    assert "9 provinces (run trial)" in said(made_up["saved"])


def test_what_rests_on_answers_says_on_how_many(made_up: dict[str, Any]) -> None:
    names = ("country_rates", "country_province_rates", "country_caterpillar", "country_map", "country_funnel",
             "country_claims", "country_pooled", "country_merged", "country_merged_map")  # fmt: skip
    for name in names:
        fewest = block(made_up["report"], name).fewest
        assert fewest is not None, name
        assert fewest >= 3, name


@pytest.mark.parametrize("code", ["vi", "en"])
def test_both_reports_can_be_printed(bare: dict[str, Any], made_up: dict[str, Any], code: str) -> None:
    for found in (bare, made_up):
        report, language = found["report"], Language.remembering(code)
        assert Report.model_validate_json(report.model_dump_json()) == report
        page = render_html(report, language, draw_pictures(report, language)).decode()
        assert language.say(report.title) in page
        figures = [one for one in blocks_of(report.sections) if isinstance(one, Figure)]
        assert all(language.say(figure.alt) for figure in figures)
    assert render_xlsx(bare["report"], Language(code))


def test_a_public_report_names_nobody_and_hides_small_provinces(tmp_path: Path) -> None:
    settings = {"data.synthetic": True, "disclosure.audience": "public"}
    found = run_cells(REPORT, period=PERIOD, settings=settings, output=str(tmp_path))
    cells = [cell for row in shown(block(found["report"], "country_province_rates")) for cell in row]
    assert ":c" in cells
    assert ":c" in [cell for row in shown(block(found["report"], "country_merged")) for cell in row]
    text = (tmp_path / "numbers.json").read_text(encoding="utf-8")
    assert "E000001" not in text


def test_a_period_after_the_merger_has_34_provinces() -> None:
    found = run_cells(REPORT, period="2026-2030")
    assert len(found["inputs"].provinces) == 34
    assert "merger" not in [section.id for section in found["report"].sections]
    assert len(shown(block(found["report"], "country_coverage"))) == 34


def test_the_notebook_is_there() -> None:
    assert (ROOT / "notebooks" / f"{REPORT}.ipynb").is_file()


def test_every_printed_estimate_is_a_number_of_the_file(bare: dict[str, Any], made_up: dict[str, Any]) -> None:
    for found in (bare, made_up):
        numbers = read_numbers(found["folder"])
        assert forgotten(found["report"], numbers) == {}
    assert "merged_rates" in numbers.methods
