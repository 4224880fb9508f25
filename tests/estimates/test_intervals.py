"""Binomial and design-based intervals of proportions.

Tolerances: R's printed values have ten digits, hence 1e-9; statsmodels and identities agree to rounding, 1e-10.
"""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.intervals import ProportionMethod, binomial_interval, proportion_interval, t_quantile
from tests.reference_data import reference_values

METHODS: list[ProportionMethod] = list(get_args(ProportionMethod))
BINOMIAL = {key: value for key, value in reference_values("binomial").items() if "/" in key}


@pytest.mark.parametrize("key", list(BINOMIAL))
def test_values_of_r(key: str) -> None:
    x, n = (int(part) for part in key.split("/"))
    assert np.allclose(binomial_interval(x, n), BINOMIAL[key]["wilson"], rtol=0, atol=1e-9)
    assert np.allclose(binomial_interval(x, n, method="clopper_pearson"), BINOMIAL[key]["cp"], rtol=0, atol=1e-9)


def test_values_of_statsmodels() -> None:
    from statsmodels.stats.proportion import proportion_confint

    counts = np.array([0, 1, 7, 49, 50])
    for own, theirs in (("wilson", "wilson"), ("clopper_pearson", "beta"), ("wald", "normal")):
        expected = proportion_confint(counts, 50, alpha=0.1, method=theirs)
        values = binomial_interval(counts, 50, method=own, level=0.9)  # type: ignore[arg-type]
        if own == "wald":
            expected = tuple(np.clip(bound, 0, 1) for bound in expected)
            values = (np.clip(values[0], 0, 1), np.clip(values[1], 0, 1))
        assert np.allclose(values, expected, rtol=0, atol=1e-10)


def test_yates_correction() -> None:
    # Newcombe (1998), table I, method 4: 81/263, 15/148, 0/20 and 1/29
    printed = {
        (81, 263): (0.2535, 0.3682),
        (15, 148): (0.0598, 0.1644),
        (0, 20): (0, 0.2005),
        (1, 29): (0.0018, 0.1963),
    }
    for (x, n), bounds in printed.items():
        assert np.allclose(binomial_interval(x, n, continuity=True), bounds, rtol=0, atol=5.001e-5)


@pytest.mark.parametrize(("x", "n"), [(-1, 10), (11, 10), (0, 0), (float("nan"), 5)])
def test_impossible_counts(x: float, n: float) -> None:
    with pytest.raises(EstimationError, match=r"estimate\.interval_counts"):
        binomial_interval(x, n)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_no_and_all_cases_are_never_a_point(method: ProportionMethod, share: float) -> None:
    low, high = proportion_interval(share, 0.0, n_obs=30, df=12, method=method)
    assert 0 <= low < high <= 1
    assert share in (float(low), float(high))
    plain = binomial_interval(share * 30, 30, method="wilson" if method == "wilson" else "clopper_pearson")
    assert high - low > plain[1] - plain[0], "few degrees of freedom cost width"


@pytest.mark.parametrize("method", METHODS)
def test_a_variance_of_zero_between_is_never_a_point(method: ProportionMethod) -> None:
    low, high = proportion_interval([0.5, 0.5], [0.0, 1e-34], n_obs=20, df=4, method=method)
    assert (high - low > 0.3).all()


@pytest.mark.parametrize("method", METHODS)
def test_no_degrees_of_freedom_no_interval(method: ProportionMethod) -> None:
    bounds = proportion_interval([0.3, 0.3], 0.01, n_obs=20, df=[0, -1], method=method)
    assert np.isnan(bounds).all()


@pytest.mark.parametrize("method", ["wilson", "clopper_pearson"])
def test_simple_samples_give_the_plain_interval(method: ProportionMethod) -> None:
    x, n = np.arange(41), 40
    p = x / n
    values = proportion_interval(p, p * (1 - p) / (n - 1), n_obs=n, df=n - 1, method=method)
    assert np.allclose(values, binomial_interval(x, n, method=method), rtol=0, atol=1e-10)  # type: ignore[arg-type]


def test_likelihood_bounds_are_exact_roots() -> None:
    p, v, n, df = np.array([0.01, 0.3, 0.83]), np.array([2e-5, 0.002, 6e-4]), 200, 39
    for bound in proportion_interval(p, v, n_obs=n, df=df, method="likelihood"):
        distance = p * np.log(p / bound) + (1 - p) * np.log((1 - p) / (1 - bound))
        ratio = 2 * p * (1 - p) / v * (n - 1) / n * distance
        assert np.allclose(ratio, t_quantile(0.975, df) ** 2, rtol=1e-10)


@given(
    p=st.one_of(st.sampled_from([0.0, 1.0]), st.floats(1e-6, 1 - 1e-6)),
    deff=st.floats(0.3, 20),
    n=st.integers(2, 5000),
    df=st.integers(1, 400),
    method=st.sampled_from([method for method in METHODS if method != "mean"]),
)
@settings(max_examples=300, deadline=None)
def test_intervals_hold_their_estimate(p: float, deff: float, n: int, df: int, method: ProportionMethod) -> None:
    v = p * (1 - p) / (n - 1) * deff
    low, high = (float(bound) for bound in proportion_interval(p, v, n_obs=n, df=df, method=method))
    assert 0 <= low <= p <= high <= 1
    assert low < high
    mirrored = proportion_interval(1 - p, v, n_obs=n, df=df, method=method)
    assert np.allclose(mirrored, (1 - high, 1 - low), rtol=0, atol=1e-7)
