"""Multiplier bootstrap of influence functions, with simultaneous bands."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sxsh_eval.estimates.effects.influence import Floats, cluster_sums, normal_quantile

Codes = NDArray[np.int64]
Multipliers = Literal["rademacher", "mammen"]
BLOCK = 4096  # clusters whose multipliers are held at once
GOLDEN = (1 + np.sqrt(5)) / 2


def multiplier_bootstrap(
    influence: Floats,
    *,
    draws: int,
    rng: np.random.Generator,
    cluster: Codes | None = None,
    multipliers: Multipliers = "rademacher",
) -> Floats:
    """Draws of the estimates' errors by random multipliers of their influence functions.

    Parameters
    ----------
    influence : array, shape (n_units, k)
    draws : int
    rng : Generator
    cluster : array of int, shape (n_units,), optional
        Units of one cluster share a multiplier.
    multipliers : {"rademacher", "mammen"}
        -1 or 1 with equal chances, or Mammen's two points, which keep the third moment [1]_.

    Returns
    -------
    array, shape (draws, k)

    References
    ----------
    .. [1] Mammen, E. (1993), Bootstrap and wild bootstrap for high dimensional linear models, Annals of Statistics 21,
       255-285.
    """
    sums = cluster_sums(influence, cluster)
    total = np.zeros((draws, sums.shape[1]))
    for start in range(0, len(sums), BLOCK):
        block = sums[start : start + BLOCK]
        total += multiplied(rng, draws, len(block), multipliers) @ block
    return np.asarray(total / len(influence))


def multiplied(rng: np.random.Generator, draws: int, count: int, multipliers: Multipliers) -> Floats:
    """Random multipliers of mean zero and variance one, shape (draws, count)."""
    if multipliers == "rademacher":
        return np.asarray(2.0 * rng.integers(0, 2, (draws, count), dtype=np.int8) - 1.0, dtype=np.float64)
    lower = rng.random((draws, count)) < GOLDEN / np.sqrt(5)
    return np.asarray(np.where(lower, 1 - GOLDEN, GOLDEN), dtype=np.float64)


def simultaneous_quantile(drawn: Floats, errors: Floats, level: float) -> float:
    """Factor of the standard errors whose bands hold all estimates at once with chance `level`.

    Parameters
    ----------
    drawn : array, shape (draws, k)
    errors : array, shape (k,)
        Standard errors; estimates without one take no part.
    level : float

    Returns
    -------
    float
        Not below the normal quantile of a single estimate; NaN where no estimate has an error.
    """
    used = np.isfinite(errors) & (errors > 0)
    if not used.any():
        return float("nan")
    largest = np.abs(drawn[:, used] / errors[used]).max(axis=1)
    return max(float(np.quantile(largest, level, method="inverted_cdf")), normal_quantile(level))
