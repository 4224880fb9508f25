"""Which cells an average of group-time effects takes, and the average with its influence function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import refuse
from sxsh_eval.estimates.effects.group_time import GroupTimeEffects
from sxsh_eval.estimates.effects.group_time_tables import refuse_cells

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Parts:
    """Where the rows of an aggregation lie, with the places of the cells of each; `post` are those of a simple mean."""

    at: Floats
    cells: list[NDArray[np.int64]]
    post: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Average:
    """A weighted mean of cells with the weights of its influence function."""

    estimate: float
    loading: Floats
    cells: NDArray[np.int64]
    reason: str = ""


def selected(effects: GroupTimeEffects, kind: str, window: tuple[float, float], balance_at: float | None) -> Parts:
    """Which cells stand behind which row.

    Raises
    ------
    EstimationError
        If there are none after the start.
    """
    cells = effects.cells
    event, start, time = (cells[name].to_numpy() for name in ("event", "cohort", "time"))
    usable = cells["estimate"].notna().to_numpy()
    within = usable & (event >= window[0]) & (event <= window[1])
    post = within & cells["post"].to_numpy()
    if kind == "dynamic":
        key, kept = event, within
        if balance_at is not None:
            long_enough = time.max() - start >= balance_at
            kept = kept & long_enough & (event <= balance_at) & (event >= balance_at - time.max() + time.min())
            kept = kept & ~np.isin(start, start[long_enough & ~usable & (event >= 0) & (event <= balance_at)])
            post = kept & cells["post"].to_numpy()
    elif kind == "calendar":
        key, kept = time, usable & cells["post"].to_numpy()
        post = kept
    else:
        key, kept = start, post
    started = cells["post"].to_numpy()
    if started.any() and not usable[started].any():
        refuse_cells(cells[started])
    if not post.any():
        refuse("estimate.effects_nothing_to_average", kind, f"{window[0]:g} … {window[1]:g}")
    values = np.unique(key[kept]) if kind != "simple" else np.empty(0)
    return Parts(values, [np.flatnonzero(kept & (key == value)) for value in values], np.flatnonzero(post))


def averaged(effects: GroupTimeEffects, places: NDArray[np.int64], *, plain: bool = False) -> Average:
    """Mean of cells weighted by the size of their cohorts, or plain."""
    estimates = effects.cells["estimate"].to_numpy()[places]
    parts = np.zeros((places.size, effects.joint.shape[1]))
    parts[np.arange(places.size), places] = 1
    if plain:
        return Average(float(estimates.mean()), parts.mean(axis=0), places)
    owners = np.searchsorted(effects.starts, effects.cells["cohort"].to_numpy()[places])
    return by_size(effects, owners, estimates, parts, places)


def by_size(
    effects: GroupTimeEffects, owners: NDArray[np.int64], estimates: Floats, parts: Floats, places: NDArray[np.int64]
) -> Average:
    """Mean of numbers weighted by the share of the cohort of each, which is estimated itself.

    `parts` holds the loadings of the numbers, shape (n_numbers, n_loadings).
    """
    count = effects.starts.size
    shares = effects.shares[owners]
    estimate = float(shares @ estimates / shares.sum())
    loading = shares @ parts / shares.sum()
    moved = np.bincount(owners, weights=estimates - estimate, minlength=count) / shares.sum()
    loading[-count:] += moved
    return Average(estimate, loading, places)


def overall(effects: GroupTimeEffects, kind: str, parts: Parts, rows: list[Average]) -> Average:
    """The number above the rows."""
    if kind == "simple":
        return averaged(effects, parts.post)
    if kind == "group":
        owners = np.searchsorted(effects.starts, parts.at)
        estimates, loadings = np.array([row.estimate for row in rows]), np.array([row.loading for row in rows])
        return by_size(effects, owners, estimates, loadings, parts.post)
    used = [row for row, value in zip(rows, parts.at, strict=True) if kind == "calendar" or value >= 0]
    estimate = float(np.mean([row.estimate for row in used]))
    return Average(estimate, np.mean([row.loading for row in used], axis=0), parts.post)
