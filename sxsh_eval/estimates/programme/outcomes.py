"""From establishments that have adopted to TOE, GJ, tonnes of CO2, money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.programme.paths_drawn import Part
from sxsh_eval.estimates.programme.values import PARAMETERS, Floats
from sxsh_eval.inputs.unit_factors import CARRIERS, GJ_PER_KWH, factors_of, grid_factors_used
from sxsh_eval.parameters.registry import Registry

GJ_PER_TOE = 41.868
"""Physical: 10 Gcal of the International Table, by definition of the tonne of oil equivalent."""
KWH_PER_MWH = 1000.0


@dataclass(frozen=True, eq=False)
class Conversion:
    """What a TOE of electricity is, and what a MWh emits.

    Attributes
    ----------
    mwh_per_toe : float
        Of electricity, by the official factor.
    known : ndarray, shape (years,)
        Grid factor, tCO2 per MWh: the year's own or the latest published.
    years_after : ndarray, shape (years,)
        Years since the latest published factor, over which ``grid_trend`` works.
    fixed : float
        Grid factor of the study's fixed year.
    last_known : int
        Year of the latest published factor that is used.
    """

    mwh_per_toe: float
    known: npt.NDArray[np.float64]
    years_after: npt.NDArray[np.float64]
    fixed: float
    last_known: int


def conversion_of(registry: Registry, years: tuple[int, ...], fixed_year: int) -> Conversion:
    """Factors of the registry for some years.

    Raises
    ------
    EstimationError
        ``estimate.energy_no_grid_factor`` if the fixed year has no published factor.
    """
    grid = grid_factors_used(registry, pd.Series(years), "by_year")
    used = grid["factor_year"].to_numpy(dtype=float, na_value=np.nan)
    latest = max(factor.year for factor in registry.grid_factors)
    after = np.where(used == latest, np.asarray(years) - used, 0.0)
    electricity = next(carrier for carrier in CARRIERS if carrier.column == "electricity_kwh")
    fixed = grid_factors_used(registry, pd.Series([fixed_year]), fixed_year)
    return Conversion(
        mwh_per_toe=1 / (factors_of(electricity, registry).toe * KWH_PER_MWH),
        known=grid["tco2_per_mwh"].to_numpy(float),
        years_after=after,
        fixed=float(fixed["tco2_per_mwh"].iloc[0]),
        last_known=latest,
    )


def outcomes_of(summed: dict[str, Floats], part: Part, conversion: Conversion) -> dict[str, Floats]:
    """Outcomes of groups.

    Parameters
    ----------
    summed : dict of str to ndarray, shape (years, groups, sizes, paths)
    part : Part
    conversion : Conversion

    Returns
    -------
    dict of str to ndarray, shape (years, groups, paths)
        In the order of `OUTCOMES`.
    """
    energy, investment = (part.drawn[name][0, 0] for name in ("energy_toe", "investment"))  # sizes x paths
    scalar = {name: drawn[0, 0, 0] for name, drawn in part.drawn.items() if not PARAMETERS[name]}
    electric, years = scalar["electricity_share"], len(conversion.known)
    growth = (1 + scalar["output_growth"]) ** np.arange(years, dtype=np.float32)[:, None]
    saving = scalar["saving"] * (1 - scalar["rebound"]) * growth
    toe = np.einsum("ygzb,zb->ygb", summed["kept"], energy) * saving[:, None]
    mwh = electric * np.float32(conversion.mwh_per_toe)
    fuel = (1 - electric) * scalar["fuel_tco2_per_toe"]
    known, after = (np.asarray(each, np.float32)[:, None] for each in (conversion.known, conversion.years_after))
    grid = known * (1 + scalar["grid_trend"]) ** after
    stocks = {name: summed[name].sum(axis=2) for name in ("establishments", "aware", "adopters")}
    return stocks | {
        "energy_toe": toe,
        "energy_gj": toe * (mwh * np.float32(GJ_PER_KWH * KWH_PER_MWH) + (1 - electric) * np.float32(GJ_PER_TOE)),
        "emissions_tco2": toe * (mwh * grid + fuel)[:, None],
        "emissions_tco2_fixed": toe * (mwh * np.float32(conversion.fixed) + fuel),
        "cost_programme_vnd": summed["cost_programme_vnd"].sum(axis=2),
        "cost_enterprise_vnd": np.einsum("ygzb,zb->ygb", summed["new"], investment),
        "saving_vnd": toe * scalar["energy_price"],
    }


def by_size(summed: dict[str, Floats]) -> dict[str, Floats]:
    """Sums over sectors with the sizes as groups: each group has its one size."""
    sizes = next(iter(summed.values())).shape[2]
    own = np.eye(sizes, dtype=np.float32)
    return {name: np.einsum("ygzb,hz->yhzb", each, own) for name, each in summed.items()}
