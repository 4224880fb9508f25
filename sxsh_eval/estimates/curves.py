"""Growth curves of diffusion: logistic, Gompertz and Bass, as total so far, as rate and as what one period adds.

All curves are ``saturation x G(shape; time)`` with G rising from 0 to 1; every function also takes complex parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sxsh_eval.errors import nearest
from sxsh_eval.estimates.diagnosis import refuse

CurveName = Literal["logistic", "gompertz", "bass"]
Form = Literal["cumulative", "density", "increment"]
Vector = NDArray[np.float64]
LARGEST_POWER = 700.0  # exp beyond it overflows


def power(exponent: Any) -> Any:
    """``exp`` that stops short of overflow in either direction, for real and complex exponents."""
    real = np.minimum(np.maximum(np.real(exponent), -LARGEST_POWER), LARGEST_POWER)
    return np.exp(real + 1j * np.imag(exponent)) if np.iscomplexobj(exponent) else np.exp(real)


def logistic_total(time: Vector, growth: Any, midpoint: Any) -> Any:
    """``1 / (1 + exp(-growth (time - midpoint)))``."""
    return 1 / (1 + power(-growth * (time - midpoint)))


def logistic_rate(time: Vector, growth: Any, midpoint: Any) -> Any:
    """Derivative of `logistic_total` by time."""
    share = logistic_total(time, growth, midpoint)
    return growth * share * (1 - share)


def gompertz_total(time: Vector, growth: Any, midpoint: Any) -> Any:
    """``exp(-exp(-growth (time - midpoint)))``."""
    return power(-power(-growth * (time - midpoint)))


def gompertz_rate(time: Vector, growth: Any, midpoint: Any) -> Any:
    """Derivative of `gompertz_total` by time."""
    inner = power(-growth * (time - midpoint))
    return growth * inner * power(-inner)


def bass_total(time: Vector, innovation: Any, imitation: Any) -> Any:
    """``(1 - e) / (1 + q/p e)``, ``e = exp(-(p + q) time)``, for p innovation, q imitation, time since the launch."""
    fall = power(-(innovation + imitation) * time)
    return (1 - fall) / (1 + imitation / innovation * fall)


def bass_rate(time: Vector, innovation: Any, imitation: Any) -> Any:
    """Derivative of `bass_total` by time."""
    fall = power(-(innovation + imitation) * time)
    return (innovation + imitation) ** 2 / innovation * fall / (1 + imitation / innovation * fall) ** 2


def midpoint_turn(_growth: Any, midpoint: Any) -> Any:
    """Time of the inflection of the curves that carry it as a parameter."""
    return midpoint


def bass_turn(innovation: Any, imitation: Any) -> Any:
    """Time of the peak of adoption after the launch; below zero where adoption falls from the start."""
    ratio = imitation / innovation
    return np.log(ratio) / (innovation + imitation) if np.real(ratio) > 0 else -np.inf


@dataclass(frozen=True)
class Curve:
    """A family of curves.

    Attributes
    ----------
    name : str
    shape : tuple of str
        Names of the parameters beside the saturation; time since the origin is the clock of ``bass``.
    total, rate : callable
        Of ``(time, *shape)``.
    turn : callable
        Time of the inflection, of ``(*shape)``.
    positive : tuple of str
        Parameters that must be above zero.
    formula : str
    references : tuple of str
    """

    name: CurveName
    shape: tuple[str, str]
    total: Callable[..., Any]
    rate: Callable[..., Any]
    turn: Callable[..., Any]
    positive: tuple[str, ...]
    formula: str
    references: tuple[str, ...]

    @property
    def clocked(self) -> bool:
        """Whether time counts from the origin rather than by the calendar."""
        return self.name == "bass"

    def share(self, form: Form, time: Vector, step: Vector | float, *shape: Any) -> Any:
        """Value for saturation one: total at `time`, rate at it, or what the `step` up to it adds."""
        if form == "cumulative":
            return self.total(time, *shape)
        if form == "density":
            return self.rate(time, *shape) * step
        before = np.maximum(time - step, 0) if self.clocked else time - step
        return self.total(time, *shape) - self.total(before, *shape)

    def sensible(self, shape: Vector) -> bool:
        """Whether the parameters describe spreading at all: finite, and above zero where they must be."""
        held = dict(zip(self.shape, shape, strict=True))
        return bool(np.isfinite(shape).all()) and all(held[name] > 0 for name in self.positive)


CURVES: dict[str, Curve] = {
    "logistic": Curve(
        "logistic",
        ("growth", "midpoint"),
        logistic_total,
        logistic_rate,
        midpoint_turn,
        ("growth",),
        "saturation / (1 + exp(-growth (t - midpoint)))",
        ("Griliches, Z. (1957), Hybrid corn, Econometrica 25, 501-522",),
    ),
    "gompertz": Curve(
        "gompertz",
        ("growth", "midpoint"),
        gompertz_total,
        gompertz_rate,
        midpoint_turn,
        ("growth",),
        "saturation exp(-exp(-growth (t - midpoint)))",
        ("Winsor, C. P. (1932), The Gompertz curve as a growth curve, PNAS 18, 1-8",),
    ),
    "bass": Curve(
        "bass",
        ("innovation", "imitation"),
        bass_total,
        bass_rate,
        bass_turn,
        ("innovation", "imitation"),
        "saturation (1 - e) / (1 + imitation / innovation e), e = exp(-(innovation + imitation) (t - origin))",
        (
            "Bass, F. M. (1969), A new product growth model for consumer durables, Management Science 15, 215-227",
            "Srinivasan, V. & Mason, C. H. (1986), Nonlinear least squares estimation, Marketing Science 5, 169-178",
        ),
    ),
}


def find_curve(name: str) -> Curve:
    """Family by its name.

    Raises
    ------
    EstimationError
        ``estimate.curve_unknown``.
    """
    if name not in CURVES:
        refuse("estimate.curve_unknown", "curve", name, known=", ".join(CURVES), nearest=nearest(name, CURVES) or "-")
    return CURVES[name]


def check_form(form: str) -> None:
    """Refuse a form that no curve has (``estimate.curve_unknown``)."""
    forms = get_args(Form)
    if form not in forms:
        refuse("estimate.curve_unknown", "form", form, known=", ".join(forms), nearest=nearest(form, forms) or "-")


def shape_starts(curve: Curve, time: Vector, share: Vector) -> list[tuple[float, float]]:
    """Starting shapes from totals as shares of a supposed saturation, both shape parameters by a straight line.

    Notes
    -----
    ``logit(share)`` and ``-log(-log(share))`` are straight lines of time for the logistic and the Gompertz curve; for
    Bass several usual pairs are tried (means 0.03 and 0.38: Sultan, Farley & Lehmann 1990, J. Marketing Research 27,
    70-77).
    """
    if curve.clocked:
        span = float(time.max())
        return [(p * 10 / span, q * 10 / span) for p, q in ((0.03, 0.38), (0.005, 0.6), (0.05, 0.1))]
    inside = np.clip(share, 1e-4, 1 - 1e-4)
    line = np.log(inside / (1 - inside)) if curve.name == "logistic" else -np.log(-np.log(inside))
    slope, level = np.polyfit(time - time.mean(), line, 1)
    slope = slope if slope > 1e-6 else 1 / (time.max() - time.min())  # noqa: PLR2004 - flat or falling: any rise will do
    return [(float(slope), float(time.mean() - level / slope))]
