"""What a drawn figure shows: its texts with their places in pixels, its bars, its markers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sxsh_eval.reports.charts.page import Drawing
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.theme import theme
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Figure as ReportFigure

SLACK, GROUND = 0.5, 3.0
"""Pixels (1/8 mm): what rounding may take, and the rim of a white ground that reaches no letter."""


def texts(drawing: Figure) -> list[Text]:
    """Artists with words."""
    return [text for text in drawing.findobj(Text) if isinstance(text, Text) and text.get_visible() and text.get_text()]


def words(drawing: Figure) -> str:
    """All words, in the order of drawing."""
    return " ".join(text.get_text() for text in texts(drawing))


def places(drawing: Figure) -> list[tuple[str, Bbox]]:
    """Words with their boxes in pixels."""
    with theme():
        return [(text.get_text(), text.get_window_extent()) for text in texts(drawing)]


def overlaps(drawing: Figure) -> list[tuple[str, str]]:
    """Pairs of texts that share pixels."""
    return [
        (one, other)
        for (one, a), (other, b) in combinations(places(drawing), 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > SLACK and min(a.y1, b.y1) - max(a.y0, b.y0) > SLACK
    ]


def outside(drawing: Figure) -> list[str]:
    """Texts that leave the canvas."""
    page = drawing.bbox
    return [
        text
        for text, box in places(drawing)
        if box.x0 < page.x0 - SLACK or box.x1 > page.x1 + SLACK or box.y0 < page.y0 - SLACK or box.y1 > page.y1 + SLACK
    ]


def covered(drawing: Figure) -> list[str]:
    """Texts over the middle of a marker."""
    middles = [
        line.get_transform().transform(points(line))
        for line in drawing.findobj(Line2D)
        if isinstance(line, Line2D) and line.get_marker() not in {"None", "", None}
    ]
    return [text for text, box in places(drawing) for spots in middles for x, y in spots if box.contains(x, y)]


def hidden(drawing: Figure) -> list[tuple[str, str]]:
    """Texts under the white ground of another one."""
    grounds = [(text.get_text(), text.get_bbox_patch()) for text in texts(drawing)]
    with theme():
        drawing.draw_without_rendering()  # puts the grounds behind their words
        boxes = [(text, patch.get_window_extent()) for text, patch in grounds if patch is not None]
    return [
        (one, other)
        for one, a in boxes
        for other, b in places(drawing)
        if one != other and min(a.x1, b.x1) - max(a.x0, b.x0) > GROUND and min(a.y1, b.y1) - max(a.y0, b.y0) > GROUND
    ]


def plots(drawing: Drawing) -> list[Plot]:
    """Plots with data, without the sheet for the words."""
    return drawing.plots


def points(line: Line2D) -> list[tuple[float, float]]:
    """Points of a line in data."""
    return [(float(x), float(y)) for x, y in np.asarray(line.get_xydata())]


def bars(axes: Plot) -> list[Rectangle]:
    """Bars of a plot."""
    return [bar for bar in axes.patches if isinstance(bar, Rectangle)]


def only(one: ReportFigure, code: str = "vi") -> Plot:
    """The plot of a figure that has one."""
    (axes,) = plots(draw(one, Language(code)))
    return axes


def said(one: ReportFigure, code: str) -> str:
    """All words, with plain blanks."""
    return words(draw(one, Language(code))).replace("\N{NO-BREAK SPACE}", " ")


def marks(axes: Plot) -> list[tuple[float, float, Line2D]]:
    """Single markers with their places, arrows left out."""
    lines = [line for line in axes.lines if line.get_marker() not in {"None", "<", ">"}]
    return [(*points(line)[0], line) for line in lines]


def level_lines(axes: Plot) -> list[tuple[float, float]]:
    """Ends of the lines that lie level in the data, in the order of drawing."""
    pairs = [points(line) for line in axes.lines if line.get_marker() == "None" and len(points(line)) == 2]
    return [(a[0], b[0]) for a, b in pairs if a[1] == b[1] and a[0] != b[0]]
