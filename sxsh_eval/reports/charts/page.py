"""A sheet measured in millimetres from its upper left corner: blocks of text, and plots with axes of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sxsh_eval.reports.charts.theme import INK, SIZE, Face, font
from sxsh_eval.reports.charts.wrapping import MM, line_height, widest, wrap

WIDTH = 165.0
"""Text width of the printed page in millimetres."""
CAPITALS = 0.36
"""Half the height of a capital letter in parts of the letter size."""
INCH = 25.4
Align = Literal["left", "center", "right"]


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


class Page:
    """A matplotlib figure of the report's width.

    Parameters
    ----------
    height : float
        Millimetres.
    """

    def __init__(self, height: float) -> None:
        self.height = height
        self.figure = Figure(figsize=(WIDTH / INCH, height / INCH))
        FigureCanvasAgg(self.figure)
        self.sheet = self.figure.add_axes((0, 0, 1, 1), zorder=10, label="sheet")
        self.sheet.set(xlim=(0, WIDTH), ylim=(height, 0))
        self.sheet.axis("off")

    def plot(self, box: tuple[float, float, float, float], x: tuple[float, float], y: tuple[float, float]) -> Axes:
        """Axes without frame or ticks.

        Parameters
        ----------
        box : (left, top, width, height)
            Millimetres on the page.
        x, y : (float, float)
            Data at the left and right edges, and at the lower and upper edges.

        Returns
        -------
        Axes
            With the given limits.
        """
        left, top, width, height = box
        place = (left / WIDTH, 1 - (top + height) / self.height, width / WIDTH, height / self.height)
        axes = self.figure.add_axes(place)
        axes.set(xlim=x, ylim=y, xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.patch.set_visible(False)
        return axes

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


def sentence(text: str) -> Figure:
    """Figure that says why nothing is drawn."""
    block = Block.of(text, WIDTH - 12, "italic")
    page = Page(block.height + 12)
    page.rule(2)
    page.write(block, at=(6, 6))
    page.rule(page.height - 2)
    return page.figure
