"""Who adopts: odds ratios and average marginal effects of a logit, with all that makes one doubt them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.logit import Floats, LogitFit, Separated, fit_logit
from sxsh_eval.estimates.margins import average_marginal_effects
from sxsh_eval.estimates.result import CHECKS, KEYS, NUMBERS, WORDS, Estimates, Method, estimate_row
from sxsh_eval.estimates.survey.design import SurveyDesign

Scale = Literal["log_odds", "odds_ratio", "marginal_effect"]
UNIT = {"log_odds": "ratio", "odds_ratio": "ratio", "marginal_effect": "percentage_point"}
AT_REFERENCE = {"log_odds": 0.0, "odds_ratio": 1.0, "marginal_effect": 0.0}
FEW_EVENTS, FEW_CLUSTERS, VERY_FEW_CLUSTERS, RARE = 10, 30, 10, 5
CUT = 0.05
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
        `level`, `is_reference`. Reference levels stand at 1 (odds ratios) or 0 with the reason ``reference_level``.
        Marginal effects are in percentage points, per unit of a number. `cov` is the joint delta-method covariance;
        `checks` tells what to doubt.
    """
    parts = [scale_numbers(fit, scale, sampled_covariates=sampled_covariates) for scale in scales]
    rows: list[dict[str, Any]] = []
    for scale, (numbers, _) in zip(scales, parts, strict=True):
        rows += [
            determinant_row(fit, scale, term, numbers, (evidence, source))
            for term in fit.regressors.terms.to_dict("records")
        ]
    columns = [*KEYS, *NUMBERS, *WORDS, "covariate", "level", "is_reference"]
    table = pd.DataFrame(rows, columns=columns)
    names = pd.MultiIndex.from_frame(table[["indicator", "term"]])
    cov = pd.DataFrame(joint_covariance(fit, parts), index=names, columns=names)
    method = Method("logit", formula(fit), level=fit.level, references=REFERENCES)
    return Estimates(table, method, cov=cov, checks=fit_checks(fit))


def determinant_row(
    fit: LogitFit, scale: Scale, term: dict[str, Any], numbers: pd.DataFrame, origin: tuple[str, str]
) -> dict[str, Any]:
    """One row of the table."""
    keys = (f"{fit.outcome}.{scale}", "", "", "", str(term["term"]))
    beside: dict[str, Any] = {"n_obs": float(term["n_obs"])}
    words = {"unit": UNIT[scale], "evidence": origin[0], "source": origin[1]}
    flags = {"covariate": term["covariate"], "level": term["level"], "is_reference": bool(term["is_reference"])}
    if term["is_reference"]:
        return estimate_row(keys, AT_REFERENCE[scale], reason="reference_level", **words, **beside) | flags
    found = numbers.loc[term["term"]]
    beside |= {"std_error": float(found["std_error"]), "p_value": float(found["p_value"])}
    interval = (float(found["conf_low"]), float(found["conf_high"]))
    return estimate_row(keys, float(found["estimate"]), interval=interval, **words, **beside) | flags


def scale_numbers(fit: LogitFit, scale: Scale, *, sampled_covariates: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Estimates of all terms on a scale, and their derivatives by the coefficients."""
    terms = [name for name in fit.params.index if name in set(fit.regressors.terms["term"])]
    if scale == "marginal_effect":
        return marginal_numbers(fit, sampled_covariates=sampled_covariates)
    params, ends = fit.params[terms], fit.intervals.loc[terms]
    error = pd.Series(np.sqrt(np.diag(fit.cov)), index=fit.params.index)[terms]
    one = pd.DataFrame(np.eye(len(fit.params)), index=fit.params.index, columns=fit.params.index).loc[terms]
    numbers = ends.assign(estimate=params, std_error=error)
    if scale == "log_odds":
        return numbers, one
    ratio = np.exp(params)
    changed = {"estimate": ratio, "std_error": ratio * error}
    changed |= {end: np.exp(ends[end]) for end in ("conf_low", "conf_high")}
    return numbers.assign(**changed), one.mul(ratio, axis=0)


def marginal_numbers(fit: LogitFit, *, sampled_covariates: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Average marginal effects in percentage points with delta-method intervals."""
    from scipy.stats import t

    effects = average_marginal_effects(fit.regressors, fit.params, fit.family, weights=fit.weights)
    cov = effects.covariance(fit.cov).to_numpy()
    if sampled_covariates:
        share = fit.weights / fit.weights.sum()
        scores = (effects.by_observation - effects.effects.to_numpy()) * share[:, None]
        cov = fit.covariance_with(effects.jacobian.to_numpy(), scores)
    points, error = 100 * effects.effects, 100 * np.sqrt(np.diag(cov))
    half = t.ppf(0.5 + fit.level / 2, fit.df) * error
    p_value = 2 * t.sf(np.abs(points / error), fit.df)
    columns = {"estimate": points, "std_error": error, "conf_low": points - half, "conf_high": points + half}
    return pd.DataFrame(columns).assign(p_value=p_value), 100 * effects.jacobian


def joint_covariance(fit: LogitFit, parts: Sequence[tuple[pd.DataFrame, pd.DataFrame]]) -> Floats:
    """Delta-method covariance of all rows; zero where a row is a reference."""
    terms = fit.regressors.terms["term"]
    jacobian = np.vstack([part.reindex(terms).fillna(0.0).to_numpy() for _, part in parts])
    return np.asarray(jacobian @ fit.cov.to_numpy() @ jacobian.T)


def formula(fit: LogitFit) -> str:
    """Model and errors in one line."""
    covariates = " + ".join(dict.fromkeys(fit.regressors.terms["covariate"])) or "1"
    kind = {
        "independent": "inverse information, normal intervals",
        "clustered": f"CR1 by cluster, t({fit.df:g})",
        "design": f"Taylor linearisation over the survey design, t({fit.df:g})",
        "penalised": "Firth's penalty, profile intervals; delta method for marginal effects",
    }[fit.errors]
    return f"logit P({fit.outcome} = 1) ~ {covariates}; {kind}"


def fit_checks(fit: LogitFit) -> pd.DataFrame:
    """What a reader should know before believing the table."""
    nan, k = float("nan"), len(fit.params)
    least = min(fit.n_events, fit.n_obs - fit.n_events)
    rows: list[tuple[Any, ...]] = [
        ("events_per_parameter", least / k, nan, nan, "few" if least < FEW_EVENTS * k else "enough", f"{least} / {k}"),
        ("missing_values", float(fit.n_left_out), nan, nan, "left_out" if fit.n_left_out else "none", f"n = {fit.n_obs}"),
        ("separation", nan, nan, nan, "penalised" if fit.errors == "penalised" else "none", ""),
    ]
    if fit.n_clusters is not None:
        few = "few" if fit.n_clusters < FEW_CLUSTERS else "enough"
        few = "very_few" if fit.n_clusters < VERY_FEW_CLUSTERS else few
        rows.append(("clusters", float(fit.n_clusters), float(fit.df), nan, few, f"{fit.n_clusters}"))
    terms = fit.regressors.terms
    for row in terms[(terms["level"] != "") & (terms["n_obs"] < RARE)].itertuples():
        rows.append(("rare_level", float(row.n_obs), nan, nan, "rare", str(row.term)))
    rows += [joint_check(fit, covariate) for covariate in fit.regressors.categorical]
    return pd.DataFrame(rows, columns=list(CHECKS))


def joint_check(fit: LogitFit, covariate: str) -> tuple[Any, ...]:
    """Wald test that all levels of a covariate are alike."""
    from scipy.stats import f

    names = fit.regressors.columns_of(covariate)
    if len(names) > fit.df:
        return ("joint_wald_f", float("nan"), float(len(names)), float("nan"), "too_few_clusters", covariate)
    values = fit.params[names].to_numpy()
    statistic = float(values @ np.linalg.solve(fit.cov.loc[names, names].to_numpy(), values)) / len(names)
    p = float(f.sf(statistic, len(names), min(fit.df, 1e9)))
    verdict = "associated" if p < CUT else "no_association_shown"
    return ("joint_wald_f", statistic, float(len(names)), p, verdict, covariate)
