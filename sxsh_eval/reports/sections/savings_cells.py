"""Amounts saved that are known, of the tables on savings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sxsh_eval.estimates.result import Estimates, is_hidden
from sxsh_eval.parameters.quantity import Value
from sxsh_eval.reports.sections.adoption_figures import records
from sxsh_eval.reports.sections.common import cell

QUANTITIES = ("saved_energy_toe", "saved_energy_gj", "saved_emissions_tco2")


def known_amounts(saved: Estimates) -> Estimates:
    """Amounts without the cells of which nothing was observed: they are unknown, not zero."""
    rows = saved.table[saved.table["reason"] != "saved_nothing_observed"]
    return Estimates(rows.reset_index(drop=True), saved.method, None, saved.checks)


def known_cell(row: Mapping[str, Any] | None) -> Value | None:
    """Amount with its interval; nothing where it is unknown, the sign where it may not leave the house."""
    if row is None or (row["estimate"] != row["estimate"] and not is_hidden(row)):
        return None
    return cell(row)


def totals(saved: Estimates) -> dict[str, Mapping[str, Any]]:
    """Amount of each quantity over the whole period."""
    table = saved.table
    amounts = table[(table["term"] == "amount") & (table["province"] == "") & (table["sector"] == "")]
    return {str(row["indicator"]): row for row in reversed(records(amounts))}  # the whole period comes first


def lacks_co2(saved: Estimates) -> bool:
    """Whether emissions are known for fewer rows than energy, as in years without a grid factor."""
    found = totals(saved)
    return bool(found["saved_emissions_tco2"]["n_obs"] < found["saved_energy_toe"]["n_obs"])
