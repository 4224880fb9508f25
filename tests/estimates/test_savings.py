"""Energy saved in one province: the known truth of synthetic panels, and what is said where there is none to tell."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.savings import Refused, Savings, estimate_savings
from sxsh_eval.estimates.specifications import percent_change
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import SamplePanel
from tests.letters import claim, letter, registry, study

PERIOD = "2016-2020"


@cache
def sample(seed: int = 5) -> SamplePanel:
    return sample_panel(seed=seed, enterprises=1500, provinces=["binh-dinh"])


def inputs(table: pd.DataFrame | None, **claims: dict[str, object]) -> Inputs:
    return Inputs(registry(), letter(claims), enterprises=table, synthetic=True)


@cache
def found() -> Savings:
    result = estimate_savings(inputs(sample().enterprises, a=claim("energy_saving_estimated", 10)), study(PERIOD))
    assert isinstance(result, Savings)
    return result


def test_the_default_holds_the_true_saving() -> None:
    value, low, high = percent_change(found().overall)
    truth = sample().truth.average_percent_change
    assert low <= truth <= high
    assert high < 0
    assert abs(value - truth) < 3


def test_per_cent_is_the_exponential_less_one() -> None:
    row = {"estimate": np.log(0.9), "conf_low": np.log(0.85), "conf_high": np.log(0.95)}
    assert percent_change(row) == pytest.approx((-10, -15, -5))


def test_every_estimator_has_a_number_or_a_reason() -> None:
    names = [one.name for one in found().alternatives]
    assert len(names) == len(set(names)) == 11
    for one in found().alternatives:
        assert (one.row is None) == bool(one.refusals), one.name
    by_name = {one.name: one for one in found().alternatives}
    default = by_name["not_yet_treated"].row
    assert default is not None
    assert default["estimate"] == found().overall["estimate"]


def test_naive_comparison_of_groups_is_far_off_while_the_rest_agree() -> None:
    by_name = {one.name: one.percent for one in found().alternatives}
    truth = sample().truth.average_percent_change
    for name in ("sun_abraham", "imputation", "never_treated", "extended_two_way"):
        percent = by_name[name]
        assert percent is not None
        assert abs(percent[0] - truth) < 3, name
    groups = by_name["with_and_without"]
    assert groups is not None
    assert groups[2] - groups[1] > 10  # energy per output differs so much between sectors that nothing is seen


def test_saved_quantities_follow_the_effect() -> None:
    saved = found().saved
    assert saved is not None
    table = saved.table[(saved.table["sector"] == "") & (saved.table["period"] == PERIOD)]
    percent = table[(table["indicator"] == "saved_energy_toe") & (table["term"] == "percent")].iloc[0]
    value = percent_change(found().overall)[0]
    assert percent["estimate"] == pytest.approx(-value, abs=3)
    years = saved.table[(saved.table["indicator"] == "saved_energy_toe") & (saved.table["term"] == "amount")]
    amounts = years[(years["sector"] == "") & (years["province"] == "")].set_index("period")["estimate"]
    assert amounts[[str(year) for year in range(2016, 2021)]].sum() == pytest.approx(amounts[PERIOD])


def test_the_claim_stands_beside_with_its_verdict() -> None:
    against = found().against
    assert against is not None
    assert against.claim[0] <= 10 <= against.claim[1]
    expected = "agrees" if against.measured[1] >= against.claim[0] else "claim_above"
    assert against.verdict == expected
    without = estimate_savings(inputs(sample().enterprises), study(PERIOD))
    assert isinstance(without, Savings)
    assert (without.claim_id, without.against) == (None, None)


def test_trends_before_are_alike_in_a_world_where_they_are() -> None:
    assert found().effects.pretest.p_value > 0.01
    assert found().bounds is not None
    assert found().power is not None


def test_the_decomposition_adds_up() -> None:
    decomposition = found().decomposition
    assert decomposition is not None
    rows = decomposition.table[decomposition.table["sector"] == ""].set_index("term")["estimate"]
    steps = rows[["activity", "structure", "structure:ever_adopted", "intensity"]].sum()
    assert rows["start"] + steps == pytest.approx(rows["end"], rel=1e-9)
    assert rows["change"] == pytest.approx(steps, rel=1e-9)


def test_row_order_does_not_matter() -> None:
    turned = sample().enterprises.sample(frac=1, random_state=2).reset_index(drop=True)
    other = estimate_savings(inputs(turned), study(PERIOD))
    assert isinstance(other, Savings)
    assert other.overall["estimate"] == pytest.approx(found().overall["estimate"], rel=1e-9)
    assert other.overall["std_error"] == pytest.approx(found().overall["std_error"], rel=1e-9)


def test_without_a_panel_there_is_nothing() -> None:
    assert estimate_savings(inputs(None), study(PERIOD)) is None
    late = sample().enterprises.assign(year=lambda rows: rows["year"] + 15)
    assert estimate_savings(inputs(late), study(PERIOD)) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: rows.assign(adoption_year=pd.NA), "estimate.panel"),
        (lambda rows: rows[rows["enterprise_id"].isin(rows["enterprise_id"].unique()[:3])], "estimate."),
        (lambda rows: pd.concat([rows, rows.head(5)]), "estimate.panel_repeats"),
        (lambda rows: rows.assign(output_mvnd=0.0), "estimate."),
        (lambda rows: rows.drop(columns=[name for name in rows if name.endswith(("_kwh", "_tonne"))]), "estimate."),
    ],
    ids=["nobody adopts", "three enterprises", "doubled rows", "no output", "no carriers"],
)  # fmt: skip
def test_a_panel_without_an_effect_is_refused_by_name(change: object, code: str) -> None:
    assert callable(change)
    result = estimate_savings(inputs(change(sample().enterprises)), study(PERIOD))
    assert isinstance(result, Refused)
    assert all(problem.code.startswith(code) for problem in result.problems)
    assert all(problem.say("action", language) for problem in result.problems for language in ("vi", "en"))
