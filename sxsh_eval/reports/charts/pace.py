"""From where a province says it is to where it wants to be: what pace that takes."""

from __future__ import annotations

import numpy as np

from sxsh_eval.estimates.progress import decimal_year
from sxsh_eval.reports.charts.data import PaceBase, PaceData, PacePanel, PacePath
from sxsh_eval.reports.charts.key import INTERVAL_LOOK, Key, grade_entry, interval_entry, value_text
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.palette import CLAIMED, PROJECTED, TARGET
from sxsh_eval.reports.charts.panel import EDGE, FOOT, LABEL, LEFT, RIGHT, Panel
from sxsh_eval.reports.charts.placing import Box
from sxsh_eval.reports.charts.shares import ends
from sxsh_eval.reports.charts.theme import FAINT_INK, SMALL, Look
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import MarkStyle, mark_style

HEAD, HEIGHT, LOW = 2.5, 40.0, 32.0
"""Millimetres: between a panel's title and its plot; height of a plot, and when there are many."""
FULL = 3
"""Panels that fit on a printed page at full height."""
AIMS = {"national": TARGET, "proposed": MarkStyle("diamond", PROJECTED)}
PATHS: dict[str, Look] = {
    "straight": {"color": PROJECTED, "linewidth": 1.6, "linestyle": "-"},
    "logistic": {"color": PROJECTED, "linewidth": 1.6, "linestyle": (0, (5, 1.2, 1, 1.2))},
    "claimed": {"color": CLAIMED, "linewidth": 1.6, "linestyle": (0, (3, 1.8))},
}
ALONG = (0.5, 0.55, 0.6, 0.45, 0.65, 0.4, 0.7, 0.35, 0.75, 0.3, 0.8, 0.25, 0.85, 0.2)
"""Parts of a path's length where its name may stand, the best first."""
APART = 1.5
"""Per cent points between two paths from which on it is clear which of them is the upper one."""


def share_at(path: PacePath, year: float) -> float:
    """Per cent of a path in a decimal year, by straight lines between its points."""
    years, shares = np.array(path.points, dtype=float).T
    return float(np.interp(year, years, shares))


def draw_path(panel: Panel, path: PacePath) -> None:
    """Line of a path; labels keep off its course."""
    years, shares = np.array(path.points, dtype=float).T
    panel.axes.plot(years, shares, zorder=3, **PATHS[path.kind])
    panel.lines += course(panel, path)


def course(panel: Panel, path: PacePath) -> list[tuple[float, float]]:
    """Points close together along a path, in millimetres."""
    first, last = max(path.points[0][0], panel.years[0]), min(path.points[-1][0], panel.years[1])
    return [panel.spot(float(year), share_at(path, float(year))) for year in np.linspace(first, last, 160)]


def sides(path: PacePath, others: list[PacePath], year: float) -> tuple[bool, ...]:
    """Where a name may stand so that no other path lies between: above (True), below (False), or both."""
    own = share_at(path, year)
    there = [other for other in others if other.points[0][0] <= year <= other.points[-1][0]]
    gaps = [own - share_at(other, year) for other in there]
    if any(abs(gap) < APART for gap in gaps):
        return ()
    above = all(gap > 0 for gap in gaps)
    below = all(gap < 0 for gap in gaps)
    return tuple(side for side, free in ((True, above), (False, below)) if free)


def along(panel: Panel, path: PacePath, others: list[PacePath], size: tuple[float, float]) -> list[Box]:
    """Places for a name of a size beside a path, the best first."""
    width, height = size
    first, last = path.points[0][0], path.points[-1][0]
    places = []
    for away in (0.8, 1.8):
        for part in ALONG:
            year = first + part * (last - first)
            x, y = panel.spot(year, share_at(path, year))
            corners = {True: (x - away - width, y - away - height), False: (x + away, y + away)}
            lefts_tops = [corners[side] for side in sides(path, others, year)]
            places += [Box(left, top, left + width, top + height) for left, top in lefts_tops]
    return places


def name_path(panel: Panel, path: PacePath, others: list[PacePath], language: Language) -> None:
    """Words beside a path: in the margin for a pace that runs to the right end, else along the way."""
    text = language.show(path.label) if path.label else language.text(f"figures.pace.{path.kind}")
    colour = str(PATHS[path.kind]["color"])
    block = Block.of(text, LABEL, size=SMALL, colour=colour)
    places = along(panel, path, others, (block.width, block.height))
    runs_on = path.kind == "claimed" and path.points[-1][0] >= panel.years[1] - EDGE
    if places and not runs_on:
        panel.settle(block, places, course(panel, path))
    else:
        panel.label(path.points[-1 if runs_on else len(path.points) // 2], text, colour=colour)


def draw_base(panel: Panel, base: PaceBase, language: Language) -> None:
    """Reported share on its day, with the interval its rounding leaves open."""
    year, (low, high) = decimal_year(base.day), ends(base.value)
    style = mark_style("evidence", base.grade)
    if base.interval is not None:
        panel.axes.plot((year, year), ends(base.interval), color=style.colour, zorder=4, **INTERVAL_LOOK)
    words = language.text("figures.of_year", year=str(base.day.year), text=language.show(base.value))
    panel.label((year, (low + high) / 2), words, "strong")


def draw_marks(panel: Panel, data: PacePanel) -> None:
    """Lines with all markers, so that no label covers them."""
    for path in data.paths:
        draw_path(panel, path)
    for aim in data.aims:
        panel.mark(aim.year + 1, sum(ends(aim.value)) / 2, AIMS[aim.kind])
    if data.base is not None:
        style = mark_style("evidence", data.base.grade)
        panel.mark(decimal_year(data.base.day), sum(ends(data.base.value)) / 2, style)


def draw_panel(panel: Panel, data: PacePanel, language: Language) -> None:
    """All of one indicator; labels with the fewest possible places come first."""
    draw_marks(panel, data)
    past = [path for path in data.paths if path.kind == "claimed"]
    ahead = [path for path in data.paths if path.kind != "claimed"]
    for path in past:
        name_path(panel, path, ahead, language)
    if data.base is not None:
        draw_base(panel, data.base, language)
    for path in ahead:
        name_path(panel, path, [other for other in ahead if other is not path], language)
    for aim in data.aims:
        words = language.text(f"figures.pace.{aim.kind}", year=str(aim.year), value=language.show(aim.value))
        panel.label((aim.year + 1, sum(ends(aim.value)) / 2), words)
    if data.missing is not None:
        write_missing(panel, language.show(data.missing))
    panel.write_margin()


def write_missing(panel: Panel, text: str) -> None:
    """Why there is no reported share, low in the plot where it is free."""
    block = Block.of(text, RIGHT - LEFT - 20, "italic", SMALL, FAINT_INK)
    x, y = LEFT + 3, panel.top + panel.height - block.height - 2
    panel.settle(block, [Box(x, y, x + block.width, y + block.height)], [(x, y)])


def heads(panel: PacePanel, language: Language) -> tuple[Block, ...]:
    """Indicator; in small print what goes with it, then the reported share with its interval."""
    small = [language.show(panel.detail)] if panel.detail else []
    if panel.base is not None:
        words = value_text(panel.base, language)
        small.append(language.text("figures.pace.base", year=str(panel.base.day.year), value=words))
    title = Block.of(language.show(panel.title), WIDTH, "strong")
    return (title, *(Block.of(text, WIDTH, size=SMALL, colour=FAINT_INK) for text in ["; ".join(small)] if text))


def key_of(data: PaceData, language: Language) -> Key:
    """How the reported shares are known."""
    bases = [panel.base for panel in data.panels if panel.base is not None]
    entries = [grade_entry(grade, language) for grade in dict.fromkeys(base.grade for base in bases)]
    if any(base.interval for base in bases):
        entries.append(interval_entry(bases[0].grade, language))
    return Key.of(entries)


def chart(data: PaceData, language: Language) -> Drawing:
    """Draw panels of shares over years, on the same axes under each other.

    Parameters
    ----------
    data : PaceData
        Decimal years, and per cent from 0 to 100.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide; a sentence when there are no panels.
    """
    if not data.panels:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    tall = HEIGHT if len(data.panels) <= FULL else LOW
    titles = [heads(panel, language) for panel in data.panels]
    key = key_of(data, language)
    bottom = sum(total_height(title) + HEAD + tall + FOOT for title in titles)
    page = Page(bottom + 1 + key.height)
    top = 0.0
    for number, (title, one) in enumerate(zip(titles, data.panels, strict=True), start=1):
        page.write(*title, at=(0, top))
        top += total_height(title) + HEAD
        axes = page.plot((LEFT, top, RIGHT - LEFT, tall), (data.first, data.last), (0, 100))
        panel = Panel(page, axes, top, tall, (data.first, data.last))
        panel.grid(language, numbered=number == len(titles))
        draw_panel(panel, one, language)
        top += tall + FOOT
    key.draw(page, bottom + 1)
    return page.figure
