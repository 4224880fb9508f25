"""Quantities that savings are counted in, added to a table of enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sxsh_eval.inputs.energy_prices import energy_costs
from sxsh_eval.inputs.unit_factors import CARRIERS, Carrier
from sxsh_eval.inputs.units import EnergyContent, emissions_fixed, energy_content
from sxsh_eval.parameters.registry import Registry


def saving_quantities(
    table: pd.DataFrame,
    registry: Registry,
    *,
    fixed_year: int,
    prices: pd.DataFrame | None = None,
    carriers: Sequence[Carrier] = CARRIERS,
) -> EnergyContent:
    """Energy in TOE and GJ, CO2 by the grid factor of the year and by a fixed one, and cost where there are prices.

    Parameters
    ----------
    table : DataFrame
        As in `energy_content`.
    registry : Registry
    fixed_year : int
        Year of the constant grid factor.
    prices : DataFrame, optional
        As in `energy_costs`; without it there is no column of costs.
    carriers : sequence of Carrier

    Returns
    -------
    EnergyContent
        With ``emissions_tco2_fixed`` and, given prices, ``energy_cost_vnd``.

    Raises
    ------
    EstimationError
        As `energy_content` and `energy_costs`.
    """
    by_year = energy_content(table, registry, carriers=carriers)
    fixed = emissions_fixed(table, registry, carriers, fixed_year)
    found = by_year.table.assign(emissions_tco2_fixed=fixed)
    if prices is not None:
        found["energy_cost_vnd"] = energy_costs(table, prices, carriers=carriers)
    return replace(by_year, table=found)
