"""Generalised linear models: point estimates by statsmodels, with what each observation contributes to them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.regression.model_matrix import ModelMatrix
from sxsh_eval.estimates.regression.separation import constant_levels, is_certified_finite, refuse_separated

Floats = NDArray[np.float64]
Family = Literal["gaussian", "binomial", "quasibinomial", "poisson", "quasipoisson"]
Stop = Literal["optimum", "last_step"]
Link = Literal["canonical", "identity", "log", "logit", "probit", "cloglog"]
CLASSES = {
    "gaussian": "Gaussian",
    "binomial": "Binomial",
    "quasibinomial": "Binomial",
    "poisson": "Poisson",
    "quasipoisson": "Poisson",
}
LINKS = {"identity": "Identity", "log": "Log", "logit": "Logit", "probit": "Probit", "cloglog": "CLogLog"}
RANGES = {"Gaussian": (-np.inf, np.inf), "Binomial": (0.0, 1.0), "Poisson": (0.0, np.inf)}
MOST_ROUNDS = 50
AT_EDGE = 1e-8


@dataclass(frozen=True, eq=False)
class GlmFit:
    """Fitted model without any assumption on errors yet.

    Attributes
    ----------
    params : ndarray, shape (k,)
    linear : ndarray, shape (n,)
        Linear predictors.
    fitted : ndarray, shape (n,)
        Means.
    bread : ndarray, shape (k, k)
        Inverse of the weighted expected information at dispersion one.
    influence : ndarray, shape (n, k)
        Weighted score of each observation times `bread`: sums to zero; its covariance is that of `params`.
    family : statsmodels family
        With its link.
    """

    params: Floats
    linear: Floats
    fitted: Floats
    bread: Floats
    influence: Floats
    family: Any

    def turned(self, back: Floats) -> GlmFit:
        """Same fit for other columns: coefficients there are `back` times those here."""
        bread = back @ self.bread @ back.T
        return replace(self, params=back @ self.params, bread=bread, influence=self.influence @ back.T)


def orthonormal(values: Floats) -> tuple[Floats, Floats]:
    """Columns of unit mean square at right angles, and the matrix that turns their coefficients back, shape (k, k).

    Fits then depend neither on units nor on where numbers have their zero.
    """
    scale = np.abs(values).max(axis=0)
    columns, upper = np.linalg.qr(values / scale)
    root = np.sqrt(len(values))
    return columns * root, np.linalg.inv(upper) * root / scale[:, None]


def family_with_link(family: Family, link: Link) -> Any:
    """Family of statsmodels by its name in the literature."""
    from statsmodels.genmod import families

    known = getattr(families, CLASSES[family])
    return known() if link == "canonical" else known(link=getattr(families.links, LINKS[link])())


def require_outcome(outcome: pd.Series, family: Family) -> Floats:
    """Outcome as floats in the family's range.

    Raises
    ------
    EstimationError
        ``estimate.outcome_range``, or ``estimate.constant_outcome`` if all outcomes are the same.
    """
    name = str(outcome.name)
    low, high = RANGES[CLASSES[family]]
    if not (pd.api.types.is_numeric_dtype(outcome) or pd.api.types.is_bool_dtype(outcome)):
        raise EstimationError([Problem("estimate.not_numeric", name, str(outcome.dtype))])
    values = outcome.to_numpy(dtype=float)
    bad = ~np.isfinite(values) | (values < low) | (values > high)
    if bad.any():
        span = {"low": f"{low:g}", "high": f"{high:g}"}
        raise EstimationError([Problem("estimate.outcome_range", name, f"{values[bad][0]:g}", span)])
    if len(values) and values.min() == values.max():
        found = f"{len(values)} x {values[0]:g}"
        raise EstimationError([Problem("estimate.constant_outcome", name, found)])
    return values


def fit_glm(
    regressors: ModelMatrix,
    outcome: Floats,
    family: Any,
    weights: Floats | None = None,
    offset: Floats | None = None,
    stop: Stop = "optimum",
) -> GlmFit:
    """Maximum (pseudo-)likelihood fit of a generalised linear model.

    Parameters
    ----------
    regressors : ModelMatrix
    outcome : ndarray, shape (n,)
    family : statsmodels family
    weights : ndarray, shape (n,), optional
        Of any scale.
    offset : ndarray, shape (n,), optional
        Known part of the linear predictor.
    stop : {"optimum", "last_step"}
        Iterate to the optimum; or stop as R's glm does, at a change of the deviance by 1e-8 of its size, with the
        information of the last step, which leaves relative differences of about 1e-5 in standard errors.

    Returns
    -------
    GlmFit

    Raises
    ------
    EstimationError
        ``estimate.too_few_observations``, ``estimate.separated`` for outcomes of 0 and 1 whose estimates are
        infinite, ``estimate.not_converged``.
    """
    n, k = regressors.matrix.shape
    if n <= k:
        raise EstimationError([Problem("estimate.too_few_observations", "n", str(n), {"least": str(k + 1)})])
    weight = np.ones(n) if weights is None else weights
    binary = type(family).__name__ == "Binomial" and bool(np.isin(outcome, (0.0, 1.0)).all())
    if binary and constant_levels(regressors, outcome):
        refuse_separated(regressors, outcome)
    values, back = orthonormal(regressors.matrix.to_numpy(dtype=float))
    shift = np.zeros(n) if offset is None else offset
    result = irls(values, outcome, family, weight / weight.mean(), shift, stop)
    if binary and not (result and certified(result.params, values, outcome, family, weight / weight.mean(), shift)):
        refuse_separated(regressors, outcome)
    if result and result.converged:
        last = np.asarray(result.model.weights) * weight.mean() if stop == "last_step" else None
        fit = at_solution(values, outcome, family, weight, np.asarray(result.params), shift, last)
        if is_stationary(fit):
            return fit.turned(back)
    raise EstimationError([Problem("estimate.not_converged", "GLM", str(MOST_ROUNDS))])


def at_solution(
    values: Floats,
    outcome: Floats,
    family: Any,
    weight: Floats,
    params: Floats,
    shift: Floats,
    scoring: Floats | None,
) -> GlmFit:
    """What follows from the coefficients; `scoring` are the weights of the information, if not those here."""
    with np.errstate(all="ignore"):
        linear = values @ params + shift
        mean, slope = family.link.inverse(linear), family.link.inverse_deriv(linear)
        here = weight * slope**2 / family.variance(mean) if scoring is None else scoring
        scores = values * (here * (outcome - mean) / slope)[:, None]
        information = (values * here[:, None]).T @ values
        solvable = np.isfinite(information).all() and np.linalg.matrix_rank(information) == len(information)
        bread = np.linalg.inv(information) if solvable else np.full(information.shape, np.nan)
        return GlmFit(params, linear, mean, np.asarray(bread + bread.T) / 2, scores @ bread, family)


def is_stationary(fit: GlmFit) -> bool:
    """Whether the score vanishes inside the range of the means, not at an edge where they were stopped."""
    left = np.abs(fit.influence.sum(axis=0))
    size = np.sqrt((fit.influence**2).sum(axis=0))
    if not np.isfinite(left).all() or (left > 1e-3 * size + 1e-8 * np.abs(fit.params).max()).any():
        return False
    low, high = RANGES[type(fit.family).__name__]
    lowest, highest = fit.family.link.inverse(np.array([-10.0, 10.0]))
    below = lowest < low and fit.fitted.min() <= low + AT_EDGE
    return not (below or (highest > high and fit.fitted.max() >= high - AT_EDGE))


def irls(values: Floats, outcome: Floats, family: Any, weights: Floats, offset: Floats, stop: Stop) -> Any:
    """Run of statsmodels, None where it breaks off; its warnings are answered by checks of our own."""
    from statsmodels.genmod.generalized_linear_model import GLM

    rule: dict[str, Any] = {"tol_criterion": "params", "atol": 1e-12, "rtol": 1e-10}
    if stop == "last_step":
        rule = {"tol_criterion": "deviance", "atol": 1e-9, "rtol": 1e-8}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        model = GLM(outcome, values, family=family, var_weights=weights, offset=offset)
        start = first_step(values, outcome, family, weights, offset)
        try:
            return model.fit(start_params=start if np.isfinite(start).all() else None, maxiter=MOST_ROUNDS, **rule)
        except (ValueError, np.linalg.LinAlgError):
            return None


def certified(params: Floats, values: Floats, outcome: Floats, family: Any, weights: Floats, offset: Floats) -> bool:
    """Whether a fit, brought closer to its optimum by two steps, proves that there is no separation."""
    pulls = np.zeros_like(outcome)
    with np.errstate(all="ignore"):
        for _ in range(3):
            linear = values @ params + offset
            mean, slope = family.link.inverse(linear), family.link.inverse_deriv(linear)
            scoring = weights * slope / family.variance(mean)
            pulls = scoring * (outcome - mean)
            information = (values * (scoring * slope)[:, None]).T @ values
            if not np.isfinite(information).all() or np.linalg.matrix_rank(information) < len(params):
                return False
            params = params + np.linalg.solve(information, values.T @ pulls)
    return is_certified_finite(values, pulls)


def first_step(values: Floats, outcome: Floats, family: Any, weights: Floats, offset: Floats) -> Floats:
    """One scoring step from means near the outcomes, as R's glm starts: weights matter already here."""
    near = {"Binomial": (weights * outcome + 0.5) / (weights + 1), "Poisson": outcome + 0.1}
    mean = near.get(type(family).__name__, outcome)
    linear = family.link(mean)
    slope = family.link.inverse_deriv(linear)
    root = np.sqrt(weights * slope**2 / family.variance(mean))
    response = root * (linear - offset + (outcome - mean) / slope)
    return np.asarray(np.linalg.lstsq(values * root[:, None], response, rcond=None)[0])
