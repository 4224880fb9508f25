"""Randomisation inference against counting by hand, scipy's permutation test and its level under the hypothesis."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import permutation_test

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.assignments import Assignment, arrangements
from sxsh_eval.estimates.effects.randomisation import LinearEffect, Randomisation, randomisation_inference

PLAN = Assignment("place", "cohort")
SEED = 42  # a p value near 5 %


def difference(data: pd.DataFrame) -> float:
    """Mean of treated less that of never treated."""
    cohort, y = data["cohort"].to_numpy(), data["y"].to_numpy()
    treated = np.isfinite(cohort) & (cohort != 0)
    return float(y[treated].mean() - y[~treated].mean())


def before_after(data: pd.DataFrame) -> float:
    """Difference in differences of staggered cohorts: y on treatment with effects of place and year swept out."""
    treat = (data["year"] >= data["cohort"].replace(0, np.inf).fillna(np.inf)).astype(float)
    swept = treat - treat.groupby(data["place"]).transform("mean") - treat.groupby(data["year"]).transform("mean")
    swept += treat.mean()
    return float((swept * data["y"]).sum() / (swept * treat).sum())


def places(seed: int, count: int = 8, treated: int = 4, effect: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    cohort = np.where(np.arange(count) < treated, 2015.0, np.nan)
    frame = pd.DataFrame({"place": np.repeat(np.arange(count), 3), "cohort": np.repeat(cohort, 3)})
    shock = np.repeat(rng.normal(size=count), 3)
    return frame.assign(y=shock + rng.normal(size=len(frame)) + effect * frame["cohort"].notna())


def staggered(seed: int, effect: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    start = np.array([0, 0, 0, 0, 0, 2013, 2013, 2015, 2015, 2016])
    frame = pd.DataFrame({"place": np.repeat(np.arange(10), 8), "year": np.tile(np.arange(2010, 2018), 10)})
    frame["cohort"] = start[frame["place"]]
    frame["exposed"] = ((frame["cohort"] > 0) & (frame["year"] >= frame["cohort"])).astype(float)
    noise = rng.normal(size=(10, 8)).cumsum(axis=1).ravel()
    return frame.assign(y=noise + effect * frame["exposed"], region=np.where(frame["place"] % 2, "north", "south"))


def test_all_assignments_counted_by_hand() -> None:
    data = places(1, effect=1.0)
    found = randomisation_inference(data, PLAN, difference)
    means = data.groupby("place")["y"].mean().to_numpy()
    values = []
    for chosen in itertools.combinations(range(8), 4):
        treated = np.isin(np.arange(8), chosen)
        values.append(means[treated].mean() - means[~treated].mean())
    own = means[:4].mean() - means[4:].mean()
    assert found.exact
    assert found.assignments == len(values) == 70
    assert found.p_error == 0
    assert found.p_value == np.mean(np.abs(values) >= abs(own) - 1e-12)
    np.testing.assert_allclose(np.sort(found.distribution), np.sort(values), rtol=1e-12)
    greater = randomisation_inference(data, PLAN, difference, alternative="greater")
    less = randomisation_inference(data, PLAN, difference, alternative="less")
    assert greater.p_value == np.mean(np.array(values) >= own - 1e-12)
    assert greater.p_value + less.p_value == pytest.approx(1 + 1 / 70)


def test_agreement_with_scipy() -> None:
    data = places(2, effect=0.8)
    means = data.groupby("place")["y"].mean().to_numpy()
    expected = permutation_test(
        (means[:4], means[4:]), lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis), vectorized=True
    )
    assert randomisation_inference(data, PLAN, difference).p_value == pytest.approx(expected.pvalue, abs=1e-12)


def test_draws_follow_the_rule_and_come_near_the_exact_value() -> None:
    data = places(3, effect=0.7)
    exact = randomisation_inference(data, PLAN, difference)
    drawn = randomisation_inference(data, PLAN, difference, draws=2000, most_exact=1)
    assert not drawn.exact
    count = (np.abs(drawn.distribution) >= abs(difference(data)) - 1e-12).sum()
    assert drawn.p_value == (1 + count) / 2001
    assert drawn.p_error == pytest.approx(math.sqrt(drawn.p_value * (1 - drawn.p_value) / 2000))
    assert abs(drawn.p_value - exact.p_value) < 4 * drawn.p_error
    sure = randomisation_inference(places(3, effect=50), PLAN, difference, draws=19, most_exact=1)
    assert sure.p_value >= 1 / 20  # never zero


def test_strata_hold() -> None:
    data = staggered(1)
    plan = Assignment("place", "cohort", "region")
    found = randomisation_inference(data, plan, before_after)
    halves = [data.loc[data["region"] == region].groupby("place")["cohort"].first() for region in ("north", "south")]
    expected = math.prod(
        math.factorial(5) // math.prod(math.factorial(size) for size in half.value_counts()) for half in halves
    )
    assert found.exact
    assert found.assignments == len(found.distribution) == expected
    seen: list[list[int]] = []

    def counted(frame: pd.DataFrame) -> float:
        north = frame[frame["region"] == "north"].groupby("place")["cohort"].first()
        seen.append(sorted(north))
        return 0.0

    randomisation_inference(data, plan, counted)
    assert all(one == sorted(halves[0]) for one in seen)


def test_never_is_one_cohort_however_written() -> None:
    data = places(4)
    mixed = data.copy()
    mixed.loc[mixed["place"] == 5, "cohort"] = 0
    mixed.loc[mixed["place"] == 6, "cohort"] = np.inf
    one, other = (randomisation_inference(frame, PLAN, difference) for frame in (data, mixed))
    assert one.p_value == other.p_value
    assert other.assignments == 70


def test_interval_by_shifting_the_outcome() -> None:
    """Ends of the interval are the effects at which the test of the shifted outcome begins to reject."""
    data = staggered(2, effect=2.0)
    effect = LinearEffect("y", "exposed")
    found = randomisation_inference(data, PLAN, before_after, effect=effect, draws=199, level=0.9, most_exact=1)
    row = found.table.row("statistic")
    assert row["conf_low"] < row["estimate"] < row["conf_high"]

    def p_value(null: float) -> float:
        shifted = data.assign(y=data["y"] - null * data["exposed"])
        return randomisation_inference(shifted, PLAN, before_after, draws=199, most_exact=1).p_value

    margin = 1e-6 * (row["conf_high"] - row["conf_low"])
    assert p_value(row["conf_low"] + margin) > 0.1 >= p_value(row["conf_low"] - margin)
    assert p_value(row["conf_high"] - margin) > 0.1 >= p_value(row["conf_high"] + margin)


def test_order_of_rows_does_not_matter() -> None:
    data = staggered(3)
    mixed = data.sample(frac=1, random_state=2)
    one, other = (randomisation_inference(frame, PLAN, before_after, draws=99) for frame in (data, mixed))
    assert one.p_value == other.p_value
    np.testing.assert_allclose(one.distribution, other.distribution, rtol=1e-9, atol=1e-12)


def test_arrangements_are_all_distinct() -> None:
    codes = np.array([2, 0, 1, 0, 2])
    found = {tuple(one) for one in arrangements(codes)}
    assert found == set(itertools.permutations(codes.tolist()))
    assert len(list(arrangements(codes))) == len(found) == 30


@pytest.mark.slow
def test_level_under_the_hypothesis() -> None:
    """70 assignments allow p values of multiples of 2/70: rejects at most 5 %, within four errors of 120 samples."""
    rejected = sum(randomisation_inference(places(seed), PLAN, difference).p_value <= 0.05 for seed in range(120))
    expected = 2 * int(0.05 * 70 / 2) / 70
    assert abs(rejected / 120 - expected) < 4 * np.sqrt(expected * (1 - expected) / 120)


def told(found: Randomisation) -> set[str]:
    return {problem.code.removeprefix("estimate.") for problem in warnings_of(found.checks)}


def test_warnings() -> None:
    few = randomisation_inference(places(1, count=4, treated=1), PLAN, difference)
    assert told(few) == {"randomisation_few"}
    assert few.table.row("statistic")["reason"] == "randomisation_no_interval"

    def fragile(data: pd.DataFrame) -> float:
        chosen = data.loc[data["cohort"].notna(), "place"]
        if chosen.min() > 1:
            raise ZeroDivisionError
        return difference(data)

    failing = randomisation_inference(places(1), PLAN, fragile)
    assert told(failing) == {"randomisation_failed"}
    assert failing.p_value >= np.isnan(failing.distribution).mean() > 0
    near = randomisation_inference(places(SEED, effect=0.9), PLAN, difference)
    assert abs(near.p_value - 0.05) < 0.01
    drawn = randomisation_inference(places(SEED, effect=0.9), PLAN, difference, draws=99, most_exact=1)
    assert "randomisation_unsure" in told(drawn)


def refused(data: pd.DataFrame, plan: Assignment = PLAN, **options: object) -> str:
    with pytest.raises(EstimationError) as caught:
        randomisation_inference(data, plan, difference, **options)  # type: ignore[arg-type]
    assert "cần:" in str(caught.value)
    return caught.value.problems[0].code.removeprefix("estimate.")


def test_refusals() -> None:
    data = places(1)
    assert refused(data.drop(columns="cohort")) == "columns_missing"
    assert refused(data, Assignment("place", "cohort", "region")) == "columns_missing"
    assert refused(data.assign(cohort=np.arange(len(data)))) == "randomisation_varies"
    assert refused(data.assign(place=data["place"].where(data["place"] > 0))) == "randomisation_varies"
    assert refused(data.assign(half=np.arange(len(data)) % 2), Assignment("place", "cohort", "half")) == (
        "randomisation_varies"
    )
    assert refused(data.assign(cohort=2015)) == "randomisation_nothing"
    split = data.assign(side=data["cohort"].notna())
    assert refused(split, Assignment("place", "cohort", "side")) == "randomisation_nothing"
    assert refused(data.assign(y=np.nan)) == "randomisation_statistic"
    assert refused(data, draws=0) == "bootstrap_draws"
    assert refused(data, alternative="both") == "randomisation_alternative"
    assert refused(data, effect=LinearEffect("y", "dose")) == "columns_missing"
    assert refused(data.assign(dose=0.0), effect=LinearEffect("y", "dose")) == "randomisation_not_linear"
    assert refused(data, level=1) == "interval_level"
