"""Size class of an enterprise by the decree in force in the row's year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sxsh_eval.parameters.measures import SIZE_CLASSES, SectorSizes, SizeDecree, SizeLimits


def decree_of(decrees: Mapping[str, SizeDecree], year: int) -> SizeDecree | None:
    """Decree in force on the last day of a year; None before the first."""
    day = dt.date(year, 12, 31)
    before = [decree for decree in decrees.values() if decree.in_force <= day]
    return max(before, key=lambda decree: decree.in_force) if before else None


def size_classes(table: pd.DataFrame, decrees: Mapping[str, SizeDecree]) -> pd.Series[str]:
    """Size class of each row.

    Parameters
    ----------
    table : DataFrame
        ``year``; ``sector`` or ``vsic``; of ``insured_person``, ``employees_person``, ``revenue_mvnd``,
        ``capital_mvnd`` what is known. Employees with social insurance come before all employees from 2018 on,
        because the decrees count these.
    decrees : Mapping of str to SizeDecree
        Of the registry.

    Returns
    -------
    Series of str
        ``micro`` to ``large``; NaN where what is known does not decide.

    Notes
    -----
    Decree 56/2009/NĐ-CP art. 3: capital decides where it is known, else employees; micro is by employees alone.
    Decrees 39/2018/NĐ-CP art. 6 and 80/2021/NĐ-CP art. 5: employees within the limit, together with revenue or capital
    within theirs. Whoever exceeds the limits of a medium enterprise is large.
    """
    found: pd.Series[str] = pd.Series(None, index=table.index, dtype="str")
    if "year" not in table:
        return found
    division = division_of(table)
    for decree, years in years_under(table["year"], decrees):
        dated = table["year"].isin(years)
        for group in decree.groups.values():
            inside = [division.between(first, last) for first, last in group.divisions]
            rows = pd.concat(inside, axis=1).any(axis=1) & dated
            if rows.any():
                found.loc[rows] = classes_under(table[rows], decree, group)
    return found


def years_under(years: pd.Series, decrees: Mapping[str, SizeDecree]) -> list[tuple[SizeDecree, list[int]]]:
    """Decrees with the years of a table in which each was in force; years that no calendar has are left out."""
    found: dict[str, list[int]] = {}
    for year in years.dropna().unique():
        if dt.MINYEAR <= year <= dt.MAXYEAR:
            decree = decree_of(decrees, int(year))
            name = next((name for name, each in decrees.items() if each is decree), "")
            found.setdefault(name, []).append(int(year))
    return [(decrees[name], years_of) for name, years_of in found.items() if name]


def division_of(table: pd.DataFrame) -> pd.Series[float]:
    """VSIC division of each row as a number, NaN where unknown."""
    numbers = pd.Series(np.nan, index=table.index)
    for name in ("vsic", "sector"):
        if name in table:
            numbers = numbers.fillna(pd.to_numeric(table[name].str[:2], errors="coerce").astype("float64"))
    return numbers


def known(table: pd.DataFrame, name: str) -> pd.Series[float]:
    """Numbers of a column, NaN where it is absent or empty."""
    if name not in table:
        return pd.Series(np.nan, index=table.index)
    return table[name].astype("Float64").astype("float64")


def within(values: pd.Series[float], limit: float | None) -> pd.Series:
    """Whether values keep a limit; NA where a value or the limit is missing."""
    if limit is None:
        return pd.Series(pd.NA, index=values.index, dtype="boolean")
    return (values <= limit).astype("boolean").mask(values.isna())


def classes_under(table: pd.DataFrame, decree: SizeDecree, group: SectorSizes) -> pd.Series[str]:
    """Size classes of rows of one decree and group of sectors."""
    employees = known(table, "employees_person")
    if decree.rule == "employees_with_money":
        insured = known(table, "insured_person")
        employees = insured.fillna(employees)
    money = known(table, "revenue_mvnd"), known(table, "capital_mvnd")
    found: pd.Series[str] = pd.Series(None, index=table.index, dtype="str")
    undecided = pd.Series(data=True, index=table.index)
    for name, limits in zip(SIZE_CLASSES, (group.micro, group.small, group.medium), strict=False):
        fits = fitting(decree, limits, employees, *money)
        found = found.mask(undecided & fits.fillna(value=False).astype("bool"), name)
        undecided &= (~fits).fillna(value=False).astype("bool")
    return found.mask(undecided, SIZE_CLASSES[-1])


def fitting(
    decree: SizeDecree,
    limits: SizeLimits,
    employees: pd.Series[float],
    revenue: pd.Series[float],
    capital: pd.Series[float],
) -> pd.Series:
    """Whether rows keep the limits of a class; NA where what is known does not decide."""
    people, wealth = within(employees, limits.employees_person), within(capital, limits.capital_mvnd)
    if decree.rule == "capital_first":
        return people if limits.capital_mvnd is None else wealth.fillna(people)
    return people & (within(revenue, limits.revenue_mvnd) | wealth)
