"""The search under nonlinear fits: several starts, two algorithms, one criterion that decides whether it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from sxsh_eval.estimates.diagnosis import listed, refuse

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Residuals = Callable[[Vector], Vector]
Slopes = Callable[[Vector], Matrix]

OFFSET = 1e-5  # relative offset taken as converged, as in R's nls; polishing usually leaves far less
EXACT = 1e-10  # residuals below this part of the data's size are rounding: the model fits exactly
SAME = 1e-6  # objectives within this part of each other are one minimum
SINGULAR = 1e-10  # reciprocal condition of the scaled Jacobian below which parameters are not told apart
POLISH = 40  # Gauss-Newton steps at most: where residuals are large each gains less than a digit
PART = 0.1  # of a unit vector of parameters: those above it are named
SPREAD = 12


@dataclass(frozen=True)
class SearchPlan:
    """How much to search.

    Attributes
    ----------
    steps, spread_steps : int
        Evaluations allowed from a given start; from a spread one.
    enough : int or None
        Starts that must agree on the lowest minimum before the others are left out; None tries all.
    methods : tuple of str
        Of `scipy.optimize.least_squares`, in turn until one meets the criterion.
    tolerance : float
        Of its steps and objective; the polish that follows does the rest.
    polished : float
        Relative offset below which polishing ends.
    """

    steps: int = 4000
    spread_steps: int = 300
    enough: int | None = None
    methods: tuple[Literal["lm", "trf"], ...] = ("lm", "trf")
    tolerance: float = 1e-15
    polished: float = 1e-10


THOROUGH = SearchPlan()


@dataclass(frozen=True, eq=False)
class Minimum:
    """A point that met the criterion.

    Attributes
    ----------
    params : ndarray, shape (p,)
    objective : float
        Sum of squared (weighted) residuals.
    jacobian : ndarray, shape (n, p)
        Of the weighted residuals.
    offset : float
        Relative offset; zero for an exact fit.
    tried, agreeing : int
        Starts tried; starts that ended at this objective.
    """

    params: Vector
    objective: float
    jacobian: Matrix
    offset: float
    tried: int
    agreeing: int

    def inverse_information(self, names: list[str]) -> Matrix:
        """``(J'J)^-1`` by QR of the column-scaled Jacobian.

        Raises
        ------
        EstimationError
            ``estimate.fit_singular``, naming the parameters that cannot be told apart.
        """
        scale = np.linalg.norm(self.jacobian, axis=0)
        flat = [name for name, size in zip(names, scale, strict=True) if not size > 0]
        if flat:
            refuse("estimate.fit_singular", "J", listed(flat))
        _, values, axes = np.linalg.svd(self.jacobian / scale, full_matrices=False)
        if values[-1] < SINGULAR * values[0]:
            involved = [name for name, part in zip(names, axes[-1], strict=True) if abs(part) > PART]
            refuse("estimate.fit_singular", "J", listed(involved))
        inverse: Matrix = (axes.T / values**2) @ axes / np.outer(scale, scale)
        return inverse


def minimise(
    residuals: Residuals,
    slopes: Slopes,
    starts: Matrix,
    *,
    scale: float,
    spread: Matrix | None = None,
    plan: SearchPlan = THOROUGH,
) -> Minimum:
    """Lowest minimum of the sum of squares that any start leads to.

    Parameters
    ----------
    residuals, slopes : callable
        Weighted residuals, shape (n,), and their derivatives, shape (n, p), at a point.
    starts : ndarray, shape (k, p)
    scale : float
        Size of the weighted data, to know an exact fit.
    spread : ndarray, optional
        Further starts, tried only if none of `starts` converges.
    plan : SearchPlan

    Raises
    ------
    EstimationError
        ``estimate.fit_not_converged``.
    """
    ends: list[Minimum] = []
    around = starts[:0] if spread is None else spread
    for table, limits in ((starts, plan), (around, replace(plan, steps=plan.spread_steps))):
        for start in table:
            ends.append(search(residuals, slopes, start, scale, limits))
            if plan.enough is not None and agreeing(ends, scale) >= plan.enough:
                break
        if any(converged(end) for end in ends):
            break
    usable = [end for end in ends if np.isfinite(end.objective)]
    same = agreeing(ends, scale)
    if not same:
        offsets = [f"{end.offset:.1e}" for end in sorted(usable, key=lambda end: end.objective)]
        refuse("estimate.fit_not_converged", "least squares", listed(offsets, 3) or "inf", starts=len(ends))
    best = min((end for end in usable if converged(end)), key=lambda end: end.objective)
    return Minimum(best.params, best.objective, best.jacobian, best.offset, len(ends), same)


def agreeing(ends: list[Minimum], scale: float) -> int:
    """How many searches converged at the lowest objective; none where one sank lower without converging."""
    lowest = min((end.objective for end in ends if np.isfinite(end.objective)), default=np.inf)
    return sum(converged(end) and end.objective <= lowest * (1 + SAME) + (EXACT * scale) ** 2 for end in ends)


def converged(end: Minimum) -> bool:
    """Whether the criterion is met."""
    return bool(np.isfinite(end.objective) and end.offset < OFFSET)


def search(residuals: Residuals, slopes: Slopes, start: Vector, scale: float, plan: SearchPlan) -> Minimum:
    """End of the search from one start, after Gauss-Newton polish."""
    best = Minimum(start, np.inf, np.empty((0, start.size)), np.inf, 1, 0)
    with np.errstate(all="ignore"):
        for method in plan.methods:
            try:
                end = least_squares(
                    residuals, start, jac=slopes, method=method, x_scale="jac",
                    ftol=plan.tolerance, xtol=plan.tolerance, gtol=plan.tolerance, max_nfev=plan.steps,
                )  # fmt: skip
            except (ValueError, np.linalg.LinAlgError):  # not finite at the start, or on the way
                continue
            here = polish(residuals, slopes, np.asarray(end.x, dtype=float), scale, plan.polished)
            best = here if here.objective < best.objective or converged(here) else best
            if converged(best):
                break
    return best


def polish(residuals: Residuals, slopes: Slopes, params: Vector, scale: float, enough: float) -> Minimum:
    """Gauss-Newton steps, kept while they lower the relative offset."""
    best = at(residuals, slopes, params, scale)
    for _ in range(POLISH):
        if best.offset < enough:
            break
        size = np.linalg.norm(best.jacobian, axis=0)
        if not (np.isfinite(best.jacobian).all() and (size > 0).all()):
            break
        step = np.linalg.lstsq(best.jacobian / size, residuals(best.params), rcond=None)[0] / size
        moved = at(residuals, slopes, best.params - step, scale)
        lower = moved.objective <= best.objective * (1 + SAME)
        if not (lower and moved.offset < best.offset):
            break
        best = moved
    return best


def at(residuals: Residuals, slopes: Slopes, params: Vector, scale: float) -> Minimum:
    """Objective and relative offset at a point."""
    left, jacobian = residuals(params), slopes(params)
    objective = float(left @ left)
    if not (np.isfinite(objective) and np.isfinite(jacobian).all()):
        return Minimum(params, np.inf, jacobian, np.inf, 1, 0)
    if objective <= (EXACT * scale) ** 2:
        return Minimum(params, objective, jacobian, 0.0, 1, 0)
    size = np.linalg.norm(jacobian, axis=0)
    axes, values, _ = np.linalg.svd(jacobian / np.where(size > 0, size, 1), full_matrices=False)
    inside = axes[:, values > SINGULAR * values[0]].T @ left
    outside = objective - float(inside @ inside)
    freedom = max(left.size - params.size, 1)
    offset = np.sqrt(float(inside @ inside) / params.size) / np.sqrt(max(outside, 1e-300) / freedom)
    return Minimum(params, objective, jacobian, float(offset), 1, 0)


def spread_starts(starts: Matrix) -> Matrix:
    """Points around the first start, a factor of up to ten either way, evenly and without chance.

    Notes
    -----
    Additive recurrence with the roots of ``x^(p+1) = x + 1``, so that any number of points fills the box.
    """
    first, count = starts[0], starts.shape[1]
    root = 1.5
    for _ in range(40):
        root = (1 + root) ** (1 / (count + 1))
    turns = np.arange(1, SPREAD + 1)[:, None] * root ** -np.arange(1.0, count + 1)
    around: Matrix = np.where(first == 0, 1.0, first) * 10 ** (2 * (turns % 1) - 1)
    return around
