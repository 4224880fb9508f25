"""The panel behind the energy chapter: energy of every enterprise and year, its logarithm per output, its design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.effects.panel_design import PanelDesign, panel_design
from sxsh_eval.estimates.intensity_rows import with_log_intensity
from sxsh_eval.inputs.energy_prices import constant_prices, energy_costs
from sxsh_eval.inputs.saving_quantities import saving_quantities
from sxsh_eval.inputs.unit_factors import Carrier, carriers_with
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study

ROLES: dict[str, Any] = {
    "outcome": "log_intensity", "unit": "enterprise_id", "time": "year", "cohort": "adoption_year"
}  # fmt: skip


class WithEnterprises(Protocol):
    """Inputs of one province or of the country."""

    @property
    def registry(self) -> Registry:
        """Published facts."""

    @property
    def enterprises(self) -> pd.DataFrame | None:
        """One row an enterprise and year."""

    @property
    def energy_prices(self) -> pd.DataFrame | None:
        """Prices of energy by year, where they are given."""

    @property
    def synthetic(self) -> bool:
        """Whether they are made up."""


@dataclass(frozen=True, eq=False)
class EnergyPanel:
    """Enterprises by year with their energy.

    Attributes
    ----------
    table : DataFrame
        All rows up to the end of the period, with ``energy_toe``, ``energy_gj``, ``emissions_tco2``,
        ``emissions_tco2_fixed`` and, given prices, ``energy_cost_vnd``.
    used : DataFrame
        Those with positive energy and output, with ``log_intensity``.
    design : PanelDesign
        Of `used`.
    factors, grid : DataFrame
        What energy was computed with.
    problems : tuple of Problem
        Warnings on energy.
    checks : tuple of dict
        Rows that were left out, by name.
    """

    table: pd.DataFrame
    used: pd.DataFrame
    design: PanelDesign
    factors: pd.DataFrame
    grid: pd.DataFrame
    problems: tuple[Problem, ...]
    checks: tuple[dict[str, Any], ...]

    def in_years(self, first: int, last: int) -> pd.DataFrame:
        """Rows of `table` in some years."""
        return self.table[self.table["year"].between(first, last)]


def energy_panel(inputs: WithEnterprises, study: Study) -> EnergyPanel | None:
    """Energy and its logarithm per output for every enterprise and year up to the end of the period.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    EnergyPanel or None
        None without enterprises by year in or before the period.

    Raises
    ------
    EstimationError
        If energy cannot be computed or the rows are no panel on which an effect could be estimated.
    """
    if inputs.enterprises is None:
        return None
    rows = inputs.enterprises[inputs.enterprises["year"] <= study.period.last]
    if rows.empty:
        return None
    carriers = carriers_with(study.energy.coal)
    energy = saving_quantities(rows, inputs.registry, fixed_year=study.energy.fixed_grid_year, carriers=carriers)
    table, unpriced = with_costs(energy.table, inputs.energy_prices, study.costs.price_year, carriers)
    used, checks = with_log_intensity(table)
    design = panel_design(used, **ROLES)
    problems = (*energy.problems, *unpriced)
    return EnergyPanel(table, used, design, energy.factors, energy.grid, problems, tuple(checks))


def with_costs(
    table: pd.DataFrame, prices: pd.DataFrame | None, year: int, carriers: tuple[Carrier, ...]
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Table with the cost of energy at prices of one year, or as it is and why no price could be had.

    Parameters
    ----------
    table : DataFrame
    prices : DataFrame or None
        As in the codebook ``energy_prices``.
    year : int
    carriers : tuple of Carrier

    Returns
    -------
    tuple
        Table, with ``energy_cost_vnd`` where every carrier that is used has a price; refusals as warnings.
    """
    if prices is None:
        return table, ()
    used = [each.column for each in carriers if each.column in table and (table[each.column] > 0).any()]
    try:
        constant = constant_prices(prices, year, used)
        return table.assign(energy_cost_vnd=energy_costs(table, constant, carriers=carriers)), ()
    except EstimationError as refusal:
        return table, tuple(refusal.problems)
