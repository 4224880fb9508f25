"""How a province's proposed targets fit the decisions of today, and the provinces of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sxsh_eval.estimates.programme.proposed_targets import ProposedTarget
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.counterparts import Counterpart
from sxsh_eval.parameters.entries import Indicator, Province, Target
from sxsh_eval.parameters.registry import Registry

LATER = ("decision_889_2020", "decision_280_2019")
"""Decisions on the years after 2020 that set targets for industry, by key of their source."""


@dataclass(frozen=True)
class Mapped:
    """One proposed target with what comes near it in a later decision.

    Attributes
    ----------
    claim_id : str
    indicator : Indicator
    near : tuple of Counterpart
        Empty: the decisions have nothing like it, so the province would have to follow it by itself.
    differs : tuple of str
        In what the nearest indicators differ, over all of them: ``population``, ``level`` (counted over other units
        than one province has), ``unit``, ``baseline``.
    """

    claim_id: str
    indicator: Indicator
    near: tuple[Counterpart, ...]
    differs: tuple[str, ...]


@dataclass(frozen=True)
class Merger:
    """What became of a province.

    Attributes
    ----------
    former : Province
    successor : Province
        From `day` on.
    partners : tuple of Province
        Other provinces that became part of it on the same day; empty where only the name stayed.
    day : date
    before, after : int
        Provinces of the country on the eve, on the day.
    """

    former: Province
    successor: Province
    partners: tuple[Province, ...]
    day: dt.date
    before: int
    after: int


def differences(own: Indicator, later: Indicator) -> tuple[str, ...]:
    """In what two indicators differ, as far as their definitions tell."""
    found = {
        "population": own.population != later.population,
        "level": own.measured_over != later.measured_over,
        "unit": own.unit != later.unit,
        "baseline": own.needs_baseline != later.needs_baseline,
    }
    return tuple(name for name, differ in found.items() if differ)


def map_to_decisions(tested: Sequence[ProposedTarget], registry: Registry) -> list[Mapped]:
    """Counterparts of proposed targets in the later decisions.

    Parameters
    ----------
    tested : list of ProposedTarget
    registry : Registry

    Returns
    -------
    list of Mapped
        In the order given.
    """
    found = []
    for one in tested:
        key = one.claim.indicator
        near = tuple(each for each in registry.counterparts.values() if each.indicator == key and each.source in LATER)
        own = registry.indicators[key]
        differ = dict.fromkeys(name for each in near for name in differences(own, registry.indicators[each.later]))
        found.append(Mapped(one.claim_id, own, near, tuple(differ)))
    return found


def unanswered(mapped: list[Mapped], registry: Registry) -> dict[str, dict[str, Target]]:
    """Targets of the later decisions that no proposed target comes near, by decision and id; branches left out.

    Parameters
    ----------
    mapped : list of Mapped
    registry : Registry

    Returns
    -------
    dict of str to dict of str to Target
        By source; of each indicator the target that is due last.
    """
    answered = {each.later for one in mapped for each in one.near}
    found: dict[str, dict[str, Target]] = {}
    for source in LATER:
        last: dict[str, tuple[str, Target]] = {}
        for key, target in registry.targets.items():
            if target.source == source and target.indicator not in answered:
                known = last.get(target.indicator)
                if known is None or target.due > known[1].due:
                    last[target.indicator] = (key, target)
        found[source] = dict(last.values())
    return found


def merger_of(inputs: Inputs | NationalInputs) -> Merger | None:
    """What became of the province that the letter or the study is about; None where it is still the same.

    Parameters
    ----------
    inputs : Inputs or NationalInputs

    Returns
    -------
    Merger or None
    """
    if isinstance(inputs, NationalInputs) or inputs.place.valid_to is None or inputs.place.merged_into is None:
        return None
    former, slug = inputs.place, inputs.place.merged_into
    end = former.valid_to
    if end is None:
        return None
    day = end + dt.timedelta(days=1)
    provinces = inputs.registry.provinces
    successor = next(each for each in provinces if each.slug == slug and each.valid_on(day))
    partners = tuple(
        each for each in provinces if each.merged_into == slug and each.valid_to == end and each is not former
    )
    before, after = (sum(each.valid_on(when) for each in provinces) for when in (end, day))
    return Merger(former, successor, partners, day, before, after) if partners else None


def sectors_of(targets: Mapping[str, Target], indicator: str) -> tuple[str, ...]:
    """Branches for which the targets of an indicator are set, each once."""
    named = (sector for target in targets.values() if target.indicator == indicator for sector in target.sectors)
    return tuple(dict.fromkeys(named))
