"""Problems of a table as lines to read and as marks to put on cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sxsh_eval.errors import Problem, Severity, TableProblem
from sxsh_eval.inputs.tables.cells import letters
from sxsh_eval.inputs.tables.examined import Examined
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.table_rules import TableRules
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.workbooks.safe_book import EN, VI

MOST_RANGES = 200
"""Ranges of cells that a line lists; the marked copy has all."""

Place = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(frozen=True)
class ProblemLine:
    """A problem in words.

    Attributes
    ----------
    severity : {"error", "warning"}
    code : str
    title : Words
        Of the rule.
    where, found : str
    column : str
        As in the file.
    cells : str
        Addresses as a spreadsheet writes them.
    count : int
        Rows concerned.
    first : tuple of int, optional
        First cell concerned.
    expected, action : Words
    """

    severity: Severity
    code: str
    title: Words
    where: str
    found: str
    column: str
    cells: str
    count: int
    first: Place | None
    expected: Words
    action: Words


@dataclass(frozen=True)
class Mark:
    """What is wrong with one cell."""

    severity: Severity
    text: str


def problem_lines(examined: Examined, rules: TableRules) -> list[ProblemLine]:
    """All problems, errors first, those of one rule together."""
    lines = []
    for problem in examined.problems:
        rule = rules.rules.get(problem.code)
        title = rule.title if rule is not None else title_of_reading(problem)
        rows = problem.rows if isinstance(problem, TableProblem) else ()
        column = problem.column if isinstance(problem, TableProblem) else ""
        columns = columns_of(column, examined.places)
        line = ProblemLine(
            problem.severity, problem.code, title, problem.where, problem.found, column,
            addresses(rows, columns), len(rows), first_cell(rows, columns, examined.cells.head_row),
            words_of(problem, "expected"), words_of(problem, "action"),
        )  # fmt: skip
        lines.append(line)
    return sorted(lines, key=lambda line: (line.severity, line.code))


def title_of_reading(problem: Problem) -> Words:
    """Title of what reading a file found, which no rule of tables names."""
    key = f"reading_title.{problem.code.replace('.', '_')}"
    if key not in catalogue(VI.code):
        return words_of(problem, "expected")
    return Words(vi=VI.text(key), en=EN.text(key))


def words_of(problem: Problem, part: str) -> Words:
    """Sentence of a problem in both languages."""
    name = "expected" if part == "expected" else "action"
    return Words(vi=problem.say(name, VI.code), en=problem.say(name, EN.code))  # type: ignore[arg-type]


def columns_of(column: str, places: Mapping[str, int]) -> list[int]:
    """Numbers of the columns that a problem names: a head, or several names joined by commas."""
    if column in places:
        return [places[column]]
    return [places[name] for name in column.split(", ") if name in places]


def first_cell(rows: Sequence[int], columns: Sequence[int], head_row: int) -> Place | None:
    """Cell to look at first; the head when a problem names a column without rows."""
    if not rows and not columns:
        return None
    return (rows[0] if rows else head_row), (columns[0] if columns else 1)


def ranges(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Runs of consecutive rows."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def addresses(rows: Sequence[int], columns: Sequence[int]) -> str:
    """Cells as a spreadsheet names them: ``B2:B5, B9``; rows alone where there is no column."""
    runs = ranges(rows)
    names = [letters(column) for column in columns] or [""]
    parts = [
        f"{name}{first}" if first == last else f"{name}{first}:{name}{last}"
        for first, last in runs[:MOST_RANGES]
        for name in names
    ]
    return ", ".join([*parts, "…"] if len(runs) > MOST_RANGES else parts)


def marks_of(examined: Examined, lines: Iterable[ProblemLine]) -> dict[Place, Mark]:
    """What to put on each cell: the colour of its gravest problem, the words of all.

    Parameters
    ----------
    examined : Examined
    lines : iterable of ProblemLine
        In the order in which their words are wanted.

    Returns
    -------
    dict of tuple to Mark
        By row and column of the file. Problems of whole rows stand on the row's first named cell, those of columns
        without rows on the head.
    """
    by_code = {(problem.code, problem.where, problem.found): problem for problem in examined.problems}
    marks: dict[Place, Mark] = {}
    for line in lines:
        problem = by_code[line.code, line.where, line.found]
        rows = problem.rows if isinstance(problem, TableProblem) else ()
        columns = columns_of(line.column, examined.places)
        if not rows and not columns:
            continue
        text = f"{line.title.vi}: {line.action.vi}\n{line.title.en}: {line.action.en} [{line.code}]"
        for row in rows or (examined.cells.head_row,):
            for column in columns or [min(examined.cells.places.values(), default=1)]:
                before = marks.get((row, column))
                if before is None:
                    marks[row, column] = Mark(line.severity, text)
                elif text not in before.text:
                    grave: Severity = "error" if "error" in {before.severity, line.severity} else "warning"
                    marks[row, column] = Mark(grave, f"{before.text}\n\n{text}")
    return marks
