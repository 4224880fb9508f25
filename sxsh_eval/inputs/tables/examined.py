"""A table read and judged: every row of it used, refused or dropped as a repetition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sxsh_eval.errors import Problem, TableProblem
from sxsh_eval.inputs.tables.balance import Balance
from sxsh_eval.inputs.tables.cells import Cells
from sxsh_eval.inputs.tables.check import check_table
from sxsh_eval.parameters.codebook import Codebook
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.table_rules import TableRules

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Examined:
    """What became of each row of a table.

    Attributes
    ----------
    cells : Cells
        As the file has them.
    codebook : Codebook
    table : DataFrame
        Rows that may be used, typed; the index is the row of the file.
    problems : tuple of Problem
        Errors first.
    refused : Mapping of int to tuple of str
        Codes of the errors of each refused row.
    deduplicated : tuple of int
        Rows that repeat an earlier one in every column.
    """

    cells: Cells
    codebook: Codebook
    table: pd.DataFrame
    problems: tuple[Problem, ...]
    refused: Mapping[int, tuple[str, ...]]
    deduplicated: tuple[int, ...]

    @property
    def balance(self) -> Balance:
        """Rows read, and what became of them."""
        counts = len(self.cells.frame), len(self.table), len(self.refused), len(self.deduplicated)
        return Balance(*counts, aside=len(self.cells.aside))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that stop the job."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def is_usable(self) -> bool:
        """Whether the rows that are not refused may be used: no error concerns the table as a whole."""
        return all(isinstance(problem, TableProblem) and problem.rows for problem in self.errors)

    @cached_property
    def places(self) -> dict[str, int]:
        """Number of the file's column, by its head and by its name in the codebook."""
        from sxsh_eval.inputs.tables.heads import HeadReader

        by_name = {
            head.column: self.cells.places[head.text]
            for head in HeadReader(self.codebook, {}).read(self.cells.places)
            if head.column
        }
        return {**by_name, **self.cells.places}


def examine(
    cells: Cells,
    codebook: Codebook,
    registry: Registry,
    *,
    period: Span | None = None,
    province: str | None = None,
    rules: TableRules | None = None,
) -> Examined:
    """Hold a table against its codebook.

    Parameters
    ----------
    cells : Cells
    codebook : Codebook
    registry : Registry
    period : Span, optional
        Years that rows may be of.
    province : str, optional
        Slug of the only province that rows should be of.
    rules : TableRules, optional
        By default the project's.

    Returns
    -------
    Examined
    """
    checked = check_table(cells.frame, codebook, registry, period=period, thresholds=rules)
    problems = [*cells.problems, *checked.problems, *other_provinces(checked.table, province)]
    dropped = set(checked.deduplicated_rows)
    known = set(map(int, cells.frame.index))
    refused: dict[int, list[str]] = {row: [] for row in checked.refused_rows}
    for problem in problems:
        if problem.severity == "error" and isinstance(problem, TableProblem):
            for row in problem.rows:
                if row in known and row not in dropped:
                    refused.setdefault(row, []).append(problem.code)
    used = checked.table.drop(index=[row for row in refused if row in checked.table.index])
    ranked = tuple(sorted(problems, key=lambda problem: problem.severity))
    reasons = {row: tuple(codes) for row, codes in sorted(refused.items())}
    return Examined(cells, codebook, used, ranked, reasons, checked.deduplicated_rows)


def other_provinces(table: pd.DataFrame, province: str | None) -> list[Problem]:
    """Rows of provinces other than the one the file is said to be of."""
    if province is None or "province" not in table:
        return []
    other = table["province"].notna() & (table["province"] != province)
    if not other.any():
        return []
    rows = tuple(int(row) for row in table.index[other])
    names = ", ".join(sorted(set(table.loc[other, "province"]))[:5])
    return [
        TableProblem("table.other_province", "province", names, {"province": province}, "warning", "province", rows)
    ]
