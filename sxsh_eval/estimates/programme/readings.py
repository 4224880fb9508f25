"""Two readings of a letter: the futures if its claims are true, and if only what it counts is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.consistency.finding import Case, total_of
from sxsh_eval.estimates.programme.outlook import FORMULA, drawn_row
from sxsh_eval.estimates.programme.run_scenarios import project_scenarios
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Num, phrase
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import Scenario
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Several, Shown

BASES: Mapping[str, str] = {"adoption": "base_adoption", "awareness": "base_awareness"}
ReadingName = Literal["claims", "evidence"]


@dataclass(frozen=True, eq=False)
class Reading(Shown):
    """The start as one reading of the letter has it.

    Attributes
    ----------
    name : {"claims", "evidence"}
        ``claims``: shares as printed. ``evidence``: units that the letter counts in activities that would explain
        the shares, over the central number of establishments.
    base : Base
        The same draws but for the shares at the start.
    shares : Mapping of str to float
        What was put in, per cent, by indicator.
    """

    name: ReadingName
    base: Base
    shares: Mapping[str, float]

    def _facts(self) -> Mapping[str, Any]:
        shares = {name: Num(value=round(value, 2), unit="percent") for name, value in self.shares.items()}
        return {"reading": phrase(f"programme.reading.{self.name}")} | shares


def reading_outlook(
    readings: Sequence[Reading], scenarios: Sequence[Scenario], study: Study, registry: Registry
) -> Estimates:
    """Adoption at the start and at the horizon under each reading.

    Parameters
    ----------
    readings : sequence of Reading
        As of `base_readings`.
    scenarios : sequence of Scenario
    study : Study
    registry : Registry

    Returns
    -------
    Estimates
        ``adoption`` in per cent; term ``<scenario>|<reading>``, periods: base year, horizon.
    """
    rows = [
        drawn_row(("adoption", study.province, str(one.years[at])), one.share("adopters")[:, at], one, "percent", term)
        for each in readings
        for one in project_scenarios(each.base, scenarios, study, registry)
        for term in (f"{one.scenario.id}|{each.name}",)
        for at in (0, -1)
    ]
    return as_estimates(rows, Method("programme_readings", FORMULA, study.programme.level))


def claimed_shares(case: Case) -> dict[str, float]:
    """Shares of the letter's results, per cent, by indicator of `BASES`."""
    found = {}
    for _, claim in case.claims("result"):
        if claim.indicator in BASES and claim.value is not None and claim.unit == "percent":
            found[claim.indicator] = claim_number(claim)
    return found


def counted_units(case: Case, indicator: str) -> float:
    """Units counted in the activities that explain an indicator."""
    explained = case.inputs.registry.indicators[indicator].explained_by
    return total_of(case, explained)[0]


def base_readings(base: Base, inputs: Inputs | NationalInputs, study: Study) -> Several[Reading]:
    """The two readings, where the start rests on nothing but a letter.

    Parameters
    ----------
    base : Base
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    tuple of Reading
        ``claims`` and ``evidence``; none without a letter, where a survey tells the shares, or for the country.
    """
    if not isinstance(inputs, Inputs) or inputs.letter is None or inputs.survey is not None:
        return Several()
    case = Case(inputs.letter, inputs, study)
    claimed = claimed_shares(case)
    if "adoption" not in claimed:
        return Several()
    total = float(base.cells["establishments"].sum())
    counted = {name: min(claimed[name], 100.0 * counted_units(case, name) / total) for name in claimed}
    return Several((reading("claims", base, claimed), reading("evidence", base, counted)))


def reading(name: ReadingName, base: Base, shares: Mapping[str, float]) -> Reading:
    """Base with the shares of one reading in every draw."""
    fixed = {BASES[key]: np.full_like(base.draws[BASES[key]], share / 100.0) for key, share in shares.items()}
    if "base_awareness" in fixed and "base_adoption" in fixed:
        fixed["base_awareness"] = np.maximum(fixed["base_awareness"], fixed["base_adoption"])
    return Reading(name, replace(base, draws={**base.draws, **fixed}), shares)
