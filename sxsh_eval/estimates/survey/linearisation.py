"""Taylor linearisation: estimates with the influence of each row, in every domain at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sxsh_eval.errors import Problem, check_kind
from sxsh_eval.estimates.result import Method
from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.domains import (
    Columns,
    Domain,
    Groups,
    Missing,
    Outcome,
    domain_variance,
    enumerated,
    make_groups,
)
from sxsh_eval.estimates.survey.stages import Floats
from sxsh_eval.estimates.survey.table import (
    COLUMNS,
    COLUMNS_AFTER,
    SurveyEstimates,
    check_rows,
    settle,
    t_interval,
)
from sxsh_eval.estimates.survey.variance import DomainVariance

DegreesOfFreedom = Literal["domain", "design", "normal"] | float
COVARIANCE_CELLS = 200  # estimates up to which their covariance is computed unasked
REFERENCES = (
    "Woodruff (1971), JASA 66, 411-414",
    "Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, chapters 4, 5 and 10",
    "Lumley (2010), Complex Surveys",
)
# Estimate by domain, and the influence of each row (score divided by weight).
Linearised = tuple[Floats, Floats]


@dataclass(frozen=True, eq=False)
class Sample:
    """What the estimators of one call share.

    Attributes
    ----------
    design : SurveyDesign
    groups : Groups
    variance : DomainVariance
    weights : ndarray of float
        Of the rows that lie in a domain.
    count, size : ndarray of float, shape (groups,)
        Observations, and the sum of their weights.
    df : ndarray of float, shape (groups,)
    """

    design: SurveyDesign
    groups: Groups
    variance: DomainVariance
    weights: Floats
    count: Floats
    size: Floats
    df: Floats


def make_sample(
    design: SurveyDesign,
    variables: Sequence[str],
    by: Columns | None,
    domain: Domain,
    *,
    missing: Missing,
    df: DegreesOfFreedom,
) -> Sample:
    """Rows, domains and degrees of freedom of a call."""
    check_kind(design, SurveyDesign, "sx.survey_design")
    groups = make_groups(design, variables, by, domain, missing)
    weights = groups.pick(design.weights).astype(float)
    variance = domain_variance(design, groups)
    value = variance.df if df == "domain" else design.df if df == "design" else np.inf if df == "normal" else df
    degrees = np.broadcast_to(np.asarray(value, float), len(groups))
    return Sample(design, groups, variance, weights, groups.sums(), groups.sums(weights), degrees)


def mean_of(sample: Sample, outcome: Outcome) -> Linearised:
    """Weighted mean: influence ``(y - mean) / N``."""
    groups, means = sample.groups, sample.groups.sums(sample.weights * outcome.y) / sample.size
    return means, (outcome.y - means[groups.group]) / sample.size[groups.group]


def total_of(sample: Sample, outcome: Outcome) -> Linearised:
    """Weighted total: influence ``y``."""
    return sample.groups.sums(sample.weights * outcome.y), outcome.y


def ratio_to(denominator: Floats) -> Callable[[Sample, Outcome], Linearised]:
    """Ratio of weighted totals: influence ``(y - R x) / X``."""

    def ratio_of(sample: Sample, outcome: Outcome) -> Linearised:
        group, below = sample.groups.group, sample.groups.sums(sample.weights * denominator)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = sample.groups.sums(sample.weights * outcome.y) / below
            return ratios, (outcome.y - ratios[group] * denominator) / below[group]

    return ratio_of


def simple_variance(sample: Sample, influence: Floats) -> Floats:
    """Variance that a simple random sample of as many observations would have, for the design effect.

    Without replacement from the estimated population; with replacement where the weights do not exceed the
    observations.
    """
    groups, weights, n, size = sample.groups, sample.weights, sample.count, sample.size
    centre = groups.sums(weights * influence) / size
    deviation = influence - centre[groups.group]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = groups.sums(weights * deviation * deviation) / size * n / (n - 1)
        return np.asarray(size**2 * spread / n * np.where(size > n, 1 - n / size, 1.0))


def estimate_rows(
    sample: Sample, outcomes: Sequence[Outcome], estimator: Callable[[Sample, Outcome], Linearised]
) -> tuple[pd.DataFrame, list[Floats]]:
    """Estimates without intervals, outcome by outcome, and their weighted scores where they may be wanted again."""
    frames, kept = [], []
    for outcome in outcomes:
        estimate, influence = estimator(sample, outcome)
        scores = influence * sample.weights
        variance = sample.variance.variances(scores)
        with np.errstate(divide="ignore", invalid="ignore"):
            simple = simple_variance(sample, influence)
            deff = variance / np.where(simple > 0, simple, np.nan)
        numbers = {"estimate": estimate, "std_error": np.sqrt(variance), "df": sample.df, "deff": deff}
        words = {"variable": outcome.variable, "category": outcome.category}
        rest = {"n_obs": sample.count.astype(np.int64), "population": sample.size}
        frames.append(sample.groups.labels.assign(**words, **numbers, **rest))
        kept.append(scores)
    return pd.concat(frames, ignore_index=True), kept


def covariance_of(sample: Sample, scores: Sequence[Floats], wanted: bool | None) -> pd.DataFrame | None:  # noqa: FBT001
    """Covariance in the order of the rows; unless asked, only of few estimates."""
    few = len(scores) * len(sample.groups) <= COVARIANCE_CELLS
    return pd.DataFrame(sample.variance.covariance(scores)) if wanted or (wanted is None and few) else None


def finish(
    sample: Sample, table: pd.DataFrame, cov: pd.DataFrame | None, method: Method, *, mean: bool
) -> SurveyEstimates:
    """Student intervals at the method's level, reasons and warnings around estimates.

    `mean` says whether a single first-stage unit leaves no variance at all, as for means and ratios.
    """
    times = len(table) // len(sample.groups)
    estimate, error, df = (table[name].to_numpy(float) for name in ("estimate", "std_error", "df"))
    if mean:
        error = np.where(np.tile(sample.variance.units == 1, times), np.nan, error)
    low, high = t_interval(estimate, error, df, method.level or 0.95)
    full = np.tile(enumerated(sample.design, sample.groups), times)
    return wrap(sample, settle(table.assign(std_error=error, conf_low=low, conf_high=high), full), cov, method)


def wrap(
    sample: Sample,
    table: pd.DataFrame,
    cov: pd.DataFrame | None,
    method: Method,
    problems: tuple[Problem, ...] = (),
) -> SurveyEstimates:
    """Columns in their order, with the warnings of the design and of the call."""
    ordered = table[[*sample.groups.labels.columns, *COLUMNS, *COLUMNS_AFTER]]
    told = check_rows((*sample.design.problems, *sample.groups.problems, *problems))
    return SurveyEstimates(ordered, method, cov, told)
