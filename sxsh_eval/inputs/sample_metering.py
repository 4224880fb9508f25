"""Synthetic meter readings of single sites with known savings, to see what the report shows. Never a result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class MeteredSite:
    """One made-up site.

    Attributes
    ----------
    before, after : int
        Months metered before and after the measures.
    saved : float
        Part of the energy that the measures save, in [0, 1).
    noise : float
        Standard deviation of a month as part of the mean.
    """

    before: int
    after: int
    saved: float
    noise: float


# Round numbers of no source: a clear saving, one that the noise hides, a baseline too short to be used.
SITES = {
    "M01": MeteredSite(before=24, after=24, saved=0.12, noise=0.02),
    "M02": MeteredSite(before=18, after=18, saved=0.02, noise=0.08),
    "M03": MeteredSite(before=8, after=24, saved=0.10, noise=0.02),
}
BASE_KWH, KWH_A_MVND, KWH_A_DEGREE_DAY = 40_000.0, 30.0, 80.0
OUTPUT_MVND = (1_500.0, 2_500.0)
LEAD_YEARS = 5  # from the first year after the measures to the panel's last


def draw_metering(province: str, last_year: int, rng: np.random.Generator) -> pd.DataFrame:
    """Monthly readings of the made-up sites.

    Parameters
    ----------
    province : str
    last_year : int
        Last year of the panel; months after the measures begin with January `LEAD_YEARS` earlier.
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the codebook ``metering``, by site and month. Energy is a base load with parts that follow output
        and cooling degree-days, after the measures all less by the site's saving, then noise.
    """
    parts = []
    for name, site in SITES.items():
        start = pd.Period(f"{last_year - LEAD_YEARS}-01", freq="M") - site.before
        months = pd.period_range(start, periods=site.before + site.after, freq="M")
        count, month = len(months), np.asarray(months.month, dtype=float)
        output = rng.uniform(*OUTPUT_MVND, count)
        cooling = np.maximum(220 + 160 * np.cos(2 * np.pi * (month - 7) / 12) + 20 * rng.standard_normal(count), 0.0)
        reporting = np.arange(count) >= site.before
        expected = BASE_KWH + KWH_A_MVND * output + KWH_A_DEGREE_DAY * cooling
        noise = site.noise * expected.mean() * rng.standard_normal(count)
        energy = np.maximum(expected * (1 - site.saved * reporting) + noise, 0.0)
        columns = {"province": province, "enterprise_id": name, "year": months.year, "month": months.month}
        columns |= {"energy_kwh": energy.round(), "output_mvnd": output.round(1), "cdd": cooling.round(1)}
        parts.append(pd.DataFrame(columns | {"is_reporting": reporting}))
    return pd.concat(parts, ignore_index=True)
