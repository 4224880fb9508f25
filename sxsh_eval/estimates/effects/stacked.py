"""Stacked difference-in-differences: one clean comparison per cohort, laid on top of each other."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, listed, refuse
from sxsh_eval.estimates.effects.cohort_starts import cohort_starts
from sxsh_eval.estimates.effects.donor_matrix import wide_outcome
from sxsh_eval.estimates.effects.simplex import Array
from sxsh_eval.estimates.effects.stacked_regression import Stack, stacked_fit
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

Weighting = Literal["treated", "regression"]
FEW_CLUSTERS = 20
REFERENCES = (
    (
        "Cengiz, D., Dube, A., Lindner, A. & Zipperer, B. (2019), The effect of minimum wages on low-wage jobs, "
        "Quarterly Journal of Economics 134, 1405-1454"
    ),
    "Wing, C., Freedman, S. M. & Hollingsworth, A. (2024), Stacked difference-in-differences, NBER working paper 32054",
)


@dataclass(frozen=True, eq=False)
class StackedEffects(Shown):
    """Effects around the start of the treatment.

    Attributes
    ----------
    effects : Estimates
        ``overall`` (mean over the periods since the start), ``event:<e>`` for every period of the window but the
        reference, with `cov`.
    stacks : DataFrame
        ``cohort``, ``treated``, ``controls``, ``used`` and the reason where not.
    """

    shows: ClassVar[tuple[str, ...]] = ("effects", "stacks")

    effects: Estimates
    stacks: pd.DataFrame


def stacked_effects(  # noqa: PLR0913 - the roles of a panel, and the window
    data: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    time: str,
    before: int,
    after: int,
    cohort: str | None = None,
    treated: str | None = None,
    cluster: str | None = None,
    weighting: Weighting = "treated",
    level: float = 0.95,
    labels: Labels | None = None,
) -> StackedEffects:
    """Event study on stacked clean comparisons.

    Parameters
    ----------
    data : DataFrame
        One row per unit and period.
    outcome, unit, time : str
        Columns; periods are counted in their sorted order.
    before, after : int
        Window: periods before the start (at least 1) and after it (0: the first treated period only). Cohorts whose
        window does not lie within the panel are left out, so that all events average the same cohorts.
    cohort : str, optional
        Column of the first treated period; missing, 0 or infinity for the never treated.
    treated : str, optional
        Instead: column that is 1 in periods under treatment, else 0.
    cluster : str, optional
        Column, one value a unit; units by default.
    weighting : {"treated", "regression"}
        Cohorts count by their treated units [2]_; or as least squares with fixed effects of units and periods in each
        stack weighs them [1]_, by the variance of the treatment.
    level : float
        Coverage; Student's t on clusters less one.
    labels : Labels

    Returns
    -------
    StackedEffects

    Raises
    ------
    EstimationError
        ``estimate.stacked_*``: a window that fits no cohort, fewer than two clusters; ``estimate.synthetic_*`` for
        faults of cohorts.

    Notes
    -----
    Controls of a cohort are never treated within its window. A unit in several stacks is one cluster; the covariance
    has the factors ``G/(G-1) (n-1)/(n-k)``, the fixed effects of units, nested in clusters, not counted in ``k``.

    References
    ----------
    .. [1] Cengiz, D., Dube, A., Lindner, A. & Zipperer, B. (2019), Quarterly Journal of Economics 134, 1405-1454.
    .. [2] Wing, C., Freedman, S. M. & Hollingsworth, A. (2024), NBER working paper 32054.
    """
    check_level(level)
    if before < 1 or after < 0:
        refuse("estimate.stacked_window", "stacked", f"{before}, {after}", cohorts="")
    starts = cohort_starts(data, unit, time, cohort, treated)
    wide = wide_outcome(data, outcome, unit, time)
    clusters = unit_clusters(data, unit, cluster, list(wide.index))
    stacks, table = make_stacks(wide, starts, before, after)
    if not stacks:
        refuse("estimate.stacked_window", "stacked", f"{before}, {after}", cohorts=listed(list(table["cohort"])))
    groups = int(np.unique(np.concatenate([clusters[stack.units] for stack in stacks])).size)
    if groups < 2:  # noqa: PLR2004
        refuse("estimate.too_few_clusters", "stacked", groups, least=2)
    values, cov = stacked_fit(stacks, clusters, before, by_treated=weighting == "treated")
    labels = labels or Labels(evidence="caused", unit="outcome")
    left = table[~table["used"]]
    trimmed = [f"{row.cohort}: {row.reason}" for row in left.itertuples()]
    checks = [
        check("stacked_cohorts_left_out", warns=bool(trimmed), statistic=float(len(left)), detail=listed(trimmed)),
        check("stacked_few_clusters", warns=groups < FEW_CLUSTERS, statistic=float(groups), detail=str(groups)),
    ]
    method = Method(f"stacked_{weighting}", "y ~ treated x event, clean controls by cohort", level, REFERENCES)
    counts = float(sum(stack.treated.sum() for stack in stacks))
    return StackedEffects(effect_table(values, cov, before, groups, counts, (labels, method, checks)), table)


def unit_clusters(data: pd.DataFrame, unit: str, cluster: str | None, units: list[Hashable]) -> Any:
    """Code of the cluster of each unit, in the order of `units`."""
    if cluster is None:
        return np.arange(len(units))
    if cluster not in data.columns:
        refuse("estimate.columns_missing", "stacked", cluster, known=listed([str(name) for name in data.columns]))
    kinds = data.groupby(unit)[cluster].nunique(dropna=False)
    wrong = list(kinds[kinds != 1].index)
    if wrong or data[cluster].isna().any():
        refuse("estimate.stacked_clusters", cluster, listed(wrong) or "NA")
    return pd.factorize(data.groupby(unit)[cluster].first().reindex(units), sort=True)[0]


def make_stacks(
    wide: pd.DataFrame, starts: dict[Hashable, Any], before: int, after: int
) -> tuple[list[Stack], pd.DataFrame]:
    """Clean comparison of every cohort whose window lies within the panel, and a list of all cohorts."""
    times, values = list(wide.columns), wide.to_numpy()
    first = np.array(
        [sum(time < starts[label] for time in times) if label in starts else np.inf for label in wide.index]
    )
    stacks, rows = [], []
    for place in sorted({int(value) for value in first[np.isfinite(first)]}):
        low, high = place - before, place + after
        treated, controls = first == place, first > high
        row = {"cohort": times[place], "treated": int(treated.sum()), "controls": int(controls.sum())}
        if low < 0 or high >= len(times):
            rows.append(row | {"used": False, "reason": "window"})
            continue
        window = values[:, low : high + 1]
        complete = np.isfinite(window).all(axis=1)
        treated, controls = treated & complete, controls & complete
        row |= {"treated": int(treated.sum()), "controls": int(controls.sum())}
        if not (treated.any() and controls.any()):
            rows.append(row | {"used": False, "reason": "controls" if treated.any() else "treated"})
            continue
        units = np.flatnonzero(treated | controls)
        stacks.append(Stack(window[units], treated[units], units))
        rows.append(row | {"used": True, "reason": ""})
    return stacks, pd.DataFrame(rows, columns=["cohort", "treated", "controls", "used", "reason"])


def effect_table(
    values: Array,
    cov: Array,
    before: int,
    groups: int,
    treated: float,
    words: tuple[Labels, Method, list[dict[str, Any]]],
) -> Estimates:
    """Rows of the mean effect and of all events."""
    from scipy.stats import t

    labels, method, checks = words
    events = [event for event in range(-before, values.size + 1 - before) if event != -1]
    mean = np.array([[1.0 if event >= 0 else 0.0 for event in events]])
    lift = np.vstack([mean / mean.sum(), np.eye(values.size)])
    terms = ["overall", *(f"event:{event}" for event in events)]
    every, errors = lift @ values, np.sqrt(np.diag(lift @ cov @ lift.T))
    factor = float(t.ppf(0.5 + (method.level or 0.95) / 2, groups - 1))
    rows = []
    for term, value, error in zip(terms, every.tolist(), errors.tolist(), strict=True):
        chance = float(2 * t.sf(abs(value) / error, groups - 1)) if error > 0 else float("nan")
        numbers: dict[str, Any] = {"std_error": error, "p_value": chance, "n_obs": treated}
        rows.append(labels.row(term, value, interval=(value - factor * error, value + factor * error), **numbers))
    frame = pd.DataFrame(lift @ cov @ lift.T, index=terms, columns=terms)
    return Estimates(as_estimates(rows, method).table, method, frame, as_checks(checks))
