"""Doubly robust group-time effects with two covariates, 10 years: seconds against peers; `--units N`."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import io
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.group_time import group_time_effects

PERIODS = 10
CONTROLS = {"never": "nevertreated", "not_yet": "notyettreated"}


def panel(units: int) -> pd.DataFrame:
    """Forty per cent never treated, six cohorts; entry and trends depend on a covariate."""
    rng = np.random.default_rng(1)
    start = rng.choice([0, 3, 4, 5, 6, 7, 8], units, p=[0.4] + [0.1] * 6)
    x = rng.normal(size=units) + 0.2 * (start > 0)
    columns = {"id": np.arange(units), "g": start, "x": x, "z": rng.normal(size=units)}
    data = pd.DataFrame({name: np.repeat(values, PERIODS) for name, values in columns.items()})
    data["t"] = np.tile(np.arange(1, PERIODS + 1), units)
    after = (data["g"] > 0) & (data["t"] >= data["g"])
    return data.assign(y=rng.normal(size=len(data)) + 0.1 * data["x"] * data["t"] + 0.5 * after)


def ours(data: pd.DataFrame, control: Any) -> float:
    """Effects with errors and all four aggregations."""
    roles: dict[str, Any] = {"outcome": "y", "unit": "id", "time": "t", "cohort": "g"}
    effects = group_time_effects(data, **roles, covariates=["x", "z"], control=control)
    found = [aggregate_effects(effects, kind) for kind in ("simple", "dynamic", "group", "calendar")]
    return float(found[0].estimates.row("overall")["estimate"])


def csdid(data: pd.DataFrame, control: str) -> float:
    """Effects with errors only; the overall is made outside the measured time."""
    module: Any = importlib.import_module("csdid.att_gt")
    fit = module.ATTgt(
        yname="y", tname="t", idname="id", gname="g", data=data, control_group=[CONTROLS[control]], xformla="y~x+z"
    )
    fit.fit(est_method="dr", base_period="varying", bstrap=False)
    return float(fit.aggte("simple", bstrap=False, cband=False).atte["overall_att"])


def differences(data: pd.DataFrame, control: str) -> float:
    """Effects with errors."""
    module: Any = importlib.import_module("differences")
    frame = data.assign(g=data["g"].astype(float).where(data["g"] > 0)).set_index(["id", "t"])
    fit = module.ATTgt(data=frame, cohort_column="g")
    fit.fit(formula="y ~ x + z", est_method="dr", control_group=f"{control}_treated")
    return float(fit.aggregate("simple").iloc[0, 0])


def timed(act: Callable[[pd.DataFrame, str], float], data: pd.DataFrame, control: str) -> tuple[float, float]:
    """Seconds and the overall effect."""
    start = time.perf_counter()
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        found = act(data, control)
    return time.perf_counter() - start, found


def main() -> None:
    """Print seconds, ratios, and how far the overall effects are apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    units = parser.parse_args().units
    data = panel(units)
    small = panel(2000)
    for control in CONTROLS:
        timed(ours, small, control)
        seconds, found = min(timed(ours, data, control) for _ in range(3))
        print(f"{units} x {PERIODS}, {control}: ours with all aggregations, best of 3, {seconds:.2f} s")
        for name, act in (("csdid", csdid), ("differences", differences)):
            if importlib.util.find_spec(name) is None:
                print(f"   {name}: not installed")
                continue
            timed(act, small, control)
            taken, other = min(timed(act, data, control) for _ in range(2 if name == "csdid" else 1))
            print(f"   {name}: {taken:.2f} s, {taken / seconds:.1f} times ours; differs by {abs(found - other):.1e}")


if __name__ == "__main__":
    main()
