"""Cohort moments straight from Parquet files, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sxsh_eval.estimates.diagnosis import listed, refuse
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments, add_moments
from sxsh_eval.estimates.effects.moment_columns import StoredColumns, optional_package
from sxsh_eval.estimates.effects.moment_scatter import UnitRange, moments_of_range, unit_ranges
from sxsh_eval.estimates.effects.moment_stream import Batch, UnsortedRowsError, moments_of_sorted, moments_of_stream

BATCH = 1 << 18  # rows
PART = 500_000  # units held at a time where rows come in any order and units are not numbers


def moments_from_parquet(  # noqa: PLR0913 - a panel has this many roles
    paths: str | Path | Sequence[str | Path],
    *,
    outcome: str,
    unit: str,
    time: str,
    cohort: str,
    weights: str | None = None,
    cluster: str | None = None,
    memory: int = 250,
) -> CohortMoments:
    """Cohort moments of a panel stored in Parquet files, never held in memory as a whole.

    Parameters
    ----------
    paths : path or sequence of paths
        Files of one panel, in their order.
    outcome, unit, time, cohort, weights, cluster : str
        Columns, with the meaning they have in `panel_design`; cluster and weights are the same in all rows of a unit.
        Rows without outcome are left out.
    memory : int
        Megabytes for the panel's rows where they are not in order of unit.

    Returns
    -------
    CohortMoments

    Raises
    ------
    EstimationError
        ``estimate.package_missing``, ``estimate.columns_missing``, ``estimate.moments_repeated``,
        ``estimate.moments_varies``, ``estimate.moments_infinite``, ``estimate.moments_weights``.

    Notes
    -----
    Rows in order of unit are streamed once (package pyarrow). In any other order, units that are whole numbers are
    put into a table by ranges, one scan a range; other units are grouped by package duckdb, a part of them at a time.
    All three give the same moments, the same to the last bit each time.
    """
    files = [str(paths)] if isinstance(paths, str | Path) else [str(path) for path in paths]
    columns = StoredColumns(outcome, unit, time, cohort, weights, cluster)
    parquet = optional_package("pyarrow.parquet")
    readers = [parquet.ParquetFile(file) for file in files]
    known = set.intersection(*(set(reader.schema_arrow.names) for reader in readers))
    if absent := [name for name in columns.names if name not in known]:
        refuse("estimate.columns_missing", "parquet", listed(absent), known=listed(sorted(known)))
    numeric = all(is_number(reader.schema_arrow.field(unit).type) for reader in readers)
    if numeric:
        try:
            return moments_of_stream(batches(readers, columns))
        except UnsortedRowsError:
            pass
        ranges = unit_ranges(readers, columns, memory)
        if ranges is not None:
            return add_moments([ranged(readers, columns, one) for one in ranges])
    return by_groups(files, columns, sum(reader.metadata.num_rows for reader in readers), memory)


def is_number(kind: Any) -> bool:
    """Whether a column's type is that of whole numbers."""
    types = optional_package("pyarrow").types
    return bool(types.is_integer(kind))


def batches(readers: Sequence[Any], columns: StoredColumns) -> Iterator[Batch]:
    """Rows with an outcome, a batch at a time."""
    for reader in readers:
        for batch in reader.iter_batches(batch_size=BATCH, columns=columns.names):
            yield arrays(batch, columns)


def arrays(batch: Any, columns: StoredColumns) -> dict[str, Any]:
    """Columns of a batch by role, as arrays."""
    roles = {"outcome": columns.outcome, "unit": columns.unit, "time": columns.time, "cohort": columns.cohort}
    roles |= {"weights": columns.weights} if columns.weights else {}
    roles |= {"groups": columns.cluster} if columns.cluster else {}
    found = {role: batch.column(name).to_numpy(zero_copy_only=False) for role, name in roles.items()}
    found["outcome"] = np.asarray(found["outcome"], dtype=np.float64)
    lacking = np.isnan(found["outcome"])
    if lacking.any():
        found = {role: column[~lacking] for role, column in found.items()}
    if found["unit"].dtype.kind == "f" and np.isnan(found["unit"]).any():
        refuse("estimate.panel_keys_missing", columns.unit, int(np.isnan(found["unit"]).sum()))
    return found


def ranged(readers: Sequence[Any], columns: StoredColumns, one: UnitRange) -> CohortMoments:
    """Moments of the units of one range, by a scan of all rows."""
    return moments_of_range(batches(readers, columns), one)


def by_groups(files: list[str], columns: StoredColumns, rows: int, memory: int) -> CohortMoments:
    """Moments by grouping rows in duckdb, a part of the units at a time.

    Parts and the order of units in them follow from a hash of the unit, so that sums are the same each time.
    """
    duckdb = optional_package("duckdb")
    limits = {"memory_limit": f"{max(memory, 150)}MB"}
    with duckdb.connect(config=limits) as connection:
        key = quoted(columns.unit)
        count = "SELECT approx_count_distinct({0}), count(*) - count({0}) FROM read_parquet(?)".format(key)  # noqa: S608
        units, lacking = connection.execute(count, [files]).fetchall()[0]
        if lacking:
            refuse("estimate.panel_keys_missing", columns.unit, lacking)
        parts = max(1, round(units / PART), round(rows * 40 / (memory << 20)))
        found = []
        for part in range(parts):
            chosen = ", ".join(quoted(name) for name in columns.names)
            query = (
                f"SELECT {chosen}, hash({key}) AS sxsh_order FROM read_parquet(?) "  # noqa: S608 - quoted names
                f"WHERE {quoted(columns.outcome)} IS NOT NULL AND hash({key}) % {parts} = {part}"
            )
            table = connection.execute(query, [files]).to_arrow_table()
            if table.num_rows:
                found.append(sorted_part(table, columns))
    if not found:
        refuse("estimate.moments_nothing", columns.outcome, 0)
    return add_moments(found)


def sorted_part(table: Any, columns: StoredColumns) -> CohortMoments:
    """Moments of whole units that come in any order."""
    import pandas as pd

    rows = arrays(table.combine_chunks(), columns)
    moment = np.asarray(rows["time"], dtype=np.float64)
    codes, _ = pd.factorize(table.column("sxsh_order").to_numpy(), sort=True)
    order = np.lexsort((moment, codes))
    found = {role: column[order] for role, column in rows.items()}
    found["unit"] = codes[order]
    return moments_of_sorted(found)


def quoted(name: str) -> str:
    """Name of a column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'
