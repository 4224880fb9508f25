"""Drawings as small SVG: words stay words in the report's font, numbers have two decimals.

Matplotlib's own SVG writer either draws each letter as an outline (large, slow, not to be searched) or repeats a style
sheet for every word. Wherever these drawings are shown, the report's font is at hand: HTML carries it, typst sets PDF
and pixels with it. A word with a letter that the font lacks is drawn as outlines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Transform

from sxsh_eval.reports.charts.theme import FAMILIES, SIZE
from sxsh_eval.reports.fonts import FAMILY, STYLES, missing_glyphs
from sxsh_eval.reports.render.pieces import INVISIBLE
from sxsh_eval.reports.svg_pieces import ANCHORS, CAPS, COMMANDS, JOINS, PARTS, Place, paint, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.transforms import Bbox
    from matplotlib.typing import ColorType as Colour

POINTS = 72
"""Units of the drawing in an inch."""
TILE = 72.0
"""Points of a side of the square in which hatching repeats."""
ENDS = 2
"""Points of a line without a corner."""
NEAR = 0.05
"""Points by which a mark may leave its plot without being cut."""
WEIGHTS = {family: weight for family in FAMILIES.values() for weight in STYLES if family.endswith(f" {STYLES[weight]}")}


class Renderer(RendererBase):
    """What matplotlib's artists draw on.

    Parameters
    ----------
    width, height : float
        Points.
    """

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self._flip = Affine2D().scale(1, -1).translate(0, height)
        self.elements: list[str] = []
        self._hatches: dict[str, str] = {}

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Width with height in points."""
        return self.width, self.height

    def flipy(self) -> bool:
        """Whether heights count downwards: yes."""
        return True

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: Colour | None = None,  # noqa: N803 - matplotlib's name
    ) -> None:
        """Line or area."""
        data, box = self._outline(path, transform)
        if not data:
            return
        look = self._fill(gc, rgbFace) + self._stroke(gc, few=len(path) <= ENDS)
        self._put(gc, f'<path d="{data}"{look}/>', box)

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Colour | None = None,  # noqa: N803 - matplotlib's name
    ) -> None:
        """Marker at each point of a path; a disc as a circle."""
        if marker_path is not Path.unit_circle():
            super().draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
            return
        radius = float(marker_trans.get_matrix()[0, 0])
        look = self._fill(gc, rgbFace) + self._stroke(gc, few=True)
        for x, y in (trans + self._flip).transform(path.vertices):
            disc = f'<circle cx="{short(x)}" cy="{short(y)}" r="{short(radius)}"{look}/>'
            self._put(gc, disc, (x - radius, y - radius, x + radius, y + radius))

    def draw_text(  # noqa: PLR0913, PLR0917 - as matplotlib calls it
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: object = False,  # noqa: ARG002, FBT002 - never so
        mtext: Text | None = None,  # noqa: ARG002 - not needed
    ) -> None:
        """Words whose baseline begins at a point."""
        self.write(s, Place(x, y, angle=angle), prop, gc.get_rgb())

    def write(self, words: str, place: Place, prop: FontProperties, colour: Colour) -> None:
        """Words of a font at a place."""
        words = INVISIBLE.sub("", words)
        if not words:
            return
        if missing_glyphs(words):
            path = TextPath((0, 0), words, prop=prop)
            width = self.get_text_width_height_descent(words, prop, ismath=False)[0]
            left = place.x - PARTS[place.align] * width
            data, _ = self._outline(path, Affine2D().translate(left, self.height - place.y))
            self.elements.append(f'<path d="{data}"{paint("fill", colour)}{place.turn}/>')
            return
        size = prop.get_size_in_points()
        look = "" if size == SIZE else f' font-size="{short(size)}"'
        if weight := WEIGHTS.get(prop.get_family()[0]):
            look += f' font-weight="{weight}"'
        if prop.get_style() != "normal":
            look += f' font-style="{prop.get_style()}"'
        look += paint("fill", colour) + ANCHORS[place.align] + place.turn
        self.elements.append(f'<text x="{short(place.x)}" y="{short(place.y)}"{look}>{escape(words)}</text>')

    def _outline(self, path: Path, transform: Transform) -> tuple[str, tuple[float, float, float, float]]:
        """Path as SVG says it, with the box around its points."""
        steps = []
        points: list[tuple[float, float]] = []
        for found, code in path.iter_segments(transform + self._flip, simplify=False):
            if code == Path.CLOSEPOLY:
                steps.append("Z")
                continue
            numbers = np.asarray(found, dtype=float).tolist()
            steps.append(COMMANDS[code] + " ".join(short(number) for number in numbers))
            points += zip(numbers[::2], numbers[1::2], strict=True)
        if not points:
            return "", (0.0, 0.0, 0.0, 0.0)
        across, down = zip(*points, strict=True)
        return "".join(steps), (min(across), min(down), max(across), max(down))

    def _fill(self, gc: GraphicsContextBase, face: Colour | None) -> str:
        alpha = gc.get_alpha() if gc.get_forced_alpha() else None
        if gc.get_hatch() is not None:
            return f' fill="url(#{self._hatch(gc, face)})"'
        return "" if face is None else paint("fill", face, alpha)

    def _hatch(self, gc: GraphicsContextBase, face: Colour | None) -> str:
        """Name of the hatching, defined on its first use."""
        path = gc.get_hatch_path()
        assert path is not None  # noqa: S101  asked for by those who know that there is hatching
        data, _ = self._outline(path, Affine2D().scale(TILE).translate(0, self.height - TILE))
        ground = "" if face is None else f'<rect width="{short(TILE)}" height="{short(TILE)}"{paint("fill", face)}/>'
        colour = gc.get_hatch_color()
        width = short(gc.get_hatch_linewidth())
        lines = f'<path d="{data}"{paint("stroke", colour)}{paint("fill", colour)} stroke-width="{width}"/>'
        return self._hatches.setdefault(ground + lines, f"hatch-{len(self._hatches)}")

    def _stroke(self, gc: GraphicsContextBase, *, few: bool) -> str:
        width = gc.get_linewidth()
        colour = paint("stroke", gc.get_rgb(), gc.get_alpha() if gc.get_forced_alpha() else None)
        if not width or not colour:
            return ""
        look = colour + f' stroke-width="{short(width)}"' + CAPS[str(gc.get_capstyle())]
        if not few:
            look += JOINS[str(gc.get_joinstyle())]
        shift, dashes = gc.get_dashes()
        if dashes is not None:
            look += f' stroke-dasharray="{" ".join(short(float(dash)) for dash in np.asarray(dashes, dtype=float))}"'
            look += f' stroke-dashoffset="{short(shift)}"' if shift else ""
        return look

    def _put(self, gc: GraphicsContextBase, element: str, box: tuple[float, float, float, float]) -> None:
        """Add an element, cut off at the edges of its plot where it goes beyond them."""
        clip: Bbox | None = gc.get_clip_rectangle()
        if clip is not None:
            left, top, right, bottom = clip.x0, self.height - clip.y1, clip.x1, self.height - clip.y0
            inside = box[0] > left - NEAR and box[1] > top - NEAR and box[2] < right + NEAR and box[3] < bottom + NEAR
            if not inside:
                x, y, width, height = (short(one) for one in (left, top, right - left, bottom - top))
                frame = f'x="{x}" y="{y}" width="{width}" height="{height}" viewBox="{x} {y} {width} {height}"'
                element = f"<svg {frame}>{element}</svg>"
        self.elements.append(element)

    def document(self) -> str:
        """Everything drawn so far as one drawing."""
        width, height = short(self.width), short(self.height)
        square = f'patternUnits="userSpaceOnUse" width="{short(TILE)}" height="{short(TILE)}"'
        hatches = "".join(f'<pattern id="{name}" {square}>{lines}</pattern>' for lines, name in self._hatches.items())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
            f'viewBox="0 0 {width} {height}" font-family="{FAMILY}" font-size="{short(SIZE)}" fill="none">'
            f"{hatches and f'<defs>{hatches}</defs>'}{''.join(self.elements)}</svg>"
        )


def is_plain(text: Text) -> bool:
    """Whether words stand level on their baseline with nothing behind them."""
    return text.get_bbox_patch() is None and not text.get_rotation() and text.get_verticalalignment() == "baseline"


def svg_of(drawing: Figure) -> bytes:
    """Drawing as SVG.

    Parameters
    ----------
    drawing : Figure
        Made of artists that stand directly on the figure.

    Returns
    -------
    bytes
        UTF-8, without date; the same drawing gives the same bytes.
    """
    width, height = drawing.get_size_inches() * POINTS
    renderer = Renderer(float(width), float(height))
    before = drawing.dpi
    drawing.dpi = POINTS
    try:
        for artist in sorted(drawing.artists, key=Artist.get_zorder):
            if isinstance(artist, Text) and is_plain(artist):
                x, y = artist.get_transform().transform(artist.get_unitless_position())
                place = Place(float(x), float(height - y), artist.get_horizontalalignment())
                renderer.write(artist.get_text(), place, artist.get_fontproperties(), to_rgba(artist.get_color()))
            else:
                artist.draw(renderer)
    finally:
        drawing.dpi = before
    return renderer.document().encode()
