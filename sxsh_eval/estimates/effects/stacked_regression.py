"""The regression behind stacked difference-in-differences, from differences within units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sxsh_eval.estimates.effects.simplex import Array


@dataclass(frozen=True, eq=False)
class Stack:
    """One cohort and its clean controls within the window.

    Attributes
    ----------
    outcome : array, shape (units, events)
    treated : array of bool, shape (units,)
    units : array of int, shape (units,)
        Which units these are.
    """

    outcome: Array
    treated: Any
    units: Any


def stacked_fit(stacks: Sequence[Stack], clusters: Any, before: int, *, by_treated: bool) -> tuple[Array, Array]:
    """Coefficients of treatment by event, the reference left out, with their clustered covariance.

    Parameters
    ----------
    stacks : sequence of Stack
    clusters : array of int, shape (all units,)
    before : int
        The reference is the event in place ``before - 1``.
    by_treated : bool
        Regression in levels on treatment, event and their product, controls weighted so that each cohort counts by
        its treated units; else unweighted with fixed effects of units and events in each stack.
    """
    if by_treated:
        return weighted_fit(stacks, clusters, before)
    return fixed_effects_fit(stacks, clusters, before)


def corrected(meat: Array, bread: Array, groups: int, rows: int, parameters: int) -> Array:
    """Sandwich with the usual factors for few clusters and parameters."""
    factor = groups / (groups - 1) * (rows - 1) / (rows - parameters)
    done: Array = factor * bread @ meat @ bread
    return done


def summed(scores: Array, clusters: Any) -> tuple[Array, int]:
    """Cross products of scores added up within clusters, and the number of clusters."""
    _, codes = np.unique(clusters, return_inverse=True)
    sums = np.zeros((codes.max() + 1, scores.shape[1]))
    np.add.at(sums, codes, scores)
    return sums.T @ sums, sums.shape[0]


def weighted_fit(stacks: Sequence[Stack], clusters: Any, before: int) -> tuple[Array, Array]:
    """Saturated weighted least squares: cell means by treatment and event.

    Notes
    -----
    A coefficient is a difference of differences of four weighted cell means, so its scores are those of the means.
    Controls of a cohort weigh (its share of the treated) / (its share of the controls).
    """
    treated_all = sum(float(stack.treated.sum()) for stack in stacks)
    controls_all = sum(float((~stack.treated).sum()) for stack in stacks)
    weights = []
    for stack in stacks:
        share = stack.treated.sum() / treated_all / ((~stack.treated).sum() / controls_all)
        weights.append(np.where(stack.treated, 1.0, share))
    outcome, treated = np.vstack([stack.outcome for stack in stacks]), np.concatenate([s.treated for s in stacks])
    weight, group = np.concatenate(weights), np.concatenate([clusters[stack.units] for stack in stacks])
    scores, means = np.zeros_like(outcome), []
    for arm, sign in ((treated, 1.0), (~treated, -1.0)):
        mean = weight[arm] @ outcome[arm] / weight[arm].sum()
        scores[arm] = sign * weight[arm, None] * (outcome[arm] - mean) / weight[arm].sum()
        means.append(mean)
    gap = means[0] - means[1]
    contrast = np.eye(gap.size) - np.eye(gap.size)[before - 1]
    contrast = np.delete(contrast, before - 1, axis=0)
    meat, groups = summed(scores @ contrast.T, group)
    cov = corrected(meat, np.eye(contrast.shape[0]), groups, outcome.size, 2 * outcome.shape[1])
    return contrast @ gap, cov


def fixed_effects_fit(stacks: Sequence[Stack], clusters: Any, before: int) -> tuple[Array, Array]:
    """Least squares with fixed effects of units and events in each stack."""
    events = stacks[0].outcome.shape[1]
    dummies = np.delete(np.eye(events), before - 1, axis=1)
    centred = dummies - dummies.mean(axis=0)
    gram, moment = np.zeros((events - 1, events - 1)), np.zeros(events - 1)
    moved = []
    for stack in stacks:
        share = stack.treated - stack.treated.mean()
        inside = stack.outcome - stack.outcome.mean(axis=1, keepdims=True)
        inside = inside - inside.mean(axis=0)
        gram += float(share @ share) * centred.T @ centred
        moment += centred.T @ (inside.T @ share)
        moved.append((share, inside))
    bread = np.linalg.inv(gram)
    values = bread @ moment
    scores = [((inside - np.outer(share, centred @ values)) * share[:, None]) @ centred for share, inside in moved]
    group = np.concatenate([clusters[stack.units] for stack in stacks])
    meat, groups = summed(np.vstack(scores), group)
    rows = sum(stack.outcome.size for stack in stacks)
    return values, corrected(meat, bread, groups, rows, len(stacks) * (events - 1) + events)
