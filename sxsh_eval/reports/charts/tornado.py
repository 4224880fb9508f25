"""What drives an outcome: a bar from its low to its high value for every driver, the widest on top."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.reports.charts.key import Entry, Key, bar_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.palette import PROJECTED, hatched, solid
from sxsh_eval.reports.charts.plan_data import Driver, TornadoData
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.rows import GAP, Columns, draw_grid, label_width, plot_rows, tick_texts, write_scale
from sxsh_eval.reports.charts.scales import Scale, round_steps
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, SMALL
from sxsh_eval.reports.charts.whiskers import number_text
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language

LABEL = 62.0
"""Millimetres the labels may take."""
BAR, PAD, ASIDE = 4.4, 1.0, 1.2
"""Millimetres: thickness of a bar, space above and below a row, from a bar's end to its number."""
LOW, HIGH = hatched(PROJECTED, 0.8), solid(PROJECTED, 0.8)
FLAT = 1e-9
"""Part of the axis under which a spread is none."""


@dataclass(frozen=True)
class Row:
    """A driver with its texts wrapped; `left` and `right` are the outcomes on either side of the central one."""

    data: Driver
    label: tuple[Block, ...]
    left: Block
    right: Block

    @property
    def height(self) -> float:
        """Millimetres with the space around it."""
        return max(total_height(self.label), BAR) + 2 * PAD


def settings_text(one: Driver, language: Language) -> str:
    """From which value of the driver to which, where both are named."""
    if one.low.setting is None or one.high.setting is None:
        return ""
    low, high = language.show(one.low.setting), language.show(one.high.setting)
    return language.text("figures.tornado.settings", low=low, high=high)


def outcome_block(data: TornadoData, one: Driver, *, below: bool, language: Language) -> Block:
    """Outcomes on one side of the central one; two when both ends of the driver lie there."""
    middle = float(data.central.value)
    ends = [end.outcome for end in (one.low, one.high) if (float(end.outcome.value) < middle) == below]
    texts = [number_text(end, language) for end in ends if float(end.value) != middle]
    if one.spread == 0 and not texts and not below:
        texts = [language.text("figures.funnel.same")]
    return Block(("; ".join(dict.fromkeys(texts)),), size=SMALL)


def measure(data: TornadoData, language: Language) -> list[Row]:
    """All rows with their texts wrapped, labels as wide as needed."""
    texts = []
    for one in data.ordered:
        small = [language.show(one.detail)] if one.detail is not None else []
        texts.append((one, language.show(one.label), [text for text in (*small, settings_text(one, language)) if text]))
    room = label_width(((text, 0.0) for _, label, small in texts for text in (label, *small)), LABEL)
    rows = []
    for one, label, small in texts:
        faint = (Block.of(text, room, size=SMALL, colour=FAINT_INK) for text in small)
        ends = (outcome_block(data, one, below=below, language=language) for below in (True, False))
        rows.append(Row(one, (Block.of(label, room, size=SMALL), *faint), *ends))
    return rows


def scale_of(data: TornadoData) -> Scale:
    """Axis that holds every outcome, without 0 where that is far away."""
    ends = [float(end.outcome.value) for one in data.drivers for end in (one.low, one.high)]
    low, high = min([*ends, float(data.central.value)]), max([*ends, float(data.central.value)])
    if high - low <= FLAT * max(abs(low), abs(high), 1.0):
        half = abs(low) / 2 or 1.0
        low, high = low - half, high + half
    ticks = tuple(tick for tick in round_steps(low, high) if low <= tick <= high)
    return Scale(low, high, ticks)


def columns_of(rows: list[Row]) -> Columns:
    """Axis between the labels and the page's edge, with room for numbers at both of its ends."""
    room = max(block.width for row in rows for block in row.label)
    left, right = (max(getattr(row, side).width for row in rows) + ASIDE + 0.5 for side in ("left", "right"))
    start = room + GAP + left
    return Columns(start, WIDTH - right - start, ())


def draw_bar(axes: Plot, row: Row, central: float, y: float) -> None:
    """Both halves of a bar; two thin ones where both ends lie on one side."""
    ends = [float(end.outcome.value) for end in (row.data.low, row.data.high)]
    same = (ends[0] - central) * (ends[1] - central) > 0
    for number, (end, look) in enumerate(zip(ends, (LOW, HIGH), strict=True)):
        thick = BAR / 2 if same else BAR
        at = y + (number - 0.5) * thick if same else y
        axes.barh(at, end - central, height=thick, left=central, zorder=2, **look)


def write_row(page: Page, columns: Columns, scale: Scale, row: Row, central: float, y: float) -> None:
    """Label, and the outcomes at the ends of the bar; `y` is the middle."""
    page.write(*row.label, at=(0, y - total_height(row.label) / 2))
    ends = [central, *(float(end.outcome.value) for end in (row.data.low, row.data.high))]
    top = y - line_height(SMALL) / 2
    if row.left.lines[0]:
        page.write(row.left, at=(columns.spot(scale, min(ends)) - ASIDE, top), align="right", halo="white")
    if row.right.lines[0]:
        page.write(row.right, at=(columns.spot(scale, max(ends)) + ASIDE, top), halo="white")


def heads(data: TornadoData, columns: Columns, scale: Scale, language: Language) -> tuple[Block, tuple[float, Block]]:
    """What comes out, over all; the central value over its line, moved in from the page's edge."""
    measured = Block.of(language.show(data.measure), WIDTH, size=SMALL, colour=FAINT_INK)
    words = language.text("figures.tornado.central", value=number_text(data.central, language))
    flag = Block((words,), "strong", SMALL)
    x = columns.spot(scale, float(data.central.value))
    return measured, (min(max(x, flag.width / 2), WIDTH - flag.width / 2), flag)


def key_of(language: Language) -> Key:
    """Which half of a bar is which end of the driver."""
    looks = (("low", LOW), ("high", HIGH))
    return Key.of([Entry(language.text(f"figures.tornado.{name}"), bar_sign(**look)) for name, look in looks])


def chart(data: TornadoData, language: Language) -> Drawing:
    """Draw what an outcome would be with each driver at its low and at its high value.

    Parameters
    ----------
    data : TornadoData
        Outcomes in one unit.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are none.
    """
    if not data.drivers:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    rows, scale, central = measure(data, language), scale_of(data), float(data.central.value)
    columns, key = columns_of(rows), key_of(language)
    head, (x, flag) = heads(data, columns, scale, language)
    rest = Block.of(language.show(data.rest), WIDTH, "italic", SMALL, FAINT_INK) if data.rest else None
    top = head.height + flag.height + 1.2
    height = sum(row.height for row in rows)
    foot = line_height(SMALL) + 2.6
    below = rest.height + 1 if rest else 0.0
    page = Page(top + height + foot + below + key.height)
    page.write(head, at=(0, 0))
    page.write(flag, at=(x, head.height + 0.4), align="center")
    axes = plot_rows(page, columns, scale, top, height)
    draw_grid(axes, scale)
    axes.axvline(central, color=INK, linewidth=1.0, zorder=3)
    y = top
    for row in rows:
        draw_bar(axes, row, central, y + row.height / 2)
        write_row(page, columns, scale, row, central, y + row.height / 2)
        y += row.height
    page.rule(y)
    unit = "percent" if data.central.unit == "percent" else "count"
    write_scale(page, columns, scale, tick_texts(scale, language, unit), y)
    if rest is not None:
        page.write(rest, at=(0, y + foot))
    key.draw(page, y + foot + below)
    return page.figure
