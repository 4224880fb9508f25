"""Parts of groups, each with its own mix of instruments, that share their peers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.programme.responses import (
    FEW,
    Array,
    Futures,
    Peers,
    Step,
    Timing,
    chance_of_parts,
    expected_path,
    group_values,
)
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.parameters.scenarios import INSTRUMENTS

TRIFLE = 1e-6
"""Part of a group that is not worth a line of its own."""


@dataclass(frozen=True, eq=False)
class Parts:
    """Parts of groups, each with its own mix; shares of a group add to one.

    Attributes
    ----------
    groups : ndarray of int
        Row of `Base.cells`, every one at least once; ordered by province, sector, group.
    shares : ndarray
    reach : ndarray
        Parts x `INSTRUMENTS`, 0 to 1.
    """

    groups: npt.NDArray[np.int64]
    shares: Array
    reach: Array

    @classmethod
    def of(cls, base: Base, groups: Array, shares: Array, reach: Array) -> Parts:
        """Parts in the order of provinces and sectors, with the rest of every group under no instrument."""
        rest = 1 - np.bincount(groups, shares, len(base.cells))
        missing = np.flatnonzero(rest > TRIFLE)
        groups = np.concatenate([groups, missing])
        shares = np.concatenate([shares, rest[missing]])
        shares = shares / np.bincount(groups, shares)[groups]
        reach = np.concatenate([reach, np.zeros((len(missing), len(INSTRUMENTS)))])
        order = np.lexsort((groups, peer_codes(base)[groups]))
        return cls(groups[order], shares[order], reach[order])

    @classmethod
    def nothing(cls, base: Base) -> Parts:
        """No instrument for anyone."""
        return cls.of(base, np.empty(0, int), np.empty(0), np.empty((0, len(INSTRUMENTS))))


def peer_codes(base: Base) -> Array:
    """Number of the province and sector of each group."""
    return base.cells.groupby(["province", "sector"], sort=True).ngroup().to_numpy(int)


def peers_of(codes: Array) -> Peers:
    """Share of adopters over all parts with the same code; codes do not fall."""
    starts = np.flatnonzero(np.r_[True, np.diff(codes) > 0])
    where = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(codes)]))

    def share(adopters: Array, establishments: Array) -> Array:
        parts = np.add.reduceat(adopters, starts, axis=1), np.add.reduceat(establishments, starts, axis=1)
        return np.asarray((parts[0] / np.maximum(parts[1], FEW))[:, where])

    return share


def followed(base: Base, parts: Parts, timing: Timing, futures: Futures) -> Iterator[Step]:
    """Expected numbers of parts year by year; arrays paths x parts."""
    values = group_values(base, futures)
    some = {name: each[:, parts.groups] if each.shape[1] > 1 else each for name, each in values.items()}
    some["establishments"] = some["establishments"] * parts.shares
    chance = chance_of_parts(values, parts.reach)
    share = peers_of(peer_codes(base)[parts.groups])
    return expected_path(some, chance, timing, lambda _, adopters, establishments: share(adopters, establishments))


def seen_by_groups(base: Base, parts: Parts, timing: Timing, futures: Futures) -> Array:
    """Share of adopters in the province and sector of each group, years x paths x groups; the base year comes first."""
    codes = peer_codes(base)
    share, first = peers_of(codes[parts.groups]), np.unique(parts.groups, return_index=True)[1]
    values = group_values(base, futures)
    start = values["establishments"] * values["base_adoption"], values["establishments"]
    found = [share(*(each[:, parts.groups] * parts.shares for each in start))]
    steps = followed(base, parts, timing, futures)
    found += [share(step.adopters, step.establishments) for step in steps]
    return np.stack([each[:, first] for each in found])
