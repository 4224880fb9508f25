"""The only place where amounts of energy carriers become TOE (official factors), GJ (physical) or tonnes of CO2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem, nearest
from sxsh_eval.inputs.unit_checks import named_units, unit_jumps
from sxsh_eval.inputs.unit_factors import CARRIERS, Carrier, Factors, factors_of, grid_factors_used
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.shown import Shown

Floats = npt.NDArray[np.float64]
Grid = Literal["by_year"] | int
AMOUNTS = ("energy_toe", "energy_gj", "emissions_tco2")


@dataclass(frozen=True, eq=False)
class EnergyContent(Shown):
    """Rows with their energy and what it was made with.

    Attributes
    ----------
    table : DataFrame
        The given rows and columns, ``energy_toe``, ``energy_gj``, ``emissions_tco2``, beside each ``<name>_reason``:
        empty, or why the number is missing (``missing: <column>``, ``negative: <column>``, ``no_factor: <column>``,
        ``no_year``, ``no_grid_factor: <year>``).
    factors : DataFrame
        One row a carrier: ``column, unit, official, physical, toe_per_unit, gj_per_unit, tco2_per_unit, source,
        status``.
    grid : DataFrame
        One row a year: ``year, factor_year, tco2_per_mwh``; a factor of another year was carried.
    problems : tuple of Problem
        Warnings, codes ``estimate.energy_*``.
    """

    shows: ClassVar[tuple[str, ...]] = ("factors",)

    table: pd.DataFrame
    factors: pd.DataFrame
    grid: pd.DataFrame
    problems: tuple[Problem, ...]

    def _facts(self) -> Mapping[str, Any]:
        return {"rows_all": len(self.table)}


def energy_content(
    table: pd.DataFrame,
    registry: Registry,
    *,
    carriers: Sequence[Carrier] = CARRIERS,
    grid: Grid = "by_year",
    unit: str = "enterprise_id",
    time: str = "year",
) -> EnergyContent:
    """Energy and emissions of each row from the amounts of its carriers.

    Parameters
    ----------
    table : DataFrame
        One row a unit and year; columns of `carriers`, of which those that are absent count as not used, which is told.
    registry : Registry
        Official factors (TOE), physical ones (net calorific value, CO2), grid factors.
    carriers : sequence of Carrier
    grid : "by_year" or int
        Grid factor of each row's year (the latest published before it where there is none), or of one year for all
        rows, so that emissions change with energy alone.
    unit, time : str
        Columns.

    Returns
    -------
    EnergyContent

    Raises
    ------
    EstimationError
        ``estimate.no_rows``, ``estimate.not_numeric``, ``estimate.energy_no_carriers``, ``estimate.energy_no_factor``,
        ``estimate.energy_no_year``, ``estimate.energy_no_grid_factor``.

    Notes
    -----
    TOE follow the Ministry's conversion, a primary-energy convention for electricity (1 GWh = 154.3 TOE); GJ are
    physical (1 GWh = 3,600 GJ). Neither may be turned into the other. An amount that is missing leaves
    the row's total missing. CO2 alone, without CH4 and N2O; that of biogenic fuels counts as zero.
    """
    used = [carrier for carrier in carriers if carrier.column in table]
    refuse_unusable(table, used, carriers, grid, time)
    factors = [factors_of(carrier, registry) for carrier in used]
    refuse_without_factor(factors)
    years = table[time] if time in table else pd.Series(pd.NA, index=table.index, dtype="Int64")
    used_grid = grid_factors_used(registry, years, grid)
    out = table.copy()
    amounts = {carrier.column: amounts_of(table, carrier.column) for carrier in used}
    for name in AMOUNTS:
        out[name], out[f"{name}_reason"] = totals(amounts, factors, name, years, used_grid)
    problems = [
        *carrier_problems(used, carriers, factors),
        *grid_problems(factors, used_grid, grid),
        *value_problems(out, amounts),
        *named_units(table, [carrier.column for carrier in carriers]),
        *unit_jumps(table, [carrier.column for carrier in used], unit=unit, time=time),
    ]
    return EnergyContent(out, pd.DataFrame([each.as_row() for each in factors]), used_grid, tuple(problems))


def emissions_fixed(
    table: pd.DataFrame, registry: Registry, carriers: Sequence[Carrier], year: int
) -> npt.NDArray[np.float64]:
    """Emissions of each row with the grid factor of one year for all."""
    used = [carrier for carrier in carriers if carrier.column in table]
    all_of_it = pd.Series(year, index=table.index)
    grid = grid_factors_used(registry, all_of_it, year)
    amounts = {carrier.column: amounts_of(table, carrier.column) for carrier in used}
    factors = [factors_of(carrier, registry) for carrier in used]
    return totals(amounts, factors, "emissions_tco2", all_of_it, grid)[0]


def refuse_unusable(
    table: pd.DataFrame, used: Sequence[Carrier], carriers: Sequence[Carrier], grid: Grid, time: str
) -> None:
    """Refuse a table without rows, without carriers, without years where they decide, or with words for numbers."""
    if not len(table):
        raise EstimationError([Problem("estimate.no_rows", "energy", "0")])
    if not used:
        values = {"known": ", ".join(carrier.column for carrier in carriers)}
        raise EstimationError([Problem("estimate.energy_no_carriers", "energy", "-", values)])
    if grid == "by_year" and time not in table and any(carrier.official == "electricity" for carrier in used):
        values = {"nearest": nearest(time, map(str, table.columns)) or "-"}
        raise EstimationError([Problem("estimate.energy_no_year", time, "-", values)])
    words = [carrier.column for carrier in used if not pd.api.types.is_numeric_dtype(table[carrier.column])]
    if words:
        raise EstimationError([Problem("estimate.not_numeric", name, str(table[name].dtype)) for name in words])


def refuse_without_factor(factors: Sequence[Factors]) -> None:
    """Refuse carriers that no official factor converts."""
    bare = [each for each in factors if not np.isfinite(each.toe)]
    if bare:
        raise EstimationError(
            Problem(
                "estimate.energy_no_factor",
                each.carrier.column,
                f"{each.carrier.official} / {each.carrier.unit}",
                {"known": each.known or "-"},
            )
            for each in bare
        )


def amounts_of(table: pd.DataFrame, column: str) -> Floats:
    """Amounts of one carrier as floats, missing ones NaN."""
    return table[column].to_numpy(dtype=np.float64, na_value=np.nan)


def totals(
    amounts: Mapping[str, Floats], factors: Sequence[Factors], name: str, years: pd.Series[int], grid: pd.DataFrame
) -> tuple[Floats, pd.Series[str]]:
    """Sum over carriers with the reason where it is missing; a carrier that is not used needs no factor."""
    total, reason = np.zeros(len(years)), np.full(len(years), "", dtype=object)
    for each in factors:
        amount, column = amounts[each.carrier.column], each.carrier.column
        factor = each.per_unit(name, years, grid)
        missing, negative, without = np.isnan(amount), amount < 0, np.isnan(factor) & (amount > 0)
        add_reasons(reason, missing, f"missing: {column}")
        add_reasons(reason, negative, f"negative: {column}")
        if name == "emissions_tco2" and each.is_electricity:
            add_reasons(reason, without & years.isna().to_numpy(), "no_year")
            for year in sorted({int(year) for year in years[without].dropna()}):
                add_reasons(reason, without & (years == year).fillna(value=False).to_numpy(), f"no_grid_factor: {year}")
        else:
            add_reasons(reason, without, f"no_factor: {column}")
        total += np.where(missing | negative | without, np.nan, amount * np.nan_to_num(factor))
    return total, pd.Series(pd.array(reason, dtype="str"), index=years.index)


def add_reasons(reason: npt.NDArray[np.object_], rows: npt.NDArray[np.bool_], text: str) -> None:
    """Append a reason in some rows."""
    if rows.any():
        reason[rows] = [f"{old}; {text}" if old else text for old in reason[rows]]


def carrier_problems(
    used: Sequence[Carrier], carriers: Sequence[Carrier], factors: Sequence[Factors]
) -> Iterator[Problem]:
    """Carriers that are absent, of unknown grade, with a range for a factor, or without a physical factor."""
    told = {
        "energy_carriers_absent": [carrier.column for carrier in carriers if carrier not in used],
        "energy_grade_unknown": [
            f"{each.carrier.column} = {each.carrier.official} ({each.toe:g} TOE)"
            for each in factors
            if not each.carrier.grade_known
        ],
        "energy_factor_range": [f"{each.carrier.column} ({each.span})" for each in factors if each.span],
        "energy_no_physical_factor": [each.carrier.column for each in factors if np.isnan(each.gj)],
        "energy_factor_unverified": [each.carrier.column for each in factors if each.status == "unverified"],
    }
    for code, names in told.items():
        if names:
            yield Problem(f"estimate.{code}", "energy", ", ".join(names), severity="warning")


def grid_problems(factors: Sequence[Factors], grid: pd.DataFrame, choice: Grid) -> Iterator[Problem]:
    """Years whose grid factor is that of another year, or that have none."""
    if choice != "by_year" or not any(each.is_electricity for each in factors):
        return
    carried = grid[grid["factor_year"].notna() & (grid["factor_year"] != grid["year"])]
    if len(carried):
        text = ", ".join(f"{row.year} ({row.factor_year})" for row in carried.itertuples())
        yield Problem("estimate.energy_grid_carried", "grid_factors", text, severity="warning")
    without = grid.loc[grid["factor_year"].isna(), "year"]
    if len(without):
        text = ", ".join(map(str, without))
        yield Problem("estimate.energy_grid_missing", "grid_factors", text, severity="warning")


def value_problems(table: pd.DataFrame, amounts: Mapping[str, Floats]) -> Iterator[Problem]:
    """Amounts that are missing, below zero, or all zero."""
    missing = {name: int(np.isnan(values).sum()) for name, values in amounts.items()}
    negative = {name: int((values < 0).sum()) for name, values in amounts.items()}
    zero = int((table["energy_toe"] == 0).sum())
    for code, counts in (("energy_missing", missing), ("energy_negative", negative)):
        if any(counts.values()):
            text = ", ".join(f"{name}: {count}" for name, count in counts.items() if count)
            yield Problem(f"estimate.{code}", "energy", text, {"rows": str(len(table))}, severity="warning")
    if zero:
        yield Problem("estimate.energy_zero", "energy", str(zero), {"rows": str(len(table))}, severity="warning")
