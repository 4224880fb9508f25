"""Bias, coverage and size of the group-time effects over simulated worlds with known effects; `--worlds N`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.bacon import goodman_bacon
from sxsh_eval.estimates.effects.group_time import group_time_effects
from sxsh_eval.estimates.effects.panel_design import panel_design

ROLES: dict[str, Any] = {"outcome": "y", "unit": "id", "time": "t", "cohort": "g"}
STARTS, SHARES = np.array([0, 4, 6, 8]), np.array([0.4, 0.25, 0.2, 0.15])
PERIODS = 9
SLOPES = {4: -0.05, 6: -0.03, 8: -0.02}  # effect of each cohort grows by so much a period: early ones gain most
WORST_BIAS, COVERAGE, SIZE = 0.02, (0.93, 0.97), (0.04, 0.06)
REJECTS = 0.05


def effect_of(start: np.ndarray, time: np.ndarray) -> np.ndarray:
    """True effect of each cohort in each period, log points."""
    slope = np.select([start == g for g in SLOPES], list(SLOPES.values()), 0.0)
    return np.where((start > 0) & (time >= start), slope * (time - start + 1.0), 0.0)


def true_simple() -> float:
    """Mean effect over cohorts and periods after the start, weighted by the shares of the cohorts."""
    cells = [
        (share, start, time)
        for share, start in zip(SHARES[1:], STARTS[1:], strict=True)
        for time in range(start, PERIODS + 1)
    ]
    weights = np.array([cell[0] for cell in cells])
    return float(weights @ effect_of(*(np.array([cell[place] for cell in cells]) for place in (1, 2))) / weights.sum())


def true_dynamic() -> dict[int, float]:
    """Mean effect by periods since the start."""
    found = {}
    for event in range(PERIODS - STARTS[1] + 1):
        seen = STARTS[1:] + event <= PERIODS
        effects = effect_of(STARTS[1:][seen], STARTS[1:][seen] + event)
        found[event] = float(np.average(effects, weights=SHARES[1:][seen]))
    return found


def world(rng: np.random.Generator, units: int, *, trend: float = 0.0, clusters: int = 0) -> pd.DataFrame:
    """Panel of log intensity: unit levels, a common trend, autocorrelated noise.

    `trend` makes growth depend on a covariate that also moves entry; with `clusters` shocks are shared and clusters
    enter together.
    """
    cluster = rng.integers(0, clusters, units) if clusters else np.arange(units)
    groups = clusters or units
    start = rng.choice(STARTS, groups, p=SHARES)[cluster]
    x = rng.normal(size=units) + 0.4 * (start > 0) * (trend != 0)
    noise = np.zeros((PERIODS, units))
    shock = rng.normal(scale=0.1 if clusters else 0.0, size=(PERIODS, groups))[:, cluster]
    noise[0] = rng.normal(scale=0.2, size=units)
    for period in range(1, PERIODS):
        noise[period] = 0.5 * noise[period - 1] + rng.normal(scale=0.17, size=units)
    time = np.arange(1, PERIODS + 1)[:, None]
    y = rng.normal(size=units) - 0.01 * time + trend * x * time + effect_of(start[None], time) + noise + shock
    columns = {"id": np.arange(units), "g": start, "x": x, "cluster": cluster}
    frame = {name: np.tile(values, PERIODS) for name, values in columns.items()}
    return pd.DataFrame(frame | {"t": np.repeat(time.ravel(), units), "y": y.ravel()})


def one_world(rng: np.random.Generator, units: int, make: dict[str, Any], choose: dict[str, Any]) -> list[float]:
    """Estimate, do its interval and that of event time 1 hold, two-way coefficient, pre-test by F, chi-square."""
    data = world(rng, units, **make)
    effects = group_time_effects(data, **ROLES, **choose)
    row = aggregate_effects(effects).estimates.row("overall")
    first = aggregate_effects(effects, "dynamic").estimates.row("event:1")
    naive = goodman_bacon(panel_design(data, **ROLES)).coefficient
    return [
        row["estimate"],
        float(row["conf_low"] <= true_simple() <= row["conf_high"]),
        float(first["conf_low"] <= true_dynamic()[1] <= first["conf_high"]),
        naive,
        float(effects.pretest.p_value_few < REJECTS),
        float(effects.pretest.p_value < REJECTS),
    ]


CASES: dict[str, tuple[int, dict[str, Any], dict[str, Any]]] = {
    "never treated": (800, {}, {}),
    "not yet treated": (800, {}, {"control": "not_yet"}),
    "covariate, doubly robust": (800, {"trend": 0.02}, {"covariates": ["x"]}),
    "covariate left out (wrong)": (800, {"trend": 0.02}, {}),
    "200 clusters": (1600, {"clusters": 200}, {"cluster": "cluster"}),
    "40 clusters (few)": (1600, {"clusters": 40}, {"cluster": "cluster"}),
}


def summary(worlds: int, seed: int = 1, say: Callable[[str], None] = print) -> pd.DataFrame:
    """Table of all cases."""
    rows = []
    for name, (units, make, choose) in CASES.items():
        rng = np.random.default_rng(seed)
        found = np.array([one_world(rng, units, make, choose) for _ in range(worlds)])
        means = found.mean(axis=0)
        rows.append(
            {
                "case": name,
                "true": true_simple(),
                "bias %": 100 * (means[0] / true_simple() - 1),
                "bias TWFE %": 100 * (means[3] / true_simple() - 1),
                "covers, overall": means[1],
                "covers, event 1": means[2],
                "pre-test rejects": means[4],
                "by chi-square": means[5],
            }
        )
        say(pd.DataFrame(rows[-1:]).to_string(index=False, header=len(rows) == 1, float_format="%.3f"))
    return pd.DataFrame(rows).set_index("case")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=1000)
    worlds = parser.parse_args().worlds
    print(f"{worlds} worlds; Monte Carlo error of a share near 0.95: {np.sqrt(0.95 * 0.05 / worlds):.4f}")
    summary(worlds)


if __name__ == "__main__":
    main()
