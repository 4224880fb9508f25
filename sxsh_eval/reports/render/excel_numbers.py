"""Numbers inside cells that say more than a number ("10 % (9,5–10,5)"), as columns to filter and calculate with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sxsh_eval.parameters.quantity import Num, Phrase, Range, Value, Years, phrase
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Column, Table

KINDS = ("value", "low", "high", "year")
LONGEST = 60
"""Letters of a cell that is a figure rather than a sentence."""


@dataclass(frozen=True)
class Numbers:
    """What a cell holds: a value, the ends of a range, a year."""

    value: Num | None = None
    low: Num | None = None
    high: Num | None = None
    year: Num | None = None


def numbers(cell: Value | None, language: Language) -> Numbers | None:
    """Find the numbers that a cell shows.

    Parameters
    ----------
    cell : Value or None
        Any cell of a table.
    language : Language
        Language in which it is shown.

    Returns
    -------
    Numbers or None
        None if there is no value and no range, if there are several of a kind, or if it is a whole sentence.
    """
    return None if cell is None else language.recall("numbers", cell, lambda: _numbers(cell, language))


def _numbers(cell: Value, language: Language) -> Numbers | None:
    said = language.show(cell)
    if len(said) > LONGEST:
        return None
    parts = [part for part in _parts(cell) if language.show(part) in said]
    values = [part for part in parts if isinstance(part, Num) and part.unit != "year"]
    ranges = [part for part in parts if isinstance(part, Range)]
    years = [part for part in parts if isinstance(part, Num) and part.unit == "year"]
    if len(values) > 1 or len(ranges) > 1 or len(years) > 1 or not (values or ranges):
        return None
    low, high = _ends(ranges[0]) if ranges else (None, None)
    return Numbers(next(iter(values), None), low, high, next(iter(years), None))


def with_numbers(table: Table, language: Language) -> Table:
    """Add a column of numbers for each kind of number that the cells of a column hold beside other things.

    Parameters
    ----------
    table : Table
        As the report shows it.
    language : Language
        Language in which its cells are shown.

    Returns
    -------
    Table
        The same columns, then those of numbers; the same table if no column needs them.
    """
    columns, rows = list(table.columns), [list(row) for row in table.rows]
    for at, column in enumerate(table.columns):
        found = [numbers(row[at], language) for row in table.rows]
        if not _worth_it([row[at] for row in table.rows], found):
            continue
        for kind in KINDS:
            cells: list[Num | None] = [getattr(one, kind) if one else None for one in found]
            if any(cells):
                columns.append(Column(head=phrase(f"office.number.{kind}", head=column.head), align="right"))
                for row, cell in zip(rows, cells, strict=True):
                    row.append(cell)
    return table.model_copy(update={"columns": tuple(columns), "rows": tuple(tuple(row) for row in rows)})


def _worth_it(cells: list[Value | None], found: list[Numbers | None]) -> bool:
    """Whether a column is one of figures, and some of its cells are more than a plain number."""
    filled = sum(cell is not None for cell in cells)
    held = [cell for cell, one in zip(cells, found, strict=True) if one]
    return 2 * len(held) >= filled and any(not isinstance(cell, Num) for cell in held)


def _parts(cell: Value | None) -> Iterator[Value]:
    match cell:
        case Num() | Range():
            yield cell
        case Years() if cell.first == cell.last:
            yield Num(value=cell.first, unit="year")
        case Phrase():
            for part in cell.values.values():
                yield from _parts(part)
        case _:
            return


def _ends(band: Range) -> tuple[Num, Num]:
    low, high = (Num(value=end, unit=band.unit, digits=band.digits) for end in (band.low, band.high))
    return low, high
