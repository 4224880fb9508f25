"""Shape and colour of every category: never colour alone, and shapes that Word's and Excel's fonts have (WGL4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["disc", "ring", "square", "triangle_up", "triangle_down", "diamond"]
GLYPHS: dict[Shape, str] = {
    "disc": "●",
    "ring": "○",
    "square": "■",
    "triangle_up": "▲",
    "triangle_down": "▼",
    "diamond": "◊",
}


@dataclass(frozen=True)
class MarkStyle:
    """Look of one category; colours are from the Okabe-Ito set, darkened to 4.5:1 contrast on white."""

    shape: Shape
    colour: str

    @property
    def glyph(self) -> str:
        """Character for formats without drawings."""
        return GLYPHS[self.shape]


BLUE, ORANGE, GREEN, VERMILION, PURPLE, GREY, BLACK = (
    "#00609c",
    "#8f5f00",
    "#00704f",
    "#b34700",
    "#8c4571",
    "#5a5f66",
    "#1a1a1a",
)

STYLES: dict[tuple[str, str], MarkStyle] = {
    ("verdict", "met"): MarkStyle("disc", GREEN),
    ("verdict", "met_as_claimed"): MarkStyle("ring", GREEN),
    ("verdict", "on_course"): MarkStyle("triangle_up", BLUE),
    ("verdict", "off_course"): MarkStyle("triangle_down", VERMILION),
    ("verdict", "missed"): MarkStyle("square", VERMILION),
    ("verdict", "cannot_be_judged"): MarkStyle("diamond", GREY),
    ("evidence", "claimed"): MarkStyle("ring", ORANGE),
    ("evidence", "surveyed"): MarkStyle("triangle_up", BLUE),
    ("evidence", "measured"): MarkStyle("disc", BLUE),
    ("evidence", "caused"): MarkStyle("disc", GREEN),
    ("evidence", "projected"): MarkStyle("diamond", PURPLE),
    ("evidence", "derived"): MarkStyle("diamond", ORANGE),
    ("evidence", "law"): MarkStyle("square", BLACK),
    ("severity", "high"): MarkStyle("square", VERMILION),
    ("severity", "medium"): MarkStyle("triangle_up", ORANGE),
    ("severity", "low"): MarkStyle("ring", GREY),
    ("severity", "passes"): MarkStyle("disc", GREEN),
    ("status", "verified"): MarkStyle("disc", BLUE),
    ("status", "unverified"): MarkStyle("ring", ORANGE),
    ("status", "confirmed"): MarkStyle("disc", GREEN),
    ("status", "unconfirmed"): MarkStyle("triangle_up", VERMILION),
}


def mark_style(scale: str, name: str) -> MarkStyle:
    """Look of category `name` of `scale`; an unknown one is a fault of ours (KeyError)."""
    return STYLES[scale, name]
