"""Scales on which area models of rates are fitted, with the way back into [0, 1]."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
ScaleName = Literal["identity", "arcsine", "logit"]
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
MASS = WEIGHTS / WEIGHTS.sum()


@dataclass(frozen=True)
class Scale:
    """Scale of the model.

    Attributes
    ----------
    name : {"identity", "arcsine", "logit"}
        ``arcsine`` is ``arcsin(sqrt(p))``, whose sampling variance ``1 / (4 n)`` needs no estimate of the rate;
        ``logit`` has the variance ``1 / (n p (1 - p))`` by the delta method.
    effective_n : str
        Column with the effective sample size ``n`` (sample size over design effect). Without it
        ``n = p (1 - p) / variance``, which does not exist for rates of exactly 0 or 1.
    back : {"mean", "median"}
        What is reported: the mean of the rate given the model's normal law, or the transformed centre.

    References
    ----------
    .. [1] Casas-Cordero, C., Encina, J., Lahiri, P. (2016), in Pratesi (ed.), Analysis of Poverty Data by Small Area
       Estimation, ch. 20.
    .. [2] Hadam, S., Würz, N., Kreutzmann, A.-K. (2020), Estimating regional unemployment with mobile network data.
    """

    name: ScaleName = "identity"
    effective_n: str = ""
    back: Literal["mean", "median"] = "mean"


def to_scale(values: Array, sizes: Array, name: ScaleName) -> tuple[Array, Array]:
    """Rates on the scale of the model.

    Parameters
    ----------
    values, sizes : array of shape (m,)
        Rates in [0, 1] with their effective sample sizes.
    name : {"arcsine", "logit"}

    Returns
    -------
    tuple of array
        Transformed rates with their sampling variances. On the logit scale rates of exactly 0 or 1 become
        ``(n p + 1/2) / (n + 1)``.
    """
    if name == "arcsine":
        return np.arcsin(np.sqrt(values)), 1 / (4 * sizes)
    at_bound = (values == 0) | (values == 1)
    inside = np.where(at_bound, (values * sizes + 0.5) / (sizes + 1), values)
    return np.log(inside / (1 - inside)), 1 / (sizes * inside * (1 - inside))


def from_scale(values: Array, name: ScaleName) -> Array:
    """Rates that belong to values on the scale; beyond the ends of the arcsine scale lie 0 or 1."""
    if name == "arcsine":
        return np.asarray(np.sin(np.clip(values, 0, np.pi / 2)) ** 2)
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -700, 700)))) if name == "logit" else values


def normal_on_scale(centre: Array, mse: Array, scale: Scale, level: float) -> dict[str, Array]:
    """Point, error with interval of what is normal on the scale.

    Parameters
    ----------
    centre, mse : array of shape (m,)
        Mean with mean squared error on the scale.
    scale : Scale
    level : float
        Coverage, in (0, 1).

    Returns
    -------
    dict
        ``point``, ``std_error``, ``conf_low``, ``conf_high``; for rates inside [0, 1].
    """
    error = np.sqrt(mse)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    low, high = (from_scale(centre + side * z * error, scale.name) for side in (-1, 1))
    if scale.name == "identity":
        return {"point": centre, "std_error": error, "conf_low": low, "conf_high": high}
    spread = from_scale(centre[:, None] + error[:, None] * NODES, scale.name)
    mean = spread @ MASS
    point = mean if scale.back == "mean" else from_scale(centre, scale.name)
    squares = (spread - point[:, None]) ** 2
    return {
        "point": np.clip(point, low, high),
        "std_error": np.sqrt(squares @ MASS),
        "conf_low": low,
        "conf_high": high,
    }
