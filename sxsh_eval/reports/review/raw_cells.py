"""All cells of a review workbook, read in a process of its own: light imports only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.files.child import in_child
from sxsh_eval.inputs.files.guard import guard

SHOWN = 80


def guarded_sheets(path: Path, label: str) -> dict[str, list[list[Any]]]:
    """All cells by sheet, from the first row and column on even where these are empty.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file from outside.
    label : str
        Its name in messages.

    Returns
    -------
    dict of str to list of list

    Raises
    ------
    InputError
        If the file is missing, dangerous or no workbook.
    """
    guard(path, known=(".xlsx",))
    return in_child(raw_sheets, str(path), label)


def raw_sheets(path: str, label: str) -> dict[str, list[list[Any]]]:
    """The same, in this process and without a guard."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            names = workbook.sheet_names
            return {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except (OSError, CalamineError, ValueError) as error:
        raise InputError([Problem("review.no_workbook", label, str(error).splitlines()[0][:SHOWN])]) from None
