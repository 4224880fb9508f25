"""Cells of a table: text into values, rows into names that a person can find."""

from __future__ import annotations

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.parameters.codebook import Codebook, Column

TRUE = ("true", "1", "có", "yes", "x", "đúng")
FALSE = ("false", "0", "không", "no", "sai")
SHOWN = 5


def rows_named(frame: pd.DataFrame, rows: pd.Series[bool], codebook: Codebook) -> str:
    """First rows concerned, by enterprise and year, with the number of the others."""
    keys = [name for name in codebook.keys if name in frame.columns]
    found = frame.loc[rows, keys]
    names = [" ".join(str(part) for part in row) for row in found.head(SHOWN).itertuples(index=False)]
    more = f" (+{len(found) - SHOWN})" if len(found) > SHOWN else ""
    return (", ".join(names) if keys else str(len(found))) + more


def converted(cells: pd.Series[str], column: Column, label: str, problems: list[Problem]) -> pd.Series:
    """Cells of a column in its type; what cannot be understood becomes a problem.

    Parameters
    ----------
    cells : Series of str
        As in the file, missing where empty.
    column : Column
    label : str
        Name of the file in messages.
    problems : list of Problem
        Takes what is found.

    Returns
    -------
    Series
        Text, ``Int64``, ``float64`` or ``boolean``.
    """
    text = cells.str.strip().str.normalize("NFC")
    if column.type == "text":
        return text
    where = f"{label} · {cells.name}"
    if column.type == "flag":
        lower = text.str.lower()
        flags = lower.map(dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)).astype("boolean")
        note(text[flags.isna() & text.notna()], "table.not_flag", where, problems)
        return flags
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    wrong = numbers.isna() & text.notna()
    if column.type != "number":
        wrong |= numbers.notna() & (numbers % 1 != 0)
    note(text[wrong], "table.not_number", where, problems)
    whole = column.type != "number" and not wrong.any()
    return numbers.astype("Int64") if whole else numbers


def note(cells: pd.Series[str], code: str, where: str, problems: list[Problem]) -> None:
    """Problem with the first cells concerned and their rows in the file (the first row holds the names)."""
    if len(cells):
        shown = [f"{value!r} (dòng/row {int(str(row)) + 2})" for row, value in cells.head(SHOWN).items()]
        more = f" (+{len(cells) - SHOWN})" if len(cells) > SHOWN else ""
        problems.append(Problem(code, where, ", ".join(shown) + more))
