"""Problems of cells: which rows, what stands there, how grave the rules say it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sxsh_eval.errors import TableProblem, nearest
from sxsh_eval.parameters.table_rules import TableRules

SHOWN = 5
LONGEST = 40
MOST_CODES = 80


@dataclass
class ProblemMaker:
    """Makes problems of one table.

    Attributes
    ----------
    rules : TableRules
        Severities.
    heads : dict of str to str
        Heads of the file by column.
    text : DataFrame
        Cells as in the file, by column of the codebook; what messages show.
    """

    rules: TableRules
    heads: dict[str, str] = field(default_factory=dict)
    text: pd.DataFrame = field(default_factory=pd.DataFrame)

    def whole(self, code: str, where: str, found: str, values: Mapping[str, str] | None = None) -> TableProblem:
        """Problem of a column or of the whole table."""
        head = self.head(where)
        return TableProblem(code, head, found, values or {}, self.rules.rules[code].severity, head)

    def head(self, *columns: str) -> str:
        """Heads of columns as in the file, joined by commas; names of the codebook where the file has none."""
        return ", ".join(self.heads.get(column, column) for column in columns)

    def cells(
        self,
        code: str,
        column: str,
        rows: pd.Series[bool],
        *,
        shown: pd.Series | None = None,
        values: Mapping[str, str] | None = None,
    ) -> list[TableProblem]:
        """One problem for the rows marked, or none.

        Parameters
        ----------
        code : str
            Of the rules.
        column : str
            Name in the codebook; several joined by commas for rows as a whole.
        rows : Series of bool
            By row of the file.
        shown : Series, optional
            What to show instead of the cells of the file.
        values : Mapping, optional
            For the sentences.

        Returns
        -------
        list of TableProblem
            At most one.
        """
        numbers = rows.index[rows.to_numpy(dtype=bool)]
        if not len(numbers):
            return []
        head = self.head(column)
        first = list(numbers[:SHOWN])
        more = f" (+{len(numbers) - SHOWN})" if len(numbers) > SHOWN else ""
        where = f"{head} · dòng/row {', '.join(map(str, first))}{more}"
        cells = shown if shown is not None else self.text.get(column)
        found = (
            ", ".join(shown_cell(cells.loc[row]) for row in first) + more if cells is not None else str(len(numbers))
        )
        severity = self.rules.rules[code].severity
        return [TableProblem(code, where, found, values or {}, severity, head, tuple(int(row) for row in numbers))]

    def codes(self, column: str, rows: pd.Series[bool], known: Sequence[str]) -> list[TableProblem]:
        """Cells whose code is not listed, with the code nearest to the first of them."""
        if not rows.any():
            return []
        first = str(self.text[column][rows].iloc[0])
        values = {"known": ", ".join(known[:MOST_CODES]) + (" …" if len(known) > MOST_CODES else "")}
        values |= {"nearest": nearest(first.lower(), known) or "-"}
        return self.cells("table.unknown_code", column, rows, values=values)


def shown_cell(value: object) -> str:
    """Short form of a cell for a message."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN differs from itself
        return "-"
    text = f"{value:.6g}" if isinstance(value, float) else str(value).removesuffix("e0")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
