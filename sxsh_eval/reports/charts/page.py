"""A sheet measured in millimetres from its upper left corner: blocks of text, and plots with axes of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure

from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.theme import INK, SIZE, Face, font
from sxsh_eval.reports.charts.wrapping import MM, line_height, widest, wrap

WIDTH = 165.0
"""Text width of the printed page in millimetres."""
CAPITALS = 0.36
"""Half the height of a capital letter in parts of the letter size."""
INCH = 25.4
Align = Literal["left", "center", "right"]
OVER_PLOTS = 10.0
"""Order of what is drawn on the sheet itself."""


@dataclass(frozen=True)
class Block:
    """Lines of text of one look."""

    lines: tuple[str, ...]
    face: Face = "plain"
    size: float = SIZE
    colour: str = INK

    @classmethod
    def of(cls, text: str, width: float, face: Face = "plain", size: float = SIZE, colour: str = INK) -> Block:
        """Text wrapped to a width in millimetres."""
        return cls(wrap(text, width, face, size), face, size, colour)

    @property
    def width(self) -> float:
        """Millimetres of the longest line."""
        return widest(self.lines, self.face, self.size)

    @property
    def height(self) -> float:
        """Millimetres of all lines."""
        return len(self.lines) * line_height(self.size)


def total_height(blocks: tuple[Block, ...]) -> float:
    """Millimetres of blocks under each other."""
    return sum(block.height for block in blocks)


class Drawing(Figure):
    """A matplotlib figure that knows its plots."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(figsize=(width / INCH, height / INCH))
        self.plots: list[Plot] = []


class Page:
    """A figure of the report's width.

    Parameters
    ----------
    height : float
        Millimetres.
    """

    def __init__(self, height: float) -> None:
        self.height = height
        self.figure = Drawing(WIDTH, height)
        self.sheet = Plot(self.figure, (0, 1, 0, 1), (0, WIDTH), (height, 0), layer=OVER_PLOTS)

    def plot(
        self,
        box: tuple[float, float, float, float],
        x: tuple[float, float],
        y: tuple[float, float],
        *,
        log: bool = False,
        label: str = "",
    ) -> Plot:
        """Plot in a part of the page.

        Parameters
        ----------
        box : (left, top, width, height)
            Millimetres on the page.
        x, y : (float, float)
            Data at the left and right edges, and at the lower and upper edges.
        log : bool
            Whether equal ratios are equally wide across.
        label : str
            Name, where a page has several.

        Returns
        -------
        Plot
            With the given limits.
        """
        left, top, width, height = box
        place = (left / WIDTH, (left + width) / WIDTH, 1 - (top + height) / self.height, 1 - top / self.height)
        plot = Plot(self.figure, place, x, y, log=log)
        plot.label = label
        self.figure.plots.append(plot)
        return plot

    def write(self, *blocks: Block, at: tuple[float, float], align: Align = "left", halo: str = "") -> None:
        """Blocks of text under each other.

        Parameters
        ----------
        *blocks : Block
        at : (x, y)
            Upper corner in millimetres: the left, middle or right one, as `align` says.
        align : {"left", "center", "right"}
        halo : str
            Colour of a ground that keeps lines behind the letters away; none when empty.
        """
        x, y = at
        ground = {"facecolor": halo, "edgecolor": "none", "pad": 0.8} if halo else None
        for block in blocks:
            for line in block.lines:
                y += line_height(block.size)
                baseline = y - line_height(block.size) / 2 + CAPITALS * block.size * MM
                self.sheet.text(
                    x,
                    baseline,
                    line,
                    fontproperties=font(block.face, block.size),
                    color=block.colour,
                    ha=align,
                    va="baseline",
                    bbox=ground,
                )

    def rule(
        self, y: float, x: tuple[float, float] = (0.0, WIDTH), colour: str = "#c9ced4", width: float = 0.6
    ) -> None:
        """Thin horizontal line at a height in millimetres."""
        self.sheet.plot(x, (y, y), color=colour, linewidth=width, solid_capstyle="butt", zorder=1)


def sentence(text: str) -> Drawing:
    """Figure that says why nothing is drawn."""
    block = Block.of(text, WIDTH - 12, "italic")
    page = Page(block.height + 12)
    page.rule(2)
    page.write(block, at=(6, 6))
    page.rule(page.height - 2)
    return page.figure
