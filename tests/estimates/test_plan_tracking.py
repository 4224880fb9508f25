"""Plans of work: rules in both directions, states on the day of the last report, sums that add up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.estimates.programme.plan_rules import COMPONENTS, CONTRADICTIONS, GAPS
from sxsh_eval.estimates.programme.plan_tracking import STATES, PlanTracking, track_plan
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.inputs.sample_plan import ACTIVITIES, draw_plan
from sxsh_eval.inputs.tables.cell_text import as_text
from sxsh_eval.inputs.tables.check import check_table
from sxsh_eval.parameters.codebook import read_codebook
from sxsh_eval.parameters.study import Study, read_study
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from sxsh_eval.reports.sections.programme.tracking import plan_tracking_section
from tests.letters import ROOT, letter, registry

CASES: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "cases" / "plan.yml").read_text(encoding="utf-8"))
SOUND: dict[str, Any] = {
    "province": "binh-dinh",
    "activity": "Tập huấn",
    "component": "awareness",
    "instrument": "training",
    "year": 2019,
    "quantity_planned": 10.0,
    "quantity_done": None,
    "quantity_unit": "event",
    "budget_mvnd": 100.0,
    "spent_mvnd": None,
    "payer": "state_local",
    "responsible": "Sở Công Thương",
    "start_month": 1.0,
    "end_month": 12.0,
    "status": "under_way",
}


def study() -> Study:
    return read_study(ROOT / "parameters" / "study.yml", province="binh-dinh", period="2016-2020")


def tracked(*rows: dict[str, Any]) -> PlanTracking:
    table = pd.DataFrame([SOUND | row for row in rows])
    found = track_plan(Inputs(registry(), letter({}), plan=table), study())
    assert found is not None
    return found


@pytest.mark.parametrize("name", CASES)
def test_rules_in_both_directions(name: str) -> None:
    case = CASES[name]
    found = tracked(case["row"])
    said = {one.code for one in found.remarks if not one.code.startswith("no_component")}
    assert said | {code for code, count in found.gaps.items() if count} == set(case["codes"])


def test_every_rule_has_a_case_and_words() -> None:
    found = {code for case in CASES.values() for code in case["codes"]}
    assert found == {*CONTRADICTIONS, *GAPS}
    for code in LANGUAGES:
        assert {f"plan_remark.{name}" for name in CONTRADICTIONS} <= catalogue(code).keys()
        assert {f"plan_gap.{name}" for name in GAPS} <= catalogue(code).keys()
        assert {f"plan_state.{name}" for name in STATES} <= catalogue(code).keys()
        assert {f"plan_remark.no_component_{name}" for name in COMPONENTS} <= catalogue(code).keys()


def test_late_is_what_was_due_when_progress_was_last_reported() -> None:
    rows = (
        {"activity": "a", "status": "done", "quantity_done": 10.0, "spent_mvnd": 90.0},
        {"activity": "b", "status": "planned"},
        {"activity": "c", "status": None, "quantity_done": 10.0},
        {"activity": "d", "status": "postponed"},
        {"activity": "e", "status": "planned", "year": 2020},
    )
    found = tracked(*rows)
    assert found.reported == 2019
    assert dict(zip(found.rows["activity"], found.rows["state"], strict=True)) == {
        "a": "done",
        "b": "late",
        "c": "done",
        "d": "postponed",
        "e": "to_come",
    }


def test_without_any_report_nothing_is_late() -> None:
    found = tracked({"status": "planned"}, {"activity": "b", "status": None})
    assert (found.reported, found.states["late"], found.states["to_come"]) == (None, 0, 2)


def test_components_without_activity_are_named() -> None:
    missing = {one.code for one in tracked({}).remarks}
    assert missing == {f"no_component_{name}" for name in COMPONENTS if name != "awareness"}
    every = tracked(*({"activity": name, "component": name} for name in COMPONENTS))
    assert every.remarks == ()


money = st.one_of(st.none(), st.floats(0, 1000).map(lambda value: round(value, 1)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(COMPONENTS), st.sampled_from([2019, 2020]), money, money), min_size=1))
def test_sums_are_those_of_the_rows(parts: list[tuple[str, int, float | None, float | None]]) -> None:
    rows = [
        {"activity": str(at), "component": part, "year": year, "budget_mvnd": budget, "spent_mvnd": spent}
        for at, (part, year, budget, spent) in enumerate(parts)
    ]
    table = tracked(*rows).money.table
    for indicator, column in (("plan_budget", 2), ("plan_spent", 3)):
        own = table[(table["indicator"] == indicator) & (table["term"] == "all")]
        known = [part[column] for part in parts if part[column] is not None]
        np.testing.assert_allclose(
            own["estimate"].sum(), 1e6 * sum(float(each or 0) for each in known), rtol=1e-9, atol=1
        )
        by_part = table[(table["indicator"] == indicator) & (table["term"] != "all")]
        np.testing.assert_allclose(by_part["estimate"].sum(), own["estimate"].sum(), rtol=1e-9, atol=1)
    assert (table["reason"] != "").all()


def test_the_share_spent_leaves_out_rows_without_both_numbers() -> None:
    found = tracked({"spent_mvnd": 50.0}, {"activity": "b", "spent_mvnd": None}).money
    row = found.row("all", "plan_spent_share")
    assert (row["estimate"], row["reason"]) == (50.0, "plan_sum_in_part")


def test_the_made_up_plan_is_as_its_codebook_says() -> None:
    codebook = read_codebook(ROOT / "parameters" / "codebook" / "plan.yml")
    made = draw_plan("binh-dinh", 2020, np.random.default_rng(1))
    assert len(made) == 2 * len(ACTIVITIES)
    assert check_table(as_text(made), codebook, registry()).errors == ()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_section_can_be_said(code: str) -> None:
    language = Language(code)
    rows = [case["row"] | {"activity": name} for name, case in CASES.items()]
    facts = Inputs(registry(), letter({}))
    for each in (tracked(*rows), tracked({"status": "planned"}), None):
        section = plan_tracking_section(each, facts, study())
        for block in section.blocks:
            phrases = [block.phrase] if block.block == "text" else [block.title, *block.notes, block.source]
            cells = [] if block.block != "table" else [cell for row in block.rows for cell in row if cell is not None]
            assert all("{" not in language.show(value) for value in (*phrases, *cells))
