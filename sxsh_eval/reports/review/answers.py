"""The filled review workbook as a letter: every wrong cell is listed with its sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.letters.reviewed import checked_review
from sxsh_eval.inputs.letters.stored import LeftNumber, StoredReading
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, KeyPath, label_of
from sxsh_eval.reports.review.cells import Row, Sheet, read_sheets
from sxsh_eval.reports.review.columns import FIELDS, FIGURES, LEFT, LETTER, cells_of, choices, left_cells, sheet_title
from sxsh_eval.reports.review.fields import claim_fields
from sxsh_eval.reports.review.heads import entry_rows, letter_fields

ROW = re.compile(r".*![A-Z]+\d+")
CELL = re.compile(r"![A-Z]+(\d+)$")
ADDED = "added_by_analyst"
TAKEN = ("indicator", "value", "unit", "kind", "population", "dating")
"""Cells without which a number that was not taken makes no figure."""


@dataclass(frozen=True)
class ReviewDocument(Document):
    """A letter put together from a workbook: says where in it a field stands."""

    rows: dict[str, Row] = field(default_factory=dict)
    entries: dict[str, Row] = field(default_factory=dict)

    def where(self, path: KeyPath = ()) -> str:
        """Sheet and cell of a figure's field; the sheet about the letter for everything else."""
        of_claims = path[:1] == ("claims",)
        row = self.rows.get(str(path[1])) if of_claims and len(path) > 1 else None
        if row is not None:
            return row.where(column_of(path[2:]))
        entry = next((self.entries[name] for name in entry_names(path) if name in self.entries), None)
        if entry is not None:
            return entry.where("content")
        return f"{self.label} · {sheet_title(FIGURES if of_claims else LETTER)}"


def entry_names(path: KeyPath) -> tuple[str, ...]:
    """Entries of the sheet about the letter that a path may mean."""
    first, last = str(path[0]) if path else "", str(path[-1]) if path else ""
    return first, f"{first}_{last}", f"{first}_first"


def column_of(path: KeyPath) -> str:
    """Column that holds a field of a figure."""
    if path[:1] == ("review",):
        return "status"
    if path[:1] in {("value",), ("band",)}:
        return {"unit": "unit", "high": "high", "bound": "bound"}.get(str(path[-1]), "value")
    if path[:1] in {("period",), ("place",)} and len(path) > 1:
        return str(path[1])
    names = {column.field: column.name for column in reversed(FIELDS)}
    return names.get(str(path[0]), "status") if path else "status"


def read_review(path: Path, draft: StoredReading, registry: Registry) -> Letter:
    """Letter with the statuses and corrections of a review workbook.

    Parameters
    ----------
    path : Path
        ``review.xlsx`` as the analyst saved it.
    draft : StoredReading
        What the workbook was written from.
    registry : Registry
        Titles that the dropdowns offered.

    Returns
    -------
    Letter
        Every figure with the status it was given; numbers that the analyst took are figures, too.

    Raises
    ------
    InputError
        With every wrong cell, row and sheet.
    """
    label = label_of(path)
    sheets = read_sheets(path, label, (LETTER, FIGURES, LEFT))
    answers = _Answers(draft, registry)
    answers.figures(sheets[FIGURES])
    answers.left(sheets[LEFT])
    head_data, problems = letter_fields(sheets[LETTER], draft.letter)
    problems += answers.problems
    data = head_data | {"claims": answers.claims}
    document = ReviewDocument(label, data, {}, answers.rows, entry_rows(sheets[LETTER]))
    try:
        letter = validate(document, Letter)
    except InputError as error:
        raise InputError([*problems, *(each for each in error.problems if not _told(each, problems))]) from None
    try:
        settled = checked_review(letter, draft.letter, registry, document)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    return settled


def _told(problem: Problem, problems: list[Problem]) -> bool:
    """Whether a problem of the same row is in the list already: one wrong cell often makes others look wrong."""
    row = ROW.match(problem.where)
    told = {found[0] for other in problems if (found := ROW.match(other.where))}
    return row is not None and CELL.sub(r"!\1", row[0]) in {CELL.sub(r"!\1", place) for place in told}


class _Answers:
    """Figures of the two sheets; keeps the problems of all rows."""

    def __init__(self, draft: StoredReading, registry: Registry) -> None:
        self.draft, self.registry, self.offered = draft, registry, choices(registry)
        self.claims: dict[str, Any] = {}
        self.rows: dict[str, Row] = {}
        self.problems: list[Problem] = []

    def figures(self, sheet: Sheet) -> None:
        """Rows of the sheet of figures."""
        for row, key in self.known(sheet, self.draft.letter.claims):
            claim = self.draft.letter.claims[key]
            cells, problems = row.read(self.offered)
            self.problems += problems
            fields = claim_fields(cells, claim, cells_of(claim), self.registry)
            review = claim.model_dump(mode="json", exclude_defaults=True).get("review", {})
            status = cells.get("status")
            if status is None:
                self.problems.append(row.problem("review.cell_missing", "status"))
                status = "draft"
            if claim.review is not None:
                fields["review"] = review | {"status": status}
            self.claims[key] = fields
            self.rows[key] = row

    def left(self, sheet: Sheet) -> None:
        """Rows of the sheet of numbers not taken, those that the analyst takes."""
        for row, key in self.known(sheet, self.draft.left):
            cells, problems = row.read(self.offered)
            known = left_cells(self.draft.left[key])
            filled = [each.name for each in FIELDS if cells.get(each.name) not in {None, known.get(each.name)}]
            if cells.get("take") is None and not filled:
                continue
            self.problems += problems
            if cells.get("take") is None:
                self.problems.append(row.problem("review.not_marked_taken", "take", filled[0]))
                continue
            wanting = [name for name in TAKEN if cells.get(name) is None]
            seen = {each.where for each in problems}
            missing = [row.problem("review.cell_missing", name) for name in wanting]
            self.problems += [each for each in missing if each.where not in seen]
            if not wanting:
                name = self.free_key(f"{cells['indicator']}_{key}")
                self.claims[name] = self.taken(cells, self.draft.left[key])
                self.rows[name] = row

    def taken(self, cells: dict[str, Any], number: LeftNumber) -> dict[str, Any]:
        """Figure made of a number that the program had left."""
        usual = left_cells(number) | {"basis": "not_stated"}
        cells = usual | {name: value for name, value in cells.items() if value is not None}
        review = {"status": "corrected", "quote": number.quote, "line": number.line, "confidence": 0, "doubts": [ADDED]}
        if number.page is not None:
            review["page"] = number.page
        return claim_fields(cells, None, {}, self.registry) | {"review": review}

    def free_key(self, name: str) -> str:
        """Id that no other figure has."""
        while name in self.claims or name in self.draft.letter.claims:
            name += "_x"
        return name

    def known(self, sheet: Sheet, keys: dict[str, Claim] | dict[str, LeftNumber]) -> Iterator[tuple[Row, str]]:
        """Rows whose id the draft has, each once; the others are problems."""
        seen: set[str] = set()
        for row in sheet.rows:
            key = str(row.cells.get("key") or "").strip()
            if key not in keys or key in seen:
                code = "review.row_twice" if key in seen else "review.row_unknown"
                self.problems.append(row.problem(code, "key", key))
                continue
            seen.add(key)
            yield row, key
