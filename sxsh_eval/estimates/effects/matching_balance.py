"""Whether treated units and those they are compared with are alike, before the treatment and in who stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, listed, refuse
from sxsh_eval.estimates.effects.propensity_overlap import Overlap, overlap_of
from sxsh_eval.estimates.effects.simplex import Array
from sxsh_eval.estimates.intervals import binomial_interval
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

LARGE = 0.1  # standardised difference that calls for a word
RATIOS = (0.5, 2.0)  # variance ratios outside which distributions differ in shape
SUPPORT = 0.1  # share of the treated outside the common support that calls for a warning
REFERENCES = (
    "Austin, P. C. (2009), Balance diagnostics, Statistics in Medicine 28, 3083-3107",
    "Dehejia, R. H. & Wahba, S. (1999), Causal effects in nonexperimental studies, JASA 94, 1053-1062",
)


@dataclass(frozen=True, eq=False)
class Balance(Shown):
    """Likeness of two groups.

    Attributes
    ----------
    estimates : Estimates
        ``<covariate>`` (standardised difference), ``variance_ratio:<covariate>``, ``outside_support``.
    means : DataFrame
        ``treated``, ``control``, ``standardised_difference``, ``variance_ratio`` by covariate.
    overlap : Overlap
        Estimated chances of treatment and their common range.
    """

    shows: ClassVar[tuple[str, ...]] = ("estimates", "means")

    estimates: Estimates
    means: pd.DataFrame
    overlap: Overlap


def balance_table(
    data: pd.DataFrame,
    *,
    treated: str,
    covariates: Sequence[str],
    weights: str | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> Balance:
    """Balance of covariates between treated and control units.

    Parameters
    ----------
    data : DataFrame
        One row per unit, before the treatment.
    treated : str
        Column of zeros and ones (or booleans).
    covariates : sequence of str
        Numeric, boolean or categorical columns; each category is compared.
    weights : str, optional
        Column of weights that are to make the groups alike.
    level : float
    labels : Labels

    Returns
    -------
    Balance

    Raises
    ------
    EstimationError
        ``estimate.balance_*``: a treatment that is not 0 or 1, a group with fewer than two units, gaps.

    Notes
    -----
    Differences of means are in units of the root of the mean of both groups' variances, those without weights, so that
    weighting cannot hide behind its own denominator. Their intervals are large-sample ones with Kish's effective
    numbers; those of variance ratios are F intervals, which suppose normal covariates. The common support is the range
    of the chances of treatment (logit in all covariates) that both groups reach.
    """
    check_level(level)
    group, matrix, names, weight = balance_columns(data, treated, covariates, weights)
    labels = labels or Labels(indicator="balance", unit="standard_deviation", evidence="derived")
    sizes = [float(weight[arm].sum() ** 2 / np.sum(weight[arm] ** 2)) for arm in (group, ~group)]
    rows, means, far, skewed = [], [], [], []
    for name, column in zip(names, matrix.T, strict=True):
        moments = [moments_of(column[arm], weight[arm]) for arm in (group, ~group)]
        spread = float(np.sqrt((column[group].var(ddof=1) + column[~group].var(ddof=1)) / 2))
        ratio = moments[0][1] / moments[1][1] if moments[1][1] > 0 else float("nan")
        difference = (moments[0][0] - moments[1][0]) / spread if spread > 0 else float("nan")
        rows += difference_rows(name, difference, ratio, sizes, (labels, level))
        means.append((moments[0][0], moments[1][0], difference, ratio))
        far += [f"{name} {difference:+.2f}"] if abs(difference) > LARGE else []
        skewed += [f"{name} {ratio:.2f}"] if not RATIOS[0] <= ratio <= RATIOS[1] and len(np.unique(column)) > 2 else []  # noqa: PLR2004
    overlap = overlap_of(matrix, group)
    outside, count = int(overlap.outside[group].sum()), int(group.sum())
    low, high = binomial_interval(outside, count, level=level)
    bounds = (100 * float(low), 100 * float(high))
    rows.append(
        labels.row("outside_support", 100 * outside / count, unit="percent", interval=bounds, n_obs=float(count))
    )
    checks = [
        check("balance_differences", warns=bool(far), statistic=float(len(far)), detail=listed(far)),
        check("balance_variances", warns=bool(skewed), statistic=float(len(skewed)), detail=listed(skewed)),
        check("balance_separated", warns=overlap.separated, detail=""),
        check(
            "balance_support", warns=outside > SUPPORT * count, statistic=outside / count, detail=f"{outside} / {count}"
        ),
    ]
    method = Method("balance", "(mean1 - mean0) / sqrt((var1 + var0) / 2)", level, REFERENCES)
    columns = ["treated", "control", "standardised_difference", "variance_ratio"]
    table = pd.DataFrame(means, index=pd.Index(names, name="covariate"), columns=columns)
    return Balance(Estimates(as_estimates(rows, method).table, method, None, as_checks(checks)), table, overlap)


def moments_of(values: Array, weights: Array) -> tuple[float, float]:
    """Weighted mean and variance, the latter with the factor ``n / (n - 1)`` of the effective number."""
    mean = float(weights @ values / weights.sum())
    effective = float(weights.sum() ** 2 / np.sum(weights**2))
    variance = float(weights @ (values - mean) ** 2 / weights.sum())
    return mean, variance * effective / (effective - 1) if effective > 1 else float("nan")


def difference_rows(
    name: str, difference: float, ratio: float, sizes: list[float], words: tuple[Labels, float]
) -> list[dict[str, Any]]:
    """Rows of a covariate's standardised difference and variance ratio."""
    from scipy.stats import f, norm

    labels, level = words
    first, second = sizes
    rows = []
    if np.isfinite(difference):
        error = float(np.sqrt(1 / first + 1 / second + difference**2 / (2 * (first + second))))
        half = float(norm.ppf(0.5 + level / 2)) * error
        interval = (difference - half, difference + half)
        numbers: dict[str, Any] = {"std_error": error, "n_obs": first + second}
        rows.append(labels.row(name, difference, interval=interval, **numbers))
    else:
        rows.append(labels.row(name, float("nan"), reason="balance_constant"))
    term = f"variance_ratio:{name}"
    if np.isfinite(ratio) and ratio > 0 and min(sizes) > 1:
        low = ratio / float(f.ppf(0.5 + level / 2, first - 1, second - 1))
        high = ratio / float(f.ppf(0.5 - level / 2, first - 1, second - 1))
        rows.append(labels.row(term, ratio, unit="ratio", interval=(low, high), n_obs=first + second))
    else:
        rows.append(labels.row(term, ratio, unit="ratio", reason="balance_constant"))
    return rows


def balance_columns(
    data: pd.DataFrame, treated: str, covariates: Sequence[str], weights: str | None
) -> tuple[Any, Array, list[str], Array]:
    """Group, covariates as numbers with their names, and weights.

    Raises
    ------
    EstimationError
    """
    wanted = [treated, *covariates, *([weights] if weights else [])]
    absent = [name for name in wanted if name not in data.columns]
    if absent:
        refuse(
            "estimate.columns_missing", "balance", listed(absent), known=listed([str(name) for name in data.columns])
        )
    if not covariates:
        refuse("estimate.balance_no_covariates", "balance", 0)
    gaps = [name for name in wanted if data[name].isna().any()]
    if gaps:
        refuse("estimate.values_missing", "balance", listed(gaps))
    values = pd.to_numeric(data[treated], errors="coerce")
    if not values.isin([0, 1]).all():
        refuse("estimate.balance_treated", treated, listed(sorted(map(str, data[treated].unique()))))
    group = values.to_numpy(dtype=float) == 1
    if min(group.sum(), (~group).sum()) < 2:  # noqa: PLR2004
        refuse("estimate.balance_groups", treated, f"{int(group.sum())} / {int((~group).sum())}")
    dummies = pd.get_dummies(data[list(covariates)], dtype=float).astype(float)
    if not np.isfinite(dummies.to_numpy()).all():
        refuse("estimate.not_finite", "balance", "inf")
    weight = data[weights].to_numpy(dtype=float) if weights else np.ones(len(data))
    if not (np.isfinite(weight) & (weight >= 0)).all() or min(weight[group].sum(), weight[~group].sum()) <= 0:
        refuse("estimate.weights_not_positive", str(weights), f"{weight.min():g}")
    return group, dummies.to_numpy(), [str(name) for name in dummies.columns], weight
