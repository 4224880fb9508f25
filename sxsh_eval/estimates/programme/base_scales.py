"""How people state a parameter of the programme's model, and how the model holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.programme.values import PARAMETERS
from sxsh_eval.parameters.scenarios import INSTRUMENTS, SIZE_CLASSES

Numbers = npt.NDArray[np.float64]
Scale = Literal["plain", "part", "chance", "ratio", "peer"]
POINTS = 0.1
"""Rise of the share of adopters to which the stated ratio of ``peer`` belongs."""
PARTS = (
    *("base_adoption", "base_awareness", "entry", "exit", "saving", "persistence", "rebound"),
    *("output_growth", "electricity_share", "grid_trend"),
)
RATIOS = (
    *("log_hazard_province", "log_hazard_sector", "log_hazard_size"),
    *(f"effect_{name}" for name in INSTRUMENTS),
    *("awareness_effect_information", "awareness_effect_training"),
)
SCALES: Mapping[str, Scale] = {
    **dict.fromkeys(PARAMETERS, "plain"),
    **dict.fromkeys(PARTS, "part"),
    **dict.fromkeys(RATIOS, "ratio"),
    **dict.fromkeys(("log_hazard", "log_awareness_hazard"), "chance"),
    "peer": "peer",
}
"""``part``: stated in per cent, held as a part of one; ``chance``: stated as the chance a year in per cent, held as the
complementary log-log hazard; ``ratio``: stated as a ratio, held as its logarithm; ``peer``: stated as the ratio of the
hazards when the share of adopters is `POINTS` higher, held as the slope of the log hazard."""


def prior_name(parameter: str, size: str) -> str:
    """Name of the belief on a parameter; that of a size class for parameters by size."""
    return f"{parameter}_{size}" if PARAMETERS.get(parameter) == "sizes" else parameter


def parameter_of(prior: str) -> tuple[str, str]:
    """Parameter that a belief is about, with the size class where it is about one; no parameter for other beliefs."""
    if prior in PARAMETERS:
        return prior, ""
    for size in SIZE_CLASSES:
        if prior.endswith(f"_{size}") and PARAMETERS.get(prior.removesuffix(f"_{size}")) == "sizes":
            return prior.removesuffix(f"_{size}"), size
    return "", ""


def as_held(parameter: str, stated: Numbers) -> Numbers:
    """Values as the model holds them.

    Parameters
    ----------
    parameter : str
        Key of `PARAMETERS`.
    stated : ndarray
        As people state them.

    Returns
    -------
    ndarray
        Of the same shape; a chance or ratio of zero is minus infinity.
    """
    scale = SCALES[parameter]
    with np.errstate(divide="ignore"):
        if scale == "part":
            return stated / 100
        if scale == "chance":
            return np.asarray(np.log(-np.log1p(-stated / 100)))
        if scale == "ratio":
            return np.asarray(np.log(stated))
        return np.asarray(np.log(stated) / POINTS) if scale == "peer" else stated


def as_stated(parameter: str, held: Numbers) -> Numbers:
    """Values as people state them: the inverse of `as_held`."""
    scale = SCALES[parameter]
    if scale == "part":
        return held * 100
    if scale == "chance":
        return np.asarray(-100 * np.expm1(-np.exp(held)))
    if scale == "ratio":
        return np.asarray(np.exp(held))
    return np.asarray(np.exp(held * POINTS)) if scale == "peer" else held
