"""Logit of belonging to the treated cohort: Newton's method, started where the last one ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROUNDS = 50
STEP = 1e-10  # Newton's steps shrink quadratically: the one after is below rounding
HALVINGS = 20
SAFE = 1.0  # change of the index up to which a step of Newton's cannot raise the deviance noticeably
OVERLAP = 0.999  # fitted chance from which R did calls overlap violated


@dataclass(frozen=True, eq=False)
class Propensity:
    """Fitted chances; `reason` says why they cannot be used, `inverse` is the inverse of the information."""

    coefficients: Floats
    treated: Floats
    control: Floats
    inverse: Floats
    reason: str = ""


def chances(index: Floats) -> Floats:
    """Logistic function without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * index))


def deviance(fitted: Floats, treated: NDArray[np.bool_], weights: Floats) -> float:
    """Minus twice the log-likelihood."""
    likelihood = np.where(treated, fitted, 1 - fitted)
    return -2.0 * float(weights @ np.log(np.maximum(likelihood, np.finfo(float).tiny)))


def fit_propensity(
    x_treated: Floats, x_control: Floats, w_treated: Floats, w_control: Floats, start: Floats | None
) -> Propensity:
    """Maximum likelihood of the logit.

    Parameters
    ----------
    x_treated, x_control : arrays, shapes (n_treated, k), (n_control, k)
        With a column of ones.
    w_treated, w_control : arrays
        Positive weights.
    start : array, shape (k,), optional

    Returns
    -------
    Propensity
        ``reason`` is ``effects_separated`` where the covariates tell treated from controls, ``effects_no_overlap``
        where a chance is 0.999 or more.
    """
    x = np.concatenate([x_treated, x_control])
    weights = np.concatenate([w_treated, w_control])
    treated = np.arange(len(x)) < len(x_treated)
    beta = np.zeros(x.shape[1]) if start is None else start
    beta, settled = newton(x, treated, weights, beta)
    fitted = chances(x @ beta)
    top = float(fitted.max())
    information = (x * (weights * fitted * (1 - fitted))[:, None]).T @ x
    reason = "" if settled else "effects_separated"
    if top >= OVERLAP:
        reason = "effects_separated" if top > 1 - 1e-6 else "effects_no_overlap"
    inverse = np.zeros_like(information)
    if not reason and 1 / np.linalg.cond(information, 1) < np.finfo(float).eps:
        reason = "effects_separated"
    if not reason:
        inverse = np.linalg.inv(information)
    return Propensity(beta, fitted[: len(x_treated)], fitted[len(x_treated) :], inverse, reason)


def newton(x: Floats, treated: NDArray[np.bool_], weights: Floats, beta: Floats) -> tuple[Floats, bool]:
    """Coefficients at the maximum, and whether they settled."""
    index = x @ beta
    fitted = chances(index)
    for _ in range(ROUNDS):
        score = (weights * (treated - fitted)) @ x
        information = (x * (weights * fitted * (1 - fitted))[:, None]).T @ x
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            return beta, False
        move = x @ step
        tried = chances(index + move)
        if np.abs(move).max() > SAFE:
            value = deviance(fitted, treated, weights)
            for _ in range(HALVINGS):
                if deviance(tried, treated, weights) <= value * (1 + 1e-12):
                    break
                step, move = step / 2, move / 2
                tried = chances(index + move)
        beta, index, fitted = beta + step, index + move, tried
        if np.abs(step).max() < STEP * (1 + np.abs(beta).max()):
            return beta, True
    return beta, False
