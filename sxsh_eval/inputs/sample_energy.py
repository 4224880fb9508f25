"""Synthetic output and energy by carrier, with the known savings of those who adopt."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.inputs.sample_adoption import NEVER, Floats, Ints, Places
from sxsh_eval.inputs.sample_model import CARRIERS, PanelModel

# Rough sizes of the real thing, so that tables look right; no factor of any report.
OUTPUT_MVND = (3_000.0, 20_000.0, 100_000.0, 500_000.0)
EMPLOYEES = ((1, 10), (11, 100), (101, 200), (201, 2_000))
MJ_PER_UNIT = (3.6, 25_000.0, 40_400.0, 43_000.0, 47_300.0)
MJ_PER_MVND = (60.0, 90.0, 120.0, 25.0, 70.0, 200.0, 150.0, 90.0, 600.0, 500.0, 60.0, 30.0)
CARRIER_MIX = (0.5, 0.25, 0.1, 0.1, 0.05)
CARRIER_USED = (1.0, 0.35, 0.15, 0.5, 0.25)


def savings_table(years: range, model: PanelModel) -> pd.DataFrame:
    """Change of energy per output by cohort and years since adoption.

    Parameters
    ----------
    years : range
    model : PanelModel

    Returns
    -------
    DataFrame
        ``cohort, event_time, percent_change, log_change``.
    """
    pairs = [(cohort, year - cohort) for cohort in years for year in years if year >= cohort]
    table = pd.DataFrame(pairs, columns=["cohort", "event_time"])
    lateness = (table["cohort"] - years[0]) / max(len(years) - 1, 1)
    grown = 1 - np.exp(-(table["event_time"] + 1) / model.delay_years)
    percent = -model.saving_percent * grown * (1 - model.fade * lateness)
    return table.assign(percent_change=percent, log_change=np.log1p(percent / 100))


def log_savings(adoption: Ints, years: range, model: PanelModel) -> Floats:
    """Log change of intensity of every enterprise and year, shape (n, years); zero before adoption."""
    size = len(years)
    by_pair = np.zeros((size + 1, size))
    table = savings_table(years, model)
    cohort, event_time = (table[column].to_numpy() for column in ("cohort", "event_time"))
    by_pair[cohort - years[0], cohort - years[0] + event_time] = table["log_change"]
    return np.asarray(by_pair[np.minimum(adoption, size)])


def draw_output(places: Places, years: int, rng: np.random.Generator) -> Floats:
    """Output in million VND, shape (n, years): log-normal between, persistent with heavy tails within."""
    n = len(places.size)
    level = np.log(np.array(OUTPUT_MVND))[places.size] + 0.6 * rng.normal(size=n)
    shock = 0.15 * rng.standard_t(4, size=(n, years))
    for t in range(1, years):
        shock[:, t] += 0.6 * shock[:, t - 1]
    return np.asarray(np.exp(level[:, None] + 0.03 * np.arange(years) + shock))


def draw_energy(
    places: Places, output: Floats, savings: Floats, rng: np.random.Generator
) -> dict[str, npt.NDArray[np.float64]]:
    """Energy by carrier, shape (n, years) each: output times intensity, split by the enterprise's own mix."""
    n, years = output.shape
    typical = np.resize(np.log(np.array(MJ_PER_MVND)), int(places.sector.max()) + 1)
    log_intensity = typical[places.sector] - 0.1 * places.size + 0.6 * rng.normal(size=n)
    year_shock = 0.03 * rng.normal(size=years) - 0.01 * np.arange(years)
    noise = 0.10 * rng.standard_t(4, size=(n, years))
    total = output * np.exp(log_intensity[:, None] + year_shock + noise + savings)
    mix = rng.gamma(2.0, size=(n, len(CARRIERS))) * np.array(CARRIER_MIX)
    mix = mix * (rng.random((n, len(CARRIERS))) < np.array(CARRIER_USED))
    mix = mix / mix.sum(axis=1, keepdims=True)
    return {name: total * mix[:, [k]] / MJ_PER_UNIT[k] for k, name in enumerate(CARRIERS)}


def draw_employees(places: Places, years: int, rng: np.random.Generator) -> Floats:
    """Employees inside the limits of the size class, shape (n, years)."""
    low, high = np.array(EMPLOYEES, dtype=float)[places.size].T
    share = np.clip(rng.beta(1.0, 3.0, len(low))[:, None] + 0.02 * rng.normal(size=(len(low), years)), 0, 1)
    return np.asarray(np.round(low[:, None] + share * (high - low)[:, None]))


def pretrend(adoption: Ints, years: int, model: PanelModel) -> Floats:
    """Log change of intensity of later adopters before they adopt, zero in the last year before it."""
    ahead = np.minimum(np.arange(years) - (adoption[:, None] - 1), 0)
    return np.where((adoption == NEVER)[:, None], 0.0, ahead * np.log1p(model.pretrend_percent / 100))
