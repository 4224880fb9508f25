"""Rows under headings: labels at the left, an axis in the middle, columns of numbers at the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sxsh_eval.reports.charts.page import WIDTH, Block, Page, total_height
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.scales import Scale
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, SIZE, SMALL
from sxsh_eval.reports.charts.wrapping import text_width
from sxsh_eval.reports.language import Language

GAP, PAD, INDENT, SKIP = 4.0, 0.2, 2.5, 1.0
"""Millimetres between columns, above and below a row, from headings to their rows, under a rule."""
SHORT = 26.0
"""Millimetres of the labels at least."""
BETWEEN = 1.5
"""Millimetres between two numbers of an axis."""
EDGE = 2.0
"""Millimetres that marks at the ends of the axis may reach beyond it."""


@dataclass(frozen=True)
class Line:
    """One row with its texts wrapped.

    Attributes
    ----------
    label : tuple of Block
    cells : tuple of tuple of Block
        One for each column of numbers.
    over : tuple of Block
        Words across axis and numbers, where there is nothing to draw.
    indent : float
        Millimetres.
    title : bool
        Whether it is a heading.
    apart : bool
        Whether a rule stands over it.
    least : float
        Millimetres the marks need.
    """

    label: tuple[Block, ...]
    cells: tuple[tuple[Block, ...], ...] = ()
    over: tuple[Block, ...] = ()
    indent: float = 0.0
    title: bool = False
    apart: bool = False
    least: float = 0.0

    @property
    def height(self) -> float:
        """Millimetres with the space around it."""
        texts = max(total_height(blocks) for blocks in (self.label, self.over, *self.cells))
        return max(texts, self.least) + 2 * PAD + (SKIP if self.apart else 0.0)

    def middle(self, top: float) -> float:
        """Height of the marks in a row that begins at a height."""
        return top + (self.height + (SKIP if self.apart else 0.0)) / 2


def heading(text: str) -> Line:
    """Row with the name of a group."""
    return Line((Block.of(text, WIDTH, "strong", SIZE),), title=True, apart=True)


def label_width(texts: Iterable[tuple[str, float]], most: float, size: float = SMALL) -> float:
    """Millimetres for labels with their indents: as many as the widest needs, between `SHORT` and `most`."""
    widths = (indent + text_width(text, "plain", size) + 0.1 for text, indent in texts)
    return min(most, max([min(SHORT, most), *widths]))


@dataclass(frozen=True)
class Columns:
    """Where things stand across the page, in millimetres.

    Attributes
    ----------
    left, axis : float
        Left edge and width of the axis.
    cells : tuple of float
        Left edges of the columns of numbers.
    """

    left: float
    axis: float
    cells: tuple[float, ...]

    @classmethod
    def of(cls, label: float, cells: Sequence[tuple[tuple[Block, ...], ...]]) -> Columns:
        """Columns as wide as their widest text; the axis takes the rest.

        Parameters
        ----------
        label : float
            Millimetres of the labels.
        cells : sequence of columns
            Texts of every column, its head included.

        Returns
        -------
        Columns
        """
        right = WIDTH
        lefts: list[float] = []
        for column in reversed(cells):
            right -= max((block.width for blocks in column for block in blocks), default=0.0)
            lefts.insert(0, right)
            right -= GAP
        return cls(label + GAP, right - label - GAP, tuple(lefts))

    def spot(self, scale: Scale, value: float) -> float:
        """Millimetres from the page's left edge to a value of the axis."""
        return self.left + scale.part(value) * self.axis


def plot_rows(page: Page, columns: Columns, scale: Scale, top: float, height: float) -> Plot:
    """Plot over all rows: data of the scale across, millimetres of the page downwards."""
    box = (columns.left, top, columns.axis, height)
    return page.plot(box, (scale.low, scale.high), (top + height, top), log=scale.log)


def tick_texts(scale: Scale, language: Language, unit: str = "count") -> list[str]:
    """Numbers of an axis with all the decimals they have."""
    decimals = [len(f"{tick:.8f}".rstrip("0").partition(".")[2]) for tick in scale.ticks]
    return [language.quantity(tick, unit, digits) for tick, digits in zip(scale.ticks, decimals, strict=True)]


def thinned(scale: Scale, width: float, language: Language, unit: str) -> tuple[Scale, list[str]]:
    """Axis with as many of its numbers, evenly apart, as have room in so many millimetres."""
    for every in range(1, len(scale.ticks) + 1):
        ticks = tuple(tick for number, tick in enumerate(scale.ticks) if number % every == 0)
        thin = replace(scale, ticks=ticks)
        texts = tick_texts(thin, language, unit)
        widths = [text_width(text, size=SMALL) for text in texts]
        gaps = [(scale.part(b) - scale.part(a)) * width for a, b in pairwise(ticks)]
        if all(gap > (a + b) / 2 + BETWEEN for gap, (a, b) in zip(gaps, pairwise(widths), strict=True)):
            return thin, texts
    return scale, tick_texts(scale, language, unit)


def write_scale(
    page: Page,
    columns: Columns,
    scale: Scale,
    texts: Sequence[str],
    top: float,
    *,
    size: float = SMALL,
    within: tuple[float, float] = (0.0, WIDTH),
) -> None:
    """Numbers under the axis, as many as have room between two edges in millimetres."""
    free = within[0]
    for tick, text in zip(scale.ticks, texts, strict=True):
        block = Block((text,), size=size, colour=FAINT_INK)
        half = block.width / 2
        x = min(max(columns.spot(scale, tick), within[0] + half), within[1] - half)
        if x - half >= free:
            page.write(block, at=(x, top + 0.4), align="center")
            free = x + half + 1.2


def draw_grid(axes: Plot, scale: Scale) -> None:
    """Faint upright lines at the numbers of the axis."""
    for tick in scale.ticks:
        axes.axvline(tick, color=GRID, linewidth=0.8, zorder=0)


def write_line(page: Page, columns: Columns, line: Line, top: float) -> None:
    """Texts of a row, each in its column, in the middle of the row's height."""
    middle = line.middle(top)
    if line.apart:
        page.rule(top)
    page.write(*line.label, at=(line.indent, middle - total_height(line.label) / 2), halo="white" if line.title else "")
    for left, blocks in zip(columns.cells, line.cells, strict=False):
        page.write(*blocks, at=(left, middle - total_height(blocks) / 2))
    if line.over:
        page.write(*line.over, at=(columns.left + EDGE, middle - total_height(line.over) / 2), halo="white")
