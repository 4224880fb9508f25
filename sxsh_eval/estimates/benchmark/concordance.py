"""Numbers of provinces in the borders of a later day: counts add up exactly, rates are weighted anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import listed, refuse
from sxsh_eval.estimates.result import CONFIDENTIAL, KEYS, Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.province_names import slug_on
from sxsh_eval.parameters.registry import Registry

PARTIAL, NO_DENOMINATOR = "concord_partial", "concord_no_denominator"
COUNTED = frozenset(
    {"enterprise", "establishment", "assessment", "model", "person", "event", "document", "unit", "vnd", "toe", "gj",
     "tco2", "kwh"}
)  # fmt: skip
"""Units of numbers that add up over provinces; all others are rates."""
WITHIN = [key for key in KEYS if key != "province"]
REFERENCES = ("Zou, G. Y., Donner, A. (2008), Statistics in Medicine 27, 1693-1702",)


def successors(registry: Registry, day: dt.date, *, of: dt.date) -> dict[str, str]:
    """Province of a later day to which each province of an earlier day belongs.

    Parameters
    ----------
    registry : Registry
    day : date
        Whose borders are wanted.
    of : date
        Whose borders the provinces have now.

    Returns
    -------
    dict of str to str
        Slug by slug; never by statistical code, since codes were given to other provinces.

    Raises
    ------
    EstimationError
        ``estimate.concord_backwards`` if `day` is before `of`: what was merged cannot be taken apart.
    """
    if day < of:
        refuse("estimate.concord_backwards", "day", f"{of} → {day}")
    valid = [province.slug for province in registry.provinces if province.valid_on(of)]
    return {slug: slug_on(slug, registry.provinces, day) for slug in valid}


def concord_counts(
    table: pd.DataFrame, registry: Registry, day: dt.date, *, of: dt.date, values: Sequence[str]
) -> pd.DataFrame:
    """Counts by province in the borders of a later day.

    Parameters
    ----------
    table : DataFrame
        ``province`` (slug), columns of counts, any other keys.
    registry : Registry
    day, of : date
        As of `successors`.
    values : sequence of str
        Columns that add up; all others are keys.

    Returns
    -------
    DataFrame
        One row a combination of keys; totals over provinces are those of `table` to the last unit.

    Raises
    ------
    EstimationError
        ``estimate.concord_province`` for what is no slug of that day, a statistical code for one.
    """
    homes = homes_of(table["province"], registry, day, of)
    keys = [str(name) for name in table.columns if name not in values]
    moved = table.assign(province=table["province"].map(homes))
    return moved.groupby(keys, sort=True, dropna=False, as_index=False)[list(values)].sum(min_count=1)


def homes_of(provinces: Iterable[object], registry: Registry, day: dt.date, of: dt.date) -> dict[str, str]:
    """Successors of the provinces of a table."""
    homes = successors(registry, day, of=of)
    unknown = sorted({str(slug) for slug in provinces} - homes.keys())
    if unknown:
        refuse("estimate.concord_province", "province", listed(unknown), date=of.isoformat())
    return homes


def concord(
    found: Estimates,
    registry: Registry,
    day: dt.date,
    *,
    of: dt.date,
    denominators: Mapping[str, float] | None = None,
) -> Estimates:
    """Estimates by province in the borders of a later day.

    Parameters
    ----------
    found : Estimates
        Rows with a province; its covariance, where it has one, is used, else provinces count as independent.
    registry : Registry
    day, of : date
        As of `successors`.
    denominators : mapping of str to float, optional
        Units behind the rates by slug.

    Returns
    -------
    Estimates
        Units of `COUNTED` are sums. Other units are means weighted by `denominators`: without them the row has the
        reason ``concord_no_denominator``, with a former province missing ``concord_partial`` (a sum keeps its number
        then). A row of which a part is hidden is hidden. A province that was not merged keeps its numbers.

    Raises
    ------
    EstimationError
        As of `concord_counts`.

    Notes
    -----
    Interval of a mean or sum with weights ``w``: ``t - sqrt(sum_ij w_i w_j r_ij (e_i - l_i)(e_j - l_j))`` and the
    same above, with ``r`` the correlation, so each province's own limits, which need not be symmetric, are used. Of
    claims, whose intervals are those of rounding, the ends themselves are combined.
    """
    homes = homes_of(found.table["province"], registry, day, of)
    members: dict[str, list[str]] = {}
    for slug, home in homes.items():
        members.setdefault(home, []).append(slug)
    table = found.table.assign(home=found.table["province"].map(homes)).reset_index(drop=True)
    correlation = correlations(found)
    rows = []
    for _, group in table.groupby([*WITHIN, "home", "unit", "evidence"], sort=False):
        at = group.index.to_numpy(dtype=np.int64)
        near = correlation[np.ix_(at, at)]
        rows.append(one_home(group, near, members[str(group["home"].iloc[0])], denominators or {}))
    method = Method(f"{found.method.estimator}_concord", "sum, or sum(w e) / sum(w)", found.method.level, REFERENCES)
    made = as_estimates(rows, method)
    return Estimates(made.table, method, checks=found.checks)


def correlations(found: Estimates) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Correlation of the rows; the unit matrix without a covariance."""
    size = len(found.table)
    if found.cov is None:
        return np.eye(size)
    cov = found.cov.to_numpy(float)
    spread = np.sqrt(np.diag(cov))
    known = np.where(spread > 0, spread, 1.0)
    near = cov / np.outer(known, known)
    np.fill_diagonal(near, 1.0)
    return np.asarray(near)


def one_home(
    group: pd.DataFrame, near: np.ndarray[Any, Any], members: Sequence[str], denominators: Mapping[str, float]
) -> dict[str, Any]:
    """Row of one later province from those of its parts."""
    first = group.iloc[0]
    keys = (str(first["indicator"]), str(first["home"]), str(first["sector"]), str(first["period"]), str(first["term"]))
    words: dict[str, Any] = {
        "unit": str(first["unit"]),
        "evidence": str(first["evidence"]),
        "source": sources(group["source"]),
    }
    if len(members) == 1:
        return dict(first.drop("home")) | {"province": keys[1]}
    n_obs = float(group["n_obs"].sum(min_count=1))
    if (group["reason"] == CONFIDENTIAL).any():
        return estimate_row(keys, float("nan"), reason=CONFIDENTIAL, **words)
    whole = set(group["province"]) == set(members)
    counted = words["unit"] in COUNTED
    weights = np.ones(len(group)) if counted else shares(group["province"], denominators)
    why = next(reasons(group, weights, whole=whole, counted=counted), "")
    value = float(weights @ group["estimate"].to_numpy(float)) if counted or not why else float("nan")
    if why:
        return estimate_row(keys, value, reason=why, n_obs=n_obs, **words)
    ends = limits(group, weights, near)
    interval = None if np.isnan(ends[0]) else ends
    error = spread(group, weights, near)
    reason = "" if interval else " ".join(dict.fromkeys(group["reason"].loc[lambda text: text != ""])) or PARTIAL
    return estimate_row(keys, value, interval=interval, reason=reason, std_error=error, n_obs=n_obs, **words)


def reasons(group: pd.DataFrame, weights: np.ndarray[Any, Any], *, whole: bool, counted: bool) -> Iterator[str]:
    """Why a row has no number, or a sum no interval."""
    if not whole or group["estimate"].isna().any():
        yield PARTIAL
    if not counted and np.isnan(weights).any():
        yield NO_DENOMINATOR


def sources(given: pd.Series[Any]) -> str:
    """Sources of a row, each once."""
    return "; ".join(dict.fromkeys(given.astype(str)))


def shares(provinces: pd.Series[Any], denominators: Mapping[str, float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Part of each province in the denominators; not known where one is missing or all are zero."""
    known = np.array([denominators.get(str(slug), np.nan) for slug in provinces], dtype=float)
    total = float(known.sum())
    return known / total if total > 0 else np.full(len(known), np.nan)


def limits(group: pd.DataFrame, weights: np.ndarray[Any, Any], near: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Interval of the combination; of claims the combined ends."""
    low, value, high = (group[name].to_numpy(float) for name in ("conf_low", "estimate", "conf_high"))
    if (group["evidence"] == "claimed").all():
        return float(weights @ low), float(weights @ high)
    middle = float(weights @ value)
    below, above = (weights * part for part in (value - low, high - value))
    return middle - root(below, near), middle + root(above, near)


def spread(group: pd.DataFrame, weights: np.ndarray[Any, Any], near: np.ndarray[Any, Any]) -> float:
    """Standard error of the combination."""
    return root(weights * group["std_error"].to_numpy(float), near)


def root(parts: np.ndarray[Any, Any], near: np.ndarray[Any, Any]) -> float:
    """Length of parts with their correlation."""
    return float(np.sqrt(max(0.0, float(parts @ near @ parts)))) if not np.isnan(parts).any() else float("nan")
