"""Effect of each cohort at each time from cohort moments: which means are compared, with each unit's score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.effects.cohort_moments import CohortMoments
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.moment_scores import LinearScores

Control = Literal["never", "not_yet"]
Base = Literal["varying", "universal"]
Blocks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Comparison:
    """Which comparison gives the effect of a cohort at a time.

    Attributes
    ----------
    cohort, time, before : float
        Change of the cohort's mean from `before` to `time` ...
    free_until : float
        ... less that of the units which are treated later than this (infinity: never).
    """

    cohort: float
    time: float
    before: float
    free_until: float


@dataclass(frozen=True, eq=False)
class PairEffects:
    """Effects of K comparisons with the scores of all units.

    Attributes
    ----------
    comparisons : tuple of Comparison
    estimates : array (K,)
        NaN where one side has no unit.
    scores : LinearScores
    treated, control : arrays (K,)
        Number of units on each side.
    """

    comparisons: tuple[Comparison, ...]
    estimates: Array
    scores: LinearScores
    treated: Array
    control: Array


def comparisons_of(cohorts: Array, times: Array, control: Control, base: Base, ahead: float) -> list[Comparison]:
    """Comparisons of Callaway & Sant'Anna (2021) as R's did makes them.

    Parameters
    ----------
    cohorts : array
        Treated ones.
    times : array (T,)
        Sorted.
    control : {"never", "not_yet"}
    base : {"varying", "universal"}
        Before treatment: change from the time before, or from the last time before treatment.
    ahead : float
        How long before treatment effects may start.

    Returns
    -------
    list of Comparison
        In the order of cohort, then time.
    """
    found = []
    for cohort in cohorts:
        free = times[times + ahead < cohort]
        if not len(free):
            continue
        for place, time in enumerate(times):
            if base == "varying" and place == 0:
                continue
            before = times[place - 1] if base == "varying" and time < cohort else free[-1]
            later = max(time, before) + ahead if control == "not_yet" else np.inf
            found.append(Comparison(float(cohort), float(time), float(before), float(later)))
    return found


def pair_effects(moments: CohortMoments, comparisons: list[Comparison]) -> PairEffects:
    """Differences of changes of means, with scores centred at the means of both sides.

    Parameters
    ----------
    moments : CohortMoments
        Without groups.
    comparisons : list of Comparison

    Returns
    -------
    PairEffects

    Notes
    -----
    Of an unbalanced panel the units observed at both times enter a comparison.
    """
    shape = (len(moments.units), len(comparisons))
    rows = np.zeros((*shape, len(moments.times)))
    centre = np.zeros(shape)
    estimates, counts = np.full(len(comparisons), np.nan), np.zeros((2, len(comparisons)))
    for number, one in enumerate(comparisons):
        after, before = np.searchsorted(moments.times, [one.time, one.before])
        change = moments.sums.mean[:, after] - moments.sums.mean[:, before]
        both = moments.seen[:, after] & moments.seen[:, before]
        sides = (both & (moments.cohort == one.cohort), both & controls_of(moments.cohort, one))
        counts[:, number] = [moments.units[side].sum() for side in sides]
        if not counts[:, number].all():
            continue
        means = []
        for sign, side in zip((1.0, -1.0), sides, strict=True):
            total = moments.sums.weight[side].sum()
            means.append(float(moments.sums.weight[side] @ change[side] / total))
            rows[side, number, after] += sign / total
            rows[side, number, before] -= sign / total
            centre[side, number] = sign * means[-1] / total
        estimates[number] = means[0] - means[1]
    return PairEffects(tuple(comparisons), estimates, LinearScores(rows, centre, np.zeros(shape)), counts[0], counts[1])


def controls_of(cohort: Array, one: Comparison) -> Blocks:
    """Blocks whose units serve as controls."""
    if np.isinf(one.free_until):
        return np.asarray(np.isinf(cohort))
    return np.asarray((cohort > one.free_until) & (cohort != one.cohort))
