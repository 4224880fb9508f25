"""Stages of a sampling design as integer codes: which unit a row belongs to, which stratum a unit was drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
LonelyPSU = Literal["refuse", "adjust", "average", "certainty"]
NEARLY_ALL = 1e-7  # a stratum whose unsampled part is below this is taken as fully enumerated


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage of sampling.

    Attributes
    ----------
    unit : ndarray of int, shape (rows,)
        Code of the unit drawn at this stage that a row lies in.
    stratum : ndarray of int, shape (units,)
        Code of the stratum in which a unit was drawn; from the second stage on, the unit of the stage above.
    sampled : ndarray of float, shape (strata,)
        Units drawn.
    fraction : ndarray of float, shape (strata,)
        Part of the stratum's units that was drawn; 0 is drawing with replacement (or from an endless population).
    carry : ndarray of float, shape (strata,)
        Product of the fractions of the stages above.
    """

    unit: Codes
    stratum: Codes
    sampled: Floats
    fraction: Floats
    carry: Floats

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Strata of which every unit was drawn."""
        return np.asarray(1 - self.fraction < NEARLY_ALL)

    @property
    def lonely(self) -> NDArray[np.bool_]:
        """Strata with one unit drawn out of more, whose spread is therefore unknown."""
        return np.asarray(self.sampled == 1) & ~self.complete & (self.carry > 0)

    def scale(self, lonely_psu: LonelyPSU) -> Floats:
        """Factor of each stratum's centred sum of squares, shape (strata,).

        Parameters
        ----------
        lonely_psu : {"refuse", "adjust", "average", "certainty"}
            "adjust" keeps the squared total of a lone unit (see `centred`), "certainty" drops it, "average" gives it
            the mean contribution of the other strata.
        """
        spread = np.where(self.sampled > 1, self.sampled / np.maximum(self.sampled - 1, 1), 1.0)
        factor = np.where(self.complete, 0.0, self.carry * (1 - self.fraction) * spread)
        if lonely_psu == "adjust" or not self.lonely.any():
            return np.asarray(factor)
        factor = np.where(self.lonely, 0.0, factor)
        if lonely_psu == "average" and not self.lonely.all():
            factor = factor * len(factor) / (~self.lonely).sum()
        return np.asarray(factor)

    def centred(self, lonely_psu: LonelyPSU) -> NDArray[np.bool_]:
        """Strata whose totals are centred at the stratum's mean; a lone unit under "adjust" is centred at zero."""
        return ~self.lonely if lonely_psu == "adjust" else np.ones(len(self.sampled), dtype=bool)


def column_codes(values: pd.Series[Any]) -> tuple[Codes, pd.Index[Any]]:
    """Integer codes of a column, with its values in order (of the categories, else sorted); -1 where missing."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return np.asarray(values.cat.codes, dtype=np.int64), values.cat.categories
    found, levels = pd.factorize(values, sort=True)
    return found.astype(np.int64), pd.Index(levels)


def compress(key: Codes, size: int) -> tuple[Codes, Codes]:
    """Codes 0..m-1 for the values of `key` that occur, in their order, and those values.

    Parameters
    ----------
    key : ndarray of int, shape (rows,)
        Values in [0, size).
    size : int
    """
    if size <= max(4 * len(key), 1_000_000):
        seen = np.zeros(size, dtype=bool)
        seen[key] = True
        places = np.cumsum(seen) - 1
        return places[key], np.flatnonzero(seen)
    values, codes = np.unique(key, return_inverse=True)
    return codes.astype(np.int64), values


def crossed(data: pd.DataFrame, columns: Sequence[str]) -> Codes:
    """One code for each combination of several columns without missing values."""
    key = np.zeros(len(data), dtype=np.int64)
    for column in columns:
        codes, levels = column_codes(data[column])
        count = int(key.max(initial=0)) + 1
        key, _ = compress(key * max(len(levels), 1) + codes, count * max(len(levels), 1))
    return key


def first_of(codes: Codes, count: int) -> Codes:
    """Row where each code first occurs, shape (count,)."""
    rows = np.empty(count, dtype=np.int64)
    rows[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return rows
