"""Establishments from year to year: who leaves, adopts, hears of cleaner production, enters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.programme.paths_binomial import binomial_quantile
from sxsh_eval.estimates.programme.paths_drawn import FLOWS, Part
from sxsh_eval.estimates.programme.paths_reach import chance_with, cost_by_cell, delivered_to, reaches
from sxsh_eval.estimates.programme.project_offers import Delivered, Delivery
from sxsh_eval.estimates.programme.values import Floats

TINY = np.float32(1e-30)
NEARLY_ALL = 0.999  # share of adopters above which every cell has the same
MOST_STEPS = 50  # of Newton's method
CLOSE = 1e-7  # to the share of the place
Numbers = npt.NDArray[np.float64]
COUNTED = ("establishments", "aware", "adopters", "kept", "new", "cost_programme_vnd")
"""What is summed over cells: stocks, adopters since the base year by the part of their saving left, new ones, VND."""


@dataclass(eq=False)
class State:
    """Establishments at the end of a year: arrays places x sectors x sizes x paths.

    Attributes
    ----------
    adopters, others : ndarray
        Those that have adopted, and those that have not.
    unaware : ndarray
        Those of the others that do not know of cleaner production.
    kept : ndarray
        Adopters since the base year, each counted by the part of its first saving that is left.
    """

    adopters: Floats
    others: Floats
    unaware: Floats
    kept: Floats

    @property
    def total(self) -> Floats:
        """All establishments."""
        return self.adopters + self.others

    @property
    def share(self) -> Floats:
        """Part of adopters by place and sector: what peers see."""
        adopters = self.adopters.sum(axis=2)
        return np.asarray(adopters / np.maximum(adopters + self.others.sum(axis=2), TINY))


@dataclass(frozen=True, eq=False)
class Sums:
    """Cells of a part added up.

    Attributes
    ----------
    by_place : dict of str to ndarray, shape (years, places, sizes, paths)
    by_sector : dict of str to ndarray, shape (years, sectors, sizes, paths)
    delivered : list of list of Delivered
        One entry a year after the first: nothing, or all instruments in the order of the scenario.
    """

    by_place: dict[str, Floats]
    by_sector: dict[str, Floats]
    delivered: list[list[Delivered]] = field(default_factory=list)


def follow(part: Part, deliveries: Sequence[Delivery], scales: Sequence[float]) -> Sums:
    """Carry a part from the base year through all years.

    Parameters
    ----------
    part : Part
    deliveries : sequence of Delivery
    scales : sequence of float
        Part of the full amounts that is offered in each projected year.

    Returns
    -------
    Sums
    """
    places, sectors, sizes = part.counts.shape
    state, years = start(part), len(scales) + 1
    sums = Sums(
        {name: np.zeros((years, places, sizes, part.paths), np.float32) for name in COUNTED},
        {name: np.zeros((years, sectors, sizes, part.paths), np.float32) for name in COUNTED},
    )
    first_share, rates = state.share, hazard_of(part)
    add_up(sums, 0, state, None, None)
    for year, scale in enumerate(scales, start=1):
        new, cost, delivered = next_year(part, state, deliveries, scale, (first_share, rates))
        sums.delivered.append(delivered)
        add_up(sums, year, state, new, cost)
    return sums


def hazard_of(part: Part) -> Floats:
    """Yearly hazard of adoption without peers or programme."""
    value = part.drawn
    levels = value["log_hazard"] + value["log_hazard_province"] + value["log_hazard_sector"] + value["log_hazard_size"]
    return np.exp(np.broadcast_to(levels, (*part.counts.shape, part.paths)))


def start(part: Part) -> State:
    """Establishments at the base year, whole ones where chance is at work."""
    value, drawn = part.drawn, part.uniform(3, ())
    total = whole(np.asarray(part.counts[..., None] * value["count_factor"], np.float64), drawn, 0)
    share = np.clip(value["base_adoption"], 0, 1)
    adopters = whole(total * share_by_cell(total, share, value), drawn, 1)
    others = total - adopters
    knowing = np.clip(value["base_awareness"], share, 1)
    unaware = whole(others * (1 - knowing) / np.maximum(1 - share, TINY), drawn, 2)
    unaware = np.minimum(unaware, others)
    stocks = [each.astype(np.float32) for each in (adopters, others, unaware, np.zeros_like(total))]
    return State(*stocks)


def share_by_cell(total: Numbers, share: Floats, value: Mapping[str, Floats]) -> Numbers:
    """Share of adopters of each cell in the base year, of which only that of the place is known.

    Notes
    -----
    Proportional hazards until the base year: ``share = 1 - exp(-level * relative)``, where ``relative`` is the hazard
    of the cell's sector and size, and ``level`` is what makes the adopters of the place add up (Newton's method: the
    sum is concave in ``level``, and Jensen's inequality starts it from below).
    """
    relative = np.exp(np.float64(value["log_hazard_sector"] + value["log_hazard_size"]))
    all_of_it = total.sum(axis=(1, 2), keepdims=True)
    if relative.size == relative.shape[3] or not np.ptp(relative):
        return np.broadcast_to(share, total.shape)
    weight = np.divide(total, all_of_it, out=np.zeros_like(total), where=all_of_it > 0)
    wanted = np.minimum(share, NEARLY_ALL)
    level = -np.log1p(-wanted) / np.maximum((weight * relative).sum(axis=(1, 2), keepdims=True), TINY)
    for _ in range(MOST_STEPS):
        left = weight * np.exp(-level * relative)
        miss = weight.sum(axis=(1, 2), keepdims=True) - left.sum(axis=(1, 2), keepdims=True) - wanted
        if np.abs(miss * (all_of_it > 0)).max() < CLOSE:
            break
        level -= miss / np.maximum((left * relative).sum(axis=(1, 2), keepdims=True), TINY)
    return np.where(share > NEARLY_ALL, share, -np.expm1(-level * relative))


def whole(amount: Numbers, drawn: list[Floats] | None, row: int) -> Numbers:
    """Whole numbers whose sums over the cells of a place differ by less than one from those of `amount`."""
    if drawn is None:
        return amount
    places, sectors, sizes, paths = amount.shape
    running = np.cumsum(amount.reshape(places, sectors * sizes, paths), axis=1, dtype=np.float64)
    running += drawn[row][:, None, :]
    reached = np.floor(running)
    return np.diff(reached, axis=1, prepend=0.0).reshape(amount.shape)


def next_year(
    part: Part, state: State, deliveries: Sequence[Delivery], scale: float, since: tuple[Floats, Floats]
) -> tuple[Floats, Floats | None, list[Delivered]]:
    """Change the state to that of the next year; new adopters, programme cost by cell, what was delivered."""
    value, drawn = part.drawn, part.uniform(len(FLOWS), part.counts.shape[1:])
    first_share, rates = since
    before: Floats = state.total
    unaware_part: Floats = np.divide(state.unaware, np.maximum(state.others, TINY))
    rate = rates * np.exp(value["peer"][:, :, 0] * (state.share - first_share))[:, :, None, :]
    leaves = np.clip(value["exit"], 0, 1)
    gone = flow(drawn, 0, state.adopters, np.minimum(leaves * value["exit_ratio"], 1))
    state.kept *= value["persistence"] * (1 - gone / np.maximum(state.adopters, TINY))
    state.adopters -= gone
    state.others -= flow(drawn, 1, state.others, leaves)
    offers = list(deliveries) if scale > 0 else []
    delivered = [delivered_to(part, state.others, delivery, scale) for delivery in offers]
    cost = cost_by_cell(state.others, offers, delivered)
    reached = reaches(part, offers, delivered)
    new = flow(drawn, 2, state.others, chance_with(rate, reached))
    state.adopters += new
    state.kept += new
    state.others -= new
    awareness = np.exp(value["log_awareness_hazard"])
    learn(state, unaware_part, drawn, chance_with(awareness, reaches(part, offers, delivered, "awareness_")))
    entered = flow(drawn, 4, before, np.clip(value["entry"], 0, 1))
    state.others += entered
    state.unaware += entered
    return new, cost, delivered


def learn(state: State, unaware_part: Floats, drawn: list[Floats] | None, chance: Floats) -> None:
    """Others that are left keep their part of unaware ones, some of whom become aware."""
    unaware = unaware_part * state.others
    if drawn is not None:
        unaware = np.minimum(np.floor(unaware + drawn[4]), state.others)
    state.unaware = unaware - flow(drawn, 3, unaware, chance)


def flow(drawn: list[Floats] | None, row: int, trials: Floats, chance: Floats) -> Floats:
    """Establishments to which something happens with a chance; their expectation without draws."""
    chance = np.asarray(chance, np.float32)
    return trials * chance if drawn is None else binomial_quantile(trials, chance, drawn[row])


def add_up(sums: Sums, year: int, state: State, new: Floats | None, cost: Floats | None) -> None:
    """Enter a year."""
    total = state.total
    amounts = (total, total - state.unaware, state.adopters, state.kept, new, cost)
    for name, amount in zip(COUNTED, amounts, strict=True):
        if amount is not None:
            amount.sum(axis=1, out=sums.by_place[name][year])
            amount.sum(axis=0, out=sums.by_sector[name][year])
