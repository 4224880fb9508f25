"""A province's proposed targets, tested one by one: what makes a target one that can be met, or missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import pandas as pd

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.consistency.finding import Case, claimed, number
from sxsh_eval.estimates.consistency.populations import size_ratio
from sxsh_eval.estimates.consistency.proposals import same
from sxsh_eval.estimates.programme.feasible import best_chance, chances_of
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import Num, Range, Value, Verbatim
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Several, Shown

Answer = Literal["passes", "fails", "open"]
PERCENT = 100.0
CRITERIA = (
    "measurable",
    "population",
    "counted",
    "baseline",
    "verification",
    "milestones",
    "ambition",
    "own_number",
    "feasible",
)
"""What is asked of every proposed target, in the order of the report."""


@dataclass(frozen=True)
class TargetTest:
    """One question to one target.

    Attributes
    ----------
    criterion : str
        One of `CRITERIA`.
    answer : {"passes", "fails", "open"}
    reason : str
        Catalogue key ``target_test.<criterion>.<reason>`` says why.
    values : Mapping of str to Value
    """

    criterion: str
    answer: Answer
    reason: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class ProposedTarget(Shown):
    """A proposed target as the letter has it, with all answers.

    Attributes
    ----------
    claim_id : str
    claim : Claim
        Never changed: an alternative stands beside it.
    tests : tuple of TargetTest
        One a criterion, in the order of `CRITERIA`.
    """

    shows: ClassVar[tuple[str, ...]] = ("overview",)

    claim_id: str
    claim: Claim
    tests: tuple[TargetTest, ...]

    @property
    def overview(self) -> pd.DataFrame:
        """Columns ``criterion, answer, reason``: one row a question."""
        rows = [(one.criterion, one.answer, one.reason) for one in self.tests]
        return pd.DataFrame(rows, columns=["criterion", "answer", "reason"])

    def _facts(self) -> Mapping[str, Any]:
        return {"id": self.claim_id, "indicator": self.claim.indicator}

    def test(self, criterion: str) -> TargetTest:
        """Answer to one question."""
        return next(test for test in self.tests if test.criterion == criterion)


@dataclass(frozen=True)
class Asked:
    """One target with what its questions look at."""

    case: Case
    key: str
    claim: Claim
    attainment: Estimates | None
    targets: Mapping[str, Target]

    @property
    def due(self) -> int:
        """Year in which it is to be reached."""
        return self.claim.period.last if self.claim.period else self.case.study.programme.horizon


def check_proposed_targets(
    inputs: Inputs | NationalInputs,
    study: Study,
    attainment: Estimates | None = None,
    targets: Mapping[str, Target] | None = None,
) -> Several[ProposedTarget]:
    """Ask every proposed target of the province's letter the same questions.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
        Of a province; the country has no letter, so nothing is tested.
    study : Study
    attainment : Estimates, optional
        Chances as of `estimate_attainment`, with the `targets` that they are of.
    targets : Mapping of str to Target, optional

    Returns
    -------
    list of ProposedTarget
        In the order of the letter.

    Notes
    -----
    The questions are those that monitoring guides sum up as specific, measurable, achievable, relevant, time-bound
    (Doran 1981), made checkable against the letter alone: nothing is asked that needs an opinion.
    """
    letter = getattr(inputs, "letter", None)
    if letter is None or isinstance(inputs, NationalInputs):
        return Several()
    case = Case(letter, inputs, study)
    asked = [Asked(case, key, claim, attainment, targets or {}) for key, claim in case.claims("proposal")]
    return Several(
        ProposedTarget(one.key, one.claim, tuple(QUESTIONS[criterion](one) for criterion in CRITERIA))
        for one in asked
        if not is_milestone(one)
    )


def same_kind(one: Asked) -> Iterator[Claim]:
    """Other proposals or plans for the same indicator."""
    for key, claim in one.case.claims("proposal", "plan", "target"):
        if key != one.key and claim.indicator == one.claim.indicator:
            yield claim


def is_milestone(one: Asked) -> bool:
    """Whether a later proposal of the same indicator makes this one a step on its way."""
    later = (claim for claim in same_kind(one) if claim.kind == "proposal" and claim.period)
    return any(claim.period.last > one.due for claim in later if claim.period)


def measurable(one: Asked) -> TargetTest:
    """Whether one province can reach or miss it."""
    indicator = one.case.inputs.registry.indicators[one.claim.indicator]
    if indicator.measured_over != "units":
        return TargetTest("measurable", "fails", "one_unit", {"population": one.case.population(one.claim.population)})
    if indicator.needs_baseline and one.claim.baseline_year is None:
        return TargetTest("measurable", "fails", "change_without_base")
    return TargetTest("measurable", "passes", "share" if one.claim.unit == "percent" else "number")


def population(one: Asked) -> TargetTest:
    """Whether it counts whom the national target of the same indicator counts."""
    targets = list(one.case.national_targets(one.claim.indicator).values())
    own = one.case.population(one.claim.population)
    if not targets:
        return TargetTest("population", "open", "no_national_target", {"population": own})
    target = targets[-1]
    values: dict[str, Value] = {"population": own, "national": one.case.population(target.population)}
    if target.population == one.claim.population:
        return TargetTest("population", "passes", "same", {"population": own})
    ratio = size_ratio(one.case, one.claim.population, target.population)
    if ratio is None:
        return TargetTest("population", "fails", "differs", values)
    times = Num(value=round(ratio) if ratio > 1 else round(ratio, 2), unit="times")
    return TargetTest("population", "fails", "differs_by", values | {"ratio": times})


def counted(one: Asked) -> TargetTest:
    """Whether anybody has counted the population."""
    own = {"population": one.case.population(one.claim.population)}
    if one.case.inputs.registry.indicators[one.claim.indicator].measured_over != "units":
        return TargetTest("counted", "passes", "one_each")
    totals = [
        claim
        for _, claim in one.case.claims("result", "activity")
        if claim.population == one.claim.population and claim.basis == "count" and claim.unit != "percent"
    ]
    table = one.case.inputs.population
    if table is not None and one.claim.population == "all_establishments":
        total = float(table["establishments"].sum())
        return TargetTest("counted", "passes", "table", own | {"total": number(round(total), "establishment")})
    if totals:
        return TargetTest("counted", "open", "part_counted", own)
    return TargetTest("counted", "fails", "no_count", own)


def baseline(one: Asked) -> TargetTest:
    """Whether the present level is known, for the same population."""
    results = [claim for _, claim in one.case.claims("result") if claim.indicator == one.claim.indicator]
    level = [claim for claim in results if claim.unit == "percent"] or results
    if not level:
        return TargetTest("baseline", "fails", "none")
    values: dict[str, Value] = {"base": claimed(level[-1])}
    if level[-1].population != one.claim.population:
        values |= {
            "base_population": one.case.population(level[-1].population),
            "population": one.case.population(one.claim.population),
        }
        return TargetTest("baseline", "fails", "other_population", values)
    if level[-1].basis in {"count", "measurement"}:
        return TargetTest("baseline", "passes", "counted", values)
    return TargetTest("baseline", "open", "claimed", values)


def verification(one: Asked) -> TargetTest:
    """Whether the letter says how one would know."""
    if one.claim.basis == "not_stated":
        return TargetTest("verification", "fails", "not_stated")
    return TargetTest("verification", "open" if one.claim.basis == "estimate" else "passes", one.claim.basis)


def milestones(one: Asked) -> TargetTest:
    """Whether there are values for the years between."""
    first = one.claim.period.first if one.claim.period else one.due
    years = {claim.period.last for claim in same_kind(one) if claim.period and first <= claim.period.last < one.due}
    values = {"count": Num(value=len(years), unit="count"), "due": Num(value=one.due, unit="year")}
    if not years:
        return TargetTest("milestones", "fails", "none", {"due": values["due"]})
    if len(years) >= one.due - first:
        return TargetTest("milestones", "passes", "every_year", values)
    return TargetTest("milestones", "open", "some", values)


def ambition(one: Asked) -> TargetTest:
    """Whether it asks at least what the nation was to have reached before."""
    earlier = [target for due, target in one.case.national_targets(one.claim.indicator).items() if due < one.due]
    if not earlier:
        return TargetTest("ambition", "open", "no_earlier_target")
    below = [target for target in earlier if claim_number(one.claim) < target.threshold]
    found = below[0] if below else earlier[-1]
    values: dict[str, Value] = {
        "target": found.value or found.band or claimed(one.claim),
        "earlier": Num(value=found.due, unit="year"),
    }
    if below:
        return TargetTest("ambition", "fails", "below", values)
    return TargetTest("ambition", "passes", "not_below", values)


def own_number(one: Asked) -> TargetTest:
    """Whether the number is the province's own, or that of an earlier national target."""
    copies = [
        due for due, target in one.case.national_targets(one.claim.indicator).items()
        if due < one.due and same(one.claim, target)
    ]  # fmt: skip
    if copies:
        return TargetTest("own_number", "fails", "copied", {"earlier": Num(value=copies[-1], unit="year")})
    return TargetTest("own_number", "passes", "own")


def feasible(one: Asked) -> TargetTest:
    """Whether any programme looked at reaches it with the chance asked for."""
    best = best_chance(chances_of(one.attainment, one.targets, one.claim, one.due))
    if isinstance(best, str):
        return TargetTest("feasible", "open", best)
    asked = PERCENT * one.case.study.programme.chance
    shown = {"best": best.value, "asked": asked}
    values: dict[str, Value] = {name: Num(value=round(value), unit="percent") for name, value in shown.items()}
    values["interval"] = Range(low=round(best.low), high=round(best.high), unit="count")
    return TargetTest("feasible", *best.judged(asked), values | {"scenario": Verbatim(text=best.scenario)})


QUESTIONS: Mapping[str, Callable[[Asked], TargetTest]] = {
    "measurable": measurable,
    "population": population,
    "counted": counted,
    "baseline": baseline,
    "verification": verification,
    "milestones": milestones,
    "ambition": ambition,
    "own_number": own_number,
    "feasible": feasible,
}
