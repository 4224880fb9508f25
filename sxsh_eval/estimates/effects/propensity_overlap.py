"""Chances of treatment and the range of them that both groups reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sxsh_eval.estimates.effects.simplex import Array

ROUNDS, CLOSE, ENDLESS = 100, 1e-10, 15.0


@dataclass(frozen=True, eq=False)
class Overlap:
    """Common support.

    Attributes
    ----------
    propensity : array, shape (units,)
    low, high : float
        Ends of the range that both groups reach.
    outside : array of bool, shape (units,)
    separated : bool
        Whether the covariates tell the groups apart with certainty; then nobody has a counterpart.
    """

    propensity: Array
    low: float
    high: float
    outside: Any
    separated: bool


def overlap_of(matrix: Array, treated: Any) -> Overlap:
    """Common support of the chances of treatment by a logit in all covariates.

    Parameters
    ----------
    matrix : array, shape (units, covariates)
        Collinear columns do no harm.
    treated : array of bool, shape (units,)
    """
    index, separated = logit_index(matrix, treated)
    chance: Array = 1 / (1 + np.exp(-np.clip(index, -500, 500)))
    if separated:
        return Overlap(chance, float("nan"), float("nan"), np.ones(treated.size, dtype=bool), separated=True)
    slack = 1e-9
    low = max(float(chance[treated].min()), float(chance[~treated].min()))
    high = min(float(chance[treated].max()), float(chance[~treated].max()))
    return Overlap(chance, low, high, (chance < low - slack) | (chance > high + slack), separated=False)


def logit_index(matrix: Array, treated: Any) -> tuple[Array, bool]:
    """Linear index of a maximum-likelihood logit, and whether it has no end."""
    spread = matrix.std(axis=0)
    scaled = (matrix - matrix.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(treated.size), scaled])
    outcome, index = treated.astype(float), np.zeros(treated.size)
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-index))
        weight = np.maximum(chance * (1 - chance), 1e-12)
        root = np.sqrt(weight)
        step = np.linalg.lstsq(design * root[:, None], (outcome - chance) / root, rcond=1e-10)[0]
        moved = design @ step
        size = float(np.abs(moved).max())
        index = index + moved * min(1.0, 5.0 / max(size, 1e-300))
        if size < CLOSE or float(np.abs(index).max()) > 2 * ENDLESS:
            break
    perfect = bool((index[treated].min() > index[~treated].max()) or float(np.abs(index).max()) > 2 * ENDLESS)
    return index, perfect
