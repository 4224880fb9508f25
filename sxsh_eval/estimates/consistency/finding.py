"""What a consistency rule reports: a stable code, how serious it is, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.inputs.claims import Claim, Letter, Place
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import Frozen, Listing, Name, Num, Value, as_name
from sxsh_eval.parameters.study import Study

Severity = Literal["high", "medium", "low", "passes"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low", "passes")


class Finding(Frozen):
    """One result of one rule.

    Attributes
    ----------
    code : str
        Stable; ``finding.<code>.text`` and ``finding.<code>.ask`` are its sentences.
    severity : {"high", "medium", "low", "passes"}
        ``passes`` marks a check that the letter stands.
    places : tuple of Place
        Where to look in the letter.
    values : dict of Value
        Numbers and names the sentences speak of.
    claims : tuple of str
        Ids of the claims concerned.
    """

    code: str
    severity: Severity
    places: tuple[Place, ...]
    values: dict[str, Value]
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """What a rule looks at.

    Attributes
    ----------
    letter : Letter
    inputs : Inputs
    study : Study
    """

    letter: Letter
    inputs: Inputs
    study: Study

    def claims(self, *kinds: str) -> Iterator[tuple[str, Claim]]:
        """Claims of these kinds, without repetitions and parts."""
        for key, claim in self.letter.claims.items():
            if claim.kind in kinds and not claim.repeats and not claim.part_of:
                yield key, claim

    def short(self, indicator: str) -> Name:
        """Short title of an indicator."""
        return as_name(self.inputs.registry.indicators[indicator].short)

    def population(self, key: str) -> Name:
        """Title of a population."""
        return as_name(self.inputs.registry.populations[key].title)

    def national_targets(self, indicator: str) -> dict[int, Target]:
        """National targets of the Strategy for an indicator, by year due, earliest first."""
        targets = self.inputs.registry.strategy_targets(self.study.strategy.source).values()
        own = [target for target in targets if target.indicator == indicator]
        return {target.due: target for target in sorted(own, key=lambda target: target.due)}


def claimed(claim: Claim) -> Value:
    """Value of a claim as it stands."""
    value = claim.value or claim.band
    if value is None:
        raise ValueError("a claim has a value or a band")
    return value


def number(value: float, unit: str, digits: int | None = None) -> Num:
    """A number with its unit; whole numbers are kept whole."""
    return Num(value=int(value) if float(value).is_integer() else value, unit=unit, digits=digits)


def listing(items: Iterable[Value]) -> Listing:
    """Values read as one list."""
    return Listing(items=tuple(items))


def total_of(case: Case, indicators: Iterable[str]) -> tuple[float, list[str]]:
    """Sum of the counted activities of some indicators, with the ids that enter it."""
    wanted = set(indicators)
    keys = [key for key, claim in case.claims("activity") if claim.indicator in wanted]
    return sum(claim_number(case.letter.claims[key]) for key in keys), keys


def places_of(letter: Letter, keys: Iterable[str]) -> tuple[Place, ...]:
    """Places of some claims, each once, in the order given."""
    return tuple(dict.fromkeys(letter.claims[key].place for key in keys))


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Most serious first; the order of the rules inside a grade."""
    order: Mapping[str, int] = {name: rank for rank, name in enumerate(SEVERITIES)}
    return sorted(findings, key=lambda finding: order[finding.severity])
