"""Estimates with their intervals: as text, and as a mark on a whisker that ends in an arrow where the axis does."""

from __future__ import annotations

from matplotlib.patheffects import withStroke

from sxsh_eval.parameters.quantity import Num, Range
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.key import Entry, line_sign, marker_sign, whisker_sign
from sxsh_eval.reports.charts.page import Block
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.scales import Scale
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, SMALL, Face, Look, marker
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import MarkStyle, mark_style

WHISKER: Look = {"linewidth": 1.3, "solid_capstyle": "butt"}
ARROW = 4.0
"""Points of an arrow where a whisker leaves the axis."""
HALO = [withStroke(linewidth=2.6, foreground="white")]
"""White rim that keeps whiskers visible on bars."""


def bare(interval: Range, language: Language) -> str:
    """Interval without its unit, which stands with the number."""
    return language.show(interval.model_copy(update={"unit": "count"}))


def number_text(value: Num, language: Language) -> str:
    """Number with its unit; differences in points with their sign and a short unit."""
    if value.unit != "percentage_point":
        return language.show(value)
    text = language.number(value.value, value.digits)
    sign = "+" if value.value > 0 and text != language.number(0, value.digits) else ""
    return language.text("figures.points", n=sign + text)


def with_interval(value: Num | Range, interval: Range | None, language: Language) -> str:
    """Number, then its interval in brackets where there is one."""
    text = number_text(value, language) if isinstance(value, Num) else language.show(value)
    if interval is None:
        return text
    return language.text("figures.with_interval", value=text, interval=bare(interval, language))


def with_n(text: str, n: int | None, language: Language) -> str:
    """Text with how many observations it rests on, where that is given."""
    return text if n is None else language.text("figures.with_n", text=text, n=language.number(n))


def estimate_text(estimate: Estimate, language: Language) -> str:
    """``12,3 % (9,8–15,2), n = 214``, without the parts that are not given."""
    return with_n(with_interval(estimate.value, estimate.interval, language), estimate.n, language)


def estimate_blocks(estimate: Estimate, width: float, language: Language, face: Face = "plain") -> tuple[Block, ...]:
    """Text of an estimate; under it, if given, the reason why there is no interval."""
    blocks = [Block.of(estimate_text(estimate, language), width, face, SMALL)]
    if estimate.reason is not None:
        blocks.append(Block.of(language.show(estimate.reason), width, "italic", SMALL, FAINT_INK))
    return tuple(blocks)


def ends_of(estimate: Estimate) -> tuple[float, ...]:
    """Value with the ends of its interval."""
    value = float(estimate.value.value)
    if estimate.interval is None:
        return (value,)
    return float(estimate.interval.low), value, float(estimate.interval.high)


def draw_estimate(axes: Plot, estimate: Estimate, y: float, style: MarkStyle, scale: Scale, size: float = 5.5) -> None:
    """Whisker with its mark at a height.

    Parameters
    ----------
    axes : Plot
        With the limits of `scale`.
    estimate : Estimate
    y : float
        Height in the data of the axes.
    style : MarkStyle
    scale : Scale
        Ends beyond it are cut off with an arrow.
    size : float
        Points of the mark.
    """
    if estimate.interval is not None:
        low, high = float(estimate.interval.low), float(estimate.interval.high)
        shown = max(low, scale.low), min(high, scale.high)
        axes.plot(shown, (y, y), color=style.colour, clip_on=False, zorder=4, **WHISKER)
        for end, at, sign in ((low, scale.low, "<"), (high, scale.high, ">")):
            if not scale.holds(end):
                axes.plot([at], [y], marker=sign, markersize=ARROW, color=style.colour, clip_on=False, zorder=4.5)
    axes.plot([float(estimate.value.value)], [y], **marker(style, size))


def interval_key(
    level: float, language: Language, colour: str = INK, *, capped: bool = False, drawn: bool = False
) -> Entry:
    """What whiskers are: intervals of a level in per cent; `drawn` ones hold that part of simulated futures."""
    sign = whisker_sign if capped else line_sign
    key = "figures.futures" if drawn else "figures.confidence"
    words = language.text(key, level=language.quantity(level, "percent"))
    return Entry(words, sign(color=colour, linewidth=1.3))


def grade_keys(grades: list[str], language: Language) -> list[Entry]:
    """What the marks of each grade of evidence mean."""
    return [
        Entry(language.text(f"mark.evidence.{grade}"), marker_sign(mark_style("evidence", grade)))
        for grade in dict.fromkeys(grades)
    ]
