"""Who leaves a panel before its end, among the treated and the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, listed, refuse
from sxsh_eval.estimates.effects.matching_balance import LARGE
from sxsh_eval.estimates.intervals import binomial_interval
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

SIGNIFICANCE = 0.05
REFERENCES = (
    "Newcombe, R. G. (1998), Interval estimation for the difference between proportions, Stat. in Medicine 17, 873-890",
)


@dataclass(frozen=True, eq=False)
class Attrition(Shown):
    """Units that are not seen in the last period.

    Attributes
    ----------
    estimates : Estimates
        ``left:treated``, ``left:control``, ``difference`` in per cent (points).
    by_period : DataFrame
        ``treated``, ``control``: units whose last period it is, the panel's last period left out.
    leavers : DataFrame
        ``left``, ``stayed``, ``standardised_difference`` by covariate in the first period of each unit.
    """

    shows: ClassVar[tuple[str, ...]] = ("estimates", "by_period")

    estimates: Estimates
    by_period: pd.DataFrame
    leavers: pd.DataFrame


def attrition_table(
    data: pd.DataFrame,
    *,
    unit: str,
    time: str,
    treated: str,
    covariates: Sequence[str] = (),
    level: float = 0.95,
    labels: Labels | None = None,
) -> Attrition:
    """Attrition by treatment.

    Parameters
    ----------
    data : DataFrame
        One row per unit and period seen.
    unit, time : str
        Columns.
    treated : str
        Column of zeros and ones; a unit with a one in any period counts as treated.
    covariates : sequence of str
        Numeric columns in which leavers and stayers are compared, as first seen.
    level : float
    labels : Labels

    Returns
    -------
    Attrition

    Raises
    ------
    EstimationError
        ``estimate.attrition_*``.

    Notes
    -----
    Wilson intervals; Newcombe's for the difference; Fisher's exact test. A treatment that starts late is received
    only by those who have stayed until then: where starts are staggered, use the intended treatment.
    """
    check_level(level)
    last, first_rows, group = unit_table(data, unit, time, treated, covariates)
    end = data[time].max()
    left = (last < end).to_numpy()
    counts = [(int(left[arm].sum()), int(arm.sum())) for arm in (group, ~group)]
    p_value = fisher(counts)
    labels = labels or Labels(indicator="attrition", unit="percent", evidence="derived")
    rows = rate_rows(counts, p_value, labels, level)
    unequal = p_value < SIGNIFICANCE
    shares = ", ".join(f"{name} {done} / {count}" for name, (done, count) in zip(("1", "0"), counts, strict=True))
    leavers = leaver_table(first_rows, covariates, left)
    far = [f"{name} {row:+.2f}" for name, row in leavers["standardised_difference"].items() if abs(row) > LARGE]
    checks = [
        check("attrition_unequal", warns=unequal, p_value=p_value, detail=shares),
        check("attrition_selective", warns=bool(far), statistic=float(len(far)), detail=listed(far)),
    ]
    method = Method("attrition", "share of units not seen in the last period", level, REFERENCES)
    frame = pd.DataFrame({"time": last.to_numpy(), "treated": group, "left": left})
    gone = pd.crosstab(frame.loc[left, "time"], frame.loc[left, "treated"])
    gone = gone.reindex(columns=[True, False], fill_value=0).set_axis(["treated", "control"], axis=1)
    return Attrition(Estimates(as_estimates(rows, method).table, method, None, as_checks(checks)), gone, leavers)


def unit_table(
    data: pd.DataFrame, unit: str, time: str, treated: str, covariates: Sequence[str]
) -> tuple[pd.Series[Any], pd.DataFrame, Any]:
    """Last period, first row and group of every unit, in the units' order.

    Raises
    ------
    EstimationError
    """
    wanted = [unit, time, treated, *covariates]
    absent = [name for name in wanted if name not in data.columns]
    if absent:
        known = listed([str(name) for name in data.columns])
        refuse("estimate.columns_missing", "attrition", listed(absent), known=known)
    if data.empty or data[[unit, time]].isna().any(axis=None):
        refuse("estimate.no_rows" if data.empty else "estimate.attrition_keys", "attrition", len(data))
    values = pd.to_numeric(data[treated], errors="coerce")
    if not values.isin([0, 1]).all():
        refuse("estimate.balance_treated", treated, listed(sorted(map(str, data[treated].unique()))))
    ordered = data.assign(**{treated: values.astype(float)}).sort_values([unit, time], kind="stable")
    grouped = ordered.groupby(unit)
    group = grouped[treated].max().to_numpy() == 1
    if group.all() or not group.any():
        refuse("estimate.balance_groups", treated, f"{int(group.sum())} / {int((~group).sum())}")
    return grouped[time].last(), grouped.first(), group


def fisher(counts: list[tuple[int, int]]) -> float:
    """P value of Fisher's exact test of equal shares."""
    from scipy.stats import fisher_exact

    table = [[done, count - done] for done, count in counts]
    return float(fisher_exact(table)[1])


def rate_rows(counts: list[tuple[int, int]], p_value: float, labels: Labels, level: float) -> list[dict[str, Any]]:
    """Shares that left, and their difference."""
    rows, ends = [], []
    for name, (done, count) in zip(("left:treated", "left:control"), counts, strict=True):
        low, high = (100 * float(end) for end in binomial_interval(done, count, level=level))
        ends.append((low, high))
        rows.append(labels.row(name, 100 * done / count, interval=(low, high), n_obs=float(count)))
    first, second = (100 * done / count for done, count in counts)
    gap = first - second
    below = gap - float(np.hypot(first - ends[0][0], ends[1][1] - second))
    above = gap + float(np.hypot(ends[0][1] - first, second - ends[1][0]))
    total = float(sum(count for _, count in counts))
    rows.append(
        labels.row("difference", gap, unit="percentage_point", interval=(below, above), p_value=p_value, n_obs=total)
    )
    return rows


def leaver_table(first: pd.DataFrame, covariates: Sequence[str], left: Any) -> pd.DataFrame:
    """Means of leavers and stayers, with standardised differences; empty where nobody or everybody left."""
    names = ["left", "stayed", "standardised_difference"]
    if not covariates or left.all() or not left.any():
        return pd.DataFrame(columns=names, dtype=float)
    rows = {}
    for name in covariates:
        values = first[name].astype(float).to_numpy()
        gone, kept = values[left], values[~left]
        spread = float(np.sqrt((np.nanvar(gone) + np.nanvar(kept)) / 2))
        difference = float(np.nanmean(gone) - np.nanmean(kept))
        rows[name] = (np.nanmean(gone), np.nanmean(kept), difference / spread if spread > 0 else 0.0)
    return pd.DataFrame.from_dict(rows, orient="index", columns=names)
