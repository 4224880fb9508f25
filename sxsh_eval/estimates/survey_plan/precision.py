"""Expected precision of a stratified sample, by stratum and for groups of strata."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.sampling import normal_quantile

Array = npt.NDArray[np.float64]
Chosen = npt.NDArray[np.bool_]


def stratum_variances(population: Array, share: Array, answers: Array, design: float) -> Array:
    """Variance of the rate of each stratum.

    Parameters
    ----------
    population, share, answers : array (H,)
        Units, expected rate in (0, 1), answers (positive) of each stratum.
    design : float
        Design effect of clusters.

    Returns
    -------
    array (H,)
        ``design x p (1 - p) / n x (N - n) / (N - 1)``; zero where all answer.

    References
    ----------
    .. [1] Cochran, W. G. (1977), Sampling Techniques, 3rd ed., sections 3.2, 5.10.
    """
    left = np.maximum(population - answers, 0) / np.maximum(population - 1, 1)
    return np.asarray(design * share * (1 - share) / answers * left)


def group_margin(population: Array, variances: Array, level: float, chosen: Chosen | None = None) -> float:
    """Half width of the interval of the rate over some strata.

    Parameters
    ----------
    population, variances : array (H,)
    level : float
    chosen : array of bool (H,), optional
        Strata of the group; all by default.

    Returns
    -------
    float
        In shares.
    """
    if chosen is not None:
        population, variances = population[chosen], variances[chosen]
    weight = population / population.sum()
    return normal_quantile(level) * float(np.sqrt(weight**2 @ variances))


def weighting_effect(population: Array, answers: Array) -> float:
    """Loss by unequal weights of the answers, after Kish.

    Parameters
    ----------
    population, answers : array (H,)

    Returns
    -------
    float
        ``n sum(w^2) / sum(w)^2`` with ``w = N_h / n_h`` of each answer; one where all weights are equal.

    References
    ----------
    .. [1] Kish, L. (1992), Weighting for unequal Pi, Journal of Official Statistics 8, 183-200.
    """
    weights = population / answers
    return float(answers.sum() * (answers @ weights**2) / (answers @ weights) ** 2)
