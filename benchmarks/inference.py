"""Sensitivity and small-sample inference: seconds for four honest bounds of each kind and for 999 bootstrap draws."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pandas as pd

from benchmarks.timing import best_of
from sxsh_eval.estimates.effects.clustered_design import LinearModel
from sxsh_eval.estimates.effects.few_clusters import cr2_inference
from sxsh_eval.estimates.effects.honest import honest_bounds
from sxsh_eval.estimates.effects.pretrend_power import pretrend_power
from sxsh_eval.estimates.effects.wild_bootstrap import wild_cluster_bootstrap

UNITS, PERIODS, CLUSTERS, DRAWS = 5000, 10, 63, 999


def panel() -> pd.DataFrame:
    """Units in clusters, treated by cluster at different times."""
    rng = np.random.default_rng(0)
    unit, period = np.repeat(np.arange(UNITS), PERIODS), np.tile(np.arange(PERIODS), UNITS)
    cluster = unit % CLUSTERS
    treat = ((cluster < CLUSTERS // 2) & (period >= 2 + cluster % 6)).astype(float)
    y = rng.normal(size=unit.size) + rng.normal(size=(CLUSTERS, PERIODS))[cluster, period]
    return pd.DataFrame({"y": y, "treat": treat, "unit": unit, "period": period, "cluster": cluster})


def refit(data: pd.DataFrame) -> float:
    """Seconds of one least-squares fit with all rows, which a bootstrap without cluster sums pays for each draw."""
    z = np.column_stack([data["treat"], np.eye(PERIODS)[data["period"]]])
    return best_of(3, lambda: np.linalg.lstsq(z, data["y"].to_numpy(), rcond=None))


def peer(data: pd.DataFrame) -> str:
    """Seconds of wildboottest for the same test with dummies of periods, where it is installed."""
    if find_spec("wildboottest") is None:
        return "not installed"
    import statsmodels.api as sm

    wildboottest = import_module("wildboottest.wildboottest").wildboottest

    z = pd.DataFrame(np.eye(PERIODS)[data["period"]], columns=[f"p{one}" for one in range(PERIODS)])
    model = sm.OLS(data["y"], z.assign(treat=data["treat"]))
    run = best_of(2, lambda: wildboottest(model, param="treat", cluster=data["cluster"], B=DRAWS, seed=1, show=False))
    return f"{run:.3f} s"


def main() -> None:
    """Print all of it."""
    rng = np.random.default_rng(1)
    draws = rng.normal(size=(8, 400)).cumsum(axis=0)
    sigma, beta = np.cov(draws) / 4000, np.r_[np.zeros(4), np.full(4, 0.2)]
    parts = {
        "relative magnitudes, 4 values + breakdown": lambda: honest_bounds(beta, sigma, pre=4, post=4),
        "smoothness, 4 values + breakdown": lambda: honest_bounds(beta, sigma, pre=4, post=4, restriction="smoothness"),
        "power of the pre-test": lambda: pretrend_power(beta, sigma, pre=4),
    }
    data = panel()
    model = LinearModel("y", ("treat",), ("unit", "period"), "cluster")
    parts["CR2"] = lambda: cr2_inference(data, model)
    parts["wild bootstrap"] = lambda: wild_cluster_bootstrap(data, model, "treat", draws=DRAWS)
    for name, act in parts.items():
        seconds = best_of(3, act)
        print(f"{name:45s} {seconds:8.3f} s")
    print(
        f"{'  one fit per draw would take':45s} {refit(data) * DRAWS:8.3f} s; ratio {refit(data) * DRAWS / seconds:.0f}"
    )
    print(f"{'  wildboottest, without effects of units':45s} {peer(data)}")


if __name__ == "__main__":
    main()
