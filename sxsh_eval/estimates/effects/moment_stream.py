"""Moments of a stream of rows in order of unit, one batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.diagnosis import listed, refuse
from sxsh_eval.estimates.effects.cohort_moments import (
    CohortMoments,
    add_moments,
    moments_from_matrix,
    normal_cohort,
)
from sxsh_eval.estimates.effects.moment_blocks import Array

Column = npt.NDArray[Any]
Batch = Mapping[str, Column]
PER_UNIT = ("cohort", "weights", "groups")
MERGE_AFTER = 32


class UnsortedRowsError(Exception):
    """Rows are not in order of unit."""


def moments_of_stream(batches: Iterable[Batch]) -> CohortMoments:
    """Moments of batches whose rows, taken together, are in order of unit.

    Parameters
    ----------
    batches : iterable of mappings
        Columns ``unit``, ``time``, ``outcome``, ``cohort``; also ``weights`` and ``groups`` where there are such.

    Returns
    -------
    CohortMoments

    Raises
    ------
    UnsortedRowsError
    EstimationError
    """
    parts: list[CohortMoments] = []
    rest: dict[str, Column] = {}
    last: Any = None
    for batch in batches:
        rows = {name: np.concatenate([rest[name], column]) for name, column in batch.items()} if rest else dict(batch)
        unit = rows["unit"]
        if not len(unit):
            continue
        steps = unit[1:] != unit[:-1]
        if (unit[1:] < unit[:-1]).any() or (last is not None and unit[0] <= last):
            raise UnsortedRowsError
        begun = np.flatnonzero(steps)
        cut = int(begun[-1]) + 1 if begun.size else 0  # the last unit may go on in the next batch
        if cut:
            parts.append(moments_of_sorted({name: column[:cut] for name, column in rows.items()}))
            last = unit[cut - 1]
        rest = {name: column[cut:] for name, column in rows.items()}
        if len(parts) > MERGE_AFTER:
            parts = [add_moments(parts)]
    if rest and len(rest["unit"]):
        parts.append(moments_of_sorted(rest))
    if not parts:
        refuse("estimate.moments_nothing", "outcome", 0)
    return add_moments(parts)


def moments_of_sorted(rows: Batch) -> CohortMoments:
    """Moments of whole units in rows in order of unit."""
    unit = rows["unit"]
    begun = np.flatnonzero(np.append(True, unit[1:] != unit[:-1]))
    per_unit = {name: rows[name][begun] for name in PER_UNIT if name in rows}
    lengths = np.diff(np.append(begun, len(unit)))
    for name, values in per_unit.items():
        whole = np.repeat(values, lengths)
        differs = (rows[name] != whole) & ~(is_nan(rows[name]) & is_nan(whole))
        if differs.any():
            refuse("estimate.moments_varies", name, listed(list(np.unique(unit[differs]))), column=name)
    count = int(lengths[0])
    times = rows["time"][:count]
    regular = len(unit) == count * len(begun) and (lengths == count).all()
    if regular and (rows["time"].reshape(-1, count) == times).all() and (times[1:] > times[:-1]).all():
        table, labels = rows["outcome"].reshape(-1, count), np.asarray(times, dtype=np.float64)
    else:
        table, labels = scattered(rows, lengths)
    return moments_from_matrix(table, normal_cohort(per_unit.pop("cohort")), labels, **per_unit)


def scattered(rows: Batch, lengths: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """Table of units by times of rows with gaps or in another order of time."""
    labels, moment = np.unique(np.asarray(rows["time"], dtype=np.float64), return_inverse=True)
    place = np.repeat(np.arange(len(lengths)), lengths) * len(labels) + moment
    taken = np.bincount(place, minlength=len(lengths) * len(labels))
    if (taken > 1).any():
        again = rows["unit"][np.isin(place, np.flatnonzero(taken > 1))]
        refuse("estimate.moments_repeated", "unit, time", listed(list(np.unique(again))))
    table = np.full(len(lengths) * len(labels), np.nan)
    table[place] = rows["outcome"]
    return table.reshape(len(lengths), len(labels)), labels


def is_nan(values: Column) -> npt.NDArray[np.bool_]:
    """Where a column of numbers is not one."""
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)
