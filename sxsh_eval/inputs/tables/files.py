"""A table from a workbook, text file, Parquet file or database, as text cells with their places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.files.child import in_child
from sxsh_eval.inputs.files.guard import guard
from sxsh_eval.inputs.tables.cells import Cells, RawSheet
from sxsh_eval.inputs.tables.choose_sheet import chosen_sheet
from sxsh_eval.inputs.tables.head_row import Readers
from sxsh_eval.inputs.tables.heads import HeadReader
from sxsh_eval.inputs.tables.query_rows import address_of, parquet_sheet, query_sheet
from sxsh_eval.inputs.tables.sheet_cells import sheet_cells
from sxsh_eval.inputs.tables.text_rows import text_sheet
from sxsh_eval.inputs.tables.unit_names import unit_index
from sxsh_eval.inputs.tables.workbook_rows import add_details, workbook_sheets
from sxsh_eval.parameters.codebook import Codebook
from sxsh_eval.parameters.measures import Units
from sxsh_eval.parameters.yaml_files import label_of

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
KNOWN = (*WORKBOOKS, *TEXTS, ".parquet")
SECONDS = 120


def is_address(source: str | Path) -> bool:
    """Whether a table is named by the address of a database."""
    return isinstance(source, str) and "://" in source


def read_cells(
    source: str | Path,
    codebooks: Mapping[str, Codebook],
    units: Units,
    *,
    table: str | None = None,
    sheet: str | None = None,
    query: str | None = None,
) -> Cells:
    """Read a table without judging it.

    Parameters
    ----------
    source : str or Path
        Workbook, ``.csv`` (encoding and separator are found), ``.parquet``, or the address of a database.
    codebooks : Mapping of str to Codebook
        Those that the table may follow, by name.
    units : Units
        Of the registry: heads may name them.
    table : str, optional
        Name of its codebook; by default the one whose columns its heads fit best.
    sheet : str, optional
        Sheet of the workbook; by default the visible one whose heads fit best.
    query : str, optional
        For a database: the statement that gives the table.

    Returns
    -------
    Cells
        Text cells with the file's own heads and row numbers.

    Raises
    ------
    InputError
        If the file is hostile or damaged, or no sheet of it, or more than one, can be the table.
    UsageError
        If the address or query of a database is none.
    """
    if table is not None:
        codebooks = {table: codebooks[table]}
    index = unit_index(units)
    readers = {name: HeadReader(codebook, index) for name, codebook in codebooks.items()}
    if is_address(source):
        address = str(source)
        label, _ = address_of(address)
        return in_child(_from_database, address, query, label, readers, seconds=SECONDS)
    path = Path(source)
    label = label_of(path)
    kind = guard(path, known=KNOWN)
    if kind.content == "text":  # read by Python itself, which a text cannot break
        return _from_text(path, label, readers)
    cells = in_child(_from_file, path, sheet, label, readers, seconds=SECONDS)
    return replace(cells, problems=(*kind.warnings, *cells.problems))


def first_sheet_rows(path: Path) -> list[list[Any]]:
    """Rows of a workbook's first sheet, for workbooks that the program wrote itself.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of lists
        Values as the file has them; the first row is row 1.

    Raises
    ------
    InputError
        If the file is hostile, damaged or no workbook.
    """
    guard(path, known=WORKBOOKS)
    return in_child(_first_rows, path, seconds=SECONDS)


def _first_rows(path: Path) -> list[list[Any]]:
    sheets = workbook_sheets(path)
    return [list(row) for row in sheets[0].rows] if sheets else []


def _from_database(address: str, query: str | None, label: str, readers: Readers) -> Cells:
    return _without_sheets(query_sheet(address, query), label, readers, [])


def _from_file(path: Path, sheet: str | None, label: str, readers: Readers) -> Cells:
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        chosen, head, notes = chosen_sheet(workbook_sheets(path, sheet), readers, label)
        notes += add_details(path, chosen)
        return sheet_cells(chosen, head, readers[head.table], label, notes)
    return _without_sheets(parquet_sheet(path), label, readers, [])


def _from_text(path: Path, label: str, readers: Readers) -> Cells:
    raw, problems = text_sheet(path)
    return _without_sheets(raw, label, readers, problems)


def _without_sheets(raw: RawSheet, label: str, readers: Readers, problems: list[Problem]) -> Cells:
    chosen, head, notes = chosen_sheet([raw], readers, label)
    return sheet_cells(chosen, head, readers[head.table], label, [*problems, *notes])
