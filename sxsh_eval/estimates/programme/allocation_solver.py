"""Exact solution of an allocation by column generation: only mixes that a price makes worthwhile enter the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult

from sxsh_eval.estimates.programme.allocation_limits import AT_LEAST, Program
from sxsh_eval.estimates.programme.responses import Array
from sxsh_eval.estimates.solvers import linprog, milp

Aim = Literal["least_cost", "most"]
SLACK = 1e-9
"""Part of the size of an objective within which a price counts as zero."""
ROUNDS = 200
SWEEP = np.geomspace(1e-6, 1e6, 25)
VIOLATED = 1e-7


@dataclass(frozen=True, eq=False)
class Solution:
    """Optimal shares with their prices.

    Attributes
    ----------
    groups, mixes : ndarray of int
        Pairs that are used.
    shares : ndarray
        Part of the group that is offered the mix, in (0, 1].
    value : float
        Cost in million VND, or sum of scores.
    prices : ndarray
        One a row of the program: change of `value` for one more unit of its bound.
    violation : float
        Sum of what the rows are missed by, relative to their bounds; above zero there is no solution, `shares` miss
        by least.
    bound : float
        No solution is better than this: `value` itself where shares may be parts.
    columns : tuple of ndarray
        Pairs that were looked at, from which a similar program may start.
    """

    groups: Array
    mixes: Array
    shares: Array
    value: float
    prices: Array
    violation: float = 0.0
    bound: float = float("nan")
    columns: tuple[Array, Array] = field(default=(np.empty(0, int), np.empty(0, int)))


class _Columns:
    """Pairs of group and mix that are in the program, each once."""

    def __init__(self, program: Program, start: tuple[Array, Array] | None) -> None:
        self.program = program
        self.width = len(program.responses.reach)
        cells = np.arange(len(program.responses.cells))
        self.codes = cells * self.width
        self.add(*(_efficient(program) if start is None else start))

    def add(self, groups: Array, mixes: Array) -> int:
        """Take pairs in; how many were new."""
        before = len(self.codes)
        self.codes = np.union1d(self.codes, groups * self.width + mixes)
        return len(self.codes) - before

    @property
    def pairs(self) -> tuple[Array, Array]:
        groups, mixes = np.divmod(self.codes, self.width)
        return groups, mixes


def _efficient(program: Program) -> tuple[Array, Array]:
    """Mixes that are best for some price of money, group by group."""
    table = program.responses
    cost = np.where(table.allowed, table.cost, np.inf)
    scale = np.abs(table.score - table.score[:, :1]).max(initial=0) / max(table.cost.max(initial=0), 1e-300)
    best = [np.argmax(table.score - price * scale * cost, axis=1) for price in SWEEP]
    groups = np.tile(np.arange(len(cost)), len(best))
    return groups, np.concatenate(best)


def _objective(program: Program, aim: Aim, groups: Array, mixes: Array) -> Array:
    """What is minimised."""
    table = program.responses
    return table.cost[groups, mixes] if aim == "least_cost" else -table.score[groups, mixes]


def _matrices(program: Program, groups: Array, mixes: Array) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Coupling rows, each divided by its scale, with the rows that a group's shares add to one."""
    ones = sparse.csr_array((np.ones(len(groups)), (groups, np.arange(len(groups)))))
    return program.matrix(groups, mixes), ones


def _scales(program: Program) -> Array:
    """Size of each row, so that all are near one."""
    return np.maximum(np.abs(program.bounds()), 1.0)


def _master(program: Program, columns: _Columns, costs: Array | None) -> OptimizeResult:
    """Program over the columns in hand; without `costs` the sum of what rows are missed by is minimised."""
    groups, mixes = columns.pairs
    rows, ones = _matrices(program, groups, mixes)
    scales = _scales(program)
    rows = sparse.csr_array(rows / scales[:, None]) if len(scales) else rows
    missed = np.flatnonzero([row.kind in AT_LEAST for row in program.rows])
    entries = -np.ones(len(missed)), (missed, np.arange(len(missed)))
    spare = sparse.csr_array(entries, shape=(len(scales), len(missed)))
    nothing = sparse.csr_array((ones.shape[0], len(missed)))
    objective = np.concatenate([np.zeros(len(groups)) if costs is None else costs, np.full(len(missed), costs is None)])
    most = 0.0 if costs is not None else np.inf
    limits = [(0.0, None)] * len(groups) + [(0.0, most if np.isfinite(most) else None)] * len(missed)
    return linprog(
        objective,
        A_ub=sparse.hstack([rows, spare]).tocsr() if len(scales) else None,
        b_ub=program.bounds() / scales if len(scales) else None,
        A_eq=sparse.hstack([ones, nothing]).tocsr(),
        b_eq=np.ones(ones.shape[0]),
        bounds=limits,
        method="highs",
    )


def _entering(program: Program, aim: Aim | None, prices: Array, shares_prices: Array) -> tuple[Array, Array]:
    """Best mix of each group at the prices, where it is worth taking in."""
    table = program.responses
    found_groups, found_mixes = [], []
    for groups, sums in program.weighed(prices):
        reduced = -sums - shares_prices[groups, None]
        if aim is not None:
            reduced += table.cost[groups] if aim == "least_cost" else -table.score[groups]
        reduced = np.where(table.allowed[groups], reduced, np.inf)
        best = reduced.argmin(axis=1)
        gain = reduced[np.arange(len(groups)), best]
        worth = gain < -SLACK * (1 + np.abs(shares_prices[groups]))
        found_groups.append(groups[worth])
        found_mixes.append(best[worth])
    return np.concatenate(found_groups), np.concatenate(found_mixes)


def _generate(program: Program, columns: _Columns, aim: Aim | None) -> OptimizeResult:
    """Solve, take in what prices call for, until nothing is."""
    scales = _scales(program)
    for _ in range(ROUNDS):
        costs = None if aim is None else _objective(program, aim, *columns.pairs)
        made = _master(program, columns, costs)
        if made.status != 0:
            return made
        prices = made.ineqlin.marginals / scales if len(scales) else np.empty(0)
        if not columns.add(*_entering(program, aim, prices, made.eqlin.marginals)):
            break
    return made


def solve(program: Program, aim: Aim, start: tuple[Array, Array] | None = None) -> Solution:
    """Best shares of every group under every mix.

    Parameters
    ----------
    program : Program
    aim : {"least_cost", "most"}
        Least cost, or largest sum of scores.
    start : tuple of ndarray, optional
        `Solution.columns` of a similar program.

    Returns
    -------
    Solution
        Exact over all mixes: at its prices no mix of any group would improve it.
    """
    columns = _Columns(program, start)
    violation = 0.0
    if any(row.kind in AT_LEAST for row in program.rows):
        made = _generate(program, columns, None)
        violation = float(made.fun)
        if violation > VIOLATED:
            return _solution(program, columns, made, violation, 1.0)
    made = _generate(program, columns, aim)
    return _solution(program, columns, made, 0.0, 1.0 if aim == "least_cost" else -1.0)


def _solution(program: Program, columns: _Columns, made: OptimizeResult, violation: float, sign: float) -> Solution:
    """What the last program found."""
    groups, mixes = columns.pairs
    shares = made.x[: len(groups)]
    used = shares > VIOLATED
    signs = np.array([row.sign for row in program.rows])
    scales = _scales(program)
    prices = sign * made.ineqlin.marginals / scales * signs if len(scales) else np.empty(0)
    value = sign * float(made.fun)
    return Solution(groups[used], mixes[used], shares[used], value, prices, violation, value, (groups, mixes))


def solve_whole(program: Program, aim: Aim, *, gap: float = 1e-9) -> Solution:
    """Best single mix for every group, none divided: exact by branch and bound over all mixes.

    Parameters
    ----------
    program : Program
        Small: every allowed pair of group and mix is a binary variable.
    aim : {"least_cost", "most"}
    gap : float
        Relative gap at which the search ends.

    Returns
    -------
    Solution
        Without prices; `violation` is infinite where no choice keeps to the rows.
    """
    groups, mixes = np.nonzero(program.responses.allowed)
    rows, ones = _matrices(program, groups, mixes)
    limits = [LinearConstraint(ones, 1, 1)]
    scales = _scales(program)
    if len(scales):
        limits.append(LinearConstraint(sparse.csr_array(rows / scales[:, None]), -np.inf, program.bounds() / scales))
    costs = _objective(program, aim, groups, mixes)
    options = {"mip_rel_gap": gap}
    made = milp(costs, constraints=limits, integrality=np.ones(len(costs)), bounds=Bounds(0, 1), options=options)
    sign = 1.0 if aim == "least_cost" else -1.0
    prices = np.full(len(program.rows), np.nan)
    if made.x is None:
        empty = np.empty(0, int)
        return Solution(empty, empty, np.empty(0), np.nan, prices, np.inf)
    used = made.x > 0.5  # noqa: PLR2004 - a binary variable
    ones_used, bound = np.ones(used.sum()), sign * made.mip_dual_bound
    return Solution(groups[used], mixes[used], ones_used, sign * made.fun, prices, 0.0, bound)
