"""Allocation over 63 provinces x 10 sectors x 8 instruments: seconds, against programs with every mix, and greedy."""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from sxsh_eval.estimates.programme.allocation_limits import Limits, Program, rows_of
from sxsh_eval.estimates.programme.allocation_solver import solve
from sxsh_eval.estimates.programme.allocation_table import Responses, mixes_of
from sxsh_eval.parameters.scenarios import INSTRUMENTS

EFFECTS = np.log([1.3, 3.0, 25.0, 70.0, 250.0, 80.0, 1.5, 5.0])
COSTS = np.array([0.5, 1.6, 20.0, 100.0, 400.0, 200.0, 0.75, 10.0])
HAZARD, YEARS, LEVELS = 0.004, 10, (0.0, 0.1, 1.0)
PEER_PLACES = 2


def made_up(places: int, sectors: int, seed: int = 1) -> Responses:
    """Groups of random size and hazard under every mix of three levels, by a closed form of the model."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([range(places), range(sectors)], names=["province", "sector"])
    cells = index.to_frame(index=False).astype(str).assign(size_class="small")
    counts = rng.lognormal(np.log(300), 0.8, len(cells))
    cells["establishments"] = counts
    reach = mixes_of(INSTRUMENTS, LEVELS)
    factor = np.prod(1 + reach * np.expm1(EFFECTS), axis=1)
    hazard = np.outer(HAZARD * rng.lognormal(0, 0.5, len(cells)), factor)
    score = counts[:, None] * -np.expm1(-YEARS * hazard)
    reached = counts[:, None] * -np.expm1(-YEARS * hazard) / -np.expm1(-hazard)
    peak = np.broadcast_to(counts[:, None], score.shape)
    return Responses(cells, reach, np.ones(score.shape, bool), score, reached * (reach @ COSTS), peak)


def every_mix(program: Program) -> float:
    """One linear program with every mix of every group as a column."""
    table = program.responses
    groups, mixes = (each.ravel() for each in np.indices(table.score.shape))
    ones = sparse.csr_array((np.ones(len(groups)), (groups, np.arange(len(groups)))))
    rows = program.matrix(groups, mixes)
    costs = -table.score.ravel()
    made = linprog(costs, A_ub=rows, b_ub=program.bounds(), A_eq=ones, b_eq=np.ones(len(table.cells)))
    return -float(made.fun)


def whole_mixes(program: Program, gap: float) -> float:
    """One mix a group, each a binary variable, to a relative gap."""
    table = program.responses
    groups, mixes = (each.ravel() for each in np.indices(table.score.shape))
    ones = sparse.csr_array((np.ones(len(groups)), (groups, np.arange(len(groups)))))
    limits = [LinearConstraint(program.matrix(groups, mixes), -np.inf, program.bounds()), LinearConstraint(ones, 1, 1)]
    whole = np.ones(len(groups))
    options = {"mip_rel_gap": gap}
    made = milp(-table.score.ravel(), constraints=limits, integrality=whole, bounds=Bounds(0, 1), options=options)
    return -float(made.fun)


def greedy(program: Program, budget: float) -> float:
    """Steps with most score for their money, until the budget is spent; limits but the budget are dropped."""
    table = program.responses
    steps = []
    for score, cost in zip(table.score, table.cost, strict=True):
        at = 0
        while True:
            more, dearer = score - score[at], cost - cost[at]
            worth = np.where((more > 0) & (dearer > 0), more / np.maximum(dearer, 1e-12), 0)
            best = int(worth.argmax())
            if not worth[best]:
                break
            steps.append((worth[best], more[best], dearer[best]))
            at = best
    total = float(table.score[:, 0].sum())
    for _, more, dearer in sorted(steps, reverse=True):
        if dearer <= budget:
            budget -= dearer
            total += more
    return total


def timed(name: str, act: object, *given: object) -> None:
    """Print seconds and value."""
    start = time.perf_counter()
    value = act(*given)  # type: ignore[operator]
    print(f"{name}: {time.perf_counter() - start:.2f} s, {value:,.1f} adopters")


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=63)
    parser.add_argument("--sectors", type=int, default=10)
    chosen = parser.parse_args()
    for places, sectors in ((PEER_PLACES, 3), (chosen.places, chosen.sectors)):
        table = made_up(places, sectors)
        budget = 5000.0 * places
        floors = dict.fromkeys(table.cells["province"].unique(), 500.0)
        limits = Limits(budget, floors, {}, {"detailed_assessment": 20.0, "demonstration": 5.0, "training": 400.0})
        program = Program(table, rows_of(limits, table, None))
        print(f"{places} provinces x {sectors} sectors x {len(table.reach):,} mixes, {len(program.rows)} rows")
        timed("  column generation", lambda given: solve(given, "most").value, program)
        timed("  greedy, budget alone", greedy, program, budget)
        if places == PEER_PLACES:
            timed("  every mix a column (HiGHS)", every_mix, program)
            timed("  every mix a binary variable (HiGHS, gap 0.1 %)", whole_mixes, program, 1e-3)


if __name__ == "__main__":
    main()
