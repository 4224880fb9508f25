"""What a scenario delivers in a place and year: reach, numbers, spending, and what capacity cuts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.programme.paths_drawn import Grid
from sxsh_eval.estimates.programme.values import Floats
from sxsh_eval.parameters.scenarios import Instrument, Offer, Scenario

NATIONAL_PLACE = "national"
OFFICER = "dedicated_officer"
VND_PER_MILLION = 1e6
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Delivery:
    """One instrument as the model uses it.

    Attributes
    ----------
    instrument : str
    kind : {"reach", "number", "budget"}
        In what `amount` is counted: parts of the group, establishments (officers), VND; a year, at the full amount.
    amount : ndarray, shape (places,)
    limit : ndarray, shape (places,)
        Most establishments a year that a place's centres serve; infinite without one.
    provinces : ndarray, shape (places,)
        Provinces that a place stands for.
    group : ndarray of bool, shape (sectors, sizes)
        Whom it is offered to.
    caseload : float
        Establishments that one officer looks after; infinite where nothing is said.
    """

    instrument: Instrument
    kind: Literal["reach", "number", "budget"]
    amount: Numbers
    limit: Numbers
    provinces: Numbers
    group: npt.NDArray[np.bool_]
    caseload: float

    @property
    def for_all(self) -> bool:
        """Whether it is offered to every sector and size."""
        return bool(self.group.all())

    @property
    def by_officers(self) -> bool:
        """Whether it is counted in officers."""
        return self.instrument == OFFICER


@dataclass(frozen=True, eq=False)
class Delivered:
    """What one instrument came to in a year: all arrays places x paths.

    Attributes
    ----------
    part : ndarray
        Of the group that was reached, from 0 to 1.
    number : ndarray
        Establishments reached, or officers.
    cost : ndarray
        VND.
    wanted : ndarray
        Establishments (officers) that the amount would have been for.
    group : ndarray
        Establishments of the group that have not adopted.
    by_capacity, by_group : ndarray of bool
        Whether capacity, or the number of establishments (places) there are, cut it.
    """

    part: Floats
    number: Floats
    cost: Floats
    wanted: Floats
    group: Floats
    by_capacity: npt.NDArray[np.bool_]
    by_group: npt.NDArray[np.bool_]


def deliveries_of(grid: Grid, scenario: Scenario, provinces: int) -> tuple[Delivery, ...]:
    """Instruments of a scenario with their amounts by place.

    Parameters
    ----------
    grid : Grid
    scenario : Scenario
    provinces : int
        Provinces of the country, which the place ``national`` stands for.

    Returns
    -------
    tuple of Delivery
        In the order of the instruments.

    Notes
    -----
    An amount for the nation is split over the places by establishments of the group; where only some provinces are
    projected, they get as many parts of it as they are of all provinces. Shares of it that the central counts decide do
    not move with the paths.
    """
    stands_for = np.array([float(provinces) if place == NATIONAL_PLACE else 1.0 for place in grid.places])
    found = []
    for instrument, offer in scenario.instruments.items():
        group = np.outer(chosen(grid.sectors, offer.sectors), chosen(grid.sizes, offer.sizes))
        kind, whole = amount_of(offer)
        amount = np.full(len(grid.places), whole)
        if kind != "reach":
            amount *= split(grid.counts[:, group].sum(axis=1), stands_for, provinces, offer)
        capacity = scenario.capacity.get(instrument, np.inf)
        by_officers = instrument == OFFICER
        limit = np.full(len(grid.places), np.inf) if by_officers else capacity * stands_for
        caseload = capacity if by_officers else np.inf
        found.append(Delivery(instrument, kind, amount, limit, stands_for, group, caseload))
    return tuple(found)


def chosen(names: tuple[str, ...], wanted: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Which names an offer is for; all where it names none."""
    among = set(wanted)
    return np.array([not among or name in among for name in names])


def amount_of(offer: Offer) -> tuple[Literal["reach", "number", "budget"], float]:
    """Kind of an offer with its amount as a part, a number or VND."""
    if offer.reach is not None:
        return "reach", offer.reach / 100
    if offer.number is not None:
        return "number", offer.number
    return "budget", (offer.budget or 0.0) * VND_PER_MILLION


def split(establishments: Numbers, stands_for: Numbers, provinces: int, offer: Offer) -> Numbers:
    """Parts of an amount that each place gets."""
    if offer.per == "province":
        return stands_for
    total = establishments.sum()
    shares = establishments / total if total > 0 else stands_for / stands_for.sum()
    return np.asarray(shares * min(1.0, stands_for.sum() / provinces))


def ramp(scenario: Scenario, year: int) -> float:
    """Part of the full amount that is offered in a year."""
    if not scenario.first <= year <= scenario.last:
        return 0.0
    return min(1.0, (year - scenario.first + 1) / scenario.ramp_years)


def deliver(delivery: Delivery, places: slice, scale: float, at_risk: Floats, price: Floats) -> Delivered:
    """What an instrument reaches in a year.

    Parameters
    ----------
    delivery : Delivery
    places : slice
        Those of the rows of `at_risk`.
    scale : float
        Part of the full amount in this year.
    at_risk : ndarray, shape (places, paths)
        Establishments of the group that have not adopted.
    price : ndarray, shape (paths,)
        VND an establishment reached (an officer and year).

    Returns
    -------
    Delivered
    """
    amount = np.asarray(scale * delivery.amount[places], np.float32)[:, None]
    if delivery.by_officers:
        return deliver_officers(delivery, places, amount, at_risk, price)
    limit = np.asarray(delivery.limit[places], np.float32)[:, None]
    wanted = units_wanted(delivery.kind, amount, at_risk, price)
    served = np.minimum(wanted, np.minimum(limit, at_risk))
    part = np.divide(served, at_risk, out=np.zeros_like(served), where=at_risk > 0)
    by_capacity = (wanted > limit) & (limit < at_risk)
    return Delivered(part, served, served * price, wanted, at_risk, by_capacity, (wanted > at_risk) & ~by_capacity)


def deliver_officers(delivery: Delivery, places: slice, amount: Floats, at_risk: Floats, price: Floats) -> Delivered:
    """Officers: each looks after `caseload` establishments, or after all of the province where nothing is said."""
    provinces = np.asarray(delivery.provinces[places], np.float32)[:, None]
    enough = np.broadcast_to(provinces, at_risk.shape)
    if np.isfinite(delivery.caseload):
        enough = at_risk / np.float32(delivery.caseload)
    wanted = units_wanted(delivery.kind, amount, enough, price)
    officers = np.minimum(wanted, enough)
    part = np.divide(officers, enough, out=np.zeros_like(officers), where=enough > 0)
    none = np.zeros(officers.shape, bool)
    return Delivered(part, officers, officers * price, wanted, at_risk, none, wanted > enough)


def units_wanted(kind: str, amount: Floats, whole: Floats, price: Floats) -> Floats:
    """Establishments or officers that an amount is for; all that a budget buys where they cost nothing."""
    if kind == "reach":
        return np.asarray(amount * whole)
    if kind == "number":
        return np.broadcast_to(amount, whole.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(amount > 0, amount / price, np.float32(0))
