"""Axes across rows: from where to where, with which round numbers, and what runs off their ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from matplotlib.ticker import MaxNLocator

ROOM = 1.08
"""How far the axis goes beyond the outermost effect."""
WHISKERS = 0.8
"""Part of the whiskers' ends that an axis need not cut off."""
SLACK = 1.3
"""How much longer than those a whisker may be before it is cut off."""
SHORTEST = {"linear": 1.0, "log": log(1.5)}
"""Least distance from the line of no effect to an end: points, and the logarithm of a ratio."""
RATIOS = tuple(digit * 10.0**power for power in range(-6, 7) for digit in (1, 2, 5))
APART = 9.0
"""Millimetres between two numbers of a logarithmic axis."""


@dataclass(frozen=True)
class Scale:
    """An axis.

    Attributes
    ----------
    low, high : float
        Data at its left and right end.
    ticks : tuple of float
        Round numbers in between, ends included.
    log : bool
        Whether equal ratios are equally long.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def part(self, value: float) -> float:
        """Place of a value: 0 at the left end, 1 at the right end; what lies beyond is put on the end."""
        if value <= self.low:
            return 0.0
        if value >= self.high:
            return 1.0
        low, high, at = (log(one) if self.log else one for one in (self.low, self.high, value))
        return (at - low) / (high - low)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis."""
        return self.low <= value <= self.high


def round_steps(low: float, high: float) -> tuple[float, ...]:
    """Four to seven round numbers around two ends."""
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return tuple(round(float(tick), 10) for tick in ticks)


def share_scale(values: Iterable[float]) -> Scale:
    """Per cent axis from 0 to a round number that no value exceeds, 100 at most."""
    top = max([*values, 1.0])
    ticks = tuple(tick for tick in round_steps(0, top) if 0 <= tick <= 100)  # noqa: PLR2004  per cent of a whole
    return Scale(0, ticks[-1] if ticks[-1] >= top else 100, ticks)


def point_scale(values: Sequence[float]) -> Scale:
    """Axis of differences: round numbers around all values, with 0."""
    low, high = min([*values, 0.0]), max([*values, 0.0])
    ticks = round_steps(low, high if high > low else low + 1)
    return Scale(ticks[0], ticks[-1], ticks)


def effect_ends(effects: Sequence[float], whiskers: Sequence[float], shortest: float) -> tuple[float, float]:
    """Ends of an axis around 0 that holds all effects, but not the few longest whiskers.

    Parameters
    ----------
    effects : sequence of float
        Points, or logarithms of ratios.
    whiskers : sequence of float
        Ends of all intervals, in the same unit.
    shortest : float
        Least length on either side of 0.

    Returns
    -------
    (float, float)
        Left end below 0, right end above.
    """
    reach = float(np.quantile(np.abs(whiskers), WHISKERS)) * SLACK if len(whiskers) else 0.0
    low, high = (max([0.0, *(sign * one for one in effects)]) for sign in (-1, 1))
    longest = [max([0.0, *(sign * one for one in whiskers)]) for sign in (-1, 1)]
    sides = [
        max(effect * ROOM, min(whisker * ROOM, reach)) for effect, whisker in zip((low, high), longest, strict=True)
    ]
    least = max(shortest, 0.15 * max(sides))
    return -max(sides[0], least), max(sides[1], least)


def effect_scale(effects: Sequence[float], whiskers: Sequence[float]) -> Scale:
    """Axis of effects in points around 0."""
    low, high = effect_ends(effects, whiskers, SHORTEST["linear"])
    return between(low, high)


def between(low: float, high: float) -> Scale:
    """Axis with given ends in points."""
    return Scale(low, high, tuple(tick for tick in round_steps(low, high) if low <= tick <= high))


def ratio_scale(effects: Sequence[float], whiskers: Sequence[float], width: float) -> Scale:
    """Logarithmic axis of ratios around 1; whiskers down to 0 run off its left end."""
    logs = [log(one) for one in whiskers if one > 0]
    low, high = effect_ends([log(one) for one in effects], logs, SHORTEST["log"])
    return ratios_between(exp(low), exp(high), width)


def ratios_between(low: float, high: float, width: float) -> Scale:
    """Logarithmic axis with given ends, its numbers outwards from 1 and never crowded.

    Parameters
    ----------
    low, high : float
        Ratios.
    width : float
        Millimetres.

    Returns
    -------
    Scale
    """
    scale = Scale(low, high, (), log=True)
    chosen = [1.0]
    for ratio in sorted(RATIOS, key=lambda one: abs(log(one))):
        apart = min(abs(scale.part(ratio) - scale.part(other)) for other in chosen) * width
        if low <= ratio <= high and apart >= APART:
            chosen.append(ratio)
    return Scale(low, high, tuple(sorted(chosen)), log=True)
