"""Links between a linear index and the chance of adopting in one period, with two derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

LinkName = Literal["cloglog", "logit"]
Array = NDArray[np.float64]
LARGEST = 500.0  # exp beyond it is of no account


@dataclass(frozen=True)
class Link:
    """Hazard, its first and its second derivative, as functions of the linear index."""

    hazard: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    bend: Callable[[Array], Array]


def rate(index: Array) -> Array:
    """``exp(index)``, kept from overflow."""
    return np.asarray(np.exp(np.clip(index, -LARGEST, LARGEST)))


def cloglog(index: Array) -> Array:
    """``1 - exp(-exp(index))``."""
    return np.asarray(-np.expm1(-rate(index)))


def cloglog_slope(index: Array) -> Array:
    """``exp(index - exp(index))``."""
    return np.asarray(np.exp(np.clip(index, -LARGEST, LARGEST) - rate(index)))


def cloglog_bend(index: Array) -> Array:
    """``slope (1 - exp(index))``, zero where the slope is."""
    slope = cloglog_slope(index)
    return np.asarray(np.where(slope > 0, slope * (1 - np.minimum(rate(index), LARGEST)), 0.0))


def logistic(index: Array) -> Array:
    """``1 / (1 + exp(-index))``."""
    return np.asarray(1 / (1 + rate(-index)))


def logistic_slope(index: Array) -> Array:
    """``h (1 - h)``."""
    hazard = logistic(index)
    return np.asarray(hazard * (1 - hazard))


def logistic_bend(index: Array) -> Array:
    """``h (1 - h) (1 - 2 h)``."""
    hazard = logistic(index)
    return np.asarray(hazard * (1 - hazard) * (1 - 2 * hazard))


LINKS: dict[str, Link] = {
    "cloglog": Link(cloglog, cloglog_slope, cloglog_bend),
    "logit": Link(logistic, logistic_slope, logistic_bend),
}
