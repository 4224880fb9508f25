"""Which sheet of a workbook is the table, and which codebook it follows."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.tables.cells import RawSheet, clean_head
from sxsh_eval.inputs.tables.head_row import HeadRow, Readers, find_head, fit_of

SHOWN = 8


def chosen_sheet(sheets: Sequence[RawSheet], readers: Readers, label: str) -> tuple[RawSheet, HeadRow, list[Problem]]:
    """The sheet whose heads fit a codebook best.

    Parameters
    ----------
    sheets : sequence of RawSheet
        Hidden ones count only where no other fits, or where one was asked for by name.
    readers : Mapping of str to HeadReader
        Of the codebooks that are allowed, by name.
    label : str
        Name of the file in messages.

    Returns
    -------
    sheet : RawSheet
    head : HeadRow
    problems : list of Problem
        Warnings: hidden sheets that hold such a table too, a hidden one that was read.

    Raises
    ------
    InputError
        If none fits, or several do equally well.
    """
    if not sheets:
        raise InputError([Problem("table.no_rows", label, "0")])
    found = [(sheet, head) for sheet in sheets if (head := find_head(sheet, readers)) is not None]
    if not found and len(readers) == 1 and len(sheets) == 1:
        return sheets[0], first_row_as_head(sheets[0], next(iter(readers))), []
    if not found:
        raise InputError([Problem("table.no_head", label, _heads_seen(sheets), {"tables": ", ".join(readers)})])
    seen = [pair for pair in found if pair[0].visible] or found
    best = max(head.fit for _, head in seen)
    ties = [(sheet, head) for sheet, head in seen if head.fit == best]
    if len(ties) > 1:
        names = ", ".join(sheet.name for sheet, _ in ties)
        raise InputError([Problem("table.which_sheet", label, names, {"names": names})])
    sheet, head = ties[0]
    _one_codebook(head, readers, label)
    hidden = [other.name for other, _ in found if not other.visible]
    problems = [Problem("table.hidden_sheet", label, ", ".join(hidden), severity="warning")] if hidden else []
    return sheet, head, problems


def _one_codebook(head: HeadRow, readers: Readers, label: str) -> None:
    """Refuse heads that fit two readers equally well."""
    equal = [name for name, reader in readers.items() if fit_of(head.names, reader) == head.fit]
    if len(equal) > 1:
        names = ", ".join(equal)
        raise InputError([Problem("table.which_table", label, names, {"names": names})])


def first_row_as_head(sheet: RawSheet, table: str) -> HeadRow:
    """First row that is not empty, for a table whose heads nobody knows: its problems name them all."""
    at = next(number for number, row in enumerate(sheet.rows) if any(clean_head(value) for value in row))
    names = tuple(clean_head(value) for value in sheet.rows[at])
    return HeadRow(table, names, at + 1, at + 1, (0, 0), {})


def _heads_seen(sheets: Sequence[RawSheet]) -> str:
    """First words of each sheet, for the message."""
    parts = []
    for sheet in sheets[:SHOWN]:
        words = [clean_head(value) for row in sheet.rows[:3] for value in row]
        parts.append(f"{sheet.name or '-'}: {', '.join([word for word in words if word][:SHOWN])}"[:120])
    return "; ".join(parts)
