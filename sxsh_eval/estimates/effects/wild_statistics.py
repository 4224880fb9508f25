"""Statistics of the wild cluster bootstrap from sums within clusters, for every hypothesised value at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sxsh_eval.estimates.diagnosis import refuse
from sxsh_eval.estimates.effects.clustered_design import Array, ClusteredDesign

Kind = Literal["rademacher", "webb"]
TIE = 1e-9  # relative distance at which two statistics are the same
ROUNDING = 1e-24
FAR = 20  # doublings of the standard error: beyond a million of them nothing is rejected that was not before
WEBB = np.sqrt(np.array([1.5, 1.0, 0.5]))


@dataclass(frozen=True, eq=False)
class DrawnStatistics:
    """Bootstrap statistics as functions of the hypothesised value.

    With ``d`` the estimate less the hypothesised value, the numerator of each draw is ``top0 + d top1`` and its
    variance ``low0 + 2 d low1 + d^2 low2``: after one pass every other value costs as many operations as draws.
    """

    estimate: float
    std_error: float
    top0: Array
    top1: Array
    low0: Array
    low1: Array
    low2: Array
    ties: bool

    def p_value(self, null: float) -> float:
        """Share of draws whose statistic is larger in size than the data's."""
        gap = self.estimate - null
        own = abs(gap) / self.std_error
        variance = np.maximum(self.low0 + 2 * gap * self.low1 + gap**2 * self.low2, 0)
        top = np.abs(self.top0 + gap * self.top1)
        bar = own * np.sqrt(variance)
        if self.ties:
            return float((top >= bar * (1 - TIE)).mean())
        return float((top > bar * (1 + TIE)).mean())


def patterns(count: int) -> Array:
    """All sign patterns of clusters, one of each pair that differ by all signs; shape (count, 2 ** (count - 1))."""
    number = np.arange(2 ** (count - 1))
    return np.asarray(1.0 - 2.0 * ((number >> np.arange(count)[:, None]) & 1))


def drawn(count: int, draws: int, kind: Kind, rng: np.random.Generator) -> Array:
    """Random weights of clusters with mean zero and variance one; shape (count, draws)."""
    points = np.concatenate([-WEBB, WEBB]) if kind == "webb" else np.array([-1.0, 1.0])
    return np.asarray(points[rng.integers(0, len(points), size=(draws, count))].T)


def statistics(design: ClusteredDesign, place: int, signs: Array, *, ties: bool) -> DrawnStatistics:
    """Bootstrap statistics from sums within clusters.

    Notes
    -----
    Residuals under a value at distance ``d`` from the estimate are ``e + d q`` with ``q = z a / a[place]``, where ``a``
    is the row of the inverse; so sums ``K = K0 + d K1`` of regressors times residuals. A draw ``v`` moves the
    coefficients by ``inverse K'v`` and has cluster scores ``v (K a) - H inverse K'v`` with ``H`` the sums of regressors
    times ``z a``.
    """
    row = design.inverse[place]
    lever = design.z @ row
    base = design.sums(design.z * design.residual[:, None])
    turned = design.sums(design.z * lever[:, None])
    scale = design.inverse[place, place]
    tops, scores = [], []
    for sums in (base, turned / scale):
        own = sums @ row
        tops.append(own @ signs)
        scores.append(own[:, None] * signs - turned @ (design.inverse @ (sums.T @ signs)))
    factor = design.factor()
    error = float(np.sqrt(factor * ((base @ row) ** 2).sum()))
    first, second = scores
    if not error > 0:
        refuse("estimate.clusters_no_degrees", design.names[place], "0")
    squares = (second**2).sum(axis=0)
    second[:, squares <= ROUNDING * squares.max()] = 0.0  # draws that only move the line: zero but for rounding
    return DrawnStatistics(
        float(design.beta[place]),
        error,
        tops[0],
        tops[1],
        factor * (first**2).sum(axis=0),
        factor * (first * second).sum(axis=0),
        factor * (second**2).sum(axis=0),
        ties,
    )


def inverted(found: DrawnStatistics, alpha: float) -> tuple[float, float]:
    """Ends of the values with a p value above `alpha` around the estimate; infinite where none is rejected."""
    return tuple(edge(found.p_value, found.estimate, side * found.std_error, alpha) for side in (-1, 1))  # type: ignore[return-value]


def edge(p_value: Callable[[float], float], start: float, step: float, alpha: float) -> float:
    """First value from `start` on in the direction of `step` that is rejected; infinite where there is none."""
    alpha *= 1 + TIE  # p values are fractions: 0.1 is not above 1 - 0.9
    inside = start
    for doubling in range(FAR):
        outside = start + step * 2.0**doubling
        if p_value(outside) <= alpha:
            break
        inside = outside
    else:
        return float(np.sign(step) * np.inf)
    while True:
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            return float(inside)
        inside, outside = (inside, middle) if p_value(middle) <= alpha else (middle, outside)
