"""Cohort moments: the few numbers of a panel from which its difference-in-differences estimators follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.diagnosis import listed, refuse
from sxsh_eval.estimates.effects.moment_blocks import Array, Codes, Sums, distinct, merged, sums_of_rows
from sxsh_eval.shown import Shown

NEVER = np.inf


@dataclass(frozen=True, eq=False)
class CohortMoments(Shown):
    """Moments of the outcome over the times, by block of units that were seen at the same times and treated alike.

    Moments of disjoint sets of units add up: ``moments_of_one_part + moments_of_the_other``, in any order.

    Attributes
    ----------
    times : array (T,)
        Sorted.
    seen : array of bool (B, T)
        At which times the units of a block are observed.
    cohort : array (B,)
        First treated time; infinity for never treated.
    group : array (B,)
        Label of the cluster or stratum of the block's units; all 0 without one.
    units : array (B,)
        Number of units.
    sums : Sums
        Total weight, mean and centred cross-products of the outcome; zero at times not observed.
    squared : Sums or None
        The same with squared weights, which errors clustered by unit need; None where all weights are one.
    """

    times: Array
    seen: npt.NDArray[np.bool_]
    cohort: Array
    group: npt.NDArray[Any]
    units: Array
    sums: Sums
    squared: Sums | None = None

    def _facts(self) -> Mapping[str, Any]:
        return {"n_units": int(self.units.sum()), "n_times": len(self.times)}

    @property
    def scores(self) -> Sums:
        """Moments with the weights that squared scores of units carry."""
        return self.sums if self.squared is None else self.squared

    @property
    def cohorts(self) -> Array:
        """Cohorts in their order, never treated last."""
        return np.unique(self.cohort)

    @property
    def n_units(self) -> int:
        """Number of units."""
        return round(float(self.units.sum()))

    @property
    def n_obs(self) -> int:
        """Number of observations."""
        return round(float(self.units @ self.seen.sum(axis=1)))

    def __add__(self, other: object) -> CohortMoments:
        if not isinstance(other, CohortMoments):
            return NotImplemented
        return add_moments([self, other])

    def __radd__(self, other: object) -> CohortMoments:
        return self if other == 0 else NotImplemented  # so that sum(parts) works

    def where(self, keep: npt.NDArray[np.bool_]) -> CohortMoments:
        """Blocks for which `keep` is true."""
        squared = None if self.squared is None else self.squared.take(keep)
        parts = (self.seen[keep], self.cohort[keep], self.group[keep], self.units[keep], self.sums.take(keep))
        return CohortMoments(self.times, *parts, squared)

    def at_times(self, keep: npt.NDArray[np.bool_]) -> CohortMoments:
        """Only some of the times; units not observed then are left out."""

        def cut(sums: Sums) -> Sums:
            return Sums(sums.weight, sums.mean[:, keep], sums.cross[:, keep][:, :, keep])

        squared = None if self.squared is None else cut(self.squared)
        part = replace(self, times=self.times[keep], seen=self.seen[:, keep], sums=cut(self.sums), squared=squared)
        return gathered(part.where(np.asarray(part.seen.any(axis=1))))

    def without_groups(self) -> CohortMoments:
        """Moments of the same units whatever their group."""
        return gathered(replace(self, group=np.zeros(len(self.units), dtype=np.int64)))


def moments_from_matrix(
    outcome: npt.ArrayLike,
    cohort: npt.ArrayLike,
    times: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    groups: npt.ArrayLike | None = None,
) -> CohortMoments:
    """Moments of a table of units by times.

    Parameters
    ----------
    outcome : array (n, T)
        NaN where a unit is not observed.
    cohort : array (n,)
        First treated time; infinity, NaN or 0 for never treated.
    times : array (T,)
        Sorted.
    weights : array (n,), optional
        Positive; one by default.
    groups : array (n,), optional
        Cluster or stratum of each unit.

    Returns
    -------
    CohortMoments

    Raises
    ------
    EstimationError
        ``estimate.moments_infinite``, ``estimate.moments_weights``, ``estimate.moments_nothing``.
    """
    values = np.ascontiguousarray(outcome, dtype=np.float64)
    seen = ~np.isnan(values)
    whole = bool(seen.all())
    if np.isinf(values.sum()) and np.isinf(values).any():
        refuse("estimate.moments_infinite", "outcome", int(np.isinf(values).sum()))
    if not seen.any():
        refuse("estimate.moments_nothing", "outcome", 0)
    weight = None if weights is None else checked_weights(np.asarray(weights, dtype=np.float64))
    group = np.zeros(len(values), dtype=np.int64) if groups is None else np.asarray(groups)
    keys = (normal_cohort(cohort), group)
    first, block = distinct(*keys) if whole else distinct(seen, *keys)
    if not whole:
        values = np.where(seen, values, 0.0)
    sums = sums_of_rows(values, weight, block, len(first))
    squared = None if weight is None else sums_of_rows(values, weight**2, block, len(first))
    units = np.bincount(block, minlength=len(first)).astype(np.float64)
    moments = CohortMoments(
        np.asarray(times, dtype=np.float64), seen[first], keys[0][first], group[first], units, sums, squared
    )
    return moments if whole else moments.where(np.asarray(moments.seen.any(axis=1)))


def moments_from_long(
    outcome: npt.ArrayLike,
    unit: npt.ArrayLike,
    time: npt.ArrayLike,
    cohort: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    groups: npt.ArrayLike | None = None,
) -> CohortMoments:
    """Moments of observations in rows, in any order.

    Parameters
    ----------
    outcome, unit, time, cohort : arrays (n,)
        One row per unit and time; cohort as in `moments_from_matrix`, the same in all rows of a unit.
    weights, groups : arrays (n,), optional
        The same in all rows of a unit.

    Returns
    -------
    CohortMoments

    Raises
    ------
    EstimationError
        ``estimate.moments_repeated``, ``estimate.moments_varies`` and those of `moments_from_matrix`.
    """
    import pandas as pd

    codes, names = pd.factorize(np.asarray(unit), sort=True)
    times, moment = np.unique(np.asarray(time, dtype=np.float64), return_inverse=True)
    place = codes * len(times) + moment
    if (repeated := np.flatnonzero(np.bincount(place) > 1)).size:
        refuse("estimate.moments_repeated", "unit, time", listed([names[k // len(times)] for k in repeated]))
    table = np.full(len(names) * len(times), np.nan)
    table[place] = np.asarray(outcome, dtype=np.float64)
    per_unit: dict[str, Any] = {"cohort": normal_cohort(cohort), "weights": weights, "groups": groups}
    kept = {
        name: constant_in_units(name, np.asarray(values), codes, names)
        for name, values in per_unit.items()
        if values is not None
    }
    return moments_from_matrix(table.reshape(len(names), len(times)), times=times, **kept)


def constant_in_units(name: str, values: npt.NDArray[Any], codes: Codes, names: Any) -> npt.NDArray[Any]:
    """Value of each unit, refused where it changes."""
    found = np.empty(len(names), dtype=values.dtype)
    found[codes] = values
    if (changed := found[codes] != values).any():
        refuse("estimate.moments_varies", name, listed(list(names[np.unique(codes[changed])])), column=name)
    return found


def normal_cohort(cohort: npt.ArrayLike) -> Array:
    """Cohorts as numbers, with infinity for never treated."""
    values = np.asarray(cohort, dtype=np.float64)
    return np.where(np.isnan(values) | (values == 0), NEVER, values)


def checked_weights(weights: Array) -> Array | None:
    """Weights, None where all are one; refused unless positive."""
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        refuse("estimate.moments_weights", "weights", int((~(weights > 0) | np.isinf(weights)).sum()))
    return None if (weights == 1).all() else weights


def add_moments(parts: list[CohortMoments]) -> CohortMoments:
    """Moments of the units of all parts together.

    Parameters
    ----------
    parts : list of CohortMoments
        Of disjoint sets of units; their times may differ.

    Returns
    -------
    CohortMoments
    """
    times = np.unique(np.concatenate([part.times for part in parts]))
    wide = [widened(part, times) for part in parts]
    weighted = any(part.squared is not None for part in parts)

    def joined(all_sums: list[Sums]) -> Sums:
        return Sums(*(np.concatenate([getattr(s, k) for s in all_sums]) for k in ("weight", "mean", "cross")))

    seen, cohort, group, units = (
        np.concatenate([getattr(part, name) for part in wide]) for name in ("seen", "cohort", "group", "units")
    )
    sums = joined([part.sums for part in wide])
    squared = joined([part.scores for part in wide]) if weighted else None
    return gathered(CohortMoments(times, seen, cohort, group, units, sums, squared))


def widened(part: CohortMoments, times: Array) -> CohortMoments:
    """The same moments on a longer list of times."""
    if len(times) == len(part.times):
        return part
    place = np.searchsorted(times, part.times)

    def spread(sums: Sums) -> Sums:
        mean = np.zeros((len(sums.mean), len(times)))
        cross = np.zeros((len(sums.mean), len(times), len(times)))
        mean[:, place], cross[:, place[:, None], place] = sums.mean, sums.cross
        return Sums(sums.weight, mean, cross)

    seen = np.zeros((len(part.seen), len(times)), dtype=bool)
    seen[:, place] = part.seen
    squared = None if part.squared is None else spread(part.squared)
    return replace(part, times=times, seen=seen, sums=spread(part.sums), squared=squared)


def gathered(moments: CohortMoments) -> CohortMoments:
    """Blocks with the same key as one, in the order of their keys."""
    first, block = distinct(moments.seen, moments.cohort, moments.group)
    size = len(first)
    squared = None if moments.squared is None else merged(moments.squared, block, size)
    keys = (moments.seen[first], moments.cohort[first], moments.group[first])
    units: Array = np.bincount(block, moments.units, size).astype(np.float64)
    return CohortMoments(moments.times, *keys, units, merged(moments.sums, block, size), squared)
