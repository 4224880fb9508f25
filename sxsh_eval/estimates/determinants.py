"""Who adopts: odds ratios and average marginal effects of a logit, with all that makes one doubt them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.regression.logit import Floats, LogitFit, Separated, fit_logit
from sxsh_eval.estimates.regression.margins import average_marginal_effects
from sxsh_eval.estimates.result import CHECKS, KEYS, NUMBERS, WORDS, Estimates, Method, estimate_row
from sxsh_eval.estimates.survey.design import SurveyDesign

Scale = Literal["log_odds", "odds_ratio", "marginal_effect"]
UNIT = {"log_odds": "ratio", "odds_ratio": "ratio", "marginal_effect": "percentage_point"}
AT_REFERENCE = {"log_odds": 0.0, "odds_ratio": 1.0, "marginal_effect": 0.0}
FEW_EVENTS, FEW_CLUSTERS, VERY_FEW_CLUSTERS, RARE = 10, 30, 10, 5
CUT, MOST_LOG_ODDS = 0.05, 700.0
REFERENCES = (
    "Binder, D. A. (1983), International Statistical Review 51",
    "Cameron, A. C., Miller, D. L. (2015), Journal of Human Resources 50",
    "Firth, D. (1993), Biometrika 80",
)


def estimate_determinants(
    data: pd.DataFrame | SurveyDesign,
    outcome: str,
    covariates: Sequence[str],
    *,
    references: Mapping[str, object] | None = None,
    clusters: str | None = None,
    separated: Separated = "refuse",
    level: float = 0.95,
) -> Estimates:
    """Odds ratios and average marginal effects of everything that may go with an outcome.

    Parameters
    ----------
    data : DataFrame or SurveyDesign
        See `fit_logit`, also for the other parameters.
    outcome : str
    covariates : sequence of str
    references : mapping of str to level, optional
    clusters : str, optional
    separated : {"refuse", "firth"}
    level : float

    Returns
    -------
    Estimates
        As `determinant_estimates` of both scales.

    Raises
    ------
    EstimationError
        As `fit_logit`.
    """
    fit = fit_logit(
        data, outcome, covariates, references=references, clusters=clusters, separated=separated, level=level
    )
    return determinant_estimates(fit)


def determinant_estimates(
    fit: LogitFit,
    scales: Sequence[Scale] = ("odds_ratio", "marginal_effect"),
    *,
    evidence: str = "surveyed",
    source: str = "",
    sampled_covariates: bool = False,
) -> Estimates:
    """Table of a fitted logit, ready for a forest plot.

    Parameters
    ----------
    fit : LogitFit
    scales : sequence of {"log_odds", "odds_ratio", "marginal_effect"}
    evidence, source : str
        Grade and origin of the data.
    sampled_covariates : bool
        Whether errors of marginal effects also carry the sampling of the covariates they are averaged over (only with
        a survey design); by default covariates count as given.

    Returns
    -------
    Estimates
        `indicator` is ``<outcome>.<scale>``, `term` a covariate or ``covariate=level``; further columns `covariate`,
        `level`, `is_reference`. Reference levels stand at 1 (odds ratios) or 0 with the reason ``reference_level``;
        where the design says that all units were enumerated, intervals are points with the reason ``full_enumeration``.
        Marginal effects of a penalised fit stand without interval, with the reason ``penalised_fit``: where outcomes
        are predicted with certainty the delta method is far too sure.
        Marginal effects are in percentage points, per unit of a number. `cov` is the joint delta-method covariance;
        `checks` tells what to doubt.
    """
    terms = fit.regressors.terms
    parts = [scale_points(fit, scale) for scale in scales]
    cov = joint_covariance(fit, parts, sampled_covariates=sampled_covariates)
    errors = np.sqrt(np.diag(cov)).reshape(len(parts), len(terms))
    rows: list[dict[str, Any]] = []
    for scale, (points, _, _), error in zip(scales, parts, errors, strict=True):
        numbers = scale_numbers(fit, scale, points, pd.Series(error, index=terms["term"])[points.index])
        rows += [determinant_row(fit, scale, term, numbers, (evidence, source)) for term in terms.to_dict("records")]
    table = pd.DataFrame(rows, columns=[*KEYS, *NUMBERS, *WORDS, "covariate", "level", "is_reference"])
    names = pd.MultiIndex.from_frame(table[["indicator", "term"]])
    method = Method("logit", formula(fit), level=fit.level, references=REFERENCES)
    return Estimates(table, method, cov=pd.DataFrame(cov, index=names, columns=names), checks=fit_checks(fit))


def determinant_row(
    fit: LogitFit, scale: Scale, term: dict[Hashable, Any], numbers: pd.DataFrame, origin: tuple[str, str]
) -> dict[str, Any]:
    """One row of the table."""
    keys = (f"{fit.outcome}.{scale}", "", "", "", str(term["term"]))
    beside: dict[str, Any] = {"n_obs": float(term["n_obs"])}
    words: dict[str, Any] = {"unit": UNIT[scale], "evidence": origin[0], "source": origin[1]}
    flags = {"covariate": term["covariate"], "level": term["level"], "is_reference": bool(term["is_reference"])}
    if term["is_reference"]:
        return estimate_row(keys, AT_REFERENCE[scale], reason="reference_level", **words, **beside) | flags
    found = numbers.loc[term["term"]]
    beside |= {"std_error": float(found["std_error"]), "p_value": float(found["p_value"])}
    interval = (float(found["conf_low"]), float(found["conf_high"]))
    reason = "penalised_fit" if fit.errors == "penalised" and scale == "marginal_effect" else ""
    reason = reason or ("" if found["std_error"] > 0 else "full_enumeration")
    return estimate_row(keys, float(found["estimate"]), interval=interval, reason=reason, **words, **beside) | flags


def scale_points(fit: LogitFit, scale: Scale) -> tuple[pd.Series, pd.DataFrame, Floats]:
    """Estimates of all terms on a scale, their derivatives by the coefficients, and what each observation adds."""
    if scale == "marginal_effect":
        effects = average_marginal_effects(fit.regressors, fit.params, fit.family, weights=fit.weights)
        share = fit.weights / fit.weights.sum()
        deviations = (effects.by_observation - effects.effects.to_numpy()) * share[:, None]
        return 100 * effects.effects, 100 * effects.jacobian, 100 * deviations
    terms = [name for name in fit.params.index if name in set(fit.regressors.terms["term"])]
    if scale == "odds_ratio":
        require_printable(fit.intervals.loc[terms])
    points = fit.params[terms] if scale == "log_odds" else np.exp(fit.params[terms])
    one = pd.DataFrame(np.eye(len(fit.params)), index=fit.params.index, columns=fit.params.index).loc[terms]
    jacobian = one if scale == "log_odds" else one.mul(points, axis=0)
    return points, jacobian, np.zeros((fit.n_obs, len(terms)))


def require_printable(ends: pd.DataFrame) -> None:
    """Refuse odds ratios that no number can hold, by term."""
    beyond = (ends[["conf_low", "conf_high"]].abs() > MOST_LOG_ODDS).any(axis=1)
    if beyond.any():
        raise EstimationError(
            Problem("estimate.odds_ratio_too_large", str(term), f"exp({ends['conf_high'][term]:.3g})")
            for term in ends.index[beyond]
        )


def joint_covariance(
    fit: LogitFit, parts: Sequence[tuple[pd.Series, pd.DataFrame, Floats]], *, sampled_covariates: bool
) -> Floats:
    """Delta-method covariance of all terms on all scales; zero where a term is a reference."""
    terms = fit.regressors.terms["term"]
    jacobian = np.vstack([part.reindex(terms).fillna(0.0).to_numpy() for _, part, _ in parts])
    if not sampled_covariates:
        return np.asarray(jacobian @ fit.cov.to_numpy() @ jacobian.T)
    scores = [
        pd.DataFrame(deviations.T, index=points.index).reindex(terms).fillna(0.0).to_numpy().T
        for points, _, deviations in parts
    ]
    return fit.covariance_with(jacobian, np.hstack(scores))


def scale_numbers(fit: LogitFit, scale: Scale, points: pd.Series, error: pd.Series) -> pd.DataFrame:
    """Estimates of all terms on a scale with their intervals; those of odds ratios are the ends of log odds ratios."""
    from scipy.stats import t

    numbers = pd.DataFrame({"estimate": points, "std_error": error})
    if scale == "marginal_effect" and fit.errors == "penalised":
        return numbers.assign(std_error=np.nan, conf_low=np.nan, conf_high=np.nan, p_value=np.nan)
    if scale == "marginal_effect":
        half = t.ppf(0.5 + fit.level / 2, fit.df) * error
        p_value = 2 * t.sf(np.abs(points / error.where(error > 0)), fit.df)
        return numbers.assign(conf_low=points - half, conf_high=points + half, p_value=p_value)
    ends = fit.intervals.loc[points.index]
    low, high = ends["conf_low"], ends["conf_high"]
    if scale == "odds_ratio":
        low, high = np.exp(low), np.exp(high)
    return numbers.assign(conf_low=low, conf_high=high, p_value=ends["p_value"])


def formula(fit: LogitFit) -> str:
    """Model and errors in one line."""
    covariates = " + ".join(dict.fromkeys(fit.regressors.terms["covariate"])) or "1"
    kind = {
        "independent": "inverse information, normal intervals",
        "clustered": f"CR1 by cluster, t({fit.df:g})",
        "design": f"Taylor linearisation over the survey design, t({fit.df:g})",
        "penalised": "Firth's penalty, profile intervals",
    }[fit.errors]
    return f"logit P({fit.outcome} = 1) ~ {covariates}; {kind}"


def fit_checks(fit: LogitFit) -> pd.DataFrame:
    """What a reader should know before believing the table."""
    nan, k = float("nan"), len(fit.params)
    least = min(fit.n_events, fit.n_obs - fit.n_events)
    rows: list[tuple[Any, ...]] = [
        ("events_per_parameter", least / k, nan, nan, "few" if least < FEW_EVENTS * k else "enough", f"{least} / {k}"),
        (
            "missing_values",
            float(fit.n_left_out),
            nan,
            nan,
            "left_out" if fit.n_left_out else "none",
            f"n = {fit.n_obs}",
        ),
        ("separation", nan, nan, nan, "penalised" if fit.errors == "penalised" else "none", ""),
    ]
    if fit.n_clusters is not None:
        few = "few" if fit.n_clusters < FEW_CLUSTERS else "enough"
        few = "very_few" if fit.n_clusters < VERY_FEW_CLUSTERS else few
        rows.append(("clusters", float(fit.n_clusters), float(fit.df), nan, few, f"{fit.n_clusters}"))
    terms = fit.regressors.terms
    rare = terms[(terms["level"] != "") & (terms["n_obs"] < RARE)]
    rows += [
        ("rare_level", float(n), nan, nan, "rare", str(term))
        for term, n in zip(rare["term"], rare["n_obs"], strict=True)
    ]
    rows += [joint_check(fit, covariate) for covariate in fit.regressors.categorical]
    return pd.DataFrame(rows, columns=list(CHECKS))


def joint_check(fit: LogitFit, covariate: str) -> tuple[Any, ...]:
    """Wald test that all levels of a covariate are alike."""
    from scipy.stats import f

    names = fit.regressors.columns_of(covariate)
    if len(names) > fit.df:
        return ("joint_wald_f", float("nan"), float(len(names)), float("nan"), "too_few_clusters", covariate)
    if not np.diag(fit.cov).all():
        return ("joint_wald_f", float("nan"), float(len(names)), float("nan"), "full_enumeration", covariate)
    values = fit.params[names].to_numpy()
    statistic = float(values @ np.linalg.solve(fit.cov.loc[names, names].to_numpy(), values)) / len(names)
    p = float(f.sf(statistic, len(names), min(fit.df, 1e9)))
    verdict = "associated" if p < CUT else "no_association_shown"
    return ("joint_wald_f", statistic, float(len(names)), p, verdict, covariate)
