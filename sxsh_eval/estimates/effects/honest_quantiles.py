"""Critical values of honest inference, exact instead of simulated."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DIRECTIONS = 4096
DRAWS = 2**14


def truncated_normal_quantile(p: float, low: Array, high: Array) -> Array:
    """Quantile of a standard normal between two limits, right in both tails.

    Parameters
    ----------
    p : float
        Probability.
    low, high : array of shape (n,)
        Limits; may be infinite.

    Returns
    -------
    array of shape (n,)
    """
    from scipy.special import log_ndtr, ndtri_exp

    upper = low > 0  # work in the lower tail, where logarithms keep all digits
    left, right = np.where(upper, -high, low), np.where(upper, -low, high)
    share = np.where(upper, 1 - p, p)
    with np.errstate(divide="ignore"):
        logs = np.logaddexp(np.log1p(-share) + log_ndtr(left), np.log(share) + log_ndtr(right))
    found = np.clip(ndtri_exp(logs), left, right)
    return np.asarray(np.where(upper, -found, found))


def folded_normal_quantile(p: float, mean: float) -> float:
    """Quantile of the absolute value of a normal with a given mean and variance one."""
    from scipy.optimize import brentq
    from scipy.special import ndtr, ndtri

    mean = abs(mean)

    def beyond(value: float) -> float:
        return float(ndtr(mean - value) + ndtr(-mean - value) - (1 - p))

    return float(brentq(beyond, mean + min(float(ndtri(p)), 0), mean + float(ndtri(0.5 + p / 2)) + 1e-9, xtol=1e-14))


def least_favourable_value(cov: Array, p: float) -> float:
    """Quantile of the largest of several centred normals.

    Where they are combinations of two only, as with relative magnitudes and several periods, the probability is an
    integral over directions of the plane, computed without simulation; else it comes from a fixed low-discrepancy
    sequence.

    Parameters
    ----------
    cov : array of shape (n, n)
    p : float
        Probability.

    Returns
    -------
    float
    """
    values, vectors = np.linalg.eigh(cov)
    kept = values > 1e-12 * max(values.max(), 0)
    factor = vectors[:, kept] * np.sqrt(values[kept])
    return plane_quantile(factor, p) if factor.shape[1] <= 2 else sequence_quantile(factor, p)  # noqa: PLR2004


def plane_quantile(factor: Array, p: float) -> float:
    """Quantile of ``max(factor @ z)`` for one or two standard normals `z`."""
    from scipy.optimize import brentq

    plane = np.zeros((len(factor), 2))
    plane[:, : factor.shape[1]] = factor
    angle = 2 * np.pi * (np.arange(DIRECTIONS) + 0.5) / DIRECTIONS
    largest = (plane @ np.vstack([np.cos(angle), np.sin(angle)])).max(axis=0)
    reach = largest[largest > 0]
    if not reach.size:
        return 0.0

    def beyond(value: float) -> float:
        return float(np.exp(-0.5 * (value / reach) ** 2).sum() / DIRECTIONS - (1 - p))

    return 0.0 if beyond(0.0) <= 0 else float(brentq(beyond, 0.0, 40 * reach.max(), xtol=1e-13))


def sequence_quantile(factor: Array, p: float) -> float:
    """The same for more normals, over a fixed Sobol sequence and its mirror image."""
    normal = sequence(factor.shape[1]) @ factor.T
    return float(np.quantile(np.concatenate([normal.max(axis=1), -normal.min(axis=1)]), p))


@lru_cache(maxsize=4)
def sequence(size: int) -> Array:
    """Normal variables that fill their space evenly; shape (DRAWS, size)."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    points = qmc.Sobol(size, rng=np.random.default_rng(0)).random(DRAWS)
    return np.asarray(ndtri(np.clip(points, 1e-12, 1 - 1e-12)))
