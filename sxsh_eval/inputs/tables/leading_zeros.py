"""Codes that a spreadsheet took for numbers get their leading zeros back, with a word about it."""

from __future__ import annotations

import pandas as pd

from sxsh_eval.errors import Problem, TableProblem
from sxsh_eval.parameters.codebook import Column

TAX_CODE = (10, 13)
"""Digits of the tax code of an enterprise, of its branches."""

DIVISION = (2,)
"""Digits of a division of VSIC."""

SHORTEST = {10: 8, 13: 11, 2: 1}
"""Fewest digits that can be left of a code of so many."""

SHOWN = 5


def widths_of(column: Column | None) -> tuple[int, ...]:
    """Numbers of digits that codes of a column have; none for other columns."""
    if column is None:
        return ()
    return TAX_CODE if column.form == "tax_code" else DIVISION if column.allowed_from == "sectors" else ()


def padded(cells: pd.Series[str], column: Column | None, where: str, problems: list[Problem]) -> pd.Series[str]:
    """Cells of a column of codes with their leading zeros.

    Parameters
    ----------
    cells : Series of str
        Named by its head.
    column : Column or None
        Its entry in the codebook.
    where : str
        File, sheet and column in messages.
    problems : list of Problem
        Takes a warning that names the changed rows.

    Returns
    -------
    Series of str
        Changed only where digits alone stand and their number is that of a code without its zeros.
    """
    widths = widths_of(column)
    if not widths or not len(cells):
        return cells
    digits = cells.str.fullmatch("[0-9]+", na=False)
    length = cells.str.len().fillna(0).astype("int64")
    wanted = length.map({size: width for width in reversed(widths) for size in range(SHORTEST[width], width + 1)})
    short = digits & (wanted > length)
    if not short.any():
        return cells
    filled = [text.zfill(int(width)) for text, width in zip(cells[short], wanted[short], strict=True)]
    rows = tuple(int(row) for row in cells.index[short])
    pairs = zip(rows[:SHOWN], cells[short], filled, strict=False)
    shown = ", ".join(f"{old} → {new} (dòng/row {row})" for row, old, new in pairs)
    more = f" (+{len(rows) - SHOWN})" if len(rows) > SHOWN else ""
    problems.append(TableProblem("table.leading_zero", where, shown + more, {}, "warning", str(cells.name), rows))
    return cells.mask(short, pd.Series(filled, index=cells.index[short], dtype="str").reindex(cells.index))
