"""Colours mean the same in every chart, can be read on white, and what stands side by side differs without colour."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from sxsh_eval.reports.charts import (
    abatement,
    control_funnel,
    courses,
    event_words,
    funnel,
    ladder,
    pace,
    palette,
    power,
    projection,
    schedule,
    sensitivity,
    specifications,
    tornado,
    waterfall_words,
)
from sxsh_eval.reports.charts.tile_layout import DARK, RAMP
from sxsh_eval.reports.marks import MarkStyle, mark_style

READABLE = 4.5
"""Contrast of letters on their ground: WCAG 2.2, 1.4.3."""
GREY_BARS, GREY_CLASSES = 20.0, 6.0
"""Lightness (CIE L*) by which fillings without hatching differ in grey: two bars, neighbouring classes of a map."""
FILLINGS = {
    "ladder": tuple(ladder.LOOKS.values()),
    "tornado": (tornado.LOW, tornado.HIGH),
    "waterfall": (waterfall_words.UP, waterfall_words.DOWN, waterfall_words.TOTAL),
    "schedule": (schedule.PLANNED, schedule.DONE),
    "abatement": (abatement.PAID, abatement.FREE),
}
MARKS: dict[str, tuple[MarkStyle, ...]] = {
    "event_study": (event_words.PRE, event_words.POST, event_words.REFERENCE, event_words.OVERALL),
    "specifications": (specifications.USUAL, specifications.DEFAULT, specifications.SIMPLE),
    "control_funnel": (control_funnel.INSIDE, control_funnel.WARNING, control_funnel.ALARM),
    "power": power.STYLES,
}
LINES: dict[str, list[Any]] = {
    "pace": [(look["linestyle"], look["linewidth"]) for look in pace.PATHS.values()],
    "projection": [(look["linestyle"], look["linewidth"]) for look in projection.LINES],
    "diffusion": [(look.dashes, look.width) for look in courses.LOOKS],
    "power": list(power.DASHES),
    "sensitivity": [look["linewidth"] for look in (sensitivity.CLEAR, sensitivity.NOUGHT)],
    "control_funnel": [look["linestyle"] for look in control_funnel.LINES],
}


def luminance(colour: str) -> float:
    """Relative luminance of sRGB, 0 to 1 (IEC 61966-2-1)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def lightness(colour: str) -> float:
    """CIE L*, 0 to 100."""
    y = luminance(colour)
    return float(116 * np.cbrt(y) - 16) if y > 216 / 24389 else y * 24389 / 27


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_lightness_of_known_colours() -> None:
    assert [round(lightness(colour), 1) for colour in ("black", "white", "#777777")] == [0.0, 100.0, 50.0]
    assert round(contrast("white", "#767676"), 2) == 4.54


@pytest.mark.parametrize(
    ("grade", "colour"),
    [
        ("claimed", palette.CLAIMED),
        ("surveyed", palette.OBSERVED),
        ("measured", palette.OBSERVED),
        ("caused", palette.CAUSED),
        ("projected", palette.PROJECTED),
    ],
)
def test_evidence_has_one_colour(grade: str, colour: str) -> None:
    assert mark_style("evidence", grade).colour == colour
    assert funnel.LOOKS[grade]["edgecolor"] == colour


def test_ink_can_be_read_on_white_and_on_its_tint() -> None:
    for colour in (*palette.TINTS, palette.BROKEN, palette.TARGET.colour):
        assert contrast(colour, "white") >= READABLE
    assert all(contrast("#1a1a1a", tint) >= READABLE for tint in palette.TINTS.values())


@pytest.mark.parametrize("chart", FILLINGS)
def test_bars_differ_in_grey(chart: str) -> None:
    for one, other in combinations(FILLINGS[chart], 2):
        hatched = bool(one.get("hatch")) != bool(other.get("hatch"))
        apart = abs(lightness(one["facecolor"]) - lightness(other["facecolor"]))
        assert hatched or apart >= GREY_BARS, (one, other)


def test_classes_of_maps_differ_in_grey() -> None:
    shades = [lightness(colour) for colour in RAMP]
    assert all(lighter - darker >= GREY_CLASSES for lighter, darker in pairwise(shades))
    assert all(contrast("white", colour) >= READABLE for colour in RAMP[DARK:])
    assert all(contrast("#1a1a1a", colour) >= READABLE for colour in RAMP[:DARK])


@pytest.mark.parametrize("chart", MARKS)
def test_marks_differ_in_shape(chart: str) -> None:
    assert len({style.shape for style in MARKS[chart]}) == len(MARKS[chart])


@pytest.mark.parametrize("chart", LINES)
def test_lines_differ_in_dashes_or_width(chart: str) -> None:
    assert len({str(look) for look in LINES[chart]}) == len(LINES[chart])
