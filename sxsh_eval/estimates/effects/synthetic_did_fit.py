"""Synthetic difference-in-differences of one cohort after another, on plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sxsh_eval.estimates.effects.frank_wolfe import frank_wolfe
from sxsh_eval.estimates.effects.simplex import Array, simplex_least_squares

Kind = Literal["sdid", "sc", "did"]
Solver = Literal["frank_wolfe", "exact"]
EVEN = 1e-6  # ridge of time weights and of plain synthetic control, in units of the noise
STOP = 1e-5  # least decrease of the iterative solver, in units of the noise


@dataclass(frozen=True, eq=False)
class CohortFit:
    """Weights and effects of one cohort.

    Attributes
    ----------
    start : int
        Place of the first treated period.
    size : int
        Treated units.
    unit_weights : array, shape (donors,)
    time_weights : array, shape (start,)
    curve : array, shape (periods - start,)
        Effect by period since the start.
    imbalance : float
        Root mean squared gap before the start, a constant apart where the method allows one.
    """

    start: int
    size: int
    unit_weights: Array
    time_weights: Array
    curve: Array
    imbalance: float

    @property
    def effect(self) -> float:
        """Mean effect over the periods under treatment."""
        return float(self.curve.mean())


def noise_of(donors: Array, start: int) -> float:
    """Standard deviation of the donors' changes between periods before the start."""
    changes = np.diff(donors[:, :start], axis=1)
    return float(changes.std(ddof=1)) if changes.size > 1 else 0.0


def solve(matrix: Array, target: Array, zeta: float, noise: float, *, intercept: bool, solver: Solver) -> Array:
    """Simplex weights with a penalty ``rows * zeta^2``."""
    ridge = target.size * zeta**2
    if solver == "exact" or noise == 0:
        return simplex_least_squares(matrix, target, ridge=ridge, intercept=intercept).weights
    return frank_wolfe(matrix, target, ridge=ridge, intercept=intercept, least_decrease=STOP * noise)


def fit_cohort(
    donors: Array, treated: Array, start: int, *, noise: float, kind: Kind = "sdid", solver: Solver = "exact"
) -> CohortFit:
    """Effect of a treatment that starts at one period.

    Parameters
    ----------
    donors : array, shape (donors, periods)
    treated : array, shape (units, periods)
    start : int
        Number of periods before the treatment.
    noise : float
        Scale of the penalty.
    kind : {"sdid", "sc", "did"}
        Both weights; weights of donors only, without a constant; equal weights.
    solver : {"frank_wolfe", "exact"}
    """
    mean, after = treated.mean(axis=0), donors.shape[1] - start
    early, late = donors[:, :start], donors[:, start:].mean(axis=1)
    if kind == "did":
        units, times = np.full(donors.shape[0], 1 / donors.shape[0]), np.full(start, 1 / start)
    elif kind == "sc":
        units = solve(early.T, mean[:start], EVEN * noise, noise, intercept=False, solver=solver)
        times = np.zeros(start)
    else:
        zeta = (treated.shape[0] * after) ** 0.25 * noise
        units = solve(early.T, mean[:start], zeta, noise, intercept=True, solver=solver)
        times = solve(early, late, EVEN * noise, noise, intercept=True, solver=solver)
    gap = mean - units @ donors
    before = gap[:start] - (0.0 if kind == "sc" else gap[:start].mean())
    imbalance = float(np.sqrt(np.mean(before**2)))
    return CohortFit(start, treated.shape[0], units, times, gap[start:] - times @ gap[:start], imbalance)


def refit(fit: CohortFit, donors: Array, treated: Array, keep: Any) -> CohortFit:
    """Effect with the weights as they are, less the donors left out."""
    units = fit.unit_weights[keep]
    total = units.sum()
    units = units / total if total > 0 else np.full(units.size, 1 / units.size)
    gap = treated.mean(axis=0) - units @ donors[keep]
    curve = gap[fit.start :] - fit.time_weights @ gap[: fit.start]
    return CohortFit(fit.start, treated.shape[0], units, fit.time_weights, curve, fit.imbalance)


def summary(fits: list[CohortFit]) -> Array:
    """Overall effect, effects of cohorts, effects by periods since the start.

    Notes
    -----
    Overall, cohorts count by their treated units times periods; at each distance to the start by their units.
    """
    mass = np.array([fit.size * fit.curve.size for fit in fits], dtype=float)
    effects = np.array([fit.effect for fit in fits])
    events = []
    for event in range(max(fit.curve.size for fit in fits)):
        seen = [fit for fit in fits if fit.curve.size > event]
        sizes = np.array([fit.size for fit in seen], dtype=float)
        events.append(float(np.array([fit.curve[event] for fit in seen]) @ sizes / sizes.sum()))
    return np.concatenate([[effects @ mass / mass.sum()], effects, events])
