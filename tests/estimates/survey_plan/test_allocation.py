"""Whole-number allocations: the best there are, between their bounds, with exactly the sum that was asked for."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.survey_plan.allocation import allocate, allocate_budget, power_weights, size_weights

Array = npt.NDArray[np.float64]


def loss(weights: Array, sizes: Any) -> float:
    return float((weights**2 / np.asarray(sizes, dtype=float)).sum())


@st.composite
def problems(draw: st.DrawFn) -> tuple[Array, npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
    count = draw(st.integers(1, 4))
    weights = draw(st.lists(st.floats(0.1, 1000), min_size=count, max_size=count))
    low = draw(st.lists(st.integers(1, 3), min_size=count, max_size=count))
    room = draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    lows, highs = np.array(low), np.array(low) + np.array(room)
    total = draw(st.integers(int(lows.sum()), int(highs.sum())))
    return np.array(weights), lows, highs, total


@given(problems())
@settings(deadline=None, max_examples=150)
def test_no_other_whole_numbers_are_better(problem: Any) -> None:
    weights, low, high, total = problem
    sizes = allocate(weights, total, low=low, high=high)
    assert sizes.sum() == total
    assert ((low <= sizes) & (sizes <= high)).all()
    ranges = [range(a, b + 1) for a, b in zip(low, high, strict=True)]
    best = min(loss(weights, each) for each in product(*ranges) if sum(each) == total)
    assert loss(weights, sizes) == pytest.approx(best, rel=1e-12)


@given(problems(), st.lists(st.floats(0.2, 5), min_size=4, max_size=4), st.floats(0, 1))
@settings(deadline=None, max_examples=100)
def test_nothing_as_cheap_is_better(problem: Any, prices: list[float], part: float) -> None:
    weights, low, high, _ = problem
    cost = np.array(prices[: len(weights)])
    budget = float(low @ cost + part * ((high - low) @ cost))
    sizes = allocate_budget(weights, cost, budget, low=low, high=high)
    spent = float(sizes @ cost)
    assert spent <= budget + 1e-9
    ranges = [range(a, b + 1) for a, b in zip(low, high, strict=True)]
    as_cheap = [each for each in product(*ranges) if float(np.array(each) @ cost) <= spent + 1e-9]
    assert loss(weights, sizes) <= min(loss(weights, each) for each in as_cheap) * (1 + 1e-12)


@given(st.lists(st.tuples(st.integers(20, 5000), st.floats(0.02, 0.98)), min_size=2, max_size=12), st.floats(0.05, 0.6))
@settings(deadline=None, max_examples=100)
def test_neyman_is_never_worse_than_proportional(strata: list[tuple[int, float]], part: float) -> None:
    number = np.array([n for n, _ in strata], dtype=float)
    share = np.array([p for _, p in strata])
    spread = np.sqrt(share * (1 - share) * number / (number - 1))
    low, high = np.full(len(number), 2), number.astype(np.int64)
    total = max(int(part * number.sum()), int(low.sum()))

    def variance(sizes: npt.NDArray[np.int64]) -> float:
        return float((number**2 * spread**2 * (1 / sizes - 1 / number)).sum())

    neyman = allocate(size_weights(number, spread), total, low=low, high=high)
    assert variance(neyman) <= variance(allocate(number, total, low=low, high=high)) * (1 + 1e-9)


def test_the_textbook_example_of_neyman() -> None:
    """Cochran (1977), section 5.9: 64 large cities in strata of 16 and 48, S = 232.04 and 74.87, n = 24."""
    sizes = allocate(
        np.array([16 * np.sqrt(53843), 48 * np.sqrt(5581)]), 24, low=np.ones(2, int), high=np.array([16, 48])
    )
    assert sizes.tolist() == [12, 12]


def test_proportional_allocation_is_the_method_of_equal_proportions() -> None:
    """Example of Balinski & Young (1982), Fair Representation, on which five known methods give five results."""
    population = np.array([9061.0, 7179, 5259, 3319, 1182])
    sizes = allocate(population, 26, low=np.ones(5, int), high=np.full(5, 26))
    assert sizes.tolist() == [9, 7, 6, 3, 1]


def test_power_allocation_runs_from_equal_precision_to_neyman() -> None:
    number, mean = np.array([100.0, 1000, 10_000]), np.array([0.2, 0.4, 0.1])
    spread = np.sqrt(mean * (1 - mean))
    assert power_weights(number, spread, mean, 1) == pytest.approx(number * spread)
    equal = power_weights(number, spread, mean, 0)
    high = np.full(3, 100_000)
    sizes = allocate(equal, 30_000, low=np.ones(3, int), high=high)
    variation = (spread / mean) ** 2 / sizes
    middle = power_weights(number, spread, mean, 0.5)
    assert middle == pytest.approx(spread / mean * np.sqrt(number * mean))
    assert sizes / sizes.sum() == pytest.approx(equal / equal.sum(), abs=1e-3)
    assert variation * sizes == pytest.approx((spread / mean) ** 2)


def test_a_large_case_is_fast_and_exact_in_its_sum() -> None:
    rng = np.random.default_rng(3)
    number = rng.integers(1, 3000, 3000)
    sizes = allocate(number * rng.uniform(0.1, 0.5, 3000), 60_000, low=np.minimum(2, number), high=number)
    assert sizes.sum() == 60_000
    assert (sizes <= number).all()


def test_impossible_sums_are_refused_by_name() -> None:
    for total in (1, 100):
        with pytest.raises(EstimationError) as caught:
            allocate(np.ones(3), total, low=np.ones(3, int), high=np.full(3, 5))
        assert caught.value.problems[0].code == "estimate.sample_bounds"
    with pytest.raises(EstimationError) as caught:
        allocate_budget(np.ones(2), np.ones(2), 1.0, low=np.ones(2, int), high=np.full(2, 5))
    assert caught.value.problems[0].code == "estimate.sample_budget"
