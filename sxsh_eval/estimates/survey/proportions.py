"""Proportions of a survey with intervals that hold near zero and one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.intervals import DEFAULT_METHOD, ProportionMethod, proportion_interval
from sxsh_eval.estimates.result import Method
from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.design_checks import names_of, some
from sxsh_eval.estimates.survey.domains import Columns, Domain, Groups, Missing, Outcome, enumerated, outcomes
from sxsh_eval.estimates.survey.linearisation import (
    REFERENCES,
    DegreesOfFreedom,
    covariance_of,
    estimate_rows,
    make_sample,
    mean_of,
    wrap,
)
from sxsh_eval.estimates.survey.table import SurveyEstimates, settle

FEW_CASES = 10  # effective cases on the rarer side below which intervals are only roughly right


def survey_proportions(  # noqa: PLR0913 - the options of every survey estimate
    design: SurveyDesign,
    variables: Columns,
    *,
    value: object = None,
    by: Columns | None = None,
    domain: Domain = None,
    interval: ProportionMethod = DEFAULT_METHOD,
    level: float = 0.95,
    df: DegreesOfFreedom = "domain",
    missing: Missing = "drop",
    covariance: bool | None = None,
) -> SurveyEstimates:
    """Proportions of yes answers, or of every category, with intervals for proportions.

    Parameters
    ----------
    design : SurveyDesign
    variables : str or sequence of str
        Boolean or 0/1 columns give the share of yes; text and categorical ones the share of each category.
    value : object, optional
        The one value whose share is asked, for columns of any kind.
    by, domain, level, df, missing, covariance
        As in `survey_means`.
    interval : str
        Kind of interval: `proportion_interval` says which there are and when each holds.

    Returns
    -------
    SurveyEstimates
        Shares from 0 to 1. The interval is never a point, except in a full enumeration, which its `reason` says.

    Raises
    ------
    EstimationError
        As in `survey_means`, and for numbers other than 0 and 1 without `value`.

    Notes
    -----
    Where no or all answers are yes, or units do not differ, the variance is zero and says nothing: the interval
    then rests on Kish's effective sample size ``(sum w)^2 / sum w^2``, reduced for the degrees of freedom; it
    cannot know how alike the units of a cluster are. The checks count such domains, and those with fewer than ten
    effective cases, whose interval is only roughly right whatever its kind.
    """
    names = names_of(variables)
    sample = make_sample(design, names, by, domain, missing=missing, df=df)
    listed = [outcome for name in names for outcome in shares(design, sample.groups, name, value)]
    table, scores = estimate_rows(sample, listed, mean_of)
    ends = sample.size**2 / sample.groups.sums(sample.weights**2)
    times = len(listed)
    low, high = proportion_interval(
        table["estimate"],
        table["std_error"] ** 2,
        n_obs=table["n_obs"],
        df=table["df"],
        method=interval,
        level=level,
        n_at_ends=np.tile(ends, times),
    )
    full = np.tile(enumerated(design, sample.groups), times)
    table = settle(table.assign(conf_low=low, conf_high=high), full, ends_known=True)
    method = Method(f"survey_proportion_{interval}", "sum(w y) / sum(w); Taylor linearisation", level, REFERENCES)
    cov = covariance_of(sample, scores, covariance)
    return wrap(sample, table, cov, method, told_of_few(table))


def shares(design: SurveyDesign, groups: Groups, variable: str, value: object) -> list[Outcome]:
    """Indicators of a column: of `value`, of yes, or of each category."""
    if value is not None:
        hit = (design.data[variable] == value).to_numpy(dtype=bool, na_value=False)
        if not hit.any():
            known = design.data[variable].dropna().unique()
            raise EstimationError([Problem("estimate.no_such_value", variable, repr(value), {"known": some(known)})])
        return [Outcome(variable, str(value), groups.pick(hit).astype(float))]
    listed = outcomes(design, groups, variable)
    y = listed[0].y
    if not listed[0].category and not ((y == 0) | (y == 1)).all():
        other = pd.unique(y[(y != 0) & (y != 1)])
        raise EstimationError([Problem("estimate.not_a_proportion", variable, some(other))])
    return listed


def told_of_few(table: pd.DataFrame) -> tuple[Problem, ...]:
    """Warnings that count the estimates whose interval rests on no, or on few, effective cases."""
    estimated = table[table["reason"] == ""]
    p, error = estimated["estimate"].to_numpy(), estimated["std_error"].to_numpy()
    ends = (p <= 0) | (p >= 1)
    effective = p * (1 - p) * np.minimum(p, 1 - p) / np.where(error > 0, error, np.inf) ** 2
    counts = {
        "estimate.no_or_all_cases": ends.sum(),
        "estimate.few_cases": (~ends & (effective < FEW_CASES)).sum(),
    }
    found = {code: f"{count} / {len(table)}" for code, count in counts.items() if count}
    values = {"least": str(FEW_CASES)}
    return tuple(Problem(code, "variables", text, values, "warning") for code, text in found.items())
