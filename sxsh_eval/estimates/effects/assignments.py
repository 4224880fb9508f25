"""Assignments of cohorts to groups: the actual one, all others, and random ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.diagnosis import listed, refuse

Codes = NDArray[np.int64]
WHERE = "randomisation"


@dataclass(frozen=True)
class Assignment:
    """What could have been assigned otherwise.

    Attributes
    ----------
    group : str
        Column of the units among which cohorts are exchanged: the level at which treatment was assigned.
    cohort : str
        Column of the first treated period (missing, 0 or infinity: never), or of any other treatment, the same in all
        rows of a group.
    strata : str, optional
        Column within whose values cohorts are exchanged, the same in all rows of a group.
    """

    group: str
    cohort: str
    strata: str | None = None


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups in order of their labels.

    Attributes
    ----------
    rows : array of shape (n,)
        Group of each row.
    cohort : array of shape (G,)
        Code of each group's cohort.
    cohorts : Series
        Cohorts by code.
    strata : tuple of arrays
        Groups of each stratum.
    """

    rows: Codes
    cohort: Codes
    cohorts: pd.Series
    strata: tuple[Codes, ...]

    def count(self) -> float:
        """Number of distinct assignments."""
        total = 0.0
        for members in self.strata:
            sizes = np.bincount(self.cohort[members])
            total += math.lgamma(len(members) + 1) - sum(math.lgamma(size + 1) for size in sizes)
        return float(round(math.exp(total))) if total < math.log(1e300) else math.inf

    def all(self) -> Iterator[Codes]:
        """Every distinct assignment."""
        for parts in product(*(list(arrangements(self.cohort[members])) for members in self.strata)):
            yield self.placed(parts)

    def drawn(self, rng: np.random.Generator) -> Codes:
        """One assignment at random."""
        return self.placed(tuple(rng.permutation(self.cohort[members]) for members in self.strata))

    def placed(self, parts: tuple[Codes, ...]) -> Codes:
        """Cohort codes of all groups from those of each stratum."""
        codes = self.cohort.copy()
        for members, part in zip(self.strata, parts, strict=True):
            codes[members] = part
        return codes


def read_groups(data: pd.DataFrame, assignment: Assignment) -> Groups:
    """Groups with their cohorts and strata; refused where these vary within a group or nothing can be exchanged."""
    wanted = [name for name in (assignment.group, assignment.cohort, assignment.strata) if name]
    missing = [name for name in wanted if name not in data.columns]
    if missing:
        refuse("estimate.columns_missing", WHERE, listed(missing), known=listed([str(name) for name in data.columns]))
    rows, labels = pd.factorize(data[assignment.group], sort=True)
    if (rows < 0).any():
        refuse("estimate.randomisation_varies", assignment.group, f"NaN: {int((rows < 0).sum())}")
    cohort, values = cohort_codes(data[assignment.cohort])
    first = constant(rows, cohort, labels, assignment.cohort)
    strata: tuple[Codes, ...] = (np.arange(len(labels)),)
    if assignment.strata:
        code = np.asarray(pd.factorize(data[assignment.strata], sort=True, use_na_sentinel=False)[0], dtype=np.int64)
        held = constant(rows, code, labels, assignment.strata)
        strata = tuple(np.flatnonzero(held == one) for one in np.unique(held))
    groups = Groups(np.asarray(rows, dtype=np.int64), first, values, strata)
    if groups.count() < 2:  # noqa: PLR2004 - only the actual one
        refuse("estimate.randomisation_nothing", WHERE, listed([str(value) for value in values]))
    return groups


def cohort_codes(column: pd.Series) -> tuple[Codes, pd.Series]:
    """Codes of cohorts, with the three ways to write never as one, and the value of each code."""
    never = column.isna()
    if pd.api.types.is_numeric_dtype(column):
        never |= column.isin([0, np.inf])
    codes, known = pd.factorize(column.mask(never), sort=True)
    codes = np.where(codes < 0, len(known), codes).astype(np.int64)
    _, dense = np.unique(codes, return_inverse=True)
    places = np.unique(dense, return_index=True)[1]
    return dense.astype(np.int64), column.iloc[places].reset_index(drop=True)


def constant(rows: Any, codes: Codes, labels: Any, name: str) -> Codes:
    """Code of each group, refused where it varies."""
    low = np.full(len(labels), np.iinfo(np.int64).max)
    high = np.full(len(labels), -1)
    np.minimum.at(low, rows, codes)
    np.maximum.at(high, rows, codes)
    if (low != high).any():
        refuse("estimate.randomisation_varies", name, listed(list(np.asarray(labels)[low != high])))
    return low


def arrangements(codes: Codes) -> Iterator[Codes]:
    """Distinct orders of codes, the smallest first."""
    order = np.sort(codes)
    while True:
        yield order.copy()
        rising = np.flatnonzero(order[:-1] < order[1:])
        if not rising.size:
            return
        turn = int(rising[-1])
        other = int(np.flatnonzero(order > order[turn])[np.flatnonzero(order > order[turn]) > turn][-1])
        order[turn], order[other] = order[other], order[turn]
        order[turn + 1 :] = order[turn + 1 :][::-1].copy()
