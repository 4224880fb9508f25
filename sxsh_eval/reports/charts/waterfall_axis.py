"""Axes of the chart `waterfall`: from 0 or cut, shared or not, so that steps can be seen."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.ticker import MaxNLocator

from sxsh_eval.reports.charts.scales import Scale
from sxsh_eval.reports.charts.waterfall_data import WaterfallData, WaterfallGroup

SEEN = 0.15
"""Part of the axis that the steps of a group must take together."""
BEFORE, AFTER = 0.35, 0.06
"""How much longer than the steps a cut axis is: left of them, where the bars of the totals show, and right of them."""


def span_of(group: WaterfallGroup) -> tuple[float, float]:
    """Least and largest level, the ends of intervals included."""
    ends = [
        before + end
        for step, before in zip(group.steps, group.levels, strict=False)
        for end in (step.interval.ends if step.interval else ())
    ]
    shown = (*group.levels, float(group.end.value), *ends)
    return min(shown), max(shown)


def steps_part(groups: Sequence[WaterfallGroup], low: float, high: float) -> float:
    """Part of an axis that the steps of the group take that has the shortest ones; 1 for groups without change."""
    lengths = [largest - least for least, largest in map(span_of, groups) if largest > least]
    return min((length / (high - low) for length in lengths), default=1.0)


def numbered(low: float, high: float) -> Scale:
    """Axis with given ends with its round numbers."""
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return Scale(low, high, tuple(round(float(tick), 10) for tick in ticks if low <= tick <= high))


def from_zero(groups: Sequence[WaterfallGroup]) -> Scale:
    """Axis with 0 that holds everything."""
    spans = [span_of(group) for group in groups]
    low, high = min(0.0, *(one for one, _ in spans)), max(0.0, *(one for _, one in spans))
    room = AFTER * (high - low) or 1.0
    return numbered(low - room if low < 0 else 0.0, high + room)


def cut(groups: Sequence[WaterfallGroup]) -> Scale:
    """Axis around the steps that leaves out 0; with 0 where the steps come too near to it."""
    spans = [span_of(group) for group in groups]
    low, high = min(one for one, _ in spans), max(one for _, one in spans)
    left = low - BEFORE * (high - low)
    return numbered(left, high + AFTER * (high - low)) if left > 0 else from_zero(groups)


def is_cut(scale: Scale) -> bool:
    """Whether an axis begins over 0."""
    return scale.low > 0


def scale_of(groups: Sequence[WaterfallGroup], *, zero: bool | None) -> Scale:
    """Axis for some groups together."""
    whole = from_zero(groups)
    if zero or (zero is None and steps_part(groups, whole.low, whole.high) >= SEEN):
        return whole
    changing = any(largest > least for least, largest in map(span_of, groups))
    return cut(groups) if changing else whole


def scales_of(data: WaterfallData) -> list[Scale]:
    """Axis of each group; the same one where they share it."""
    shared = scale_of(data.groups, zero=data.from_zero)
    part = steps_part(data.groups, shared.low, shared.high)
    if data.shared_axis or len(data.groups) == 1 or (data.shared_axis is None and part >= SEEN):
        return [shared] * len(data.groups)
    return [scale_of([group], zero=data.from_zero) for group in data.groups]
