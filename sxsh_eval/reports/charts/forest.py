"""What goes with adoption: effects around the line of no effect, each beside its reference level."""

from __future__ import annotations

from dataclasses import replace

from sxsh_eval.reports.charts.adoption_data import EffectRow, ForestData
from sxsh_eval.reports.charts.key import Entry, Key, marker_sign
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
from sxsh_eval.reports.charts.scales import Scale, between, effect_scale, ratio_scale, ratios_between
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, SMALL, marker
from sxsh_eval.reports.charts.whiskers import ARROW, draw_estimate, ends_of, estimate_blocks, interval_key
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import BLUE, GREY, MarkStyle

LABEL, CELL = 54.0, 52.0
"""Millimetres the labels, and a column of numbers may take."""
EFFECT, REFERENCE = MarkStyle("disc", BLUE), MarkStyle("ring", GREY)
Lines = list[tuple[Line, EffectRow | None]]


def none_at(data: ForestData) -> float:
    """Where there is no effect: 0 points, or a ratio of 1."""
    return 0.0 if data.scale == "linear" else 1.0


def measure_row(row: EffectRow, language: Language, room: float, indent: float) -> Line:
    """A row with its texts wrapped."""
    label = (Block.of(language.show(row.label), room - indent, size=SMALL),)
    if row.estimate is not None:
        return Line(label, (estimate_blocks(row.estimate, CELL, language),), indent=indent)
    if row.missing is not None:
        width = WIDTH - room - GAP - 2 * EDGE
        return Line(
            label, over=(Block.of(language.show(row.missing), width, "italic", SMALL, FAINT_INK),), indent=indent
        )
    words = language.text("figures.forest.reference")
    return Line(label, ((Block.of(words, CELL, "italic", SMALL, FAINT_INK),),), indent=indent)


def room_of(data: ForestData, language: Language) -> float:
    """Millimetres of the labels."""
    rows = [(row, INDENT if group.title else 0.0) for group in data.groups for row in group.rows]
    return label_width(((language.show(row.label), indent) for row, indent in rows), LABEL)


def measure(data: ForestData, language: Language, room: float) -> Lines:
    """Rows of all groups under their headings, labels in so many millimetres."""
    lines: Lines = []
    titled = False
    for group in data.groups:
        if group.rows and group.title is not None:
            lines.append((heading(language.show(group.title)), None))
        indent = INDENT if group.title is not None else 0.0
        rows = [measure_row(row, language, room, indent) for row in group.rows]
        if rows and titled and group.title is None:
            rows[0] = replace(rows[0], apart=True)
        lines += zip(rows, group.rows, strict=True)
        titled = group.title is not None if rows else titled
    return lines


def scale_of(data: ForestData, width: float) -> Scale:
    """Axis as given, or as the effects need it."""
    linear = data.scale == "linear"
    if data.axis is not None:
        low, high = float(data.axis.low), float(data.axis.high)
        return between(low, high) if linear else ratios_between(low, high, width)
    effects = [float(one.value.value) for one in data.estimates]
    whiskers = [(float(one.interval.low), float(one.interval.high)) for one in data.estimates if one.interval]
    return effect_scale(effects, whiskers) if linear else ratio_scale(effects, whiskers, width)


def clipped(data: ForestData, scale: Scale) -> bool:
    """Whether any whisker leaves the axis."""
    return any(not scale.holds(end) for one in data.estimates for end in ends_of(one))


def key_of(data: ForestData, scale: Scale, language: Language) -> Key:
    """Marks, whiskers, arrows."""
    rows = [row for group in data.groups for row in group.rows]
    entries = []
    if data.estimates:
        entries.append(Entry(language.text(f"figures.forest.effect_{data.scale}"), marker_sign(EFFECT)))
    if any(row.reference for row in rows):
        entries.append(Entry(language.text("figures.forest.reference_key"), marker_sign(REFERENCE)))
    if any(one.interval for one in data.estimates):
        entries.append(interval_key(data.level, language, EFFECT.colour))
    if clipped(data, scale):
        entries.append(
            Entry(
                language.text("figures.forest.clipped"),
                lambda axes, x, y: axes.plot([x], [y], marker=">", markersize=ARROW, color=EFFECT.colour),
            )
        )
    return Key.of(entries)


def draw_row(axes: Plot, row: EffectRow, y: float, scale: Scale, none: float) -> None:
    """Effect with its whisker, or the reference on the line of no effect."""
    if row.estimate is not None:
        draw_estimate(axes, row.estimate, y, EFFECT, scale)
    elif row.reference:
        axes.plot([none], [y], **marker(REFERENCE, 4.5))


def head_of(data: ForestData, language: Language, room: float) -> Block:
    """What the effects are."""
    words = language.show(data.measure) if data.measure else language.text(f"figures.forest.{data.scale}")
    return Block.of(words, WIDTH - room - GAP, size=SMALL, colour=FAINT_INK)


def chart(data: ForestData, language: Language) -> Drawing:
    """Draw effects with intervals around the line of no effect.

    Parameters
    ----------
    data : ForestData
        Percentage points, or ratios.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are none.
    """
    room = room_of(data, language)
    lines = measure(data, language, room)
    if not any(row is not None for _, row in lines):
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    columns = Columns.of(room, [tuple(line.cells[0] for line, _ in lines if line.cells)])
    scale = scale_of(data, columns.axis)
    key = key_of(data, scale, language)
    head = head_of(data, language, room)
    top = head.height + 0.8
    height = sum(line.height for line, _ in lines)
    foot = line_height(SMALL) + 2.6
    page = Page(top + height + foot + key.height)
    page.write(head, at=(columns.left, 0))
    axes = plot_rows(page, columns, scale, top, height)
    draw_grid(axes, scale)
    axes.axvline(none_at(data), color=INK, linewidth=1.0, zorder=1)
    y = top
    for line, row in lines:
        write_line(page, columns, line, y)
        if row is not None:
            draw_row(axes, row, line.middle(y), scale, none_at(data))
        y += line.height
    page.rule(y)
    write_scale(page, columns, scale, tick_texts(scale, language), y)
    key.draw(page, y + foot)
    return page.figure
