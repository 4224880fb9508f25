"""Pieces of SVG: numbers, commands, colours, places of words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.colors import to_hex, to_rgba
from matplotlib.path import Path

if TYPE_CHECKING:
    from matplotlib.typing import ColorType as Colour

COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "Z"}
PARTS = {"left": 0.0, "center": 0.5, "right": 1.0}
ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}
CAPS = {"butt": "", "round": ' stroke-linecap="round"', "projecting": ' stroke-linecap="square"'}
JOINS = {"miter": "", "round": ' stroke-linejoin="round"', "bevel": ' stroke-linejoin="bevel"'}


def short(value: float) -> str:
    """Number with two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def paint(name: str, colour: Colour, alpha: float | None = None) -> str:
    """Attributes for a colour with its opacity; none for what cannot be seen."""
    opacity = to_rgba(colour)[3] if alpha is None else alpha
    if not opacity:
        return ""
    return f' {name}="{to_hex(colour)}"' + ("" if opacity == 1 else f' {name}-opacity="{short(opacity)}"')


@dataclass(frozen=True)
class Place:
    """Where words stand: points from the upper left corner to their baseline, and degrees they are turned."""

    x: float
    y: float
    align: str = "left"
    angle: float = 0.0

    @property
    def turn(self) -> str:
        """Attribute that turns the words."""
        return f' transform="rotate({short(-self.angle)} {short(self.x)} {short(self.y)})"' if self.angle else ""
