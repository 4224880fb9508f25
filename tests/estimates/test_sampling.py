"""Sample sizes against textbook values, statsmodels and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import samplesize_confint_proportion

from sxsh_eval.estimates.sampling import sample_for_effect, sample_for_share


def test_the_textbook_value() -> None:
    assert sample_for_share(0.5, margin=0.05, population=None).n == 385


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("margin", [0.01, 0.03])
def test_infinite_population_agrees_with_statsmodels(share: float, margin: float) -> None:
    expected = samplesize_confint_proportion(share, margin, alpha=0.05, method="normal")
    assert sample_for_share(share, margin=margin, population=None).n == int(np.ceil(expected))


def test_finite_population_by_hand() -> None:
    simple = 0.05 * 0.95 * (1.959963985 / 0.02) ** 2
    assert sample_for_share(0.05, margin=0.02, population=2000).n == int(np.ceil(simple / (1 + (simple - 1) / 2000)))


def test_never_more_than_the_population() -> None:
    size = sample_for_share(0.5, margin=0.001, population=300, response=0.5)
    assert (size.n, size.n_to_ask) == (300, 300)


def test_a_survey_of_that_size_has_that_margin() -> None:
    population, share, margin = 2000, 0.05, 0.02
    n = sample_for_share(share, margin=margin, population=population).n
    units = np.arange(population) < share * population
    rng = np.random.default_rng(1)
    got = [abs(units[rng.permutation(population)[:n]].mean() - share) <= margin for _ in range(2000)]
    assert np.mean(got) == pytest.approx(0.95, abs=0.02)


def test_effect_agrees_with_statsmodels() -> None:
    effect = -np.log(1 - 0.08) / 0.3
    expected = NormalIndPower().solve_power(effect, alpha=0.05, power=0.8)
    assert sample_for_effect(8, spread=0.3).n == int(np.ceil(expected))
