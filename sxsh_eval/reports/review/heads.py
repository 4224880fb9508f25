"""The sheet about the letter as a whole: number, date, province and years, as the analyst left them."""

from __future__ import annotations

from typing import Any

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.review.cells import Row, Sheet, shown, typed
from sxsh_eval.reports.review.columns import VI
from sxsh_eval.reports.review.workbook import SPANS, head_cells

FORMS = {"date": "date"} | {f"{span}_{end}": "whole" for span in SPANS for end in ("first", "last")}
ENTRIES = ("province", "number", "date", "title", "issuer", "addressee", *(name for name in FORMS if name != "date"))
WORDS = ("title", "issuer", "addressee")


def letter_fields(sheet: Sheet, letter: Letter) -> tuple[dict[str, Any], list[Problem]]:
    """Fields of the letter without its claims, as plain data, with what is wrong in the sheet.

    Parameters
    ----------
    sheet : Sheet
        One entry a row: name, content.
    letter : Letter
        As it was read.

    Returns
    -------
    tuple
        Data as `Letter` takes it in JSON; problems of single cells.
    """
    problems: list[Problem] = []
    now = {name: content(row, name, problems) for name, row in entry_rows(sheet).items()}
    data: dict[str, Any] = letter.model_dump(mode="json", exclude_none=True, exclude={"claims"})
    before = head_cells(letter)
    changed = {name: value for name, value in now.items() if value != before[name]}
    for name, value in changed.items():
        if name in WORDS:
            data[name] = {"vi": value or "", "en": value or ""}
        elif name == "date":
            data[name] = value.isoformat() if value else ""
        elif name in {"province", "number"}:
            data[name] = value or ""
    return data | spans(now, changed, data), problems


def entry_rows(sheet: Sheet) -> dict[str, Row]:
    """Rows of the sheet by the name of their entry."""
    named = {fold(VI.text(f"review.head.{name}")): name for name in ENTRIES}
    found = ((named.get(fold(str(row.cells.get("name") or ""))), row) for row in sheet.rows)
    return {name: row for name, row in found if name is not None}


def content(row: Row, name: str, problems: list[Problem]) -> Any:
    """Typed content of an entry; None when it is empty or wrong."""
    raw = row.cells.get("content")
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    form = FORMS.get(name, "text")
    try:
        return typed(raw, form, {})
    except (TypeError, ValueError):
        problems.append(row.problem(f"review.not_{form}", "content", shown(raw)))
        return None


def spans(now: dict[str, Any], changed: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Spans of years whose first or last year was edited; one that was emptied is gone."""
    made: dict[str, Any] = {}
    for span in SPANS:
        if f"{span}_first" in changed or f"{span}_last" in changed:
            ends = {end: now.get(f"{span}_{end}") for end in ("first", "last")}
            made[span] = {end: year for end, year in ends.items() if year is not None}
            if not made[span] and span != "span":
                data.pop(span, None)
                del made[span]
    return made
