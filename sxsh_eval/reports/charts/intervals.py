"""Estimates with their intervals: one a row under headings, with lines for the total or a target."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sxsh_eval.reports.charts.adoption_data import GuideLine, IntervalRow, IntervalsData
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.key import Entry, Key, marker_sign, tick_sign
from sxsh_eval.reports.charts.packing import Flag, raise_flags
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.rows import (
    EDGE,
    GAP,
    INDENT,
    Columns,
    Line,
    draw_grid,
    heading,
    label_width,
    plot_rows,
    tick_texts,
    write_line,
    write_scale,
)
from sxsh_eval.reports.charts.scales import Scale, point_scale, share_scale
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, RULE, SMALL, Look
from sxsh_eval.reports.charts.whiskers import draw_estimate, ends_of, estimate_blocks, grade_keys, interval_key
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import BLUE, GREY, MarkStyle, mark_style

LABEL, NARROW = 54.0, 42.0
"""Millimetres the labels may take, and where there are two columns of numbers."""
CELL, HALF = 45.0, 38.0
"""Millimetres a column of numbers may take, and one of two."""
ASIDE = 1.1
"""Millimetres of the two marks of a row above and below its middle."""
FLAG = 70.0
"""Millimetres a line's label may take over the axis; longer ones go into the key."""
FILLED, OPEN = MarkStyle("disc", BLUE), MarkStyle("ring", GREY)
LINES: tuple[Look, ...] = (
    {"color": INK, "linewidth": 1.0, "linestyle": "-"},
    {"color": INK, "linewidth": 1.2, "linestyle": (0, (4, 2))},
    {"color": INK, "linewidth": 1.2, "linestyle": (0, (1, 1.5))},
    {"color": INK, "linewidth": 1.2, "linestyle": (0, (5, 1.5, 1, 1.5))},
)


@dataclass(frozen=True)
class Sheet:
    """The chart measured: its rows with their data, columns, axis and the labels of the lines."""

    data: IntervalsData
    lines: tuple[tuple[Line, IntervalRow | None], ...]
    heads: tuple[tuple[Block, ...], ...]
    columns: Columns
    scale: Scale

    @property
    def height(self) -> float:
        """Millimetres of all rows."""
        return sum(line.height for line, _ in self.lines)

    @property
    def head(self) -> float:
        """Millimetres of the heads over the numbers."""
        return max((block.height for blocks in self.heads for block in blocks), default=0.0)


def rows_of(data: IntervalsData) -> list[IntervalRow]:
    """Rows of all groups."""
    return [row for group in data.groups for row in group.rows]


def paired(data: IntervalsData) -> bool:
    """Whether rows have two numbers."""
    return any(row.beside is not None for row in rows_of(data))


def estimates_of(data: IntervalsData) -> list[Estimate]:
    """All numbers."""
    return [one for row in rows_of(data) for one in (row.estimate, row.beside) if one is not None]


def scale_of(data: IntervalsData) -> Scale:
    """Axis that holds every interval with every line."""
    values = [end for one in estimates_of(data) for end in ends_of(one)]
    values += [float(line.value.value) for line in data.lines]
    return share_scale(values) if data.unit == "percent" else point_scale(values)


def names(data: IntervalsData, language: Language) -> tuple[str, str]:
    """What the filled and the open marks are."""
    given = data.estimate_name, data.beside_name
    keys = "figures.intervals.estimate", "figures.intervals.beside"
    first, second = (language.show(name) if name else language.text(key) for name, key in zip(given, keys, strict=True))
    return first, second


def room_of(data: IntervalsData, language: Language) -> float:
    """Millimetres of the labels."""
    rows = [(row, INDENT if group.title else 0.0) for group in data.groups for row in group.rows]
    texts = [(value, indent) for row, indent in rows for value in (row.label, row.detail) if value is not None]
    return label_width(((language.show(value), indent) for value, indent in texts), NARROW if paired(data) else LABEL)


def measure_row(row: IntervalRow, language: Language, room: float, cell: float, indent: float) -> Line:
    """A row with its texts wrapped: label and one column of numbers in so many millimetres."""
    label = [Block.of(language.show(row.label), room - indent, size=SMALL)]
    if row.detail is not None:
        label.append(Block.of(language.show(row.detail), room - indent, size=SMALL, colour=FAINT_INK))
    if row.estimate is None:
        why = language.show(row.missing) if row.missing else ""
        over = (Block.of(why, WIDTH - room - GAP - 2 * EDGE, "italic", SMALL, FAINT_INK),)
        return Line(tuple(label), over=over, indent=indent)
    shown = [row.estimate] if row.beside is None else [row.estimate, row.beside]
    cells = tuple(estimate_blocks(one, cell, language) for one in shown)
    return Line(tuple(label), cells, indent=indent, least=4 * ASIDE if row.beside else 0.0)


def measure(data: IntervalsData, language: Language) -> Sheet:
    """All rows measured, the columns as wide as they need."""
    room, cell = room_of(data, language), HALF if paired(data) else CELL
    lines: list[tuple[Line, IntervalRow | None]] = []
    titled = False
    for group in data.groups:
        if group.rows and group.title is not None:
            lines.append((heading(language.show(group.title)), None))
        indent = INDENT if group.title is not None else 0.0
        rows = [measure_row(row, language, room, cell, indent) for row in group.rows]
        if rows and titled and group.title is None:
            rows[0] = replace(rows[0], apart=True)
        lines += zip(rows, group.rows, strict=True)
        titled = group.title is not None if rows else titled
    heads: tuple[tuple[Block, ...], ...] = ()
    if paired(data):
        heads = tuple((Block.of(name, HALF, size=SMALL, colour=FAINT_INK),) for name in names(data, language))
    count = 2 if paired(data) else 1
    cells = [tuple(line.cells[n] for line, _ in lines if n < len(line.cells)) + heads[n : n + 1] for n in range(count)]
    columns = Columns.of(room, cells)
    return Sheet(data, tuple(lines), heads, columns, scale_of(data))


def line_words(line: GuideLine, language: Language) -> str:
    """Name of a line with its value."""
    return language.text("figures.of_year", year=language.show(line.label), text=language.show(line.value))


def flags_of(sheet: Sheet, language: Language) -> tuple[Flag, ...]:
    """Labels over the axis for the lines; for those with long names only the value."""
    anchors = [sheet.scale.part(float(line.value.value)) * sheet.columns.axis for line in sheet.data.lines]
    blocks = []
    for line in sheet.data.lines:
        block = Block((line_words(line, language),), size=SMALL)
        blocks.append(block if block.width <= FLAG else Block((language.show(line.value),), size=SMALL))
    return raise_flags(anchors, blocks, sheet.columns.axis)


def draw_lines(page: Page, axes: Plot, sheet: Sheet, flags: tuple[Flag, ...], top: float) -> None:
    """Lines through all rows up to their labels, which stand over `top`; heads of the numbers stand under it."""
    for left, blocks in zip(sheet.columns.cells, sheet.heads, strict=False):
        page.write(*blocks, at=(left, top))
    if sheet.data.unit == "percentage_point":
        axes.axvline(0, color=RULE, linewidth=1.4, zorder=0.5)
    for line, look in zip(sheet.data.lines, LINES, strict=False):
        axes.axvline(float(line.value.value), zorder=1, **look)
    for flag in flags:
        x = sheet.columns.left + flag.anchor
        y = top - (flag.level + 1) * line_height(SMALL)
        page.sheet.plot((x, x), (y + 0.6, top + sheet.head), color=RULE, linewidth=0.7, zorder=1)
        page.write(flag.block, at=(sheet.columns.left + flag.left, y), halo="white")


def key_of(data: IntervalsData, language: Language) -> Key:
    """Marks, whiskers, lines with long names."""
    entries = []
    if paired(data):
        signs = (marker_sign(FILLED), marker_sign(OPEN))
        entries += [Entry(name, sign) for name, sign in zip(names(data, language), signs, strict=True)]
    else:
        entries += grade_keys([one.grade for one in estimates_of(data)], language)
    if any(one.interval for one in estimates_of(data)):
        entries.append(interval_key(data.level, language))
    for line, look in zip(data.lines, LINES, strict=False):
        words = line_words(line, language)
        if Block((words,), size=SMALL).width > FLAG:
            entries.append(Entry(words, tick_sign(**look)))
    return Key.of(entries)


def draw_row(axes: Plot, row: IntervalRow, y: float, scale: Scale, *, two: bool) -> None:
    """One or two marks with their whiskers around a height."""
    if row.estimate is None:
        return
    aside = ASIDE if row.beside is not None else 0.0
    style = FILLED if two else mark_style("evidence", row.estimate.grade)
    if row.beside is not None:
        draw_estimate(axes, row.beside, y + aside, OPEN, scale)
    draw_estimate(axes, row.estimate, y - aside, style, scale)


def chart(data: IntervalsData, language: Language) -> Drawing:
    """Draw estimates with intervals, one a row, each with its numbers.

    Parameters
    ----------
    data : IntervalsData
        Per cent from 0 to 100, or percentage points.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are none.
    """
    if not rows_of(data):
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    sheet = measure(data, language)
    flags = flags_of(sheet, language)
    key = key_of(data, language)
    levels = 1 + max((flag.level for flag in flags), default=-1)
    head = levels * line_height(SMALL) + (0.6 if flags else 0.0)
    top = head + sheet.head + 0.6
    foot = line_height(SMALL) + 2.6
    page = Page(top + sheet.height + foot + key.height)
    axes = plot_rows(page, sheet.columns, sheet.scale, top, sheet.height)
    draw_grid(axes, sheet.scale)
    draw_lines(page, axes, sheet, flags, head)
    y = top
    for line, row in sheet.lines:
        write_line(page, sheet.columns, line, y)
        if row is not None:
            draw_row(axes, row, line.middle(y), sheet.scale, two=paired(data))
        y += line.height
    page.rule(y)
    unit = "percent" if data.unit == "percent" else "count"
    write_scale(page, sheet.columns, sheet.scale, tick_texts(sheet.scale, language, unit), y)
    key.draw(page, y + foot)
    return page.figure
