"""Scenarios side by side: one a row, every measure with an axis of its own."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.parameters.quantity import Num
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.key import Entry, Key, marker_sign, tick_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.programme_data import ScenarioCell, ScenarioData, ScenarioRow
from sxsh_eval.reports.charts.rows import EDGE, Columns, label_width, plot_rows, thinned, write_scale
from sxsh_eval.reports.charts.scales import Scale, point_scale, share_scale
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, INK, RULE, SMALL, Look
from sxsh_eval.reports.charts.whiskers import (
    bare,
    draw_estimate,
    ends_of,
    grade_keys,
    interval_key,
    number_text,
    with_n,
)
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import GREY, MarkStyle, mark_style

LABEL = 40.0
"""Millimetres the labels may take."""
APART = 6.0
"""Millimetres between two measures."""
STRIP, PAD = 4.6, 0.9
"""Millimetres of a row over its numbers, where marks lie; space above and below a row."""
REFERENCE = MarkStyle("ring", GREY)
LINE: Look = {"color": INK, "linewidth": 1.2, "linestyle": (0, (4, 2))}


@dataclass(frozen=True)
class Row:
    """A scenario with its texts wrapped, one tuple of blocks a measure."""

    data: ScenarioRow
    label: tuple[Block, ...]
    cells: tuple[tuple[Block, ...], ...]

    @property
    def height(self) -> float:
        """Millimetres with the space around it."""
        return max(total_height(self.label), STRIP + max(map(total_height, self.cells))) + 2 * PAD


@dataclass(frozen=True)
class Sheet:
    """The page with a plot, a place and an axis for each measure."""

    data: ScenarioData
    page: Page
    grid: list[Columns]
    scales: list[Scale]
    plots: list[Plot]


def cell_blocks(cell: ScenarioCell, width: float, language: Language) -> tuple[Block, ...]:
    """Number, under it its interval; or why there is none."""
    one = cell.estimate
    if one is not None:
        blocks = [Block.of(with_n(number_text(one.value, language), one.n, language), width, size=SMALL)]
        if one.interval is not None and one.interval.low != one.interval.high:
            words = language.text("figures.brackets", text=bare(one.interval, language))
            blocks.append(Block.of(words, width, size=SMALL, colour=FAINT_INK))
        if one.reason is not None:
            blocks.append(Block.of(language.show(one.reason), width, "italic", SMALL, FAINT_INK))
        return tuple(blocks)
    why = language.show(cell.missing) if cell.missing is not None else ""
    return (Block.of(why, width, "italic", SMALL, FAINT_INK),)


def column_of(data: ScenarioData, number: int) -> list[Estimate]:
    """All numbers of a measure."""
    cells = (row.cells[number] for row in data.rows)
    return [cell.estimate for cell in cells if cell.estimate is not None]


def scale_of(data: ScenarioData, number: int) -> Scale:
    """Axis of a measure: holds 0, every interval, the line."""
    measure = data.measures[number]
    values = [end for one in column_of(data, number) for end in ends_of(one)]
    values += [float(measure.line.value)] if measure.line is not None and values else []
    return share_scale(values) if measure.unit == "percent" else point_scale(values)


def room_of(data: ScenarioData, language: Language) -> float:
    """Millimetres of the labels."""
    texts = [value for row in data.rows for value in (row.label, row.detail) if value is not None]
    return label_width(((language.show(value), 0.0) for value in texts), LABEL)


def grid_of(data: ScenarioData, room: float) -> list[Columns]:
    """Where each measure stands across the page."""
    count = len(data.measures)
    width = (WIDTH - room - count * APART) / count
    return [Columns(room + APART + n * (width + APART), width - EDGE, ()) for n in range(count)]


def measure_rows(data: ScenarioData, room: float, width: float, language: Language) -> list[Row]:
    """All rows with their texts wrapped to the widths of labels and measures."""
    rows = []
    for row in data.rows:
        label = [Block.of(language.show(row.label), room, "strong", SMALL)]
        if row.detail is not None:
            label.append(Block.of(language.show(row.detail), room, size=SMALL, colour=FAINT_INK))
        cells = tuple(cell_blocks(cell, width, language) for cell in row.cells)
        rows.append(Row(row, tuple(label), cells))
    return rows


def heads_of(data: ScenarioData, width: float, language: Language) -> list[tuple[Block, ...]]:
    """Name of each measure; in small print its line."""
    heads = []
    for one in data.measures:
        blocks = [Block.of(language.show(one.title), width, "strong", SMALL)]
        if one.line is not None:
            name = language.show(one.line_label) if one.line_label else language.text("figures.scenarios.line")
            words = language.text("figures.of_year", year=name, text=language.show(one.line))
            blocks.append(Block.of(words, width, size=SMALL, colour=FAINT_INK))
        heads.append(tuple(blocks))
    return heads


def key_of(data: ScenarioData, language: Language) -> Key:
    """Marks, whiskers, lines."""
    shown = [(row, cell.estimate) for row in data.rows for cell in row.cells if cell.estimate is not None]
    entries = grade_keys([one.grade for row, one in shown if not row.reference], language)
    if any(row.reference for row, _ in shown):
        entries.append(Entry(language.text("figures.scenarios.reference"), marker_sign(REFERENCE)))
    if any(one.interval for _, one in shown):
        entries.append(interval_key(data.level, language, drawn=True))
    if any(one.line is not None and column_of(data, number) for number, one in enumerate(data.measures)):
        entries.append(Entry(language.text("figures.scenarios.line_key"), tick_sign(**LINE)))
    return Key.of(entries)


def draw_row(sheet: Sheet, row: Row, top: float) -> None:
    """Label, marks, numbers of a scenario."""
    page, plots, scales = sheet.page, sheet.plots, sheet.scales
    page.write(*row.label, at=(0, top + PAD))
    for number, cell in enumerate(row.data.cells):
        below = STRIP if cell.estimate is not None else 0.0
        page.write(*row.cells[number], at=(sheet.grid[number].left, top + PAD + below))
        if cell.estimate is not None:
            draw_strip(plots[number], scales[number], sheet.data.measures[number].line, top)
            style = REFERENCE if row.data.reference else mark_style("evidence", cell.estimate.grade)
            draw_estimate(plots[number], cell.estimate, top + PAD + STRIP / 2, style, scales[number])


def draw_strip(plot: Plot, scale: Scale, line: Num | None, top: float) -> None:
    """Grid of a cell over its numbers, with the line of its measure."""
    ends = (top + 0.3, top + PAD + STRIP)
    for tick in scale.ticks:
        plot.plot((tick, tick), ends, color=RULE if tick == 0 else GRID, linewidth=0.8, zorder=0)
    if line is not None:
        plot.plot((float(line.value),) * 2, ends, zorder=1, **LINE)


def chart(data: ScenarioData, language: Language) -> Drawing:
    """Draw what scenarios come to, measure by measure.

    Parameters
    ----------
    data : ScenarioData
        Any unit, one a measure.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are no rows or measures.
    """
    if not data.rows or not data.measures:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    room = room_of(data, language)
    grid = grid_of(data, room)
    width = grid[0].axis + EDGE
    rows, heads = measure_rows(data, room, width, language), heads_of(data, width, language)
    scales, key = [scale_of(data, number) for number in range(len(grid))], key_of(data, language)
    top = max(total_height(head) for head in heads) + 1
    height = sum(row.height for row in rows)
    foot = line_height(SMALL) + 2.6
    page = Page(top + height + foot + key.height)
    for number, measure in enumerate(data.measures):
        page.write(*heads[number], at=(grid[number].left, top - 1 - total_height(heads[number])))
        unit = "percent" if measure.unit == "percent" else "count"
        scales[number], texts = thinned(scales[number], grid[number].axis, language, unit)
        place = grid[number]
        within = (place.left - EDGE, place.left + place.axis + EDGE)
        write_scale(page, place, scales[number], texts, top + height, within=within)
    plots = [plot_rows(page, columns, scale, top, height) for columns, scale in zip(grid, scales, strict=True)]
    sheet, y = Sheet(data, page, grid, scales, plots), top
    for row in rows:
        page.rule(y)
        draw_row(sheet, row, y)
        y += row.height
    page.rule(y)
    key.draw(page, y + foot)
    return page.figure
