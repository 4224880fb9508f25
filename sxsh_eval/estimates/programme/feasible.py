"""How likely a proposed target is under each scenario, and which value each scenario would reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor, isnan
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.programme.values import Projection
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.parameters.choices import Programme
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.study import Study

PERCENT = 100.0
TINY = 1e-9
DEFENSIBLE: Mapping[str, str] = {"adoption": "adopters", "awareness": "aware"}
"""Indicators for which a value can be proposed, with the outcome that is a share of establishments."""
METHOD = Method("defensible_target", "largest whole per cent p with P(share >= p) >= chance")


@dataclass(frozen=True)
class Chance:
    """Chance of a target in one scenario, per cent, with the error of drawing finitely many futures.

    Attributes
    ----------
    scenario : str
    value, low, high : float
        NaN where it cannot be told.
    reason : str
        Why not.
    """

    scenario: str
    value: float
    low: float
    high: float
    reason: str

    def judged(self, asked: float) -> tuple[Literal["passes", "fails", "open"], str]:
        """Whether it is the chance asked for, per cent: certain only outside the error."""
        if self.low >= asked:
            return "passes", "reached"
        return ("fails", "not_reached") if self.high < asked else ("open", "near")


def same_aim(target: Target, claim: Claim, due: int) -> bool:
    """Whether a target is what a claim proposes."""
    found = (target.indicator, target.population, target.due, target.threshold)
    return found == (claim.indicator, claim.population, due, claim_number(claim))


def chances_of(attainment: Estimates | None, targets: Mapping[str, Target], claim: Claim, due: int) -> list[Chance]:
    """Chances of a proposed target in the year when it is due, one a scenario.

    Parameters
    ----------
    attainment : Estimates or None
        As of `estimate_attainment`: terms ``chance|<scenario>|<target>``.
    targets : Mapping of str to Target
        Those it was estimated for.
    claim : Claim
    due : int

    Returns
    -------
    list of Chance
        Empty where nothing was estimated for the target.
    """
    keys = [key for key, target in targets.items() if same_aim(target, claim, due)]
    if attainment is None or not keys:
        return []
    table = attainment.table[attainment.table["period"] == str(due)]
    found = []
    for row in table.to_dict("records"):
        kind, scenario, key = ("|".join((str(row["term"]), "", "")).split("|"))[:3]
        if kind == "chance" and key == keys[0]:
            ends = (float(row["estimate"]), float(row["conf_low"]), float(row["conf_high"]))
            found.append(Chance(scenario, *ends, str(row["reason"])))
    return found


def best_chance(found: Sequence[Chance]) -> Chance | str:
    """Highest chance of all scenarios, or the reason why there is none."""
    known = [one for one in found if not isnan(one.value)]
    if known:
        return max(known, key=lambda one: one.value)
    return found[0].reason if found else "not_estimated"


def reached_with(drawn: npt.NDArray[Any], chance: float) -> float:
    """Largest whole per cent that a part `chance` of the drawn values reaches."""
    below = floor(len(drawn) * (1 - chance) + TINY)
    return float(floor(float(np.partition(drawn, below)[below]) + TINY))


def propose_targets(projections: Sequence[Projection], study: Study) -> Estimates:
    """Values that each scenario reaches with the chance asked for, every year.

    Parameters
    ----------
    projections : sequence of Projection
    study : Study
        With ``programme.chance``.

    Returns
    -------
    Estimates
        By indicator of `DEFENSIBLE`, year and scenario (term), per cent of all establishments, rounded down.

    Notes
    -----
    A value read off the drawn futures is no estimate of what will be, but what may be promised: it has a chance
    instead of an interval.
    """
    rows = [row for one in projections for row in proposal_rows(one, study.programme, study.province)]
    return as_estimates(rows, METHOD)


def proposal_rows(one: Projection, choices: Programme, province: str) -> Iterator[dict[str, Any]]:
    """Rows of one scenario."""
    for indicator, outcome in DEFENSIBLE.items():
        share = one.share(outcome)
        for at, year in enumerate(one.years):
            if at:
                yield estimate_row(
                    (indicator, province, "", str(year), one.scenario.id),
                    reached_with(share[:, at], choices.chance),
                    unit="percent",
                    evidence="projected",
                    source="projection",
                    reason="value_at_chance",
                )
