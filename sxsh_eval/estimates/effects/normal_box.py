"""Normal variables inside a box: probability and means, without simulation noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
POINTS = 2**14
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71)


def normal_box(mean: Array, cov: Array, low: Array, high: Array) -> tuple[float, Array]:
    """Probability that normal variables lie between limits, and their means given that they do.

    Parameters
    ----------
    mean, low, high : array of shape (n,)
    cov : array of shape (n, n)
        Positive definite.

    Returns
    -------
    probability : float
    means : array of shape (n,)

    Notes
    -----
    Genz's transformation to the unit cube, integrated over a fixed lattice folded to be periodic: the same numbers in
    every run, with errors near 1e-6 for a handful of variables; exact for one.

    References
    ----------
    Genz, A. (1992), Numerical computation of multivariate normal probabilities, J. Comput. Graph. Stat. 1, 141-149.
    """
    from scipy.special import ndtr, ndtri

    size = len(mean)
    factor = np.linalg.cholesky(cov)
    points = lattice(size)
    drawn = np.zeros((len(points), size))
    weight = np.ones(len(points))
    for place in range(size):
        shift = mean[place] + drawn[:, :place] @ factor[place, :place]
        left = ndtr((low[place] - shift) / factor[place, place])
        width = np.maximum(ndtr((high[place] - shift) / factor[place, place]) - left, 0)
        weight = weight * width
        inner = np.clip(left + points[:, place] * width, 1e-300, 1 - 1e-16)
        drawn[:, place] = ndtri(inner)
    probability = float(weight.mean())
    if probability <= 0:
        return 0.0, np.clip(mean, low, high)
    return probability, mean + factor @ (weight @ drawn / weight.sum())


def lattice(size: int) -> Array:
    """Points of the unit cube: multiples of square roots of primes, folded."""
    roots = np.sqrt(np.array([prime_root(place) for place in range(size)], dtype=float))
    steps = np.outer(np.arange(POINTS) + 0.5, roots)
    return np.asarray(np.abs(2 * (steps % 1) - 1))


def prime_root(place: int) -> int:
    """Prime number by its place, from 0."""
    if place < len(PRIMES):
        return PRIMES[place]
    candidate = PRIMES[-1]
    for _ in range(place - len(PRIMES) + 1):
        candidate += 2
        while any(candidate % divisor == 0 for divisor in range(3, int(candidate**0.5) + 1, 2)):
            candidate += 2
    return candidate
