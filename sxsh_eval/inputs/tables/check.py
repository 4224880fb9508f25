"""Checking a table: text cells in, typed rows out, with everything that is wrong in one round."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from sxsh_eval.errors import TableProblem, nearest
from sxsh_eval.inputs.tables.column_read import Conversion
from sxsh_eval.inputs.tables.decimal_style import Style
from sxsh_eval.inputs.tables.rules.all_rules import apply_rules
from sxsh_eval.inputs.tables.rules.judged import Judged
from sxsh_eval.inputs.tables.rules.repeated import identical, identical_rows
from sxsh_eval.inputs.tables.table_problems import ProblemMaker
from sxsh_eval.inputs.tables.typed import typed_table
from sxsh_eval.parameters.codebook import Codebook
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.table_rules import TableRules, read_table_rules

FIRST_ROW = 2


@dataclass(frozen=True)
class Counts:
    """What became of the rows: read = used + refused + deduplicated."""

    read: int
    used: int
    refused: int
    deduplicated: int


@dataclass(frozen=True, eq=False)
class Checked:
    """A table as it was understood.

    Attributes
    ----------
    table : DataFrame
        Rows that may be used, columns of the codebook in their types and units; the index is the row of the file.
    problems : tuple of TableProblem
        Errors, then warnings.
    refused_rows : tuple of int
        Rows of the file that an error names.
    deduplicated_rows : tuple of int
        Rows of the file that repeat an earlier one in every column.
    counts : Counts
    conversions : tuple of Conversion
        Units that amounts were given in, with factors and their sources.
    """

    table: pd.DataFrame
    problems: tuple[TableProblem, ...]
    refused_rows: tuple[int, ...]
    deduplicated_rows: tuple[int, ...]
    counts: Counts
    conversions: tuple[Conversion, ...] = ()

    @property
    def errors(self) -> tuple[TableProblem, ...]:
        """Problems that stop the job."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def is_usable(self) -> bool:
        """Whether no error concerns the table as a whole: what remains after the refused rows may be used."""
        return all(problem.rows for problem in self.errors) and not any(
            problem.code == "table.many_refused" for problem in self.errors
        )


def check_table(
    frame: pd.DataFrame,
    codebook: Codebook,
    registry: Registry,
    *,
    period: Span | None = None,
    thresholds: TableRules | None = None,
    style: Style | None = None,
    today: dt.date | None = None,
) -> Checked:
    """Read a table of text cells, hold it against its codebook and all rules.

    Parameters
    ----------
    frame : DataFrame
        Text, NaN for empty cells; heads are names of the codebook, its titles or aliases, with or without a unit. The
        index is the row of the file (the head is row 1); an index that cannot be that is replaced.
    codebook : Codebook
    registry : Registry
    period : Span, optional
        Years that rows may be of; any by default.
    thresholds : TableRules, optional
        By default ``parameters/table_rules.yml``.
    style : {"vi", "en"}, optional
        Decimal style of columns in which nothing decides.
    today : date, optional
        Day from which on years are future; by default the day of the call.

    Returns
    -------
    Checked

    Raises
    ------
    InputError
        If the rules themselves cannot be read.
    """
    rules = thresholds or read_table_rules()
    if not (frame.index.is_unique and pd.api.types.is_integer_dtype(frame.index)):
        frame = frame.set_axis(range(FIRST_ROW, FIRST_ROW + len(frame)))
    typed = typed_table(frame, codebook, registry, rules, style)
    judged = Judged(
        typed.table,
        typed.faulty,
        codebook,
        registry,
        rules,
        typed.maker,
        period,
        today or dt.date.today(),  # noqa: DTZ011 - the analyst's own day
    )
    problems = [*missing_columns(judged, typed.unknown), *typed.problems, *identical_rows(judged)]
    repeated = identical(judged)
    once = replace(
        judged,
        table=judged.table[~repeated],
        faulty={name: cells[~repeated] for name, cells in judged.faulty.items()},
    )
    problems += apply_rules(once)
    refused = sorted({row for problem in problems if problem.severity == "error" for row in problem.rows})
    problems += many_refused(typed.maker, len(refused), len(frame))
    used = once.table.drop(index=refused, errors="ignore")
    dropped = tuple(int(row) for row in judged.table.index[repeated.to_numpy()])
    counts = Counts(len(frame), len(used), len(refused), len(dropped))
    ranked = sorted(problems, key=lambda problem: problem.severity)
    return Checked(used, tuple(ranked), tuple(refused), dropped, counts, typed.conversions)


def missing_columns(judged: Judged, unknown: tuple[str, ...]) -> list[TableProblem]:
    """Columns that are required and absent; a table without rows."""
    problems = []
    for name, column in judged.codebook.columns.items():
        if column.required and not judged.has(name):
            close = nearest(name, unknown) or nearest(column.title.vi, unknown) or "-"
            values = {"nearest": close, "title": f"{column.title.vi} / {column.title.en}"}
            problems.append(judged.maker.whole("table.missing_column", name, "-", values))
    if judged.table.empty:
        problems.append(judged.maker.whole("table.no_rows", "-", "0"))
    return problems


def many_refused(maker: ProblemMaker, refused: int, read: int) -> list[TableProblem]:
    """Whether so many rows are refused that the rest says nothing."""
    limit = maker.rules.thresholds.refused_share
    if not read or refused / read <= limit:
        return []
    return [maker.whole("table.many_refused", "-", f"{refused} / {read}", {"limit": f"{limit:.0%}"})]
