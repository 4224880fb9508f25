"""A rectangle of the page with coordinates of its own, whose marks stand directly on the figure.

A whole `matplotlib.axes.Axes` with axis, ticks, spines and labels costs milliseconds, and no chart here uses any of
those: charts write their numbers themselves. A `Plot` has the few methods of `Axes` that charts need, by the same
names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.scale import LogTransform
from matplotlib.text import Text
from matplotlib.transforms import (
    Affine2D,
    Bbox,
    IdentityTransform,
    Transform,
    TransformedBbox,
    blended_transform_factory,
)

Pair = tuple[float, float]
Numbers = Sequence[float]
COLLECTION, PATCH, LINE, TEXT = 1.0, 1.0, 2.0, 3.0
"""What lies over what where a chart does not say, as in `Axes`."""


def onto(ends: Pair, place: Pair) -> Pair:
    """Factor and shift that lead the ends of an axis to two places."""
    factor = (place[1] - place[0]) / (ends[1] - ends[0])
    return factor, place[0] - factor * ends[0]


class Plot:
    """Coordinates over a part of a figure.

    Parameters
    ----------
    figure : Figure
    box : (left, right, bottom, top)
        Parts of the figure's width and height.
    x, y : (float, float)
        Data at the left and right edges, and at the lower and upper edges.
    log : bool
        Whether equal ratios are equally wide across.
    layer : float
        Added to the order of everything drawn here.
    """

    def __init__(
        self,
        figure: Figure,
        box: tuple[float, float, float, float],
        x: Pair,
        y: Pair,
        *,
        log: bool = False,
        layer: float = 0.0,
    ) -> None:
        self._figure, self._layer = figure, layer
        self._x, self._y, self._log = x, y, log
        scale = LogTransform(10) if log else IdentityTransform()
        ends = (scale.transform([x[0]])[0], scale.transform([x[1]])[0]) if log else x
        across, upwards = onto(ends, box[:2]), onto(y, box[2:])
        width, height = (box[1] - box[0], box[0]), (box[3] - box[2], box[2])
        bent = blended_transform_factory(scale, IdentityTransform()) if log else None

        def place(one: Pair, other: Pair, first: Transform | None = None) -> Transform:
            straight = Affine2D.from_values(one[0], 0, 0, other[0], one[1], other[1]) + figure.transFigure
            return straight if first is None else first + straight

        self.trans_data = place(across, upwards, bent)
        self._upright = place(across, height, bent)
        self._level = place(width, upwards)
        self._clip = TransformedBbox(Bbox.from_extents(box[0], box[2], box[1], box[3]), figure.transFigure)
        self.lines: list[Line2D] = []
        self.patches: list[Patch] = []
        self.collections: list[FillBetweenPolyCollection] = []
        self.texts: list[Text] = []
        self.label = ""

    def get_xlim(self) -> Pair:
        """Data at the left and right edges."""
        return self._x

    def get_ylim(self) -> Pair:
        """Data at the lower and upper edges."""
        return self._y

    def get_xscale(self) -> str:
        """``log`` or ``linear``."""
        return "log" if self._log else "linear"

    def _add(self, artist: Artist) -> None:
        artist.set_zorder(artist.get_zorder() + self._layer)
        if artist.get_clip_on():
            artist.set_clip_box(self._clip)
        self._figure.add_artist(artist)

    def _line(self, x: Numbers, y: Numbers, place: Transform, look: dict[str, Any]) -> Line2D:
        line = Line2D(x, y, transform=place, **{"zorder": LINE, **look})
        self._add(line)
        self.lines.append(line)
        return line

    def _bar(self, corner: Pair, size: Pair, place: Transform, look: dict[str, Any]) -> Rectangle:
        bar = Rectangle(corner, *size, **{"zorder": PATCH, **look})
        bar.set_transform(place)
        self._add(bar)
        self.patches.append(bar)
        return bar

    def plot(self, x: Numbers, y: Numbers, **look: Any) -> Line2D:
        """Line through points, or markers at them.

        Parameters
        ----------
        x, y : sequence of float
            Data.
        **look
            Of a `matplotlib.lines.Line2D`.

        Returns
        -------
        Line2D
        """
        return self._line(x, y, self.trans_data, look)

    def axvline(self, x: float, **look: Any) -> Line2D:
        """Upright line over the whole height."""
        return self._line((x, x), (0, 1), self._upright, look)

    def axhline(self, y: float, **look: Any) -> Line2D:
        """Level line over the whole width."""
        return self._line((0, 1), (y, y), self._level, look)

    def axvspan(self, low: float, high: float, **look: Any) -> Rectangle:
        """Upright band over the whole height."""
        return self._bar((low, 0), (high - low, 1), self._upright, look)

    def axhspan(self, low: float, high: float, **look: Any) -> Rectangle:
        """Level band over the whole width."""
        return self._bar((0, low), (1, high - low), self._level, look)

    def barh(self, y: float, width: float, *, height: float, left: float = 0.0, **look: Any) -> Rectangle:
        """Level bar with its middle at a height."""
        return self._bar((left, y - height / 2), (width, height), self.trans_data, look)

    def add_patch(self, patch: Patch) -> Patch:
        """Shape in data."""
        patch.set_transform(self.trans_data)
        self._add(patch)
        self.patches.append(patch)
        return patch

    def fill_between(self, x: Numbers, low: Numbers, high: Numbers, **look: Any) -> FillBetweenPolyCollection:
        """Area between two lines; it has gaps where either is not a number."""
        known = (np.ma.masked_invalid(np.asarray(line, dtype=float)) for line in (x, low, high))
        area = FillBetweenPolyCollection("x", *known, **{"zorder": COLLECTION, **look})
        area.set_transform(self.trans_data)
        self._add(area)
        self.collections.append(area)
        return area

    def text(self, x: float, y: float, words: str, **look: Any) -> Text:
        """Words at a point in data, never cut off."""
        text = Text(x, y, words, transform=self.trans_data, clip_on=False, **{"zorder": TEXT, **look})
        self._add(text)
        self.texts.append(text)
        return text
