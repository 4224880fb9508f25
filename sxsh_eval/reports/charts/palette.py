"""Colours by meaning, the same in every chart; beside each other they differ in shape, hatch, dashes or lightness too.

How a number is known decides its colour: claimed, surveyed or measured, caused, projected. Targets are black, what is
only context is grey. Red stands for a limit that is left or an assumption that breaks, never alone and never beside
green as bad beside good.
"""

from __future__ import annotations

from sxsh_eval.reports.charts.theme import Look
from sxsh_eval.reports.marks import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILION, MarkStyle

CLAIMED, OBSERVED, CAUSED, PROJECTED, CONTEXT, BROKEN = ORANGE, BLUE, GREEN, PURPLE, GREY, VERMILION
TINTS = {
    CLAIMED: "#f2dfc4",
    OBSERVED: "#a9cbe4",
    CAUSED: "#c4e0d6",
    PROJECTED: "#e6cfdb",
    CONTEXT: "#e2e4e7",
}
"""Light grounds of the same meaning, for bands and for bars that hold words."""
TARGET = MarkStyle("square", BLACK)


def solid(colour: str, width: float = 1.0) -> Look:
    """Bar filled with a colour."""
    return {"facecolor": colour, "edgecolor": colour, "linewidth": width}


def hatched(colour: str, width: float = 1.0) -> Look:
    """White bar hatched in a colour: the other one of a pair, told apart in grey too."""
    return {"facecolor": "white", "edgecolor": colour, "linewidth": width, "hatch": "//////"}


def tinted(colour: str, width: float = 0.8) -> Look:
    """Bar on the light ground of a colour."""
    return {"facecolor": TINTS[colour], "edgecolor": colour, "linewidth": width}
