"""Averages of cohort-time effects over events, cohorts and times, with errors that include the cohorts' shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.diagnosis import refuse
from sxsh_eval.estimates.effects.cell_design import label
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.moment_pairs import PairEffects
from sxsh_eval.estimates.effects.moment_scores import LinearScores

Kind = Literal["simple", "dynamic", "group", "calendar"]
Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Averages:
    """Averages with their terms, scores and the number of treated units behind each."""

    terms: tuple[str, ...]
    estimates: Array
    scores: LinearScores
    treated: Array


@dataclass(frozen=True, eq=False)
class Shares:
    """Weight of the units of each cohort among all, with what a unit adds to it.

    Attributes
    ----------
    cohorts : array (G,)
    share : array (G,)
    total : float
        Number of units, to which weights are scaled.
    member : array (B, G)
        1 where the block's units belong to the cohort.
    """

    cohorts: Array
    share: Array
    total: float
    member: Array


def shares_of(moments: CohortMoments) -> Shares:
    """Shares of the cohorts of some moments."""
    cohorts = moments.cohorts
    member = (moments.cohort[:, None] == cohorts[None, :]).astype(np.float64)
    total = float(moments.sums.weight.sum())
    return Shares(cohorts, member.T @ moments.sums.weight / total, total, member)


def averaged(effects: PairEffects, moments: CohortMoments, chosen: list[Chosen], terms: list[str]) -> Averages:
    """Averages over some cells weighted by the shares of their cohorts.

    Parameters
    ----------
    effects : PairEffects
    moments : CohortMoments
    chosen : list of arrays of bool (K,)
        The cells of each average.
    terms : list of str

    Returns
    -------
    Averages

    Notes
    -----
    Shares are estimated; what a unit adds to ``sum(p_g ATT) / sum(p_g)`` through them is
    ``(1[G=g] - p_g) (ATT - average) / sum(p_g)`` summed over the cells.
    """
    shares = shares_of(moments)
    place = np.searchsorted(shares.cohorts, [one.cohort for one in effects.comparisons])
    weights = np.zeros((len(chosen), len(effects.estimates)))
    constant = np.zeros((len(moments.units), len(chosen)))
    slope = np.zeros((len(moments.units), len(chosen)))
    estimates, treated = np.empty(len(chosen)), np.empty(len(chosen))
    scale = moments.n_units / shares.total
    for number, cells in enumerate(chosen):
        share = shares.share[place[cells]]
        weights[number, cells] = share / share.sum()
        estimates[number] = weights[number, cells] @ effects.estimates[cells]
        away = (effects.estimates[cells] - estimates[number]) / share.sum() / moments.n_units
        slope[:, number] = scale * (shares.member[:, place[cells]] @ away)
        constant[:, number] = -(share @ away)
        treated[number] = effects.treated[cells].sum()
    scores = effects.scores.combined(weights)
    with_shares = LinearScores(scores.rows, scores.centre - slope, scores.constant + constant)
    return Averages(tuple(terms), estimates, with_shares, treated)


def overall_of(parts: Averages, moments: CohortMoments, cohorts: Array | None = None) -> Averages:
    """Average of averages put before them: weighted by the shares of `cohorts`, or all alike."""
    count = len(parts.estimates)
    if cohorts is None:
        weight, change, constant = np.full(count, 1 / count), 0.0, 0.0
        value = float(weight @ parts.estimates)
    else:
        shares = shares_of(moments)
        place = np.searchsorted(shares.cohorts, cohorts)
        weight = shares.share[place] / shares.share[place].sum()
        value = float(weight @ parts.estimates)
        away = (parts.estimates - value) / shares.share[place].sum() / moments.n_units
        change = (moments.n_units / shares.total) * (shares.member[:, place] @ away)[:, None]
        constant = -float(shares.share[place] @ away)
    first = parts.scores.combined(weight[None, :])
    whole = LinearScores(
        np.concatenate([first.rows, parts.scores.rows], axis=1),
        np.concatenate([first.centre - change, parts.scores.centre], axis=1),
        np.concatenate([first.constant + constant, parts.scores.constant], axis=1),
    )
    treated = np.r_[parts.treated.sum(), parts.treated]
    return Averages(("overall", *parts.terms), np.r_[value, parts.estimates], whole, treated)


def average_effects(effects: PairEffects, moments: CohortMoments, kind: Kind) -> Averages:
    """One of the four aggregations of Callaway & Sant'Anna (2021).

    Parameters
    ----------
    effects : PairEffects
    moments : CohortMoments
    kind : {"simple", "dynamic", "group", "calendar"}

    Returns
    -------
    Averages
        `overall` first.

    Raises
    ------
    EstimationError
        ``estimate.effects_none_after``: no effect of a treated time is identified.
    """
    cohort = np.array([one.cohort for one in effects.comparisons])
    time = np.array([one.time for one in effects.comparisons])
    good = ~np.isnan(effects.estimates)
    if not (good & (time >= cohort)).any():
        refuse("estimate.effects_none_after", "moments", len(cohort))
    if kind == "simple":
        return averaged(effects, moments, [good & (time >= cohort)], ["overall"])
    if kind == "dynamic":
        events = np.unique((time - cohort)[good])
        parts = averaged(
            effects, moments, [good & (time - cohort == e) for e in events], [f"event:{label(e)}" for e in events]
        )
        return after_events(parts, events)
    if kind == "group":
        cohorts = np.unique(cohort[good & (time >= cohort)])
        chosen = [good & (cohort == g) & (time >= cohort) for g in cohorts]
        return overall_of(averaged(effects, moments, chosen, [f"cohort:{label(g)}" for g in cohorts]), moments, cohorts)
    times = np.unique(time[good & (time >= cohort)])
    chosen = [good & (time == t) & (time >= cohort) for t in times]
    return overall_of(averaged(effects, moments, chosen, [f"time:{label(t)}" for t in times]), moments)


def after_events(parts: Averages, events: Array) -> Averages:
    """Events with the average of those from 0 on before them."""
    count = len(events)
    first = count - int((events >= 0).sum())
    weight = np.zeros((count + 1, count))
    weight[0, first:] = 1 / (count - first)
    weight[1:] = np.eye(count)
    treated = np.r_[parts.treated[first:].sum(), parts.treated]
    return Averages(("overall", *parts.terms), weight @ parts.estimates, parts.scores.combined(weight), treated)
