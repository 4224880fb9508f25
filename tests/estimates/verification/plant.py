"""A plant with known consumption: base load, output, heating below 12 and cooling above 20 degrees."""

from __future__ import annotations

import numpy as np
import pandas as pd


def expected(data: pd.DataFrame) -> pd.Series:
    heat, cool = (12 - data["temperature"]).clip(lower=0), (data["temperature"] - 20).clip(lower=0)
    return data["days"] * (10 + 1.2 * heat + 0.9 * cool) + 3 * data["output"]


def plant(
    seed: int, months: int, start: str = "2020-01", *, saved: float = 0.0, noise: float = 20.0, carry: float = 0.0
) -> pd.DataFrame:
    """Monthly readings; `saved` is the share of energy saved, `carry` the autocorrelation of the noise."""
    rng = np.random.default_rng(seed)
    period = pd.period_range(start, periods=months, freq="M")
    season = np.arange(months) + period[0].month
    temperature = 16 + 12 * np.sin(2 * np.pi * season / 12) + rng.normal(size=months)
    data = pd.DataFrame({"month": period, "output": rng.uniform(80, 120, months), "temperature": temperature})
    data["days"] = period.days_in_month.astype(float)
    data["hdd"], data["cdd"] = (
        data["days"] * (12 - data["temperature"]).clip(lower=0),
        data["days"] * (data["temperature"] - 20).clip(lower=0),
    )
    errors = rng.normal(size=months) * noise
    for place in range(1, months):
        errors[place] = carry * errors[place - 1] + np.sqrt(1 - carry**2) * errors[place]
    data["energy"] = expected(data) * (1 - saved) + errors
    return data
