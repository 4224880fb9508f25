"""Counts, means and centred cross-products of many blocks of units: made from rows, and merged without loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
CHUNK = 1 << 16  # rows of outcomes copied at a time
SMALL_BLOCKS = 200  # units per block below which all blocks are computed together


@dataclass(frozen=True, eq=False)
class Sums:
    """Weighted moments of B blocks: total weight (B), mean (B, T) and centred cross-products (B, T, T)."""

    weight: Array
    mean: Array
    cross: Array

    def take(self, rows: Any) -> Sums:
        """Those of some blocks."""
        return Sums(self.weight[rows], self.mean[rows], self.cross[rows])


def merged(parts: Sums, target: Codes, size: int) -> Sums:
    """Blocks with the same target as one, by the updating formulas of Chan, Golub & LeVeque (1983).

    Parameters
    ----------
    parts : Sums
        B blocks.
    target : array (B,)
        Which of the new blocks each belongs to.
    size : int
        Number of new blocks.

    Returns
    -------
    Sums
    """
    times = parts.mean.shape[1]
    weight: Array = np.bincount(target, parts.weight, size).astype(np.float64)
    share = parts.weight / weight[target]
    mean = np.zeros((size, times))
    np.add.at(mean, target, share[:, None] * parts.mean)
    away = parts.mean - mean[target]
    cross = np.zeros((size, times, times))
    np.add.at(cross, target, parts.cross + parts.weight[:, None, None] * away[:, :, None] * away[:, None, :])
    return Sums(weight, mean, cross)


def sums_of_rows(outcome: Array, weight: Array | None, block: Codes, size: int) -> Sums:
    """Moments of the rows of each block.

    Parameters
    ----------
    outcome : array (n, T)
        Zero where not observed.
    weight : array (n,), optional
    block : array (n,)
        Block of each row, from 0 to `size` - 1; each has a row.
    size : int

    Returns
    -------
    Sums
    """
    if size * SMALL_BLOCKS > len(block):
        return together(outcome, weight, block, size)
    kind = np.uint16 if size < 1 << 16 else np.int64  # numpy sorts short integers by counting
    order = np.argsort(block.astype(kind), kind="stable")
    ends = np.cumsum(np.bincount(block, minlength=size))
    pieces, owners = [], []
    for owner, (start, end) in enumerate(zip(np.r_[0, ends[:-1]], ends, strict=True)):
        for first in range(start, end, CHUNK):
            rows = order[first : min(first + CHUNK, end)]
            pieces.append(piece(outcome[rows], None if weight is None else weight[rows]))
            owners.append(owner)
    weights, means, crosses = (np.stack(part) for part in zip(*pieces, strict=True))
    return merged(Sums(weights, means, crosses), np.array(owners, dtype=np.int64), size)


def piece(rows: Array, weight: Array | None) -> tuple[Any, Array, Array]:
    """Weight, mean and centred cross-products of some rows."""
    if weight is None:
        mean = rows.mean(axis=0)
        away = rows - mean
        mean = mean + (rest := away.mean(axis=0))  # what rounding left
        return float(len(rows)), mean, away.T @ away - len(rows) * np.outer(rest, rest)
    total = weight.sum()
    mean = weight @ rows / total
    away = rows - mean
    mean = mean + (rest := weight @ away / total)
    return total, mean, (away * weight[:, None]).T @ away - total * np.outer(rest, rest)


def together(outcome: Array, weight: Array | None, block: Codes, size: int) -> Sums:
    """Moments of many small blocks, without a loop over them."""
    times = outcome.shape[1]
    weight = np.ones(len(block)) if weight is None else weight
    total: Array = np.bincount(block, weight, size).astype(np.float64)
    mean = np.column_stack([np.bincount(block, weight * outcome[:, t], size) for t in range(times)]) / total[:, None]
    away = outcome - mean[block]
    cross = np.empty((size, times, times))
    for one in range(times):
        weighted = weight * away[:, one]
        for other in range(one + 1):
            cross[:, one, other] = cross[:, other, one] = np.bincount(block, weighted * away[:, other], size)
    return Sums(total, mean, cross)


def distinct(*keys: npt.NDArray[Any]) -> tuple[Codes, Codes]:
    """Place of the first row of each combination in sorted order of the keys, with the code of every row.

    Parameters
    ----------
    *keys : arrays (n,) or (n, k)
        The first sorts first.

    Returns
    -------
    first : array (m,)
    codes : array (n,)
    """
    code = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        part, count = ranks(key)
        code = code * count + part
        code = ranks(code)[0]
    first = np.empty(int(code.max()) + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    return first, code


def ranks(key: npt.NDArray[Any]) -> tuple[Codes, int]:
    """Rank of each row among the distinct values, from 0; by hashing first, as there are few distinct values."""
    import pandas as pd

    if key.ndim == 2:  # noqa: PLR2004 - a table of booleans: its rows are read as bytes
        packed = np.packbits(key, axis=1)
        key = np.zeros(len(key), dtype=np.int64)
        for start in range(0, packed.shape[1], 7):
            word = np.zeros(len(key), dtype=np.int64)
            for column in packed[:, start : start + 7].T:
                word = (word << 8) | column
            part, count = ranks(word)
            key = ranks(key * count + part)[0]
    codes, values = pd.factorize(key)
    place = np.empty(len(values), dtype=np.int64)
    place[np.argsort(values, kind="stable")] = np.arange(len(values))
    return place[codes], len(values)
