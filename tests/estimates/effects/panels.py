"""Panels with known effects, for the tests of this folder."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tests.reference_data import reference_file

MPDTA: dict[str, Any] = {"outcome": "lemp", "unit": "countyreal", "time": "year", "cohort": "first.treat"}
ROLES: dict[str, Any] = {"outcome": "y", "unit": "id", "time": "t", "cohort": "g"}


def mpdta() -> pd.DataFrame:
    return pd.read_csv(reference_file("did/mpdta.csv"))


def jtrain() -> pd.DataFrame:
    data = pd.read_csv(reference_file("did/jtrain.csv"))
    return data.assign(treated=data.groupby("fcode")["grant"].cummax())


def world(
    rng: np.random.Generator,
    units: int = 200,
    periods: int = 6,
    cohorts: tuple[float, ...] = (0, 3, 4, 5),
    growth: float = 0.5,
    slope: float = 0.0,
) -> pd.DataFrame:
    """Panel in which the effect grows by `growth` a period; `slope` makes trends depend on a covariate."""
    start = rng.choice(np.asarray(cohorts), units)
    x = rng.normal(size=units) + 0.5 * (start > 0)
    level = rng.normal(size=units)
    time = np.arange(1, periods + 1)
    since = np.where(start > 0, time[:, None] - start, -1.0)
    effect = np.where(since >= 0, growth * (since + 1), 0.0)
    y = level + 0.3 * time[:, None] + slope * x * time[:, None] + effect + rng.normal(size=(periods, units))
    return pd.DataFrame(
        {
            "id": np.tile(np.arange(units), periods),
            "t": np.repeat(time, units),
            "g": np.tile(start, periods),
            "y": y.ravel(),
            "x": np.tile(x, periods),
            "w": np.tile(rng.uniform(0.5, 2, units), periods),
            "cluster": np.tile(rng.integers(0, 30, units), periods),
            "true": effect.ravel(),
        }
    )


def warned(checks: pd.DataFrame) -> set[str]:
    """Names of the checks that warn."""
    return set(checks.loc[checks["verdict"] == "warning", "diagnostic"])


def codes_of(error: Any) -> list[str]:
    """Codes of a refusal."""
    return [problem.code for problem in error.value.problems]
