"""Drawn futures of 63 provinces x 10 sectors x 3 sizes to 2030: seconds, memory; `--paths N`."""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.programme.project import project_programme
from sxsh_eval.estimates.programme.values import PARAMETERS, Base, Projection
from sxsh_eval.estimates.result import Method, as_estimates
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.scenarios import Offer, Scenario
from sxsh_eval.parameters.study import read_study

ROOT = Path(__file__).parents[1]
PLACES, SECTORS = tuple(f"p{place:02d}" for place in range(63)), tuple(str(code) for code in range(10, 20))
SIZES = ("small", "medium", "large")
YEARS = 10
PLAIN_PATHS = 8
BYTES = 4 * (4 * 2 + 5 * 2)  # a cell, path and year: four stocks and five uniform numbers, written once and read once
FIXED = {"count_factor": 1.0, "exit": 0.06, "exit_ratio": 0.8, "entry": 0.08, "persistence": 0.95, "saving": 0.1}
LEVELS = {"log_hazard": np.log(0.03), "log_awareness_hazard": np.log(0.05), "peer": 1.0, "effect_training": 0.7}
Numbers = npt.NDArray[np.float64]


def base_of(paths: int) -> Base:
    """About 90,000 establishments in 1,890 cells, parameters uncertain."""
    rng = np.random.default_rng(1)
    width: dict[str, tuple[int, ...]] = {"": (), "provinces": (63,), "sectors": (10,), "sizes": (3,)}
    middle = dict.fromkeys(PARAMETERS, 0.0) | FIXED | LEVELS
    middle |= {name: 1e6 for name in PARAMETERS if name.startswith("unit_cost")} | {"energy_toe": 100.0}
    draws: dict[str, Numbers] = {}
    for name, axis in PARAMETERS.items():
        spread = 0.2 if name.startswith("log_") or name in LEVELS else 0.0
        draws[name] = rng.normal(middle[name], spread, (paths, *width[axis]))
    draws["base_adoption"] = rng.beta(10, 90, (paths, 63))
    draws["base_awareness"] = draws["base_adoption"] + rng.beta(10, 90, (paths, 63))
    index = pd.MultiIndex.from_product([PLACES, SECTORS, SIZES], names=["province", "sector", "size_class"])
    counts = np.floor(rng.lognormal(3, 1.3, len(index)))
    cells = index.to_frame(index=False).assign(establishments=counts)
    return Base(cells, 2020, draws, as_estimates([], Method("benchmark", "")), synthetic=True)


def scenario() -> Scenario:
    """Three instruments: by reach, by budget, by number."""
    words = Words(vi="thử", en="a trial")
    given: dict[str, Any] = {"title": words, "basis": words, "source": "evaluators_assumption", "status": "unverified"}
    instruments = {
        "training": Offer(reach=10),
        "detailed_assessment": Offer(budget=300),
        "finance": Offer(number=500, per="nation", sizes=("small",)),
    }
    return Scenario(id="trial", first=2021, last=2030, instruments=instruments, **given)


def plain_paths(base: Base, paths: int) -> Numbers:
    """The same flows, one path after another, with numpy's binomial numbers; share of adopters in the last year."""
    rng, ends = np.random.default_rng(2), []
    counts = base.cells["establishments"].to_numpy(int).reshape(63, 10, 3)
    for path in range(paths):
        drawn = {name: values[path] for name, values in base.draws.items()}
        index = drawn["log_hazard"] + drawn["log_hazard_province"][:, None, None]
        index = index + drawn["log_hazard_sector"][:, None] + drawn["log_hazard_size"]
        adopters = rng.binomial(counts, drawn["base_adoption"][:, None, None])
        others = counts - adopters
        unaware, first = rng.binomial(others, 0.9), adopters.sum(axis=2) / counts.sum(axis=2)
        for _ in range(YEARS):
            total = adopters + others
            rise = adopters.sum(axis=2) / total.sum(axis=2) - first
            adopters = adopters - rng.binomial(adopters, 0.048)
            others = others - rng.binomial(others, 0.06)
            reach = 1 + 0.1 * np.expm1(drawn["effect_training"])
            new = rng.binomial(others, -np.expm1(-np.exp(index + drawn["peer"] * rise[:, :, None]) * reach))
            adopters, others = adopters + new, others - new
            unaware = np.minimum(unaware, others)
            unaware = unaware - rng.binomial(unaware, -np.expm1(-np.exp(drawn["log_awareness_hazard"])))
            entered = rng.binomial(total, 0.08)
            others, unaware = others + entered, unaware + entered
        ends.append(adopters.sum() / (adopters.sum() + others.sum()))
    return np.array(ends)


def copies_a_second() -> float:
    """Bytes read and written a second of processor by one large copy; the best of ten."""
    source = np.ones(64 * 2**20, np.float32)
    target, taken = source.copy(), []
    for _ in range(10):
        start = time.process_time()
        np.copyto(target, source)
        taken.append(time.process_time() - start)
    return 2 * source.nbytes / min(taken)


def main() -> None:
    """Print seconds, memory and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paths", type=int, default=10_000)
    paths = parser.parse_args().paths
    study = read_study(ROOT / "parameters" / "study.yml", province="lao-cai", period="2016-2020")
    registry, base, cells = read_registry(ROOT / "parameters" / "registry"), base_of(paths), 63 * 10 * 3
    print(
        f"{paths} paths x {cells} cells x {YEARS + 1} years; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    )
    ours = 0.0
    for threads in (1, 2):
        clock, processor = time.perf_counter(), time.process_time()
        found: Projection = project_programme(base, scenario(), study, registry, threads=threads)
        taken, used = time.perf_counter() - clock, time.process_time() - processor
        ours = ours or used
        print(f"{threads} threads: {taken:6.1f} s, processor {used:.1f} s")
        middle, low, high = found.interval(found.share("adopters")[:, -1])
        print(f"  share of adopters 2030: {middle:.1f} % ({low:.1f} to {high:.1f})")
        del found
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak memory of the process: {peak:.2f} GB")
    start = time.process_time()
    plain_paths(base, PLAIN_PATHS)
    loop = (time.process_time() - start) / PLAIN_PATHS * paths
    moved = BYTES * cells * YEARS * paths / copies_a_second()
    print(f"a plain loop over paths would take {loop:6.1f} s of processor; ratio {loop / ours:.1f}")
    print(f"moving each stock and uniform number once: {moved:6.1f} s; ours is {ours / moved:.0f} times that")


if __name__ == "__main__":
    main()
