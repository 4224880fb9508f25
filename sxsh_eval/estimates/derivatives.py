"""Derivatives of a model by its parameters: given, by the complex step, or by differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Model = Callable[..., Any]
Array = NDArray[np.float64]
AGREES = 1e-4  # largest relative difference between two derivatives that are taken for the same


def derivative_of(
    model: Model, jacobian: Callable[..., Any] | None, points: Array, starts: Array
) -> Callable[[Array, Array], Array]:
    """Function of points and parameters that gives the matrix of derivatives, shape (n, p)."""
    if jacobian is not None:
        return lambda x, values: np.asarray(jacobian(x, *values), dtype=float)
    for values in starts:
        with np.errstate(all="ignore"):
            rough = central_differences(model, points, values)
            try:
                fine = complex_step(model, points, values)
            except (TypeError, ValueError):
                break
        if not np.isfinite(rough).all():
            continue
        if np.allclose(fine, rough, rtol=AGREES, atol=AGREES * float(np.abs(rough).max())):
            return lambda x, at: complex_step(model, x, at)
        break
    return lambda x, at: central_differences(model, x, at)


def complex_step(model: Model, points: Array, values: Array) -> Array:
    """Derivatives without cancellation (Squire & Trapp 1998, SIAM Review 40, 110-112)."""
    columns = []
    for place, value in enumerate(values):
        step, moved = 1e-30 * max(abs(value), 1e-10), values.astype(complex)
        moved[place] += 1j * step
        columns.append(np.asarray(model(points, *moved)).imag / step)
    return np.column_stack(columns)


def central_differences(model: Model, points: Array, values: Array) -> Array:
    """Derivatives by symmetric differences, good to about ten digits."""
    columns = []
    for place, value in enumerate(values):
        step, up, down = np.cbrt(np.finfo(float).eps) * max(abs(value), 1e-10), values.copy(), values.copy()
        up[place] += step
        down[place] -= step
        rise = np.asarray(model(points, *up), dtype=float) - np.asarray(model(points, *down), dtype=float)
        columns.append(rise / (up[place] - down[place]))
    return np.column_stack(columns)
