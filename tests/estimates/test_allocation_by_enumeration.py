"""Allocation: exact against enumeration, prices against finite differences, chances against simulation."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sxsh_eval.estimates.programme.allocation_limits import Limits, Program, Row, rows_of
from sxsh_eval.estimates.programme.allocation_solver import Aim, solve, solve_whole
from sxsh_eval.estimates.programme.allocation_table import Responses, mixes_of
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Instrument

PLACES, SECTORS = 3, 3
TWO: tuple[Instrument, ...] = ("training", "rapid_assessment")


def random_responses(seed: int, levels: tuple[float, ...] = (0.0, 1.0)) -> Responses:
    """3 provinces x 3 sectors x 2 instruments with numbers of no particular shape."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([[f"p{k}" for k in range(PLACES)], [f"s{k}" for k in range(SECTORS)]])
    cells = index.to_frame(index=False, name=["province", "sector"]).assign(size_class="small")
    cells["establishments"] = rng.integers(10, 200, len(cells)).astype(float)
    reach = mixes_of(TWO, levels)
    score, cost, peak = (rng.uniform(0.5, 9, (len(cells), len(reach))) for _ in range(3))
    score[:, 0] = rng.uniform(0, 1, len(cells))
    cost[:, 0] = 0.0
    allowed = np.ones(score.shape, bool)
    return Responses(cells, reach, allowed, score, cost, peak)


def sums(responses: Responses, row: Row, choices: np.ndarray) -> np.ndarray:
    """Sum of a row for many choices of one mix a group, written out by hand."""
    groups = np.arange(len(responses.cells))
    inside = (responses.cells["province"] == row.province).to_numpy() | (row.province == "")
    if row.kind == "goal":
        each = responses.score[groups, choices]
    elif row.kind == "capacity":
        reach = responses.reach[:, INSTRUMENTS.index(str(row.instrument))]
        each = responses.peak[groups, choices] * reach[choices]
    elif row.kind == "reach_floor":
        each = responses.cells["establishments"].to_numpy() * (choices > 0)
    else:
        each = responses.cost[groups, choices]
    return np.asarray((each * inside).sum(axis=1))


def brute_force(responses: Responses, rows: tuple[Row, ...], aim: Aim) -> float:
    """Best value over all choices of one mix for every group; NaN where none keeps to the rows."""
    mixes = range(len(responses.reach))
    choices = np.array(list(product(mixes, repeat=len(responses.cells))))
    kept = np.ones(len(choices), bool)
    for row in rows:
        total = sums(responses, row, choices)
        least = row.kind in ("goal", "spend_floor", "reach_floor")
        kept &= (total >= row.bound - 1e-9) if least else (total <= row.bound + 1e-9)
    if not kept.any():
        return float("nan")
    groups = np.arange(len(responses.cells))
    value = (responses.cost if aim == "least_cost" else responses.score)[groups, choices[kept]].sum(axis=1)
    return float(value.min() if aim == "least_cost" else value.max())


def limits_of(rng: np.random.Generator, responses: Responses) -> Limits:
    """Some limits of every kind, that bind now and then."""
    spending = {"p0": float(rng.uniform(0, 12))} if rng.random() < 0.5 else {}
    reach = {"p1": float(rng.choice([30, 60, 100]))} if rng.random() < 0.5 else {}
    capacity: Any = {"training": float(rng.uniform(2, 15))} if rng.random() < 0.5 else {}
    budget = float(rng.uniform(0, 40)) if rng.random() < 0.7 else None
    return Limits(budget, spending, reach, capacity)


@pytest.mark.parametrize("aim", ["least_cost", "most"])
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_one_mix_a_group_equals_enumeration(aim: Aim, seed: int) -> None:
    responses, rng = random_responses(seed), np.random.default_rng(seed)
    needed = float(rng.uniform(5, 60)) if aim == "least_cost" else None
    rows = rows_of(limits_of(rng, responses), responses, needed)
    truth, found = brute_force(responses, rows, aim), solve_whole(Program(responses, rows), aim)
    if np.isnan(truth):
        assert found.violation == np.inf
        return
    assert found.value == pytest.approx(truth, abs=1e-6)
    parts = solve(Program(responses, rows), aim)
    sign = 1 if aim == "least_cost" else -1
    assert sign * parts.value <= sign * truth + 1e-6, "parts of groups can only do better"


def all_columns(program: Program, aim: Aim) -> Any:
    """The same program with every mix as a column, solved at once."""
    table = program.responses
    groups, mixes = (each.ravel() for each in np.indices(table.score.shape))
    costs = table.cost[groups, mixes] if aim == "least_cost" else -table.score[groups, mixes]
    ones = (np.arange(len(table.cells))[:, None] == groups).astype(float)
    rows = program.matrix(groups, mixes).toarray()
    some = {"A_ub": rows, "b_ub": program.bounds()} if len(rows) else {}
    return linprog(costs, A_eq=ones, b_eq=np.ones(len(ones)), **some)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), aim=st.sampled_from(["least_cost", "most"]))
def test_columns_taken_in_by_price_are_enough(seed: int, aim: Aim) -> None:
    responses, rng = random_responses(seed, (0.0, 0.2, 0.5, 1.0)), np.random.default_rng(seed)
    needed = float(rng.uniform(5, 60)) if aim == "least_cost" else None
    program = Program(responses, rows_of(limits_of(rng, responses), responses, needed))
    whole, found = all_columns(program, aim), solve(program, aim)
    if whole.status == 2:
        assert found.violation > 1e-7
        return
    assert found.violation == 0
    assert found.value == pytest.approx(whole.fun if aim == "least_cost" else -whole.fun, abs=1e-6)
    assert np.bincount(found.groups, found.shares) == pytest.approx(np.ones(len(responses.cells)), abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_prices_are_slopes_and_vanish_on_slack_rows(seed: int) -> None:
    responses, rng = random_responses(seed, (0.0, 0.3, 1.0)), np.random.default_rng(seed)
    limits = Limits(float(rng.uniform(10, 30)), {"p0": 6.0}, {"p1": 50.0}, {"training": 6.0})
    rows = rows_of(limits, responses, None)
    found = solve(Program(responses, rows), "most")
    if found.violation:
        return
    step = 1e-5
    for at, row in enumerate(rows):
        others = [replace(row, bound=row.bound + by) for by in (-step, step)]
        moved = [solve(Program(responses, (*rows[:at], other, *rows[at + 1 :])), "most") for other in others]
        if any(one.violation for one in moved):
            continue
        left, right = (found.value - moved[0].value) / step, (moved[1].value - found.value) / step
        assert min(left, right) - 1e-3 <= found.prices[at] <= max(left, right) + 1e-3
        used = sums_of_shares(responses, row, found)
        assert found.prices[at] * (row.bound - used) == pytest.approx(0, abs=1e-4), "no price without a shortage"
        assert (found.prices[at] >= -1e-9) == (row.sign > 0) or found.prices[at] == pytest.approx(0, abs=1e-9)


def sums_of_shares(responses: Responses, row: Row, found: Any) -> float:
    """Amount of a row under shares."""
    return float(Program(responses, (row,)).amounts(row, found.groups, found.mixes) @ found.shares)


def test_nothing_is_spent_of_no_money() -> None:
    responses = random_responses(3)
    found = solve(Program(responses, rows_of(Limits(0.0), responses, None)), "most")
    assert set(found.mixes) == {0}
    assert found.value == pytest.approx(responses.score[:, 0].sum())


def test_without_capacity_an_instrument_is_not_used() -> None:
    responses = random_responses(4)
    rows = rows_of(Limits(None, {}, {}, dict.fromkeys(TWO, 0.0)), responses, None)
    assert set(solve(Program(responses, rows), "most").mixes) == {0}


def test_what_cannot_be_is_said_with_the_least_miss() -> None:
    responses = random_responses(5)
    most = responses.score.max(axis=1).sum()
    found = solve(Program(responses, rows_of(Limits(), responses, 2 * most)), "least_cost")
    assert found.violation == pytest.approx(0.5, abs=1e-6)


def test_a_mix_that_is_not_on_offer_is_not_chosen() -> None:
    responses = random_responses(6)
    responses.allowed[:, 1:] = False
    assert set(solve(Program(responses, ()), "most").mixes) == {0}
    assert set(solve_whole(Program(responses, ()), "most").mixes) == {0}


def test_levels_get_coarser_with_the_table() -> None:
    sizes = [len(mixes_of(INSTRUMENTS, None, groups)) for groups in (1, 30, 630, 2500)]
    assert sizes == [4**8, 3**8, 3**8, 3**4 * 2**4]
    assert len(mixes_of(TWO, None, 4)) == 81
    for mixes in (mixes_of(INSTRUMENTS, None, 2500), mixes_of(TWO)):
        assert not mixes[0].any()
        assert mixes.max() == 1
        assert len(np.unique(mixes, axis=0)) == len(mixes)
