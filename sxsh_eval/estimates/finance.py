"""Net present value, internal rate of return, payback of yearly flows of money."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.diagnosis import refuse

Floats = npt.NDArray[np.float64]
HIGHEST_RATE = 1e4


def discount_factors(rate: float, count: int) -> Floats:
    """``(1 + rate)^-t`` for t = 0, 1, ..., count - 1."""
    if not -1 < rate < HIGHEST_RATE:
        refuse("estimate.costs_discount_rate", "rate", rate)
    return np.asarray((1 + rate) ** -np.arange(count, dtype=np.float64))


def npv(rate: float, flows: npt.ArrayLike) -> float:
    """Net present value at the time of the first flow.

    Parameters
    ----------
    rate : float
        Per period, such as 0.08.
    flows : array_like
        One a period; the first is not discounted.

    Returns
    -------
    float
    """
    values = np.asarray(flows, dtype=np.float64)
    return float(values @ discount_factors(rate, values.size))


def sign_changes(flows: Floats) -> int:
    """Changes of sign along the flows, zeros passed over."""
    signs = np.sign(flows[flows != 0])
    return int((signs[1:] != signs[:-1]).sum())


def irr(flows: npt.ArrayLike) -> float:
    """Internal rate of return: the rate at which the net present value is zero.

    Parameters
    ----------
    flows : array_like
        One a period.

    Returns
    -------
    float
        Per period; above -1.

    Raises
    ------
    EstimationError
        ``estimate.irr_none`` where flows never change sign, ``estimate.irr_not_unique`` where they change it more than
        once, so that several rates may do (Descartes).
    """
    from scipy.optimize import brentq

    values = np.asarray(flows, dtype=np.float64)
    changes = sign_changes(values)
    if changes == 0:
        refuse("estimate.irr_none", "flows", values.size)
    if changes > 1:
        refuse("estimate.irr_not_unique", "flows", changes)
    powers = np.arange(values.size)

    def worth(logarithm: float) -> float:
        """Present value by the log of ``1 + rate``, scaled so that no term overflows."""
        exponents = -logarithm * powers
        return float(values @ np.exp(exponents - exponents.max()))

    return float(np.expm1(brentq(worth, -30.0, 30.0, xtol=1e-14, rtol=1e-14)))


def payback(flows: npt.ArrayLike, *, rate: float = 0.0) -> float:
    """Periods until the flows, added up, are no longer negative.

    Parameters
    ----------
    flows : array_like
        One a period, the first at time 0.
    rate : float
        Discount rate; 0 for the simple payback.

    Returns
    -------
    float
        Straight line inside the period in which the sum turns; infinite where it never does.
    """
    values = np.asarray(flows, dtype=np.float64)
    sums = np.cumsum(values * discount_factors(rate, values.size))
    behind = np.flatnonzero(sums < 0)
    if not behind.size:
        return 0.0
    last = int(behind[-1])
    if last == sums.size - 1:
        return float("inf")
    return float(last + -sums[last] / (sums[last + 1] - sums[last]))


def fieller(top: tuple[float, float], bottom: tuple[float, float], quantile: float, cov: float = 0.0) -> Any:
    """Fieller's interval of a ratio of two normal estimates.

    Parameters
    ----------
    top, bottom : tuple of float
        Estimate, standard error.
    quantile : float
        Of the normal or Student's law.
    cov : float
        Their covariance.

    Returns
    -------
    tuple of float or None
        None where the divisor does not differ from zero at that level: the interval is then unbounded.

    References
    ----------
    .. [1] Fieller, E. C. (1954), Some problems in interval estimation, Journal of the Royal Statistical Society B 16,
       175-185.
    """
    (a, se_a), (b, se_b) = top, bottom
    square = quantile**2
    leading = b * b - square * se_b**2
    if leading <= 0:
        return None
    middle = a * b - square * cov
    inside = middle**2 - leading * (a * a - square * se_a**2)
    half = float(np.sqrt(max(inside, 0.0)))
    return (middle - half) / leading, (middle + half) / leading
