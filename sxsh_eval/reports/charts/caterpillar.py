"""Many provinces with their intervals, from the highest to the lowest: one column, or two where there are many."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.reports.charts.benchmark_data import CaterpillarData, CaterpillarRow
from sxsh_eval.reports.charts.caterpillar_words import (
    FILLED,
    OPEN,
    blocks_under,
    head_of,
    key_of,
    number_block,
)
from sxsh_eval.reports.charts.packing import split_rows
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.rows import GAP, Columns, draw_grid, label_width, plot_rows, thinned, write_scale
from sxsh_eval.reports.charts.scales import Scale, point_scale, share_scale
from sxsh_eval.reports.charts.theme import INK, RULE, SMALL, Look
from sxsh_eval.reports.charts.whiskers import draw_estimate, ends_of
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import mark_style

ONE = 34
"""Rows up to which there is one column."""
BETWEEN = 7.0
"""Millimetres between the columns."""
LABEL, NARROW, TIGHT = 50.0, 25.0, 2.5
"""Millimetres the labels may take in one column, and in each of two; between labels, axis and numbers there."""
MARK, RAW = 4.4, 3.2
"""Points of the marks."""
ASIDE, LEAST = 0.75, 3.7
"""Millimetres of two marks above and below the middle of a row, and of a row at least."""
POOLED: Look = {"color": INK, "linewidth": 1.0}
BAND: Look = {"color": "#dfe3e8", "linewidth": 0}


@dataclass(frozen=True)
class Row:
    """A province with its texts wrapped."""

    data: CaterpillarRow
    label: Block
    number: Block

    @property
    def height(self) -> float:
        """Millimetres; rows stand close together."""
        return max(self.label.height, self.number.height, LEAST)


@dataclass(frozen=True)
class Column:
    """Rows under each other with their places across the page, in millimetres."""

    rows: tuple[Row, ...]
    left: float
    places: Columns

    @property
    def height(self) -> float:
        """Millimetres of all rows."""
        return sum(row.height for row in self.rows)


def scale_of(data: CaterpillarData) -> Scale:
    """Axis that holds every estimate with its interval, and raw values without theirs; the same in both columns."""
    shown = [row.estimate for row in data.ordered if row.estimate is not None]
    shown += [data.pooled] if data.pooled is not None else []
    values = [end for one in shown for end in ends_of(one)]
    values += [float(row.raw.value.value) for row in data.ordered if row.raw is not None]
    return share_scale(values) if data.unit == "percent" else point_scale(values)


def columns_of(data: CaterpillarData, language: Language) -> list[Column]:
    """One or two columns, each with labels, axis, numbers."""
    count = 1 if len(data.ordered) <= ONE else 2
    most, gap = (LABEL, GAP) if count == 1 else (NARROW, TIGHT)
    width = (WIDTH - (count - 1) * BETWEEN) / count
    texts = [language.show(row.label) for row in data.ordered]
    room = label_width(((text, 0.0) for text in texts), most)
    rows = []
    for row, text in zip(data.ordered, texts, strict=True):
        words = number_block(row, language, width / 2, counted=count == 1)
        rows.append(Row(row, Block.of(text, room, size=SMALL), words))
    axis = width - room - max(row.number.width for row in rows) - 2 * gap
    columns = []
    for number, part in enumerate(split_rows(rows, [row.height for row in rows], count)):
        left = number * (width + BETWEEN)
        places = Columns(left + room + gap, axis, (left + room + axis + 2 * gap,))
        columns.append(Column(tuple(part), left, places))
    return columns


def draw_pooled(plot: Plot, data: CaterpillarData) -> None:
    """Line of all provinces together, its interval as a band."""
    if data.pooled is None:
        return
    if data.pooled.interval is not None:
        plot.axvspan(float(data.pooled.interval.low), float(data.pooled.interval.high), zorder=0.2, **BAND)
    plot.axvline(float(data.pooled.value.value), zorder=0.6, **POOLED)


def draw_row(page: Page, plot: Plot, column: Column, row: Row, scale: Scale, top: float) -> None:
    """Label, marks, numbers of a province."""
    middle = top + row.height / 2
    page.write(row.label, at=(column.left, middle - row.label.height / 2))
    page.write(row.number, at=(column.places.cells[0], middle - row.number.height / 2))
    aside = ASIDE if row.data.raw is not None else 0.0
    if row.data.raw is not None:
        draw_estimate(plot, row.data.raw, middle + aside, OPEN, scale, RAW)
    if row.data.estimate is not None:
        style = FILLED if row.data.raw else mark_style("evidence", row.data.estimate.grade)
        draw_estimate(plot, row.data.estimate, middle - aside, style, scale, MARK)


def draw_column(page: Page, column: Column, data: CaterpillarData, scale: Scale, top: float) -> Plot:
    """Plot with all rows of a column."""
    plot = plot_rows(page, column.places, scale, top, column.height)
    draw_grid(plot, scale)
    if data.unit != "percent":
        plot.axvline(0, color=RULE, linewidth=1.2, zorder=0.1)
    draw_pooled(plot, data)
    y = top
    for row in column.rows:
        draw_row(page, plot, column, row, scale, y)
        y += row.height
    return plot


def chart(data: CaterpillarData, language: Language) -> Drawing:
    """Draw provinces with intervals from the highest estimate to the lowest.

    Parameters
    ----------
    data : CaterpillarData
        Any unit; per cent are from 0 to 100.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when no province has a number.
    """
    under = blocks_under(data, language)
    if not data.ordered:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    columns, scale = columns_of(data, language), scale_of(data)
    key = key_of(data, scale, language)
    head = head_of(data, language)
    top = (head.height + 0.6) if head else 1.0
    height = max(column.height for column in columns)
    foot = line_height(SMALL) + 2.2
    below = total_height(under) + (1 if under else 0)
    page = Page(top + height + foot + key.height + below)
    if head is not None and data.pooled is not None:
        first = columns[0].places
        x = first.spot(scale, float(data.pooled.value.value))
        page.write(head, at=(min(max(x, head.width / 2), WIDTH - head.width / 2), 0), align="center")
    unit = "percent" if data.unit == "percent" else "count"
    scale, texts = thinned(scale, columns[0].places.axis, language, unit)
    for column in columns:
        draw_column(page, column, data, scale, top)
        right = column.places.left + column.places.axis
        page.rule(top + column.height, (column.places.left, right))
        write_scale(page, column.places, scale, texts, top + column.height)
    key.draw(page, top + height + foot)
    page.write(*under, at=(0, top + height + foot + key.height + 1))
    return page.figure
