"""The panel behind the energy chapter: energy of every enterprise and year, its logarithm per output, its design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.effects.panel_design import PanelDesign, panel_design
from sxsh_eval.estimates.intensity_rows import with_log_intensity
from sxsh_eval.inputs.saving_quantities import saving_quantities
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
    def synthetic(self) -> bool:
        """Whether they are made up."""


@dataclass(frozen=True, eq=False)
class EnergyPanel:
    """Enterprises by year with their energy.

    Attributes
    ----------
    table : DataFrame
        All rows up to the end of the period, with ``energy_toe``, ``energy_gj``, ``emissions_tco2``,
        ``emissions_tco2_fixed``.
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
    fixed = int(rows["year"].max())
    energy = saving_quantities(rows, inputs.registry, fixed_year=fixed)
    used, checks = with_log_intensity(energy.table)
    design = panel_design(used, **ROLES)
    return EnergyPanel(energy.table, used, design, energy.factors, energy.grid, energy.problems, tuple(checks))
