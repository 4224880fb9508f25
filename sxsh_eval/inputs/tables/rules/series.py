"""Years of one enterprise beside each other: large changes, copied values, round numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.rules.judged import Judged, groups_of, sure

LEAST_ROUND = 100.0
SAME = 1e-9


def by_years(judged: Judged) -> tuple[pd.DataFrame, pd.Series[bool]]:
    """Rows by unit and period; whether a row follows the same unit's row of the year before."""
    unit, period = judged.codebook.unit, judged.codebook.period
    rows = judged.table.sort_values([unit, period], kind="stable")
    year = rows[period].astype("Float64").astype("float64")
    follows = rows[unit].eq(rows[unit].shift()) & (year.diff() == 1)
    return rows, sure(follows)


def large_changes(judged: Judged) -> Iterator[TableProblem]:
    """Amounts that change by more than the threshold from one year to the next."""
    if not judged.is_panel:
        return
    rows, follows = by_years(judged)
    limit = judged.rules.thresholds.change_ratio
    for name in judged.amounts:
        cells = rows[name].astype("float64")
        before = cells.shift().where(follows)
        change = (cells / before.where(before > 0)) - 1
        large = sure(change.abs() > limit).reindex(judged.table.index)
        marked = large.reindex(cells.index)
        shown = cells[marked].map("{:.6g}".format) + change[marked].map(" ({:+.0%})".format)
        values = {"limit": f"{limit:.0%}"}
        yield from judged.maker.cells("table.large_change", name, large, shown=shown, values=values)


def copied_values(judged: Judged) -> Iterator[TableProblem]:
    """The same amount in several years in a row."""
    if not judged.is_panel:
        return
    rows, follows = by_years(judged)
    years = judged.rules.thresholds.copied_years
    for name in judged.amounts:
        cells = rows[name].astype("float64")
        same = follows & cells.eq(cells.shift()) & (cells > 0)
        runs = (~same).cumsum()
        copied = (runs.groupby(runs).transform("size") >= years).reindex(judged.table.index)
        yield from judged.maker.cells("table.copied_years", name, sure(copied), values={"years": str(years)})


def copied_rows(judged: Judged) -> Iterator[TableProblem]:
    """Rows whose amounts are all those of the year before."""
    amounts = judged.amounts
    if not judged.is_panel or len(amounts) < 2:  # noqa: PLR2004 - one amount alone may stay the same
        return
    rows, follows = by_years(judged)
    cells = rows[amounts].astype("float64")
    same = (cells == cells.shift()) & (cells > 0)
    filled = cells > 0
    copied = follows & (same.sum(axis=1) >= 2) & same.eq(filled).all(axis=1)  # noqa: PLR2004 - as above
    keys = judged.codebook.keys
    if copied.any():
        shown = rows.loc[copied, keys].astype("str").agg(" ".join, axis=1)
        where = judged.maker.head(*keys)
        yield from judged.maker.cells("table.copied_row", where, copied.reindex(judged.table.index), shown=shown)


def round_numbers(judged: Judged) -> Iterator[TableProblem]:
    """Enterprises all of whose amounts are round: estimates rather than readings."""
    unit, amounts = judged.codebook.unit, judged.amounts
    if not amounts or not judged.has(unit) or judged.codebook.within:
        return
    limits = judged.rules.thresholds
    count = pd.Series(0, index=judged.table.index)
    rough = count.copy()
    for name in amounts:
        cells = judged.floats(name).abs()
        large = sure(cells >= LEAST_ROUND)
        step = 10.0 ** (np.floor(np.log10(cells.where(large))) - (limits.round_digits - 1))
        part = cells / step
        count += large
        rough += sure((part - part.round()).abs() < SAME * part)
    sums = pd.DataFrame({"count": count, "rough": rough}).groupby(groups_of(judged.table[unit])).transform("sum")
    found = sure((sums["count"] >= limits.round_values) & (sums["count"] == sums["rough"])) & (count > 0)
    shown = judged.table[unit].astype("str")
    values = {"digits": str(limits.round_digits)}
    yield from judged.maker.cells("table.round_numbers", unit, found, shown=shown, values=values)
