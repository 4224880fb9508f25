"""How often a panel shows an effect, by the number of its enterprises: one line an effect."""

from __future__ import annotations

from sxsh_eval.reports.charts.key import Entry, Key, line_sign, whisker_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.palette import PROJECTED
from sxsh_eval.reports.charts.panel import FOOT, LEFT, MARGIN, RIGHT, Panel
from sxsh_eval.reports.charts.power_data import PowerData, PowerLine
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, RULE, SMALL, Look
from sxsh_eval.reports.charts.whiskers import WHISKER
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import MarkStyle, Shape

HEIGHT, TOP, SIDE = 62.0, 3.0, 0.4
"""Millimetres: of the plot, above it; steps from the ends of the axis to the outer numbers."""
SHAPES: tuple[Shape, ...] = ("disc", "square", "triangle_up", "ring")
STYLES = tuple(MarkStyle(shape, PROJECTED) for shape in SHAPES)
"""All are simulated, so of one colour: shape, dashes and the name at its end tell a line from the others."""
DASHES: tuple[object, ...] = ("-", (0, (5, 1.6)), (0, (1.5, 1.5)), (0, (5, 1.6, 1, 1.6)))
WANTED: Look = {"color": FAINT_INK, "linewidth": 1.1, "linestyle": (0, (4, 2))}


def draw_axes(panel: Panel, data: PowerData, language: Language) -> None:
    """Per cent grid, numbers of enterprises under it, the wanted power."""
    panel.levels([language.quantity(share, "percent") for share in panel.shares])
    for at, point in enumerate(data.lines[0].points):
        panel.axes.axvline(at, color=GRID, linewidth=0.8, zorder=0.5)
        block = Block((language.number(point.enterprises),), size=SMALL, colour=FAINT_INK)
        x, y = panel.spot(at, 0)
        panel.page.write(block, at=(x, y + 0.8), align="center")
    panel.axes.axhline(data.wanted, zorder=1, **WANTED)


def draw_line(panel: Panel, line: PowerLine, number: int, language: Language) -> None:
    """Line with whiskers and marks, named at its right end."""
    style, places = STYLES[number], range(len(line.points))
    powers = [point.power for point in line.points]
    look: Look = {"color": style.colour, "linewidth": 1.5, "linestyle": DASHES[number], "zorder": 3}
    panel.axes.plot(list(places), powers, **look)
    for at, point in zip(places, line.points, strict=True):
        if point.interval is not None:
            panel.axes.plot((at, at), point.interval, color=style.colour, zorder=3.5, **WHISKER)
        panel.mark(at, point.power, style, 5.0)
    panel.label((places[-1], powers[-1]), language.show(line.label), "strong", style.colour)


def key_of(data: PowerData, language: Language) -> Key:
    """Signs that occur in this plot."""
    wanted = language.text("figures.power.wanted", power=language.quantity(data.wanted, "percent"))
    entries = [Entry(wanted, line_sign(**WANTED))]
    if any(point.interval for line in data.lines for point in line.points):
        look: Look = {"color": PROJECTED, "linewidth": 1.3}
        entries.append(Entry(language.text("figures.power.interval"), whisker_sign(**look)))
    return Key.of(entries)


def chart(data: PowerData, language: Language) -> Drawing:
    """Draw power over numbers of enterprises, equally wide apart.

    Parameters
    ----------
    data : PowerData
        Per cent from 0 to 100.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide; a sentence when there are no lines.
    """
    if not data.lines:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    key = key_of(data, language)
    under = Block.of(language.text("figures.power.enterprises"), WIDTH - LEFT, "italic", SMALL, FAINT_INK)
    names = [Block.of(language.show(line.label), MARGIN, "strong", SMALL) for line in data.lines]
    tall = max(HEIGHT, total_height(tuple(names)))
    bottom = TOP + tall + FOOT
    page = Page(bottom + under.height + 1 + key.height)
    ends = (-SIDE, len(data.lines[0].points) - 1 + SIDE)
    axes = page.plot((LEFT, TOP, RIGHT - LEFT, tall), ends, (0, 100))
    panel = Panel(page, axes, TOP, tall, ends)
    draw_axes(panel, data, language)
    for number, line in enumerate(data.lines):
        draw_line(panel, line, number, language)
    panel.write_margin()
    page.write(under, at=(LEFT, bottom))
    axes.axhline(0, color=RULE, linewidth=0.8, zorder=0.6)
    key.draw(page, bottom + under.height + 1)
    return page.figure
