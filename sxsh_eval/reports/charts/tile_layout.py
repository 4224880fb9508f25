"""The squares of a tile map measured: size, letters, classes with their colours, reasons for missing numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sxsh_eval.reports.charts.benchmark_data import MapTile, TileMapData
from sxsh_eval.reports.charts.classes import class_of, nice_edges
from sxsh_eval.reports.charts.page import WIDTH, Block, total_height
from sxsh_eval.reports.charts.theme import INK, SMALL, Face
from sxsh_eval.reports.language import Language

WIDEST, GAP = 24.0, 0.25
"""Millimetres: width of a square at most, between two squares: so little that 24 rows of legible letters fit a page."""
ISLANDS = 1.55
"""Squares' width of an archipelago whose left neighbour is open sea."""
RAMP = ("#f0f5fa", "#d3e3f0", "#a6c8e1", "#6fa5cd", "#34789f", "#0d4a75")
DARK = 4
"""First colour of the ramp that needs white letters."""


@dataclass(frozen=True)
class Layout:
    """The squares with their size, classes, reasons.

    Attributes
    ----------
    width, height : float
        Millimetres from square to square.
    reasons : tuple of str
        Why numbers are missing; numbered in the squares where there are several.
    """

    data: TileMapData
    language: Language
    width: float

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """Limits of the classes with both ends."""
        values = [float(one.value.value) for one in self.data.tiles if one.value is not None]
        if not values:
            return ()
        return (min(values), *self.data.limits, max(values)) if self.data.limits else nice_edges(values)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """All reasons in the order in which they come."""
        given = [self.language.show(one.missing) for one in self.data.tiles if one.missing is not None]
        return tuple(dict.fromkeys(given))

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return max(len(self.edges) - 1, 1) if self.edges else 0

    def colour(self, number: int) -> tuple[str, str]:
        """Ground and ink of a class."""
        place = round(number * (len(RAMP) - 1) / max(self.classes - 1, 1)) if self.classes > 1 else 2
        return RAMP[place], "white" if place >= DARK else INK

    @cached_property
    def taken(self) -> frozenset[tuple[int, int]]:
        """Places of all squares, those that archipelagos spread over among them."""
        places = {(one.row, one.column) for one in self.data.tiles}
        return frozenset(places | {(one.row, one.column - 1) for one in self.data.tiles if self.spreads(one)})

    def spreads(self, tile: MapTile) -> bool:
        """Whether an archipelago has room on its left."""
        left = (tile.row, tile.column - 1)
        return (
            tile.part_of is not None
            and tile.column > 0
            and all((one.row, one.column) != left for one in self.data.tiles)
        )

    def texts(self, tile: MapTile) -> tuple[Block, ...]:
        """Label of a square, under it the number, or which reason it is that there is none."""
        width = self.width * (ISLANDS if self.spreads(tile) else 1.0) - GAP
        ink = INK if tile.value is None else self.colour(class_of(float(tile.value.value), self.edges))[1]

        def block(text: str, face: Face = "plain") -> Block:
            return Block.of(text, width, face, SMALL, ink)

        label = block(self.language.show(tile.label))
        if tile.part_of is not None:
            whole = self.language.text("figures.brackets", text=self.language.show(tile.part_of))
            return label, block(whole)
        if tile.value is not None:
            unit = "percent" if self.data.unit == "percent" else "count"
            number = self.language.show(tile.value.model_copy(update={"unit": unit}))
            return label, block(number, "strong")
        why = self.language.show(tile.missing) if tile.missing is not None else ""
        if len(self.reasons) == 1:
            return (label,)
        words = self.language.text("figures.brackets", text=self.language.number(self.reasons.index(why) + 1))
        return label, block(words)

    @cached_property
    def height(self) -> float:
        """Millimetres from square to square downwards."""
        return max(total_height(self.texts(one)) for one in self.data.tiles) + GAP

    @property
    def rows(self) -> int:
        """Squares under each other."""
        return max(one.row for one in self.data.tiles) + 1

    @property
    def columns(self) -> int:
        """Squares side by side."""
        return max(one.column for one in self.data.tiles) + 1


def layout_of(data: TileMapData, language: Language) -> Layout:
    """Squares as wide as the page allows."""
    width = min(WIDEST, WIDTH / (max(one.column for one in data.tiles) + 1))
    return Layout(data, language, width)
