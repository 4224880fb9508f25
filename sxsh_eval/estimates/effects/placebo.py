"""Exact placebo inference: every donor in the treated unit's place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sxsh_eval.estimates.effects.simplex import Array

Statistic = Literal["rmspe_ratio", "mean_ratio"]
SLACK = 1e-9
PERFECT = 1e-7  # gap, relative to the largest of all, that counts as none


@dataclass(frozen=True, eq=False)
class PlaceboSet:
    """Gaps between outcome and synthetic outcome; the treated unit in the first row, donors below.

    Attributes
    ----------
    gaps : array, shape (1 + donors, periods)
    before : int
        Number of periods before the treatment.
    """

    gaps: Array
    before: int

    @property
    def fit(self) -> Array:
        """Root mean squared gap before the treatment, not below rounding, shape (1 + donors,)."""
        found = np.sqrt(np.mean(self.gaps[:, : self.before] ** 2, axis=1))
        done: Array = np.maximum(found, PERFECT * float(np.abs(self.gaps).max()) or np.finfo(float).tiny)
        return done

    @property
    def after(self) -> Array:
        """Gaps under treatment, shape (1 + donors, periods after)."""
        return self.gaps[:, self.before :]

    def statistics(self, kind: Statistic) -> Array:
        """Size of the gaps after the treatment relative to those before, shape (1 + donors,)."""
        mean = np.abs(self.after.mean(axis=1)) if kind == "mean_ratio" else np.sqrt(np.mean(self.after**2, axis=1))
        done: Array = mean / self.fit
        return done


def placebo_gaps(outcome: Array, treated: int, before: int, weigh: Callable[[int, Array], Array]) -> PlaceboSet:
    """Gaps of the treated unit and, with the treated unit left out, of every donor against the other donors.

    Parameters
    ----------
    outcome : array, shape (units, periods)
    treated : int
        Row of the treated unit.
    before : int
        Number of periods before the treatment.
    weigh : callable
        ``weigh(target, donors)`` gives the weights of rows `donors` that imitate row `target`.
    """
    others = np.delete(np.arange(outcome.shape[0]), treated)
    gaps = []
    for target in [treated, *others]:
        donors = others[others != target]
        gaps.append(outcome[target] - weigh(int(target), donors) @ outcome[donors])
    return PlaceboSet(np.array(gaps), before)


def rank_p_value(statistics: Array) -> float:
    """Share of units, the treated one in the first place among them, whose statistic is not below its own."""
    return float(np.mean(statistics >= statistics[0] * (1 - SLACK)))


def critical(placebos: Array, level: float) -> float:
    """Largest statistic that is not rejected at ``1 - level``; infinite where no value can be.

    Parameters
    ----------
    placebos : array, shape (donors,)
    """
    allowed = int(np.floor((1 - level) * (placebos.size + 1) + SLACK))
    return float(np.sort(placebos)[-allowed]) if allowed >= 1 else float("inf")


def constant_effect_interval(
    placebos: PlaceboSet, level: float, kind: Statistic
) -> tuple[tuple[float, float] | None, str]:
    """Constant effects that the ranks do not reject, else the reason why there are none or no bounds.

    Notes
    -----
    Taking an effect ``c`` from the treated unit's gaps leaves the donors' statistics as they are, so the set is that of
    all ``c`` with a statistic up to the critical one: solved in closed form.
    """
    bound = critical(placebos.statistics(kind)[1:], level) * float(placebos.fit[0])
    if not np.isfinite(bound):
        return None, "synthetic_too_few_donors_for_level"
    centre, spread = float(placebos.after[0].mean()), float(placebos.after[0].var())
    squared = bound**2 - (spread if kind == "rmspe_ratio" else 0.0)
    if squared < 0:
        return None, "synthetic_effect_not_constant"
    return (centre - float(np.sqrt(squared)), centre + float(np.sqrt(squared))), ""


def period_intervals(placebos: PlaceboSet, level: float) -> list[tuple[float, float] | None]:
    """Effects of each single period that the ranks of that period's relative gaps do not reject."""
    relative = np.abs(placebos.after[1:]) / placebos.fit[1:, None]
    intervals: list[tuple[float, float] | None] = []
    for place, gap in enumerate(placebos.after[0]):
        bound = critical(relative[:, place], level) * float(placebos.fit[0])
        intervals.append((float(gap) - bound, float(gap) + bound) if np.isfinite(bound) else None)
    return intervals


def period_p_values(placebos: PlaceboSet) -> list[float]:
    """Rank p value of each single period's relative gap."""
    relative = np.abs(placebos.after) / placebos.fit[:, None]
    return [rank_p_value(column) for column in relative.T]


def leave_one_out(
    outcome: Array, treated: int, before: int, weigh: Callable[[int, Array], Array], weights: Array
) -> dict[int, float]:
    """Average effect without each donor that carries weight, by the donor's row.

    Parameters
    ----------
    weights : array, shape (units,)
        Weights of the estimate; zero for the treated unit.
    """
    others: Any = np.delete(np.arange(outcome.shape[0]), treated)
    effects = {}
    for left in np.flatnonzero(weights > SLACK):
        donors = others[others != left]
        if donors.size:
            gap = outcome[treated] - weigh(treated, donors) @ outcome[donors]
            effects[int(left)] = float(gap[before:].mean())
    return effects
