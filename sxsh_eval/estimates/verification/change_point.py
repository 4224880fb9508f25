"""Least squares with change points, found exactly."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sxsh_eval.estimates.verification.terms import Array, ChangePoint, Conditions, hinge_sides, linear_terms

EDGE = 2  # observations that must lie beyond a change point, so that a slope rests on more than one
GRID = 40  # pairs of change points tried are at most the square of this
SWEEPS = 50


@dataclass(frozen=True, eq=False)
class Fit:
    """Least-squares fit: coefficients in the order of `linear_terms`, change points, residual sum of squares."""

    coefficients: Array
    knots: Array
    rss: float


def least_squares(matrix: Array, energy: Array) -> tuple[Array, float]:
    """Coefficients and residual sum of squares."""
    scale = np.sqrt(np.mean(matrix**2, axis=0))
    scale = np.where(scale > 0, scale, 1.0)
    found = np.linalg.lstsq(matrix / scale, energy, rcond=None)[0] / scale
    return found, float(np.sum((energy - matrix @ found) ** 2))


def fit_at(conditions: Conditions, energy: Array, model: ChangePoint, knots: Array) -> Fit:
    """Fit with given change points."""
    coefficients, rss = least_squares(linear_terms(conditions, model, knots), energy)
    return Fit(coefficients, knots, rss)


def allowed_range(temperature: Array, model: ChangePoint) -> Array:
    """Temperatures between which a change point may lie, sorted and distinct."""
    values = np.sort(temperature)
    sides = {side for side, _ in hinge_sides(model)}
    low = values[EDGE - 1] if "below" in sides else values[0]
    high = values[-EDGE] if "above" in sides else values[-1]
    inside = np.unique(values)
    done: Array = inside[(inside >= low) & (inside <= high)]
    return done


def fit_change_points(conditions: Conditions, energy: Array, model: ChangePoint) -> Fit:
    """Least-squares fit over coefficients and change points together.

    Notes
    -----
    Between two neighbouring temperatures the split of the observations does not change and the model is linear in
    constants and slopes on either side, so the best change point inside follows from one regression; else the best is
    a temperature that was observed (Hudson 1966). With one change point all intervals are tried: the minimum is exact.
    With two, all pairs of a grid, then each in turn exactly given the other until nothing improves.

    References
    ----------
    Hudson, D. J. (1966), Fitting segmented curves whose join points have to be estimated, Journal of the American
    Statistical Association 61, 1097-1129.
    """
    if model == "none" or conditions.temperature is None:
        return fit_at(conditions, energy, model, np.zeros(0))
    allowed = allowed_range(conditions.temperature, model)
    if model != "5P":
        return best_knot(conditions, energy, model, np.array([allowed[0]]), 0, allowed)
    grid = allowed if allowed.size <= GRID else np.quantile(allowed, np.linspace(0, 1, GRID))
    pairs = [np.array([low, high]) for place, low in enumerate(grid) for high in grid[place:]]
    tried = sorted((fit_at(conditions, energy, model, pair) for pair in pairs), key=lambda fit: fit.rss)
    return min((sweep(conditions, energy, start, allowed) for start in tried[:5]), key=lambda fit: fit.rss)


def sweep(conditions: Conditions, energy: Array, start: Fit, allowed: Array) -> Fit:
    """Move each of two change points to its best place given the other, until the fit no longer improves."""
    best = start
    for _ in range(SWEEPS):
        before = best.rss
        for place in (0, 1):
            other = best.knots[1 - place]
            reach = allowed[allowed <= other] if place == 0 else allowed[allowed >= other]
            reach = np.unique(np.append(reach, other))
            found = best_knot(conditions, energy, "5P", best.knots, place, reach)
            best = found if found.rss < best.rss else best
        if before - best.rss <= 1e-13 * before:
            break
    return best


def best_knot(
    conditions: Conditions, energy: Array, model: ChangePoint, knots: Array, place: int, allowed: Array
) -> Fit:
    """Best place of one change point among and between allowed temperatures, the others held."""
    candidates = []
    for value in allowed:
        moved = knots.copy()
        moved[place] = value
        candidates.append(fit_at(conditions, energy, model, moved))
    for low, high in pairwise(allowed):
        value = crossing(conditions, energy, model, knots, place, (float(low), float(high)))
        if value is not None:
            moved = knots.copy()
            moved[place] = value
            candidates.append(fit_at(conditions, energy, model, moved))
    return min(candidates, key=lambda fit: fit.rss)


def crossing(
    conditions: Conditions, energy: Array, model: ChangePoint, knots: Array, place: int, between: tuple[float, float]
) -> float | None:
    """Best change point strictly inside an interval without observations; None where the best is at an end."""
    temperature, low = conditions.temperature, between[0]
    if temperature is None:
        return None
    sides = hinge_sides(model)
    moving = [number for number, (_, where) in enumerate(sides) if where == place]
    fixed = linear_terms(conditions, model, knots)
    first = fixed.shape[1] - len(sides)
    rest = np.delete(fixed, [first + number for number in moving], axis=1)
    left = (temperature <= low).astype(float)
    lines, signs = [], []
    for number in moving:
        side = sides[number][0]
        part = left if side == "below" else 1 - left
        lines.append(conditions.days * part * (-temperature if side == "below" else temperature))
        signs.append(1.0 if side == "below" else -1.0)
    jump = conditions.days * left if signs[0] > 0 else conditions.days * (1 - left)
    found, _ = least_squares(np.column_stack([rest, jump, *lines]), energy)
    shift, slopes = float(found[rest.shape[1]]), found[rest.shape[1] + 1 :]
    # one side: shift = sign * slope * knot; both: the lines meet where shift = (below + above) * knot
    total = float(np.sum(slopes)) if len(moving) > 1 else signs[0] * float(slopes[0])
    knot = shift / total if total != 0 else np.nan
    return float(knot) if between[0] < knot < between[1] else None
