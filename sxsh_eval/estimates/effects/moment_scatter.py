"""Moments of rows in any order whose units are whole numbers: a table is filled for one range of them at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.diagnosis import listed, refuse
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments, moments_from_matrix, normal_cohort
from sxsh_eval.estimates.effects.moment_blocks import Array
from sxsh_eval.estimates.effects.moment_columns import StoredColumns
from sxsh_eval.estimates.effects.moment_stream import PER_UNIT, Batch, is_nan

SPARSEST = 8  # numbers per row beyond which units are too thinly spread over their range
MANY_TIMES = 1000


@dataclass(frozen=True, eq=False)
class UnitRange:
    """Units from `first` up to, not including, `end`, at some times."""

    first: int
    end: int
    times: Array


def unit_ranges(readers: Sequence[Any], columns: StoredColumns, memory: int) -> list[UnitRange] | None:
    """Ranges of units whose tables fit into memory; None where units are spread too thinly for tables.

    Parameters
    ----------
    readers : sequence of pyarrow.parquet.ParquetFile
    columns : StoredColumns
    memory : int
        Megabytes.

    Returns
    -------
    list of UnitRange or None
    """
    low, high, rows = None, None, 0
    times: set[float] = set()
    for reader in readers:
        rows += reader.metadata.num_rows
        for batch in reader.iter_batches(columns=[columns.unit, columns.time]):
            unit, moment = (batch.column(place).to_numpy(zero_copy_only=False) for place in (0, 1))
            if unit.dtype.kind == "f" or not len(unit):
                return None  # gaps among the units: said by the other way of reading
            low = int(unit.min()) if low is None else min(low, int(unit.min()))
            high = int(unit.max()) if high is None else max(high, int(unit.max()))
            times.update(few_values(moment))
    if low is None or high is None or (high - low) > SPARSEST * rows / max(len(times), 1) or len(times) > MANY_TIMES:
        return None
    each = max(1, (memory << 20) // (12 * len(times) + 40))
    labels = np.array(sorted(times))
    parts = -(-(high - low + 1) // each)
    ends = np.linspace(low, high + 1, parts + 1).round().astype(np.int64)
    return [UnitRange(int(a), int(b), labels) for a, b in pairwise(ends)]


def few_values(values: npt.NDArray[Any]) -> set[float]:
    """Distinct values of a column with few of them, fast."""
    import pandas as pd

    return {float(value) for value in pd.unique(values)}


def moments_of_range(batches: Iterable[Batch], one: UnitRange) -> CohortMoments:
    """Moments of the units of one range.

    Parameters
    ----------
    batches : iterable of mappings
        As for `moments_of_stream`, in any order.
    one : UnitRange

    Returns
    -------
    CohortMoments
    """
    size = one.end - one.first
    table = np.full(size * len(one.times), np.nan)
    per_unit: dict[str, npt.NDArray[Any]] = {}
    met = np.zeros(size, dtype=bool)
    written = 0
    for batch in batches:
        inside = (batch["unit"] >= one.first) & (batch["unit"] < one.end)
        rows = batch if inside.all() else {name: column[inside] for name, column in batch.items()}
        unit = np.asarray(rows["unit"] - one.first, dtype=np.int64)
        table[unit * len(one.times) + np.searchsorted(one.times, rows["time"])] = rows["outcome"]
        written += len(unit)
        keep_first(per_unit, met, unit, rows)
    if int((~np.isnan(table)).sum()) != written:
        refuse("estimate.moments_repeated", "unit, time", f"{written - int((~np.isnan(table)).sum())}")
    cells = table.reshape(size, len(one.times))
    if not met.all():
        cells, per_unit = cells[met], {name: values[met] for name, values in per_unit.items()}
    return moments_from_matrix(cells, normal_cohort(per_unit.pop("cohort")), one.times, **per_unit)


def keep_first(per_unit: dict[str, npt.NDArray[Any]], met: npt.NDArray[np.bool_], unit: Any, rows: Batch) -> None:
    """Keep what is the same in all rows of a unit, refused where it is not."""
    new = ~met[unit]
    for name in PER_UNIT:
        if name not in rows:
            continue
        values = rows[name]
        if name == "cohort":
            values = normal_cohort(values)
        kept = per_unit.setdefault(name, np.zeros(len(met), dtype=values.dtype))
        kept[unit[new]] = values[new]
        differs = (kept[unit] != values) & ~(is_nan(values) & is_nan(kept[unit]))
        if differs.any():
            refuse("estimate.moments_varies", name, listed(list(np.unique(rows["unit"][differs]))), column=name)
    met[unit] = True
