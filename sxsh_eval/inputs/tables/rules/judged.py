"""What a rule of tables sees: the typed table, its codebook, what the rules say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.table_problems import ProblemMaker
from sxsh_eval.parameters.codebook import Codebook
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.table_rules import TableRules

AMOUNT_UNITS = ("kwh", "tonne", "m3", "toe", "mvnd")


@dataclass(frozen=True, eq=False)
class Judged:
    """A typed table under judgement.

    Attributes
    ----------
    table : DataFrame
        Columns of the codebook in their types; the index is the row of the file.
    faulty : Mapping of str to Series of bool
        Cells that could not be read: missing in `table`, told already.
    codebook : Codebook
    registry : Registry
    rules : TableRules
    maker : ProblemMaker
    period : Span, optional
        Years that rows may be of.
    today : date
    """

    table: pd.DataFrame
    faulty: Mapping[str, pd.Series[bool]]
    codebook: Codebook
    registry: Registry
    rules: TableRules
    maker: ProblemMaker
    period: Span | None
    today: dt.date

    def has(self, *names: str) -> bool:
        """Whether all these columns are there."""
        return all(name in self.table.columns for name in names)

    def floats(self, name: str) -> pd.Series[float]:
        """Column of numbers as floats, NaN where missing."""
        return self.table[name].astype("Float64").astype("float64")

    @property
    def is_panel(self) -> bool:
        """Whether a row is one unit in one year, so that its years can be compared."""
        return not self.codebook.within and self.has(self.codebook.unit, self.codebook.period)

    @property
    def amounts(self) -> list[str]:
        """Columns of amounts that are there."""
        return [
            name
            for name, column in self.codebook.columns.items()
            if column.type == "number" and column.unit in AMOUNT_UNITS and name in self.table.columns
        ]


Rule = Callable[[Judged], Iterator[TableProblem]]


def groups_of(keys: pd.Series) -> pd.Series[int]:
    """Number of each key; a missing one is alone, because nobody knows whose it is."""
    codes, _ = pd.factorize(keys)
    alone = np.arange(len(codes)) + len(codes)
    return pd.Series(np.where(codes < 0, alone, codes), index=keys.index, dtype="int64")


def sure(flags: pd.Series) -> pd.Series[bool]:
    """Comparison as plain truth values, unknown counting as false."""
    return flags.fillna(value=False).astype("bool")
