"""Columns of text and of yes or no: codes from titles, provinces of their year, tax codes, VSIC codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from sxsh_eval.inputs.tables.column_read import ColumnRead
from sxsh_eval.inputs.tables.table_problems import ProblemMaker
from sxsh_eval.parameters.codebook import Column
from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.registry import Registry, by_name, names_of
from sxsh_eval.parameters.text import fold

TRUE = ("true", "1", "co", "yes", "x", "dung", "v", "roi", "da")
FALSE = ("false", "0", "khong", "no", "sai", "chua")
NOT_DIGITS = r"[\s.\-–]"


def read_flags(name: str, cells: pd.Series[str], maker: ProblemMaker) -> ColumnRead:
    """Column of yes or no.

    Parameters
    ----------
    name : str
    cells : Series of str
        Cleaned.
    maker : ProblemMaker

    Returns
    -------
    ColumnRead
        ``boolean``.
    """
    words = dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)
    known = {text: words.get(fold(text)) for text in cells.dropna().unique()}
    values = cells.map(known).astype("boolean")
    wrong = values.isna() & cells.notna()
    return ColumnRead(values, wrong, maker.cells("table.not_flag", name, wrong))


def read_text(name: str, cells: pd.Series[str], column: Column, registry: Registry, maker: ProblemMaker) -> ColumnRead:
    """Column of text; titles of codes become codes, tax codes become digits.

    Parameters
    ----------
    name : str
    cells : Series of str
        Cleaned.
    column : Column
    registry : Registry
    maker : ProblemMaker

    Returns
    -------
    ColumnRead
        ``str``; provinces are resolved elsewhere, because their names depend on the year.
    """
    if column.form == "tax_code":
        return ColumnRead(cells.str.replace(NOT_DIGITS, "", regex=True), nothing(cells))
    if column.form == "vsic":
        bare = cells.str.replace(NOT_DIGITS, "", regex=True).str.upper()
        return ColumnRead(bare.str.replace(r"^[A-U](?=\d)", "", regex=True), nothing(cells))
    codes = codes_of(column, registry)
    if codes is None:
        return ColumnRead(cells, nothing(cells))
    forms = {fold(form): code for code, titles in codes.items() for form in titles}
    known = {text: text if text in codes else forms.get(fold(text)) for text in cells.dropna().unique()}
    values = cells.map({text: code or text for text, code in known.items()}).astype("str")
    wrong = cells.notna() & ~values.isin(list(codes))
    read = ColumnRead(values.mask(wrong), wrong)
    read.problems = maker.codes(name, wrong, list(codes))
    return read


def codes_of(column: Column, registry: Registry) -> Mapping[str, tuple[str, ...]] | None:
    """Titles by code; None where any text will do."""
    if column.allowed is not None:
        return {code: (title.vi, title.en) for code, title in column.allowed.items()}
    if column.allowed_from == "sectors":
        return {code: (sector.title.vi, sector.title.en) for code, sector in registry.sectors.items()}
    return None


def nothing(cells: pd.Series) -> pd.Series[bool]:
    """No row marked."""
    return pd.Series(data=False, index=cells.index)


def read_provinces_of_years(
    name: str, cells: pd.Series[str], years: pd.Series, registry: Registry, maker: ProblemMaker
) -> ColumnRead:
    """Provinces by the names of their year: slug, name or alias, never by likeness.

    Parameters
    ----------
    name : str
    cells : Series of str
        Cleaned.
    years : Series of Int64
        NA where unknown: any year will then do.
    registry : Registry
    maker : ProblemMaker

    Returns
    -------
    ColumnRead
        Slugs.
    """
    everything = names_of(registry.provinces)
    pairs = pd.DataFrame({"text": cells, "year": years}).loc[cells.notna()].drop_duplicates()
    at = {year: names_in(registry, year) for year in pairs["year"].unique() if not pd.isna(year)}
    slugs: dict[tuple[str, object], str] = {}
    others: set[str] = set()
    for text, year in pairs.itertuples(index=False):
        known = everything if pd.isna(year) else at[year]
        found = by_name(known, text)
        slugs[text, year if not pd.isna(year) else None] = found.slug if found else ""
        if found is None and by_name(everything, text):
            others.add(text)
    keys = zip(cells, years.astype(object).where(years.notna(), None), strict=True)
    resolved = [slugs.get((text, year), "") for text, year in keys]
    values = pd.Series(resolved, index=cells.index, dtype="str")
    wrong = cells.notna() & values.eq("")
    dated = wrong & cells.isin(list(others))
    read = ColumnRead(values.mask(values.eq("")), wrong)
    read.problems = maker.codes(name, wrong & ~dated, sorted({province.slug for province in registry.provinces}))
    told = {"year": ", ".join(map(str, sorted(set(years[dated].dropna())))) or "-"}
    read.problems += maker.cells("table.province_of_other_years", name, dated, values=told)
    return read


def names_in(registry: Registry, year: int) -> Mapping[str, Province]:
    """Names of the provinces that existed on some day of a year; all names where no calendar has the year."""
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return names_of(registry.provinces)
    days = (dt.date(int(year), 1, 1), dt.date(int(year), 12, 31))
    return names_of(province for province in registry.provinces if any(province.valid_on(day) for day in days))
