"""Cells of the tables on savings: a number with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sxsh_eval.estimates.result import Estimates
from sxsh_eval.parameters.quantity import Num, Phrase, Range, phrase
from sxsh_eval.reports.sections.adoption_figures import Row, records

QUANTITIES = ("saved_energy_toe", "saved_energy_gj", "saved_emissions_tco2")


def with_range(numbers: tuple[float, float, float], unit: str, digits: int) -> Phrase | Num:
    """Number with its interval; the number alone where there is none."""
    value, low, high = numbers
    number = Num(value=round(value, digits), unit=unit, digits=digits)
    if low != low:  # noqa: PLR0124 - NaN is the only value unlike itself
        return number
    ends = min(round(low, digits), number.value), max(round(high, digits), number.value)
    interval = Range(low=ends[0], high=ends[1], unit="count", digits=digits)
    return phrase("common.with_interval", value=number, interval=interval)


def cell(row: Row, unit: str = "count", digits: int = 0) -> Phrase | Num:
    """The same from a row of the contract."""
    return with_range((float(row["estimate"]), float(row["conf_low"]), float(row["conf_high"])), unit, digits)


def known_amounts(saved: Estimates) -> Estimates:
    """Amounts without the cells of which nothing was observed: they are unknown, not zero."""
    rows = saved.table[saved.table["reason"] != "saved_nothing_observed"]
    return Estimates(rows.reset_index(drop=True), saved.method, None, saved.checks)


def totals(saved: Estimates) -> dict[str, Mapping[str, Any]]:
    """Amount of each quantity over the whole period."""
    table = saved.table
    amounts = table[(table["term"] == "amount") & (table["province"] == "") & (table["sector"] == "")]
    return {str(row["indicator"]): row for row in reversed(records(amounts))}  # the whole period comes first


def lacks_co2(saved: Estimates) -> bool:
    """Whether emissions are known for fewer rows than energy, as in years without a grid factor."""
    found = totals(saved)
    return bool(found["saved_emissions_tco2"]["n_obs"] < found["saved_energy_toe"]["n_obs"])
