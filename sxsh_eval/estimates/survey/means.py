"""Means, totals and ratios of a survey, for any variables and domains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sxsh_eval.estimates.result import Method
from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.design_checks import names_of
from sxsh_eval.estimates.survey.domains import Columns, Domain, Missing, Outcome, outcomes
from sxsh_eval.estimates.survey.linearisation import (
    REFERENCES,
    DegreesOfFreedom,
    covariance_of,
    estimate_rows,
    finish,
    make_sample,
    mean_of,
    ratio_to,
    total_of,
)
from sxsh_eval.estimates.survey.table import SurveyEstimates


def survey_means(  # noqa: PLR0913 - the options of every survey estimate
    design: SurveyDesign,
    variables: Columns,
    *,
    by: Columns | None = None,
    domain: Domain = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    missing: Missing = "drop",
    covariance: bool | None = None,
) -> SurveyEstimates:
    """Means of variables, or shares of the categories of text and categorical ones.

    Parameters
    ----------
    design : SurveyDesign
    variables : str or sequence of str
    by : str or sequence of str, optional
        Columns whose combinations are the domains; those without rows are left out.
    domain : str or array of bool, optional
        Subpopulation: a boolean column or one boolean a row. Rows outside keep their place in the design, so that
        variances are those of the whole sample's design; do not drop them from the table instead.
    level : float
        Coverage of the intervals.
    df : {"domain", "design", "normal"} or float
        Degrees of freedom of Student's t: sampled first-stage units less strata with rows in the domain, the
        same in the whole sample, or infinitely many.
    missing : {"drop", "refuse"}
        Rows that lack a value of any of the variables: left out of the domain, with a warning in the checks, or
        refused.
    covariance : bool, optional
        Whether to compute the covariance; by default up to 200 estimates.

    Returns
    -------
    SurveyEstimates

    Raises
    ------
    EstimationError
        Unknown columns, an empty domain, missing values under ``missing="refuse"``.
    """
    names = names_of(variables)
    sample = make_sample(design, names, by, domain, missing=missing, df=df)
    listed = [outcome for name in names for outcome in outcomes(design, sample.groups, name)]
    table, scores = estimate_rows(sample, listed, mean_of)
    method = Method("survey_mean", "sum(w y) / sum(w); Taylor linearisation", level, REFERENCES)
    return finish(sample, table, covariance_of(sample, scores, covariance), method, mean=True)


def survey_totals(  # noqa: PLR0913
    design: SurveyDesign,
    variables: Columns | None = None,
    *,
    by: Columns | None = None,
    domain: Domain = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    missing: Missing = "drop",
    covariance: bool | None = None,
) -> SurveyEstimates:
    """Totals of variables, numbers of units in the categories of text and categorical ones, or of all units.

    Parameters
    ----------
    design : SurveyDesign
    variables : str or sequence of str, optional
        Without it the units themselves are counted (variable ``count``).
    by, domain, level, df, missing, covariance
        As in `survey_means`.

    Returns
    -------
    SurveyEstimates

    Raises
    ------
    EstimationError
    """
    names = names_of(variables)
    sample = make_sample(design, names, by, domain, missing=missing, df=df)
    listed = [outcome for name in names for outcome in outcomes(design, sample.groups, name)]
    if not names:
        listed = [Outcome("count", "", np.ones(len(sample.weights)))]
    table, scores = estimate_rows(sample, listed, total_of)
    method = Method("survey_total", "sum(w y)", level, REFERENCES)
    return finish(sample, table, covariance_of(sample, scores, covariance), method, mean=False)


def survey_ratios(  # noqa: PLR0913
    design: SurveyDesign,
    numerators: Columns,
    denominators: Columns,
    *,
    by: Columns | None = None,
    domain: Domain = None,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    missing: Missing = "drop",
    covariance: bool | None = None,
) -> SurveyEstimates:
    """Ratios of two totals, pair by pair (combined ratio estimator).

    Parameters
    ----------
    design : SurveyDesign
    numerators, denominators : str or sequence of str
        As many of one as of the other, or one denominator for all. The variable of the table is ``y/x``.
    by, domain, level, df, missing, covariance
        As in `survey_means`. A domain whose denominator is zero has the reason ``zero_denominator``.

    Returns
    -------
    SurveyEstimates

    Raises
    ------
    EstimationError
    ValueError
        If the numbers of names do not match.
    """
    above, below = names_of(numerators), names_of(denominators)
    below = below * len(above) if len(below) == 1 else below
    sample = make_sample(design, [*above, *below], by, domain, missing=missing, df=df)
    tables, scores = [], []
    for top, bottom in zip(above, below, strict=True):
        (divisor,) = outcomes(design, sample.groups, bottom)
        (outcome,) = outcomes(design, sample.groups, top)
        named = Outcome(f"{top}/{bottom}", "", outcome.y)
        table, kept = estimate_rows(sample, [named], ratio_to(divisor.y))
        tables.append(table)
        scores += kept
    method = Method("survey_ratio", "sum(w y) / sum(w x); Taylor linearisation", level, REFERENCES)
    table = pd.concat(tables, ignore_index=True)
    return finish(sample, table, covariance_of(sample, scores, covariance), method, mean=True)
