"""Discrete-time hazard: what moves the chance that a unit which has not adopted yet adopts in the next period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check_level, refuse
from sxsh_eval.estimates.hazard_design import Design, design_of
from sxsh_eval.estimates.hazard_links import Array, LinkName
from sxsh_eval.estimates.hazard_tables import (
    FittedHazard,
    cluster_checks,
    coefficient_rows,
    effect_rows,
    event_checks,
)
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

ROUNDS: dict[str, Any] = {"tol": 1e-9, "tol_criterion": "params", "maxiter": 200}
EXTREME = 15.0  # coefficient of a standardised covariate at which hazards are zero or one
REFERENCES = (
    "Prentice, R. L. & Gloeckler, L. A. (1978), Regression analysis of grouped survival data, Biometrics 34, 57-67",
    "Allison, P. D. (1982), Discrete-time methods for event histories, Sociological Methodology 13, 61-98",
)


@dataclass(frozen=True)
class HazardModel:
    """Which model of person-periods.

    Attributes
    ----------
    covariates : tuple of str
        Numeric columns.
    event, period : str
        Columns.
    baseline : "dummies" or int
        One level per period, or a polynomial of that degree in time.
    link : {"cloglog", "logit"}
        Complementary log-log gives ratios of the hazards of continuous time; logit gives odds ratios.
    cluster : str, optional
        Column of the groups whose errors hang together: the level at which support was given.
    """

    covariates: tuple[str, ...]
    event: str = "event"
    period: str = "period"
    baseline: Literal["dummies"] | int = "dummies"
    link: LinkName = "cloglog"
    cluster: str | None = None


@dataclass(frozen=True, eq=False)
class Hazard(Shown):
    """A fitted hazard.

    Attributes
    ----------
    model : HazardModel
    coefficients : Estimates
        Baseline (``period:<p>`` or ``time^k``) and covariates on the scale of the link, with `cov` and all checks.
    ratios : Estimates
        Hazard ratio of each covariate (odds ratio for the logit), per unit of the covariate.
    effects : Estimates
        Average change of the chance of adopting in a period, in percentage points, over the rows at risk: from the
        lower to the higher of two values, else the slope per unit.
    loglik : float
    fitted : FittedHazard
        Rows the model was fitted to, parameters, covariance.
    labels : Labels
    level : float
    """

    shows: ClassVar[tuple[str, ...]] = ("ratios", "effects")

    model: HazardModel
    coefficients: Estimates
    ratios: Estimates
    effects: Estimates
    loglik: float
    fitted: FittedHazard
    labels: Labels
    level: float


def discrete_hazard(
    periods: pd.DataFrame, model: HazardModel, *, labels: Labels | None = None, level: float = 0.95
) -> Hazard:
    """Discrete-time hazard model of person-periods.

    Parameters
    ----------
    periods : DataFrame
        One row per unit and period at risk, as made by `person_periods`.
    model : HazardModel
    labels : Labels
    level : float
        Coverage of the intervals.

    Returns
    -------
    Hazard

    Raises
    ------
    EstimationError
        As in `design_of`; ``estimate.hazard_too_few_events``, ``estimate.hazard_separated``,
        ``estimate.hazard_not_converged``.

    Notes
    -----
    ``h = 1 - exp(-exp(baseline(t) + x'b))``, or the logistic function of the same; binomial maximum likelihood over the
    rows [1]_. Errors are the model's, or clustered with ``G/(G-1) (n-1)/(n-k)`` and Student's t on ``G - 1`` degrees of
    freedom. Effects in points have delta-method intervals for the covariates as they are. None of this is causal by
    itself: support that goes to those who would adopt anyway looks effective.

    References
    ----------
    .. [1] Prentice, R. L. & Gloeckler, L. A. (1978), Regression analysis of grouped survival data with application to
       breast cancer data, Biometrics 34, 57-67.
    """
    labels = labels or Labels(unit="percentage_point")
    check_level(level)
    design = design_of(periods, model.event, model.period, model.covariates, model.baseline, model.cluster)
    checks = [*design.checks, *event_checks(design)]
    params, cov, loglik = fitted_glm(design, model)
    factor = quantile(design, level)
    refuse_separation(design, params, model)
    method = Method(
        f"hazard_{model.link}", f"{model.event} ~ {model.baseline} + {' + '.join(model.covariates)}", level, REFERENCES
    )
    fitted = FittedHazard(design, params, cov, factor, model.link)
    table = as_estimates(coefficient_rows(fitted, labels, ratio=False), method).table
    frame = pd.DataFrame(cov, index=design.names, columns=design.names)
    return Hazard(
        model=model,
        coefficients=Estimates(table, method, frame, as_checks([*checks, *cluster_checks(design)])),
        ratios=as_estimates(coefficient_rows(fitted, labels, ratio=True), method),
        effects=as_estimates(effect_rows(fitted, labels), method),
        loglik=loglik,
        fitted=fitted,
        labels=labels,
        level=level,
    )


def fitted_glm(design: Design, model: HazardModel) -> tuple[Array, Array, float]:
    """Parameters, covariance, log-likelihood of a converged statsmodels fit to counted distinct rows.

    Notes
    -----
    Equal rows have equal scores, so the clustered covariance takes each distinct row's score as often as it occurs.
    """
    import warnings

    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.stats.sandwich_covariance import cov_cluster

    family = families.Binomial(link=families.links.CLogLog() if model.link == "cloglog" else families.links.Logit())
    first, counts = design.distinct
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they say is checked below, by name
        glm = GLM(design.event[first], design.matrix[first], family=family, freq_weights=counts, hasconst=False)
        fit = glm.fit(**ROUNDS)
        params, cov = np.asarray(fit.params, dtype=float), np.asarray(fit.cov_params(), dtype=float)
        if design.groups is not None and np.isfinite(cov).all():
            scores = np.repeat(glm.score_obs(params) / counts[:, None], counts.astype(np.int64), axis=0)
            cov = np.asarray(cov_cluster((scores, np.linalg.inv(glm.hessian(params))), design.groups), dtype=float)
    if not (fit.converged and np.isfinite(params).all() and np.isfinite(cov).all()):
        refuse_separation(design, np.nan_to_num(params, nan=np.inf), model)
        refuse("estimate.hazard_not_converged", "hazard", f"{fit.fit_history['iteration']}")
    return params, cov, float(fit.llf)


def refuse_separation(design: Design, params: Array, model: HazardModel) -> None:
    """Refuse coefficients that have no end because a covariate decides the outcome."""
    size = design.matrix.std(axis=0)
    endless = [
        name
        for name, value, width in zip(design.names, params, size, strict=True)
        if name in model.covariates and abs(value) * width > EXTREME
    ]
    if endless:
        refuse("estimate.hazard_separated", "hazard", ", ".join(endless))


def quantile(design: Design, level: float) -> float:
    """Normal, or Student's t on clusters less one."""
    from scipy.stats import norm, t

    if design.groups is None:
        return float(norm.ppf(0.5 + level / 2))
    return float(t.ppf(0.5 + level / 2, len(np.unique(design.groups)) - 1))
