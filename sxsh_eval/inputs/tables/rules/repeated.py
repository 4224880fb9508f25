"""Rows that name the same unit and period: identical ones are dropped, others conflict."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.rules.judged import Judged


def keys_of(judged: Judged) -> list[str]:
    """Columns that name a row, if all are there."""
    keys = judged.codebook.keys
    return keys if judged.has(*keys) else []


def identical(judged: Judged) -> pd.Series[bool]:
    """Rows that repeat an earlier one in every column of the codebook."""
    keys = keys_of(judged)
    if not keys:
        return pd.Series(data=False, index=judged.table.index)
    read = ~pd.DataFrame(dict(judged.faulty)).any(axis=1).reindex(judged.table.index, fill_value=False)
    named = judged.table[keys].notna().all(axis=1)
    candidates = judged.table.duplicated(keys, keep=False) & read & named
    repeated = judged.table[candidates].duplicated(keep="first")
    return repeated.reindex(judged.table.index, fill_value=False).astype("bool")


def identical_rows(judged: Judged) -> Iterator[TableProblem]:
    """Warning with the rows that are dropped."""
    yield from told(judged, "table.identical_row", identical(judged))


def conflicting_rows(judged: Judged) -> Iterator[TableProblem]:
    """Different rows of one unit and period; which is right only the analyst knows."""
    keys = written_keys(judged)
    if keys is not None:
        yield from told(judged, "table.duplicate_row", keys.duplicated(keep=False) & keys.notna().all(axis=1))


def written_keys(judged: Judged) -> pd.DataFrame | None:
    """Keys of each row as text; a key that could not be understood stands as it is written."""
    names = keys_of(judged)
    if not names:
        return None
    keys = {}
    for name in names:
        read = judged.table[name]
        keys[name] = read.astype("str").where(read.notna(), judged.maker.text[name].where(judged.faulty[name]))
    return pd.DataFrame(keys, index=judged.table.index)


def told(judged: Judged, code: str, rows: pd.Series[bool]) -> list[TableProblem]:
    """Problem of whole rows, shown by their keys."""
    if not rows.any():
        return []
    keys = judged.codebook.keys
    written = written_keys(judged)
    shown = None if written is None else written[rows].agg(" ".join, axis=1)
    heads = judged.maker.head(*keys)
    return judged.maker.cells(code, heads, rows, shown=shown, values={"keys": heads})
