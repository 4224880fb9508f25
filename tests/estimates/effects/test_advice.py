"""Advice follows the counts of the panel."""

from __future__ import annotations

import pandas as pd

from sxsh_eval.estimates.effects.advice import Advice, advise_designs
from sxsh_eval.estimates.effects.panel_design import panel_design
from tests.estimates.effects.test_naive import panel


def advice(table: pd.DataFrame) -> dict[str, Advice]:
    design = panel_design(table, outcome="y", unit="unit", time="time", cohort="cohort")
    return {one.name: one for one in advise_designs(design)}


def test_naive_designs_are_never_more_than_weak() -> None:
    found = advice(panel())
    assert {found[name].verdict for name in ("before_after", "with_and_without")} == {"weak"}


def test_many_controls_and_leads_make_the_default_possible() -> None:
    found = advice(panel(units=80))
    assert (found["never_treated"].verdict, found["never_treated"].count) == ("possible", 40)
    assert (found["event_study"].verdict, found["event_study"].count) == ("possible", 4)
    assert found["with_covariates"].verdict == "possible"
    assert (found["synthetic_control"].verdict, found["synthetic_control"].reason) == ("impossible", "few_leads")


def test_few_controls_are_weak() -> None:
    table = panel(units=80)
    few = table[table["cohort"].notna() | (table["unit"] < 20)]
    assert advice(few)["never_treated"].verdict == "weak"


def test_without_never_treated_only_later_cohorts_serve() -> None:
    table = panel(units=80)
    late = table.assign(cohort=table["cohort"].fillna(2016.0))
    found = advice(late)
    assert (found["never_treated"].verdict, found["never_treated"].reason) == ("impossible", "no_controls")
    assert found["not_yet_treated"].verdict == "possible"


def test_one_year_before_gives_no_test_of_trends() -> None:
    table = panel(units=80)
    found = advice(table[table["time"] >= 2013])
    assert (found["event_study"].verdict, found["event_study"].count) == ("impossible", 1)
