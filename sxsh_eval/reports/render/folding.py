"""Tables without repeated words: a unit that a whole column shares stands in its head, an equal mark in the notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sxsh_eval.parameters.quantity import Mark, Name, Num, Phrase, Range, Value, phrase
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from sxsh_eval.reports.model import Column, Table

FEWEST_ROWS = 3
"""A table of fewer rows repeats little."""

NARROWEST = 2
"""Columns that are left at least."""

Cell = Value | None


def fold_table(table: Table) -> Table:
    """Table as pages show it; workbooks, which are filtered and sorted, keep every cell.

    Parameters
    ----------
    table : Table

    Returns
    -------
    Table
        Columns whose marks are all equal (a grade of evidence, a status) are told in a note; a group of rows is named
        once; a unit that all numbers of a column share is told in its head.
    """
    if len(table.rows) < FEWEST_ROWS:
        return table
    return _with_units_in_heads(_without_repeated_groups(_without_equal_marks(table)))


def folded(table: Table, language: Language) -> Table:
    """The same, made once for all formats of one language."""
    return language.recall("folded", table, lambda: fold_table(table))


def _without_equal_marks(table: Table) -> Table:
    columns = list(zip(*table.rows, strict=True))
    equal = [at for at, cells in enumerate(columns) if _one_mark(cells)]
    kept = [at for at in range(len(columns)) if at not in equal]
    if not equal or len(kept) < NARROWEST:
        return table
    notes = tuple(
        phrase("render.every_row", head=table.columns[at].head, value=columns[at][0]) for at in equal if columns[at][0]
    )
    update = {
        "columns": tuple(table.columns[at] for at in kept),
        "rows": tuple(tuple(row[at] for at in kept) for row in table.rows),
        "notes": (*notes, *table.notes),
    }
    return table.model_copy(update=update)


def _without_repeated_groups(table: Table) -> Table:
    """The first column names a group of rows once, above the first of them."""
    if len(table.columns) < FEWEST_ROWS or table.columns[1].align != "left":
        return table
    firsts = [row[0] for row in table.rows]
    rows = tuple(
        (None if at and firsts[at] is not None and firsts[at] == firsts[at - 1] else row[0], *row[1:])
        for at, row in enumerate(table.rows)
    )
    return table.model_copy(update={"rows": rows})


def _one_mark(cells: Sequence[Cell]) -> bool:
    return isinstance(cells[0], Mark) and all(cell == cells[0] for cell in cells)


def _with_units_in_heads(table: Table) -> Table:
    units = [_common_unit(cells) if at else "" for at, cells in enumerate(zip(*table.rows, strict=True))]
    if not any(units):
        return table
    heads = tuple(_head(column, unit) if unit else column for column, unit in zip(table.columns, units, strict=True))
    rows = tuple(
        tuple(_bare(cell) if unit else cell for cell, unit in zip(row, units, strict=True)) for row in table.rows
    )
    return table.model_copy(update={"columns": heads, "rows": rows})


def _common_unit(cells: Sequence[Cell]) -> str:
    """Unit of all numbers of a column; empty where they differ, are few or have none."""
    found = [unit for cell in cells if cell is not None for unit in _units(cell)]
    if len(found) < FEWEST_ROWS or len(set(found)) > 1 or not found[0]:
        return ""
    return found[0] if all(unit_words(found[0])) else ""


def _units(cell: Value) -> Iterator[str]:
    """Units that a cell shows; a unit that cannot be taken out comes as an empty one."""
    match cell:
        case Num() | Range():
            yield cell.unit
        case Phrase(key="common.with_interval"):
            value = cell.values["value"]
            yield value.unit if isinstance(value, Num) else ""
        case Phrase() if _has_numbers(cell):
            yield ""


def _has_numbers(value: Value) -> bool:
    if isinstance(value, Phrase):
        return any(_has_numbers(part) for part in value.values.values())
    return isinstance(value, Num | Range)


def _bare(cell: Cell) -> Cell:
    """Cell without its unit."""
    match cell:
        case Num() | Range():
            return cell.model_copy(update={"unit": "count"})
        case Phrase(key="common.with_interval"):
            return cell.model_copy(update={"values": {**cell.values, "value": _bare(cell.values["value"])}})
        case _:
            return cell


def _head(column: Column, unit: str) -> Column:
    vietnamese, english = unit_words(unit)
    if vietnamese in Language("vi").say(column.head):
        return column
    named = Name(vi=vietnamese, en=english)
    return column.model_copy(update={"head": phrase("render.head_with_unit", head=column.head, unit=named)})


def unit_words(unit: str) -> tuple[str, ...]:
    """Words of a unit without a number, Vietnamese first; empty for a plain number.

    Parameters
    ----------
    unit : str
        Key ``unit.<unit>`` of the catalogues.

    Returns
    -------
    tuple of str
        One for each language, in the plural.
    """
    entries = (catalogue(code)[f"unit.{unit}"] for code in LANGUAGES)
    plurals = (entry["other"] if isinstance(entry, dict) else entry for entry in entries)
    words = (entry.replace("{n}", "").strip() for entry in plurals)
    return tuple(f"1{word}" if word.startswith("/") else word for word in words)
