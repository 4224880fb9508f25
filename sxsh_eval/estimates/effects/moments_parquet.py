"""Cohort moments straight from Parquet files, in bounded memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sxsh_eval.estimates.diagnosis import listed, refuse
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments, add_moments
from sxsh_eval.estimates.effects.moment_columns import StoredColumns, optional_package
from sxsh_eval.estimates.effects.moment_scatter import UnitRange, moments_of_range, unit_ranges
from sxsh_eval.estimates.effects.moment_stream import Batch, UnsortedRowsError, moments_of_stream

BATCH = 1 << 18  # rows
ORDER = "sxsh_order"  # column by which rows are sorted


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
    put into a table by ranges, one scan a range; rows of other units are sorted by package duckdb, then streamed. All
    three give the same moments, the same to the last bit each time.
    """
    files = [str(paths)] if isinstance(paths, str | Path) else [str(path) for path in paths]
    columns = StoredColumns(outcome, unit, time, cohort, weights, cluster)
    parquet = optional_package("pyarrow.parquet")
    # pyarrow would keep all it has read ahead until the file is closed
    readers = [parquet.ParquetFile(file, pre_buffer=False, buffer_size=1 << 20) for file in files]
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
    return by_order(files, columns, memory)


def is_number(kind: Any) -> bool:
    """Whether a column's type is that of whole numbers."""
    types = optional_package("pyarrow").types
    return bool(types.is_integer(kind))


def batches(readers: Sequence[Any], columns: StoredColumns) -> Iterator[Batch]:
    """Rows with an outcome, a batch at a time."""
    for reader in readers:
        for batch in reader.iter_batches(batch_size=BATCH, columns=columns.names):
            yield arrays(batch, columns)


def arrays(batch: Any, columns: StoredColumns, key: str | None = None) -> dict[str, Any]:
    """Columns of a batch by role, as arrays."""
    roles = {"outcome": columns.outcome, "unit": key or columns.unit, "time": columns.time, "cohort": columns.cohort}
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


def by_order(files: list[str], columns: StoredColumns, memory: int) -> CohortMoments:
    """Moments of rows that duckdb sorts by a hash of the unit, on disk where they do not fit into memory."""
    duckdb = optional_package("duckdb")
    key, chosen = quoted(columns.unit), ", ".join(quoted(name) for name in columns.names)
    query = (
        f"SELECT {chosen}, hash({key}) AS {ORDER} FROM read_parquet(?) "  # noqa: S608 - names are quoted
        f"WHERE {quoted(columns.outcome)} IS NOT NULL ORDER BY {ORDER}, {quoted(columns.time)}"
    )
    lacking = f"SELECT count(*) - count({key}) FROM read_parquet(?)"  # noqa: S608
    with tempfile.TemporaryDirectory() as folder:
        limits = {"memory_limit": f"{max(memory, 150)}MB", "temp_directory": folder}
        with duckdb.connect(config=limits) as connection:
            (gaps,) = connection.execute(lacking, [files]).fetchall()[0]
            if gaps:
                refuse("estimate.panel_keys_missing", columns.unit, gaps)
            rows = connection.sql(query, params=[files]).to_arrow_reader(BATCH)
            return moments_of_stream(arrays(batch, columns, ORDER) for batch in rows)


def quoted(name: str) -> str:
    """Name of a column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'
