"""The national report and its use beside a province's own estimate: words in both languages, rows, missing parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.estimates.national_savings import NationalSavings, estimate_national_savings
from sxsh_eval.estimates.national_store import NationalEstimates, read_estimates, save_estimates
from sxsh_eval.estimates.savings import Refused, estimate_savings
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.reports.draw_pictures import draw_pictures
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Block, Figure, Report, Section, Table, Text
from sxsh_eval.reports.national import national_report
from sxsh_eval.reports.render.html import render_html
from sxsh_eval.reports.sections import national_savings as sections
from sxsh_eval.reports.sections.national_beside import national_blocks
from tests.letters import letter, registry, study
from tests.national_sample import PROVINCES, choices, country, found, sample
from tests.reports.editorial import NATION, check_figures
from tests.reports.page_looks import faults_of


def whole_report(estimated: Any, inputs: NationalInputs) -> Report:
    made = [
        sections.national_summary_section(estimated, inputs, choices()),
        sections.national_effect_section(estimated, choices()),
        sections.national_groups_section(estimated, inputs, choices()),
        sections.national_provinces_section(estimated, inputs, choices()),
        sections.national_amounts_section(estimated, inputs, choices()),
        sections.national_methods_section(estimated, choices()),
    ]
    return national_report(inputs, choices(), sections=made)


def test_pages_are_in_order() -> None:
    assert faults_of(whole_report(found(), country()), "vi") == []


def block(report: Report, name: str) -> Any:
    blocks = [one for section in report.sections for one in section.blocks if isinstance(one, Table | Figure)]
    return next(one for one in blocks if one.id == name)


def said(blocks: tuple[Block, ...] | list[Block], code: str = "en") -> str:
    return " ".join(Language(code).say(one.phrase) for one in blocks if isinstance(one, Text))


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_whole_report_can_be_printed(code: str) -> None:
    report = whole_report(found(), country())
    assert report.id == "energy_savings/national/2016-2020"
    assert report.synthetic
    assert set(check_figures(report.sections, *NATION)) == {"event_study", "sensitivity", "specifications", "waterfall"}
    assert [section.id for section in report.sections] == [
        "summary", "effect", "groups", "provinces", "amounts", "methods"
    ]  # fmt: skip
    assert Report.model_validate_json(report.model_dump_json()) == report
    language = Language(code)
    html = render_html(report, language, draw_pictures(report, language)).decode()
    assert language.say(report.title) in html


def test_every_province_has_a_row_with_raw_and_shrunken_effect() -> None:
    table = block(whole_report(found(), country()), "national_provinces_table")
    names = {Language("en").show(row[0]) for row in table.rows}
    assert len(names) == len(PROVINCES)
    assert "Bình Định" in names
    assert all(cell is not None for row in table.rows for cell in row)


def test_tables_hold_the_numbers_of_the_estimates() -> None:
    report = whole_report(found(), country())
    assert found().whole.saved is not None
    saved = found().whole.saved.table  # type: ignore[union-attr]
    hit = saved[(saved["province"] == "binh-dinh") & (saved["indicator"] == "saved_energy_toe")]
    amount = hit[hit["term"] == "amount"]["estimate"].item()
    rows = block(report, "national_province_amounts").rows
    row = next(row for row in rows if Language("en").show(row[0]) == "Bình Định")
    assert Language("en").show(row[1]).startswith(f"{amount:,.0f} ")
    left = block(report, "national_groups_table").rows
    sectors = [row for row in left if row[4] is not None]
    assert len(sectors) == sample().enterprises["sector"].nunique()


def test_the_summary_says_it_is_synthetic_and_whom_it_is_about() -> None:
    summary = sections.national_summary_section(found(), country(), choices())
    words = said(summary.blocks)
    assert "synthetic" in words
    assert "9 provinces" in words
    assert "used" in words
    assert "less" in words
    assert "grid emission factor" not in words


def test_without_data_it_says_what_is_needed() -> None:
    report = whole_report(None, country(None))
    assert [section.id for section in report.sections] == ["summary", "methods"]
    assert "no table of enterprises" in said(report.sections[0].blocks)
    assert "Chưa có bảng doanh nghiệp" in said(report.sections[0].blocks, "vi")


def test_a_refusal_is_shown_with_its_reason() -> None:
    from sxsh_eval.errors import Problem

    refused = Refused((Problem("estimate.saved_no_adopters", "adoption_year", "0"),), synthetic=False)
    summary = sections.national_summary_section(refused, country(), choices())
    assert isinstance(summary, Section)
    assert sections.national_effect_section(refused, choices()) is None
    assert Problem("estimate.saved_no_adopters", "-", "0").say("action", "en") in said(summary.blocks)


@pytest.mark.parametrize("period", ["2009-2015", "2009-2018"])
def test_years_without_adopters_or_emission_factors_are_blank_not_zero(period: str) -> None:
    chosen = study(period, province="national", **{"data.synthetic": True})
    estimated = estimate_national_savings(country(), chosen)
    assert isinstance(estimated, NationalSavings)
    amounts = sections.national_amounts_section(estimated, country(), chosen)
    assert amounts is not None
    table = next(one for one in amounts.blocks if isinstance(one, Table) and one.id == "savings_quantity")
    years = {Language("en").show(row[0]): row for row in table.rows if row[0] is not None}
    assert years["2012"][1] is not None
    assert years["2012"][3] is None
    assert "grid emission factor" in " ".join(Language("en").say(note) for note in table.notes)
    summary = sections.national_summary_section(estimated, country(), chosen)
    assert "grid emission factor alone" in said(summary.blocks)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> NationalEstimates:
    folder = tmp_path_factory.mktemp("outputs") / "trial" / "energy_savings" / "national" / "2016-2020"
    path = save_estimates(found(), choices(), str(folder))
    assert isinstance(path, Path)
    return read_estimates(path)


def test_beside_a_province_stand_the_country_and_its_own_shrunken_effect(stored: NationalEstimates) -> None:
    rows = sample().enterprises
    own = rows[rows["province"] == "binh-dinh"].reset_index(drop=True)
    inputs = Inputs(registry(), letter({}, province="binh-dinh"), enterprises=own, synthetic=True)
    chosen = study("2016-2020", province="binh-dinh")
    blocks = national_blocks(stored, estimate_savings(inputs, chosen), inputs, chosen)
    assert "run trial" in said(blocks)
    table = blocks[-1]
    assert isinstance(table, Table)
    shown = [[Language("en").show(cell) for cell in row if cell is not None] for row in table.rows]
    assert [row[0] for row in shown] == [
        "Province, in this report",
        "The whole country",
        "Province, in the national table, raw",
        "Province, in the national table, shrunken to the common level",
    ]
    assert shown[0][-2].split()[0] == shown[2][-2].split()[0], "the same enterprises give the same effect"
    adopters = sample().enterprises.query("adoption_year.notna()").groupby("province")["enterprise_id"].nunique()
    assert int(shown[2][1]) <= adopters["binh-dinh"]
    assert shown[0][1] == shown[2][1] == shown[3][1]
    assert "synthetic" in Language("en").say(table.source)


def test_a_province_without_data_sees_the_country_alone(stored: NationalEstimates) -> None:
    inputs = Inputs(registry(), letter({}, province="ca-mau"))
    blocks = national_blocks(stored, None, inputs, study("2016-2020", province="ca-mau"))
    assert "no estimate of its own" in said(blocks)
    table = blocks[-1]
    assert isinstance(table, Table)
    assert len(table.rows) == 1


def test_without_a_national_run_nothing_is_added() -> None:
    inputs = Inputs(registry(), letter({}, province="binh-dinh"))
    assert national_blocks(None, None, inputs, study("2016-2020", province="binh-dinh")) == []
