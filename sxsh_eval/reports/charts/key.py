"""The key: only what the picture cannot say beside its marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.patches import Rectangle

from sxsh_eval.reports.charts.data import Reported
from sxsh_eval.reports.charts.page import WIDTH, Block, Page
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.theme import FAINT_INK, SMALL, Look, marker
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import MarkStyle, mark_style

SAMPLE, GAP = 9.0, 6.0
INTERVAL_LOOK: Look = {"linewidth": 3.0, "alpha": 0.55}
Draw = Callable[[Plot, float, float], Any]


@dataclass(frozen=True)
class Entry:
    """One sign with its meaning; `draw` puts the sign around a point of the page."""

    text: str
    draw: Draw


def marker_sign(style: MarkStyle) -> Draw:
    """Marker of a category."""
    return lambda axes, x, y: axes.plot([x], [y], **marker(style))


def line_sign(**look: Any) -> Draw:
    """Short horizontal line."""
    return lambda axes, x, y: axes.plot([x - 3, x + 3], [y, y], **look)


def tick_sign(**look: Any) -> Draw:
    """Short vertical line."""
    return lambda axes, x, y: axes.plot([x, x], [y - 1.5, y + 1.5], **look)


def bar_sign(**look: Any) -> Draw:
    """Small bar."""
    return lambda axes, x, y: axes.add_patch(Rectangle((x - 3, y - 1.2), 6, 2.4, **look))


def whisker_sign(**look: Any) -> Draw:
    """Short horizontal line with end strokes."""
    ends = (-3.0, -3.0, -3.0, 3.0, 3.0, 3.0), (-1.0, 1.0, 0.0, 0.0, -1.0, 1.0)
    return lambda axes, x, y: axes.plot([x + dx for dx in ends[0]], [y + dy for dy in ends[1]], **look)


def grade_entry(grade: str, language: Language) -> Entry:
    """How a share is known, by its marker."""
    word = language.text(f"mark.evidence.{grade}")
    return Entry(language.text("figures.reported", grade=word), marker_sign(mark_style("evidence", grade)))


def value_text(reported: Reported, language: Language) -> str:
    """Reported share, with its interval in brackets where there is one."""
    value = language.show(reported.value)
    if reported.interval is None:
        return value
    return language.text("figures.with_interval", value=value, interval=language.show(reported.interval))


def interval_entry(grade: str, language: Language) -> Entry:
    """What the bar through a marker means."""
    look = line_sign(color=mark_style("evidence", grade).colour, **INTERVAL_LOOK)
    return Entry(language.text("figures.interval"), look)


@dataclass(frozen=True)
class Key:
    """Entries flowed into lines over the whole width.

    Attributes
    ----------
    places : tuple of (x, y)
        Upper left corner of each entry, millimetres from the key's own.
    height : float
        Millimetres; 0 without entries.
    """

    entries: tuple[Entry, ...]
    blocks: tuple[Block, ...]
    places: tuple[tuple[float, float], ...]
    height: float

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Key:
        """Lay the entries out."""
        blocks = tuple(Block.of(entry.text, WIDTH - SAMPLE, size=SMALL, colour=FAINT_INK) for entry in entries)
        places: list[tuple[float, float]] = []
        x = y = 0.0
        tallest = 0.0
        for block in blocks:
            if x and x + SAMPLE + block.width > WIDTH:
                x, y, tallest = 0.0, y + tallest, 0.0
            places.append((x, y))
            x += SAMPLE + block.width + GAP
            tallest = max(tallest, block.height + 0.6)
        return cls(tuple(entries), blocks, tuple(places), y + tallest)

    def draw(self, page: Page, top: float) -> None:
        """Put the key on a page at a height in millimetres."""
        for entry, block, (x, y) in zip(self.entries, self.blocks, self.places, strict=True):
            entry.draw(page.sheet, x + SAMPLE / 2 - 0.7, top + y + line_height(SMALL) / 2)
            page.write(block, at=(x + SAMPLE, top + y))
