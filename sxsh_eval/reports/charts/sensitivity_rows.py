"""Rows of the chart `sensitivity`: the original effect, one a restriction, and the breakdown value between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.charts.effects_data import Breakdown, Restriction, SensitivityData, SensitivityGroup
from sxsh_eval.reports.charts.page import WIDTH, Block
from sxsh_eval.reports.charts.reaches import effect_blocks, reach_text
from sxsh_eval.reports.charts.rows import EDGE, GAP, INDENT, Line, heading, label_width
from sxsh_eval.reports.charts.theme import FAINT_INK, SMALL
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import VERMILION

LABEL, CELL = 56.0, 40.0
"""Millimetres the labels, and the numbers may take."""
LEAST, MARGIN, SIGN = 5.2, 0.8, 8.0
"""Millimetres of a row, under the head, and of the dashes before a breakdown value's words."""


@dataclass(frozen=True)
class Row:
    """One row with what is drawn in it."""

    line: Line
    interval: Reach | None = None
    original: bool = False
    breakdown: bool = False


def restriction_label(row: Restriction, language: Language) -> str:
    """Words of a restriction's value."""
    if row.label is not None:
        return language.show(row.label)
    return language.text("figures.sensitivity.restriction", value=language.show(row.value))


def original_label(data: SensitivityData, language: Language) -> str:
    """Words of the original effect."""
    return language.show(data.original_label) if data.original_label else language.text("figures.sensitivity.original")


def room_of(data: SensitivityData, language: Language) -> float:
    """Millimetres of the labels."""
    texts = [
        (restriction_label(row, language), INDENT if group.title else 0.0)
        for group in data.groups
        for row in group.rows
    ]
    if data.original is not None:
        texts.append((original_label(data, language), 0.0))
    return label_width(texts, LABEL)


def original_row(effect: Effect, data: SensitivityData, language: Language, room: float) -> Row:
    """The original effect with its interval."""
    label = (Block.of(original_label(data, language), room, size=SMALL),)
    line = Line(label, (effect_blocks(effect, CELL, language),), least=LEAST)
    return Row(line, effect.interval, original=True)


def restriction_row(row: Restriction, language: Language, room: float, indent: float) -> Row:
    """One value of the restriction with what remains."""
    label = (Block.of(restriction_label(row, language), room - indent, size=SMALL),)
    if row.interval is not None:
        cell = (Block.of(reach_words(row.interval, language), CELL, size=SMALL),)
        return Row(Line(label, (cell,), indent=indent, least=LEAST), row.interval)
    why = language.show(row.missing) if row.missing else ""
    over = (Block.of(why, WIDTH - room - GAP - 2 * EDGE, "italic", SMALL, FAINT_INK),)
    return Row(Line(label, over=over, indent=indent, least=LEAST))


def reach_words(reach: Reach, language: Language) -> str:
    """Interval with its unit where both ends are known."""
    text = reach_text(reach, language)
    known = reach.low is not None and reach.high is not None
    return language.with_unit(text, reach.unit, reach.high or 0.0) if known else text


def breakdown_row(found: Breakdown, language: Language, *, last: bool) -> Row:
    """Words of the breakdown value across the page, after dashes."""
    if found.label is not None:
        words = language.show(found.label)
    elif found.value is not None:
        key = "beyond" if last and found.value.bound in {"over", "at_least"} else "breakdown"
        words = language.text(f"figures.sensitivity.{key}", value=language.show(found.value))
    else:
        words = language.text("figures.sensitivity.refused", why=language.show(found.missing) if found.missing else "")
    block = Block.of(words, WIDTH - SIGN, "strong" if found.value else "italic", SMALL, VERMILION)
    return Row(Line((block,), indent=SIGN, title=True, least=LEAST), breakdown=True)


def group_rows(group: SensitivityGroup, language: Language, room: float) -> list[Row]:
    """Rows of one restriction, the breakdown value before the first row that is not under it."""
    indent = INDENT if group.title is not None else 0.0
    rows = [restriction_row(row, language, room, indent) for row in group.rows]
    found = group.breakdown
    if found is not None:
        before = [row for row in group.rows if found.value is None or is_under(row, found)]
        at = len(before)
        rows.insert(at, breakdown_row(found, language, last=at == len(group.rows)))
    return rows


def is_under(row: Restriction, found: Breakdown) -> bool:
    """Whether a row's value is under the breakdown value, or equal to one that lies beyond."""
    if found.value is None:
        return True
    if found.value.bound in {"over", "at_least"}:
        return row.value.value <= found.value.value
    return row.value.value < found.value.value


def rows_of(data: SensitivityData, language: Language, room: float) -> tuple[Row, ...]:
    """All rows in their order, groups under their headings."""
    rows = [] if data.original is None else [original_row(data.original, data, language, room)]
    for group in data.groups:
        made = group_rows(group, language, room) if group.rows else []
        if made and group.title is not None:
            rows.append(Row(heading(language.show(group.title))))
        elif made and rows:
            made[0] = replace(made[0], line=replace(made[0].line, apart=True))
        rows += made
    return tuple(rows)
