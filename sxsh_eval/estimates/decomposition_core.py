"""Logarithmic mean Divisia index (LMDI-I) on arrays of factors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def log_mean(one: npt.ArrayLike, other: npt.ArrayLike) -> Floats:
    """Logarithmic mean ``(a - b) / log(a / b)`` of numbers that are not negative.

    Parameters
    ----------
    one, other : array_like

    Returns
    -------
    ndarray
        ``a`` where both are equal, 0 where one is zero; symmetric to the last bit.
    """
    a, b = np.broadcast_arrays(np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64))
    low, high = np.minimum(a, b), np.maximum(a, b)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        excess = (high - low) / low
        mean = (high - low) / np.where(excess < 1, np.log1p(excess), np.log(high) - np.log(low))
    return np.where(low == high, low, np.where(low > 0, mean, 0.0))


def product(factors: Floats) -> Floats:
    """Value of each group from its factors, shape (..., factors, groups) to (..., groups); 0 where one is undefined."""
    return np.where(np.isnan(factors).any(axis=-2), 0.0, np.prod(np.nan_to_num(factors), axis=-2))


def contributions(start: Floats, end: Floats) -> Floats:
    """Contribution of each factor in each group to the change of the value.

    Parameters
    ----------
    start, end : ndarray, shape (..., factors, groups)
        Factors at both ends; NaN where a factor has no meaning because its group does not exist (another is zero).

    Returns
    -------
    ndarray, shape (..., factors, groups)

    Notes
    -----
    ``L(V1, V0) log(x1 / x0)``. A group that appears or vanishes goes to the factors that are zero before or after, in
    equal parts: the limits of replacing all zeros by one small number that goes to zero (Ang and Liu 2007).
    """
    before, after = product(start)[..., None, :], product(end)[..., None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(end) - np.log(start)
    inner = log_mean(after, before) * np.where(np.isfinite(logs), logs, 0.0)
    appears, vanishes = (before == 0) & (after > 0), (before > 0) & (after == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        new = after * (start == 0) / (start == 0).sum(axis=-2, keepdims=True)
        gone = -before * (end == 0) / (end == 0).sum(axis=-2, keepdims=True)
    whole = np.where(appears, new, np.where(vanishes, gone, inner))
    return np.where((before == 0) & (after == 0), 0.0, whole)


def level_factors(levels: Sequence[Floats], parents: Sequence[Ints]) -> Floats:
    """Factors activity, structure by level, ratios along the chain of levels.

    Parameters
    ----------
    levels : sequence of ndarray, shape (..., groups, times)
        Activity first, then what is measured per unit of it, to the value: output, energy; output, energy, emissions.
    parents : sequence of ndarray of int, shape (groups,)
        Number of each group's ancestor at every level of nesting, the outermost first, the groups themselves last.

    Returns
    -------
    ndarray, shape (..., factors, groups, times)
        ``1 + len(parents) + len(levels) - 1`` factors; NaN where a share or ratio is that of nothing.
    """
    activity = levels[0]
    above = np.broadcast_to(activity.sum(axis=-2, keepdims=True), activity.shape)
    factors = [above]
    for codes in parents:
        sums = np.stack([activity[..., codes == code, :].sum(axis=-2) for code in range(int(codes.max()) + 1)], axis=-2)
        below = sums[..., codes, :]
        factors.append(ratio(below, above))
        above = below
    factors += [ratio(top, bottom) for bottom, top in pairwise(levels)]
    return np.stack(factors, axis=-3)


def ratio(top: Floats, bottom: Floats) -> Floats:
    """Quotient, NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)


def step_effects(factors: Floats, steps: Sequence[tuple[int, int]]) -> Floats:
    """Contributions in each step, (..., steps, factors, groups), from factors of (..., factors, groups, times)."""
    return np.stack([contributions(factors[..., one], factors[..., other]) for one, other in steps], axis=-3)
