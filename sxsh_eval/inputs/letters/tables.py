"""Figures in cells of tables: what their row, their column and the line above the table say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sxsh_eval.inputs.letters.drafting import MOST_PERCENT
from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.inputs.letters.figures import PER_CENT
from sxsh_eval.inputs.letters.meaning import choose, may_be
from sxsh_eval.inputs.letters.phrases import OTHER, Hit
from sxsh_eval.inputs.letters.times import When
from sxsh_eval.inputs.printed import SCALES, scaled_exactly
from sxsh_eval.parameters.text import fold

ORDINALS = frozenset({"stt", "tt", "so-tt", "so-thu-tu", "no"})
MONEY_HEAD = re.compile(r"(?P<scale>nghìn|ngàn|triệu|tỷ|tỉ)?\s*(?:đồng|vnđ|vnd)", re.IGNORECASE)
ROW_COST, COLUMN_COST, TITLE_COST = 10.0, 20.0, 60.0


def is_ordinal(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a cell stands in the column that numbers the rows."""
    heads = above(line, lines)
    return bool(heads) and fold(heads[-1].text) in ORDINALS


def above(line: Line, lines: Sequence[Line]) -> list[Line]:
    """Cells above one in its column that say what it holds (words, years), nearest first."""
    cell = line.paragraph.cell
    if cell is None:
        return []
    same = [each for each in lines if (c := each.paragraph.cell) and c.table == cell.table and c.column == cell.column]
    heads = [each for each in same if (c := each.paragraph.cell) and c.row < cell.row and is_label(each)]
    return list(reversed(heads[:2]))


def beside(line: Line, lines: Sequence[Line]) -> list[Line]:
    """Cells of the same row that say what it holds, the nearest before it first."""
    cell = line.paragraph.cell
    if cell is None:
        return []
    same = [each for each in lines if (c := each.paragraph.cell) and c.table == cell.table and c.row == cell.row]
    return [each for each in reversed(same) if each is not line and is_label(each)]


def title_of(line: Line, lines: Sequence[Line]) -> list[Line]:
    """The line above the table."""
    cell = line.paragraph.cell
    if cell is None:
        return []
    first = next(each.at for each in lines if each.paragraph.cell and each.paragraph.cell.table == cell.table)
    return [lines[first - 1]] if first else []


def is_label(line: Line) -> bool:
    """Whether a cell holds words or years rather than a figure."""
    if line.numbers.times and not line.numbers.figures:
        return True
    return sum(letter.isalpha() for letter in line.text) > 1 or "%" in line.text and not line.numbers.figures  # noqa: RUF021


def read_cells(drafts: Sequence[Draft], context: Context) -> None:
    """Give figures of a table's cell the unit and the indicator that row, column and title tell.

    Parameters
    ----------
    drafts : sequence of Draft
        Of one cell; changed in place.
    context : Context
    """
    for draft in drafts:
        if draft.indicator or draft.figure is None or draft.fate == "other_subject":
            continue
        line, lines = draft.line, context.lines
        if is_ordinal(line, lines):
            draft.fate = "numbering"
            continue
        labels = [(each, ROW_COST) for each in beside(line, lines)] + [
            (each, COLUMN_COST) for each in above(line, lines)
        ]
        labels += [(each, TITLE_COST) for each in title_of(line, lines)]
        draft.labels = tuple(label.at for label, _ in labels)
        find_unit(draft, [label for label, _ in labels], context)
        given = [
            (price, hit)
            for label, price in labels
            for hit in context.search.subject_hits(label.folded, 0, len(label.text))
            if may_be(draft, hit, context) and (not hit.name.startswith(OTHER) or price < TITLE_COST)
        ]
        choose_in_table(draft, given, context)


def choose_in_table(draft: Draft, given: list[tuple[float, Hit]], context: Context) -> None:
    """Take the subject of the row, else of the column, else of the title."""
    for price in (ROW_COST, COLUMN_COST, TITLE_COST):
        here = [each for each in given if each[0] == price]
        if here:
            choose(draft, here, context)
        if draft.indicator:
            draft.found = "table"
            return


def find_unit(draft: Draft, labels: Sequence[Line], context: Context) -> None:
    """Unit of a bare number: ``(%)`` or ``triệu đồng`` of a label, else a counted thing alone in it or after ``số``."""
    if draft.unit or draft.figure is None:
        return
    for label in labels:
        money = MONEY_HEAD.search(label.text)
        if PER_CENT.search(label.text):
            draft.unit = "percent" if draft.high <= MOST_PERCENT else ""
            return
        if money:
            factor = SCALES.get((money["scale"] or "").lower(), 1)
            draft.unit, draft.low, draft.high = (
                "vnd",
                scaled_exactly(draft.low, factor),
                scaled_exactly(draft.high, factor),
            )
            draft.printed = f"{draft.printed} {money['scale']}" if money["scale"] else draft.printed
            return
    for label in labels:
        counted = [hit for hit in context.search.counted_hits(label.folded, 0, len(label.text)) if hit.name != "years"]
        numbered = context.search.cue_hits(label.folded, "number_of")
        start = numbered[0].end if numbered else 0
        named = [hit for hit in counted if hit.start >= start and not hit.name.startswith(OTHER)]
        if named and (numbered or fold(label.text[named[0].start : named[0].end]) == fold(label.text)):
            draft.unit = named[0].name
            return


def time_of_cell(line: Line, lines: Sequence[Line]) -> When | None:
    """The one time that a cell's column, row or title names."""
    for label in [*above(line, lines), *beside(line, lines), *title_of(line, lines)]:
        times = [each for each in label.numbers.times if each.form != "day"]
        if len(times) == 1:
            return times[0]
    return None
