"""Event studies whose results are published."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.reference_data import reference_file, reference_values

Array = NDArray[np.float64]


def benzarti_carloni() -> tuple[Array, Array]:
    """Coefficients of four periods before and four after, with their covariance (R HonestDiD's example)."""
    beta = np.loadtxt(reference_file("honestdid/BC_betahat.csv"), skiprows=1)
    return beta, np.loadtxt(reference_file("honestdid/BC_sigma.csv"), skiprows=1, delimiter=",")


def he_wang() -> tuple[Array, Array]:
    """Three periods before and four after (Stata pretrends' example)."""
    values = reference_values("pretrends")["he_wang"]
    upper = values["sigma_upper_triangle"]
    sigma = np.zeros((7, 7))
    sigma[np.triu_indices(7)] = upper
    sigma += np.triu(sigma, 1).T
    factor = np.array(values["std_error_printed"]) @ np.sqrt(np.diag(sigma)) / np.trace(sigma)
    return np.array(values["beta"]), sigma * factor**2


def simulated(rng: np.random.Generator, pre: int, post: int) -> tuple[Array, Array]:
    """Any coefficients with any covariance."""
    size = pre + post
    draws = rng.normal(size=(size, 3 * size))
    sigma = draws @ draws.T / (3 * size) * 0.01
    return rng.multivariate_normal(np.zeros(size), sigma) + 0.1 * np.arange(size), sigma
