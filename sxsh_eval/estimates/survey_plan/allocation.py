"""Dividing a sample among strata: exact whole numbers between bounds."""

from __future__ import annotations

from heapq import heapify, heapreplace

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.diagnosis import refuse

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
HALVINGS = 200


def size_weights(population: Array, spread: Array) -> Array:
    """Weights of Neyman's allocation: units times standard deviation."""
    return np.asarray(population * spread)


def power_weights(population: Array, spread: Array, mean: Array, exponent: float) -> Array:
    """Weights of Bankier's power allocation.

    Parameters
    ----------
    population, spread, mean : array (H,)
        Units, standard deviation and mean (positive) of each stratum.
    exponent : float
        From 0, which makes all strata equally precise relative to their means, to 1, Neyman's allocation.

    Returns
    -------
    array (H,)
        ``spread / mean x (population x mean)^exponent``.

    References
    ----------
    .. [1] Bankier, M. D. (1988), Power allocations: determining sample sizes for subnational areas, The American
       Statistician 42, 174-177.
    """
    return np.asarray(spread / mean * (population * mean) ** exponent)


def allocate(weights: Array, total: int, *, low: Counts, high: Counts) -> Counts:
    r"""Whole numbers with a given sum and :math:`\sum a_h^2 / n_h` as small as bounds allow.

    Parameters
    ----------
    weights : array (H,)
        :math:`a_h`, positive: population times standard deviation for Neyman's allocation, population alone for a
        proportional one, over the root of the cost of a unit for one with costs.
    total : int
        Sum of the sample sizes.
    low, high : array of int (H,)
        Bounds, ``1 <= low <= high``; a stratum whose bounds are equal is taken as it is.

    Returns
    -------
    array of int (H,)
        Its sum is `total`; of all whole numbers between the bounds none has a smaller sum of squares.

    Raises
    ------
    EstimationError
        ``estimate.sample_bounds``: the bounds add up to more, or to less.

    Notes
    -----
    The unit that makes ``k`` of a stratum ``k + 1`` cuts the sum by :math:`a_h^2 / (k (k + 1))`, which falls with
    ``k``; so the optimum takes the largest of these cuts, wherever they are. All cuts above a threshold are counted
    at once, the last few are taken one by one.

    References
    ----------
    .. [1] Wright, T. (2012), The equivalence of Neyman optimum allocation for sampling and equal proportions for
       apportioning the U.S. House of Representatives, The American Statistician 66, 217-224.
    .. [2] Friedrich, U., Münnich, R., de Vries, S., Wagner, M. (2015), Fast integer-valued algorithms for optimal
       allocations under constraints in stratified sampling, Computational Statistics and Data Analysis 92, 1-12.
    """
    if not low.sum() <= total <= high.sum():
        refuse("estimate.sample_bounds", "strata", total, low=int(low.sum()), high=int(high.sum()))
    squares = np.asarray(weights, dtype=np.float64) ** 2
    above, below = float(squares.max()) + 1.0, float(squares.min() / (high.max() + 1.0) ** 2) / 2
    for _ in range(HALVINGS):
        middle = float(np.sqrt(above * below))
        if not below < middle < above:
            break
        taken = int(taken_above(squares, middle, low, high).sum())
        if taken <= total:
            above = middle
            if total - taken <= len(squares):
                break
        else:
            below = middle
    return take_largest(squares, taken_above(squares, above, low, high), total, high)


def taken_above(squares: Array, threshold: float, low: Counts, high: Counts) -> Counts:
    """Sample sizes when every unit that cuts the sum by at least a threshold is taken, between bounds."""
    further = np.floor((np.sqrt(1.0 + 4.0 * squares / threshold) - 1.0) / 2.0)
    return np.asarray(np.clip(1 + further, low, high).astype(np.int64))


def take_largest(squares: Array, start: Counts, total: int, high: Counts) -> Counts:
    """Sample sizes with a given sum: one more unit at a time, where it cuts the sum most; of equals the first."""
    sizes = start.copy()
    open_strata = np.flatnonzero(sizes < high)
    waiting = [(-squares[h] / (sizes[h] * (sizes[h] + 1.0)), int(h)) for h in open_strata]
    heapify(waiting)
    for _ in range(total - int(sizes.sum())):
        h = waiting[0][1]
        sizes[h] += 1
        cut = squares[h] / (sizes[h] * (sizes[h] + 1.0)) if sizes[h] < high[h] else 0.0
        heapreplace(waiting, (-cut, h))
    return sizes


def allocate_budget(weights: Array, cost: Array, budget: float, *, low: Counts, high: Counts) -> Counts:
    r"""Whole numbers that a budget pays for, with :math:`\sum a_h^2 / n_h` small.

    Parameters
    ----------
    weights : array (H,)
        :math:`a_h`, population times standard deviation.
    cost : array (H,)
        Of a unit, positive, in the unit of `budget`.
    budget : float
    low, high : array of int (H,)
        Bounds, ``1 <= low <= high``.

    Returns
    -------
    array of int (H,)
        Nothing that costs no more than it does has a smaller sum: each further unit goes where it cuts the sum most
        for its money, until the next one cannot be paid.

    Raises
    ------
    EstimationError
        ``estimate.sample_budget``: the budget does not pay for the lower bounds.

    References
    ----------
    .. [1] Fox, B. (1966), Discrete optimization via marginal analysis, Management Science 13, 210-216.
    """
    spent = float(low @ cost)
    if spent > budget:
        refuse("estimate.sample_budget", "strata", round(budget, 2), needed=round(spent, 2))
    sizes, squares = low.copy(), np.asarray(weights, dtype=np.float64) ** 2
    gain = squares / cost
    waiting = [(-gain[h] / (sizes[h] * (sizes[h] + 1.0)), int(h)) for h in np.flatnonzero(sizes < high)]
    heapify(waiting)
    while waiting and waiting[0][0] < 0:
        h = waiting[0][1]
        if spent + cost[h] > budget:
            break
        spent += float(cost[h])
        sizes[h] += 1
        cut = gain[h] / (sizes[h] * (sizes[h] + 1.0)) if sizes[h] < high[h] else 0.0
        heapreplace(waiting, (-cut, h))
    return sizes
