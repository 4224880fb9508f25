"""Terms of a baseline: constant, drivers, and hinges at change points of the temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ChangePoint = Literal["none", "3P heating", "3P cooling", "4P", "5P"]
MODELS: tuple[ChangePoint, ...] = get_args(ChangePoint)


@dataclass(frozen=True, eq=False)
class Conditions:
    """What energy depends on, by period.

    Attributes
    ----------
    drivers : array, shape (periods, drivers)
    temperature : array, shape (periods,), or None
    days : array, shape (periods,)
        Length of each period; ones where all count alike.
    """

    drivers: Array
    temperature: Array | None
    days: Array


def knots_of(model: ChangePoint) -> tuple[str, ...]:
    """Names of a model's change points."""
    single = ("change_point",)
    return {"none": (), "3P heating": single, "3P cooling": single, "4P": single}.get(
        model, ("heating_change_point", "cooling_change_point")
    )


def slopes_of(model: ChangePoint) -> tuple[str, ...]:
    """Names of a model's slopes below and above its change points."""
    both = ("heating_slope", "cooling_slope")
    return {"none": (), "3P heating": both[:1], "3P cooling": both[1:]}.get(model, both)


def hinge_sides(model: ChangePoint) -> tuple[tuple[str, int], ...]:
    """Side ("below", "above") of each slope, with the place of the change point it starts from."""
    return {
        "none": (),
        "3P heating": (("below", 0),),
        "3P cooling": (("above", 0),),
        "4P": (("below", 0), ("above", 0)),
        "5P": (("below", 0), ("above", 1)),
    }[model]


def hinge(temperature: Array, knot: float, side: str) -> Array:
    """Degrees below or above a change point."""
    return np.maximum(knot - temperature if side == "below" else temperature - knot, 0.0)


def linear_terms(conditions: Conditions, model: ChangePoint, knots: Array) -> Array:
    """Columns of constant, drivers, slopes at given change points, shape (periods, coefficients)."""
    columns = [conditions.days, *conditions.drivers.T]
    for side, place in hinge_sides(model):
        assert conditions.temperature is not None  # noqa: S101 - checked where the model is chosen
        columns.append(conditions.days * hinge(conditions.temperature, float(knots[place]), side))
    return np.column_stack(columns)


def gradient(conditions: Conditions, model: ChangePoint, knots: Array, slopes: Array) -> Array:
    """Derivatives of the predicted energy by all coefficients and change points, shape (periods, parameters)."""
    columns = [linear_terms(conditions, model, knots)]
    if knots.size and conditions.temperature is not None:
        moves = np.zeros((conditions.days.size, knots.size))
        for (side, place), slope in zip(hinge_sides(model), slopes, strict=True):
            active = hinge(conditions.temperature, float(knots[place]), side) > 0
            moves[:, place] += conditions.days * active * slope * (1.0 if side == "below" else -1.0)
        columns.append(moves)
    return np.column_stack(columns)
