"""Numbers of the report on the programme: outlook, readings of a letter, plan of work, the gate."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.programme.base import base_population
from sxsh_eval.estimates.programme.outlook import MORE, report_years, summarise_projections
from sxsh_eval.estimates.programme.plan_of_work import plan_of_work
from sxsh_eval.estimates.programme.readings import base_readings, reading_outlook
from sxsh_eval.estimates.programme.released import TOO_FEW, release_base
from sxsh_eval.estimates.programme.run_scenarios import project_scenarios, required_scales
from sxsh_eval.estimates.programme.target_share import attainment_targets
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.inputs.panel import Inputs, read_inputs
from sxsh_eval.parameters.scenario_files import read_scenarios
from sxsh_eval.parameters.study import Study, read_study
from tests.letters import ROOT

SETTINGS = {"programme.paths": 200}


@cache
def study() -> Study:
    return read_study(ROOT / "parameters" / "study.yml", province="binh-dinh", period="2016-2020", settings=SETTINGS)


@cache
def inputs() -> Inputs:
    return read_inputs(study())


@cache
def base() -> Base:
    return base_population(inputs(), study())


@cache
def projections() -> tuple[Projection, ...]:
    return project_scenarios(base(), read_scenarios(study()), study(), inputs().registry)


def test_every_number_has_an_interval_or_a_reason() -> None:
    for found in (summarise_projections(projections(), study()), plan_of_work(projections(), study())):
        bare = found.table["conf_low"].isna() & (found.table["reason"] == "")
        assert not bare.any()
        assert set(found.table["evidence"]) == {"projected"}


def test_the_outlook_is_the_quantiles_of_the_draws() -> None:
    table = summarise_projections(projections(), study()).table
    one = projections()[-1]
    last = str(one.years[-1])
    row = table[
        (table["indicator"] == "adoption") & (table["term"] == one.scenario.id) & (table["period"] == last)
    ].iloc[0]
    drawn = 100 * one.totals["adopters"][:, -1] / one.totals["establishments"][:, -1]
    np.testing.assert_allclose(
        [row["conf_low"], row["estimate"], row["conf_high"]], np.quantile(drawn, [0.05, 0.5, 0.95])
    )
    spent = table[(table["indicator"] == "cost_programme_vnd") & (table["term"] == one.scenario.id)]
    sums = dict(zip(spent["period"], spent["estimate"].astype(float), strict=True))
    np.testing.assert_allclose(sums[last], np.median(one.totals["cost_programme_vnd"].sum(axis=1)))
    assert sums["2025"] < sums[last]


def test_differences_are_taken_path_by_path() -> None:
    first, other = projections()[0], projections()[-1]
    same = replace(first, scenario=other.scenario)
    table = summarise_projections((first, same), study()).table
    more = table[table["term"].str.endswith(f"|{MORE}")]
    assert len(more) > 0
    assert (more["estimate"] == 0).all()
    assert (more["reason"] == "projection_fixed").all()


def test_years_of_the_report() -> None:
    assert report_years(projections()[0]) == (2025, 2030)
    assert report_years(replace(projections()[0], years=(2028, 2029, 2030))) == (2030,)


def test_a_scenario_that_offers_nothing_has_no_work() -> None:
    found = plan_of_work(projections(), study()).table
    scenarios = {term.split("|")[0] for term in found["term"]}
    assert scenarios == {one.scenario.id for one in projections() if one.scenario.instruments}
    for one in projections():
        own = found[(found["indicator"] == "plan_cost") & found["term"].str.startswith(f"{one.scenario.id}|")]
        years = own[own["period"].str.len() == 4]
        each = years.loc[~years["term"].str.endswith("|all"), "estimate"].sum()
        np.testing.assert_allclose(years.loc[years["term"].str.endswith("|all"), "estimate"].sum(), each)


def test_two_readings_of_the_letter() -> None:
    claims, evidence = base_readings(base(), inputs(), study())
    total = base().cells["establishments"].sum()
    assert claims.shares == {"awareness": 10.0, "adoption": 5.0}
    assert evidence.shares["adoption"] == pytest.approx(100 * 5 / total)  # five rapid assessments
    assert evidence.shares["awareness"] == pytest.approx(100 * 179 / total)
    assert (claims.base.draws["base_adoption"] == 0.05).all()
    kept = [name for name in base().draws if not name.startswith("base_")]
    assert all(claims.base.draws[name] is base().draws[name] for name in kept)
    read = reading_outlook((claims, evidence), read_scenarios(study()), study(), inputs().registry).table
    start = read[read["period"] == str(base().year)].set_index("term")["estimate"]
    assert start["no_programme|claims"] == pytest.approx(5.0, rel=1e-3)
    last = read[read["period"] == "2030"].set_index("term")["estimate"]
    assert last["no_programme|claims"] > last["no_programme|evidence"]


def test_a_survey_leaves_nothing_to_read_twice() -> None:
    surveyed = replace(inputs(), survey=pd.DataFrame({"year": [2020]}))
    assert base_readings(base(), surveyed, study()) == ()


def test_numbers_that_rest_on_too_few_do_not_enter() -> None:
    least = Rules.of(study().disclosure).minimum_count
    table = base().known.table.copy()
    at = table["term"] == "saving"
    for name, value in {"evidence": "measured", "source": "enterprises", "fewest": float(least - 1)}.items():
        table[name] = table[name].mask(at, value)
    told = replace(base(), known=replace(base().known, table=table), fewest=least - 1)
    found = release_base(told, study(), inputs().registry)
    row = found.known.row("saving")
    assert (row["evidence"], found.fewest) == ("projected", None)
    assert TOO_FEW in set(found.known.checks["diagnostic"])
    enough = table.assign(fewest=table["fewest"].where(~at, float(least)))
    kept = replace(base(), known=replace(base().known, table=enough), fewest=least)
    assert release_base(kept, study(), inputs().registry) is kept


def test_the_search_for_a_multiple_covers_each_target_once() -> None:
    targets = attainment_targets(inputs(), study())
    chosen = {key: one for key, one in targets.items() if one.indicator == "adoption"}
    assert len(chosen) == 2  # the Strategy's of 2020, the proposed one of 2030: the same 50 %
    few = project_scenarios(base(), read_scenarios(study())[:2], study(), inputs().registry)
    (found,) = required_scales(base(), few, chosen, study(), inputs().registry)
    assert all(term.endswith("|proposal|binh_dinh_2030_adoption") for term in found.table["term"])
