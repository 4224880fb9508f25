"""Cells that are empty or lie outside what is possible, usual, or of the period."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.rules.judged import Judged, sure

FEWEST_SHARES = 3
ANSWERED = "has_answered"
"""Flag of a survey's rows: who was asked without answering has no weight."""


def empty_cells(judged: Judged) -> Iterator[TableProblem]:
    """Cells without a value where one is needed; of those who did not answer only what every table must have."""
    silent = ~sure(judged.table[ANSWERED].fillna(value=True)) if judged.has(ANSWERED) else None
    for name, column in judged.codebook.columns.items():
        if judged.has(name) and not column.may_be_empty:
            empty = judged.table[name].isna() & ~judged.faulty[name]
            if silent is not None and not column.required:
                empty &= ~silent
            yield from judged.maker.cells("table.empty_cell", name, empty)


def limits(judged: Judged) -> Iterator[TableProblem]:
    """Values beyond what is possible, values beyond what is usual."""
    for name, column in judged.codebook.columns.items():
        if not judged.has(name) or not column.is_numeric:
            continue
        cells = judged.floats(name)
        bounds = (
            ("table.out_of_range", column.low, column.high),
            ("table.unusual_value", column.usual_low, column.usual_high),
        )
        for code, low, high in bounds:
            for limit, sign in ((low, "≥"), (high, "≤")):
                if limit is not None:
                    outside = cells < limit if sign == "≥" else cells > limit
                    yield from judged.maker.cells(code, name, outside, values={"limit": f"{sign} {limit:g}"})


def percentages(judged: Judged) -> Iterator[TableProblem]:
    """Percentages none of which exceeds one: a spreadsheet stores 12.5 % as 0.125."""
    for name, column in judged.codebook.columns.items():
        if column.unit == "percent" and judged.has(name):
            cells = judged.floats(name)
            small = cells.notna() & (cells != 0)
            if small.sum() >= FEWEST_SHARES and (cells[small].abs() <= 1).all():
                yield from judged.maker.cells("table.percent_as_share", name, small)


def years(judged: Judged) -> Iterator[TableProblem]:
    """Rows of years outside the period, years that have not come yet."""
    period = judged.codebook.period
    if judged.period is not None and judged.has(period):
        year = judged.floats(period)
        outside = (year < judged.period.first) | (year > judged.period.last)
        told = {"first": str(judged.period.first), "last": str(judged.period.last)}
        yield from judged.maker.cells("table.year_out_of_period", period, outside, values=told)
    for name, column in judged.codebook.columns.items():
        if column.type == "year" and judged.has(name):
            future = sure(judged.floats(name) > judged.today.year)
            yield from judged.maker.cells("table.future_year", name, future, values={"year": str(judged.today.year)})
