"""Design matrix of a discrete-time hazard: baseline, covariates, and what would make them unanswerable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import check, listed, refuse
from sxsh_eval.estimates.hazard_links import Array

WHERE = "hazard"
FEWEST_EVENTS = 5  # below it no interval means anything
DEPENDENT = 1e-9  # part of a column's length left after the columns before it, below which it says nothing new


@dataclass(frozen=True, eq=False)
class Design:
    """Rows the model is fitted to.

    Attributes
    ----------
    event : ndarray, shape (n,)
    matrix : ndarray, shape (n, k)
    names : list of str
        Of the columns.
    baseline : frozenset of str
        Columns of the baseline.
    period : ndarray, shape (n,)
    silent : dict of float to int
        Periods left out because no one adopted in them, with the rows at risk: their hazard is zero.
    groups : ndarray of int or None
    checks : tuple of dict
    """

    event: Array
    matrix: Array
    names: list[str]
    baseline: frozenset[str]
    period: Array
    silent: dict[float, int]
    groups: NDArray[np.int64] | None
    checks: tuple[dict[str, Any], ...]

    @cached_property
    def distinct(self) -> tuple[NDArray[np.bool_], Array]:
        """First of each run of equal rows, shape (n,), and the length of each run; rows are sorted, so runs are few."""
        same = (self.matrix[1:] == self.matrix[:-1]).all(axis=1) & (self.event[1:] == self.event[:-1])
        first = np.concatenate([[True], ~same])
        return first, np.diff(np.flatnonzero(np.append(first, True))).astype(float)


def design_of(
    periods: pd.DataFrame,
    event: str,
    period: str,
    covariates: Sequence[str],
    baseline: Literal["dummies"] | int,
    cluster: str | None,
) -> Design:
    """Design of person-periods, in order of period and then of the rows given.

    Raises
    ------
    EstimationError
        ``estimate.columns_missing``, ``estimate.hazard_words``, ``estimate.hazard_rows``,
        ``estimate.hazard_no_events``, ``estimate.hazard_period_all_adopt``, ``estimate.hazard_too_few_events``,
        ``estimate.hazard_separated``,
        ``estimate.hazard_collinear``, ``estimate.hazard_one_cluster``.
    """
    rows = read_columns(periods, event, period, list(covariates), cluster)
    silent: dict[float, int] = {}
    if baseline == "dummies":
        count = rows.groupby("period")["event"].agg(["sum", "count"])
        full = count.index[count["sum"] == count["count"]]
        if len(full):
            refuse("estimate.hazard_period_all_adopt", WHERE, listed([f"{value:g}" for value in full]))
        without = count[count["sum"] == 0]
        silent = dict(zip(without.index.astype(float), without["count"].astype(int), strict=True))
        rows = rows[~rows["period"].isin(list(silent))]
    refuse_few(int(rows["event"].sum()), len(covariates))
    names, base = baseline_columns(rows["period"].to_numpy(), baseline)
    matrix = np.column_stack([base, *[rows[f"x {name}"].to_numpy() for name in covariates]])
    refuse_collinear(matrix, [*names, *covariates])
    refuse_decided(rows, covariates)
    groups = None if cluster is None else np.asarray(pd.factorize(rows["cluster"], sort=True)[0])
    if groups is not None and len(np.unique(groups)) < 2:  # noqa: PLR2004 - one cluster has no variance
        refuse("estimate.hazard_one_cluster", WHERE, len(np.unique(groups)))
    shown = listed([f"{value:g}" for value in silent])
    return Design(
        event=rows["event"].to_numpy(),
        matrix=matrix,
        names=[*names, *covariates],
        baseline=frozenset(names),
        period=rows["period"].to_numpy(),
        silent=silent,
        groups=groups,
        checks=(check("hazard_silent_periods", warns=bool(silent), statistic=float(len(silent)), detail=shown),),
    )


def read_columns(
    periods: pd.DataFrame, event: str, period: str, covariates: list[str], cluster: str | None
) -> pd.DataFrame:
    """Columns under fixed names, numbers checked, sorted so that the order of rows does not matter."""
    names = [event, period, *covariates, *([cluster] if cluster else [])]
    missing = [name for name in names if name not in periods.columns]
    if missing:
        refuse(
            "estimate.columns_missing", WHERE, listed(missing), known=listed([str(name) for name in periods.columns])
        )
    words = [name for name in [event, period, *covariates] if not pd.api.types.is_numeric_dtype(periods[name])]
    if words:
        refuse("estimate.hazard_words", WHERE, listed(words))
    rows = pd.DataFrame({"event": periods[event].astype(float), "period": periods[period].astype(float)})
    for name in covariates:
        rows[f"x {name}"] = periods[name].astype(float)
    if cluster:
        rows["cluster"] = periods[cluster]
    whole = np.isfinite(rows.drop(columns="cluster", errors="ignore").to_numpy()).all(axis=1)
    bad = ~(rows["event"].isin([0.0, 1.0]) & whole)
    if cluster:
        bad |= rows["cluster"].isna()
    if bad.any():
        refuse("estimate.hazard_rows", WHERE, f"{int(bad.sum())} / {len(rows)}")
    if not rows["event"].any() or rows["event"].all():
        refuse("estimate.hazard_no_events", WHERE, f"{int(rows['event'].sum())}", rows=len(rows))
    order = ["period", "event", *[f"x {name}" for name in covariates], *(["cluster"] if cluster else [])]
    return rows.sort_values(order, kind="stable").reset_index(drop=True)


def refuse_few(events: int, covariates: int) -> None:
    """Refuse fewer events than can carry the covariates (``estimate.hazard_too_few_events``)."""
    needed = max(FEWEST_EVENTS, 2 * covariates)
    if events < needed:
        refuse("estimate.hazard_too_few_events", WHERE, events, covariates=covariates, needed=needed)


def baseline_columns(period: Array, baseline: Literal["dummies"] | int) -> tuple[list[str], Array]:
    """Names and columns of the baseline; polynomials in time centred and scaled to about (-1, 1)."""
    if baseline == "dummies":
        values = np.unique(period)
        return [f"period:{value:.10g}" for value in values], (period[:, None] == values[None, :]).astype(float)
    middle, half = (period.max() + period.min()) / 2, max((period.max() - period.min()) / 2, 1e-300)
    scaled = (period - middle) / half
    return [f"time^{power}" for power in range(baseline + 1)], scaled[:, None] ** np.arange(baseline + 1)


def refuse_collinear(matrix: Array, names: list[str]) -> None:
    """Refuse columns that are sums of the ones before them (``estimate.hazard_collinear``), by name."""
    length = np.linalg.norm(matrix, axis=0)
    spans = np.linalg.qr(matrix / np.where(length > 0, length, 1), mode="r")
    left = np.abs(np.diag(spans))
    bound = [name for name, part, size in zip(names, left, length, strict=False) if part < DEPENDENT or size == 0]
    if bound or matrix.shape[0] < matrix.shape[1]:
        refuse("estimate.hazard_collinear", WHERE, listed(bound or names))


def refuse_decided(rows: pd.DataFrame, covariates: Sequence[str]) -> None:
    """Refuse a covariate of two values that has no event, or nothing else, at one of them."""
    decided = []
    for name in covariates:
        share = rows.groupby(f"x {name}")["event"].mean()
        if len(share) == 2 and share.isin([0.0, 1.0]).any():  # noqa: PLR2004 - two values
            decided.append(f"{name} ({', '.join(f'{value:g}: {part:.0%}' for value, part in share.items())})")
    if decided:
        refuse("estimate.hazard_separated", WHERE, listed(decided))
