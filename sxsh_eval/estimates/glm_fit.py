"""Generalised linear models: point estimates by statsmodels, with what each observation contributes to them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.model_matrix import ModelMatrix
from sxsh_eval.estimates.separation import is_certified_finite, refuse_separated

Floats = NDArray[np.float64]
Family = Literal["gaussian", "binomial", "quasibinomial", "poisson", "quasipoisson"]
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
MOST_ROUNDS = 100


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

    Returns
    -------
    GlmFit

    Raises
    ------
    EstimationError
        ``estimate.too_few_observations``, ``estimate.separated`` for outcomes of 0 and 1 whose estimates are
        infinite, ``estimate.not_converged``.
    """
    values = regressors.matrix.to_numpy(dtype=float)
    n, k = values.shape
    if n <= k:
        raise EstimationError([Problem("estimate.too_few_observations", "n", str(n), {"least": str(k + 1)})])
    weight = np.ones(n) if weights is None else weights
    result = irls(values, outcome, family, weight / weight.mean(), offset)
    binary = type(family).__name__ == "Binomial" and bool(np.isin(outcome, (0.0, 1.0)).all())
    if binary and not is_certified_finite(values, outcome, result.fittedvalues):
        refuse_separated(regressors, outcome)
    if not result.converged or not np.isfinite(result.params).all():
        raise EstimationError([Problem("estimate.not_converged", "GLM", f"{MOST_ROUNDS}")])
    linear = values @ result.params + (0.0 if offset is None else offset)
    mean, slope = family.link.inverse(linear), family.link.inverse_deriv(linear)
    variance = family.variance(mean)
    information = (values * (weight * slope**2 / variance)[:, None]).T @ values
    bread = np.linalg.inv(information)
    scores = values * (weight * (outcome - mean) * slope / variance)[:, None]
    return GlmFit(np.asarray(result.params), linear, mean, (bread + bread.T) / 2, scores @ bread, family)


def irls(values: Floats, outcome: Floats, family: Any, weights: Floats, offset: Floats | None) -> Any:
    """Run of statsmodels; its warnings are answered by checks of our own."""
    from statsmodels.genmod.generalized_linear_model import GLM

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        model = GLM(outcome, values, family=family, var_weights=weights, offset=offset)
        return model.fit(maxiter=MOST_ROUNDS, tol_criterion="params", atol=1e-12, rtol=1e-10)
