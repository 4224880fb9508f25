"""Letters, ink and markers of all charts, switched on for one drawing at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Literal

import matplotlib as mpl
import seaborn as sns
from matplotlib.font_manager import FontProperties, fontManager

from sxsh_eval.reports.fonts import font_file
from sxsh_eval.reports.marks import MarkStyle, Shape

Face = Literal["plain", "strong", "italic"]
Look = dict[str, Any]
"""Keyword arguments of a matplotlib drawing function."""
FAMILIES: dict[Face, str] = {
    "plain": "Be Vietnam Pro",
    "strong": "Be Vietnam Pro SemiBold",
    "italic": "Be Vietnam Pro",
}
FALLBACK = "DejaVu Sans"
"""Ships with matplotlib; lends the signs that the report's font lacks, such as arrows."""

INK, FAINT_INK, RULE, GRID, SHADE = "#1a1a1a", "#4d5359", "#9aa1a9", "#e3e6ea", "#eef2f7"
SIZE, SMALL = 8.5, 8.0
"""Points at print size."""
DPI = 200
MARKERS: dict[Shape, str] = {
    "disc": "o",
    "ring": "o",
    "square": "s",
    "triangle_up": "^",
    "triangle_down": "v",
    "diamond": "D",
}
OPEN: frozenset[Shape] = frozenset({"ring", "diamond"})


@cache
def register_fonts() -> None:
    """Make the report's font known to matplotlib by its path (once a process)."""
    for weight, italic in ((400, False), (400, True), (600, False)):
        fontManager.addfont(font_file(weight, italic=italic))


@cache
def font(face: Face, size: float) -> FontProperties:
    """Font of a face at a size in points.

    Parameters
    ----------
    face : {"plain", "strong", "italic"}
    size : float
        Points.

    Returns
    -------
    FontProperties
        Shared: do not change it.
    """
    register_fonts()
    style: Literal["italic", "normal"] = "italic" if face == "italic" else "normal"
    return FontProperties(family=[FAMILIES[face], FALLBACK], size=size, style=style)


@cache
def settings() -> Any:
    """All rc settings: seaborn's paper theme with our letters."""
    register_fonts()
    return {
        **sns.axes_style("whitegrid"),
        **sns.plotting_context("paper"),
        "font.family": [FAMILIES["plain"], FALLBACK],
        "font.size": SIZE,
        "text.color": INK,
        "text.parse_math": False,
        "text.hinting": "no_hinting",
        "axes.edgecolor": RULE,
        "axes.linewidth": 0.6,
        "axes.axisbelow": True,
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "xtick.color": FAINT_INK,
        "ytick.color": FAINT_INK,
        "hatch.linewidth": 0.6,
        "lines.solid_capstyle": "butt",
        "figure.dpi": DPI,
        "savefig.dpi": DPI,
        "svg.fonttype": "path",
        "svg.hashsalt": "sxsh-eval",
    }


_SWITCHED_ON: ContextVar[bool] = ContextVar("theme", default=False)


@contextmanager
def theme() -> Iterator[None]:
    """Our look inside the ``with``, everybody else's settings again after it; inside another one it costs nothing."""
    if _SWITCHED_ON.get():
        yield
        return
    switched = _SWITCHED_ON.set(True)
    try:
        with mpl.rc_context(settings()):
            yield
    finally:
        _SWITCHED_ON.reset(switched)


def marker(style: MarkStyle, size: float = 6.5) -> Look:
    """Keyword arguments of `Axes.plot` for one category's marker.

    Parameters
    ----------
    style : MarkStyle
        Shape (ring and diamond are open) with its colour.
    size : float
        Diameter in points.

    Returns
    -------
    dict
        Marker, sizes and colours; no line.
    """
    return {
        "marker": MARKERS[style.shape],
        "markersize": size,
        "markerfacecolor": "white" if style.shape in OPEN else style.colour,
        "markeredgecolor": style.colour,
        "markeredgewidth": 1.4,
        "linestyle": "none",
        "clip_on": False,
        "zorder": 5,
    }
