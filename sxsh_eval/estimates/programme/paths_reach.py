"""What instruments do to the chances of those they reach, and what they cost there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sxsh_eval.estimates.programme.paths_drawn import Part
from sxsh_eval.estimates.programme.project_offers import Delivered, Delivery, deliver
from sxsh_eval.estimates.programme.values import Floats

TINY = np.float32(1e-30)


@dataclass(frozen=True, eq=False)
class Reach:
    """One instrument's reach and effect, both broadcasting over places x sectors x sizes x paths.

    Attributes
    ----------
    share : ndarray
        Part of those that have not adopted that is reached.
    ratio : ndarray
        Hazard of those reached against the same without the instrument.
    """

    share: Floats
    ratio: Floats


def delivered_to(part: Part, others: Floats, delivery: Delivery, scale: float) -> Delivered:
    """What an instrument reaches of those that have not adopted."""
    at_risk = np.einsum("pszb,sz->pb", others, delivery.group.astype(np.float32))
    price = part.drawn[f"unit_cost_{delivery.instrument}"][0, 0, 0]
    return deliver(delivery, part.places, scale, at_risk, price)


def reaches(part: Part, deliveries: Sequence[Delivery], delivered: Sequence[Delivered], kind: str = "") -> list[Reach]:
    """Reach of the instruments that have an effect of a kind (``""`` or ``"awareness_"``)."""
    found = []
    for delivery, each in zip(deliveries, delivered, strict=True):
        effect = part.drawn.get(f"{kind}effect_{delivery.instrument}")
        if effect is not None:
            share = each.part[:, None, None, :]
            if not delivery.for_all:
                share = share * delivery.group[None, :, :, None].astype(np.float32)
            found.append(Reach(share, np.exp(effect)))
    return found


def chance_with(rate: Floats, reached: Sequence[Reach]) -> Floats:
    """Chance within a year of an establishment of which it is not known what reaches it.

    Parameters
    ----------
    rate : ndarray
        Hazard without instruments.
    reached : sequence of Reach

    Returns
    -------
    ndarray

    Notes
    -----
    Whom one instrument reaches says nothing of whom another does. The chance is the mean of ``1 - exp(-rate * ratio)``
    over all sets of instruments that may reach an establishment, 256 for eight of them: however strong an instrument
    is, no more adopt by it than it reaches. A mean of the hazards instead would overstate strong ones, which have most
    of those they reach adopt.
    """
    shape = np.broadcast_shapes(rate.shape, *(each.share.shape for each in reached))
    return -minus_chance(np.broadcast_to(-rate, shape), reached)


def minus_chance(minus_rate: Floats, reached: Sequence[Reach]) -> Floats:
    """Mean of ``exp(-rate * ratio) - 1``; splits those that the first instrument reaches from the others."""
    if not reached:
        return np.asarray(np.expm1(minus_rate))
    first, rest = reached[0], reached[1:]
    without = minus_chance(minus_rate, rest)
    mean = minus_chance(minus_rate * first.ratio, rest)
    mean -= without
    mean *= first.share
    mean += without
    return mean


def cost_by_cell(others: Floats, deliveries: Sequence[Delivery], delivered: Sequence[Delivered]) -> Floats | None:
    """Programme cost of each cell, in proportion to those of the group that have not adopted; None without offers."""
    if not deliveries:
        return None
    each = np.zeros(others.shape, np.float32)
    for delivery, reached in zip(deliveries, delivered, strict=True):
        price = (reached.cost / np.maximum(reached.group, TINY))[:, None, None, :]
        each += price if delivery.for_all else price * delivery.group[None, :, :, None].astype(np.float32)
    return np.asarray(each * others)
