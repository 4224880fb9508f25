"""Sample sizes against published tables; precision against simulation."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.sampling import (
    answers_for_share,
    design_effect,
    margin_of_share,
    normal_quantile,
    sample_for_change,
    sample_for_share,
)
from sxsh_eval.estimates.survey_plan.precision import group_margin, stratum_variances, weighting_effect

KREJCIE_MORGAN = {
    10: 10, 15: 14, 20: 19, 25: 24, 30: 28, 35: 32, 40: 36, 45: 40, 50: 44, 55: 48, 60: 52, 65: 56, 70: 59, 75: 63,
    80: 66, 85: 70, 90: 73, 95: 76, 100: 80, 110: 86, 220: 140, 230: 144, 240: 148, 250: 152, 500: 217, 1000: 278,
    1200: 291, 1300: 297, 1400: 302, 1500: 306, 2000: 322, 2800: 338, 9000: 368, 10_000: 370,
}  # fmt: skip
"""Krejcie & Morgan (1970), table 1: 95 %, 5 points, rate one half; chi-squared 3.841."""


@pytest.mark.parametrize(("population", "printed"), KREJCIE_MORGAN.items())
def test_the_table_of_krejcie_and_morgan(population: int, printed: int) -> None:
    exact = answers_for_share(0.5, margin=0.05, population=population)
    assert printed == pytest.approx(exact, abs=0.51)  # the table rounds to the nearest, a plan rounds up
    assert sample_for_share(0.5, margin=0.05, population=population).n in {printed, printed + 1}


def test_the_example_of_cochran() -> None:
    """Cochran (1977), sections 4.4: within 5 points but for a chance of 1 in 20, t = 2: 400; of 3200 people 356."""
    level = 0.954499736
    assert normal_quantile(level) == pytest.approx(2)
    assert answers_for_share(0.5, margin=0.05, population=None, level=level) == pytest.approx(400)
    assert sample_for_share(0.5, margin=0.05, population=3200, level=level).n == 356


def test_clusters_ask_for_more() -> None:
    """Kish (1965), section 5.4."""
    assert design_effect(1, 0.3) == 1
    assert design_effect(20, 0.05) == pytest.approx(1.95)
    alone, bound = (sample_for_share(0.5, margin=0.05, population=None, design=d).n for d in (1.0, 1.95))
    assert bound == pytest.approx(1.95 * alone, abs=2)


@pytest.mark.parametrize("population", [None, 500, 20_000])
@pytest.mark.parametrize("design", [1.0, 1.5])
def test_the_margin_turns_the_size_round(population: int | None, design: float) -> None:
    n = sample_for_share(0.3, margin=0.05, population=population, design=design).n
    for answers, holds in ((n, True), (n - 1, False)):
        margin = margin_of_share(0.3, answers=answers, population=population, design=design)
        assert (margin <= 0.05) is holds
    assert margin_of_share(0.3, answers=500, population=500) == 0


def test_a_change_is_seen_with_the_power() -> None:
    n = sample_for_change(0.10, 0.15, power=0.8).n
    rng = np.random.default_rng(5)
    first, second = rng.binomial(n, 0.10, 20_000) / n, rng.binomial(n, 0.15, 20_000) / n
    error = np.sqrt((first * (1 - first) + second * (1 - second)) / n)
    assert np.mean(np.abs(second - first) > 1.959964 * error) == pytest.approx(0.8, abs=0.012)


def test_a_change_by_hand_and_in_a_panel() -> None:
    z = 1.959963985 + 0.841621234
    assert sample_for_change(0.1, 0.2).n == int(np.ceil(z**2 * (0.09 + 0.16) / 0.01))
    half = sample_for_change(0.1, 0.2, overlap=1, correlation=0.5).n
    assert half == int(np.ceil(z**2 * (0.25 - sqrt(0.09 * 0.16)) / 0.01))
    assert sample_for_change(0.1, 0.2, population=300).n < half + 60
    for before, after in ((0.1, 0.1), (0, 0.2), (0.5, 1)):
        with pytest.raises(EstimationError) as caught:
            sample_for_change(before, after)
        assert caught.value.problems[0].code == "estimate.sample_change"


def test_expected_precision_is_that_of_repeated_samples() -> None:
    number, share, answers = np.array([400, 80, 30]), np.array([0.2, 0.5, 0.8]), np.array([60, 25, 30])
    variances = stratum_variances(number.astype(float), share, answers.astype(float), 1.0)
    assert variances[2] == 0
    rng = np.random.default_rng(8)
    adopting = (share * number).round().astype(int)
    drawn = rng.hypergeometric(adopting, number - adopting, answers, size=(40_000, 3)) / answers
    assert drawn.var(axis=0) == pytest.approx(variances, rel=0.03, abs=1e-12)
    rate = drawn @ (number / number.sum())
    assert group_margin(number.astype(float), variances, 0.95) == pytest.approx(1.959964 * rate.std(), rel=0.02)
    only = group_margin(number.astype(float), variances, 0.95, np.array([True, False, False]))
    assert only == pytest.approx(1.959964 * sqrt(variances[0]))


def test_unequal_weights_cost_precision() -> None:
    assert weighting_effect(np.array([100.0, 200.0]), np.array([10.0, 20.0])) == pytest.approx(1)
    assert weighting_effect(np.array([100.0, 100.0]), np.array([10.0, 40.0])) == pytest.approx(50 * 1250 / 200**2)
