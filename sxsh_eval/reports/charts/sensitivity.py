"""What remains of an effect when its assumption fails: intervals by how far it may fail, down to where they hold 0."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.charts.effects_data import SensitivityData
from sxsh_eval.reports.charts.key import Entry, Key, line_sign, marker_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence
from sxsh_eval.reports.charts.palette import BROKEN, CAUSED, CONTEXT
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.reaches import arrow_keys, axis_texts, draw_reach, signed_scale
from sxsh_eval.reports.charts.rows import Columns, draw_grid, plot_rows, write_line, write_scale
from sxsh_eval.reports.charts.scales import NOTHING, Scale
from sxsh_eval.reports.charts.sensitivity_rows import MARGIN, SIGN, Row, room_of, rows_of
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, SMALL, Look, marker
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import MarkStyle

SEEN = 0.005
"""Part of the axis that an interval must take to be seen; a stroke stands for shorter ones."""
ORIGINAL = MarkStyle("disc", CAUSED)
CLEAR: Look = {"color": CAUSED, "linewidth": 3.2}
NOUGHT: Look = {"color": CONTEXT, "linewidth": 1.6, "linestyle": (0, (2.2, 0.9))}
"""Intervals without 0, and with it: told apart in grey by thickness with dashes."""
BREAK: Look = {"color": BROKEN, "linewidth": 1.4, "linestyle": (0, (5, 1.5))}


@dataclass(frozen=True)
class Sheet:
    """The chart measured."""

    data: SensitivityData
    rows: tuple[Row, ...]
    columns: Columns
    scale: Scale

    @property
    def height(self) -> float:
        """Millimetres of all rows."""
        return sum(row.line.height for row in self.rows)

    @property
    def reaches(self) -> list[Reach]:
        """All intervals."""
        return [row.interval for row in self.rows if row.interval is not None]


def effects_of(data: SensitivityData) -> tuple[Effect, ...]:
    """The original effect, where it is given."""
    return () if data.original is None else (data.original,)


def measure(data: SensitivityData, language: Language) -> Sheet:
    """All rows measured, with an axis that shows a part of every interval."""
    room = room_of(data, language)
    rows = rows_of(data, language, room)
    bounds = [row.interval for group in data.groups for row in group.rows if row.interval is not None]
    known = bool(bounds) or data.original is not None
    scale = signed_scale(effects_of(data), data.unit, wide=bounds) if known else NOTHING
    columns = Columns.of(room, [tuple(row.line.cells[0] for row in rows if row.line.cells)])
    return Sheet(data, rows, columns, scale)


def draw_row(page: Page, axes: Plot, sheet: Sheet, row: Row, y: float) -> None:
    """Interval, or the line of the breakdown value with its sign."""
    middle = row.line.middle(y)
    if row.breakdown:
        right = SIGN + max(block.width for block in row.line.label) + 1.5
        for ends in ((0.0, SIGN - 1.5), (min(right, WIDTH), WIDTH)):
            page.sheet.plot(ends, (middle, middle), **BREAK)
        return
    if row.interval is not None:
        look = dict(NOUGHT if row.interval.holds(0) else CLEAR)
        colour = str(look.pop("color"))
        draw_reach(axes, row.interval, middle, colour, sheet.scale, **look)
        low, high = (sheet.scale.part(end) for end in (row.interval.left, row.interval.right))
        if high - low < SEEN:
            axes.plot([row.interval.ends[0]], [middle], marker="|", markersize=6, color=colour, clip_on=False)
    if row.original and sheet.data.original is not None:
        axes.plot([sheet.data.original.at], [middle], **marker(ORIGINAL, 6.5))


def key_of(sheet: Sheet, language: Language) -> Key:
    """Both kinds of intervals, the original effect, arrows, breakdown."""
    entries = []
    for name, look, some in (
        ("clear", CLEAR, any(not reach.holds(0) for reach in sheet.reaches)),
        ("nought", NOUGHT, any(reach.holds(0) for reach in sheet.reaches)),
    ):
        if some:
            words = language.text(f"figures.sensitivity.{name}", level=language.quantity(sheet.data.level, "percent"))
            entries.append(Entry(words, line_sign(**look)))
    if sheet.data.original is not None:
        entries.append(Entry(language.text("figures.specifications.effect"), marker_sign(ORIGINAL)))
    entries += arrow_keys(sheet.reaches, sheet.scale, INK, language)
    return Key.of(entries)


def chart(data: SensitivityData, language: Language) -> Drawing:
    """Draw honest bounds by the value of a restriction.

    Parameters
    ----------
    data : SensitivityData
        Per cent, points or log points.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are none.
    """
    if not any(group.rows for group in data.groups):
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    sheet = measure(data, language)
    words = language.show(data.measure) if data.measure else language.text(f"figures.effect.{data.unit}")
    head = Block.of(words, WIDTH - sheet.columns.left, size=SMALL, colour=FAINT_INK)
    key = key_of(sheet, language)
    top, foot = head.height + MARGIN, line_height(SMALL) + 2.6
    page = Page(top + sheet.height + foot + key.height)
    page.write(head, at=(sheet.columns.left, 0))
    axes = plot_rows(page, sheet.columns, sheet.scale, top, sheet.height)
    draw_grid(axes, sheet.scale)
    if sheet.scale is not NOTHING:
        axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    y = top
    for row in sheet.rows:
        draw_row(page, axes, sheet, row, y)
        write_line(page, sheet.columns, row.line, y)
        y += row.line.height
    page.rule(y)
    write_scale(page, sheet.columns, sheet.scale, axis_texts(sheet.scale, data.unit, language), y)
    key.draw(page, y + foot)
    return page.figure
