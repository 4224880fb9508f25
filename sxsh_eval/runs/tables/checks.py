"""Checking one table: read, judged, and its problems written beside it, never into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_eval.errors import InputError, Problem, UsageError, nearest
from sxsh_eval.inputs.files.child import in_child
from sxsh_eval.inputs.tables.examined import Examined, examine
from sxsh_eval.inputs.tables.files import SECONDS, is_address, read_cells
from sxsh_eval.parameters.codebook import Codebook, read_codebook
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.parameters.table_rules import TableRules, read_table_rules
from sxsh_eval.runs.project import open_project

if TYPE_CHECKING:
    from sxsh_eval.reports.workbooks.problem_lines import ProblemLine

KEPT_FORMATS = (".xlsx", ".xlsm")
"""Workbooks whose copy keeps the analyst's formats."""

FEW_CELLS = 200_000
"""Larger workbooks are copied without formats: with them it would take minutes."""


@dataclass(frozen=True)
class TableProject:
    """What tables are held against.

    Attributes
    ----------
    root : Path
        Folder of the project.
    codebooks : Mapping of str to Codebook
    registry : Registry
    rules : TableRules
    """

    root: Path
    codebooks: Mapping[str, Codebook]
    registry: Registry
    rules: TableRules

    def table_named(self, name: str | None) -> str | None:
        """Name of a codebook.

        Raises
        ------
        UsageError
            If there is none of that name.
        """
        if name is not None and name not in self.codebooks:
            values = {"known": ", ".join(self.codebooks), "nearest": nearest(name, self.codebooks) or "-"}
            raise UsageError([Problem("usage.unknown_table", "--table", name, values)])
        return name


def read_table_project(study: Path | None = None) -> TableProject:
    """Codebooks, registry and rules of the project in the working directory.

    Raises
    ------
    InputError
        If one of these files is wrong.
    UsageError
        If there is no project.
    """
    project = open_project(study)
    folder = project.root / "parameters"
    codebooks = {path.stem: read_codebook(path) for path in sorted((folder / "codebook").glob("*.yml"))}
    return TableProject(project.root, codebooks, project.registry, read_table_rules(folder / "table_rules.yml"))


def examine_file(
    project: TableProject,
    source: str | Path,
    *,
    table: str | None = None,
    sheet: str | None = None,
    query: str | None = None,
    period: Span | None = None,
    province: str | None = None,
) -> Examined:
    """Read a table and hold it against its codebook.

    Parameters
    ----------
    project : TableProject
    source : str or Path
        File, or address of a database.
    table, sheet, query : str, optional
        As in `read_cells`.
    period : Span, optional
        Years that rows may be of.
    province : str, optional
        Slug of the only province that rows should be of.

    Returns
    -------
    Examined

    Raises
    ------
    InputError, UsageError
        If there is nothing to judge.
    """
    name = project.table_named(table)
    cells = read_cells(source, project.codebooks, project.registry.units, table=name, sheet=sheet, query=query)
    codebook = project.codebooks[cells.table]
    return examine(cells, codebook, project.registry, period=period, province=province, rules=project.rules)


def output_stem(source: str | Path, output: Path | None) -> Path:
    """Where the files of a check go, without their endings: beside the file, or into a folder."""
    if is_address(source):
        from sqlalchemy.engine import make_url

        path = Path(Path(make_url(str(source)).database or "table").name)
    else:
        path = Path(source)
    folder = output if output is not None else path.parent
    return folder / path.stem


def write_check(examined: Examined, rules: TableRules, source: str | Path, output: Path | None = None) -> list[Path]:
    """Write the page of problems and the marked copy.

    Parameters
    ----------
    examined : Examined
    rules : TableRules
    source : str or Path
        What was read.
    output : Path, optional
        Folder; by default that of the file.

    Returns
    -------
    list of Path
        Files written; none for a table without problems, whose earlier files are removed.

    Raises
    ------
    InputError
        If the folder cannot be written, or a file is open in another program.
    """
    from sxsh_eval.reports.workbooks.problem_lines import problem_lines
    from sxsh_eval.reports.workbooks.problem_page import problem_page

    stem = output_stem(source, output)
    page, copy = stem.with_name(f"{stem.name}.problems.html"), stem.with_name(f"{stem.name}.checked.xlsx")
    lines = problem_lines(examined, rules)
    if not lines:
        for path in (page, copy):
            _take_away(path)
        return []
    text = problem_page(examined, lines)
    write_whole(page, lambda path: path.write_text(text, encoding="utf-8"))
    write_whole(copy, lambda path: _write_copy(path, examined, lines, source))
    return [page, copy]


def _take_away(path: Path) -> None:
    """Remove what an earlier check wrote."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError([Problem("output.file_in_use", str(path), error.strerror or str(error))]) from error


def _write_copy(target: Path, examined: Examined, lines: list[ProblemLine], source: str | Path) -> None:
    from sxsh_eval.reports.workbooks.marked_copy import write_marked_copy
    from sxsh_eval.reports.workbooks.marked_table import MOST_ROWS, is_excerpt, write_marked_table
    from sxsh_eval.reports.workbooks.problem_lines import marks_of
    from sxsh_eval.reports.workbooks.summary import summary_of

    marks = marks_of(examined, lines)
    kept = not is_address(source) and Path(source).suffix.lower() in KEPT_FORMATS
    if kept and examined.cells.frame.size <= FEW_CELLS:
        summary = summary_of(examined, lines, ("problems.colours", "problems.values_only"))
        in_child(write_marked_copy, Path(source), target, examined.cells.sheet, marks, summary, seconds=SECONDS)
        return
    notes = ("problems.colours", "problems.excerpt") if is_excerpt(examined) else ("problems.colours",)
    write_marked_table(target, examined, marks, summary_of(examined, lines, notes, f"{MOST_ROWS}"))
