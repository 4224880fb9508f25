"""The workbook in which an analyst decides about faulty cells, and the list of rows that were refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.corrections import COLUMNS, DROP, cell_text, shown_text
from sxsh_eval.inputs.tables.examined import Examined
from sxsh_eval.parameters.table_rules import TableRules
from sxsh_eval.reports.workbooks.problem_lines import columns_of, title_of_reading
from sxsh_eval.reports.workbooks.safe_book import EN, VI, SafeBook, both

WIDTHS = [10.0, 20.0, 10.0, 26.0, 26.0, 26.0, 22.0, 36.0, 50.0]
FILLED_IN = ("new", "who", "why")
MOST_LINES = 20_000


def write_correction_log(path: Path, examined: Examined, rules: TableRules) -> int:
    """Write one line for each faulty cell.

    Parameters
    ----------
    path : Path
        File to write.
    examined : Examined
    rules : TableRules
        Titles of the rules.

    Returns
    -------
    int
        Number of lines.
    """
    label = examined.cells.label
    book = SafeBook(path, VI.text("corrections.title", file=label))
    sheet = book.sheet(VI.text("corrections.sheet"), WIDTHS)
    book.wide(sheet, 0, VI.text("corrections.title", file=label), "title", WIDTHS)
    book.wide(sheet, 1, VI.text("corrections.guide", drop=DROP[0]), "note", WIDTHS)
    book.wide(sheet, 2, EN.text("corrections.guide", drop=DROP[1]), "note", WIDTHS)
    book.line(sheet, 4, [both(f"correction_column.{name}") for name in COLUMNS], WIDTHS, "head")
    row = 4
    for texts in faulty_cells(examined, rules):
        if row - 4 >= MOST_LINES:
            break
        row += 1
        for column, (name, text) in enumerate(zip(COLUMNS, texts, strict=True)):
            book.text(sheet, row, column, text, "example" if name in FILLED_IN else "cell")
    sheet.freeze_panes(5, 0)
    sheet.autofilter(4, 0, row, len(COLUMNS) - 1)
    book.close()
    return row - 4


def faulty_cells(examined: Examined, rules: TableRules) -> Iterator[tuple[str, ...]]:
    """Lines of the log: cells that errors name, in the order of the file; whole rows without a column."""
    frame, codebook = examined.cells.frame, examined.codebook
    by_place = {place: name for name, place in examined.cells.places.items()}
    keys = [by_place.get(examined.places.get(name, 0), "") for name in (codebook.unit, codebook.period)]
    found: dict[tuple[int, str], list[str]] = {}
    for problem in examined.errors:
        if not isinstance(problem, TableProblem):
            continue
        rule = rules.rules.get(problem.code)
        title = (rule.title if rule is not None else title_of_reading(problem)).vi
        columns = columns_of(problem.column, examined.places)
        name = by_place[columns[0]] if len(columns) == 1 else ""
        for row in problem.rows:
            if row in examined.refused:
                found.setdefault((row, name), []).append(f"{title} [{problem.code}]")
    for (row, name), titles in sorted(found.items()):
        named = [cell_text(frame, row, key) if key else "" for key in keys]
        old = cell_text(frame, row, name) if name else ""
        yield str(row), *named, name, old, "", "", "", "; ".join(titles)


def write_refused(path: Path, examined: Examined, dropped: dict[int, tuple[dict[str, str], str]]) -> None:
    """Write every row that was refused with the reasons.

    Parameters
    ----------
    path : Path
        File to write.
    examined : Examined
    dropped : dict of int to tuple
        Cells and reason of rows that the correction log left out.
    """
    frame = examined.cells.frame
    names = [str(name) for name in frame.columns]
    widths = [12.0, 40.0, *([16.0] * len(names))]
    book = SafeBook(path, examined.cells.label)
    sheet = book.sheet(VI.text("refused.sheet"), widths)
    book.line(sheet, 0, [both("refused.row"), both("refused.why"), *names], widths, "head")
    lines = {
        row: ([cell_text(frame, row, name) for name in names], ", ".join(codes))
        for row, codes in examined.refused.items()
    }
    lines |= {row: ([shown_text(cells.get(name, "")) for name in names], why) for row, (cells, why) in dropped.items()}
    for at, (row, (cells, why)) in enumerate(sorted(lines.items()), start=1):
        for column, text in enumerate([str(row), why, *cells]):
            book.text(sheet, at, column, text)
    sheet.freeze_panes(1, 2)
    book.close()
