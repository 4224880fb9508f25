"""Limits of an allocation (budget, goal, floors of provinces, capacity of centres) as rows of a linear program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sxsh_eval.estimates.programme.allocation_table import OFFICER, PROVINCES, Responses
from sxsh_eval.estimates.programme.responses import Array
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Instrument

Kind = Literal["budget", "goal", "spend_floor", "reach_floor", "capacity"]
AT_LEAST: frozenset[Kind] = frozenset({"goal", "spend_floor", "reach_floor"})


@dataclass(frozen=True)
class Limits:
    """What a plan must keep to.

    Attributes
    ----------
    budget : float or None
        Million VND over all years, undiscounted, prices of the study's price year.
    least_spending : Mapping of str to float
        Million VND by province.
    least_reach : Mapping of str to float
        Per cent of a province's establishments that are offered something.
    capacity : Mapping of Instrument to float
        Most establishments a year that the support centres of one province can serve.
    """

    budget: float | None = None
    least_spending: Mapping[str, float] = field(default_factory=dict)
    least_reach: Mapping[str, float] = field(default_factory=dict)
    capacity: Mapping[Instrument, float] = field(default_factory=dict)

    def without(self, kind: Kind) -> Limits:
        """The same without one kind of limit."""
        if kind == "budget":
            return replace(self, budget=None)
        if kind == "capacity":
            return replace(self, capacity={})
        return replace(self, least_spending={}) if kind == "spend_floor" else replace(self, least_reach={})


@dataclass(frozen=True)
class Row:
    """One inequality: what is summed up is at most, or for `AT_LEAST` at least, `bound`."""

    kind: Kind
    bound: float
    province: str = ""
    instrument: Instrument | None = None

    @property
    def sign(self) -> float:
        """-1 where the row has to be turned round to read "at most"."""
        return -1.0 if self.kind in AT_LEAST else 1.0


def rows_of(limits: Limits, responses: Responses, needed: float | None) -> tuple[Row, ...]:
    """Inequalities of limits; `needed` is the least sum of scores, None where there is no goal to be met."""
    found = [] if limits.budget is None else [Row("budget", limits.budget)]
    if needed is not None:
        found.append(Row("goal", needed))
    found += [Row("spend_floor", bound, place) for place, bound in sorted(limits.least_spending.items())]
    counts = responses.cells.groupby("province")["establishments"].sum()
    for place, percent in sorted(limits.least_reach.items()):
        found.append(Row("reach_floor", percent / 100 * float(counts[place]), place))
    for name, most in limits.capacity.items():
        if name != OFFICER:  # what is said of officers is whom one looks after
            found += [Row("capacity", most * stands_for(place), place, name) for place in sorted(counts.index)]
    return tuple(found)


def stands_for(place: str) -> float:
    """Provinces that a place of the base is."""
    return float(PROVINCES) if place == NATIONAL else 1.0


@dataclass(frozen=True, eq=False)
class Program:
    """Shares of each group offered each mix, with rows that couple groups.

    Attributes
    ----------
    responses : Responses
    rows : tuple of Row
    """

    responses: Responses
    rows: tuple[Row, ...]

    @property
    def places(self) -> npt.NDArray[np.object_]:
        """Province of each group."""
        return self.responses.cells["province"].to_numpy(object)

    def bounds(self) -> Array:
        """Right-hand sides, all read "at most"."""
        return np.array([row.sign * row.bound for row in self.rows])

    def amounts(self, row: Row, groups: Array, mixes: Array) -> Array:
        """What the whole of groups adds to the sum of a row under mixes, zero for groups it does not speak of."""
        table = self.responses
        if row.kind == "goal":
            return table.score[groups, mixes]
        inside = (self.places[groups] == row.province) if row.province else np.ones(len(groups), bool)
        if row.kind == "reach_floor":
            made = table.cells["establishments"].to_numpy(float)[groups] * (mixes > 0)
        elif row.kind == "capacity" and row.instrument is not None:
            made = table.peak[groups, mixes] * table.reach[mixes, INSTRUMENTS.index(row.instrument)]
        else:
            made = table.cost[groups, mixes]
        return np.asarray(made * inside)

    def matrix(self, groups: Array, mixes: Array) -> sparse.csr_array:
        """Coefficients of the rows, all read "at most", for the given pairs of group and mix."""
        if not self.rows:
            return sparse.csr_array((0, len(groups)))
        return sparse.csr_array(np.vstack([row.sign * self.amounts(row, groups, mixes) for row in self.rows]))

    def weighed(self, prices: Array) -> Iterator[tuple[Array, Array]]:
        """Sum over rows of price times amount, for every mix of groups, a province at a time.

        Parameters
        ----------
        prices : ndarray
            One a row, for rows read "at most".

        Yields
        ------
        groups : ndarray of int
        sums : ndarray
            Groups x mixes.
        """
        table, places = self.responses, self.places
        counts = table.cells["establishments"].to_numpy(float)
        for place in dict.fromkeys(places.tolist()):
            groups = np.flatnonzero(places == place)
            cost, served, reached, goal = 0.0, np.zeros(len(INSTRUMENTS)), 0.0, 0.0
            for row, price in zip(self.rows, prices * [row.sign for row in self.rows], strict=True):
                if row.kind == "goal":
                    goal += price
                elif row.province not in ("", place) or not price:
                    continue
                elif row.kind == "capacity" and row.instrument is not None:
                    served[INSTRUMENTS.index(row.instrument)] += price
                elif row.kind == "reach_floor":
                    reached += price
                else:
                    cost += price
            sums = cost * table.cost[groups] + goal * table.score[groups]
            if served.any():
                sums += table.peak[groups] * (table.reach @ served)
            if reached:
                sums[:, 1:] += reached * counts[groups, None]
            yield groups, sums
