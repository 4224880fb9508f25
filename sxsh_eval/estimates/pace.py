"""Required pace: what a target asks each year from the claimed base on, beside the pace claimed so far."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log
from typing import ClassVar

from sxsh_eval.estimates.claimed import claim_number, place_text
from sxsh_eval.estimates.progress import claim_date, decimal_year, due_date
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.rounding import Interval, claim_interval
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown


def points_per_year(base: float, target: float, years: float) -> float:
    """Percentage points a year on a straight line."""
    return (target - base) / years


def logistic_growth(base: float, target: float, years: float) -> float:
    """Rate r of the logistic curve (ceiling 100 %) through both values, per year.

    Notes
    -----
    ``logit(p(t)) = logit(p0) + r t``; the odds grow by ``exp(r)`` each year.
    """
    return (log(target / (100 - target)) - log(base / (100 - base))) / years


@dataclass(frozen=True)
class Pace:
    """What one target asks of one claimed base.

    Attributes
    ----------
    claim_id, target_id : str
    base : float
        Claimed value, per cent, at decimal year `start`.
    end : float
        Decimal year when the target is due.
    required, growth, past : float
        Points a year asked; logistic rate asked; points a year claimed so far, at most (from zero at the
        Strategy's start).
    required_interval, growth_interval, past_interval : tuple of float
        From the rounding of the base.
    """

    claim_id: str
    target_id: str
    target: Target
    base: float
    base_interval: Interval
    start: float
    end: float
    required: float
    required_interval: Interval
    growth: float
    growth_interval: Interval
    past: float
    past_interval: Interval

    @property
    def multiple(self) -> float:
        """How many times the required pace is the highest past pace the claim allows."""
        return self.required / self.past

    @property
    def multiple_interval(self) -> Interval:
        """The same for both rounding ends of the claim; endless where the lower one is nothing."""
        (least, most), (slow, fast) = self.required_interval, self.past_interval
        return least / fast, most / slow if slow > 0 else inf


def pace_to(claim: Claim, claim_id: str, target: Target, target_id: str, start: float, since: float) -> Pace:
    """Pace from one claimed share to one target; `since` is the Strategy's start as a decimal year."""
    base, goal, years = claim_number(claim), target.threshold, due_date(target) - start
    low, high = claim_interval(claim) or (base, base)
    return Pace(
        claim_id=claim_id,
        target_id=target_id,
        target=target,
        base=base,
        base_interval=(low, high),
        start=start,
        end=due_date(target),
        required=points_per_year(base, goal, years),
        required_interval=(points_per_year(high, goal, years), points_per_year(low, goal, years)),
        growth=logistic_growth(base, goal, years),
        growth_interval=(logistic_growth(high, goal, years), logistic_growth(low, goal, years)),
        past=base / (start - since),
        past_interval=(low / (start - since), high / (start - since)),
    )


@dataclass(frozen=True)
class Paces(Shown):
    """Paces by indicator and target year, with the same numbers as estimates.

    Attributes
    ----------
    paces : tuple of Pace
    estimates : Estimates
        Terms ``required_<due>``, ``growth_<due>``, ``multiple_<due>`` (of the highest past pace) and ``past``.
    """

    shows: ClassVar[tuple[str, ...]] = ("estimates",)

    paces: tuple[Pace, ...]
    estimates: Estimates


def estimate_pace(inputs: Inputs, study: Study) -> Paces:
    """Pace needed from each claimed share to the national target still ahead and to the province's proposal.

    Parameters
    ----------
    inputs : Inputs
    study : Study

    Returns
    -------
    Paces
        Empty where no share of the same population has both a base and a target above it.

    Notes
    -----
    The past pace is an upper bound: it assumes that nobody applied cleaner production when the Strategy began.
    A past growth rate cannot be computed, because no letter states a starting value above zero.
    """
    since = decimal_year(study.strategy.start)
    own = inputs.registry.targets_for(inputs.province)
    national = inputs.registry.strategy_targets(study.strategy.source)
    paces = []
    for key, claim in inputs.claims.items():
        if claim.kind != "result" or claim.repeats or claim.value is None or claim.value.unit != "percent":
            continue
        start = claim_date(claim, inputs.own_letter.date)
        for target_id, target in {**national, **own}.items():
            ahead = due_date(target) > start and claim_number(claim) < target.threshold
            alike = (claim.indicator, claim.population) == (target.indicator, target.population)
            if ahead and alike and claim_number(claim) > 0:
                paces.append(pace_to(claim, key, target, target_id, start, since))
    return Paces(
        tuple(paces), as_estimates(pace_rows(inputs, paces), Method("pace", "straight line; logistic, ceiling 100 %"))
    )


def pace_rows(inputs: Inputs, paces: list[Pace]) -> list[dict[str, object]]:
    """Rows of the estimates' table."""
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for pace in paces:
        claim = inputs.claims[pace.claim_id]
        due = pace.target.due
        numbers = [
            (f"required_{due}", pace.required, pace.required_interval, "points_per_year", "projected"),
            (f"growth_{due}", pace.growth, pace.growth_interval, "growth_rate", "projected"),
            (f"multiple_{due}", pace.multiple, pace.multiple_interval, "times", "projected"),
            ("past", pace.past, pace.past_interval, "points_per_year", "derived"),
        ]
        for term, value, interval, unit, evidence in numbers:
            keys = (claim.indicator, inputs.province, "", f"{inputs.own_letter.date.year}-{due}", term)
            keys = (*keys[:3], "", term) if term == "past" else keys
            rows[claim.indicator, term] = estimate_row(
                keys,
                value,
                unit=unit,
                evidence=evidence,
                source=place_text(inputs.own_letter, claim),
                interval=interval,
            )
    return list(rows.values())
