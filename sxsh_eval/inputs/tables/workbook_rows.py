"""Sheets of a workbook as rows of values; nothing in it is calculated or run."""

from __future__ import annotations

from pathlib import Path

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.tables.cells import RawSheet
from sxsh_eval.parameters.yaml_files import label_of

DETAILED = (".xlsx", ".xlsm")
"""Formats whose error cells and hidden rows can be seen."""


def workbook_sheets(path: Path, only: str | None = None) -> list[RawSheet]:
    """Sheets that hold cells.

    Parameters
    ----------
    path : Path
        ``.xlsx``, ``.xlsm``, ``.xlsb``, ``.xls`` or ``.ods`` that the guard let pass.
    only : str, optional
        The one sheet wanted; by default all.

    Returns
    -------
    list of RawSheet
        In the workbook's order; rows count from the sheet's first.

    Raises
    ------
    InputError
        If the file is damaged, or has no sheet of that name.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    label = label_of(path)
    sheets = []
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            kinds = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
            known = [each.name for each in kinds]
            if only is not None and only not in known:
                raise InputError([Problem("table.no_sheet", label, only, {"known": ", ".join(known)})])
            for each in kinds:
                if only in {None, each.name}:
                    sheet = book.get_sheet_by_name(each.name)
                    merged = [(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
                    rows = sheet.to_python(skip_empty_area=False)
                    visible = each.visible == SheetVisibleEnum.Visible
                    sheets.append(RawSheet(each.name, rows, visible, merged))
    except (CalamineError, OSError, ValueError) as error:
        found = f"{type(error).__name__}: {error}"[:200]
        raise InputError([Problem("table.unreadable", label, found)]) from None
    return [sheet for sheet in sheets if sheet.rows]


def add_details(path: Path, sheet: RawSheet) -> list[Problem]:
    """Put error cells, formulas without a value and hidden rows into a sheet; a warning where its format hides them."""
    if path.suffix.lower() not in DETAILED:
        return [Problem("table.errors_unseen", label_of(path), path.suffix.lower(), severity="warning")]
    from sxsh_eval.inputs.tables.workbook_details import read_details

    details = read_details(path, [sheet.name]).get(sheet.name)
    if details is None:
        return []
    sheet.replaced, sheet.uncalculated = details.errors, details.uncalculated
    sheet.hidden_rows, sheet.hidden_columns = details.hidden_rows, details.hidden_columns
    if details.errors:
        rows = [list(row) for row in sheet.rows]
        for (row, column), word in details.errors.items():
            if row <= len(rows) and column <= len(rows[row - 1]):
                rows[row - 1][column - 1] = word
        sheet.rows = rows
    return []
