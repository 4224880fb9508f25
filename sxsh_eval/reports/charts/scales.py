"""Axes across rows: from where to where, with which round numbers, and what runs off their ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, log10

import numpy as np
from matplotlib.ticker import MaxNLocator

ROOM, BEYOND = 1.05, 1.15
"""How far the axis goes beyond the outermost whisker, and beyond the outermost effect at least."""
WHISKERS = 0.8
"""Part of the whiskers that an axis never cuts off."""
SLACK = 1.5
"""How much longer than those a whisker may be before it is cut off."""
NEARLY = 1.25
"""How much longer than the axis a whisker makes the axis longer instead of being cut off."""
LEAST = 0.15
"""Shorter side of the axis in parts of the longer one, at least."""
Interval = tuple[float, float]
SHORTEST = {"linear": 1.0, "log": log(1.5)}
"""Least distance from the line of no effect to an end: points, and the logarithm of a ratio."""
TINY = 0.01
"""Points that no reader sees: not worth an axis of their own, nor one number more on it."""
RATIOS = tuple(digit * 10.0**power for power in range(-6, 7) for digit in (1, 2, 5))
FEW = 3
"""Numbers of a logarithmic axis from which on round numbers between its 1, 2 and 5 are not needed."""
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


NOTHING = Scale(0, 1, ())
"""Axis of rows without any number."""


def round_steps(low: float, high: float) -> tuple[float, ...]:
    """Four to seven round numbers around two ends."""
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(round(low, 6), round(high, 6))
    return tuple(round(float(tick), 10) for tick in ticks)


def share_scale(values: Iterable[float]) -> Scale:
    """Per cent axis from 0 to a round number that no value exceeds, 100 at most."""
    shown = list(values)
    if not shown:
        return NOTHING
    top = max([*shown, 1.0])
    ticks = tuple(tick for tick in round_steps(0, top) if 0 <= tick <= 100)  # noqa: PLR2004  per cent of a whole
    return Scale(0, max(ticks[-1], top) if ticks[-1] >= top - TINY else 100, ticks)


def point_scale(values: Sequence[float]) -> Scale:
    """Axis of differences: round numbers around all values, with 0."""
    if not len(values):
        return NOTHING
    low, high = min([*values, 0.0]), max([*values, 0.0])
    ticks = round_steps(low, high) if high - low > TINY else (-1.0, 0.0, 1.0)
    return Scale(min(ticks[0], low), max(ticks[-1], high), ticks)


def effect_ends(effects: Sequence[float], intervals: Sequence[Interval], shortest: float) -> tuple[float, float]:
    """Ends of an axis around 0 that holds all effects, but not the few longest whiskers.

    Parameters
    ----------
    effects : sequence of float
        Points, or logarithms of ratios.
    intervals : sequence of (float, float)
        In the same unit.
    shortest : float
        Least length on either side of 0.

    Returns
    -------
    (float, float)
        Left end below 0, right end above.
    """
    longest = [max(abs(low), abs(high)) for low, high in intervals]
    reach = float(np.quantile(longest, WHISKERS)) * SLACK if longest else 0.0
    sides = []
    for side in (-1, 1):
        effect = max([0.0, *(side * one for one in effects)])
        whisker = max([0.0, *(side * end for pair in intervals for end in pair)])
        end = whisker * ROOM if whisker <= reach * NEARLY else reach
        sides.append(max(effect * BEYOND, end))
    least = max(shortest, LEAST * max(sides))
    return -max(sides[0], least), max(sides[1], least)


def effect_scale(effects: Sequence[float], intervals: Sequence[Interval]) -> Scale:
    """Axis of effects in points around 0."""
    low, high = effect_ends(effects, intervals, SHORTEST["linear"])
    return between(low, high)


def between(low: float, high: float) -> Scale:
    """Axis with given ends in points."""
    return Scale(low, high, tuple(tick for tick in round_steps(low, high) if low <= tick <= high))


def ratio_scale(effects: Sequence[float], intervals: Sequence[Interval], width: float) -> Scale:
    """Logarithmic axis of ratios around 1, as wide as given in millimetres; whiskers down to 0 run off its left end."""
    logs = [(log(low) if low > 0 else log(high), log(high)) for low, high in intervals if high > 0]
    low, high = effect_ends([log(one) for one in effects], logs, SHORTEST["log"])
    return ratios_between(exp(low), exp(high), width)


def ratios_between(low: float, high: float, width: float) -> Scale:
    """Logarithmic axis with given ends, its numbers never crowded: powers of ten before others.

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
    by_tens = sorted(RATIOS, key=lambda one: (not log10(one).is_integer(), abs(log(one))))
    for ratio in (*by_tens, *round_steps(low, high)):
        if len(chosen) >= FEW and ratio not in RATIOS:
            break
        apart = min(abs(scale.part(ratio) - scale.part(other)) for other in chosen) * width
        if low <= ratio <= high and apart >= APART:
            chosen.append(ratio)
    return Scale(low, high, tuple(sorted(chosen)), log=True)
