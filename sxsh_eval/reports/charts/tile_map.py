"""A square for each province, placed roughly where it lies, coloured by classes, with its number."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from matplotlib.patches import Rectangle

from sxsh_eval.reports.charts.benchmark_data import MapTile, TileMapData
from sxsh_eval.reports.charts.classes import class_of
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.theme import FAINT_INK, RULE, SMALL, Look
from sxsh_eval.reports.charts.tile_layout import GAP, ISLANDS, Layout, layout_of
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language

NONE: Look = {"facecolor": "white", "edgecolor": "#aeb4bb", "hatch": "////", "linewidth": 0.6}
SWATCH, SPACE = 7.0, 1.2
"""Millimetres: width of a colour in the key, between two of its lines."""
SHORTEST = 40.0
"""Millimetres that words of the key must have."""


def draw_tile(page: Page, layout: Layout, tile: MapTile) -> None:
    """Square with its words."""
    broad = layout.width * ((ISLANDS if layout.spreads(tile) else 1.0) - 1)
    left, top = tile.column * layout.width + GAP / 2 - broad, tile.row * layout.height + GAP / 2
    width, height = layout.width - GAP + broad, layout.height - GAP
    look: Look = NONE
    if tile.value is not None:
        ground, _ = layout.colour(class_of(float(tile.value.value), layout.edges))
        look = {"facecolor": ground, "edgecolor": RULE, "linewidth": 0.6}
    page.sheet.add_patch(Rectangle((left, top), width, height, **look))
    blocks = layout.texts(tile)
    at = (left + width / 2, top + (height - total_height(blocks)) / 2)
    page.write(*blocks, at=at, align="center", halo="white" if tile.value is None else "")


def class_words(layout: Layout, number: int) -> str:
    """From where to where a class goes; the single one of equal values is named by them."""
    unit, edges = "percent" if layout.data.unit == "percent" else "count", layout.edges
    low, high = (layout.language.quantity(edges[min(at, len(edges) - 1)], unit) for at in (number, number + 1))
    if layout.classes == 1:
        return layout.language.text("figures.tile_map.all", low=low)
    if unit == "count" and 0 < number < layout.classes - 1 and edges[number + 1] - edges[number] == 1:
        return layout.language.text("figures.tile_map.all", low=low)
    name = "below" if number == 0 else "above" if number == layout.classes - 1 else "between"
    return layout.language.text(f"figures.tile_map.{name}", low=low, high=high)


def counted(layout: Layout, number: int) -> str:
    """A class with how many provinces are in it."""
    own = [one for one in layout.data.tiles if one.value is not None and one.part_of is None]
    there = sum(class_of(float(one.value.value), layout.edges) == number for one in own if one.value is not None)
    provinces = layout.language.quantity(there, "province")
    return layout.language.text("figures.with_interval", value=class_words(layout, number), interval=provinces)


@dataclass(frozen=True)
class Legend:
    """The key: what is shown, each class, each reason."""

    head: Block | None
    lines: tuple[tuple[Look, Block], ...]

    @property
    def width(self) -> float:
        """Millimetres."""
        blocks = [*([self.head] if self.head else []), *(block for _, block in self.lines)]
        return max([block.width + SWATCH + 2 for block in blocks], default=0.0)

    @property
    def height(self) -> float:
        """Millimetres."""
        lines = sum(block.height + SPACE for _, block in self.lines)
        return lines + (self.head.height + SPACE if self.head else 0.0)

    def draw(self, page: Page, left: float, top: float) -> None:
        """Put the key on the page."""
        if self.head is not None:
            page.write(self.head, at=(left, top))
            top += self.head.height + SPACE
        for look, block in self.lines:
            page.sheet.add_patch(Rectangle((left, top + 0.3), SWATCH, line_height(SMALL) - 0.6, **look))
            page.write(block, at=(left + SWATCH + 2, top))
            top += block.height + SPACE


def legend_of(layout: Layout, width: float) -> Legend:
    """The key in so many millimetres."""
    data, language = layout.data, layout.language
    head = Block.of(language.show(data.measure), width, "strong", SMALL) if data.measure else None
    lines: list[tuple[Look, Block]] = []
    for number in range(layout.classes):
        look = {"facecolor": layout.colour(number)[0], "edgecolor": RULE, "linewidth": 0.6}
        lines.append((look, Block.of(counted(layout, number), width - SWATCH - 2, size=SMALL)))
    for number, reason in enumerate(layout.reasons, start=1):
        sign = language.text("figures.brackets", text=language.number(number)) + " " if len(layout.reasons) > 1 else ""
        lines.append((NONE, Block.of(sign + reason, width - SWATCH - 2, size=SMALL, colour=FAINT_INK)))
    return Legend(head, tuple(lines))


def open_places(layout: Layout) -> list[tuple[float, float, float, float]]:
    """Rectangles without squares, the widest first: left, top, width, height in millimetres.

    Only those that no larger one holds matter, so for every row and span of columns the longest way down is taken.
    """
    found = []
    for row, (first, last) in product(range(layout.rows), spans(layout.columns)):
        down = row
        while down < layout.rows and not any((down, column) in layout.taken for column in range(first, last)):
            down += 1
        if down > row:
            box = (
                first * layout.width,
                row * layout.height,
                (last - first) * layout.width,
                (down - row) * layout.height,
            )
            found.append(box)
    return sorted(found, key=lambda box: (-box[2], -box[3], box[0], box[1]))


def spans(count: int) -> list[tuple[int, int]]:
    """All runs of columns."""
    return [(first, last) for first in range(count) for last in range(first + 1, count + 1)]


def chart(data: TileMapData, language: Language) -> Drawing:
    """Draw provinces as coloured squares with their numbers.

    Parameters
    ----------
    data : TileMapData
        Numbers in one unit.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide; a sentence when no square has a number.
    """
    if all(one.value is None for one in data.tiles):
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    layout = layout_of(data, language)
    bottom = layout.rows * layout.height
    for left, top, width, height in open_places(layout):
        legend = legend_of(layout, width - 4)
        if width >= SHORTEST and legend.height + 3 <= height:
            spot, below = (left + 2, top + (height - legend.height) / 2), 0.0
            break
    else:
        legend = legend_of(layout, WIDTH)
        spot, below = (0.0, bottom + 2), legend.height + 2
    note = language.show(data.note) if data.note is not None else language.text("figures.tile_map.note")
    under = Block.of(note, WIDTH, "italic", SMALL, FAINT_INK)
    page = Page(bottom + below + under.height + 1.5)
    for tile in data.tiles:
        draw_tile(page, layout, tile)
    legend.draw(page, *spot)
    page.write(under, at=(0, bottom + below + 1.5))
    return page.figure
