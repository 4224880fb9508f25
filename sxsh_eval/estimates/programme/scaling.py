"""Scenarios with more or less of everything they offer, and what keeps the largest multiple from reaching a target."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sxsh_eval.estimates.programme.attainment import reached
from sxsh_eval.estimates.programme.rising_chance import RisingChance
from sxsh_eval.estimates.programme.target_share import target_values
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Offer, Scenario
from sxsh_eval.parameters.study import Study

Project = Callable[[Base, Scenario, Study, Registry], Projection]
EVERYBODY = 100.0
WITHOUT_LIMIT = 1e6
"""Multiple that turns any number or budget into all establishments."""
CAPACITY = "scale_capacity"
OFFICER = "dedicated_officer"
"""Its capacity is no limit but the establishments that one officer looks after."""


def scaled(scenario: Scenario, multiple: float) -> Scenario:
    """Scenario that offers `multiple` times as much of every instrument, nothing at 0; a reach is at most 100 %."""
    offers = {name: scaled_offer(offer, multiple) for name, offer in scenario.instruments.items() if multiple > 0}
    return scenario.model_copy(update={"instruments": offers})


def scaled_offer(offer: Offer, multiple: float) -> Offer:
    """One instrument's offer, times `multiple`."""
    amounts = {
        name: multiple * amount
        for name in ("reach", "number", "budget")
        if (amount := getattr(offer, name)) is not None
    }
    if "reach" in amounts:
        amounts["reach"] = min(amounts["reach"], EVERYBODY)
    return offer.model_copy(update=amounts)


def full_multiple(scenario: Scenario) -> float:
    """Multiple at which everything offered reaches everybody it is meant for."""
    reaches = [offer.reach for offer in scenario.instruments.values() if offer.reach]
    limited = any(offer.reach is None for offer in scenario.instruments.values())
    return max([EVERYBODY / reach for reach in reaches] + [WITHOUT_LIMIT] * limited, default=1.0)


def without_capacity(scenario: Scenario) -> Scenario:
    """Scenario whose centres grow with the offers; how many establishments an officer looks after stays."""
    kept = {name: number for name, number in scenario.capacity.items() if name == OFFICER}
    return scenario.model_copy(update={"capacity": kept})


def relaxed(scenario: Scenario, first: int, last: int) -> Iterator[tuple[str, Scenario]]:
    """Scenarios at full reach, each with one limit less than the one before, named by the limit that was taken away."""
    full = without_capacity(scaled(scenario, full_multiple(scenario)))
    yield CAPACITY, full
    open_to_all = {
        name: offer.model_copy(update={"sizes": (), "sectors": ()}) for name, offer in full.instruments.items()
    }
    full = full.model_copy(update={"instruments": open_to_all})
    yield "scale_groups", full
    full = full.model_copy(update={"first": first, "last": last, "ramp_years": 1})
    yield "scale_years", full
    yield (
        "scale_reach_full",
        full.model_copy(update={"instruments": dict.fromkeys(INSTRUMENTS, Offer(reach=EVERYBODY))}),
    )


@dataclass(eq=False)
class Trials:
    """Projections of one scenario at several multiples of its offers, with the same draws.

    Attributes
    ----------
    base, scenario, study, registry
        As of `required_scale`.
    target : Target
    project : callable
    """

    base: Base
    scenario: Scenario
    study: Study
    registry: Registry
    target: Target
    project: Project

    @cached_property
    def chances(self) -> RisingChance:
        """Chance of the target at the horizon, by multiple."""
        return RisingChance(
            lambda multiple: self.chance_of(self.of(multiple)), full_multiple(self.scenario), self.base.paths
        )

    def of(self, multiple: float) -> Projection:
        """Projection at a multiple."""
        return self.project(self.base, scaled(self.scenario, multiple), self.study, self.registry)

    def chance_of(self, projection: Projection) -> float:
        """Part of the paths that reach the target at the horizon."""
        values, reason = target_values(projection, self.target)
        if values is None:
            raise ValueError(reason)
        return float(np.mean(reached(values, self.target)[:, -1]))

    def growing(self) -> Trials:
        """The same for centres whose capacity grows with the offers; without any offer the two do not differ."""
        free = Trials(self.base, without_capacity(self.scenario), self.study, self.registry, self.target, self.project)
        free.chances.known[0.0] = self.chances.at(0.0)
        return free

    def obstacle(self, wanted: float) -> str:
        """Name of the limit without which the target could be reached, of those of `relaxed`."""
        if not self.scenario.instruments:
            return "scale_nothing_offered"
        years = (self.base.year + 1, self.study.programme.horizon)
        for name, scenario in relaxed(self.scenario, *years):
            if self.chance_of(self.project(self.base, scenario, self.study, self.registry)) >= wanted:
                return name
        return "scale_hazard_too_low"
