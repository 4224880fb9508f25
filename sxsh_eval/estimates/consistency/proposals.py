"""Rules on what a province proposes: against earlier targets, against its own base, against the calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sxsh_eval.estimates.claimed import claim_number
from sxsh_eval.estimates.consistency.finding import Case, Finding, claimed, listing, number, places_of
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import Phrase, as_years, phrase


def same(claim: Claim, target: Target) -> bool:
    """Whether a proposal repeats a target's numbers."""
    if claim.band and target.band:
        return (claim.band.low, claim.band.high) == (target.band.low, target.band.high)
    return bool(claim.value and target.value and claim.value.value == target.value.value)


def equals_earlier_target(case: Case) -> Iterator[Finding]:
    """Proposals that repeat the numbers of an earlier national target for a later year."""
    copies: dict[int, list[tuple[str, Claim]]] = defaultdict(list)
    for key, claim in case.claims("proposal"):
        for due, target in case.national_targets(claim.indicator).items():
            if same(claim, target) and claim.period and claim.period.last > due:
                copies[due].append((key, claim))
    for due, found in copies.items():
        keys = tuple(key for key, _ in found)
        values = {
            "what": listing(pair(case, claim) for _, claim in found),
            "due": number(due, "year"),
            "later": number(max(claim.period.last for _, claim in found if claim.period), "year"),
        }
        yield Finding(
            code="proposal.equals_earlier_target",
            severity="medium",
            places=places_of(case.letter, keys),
            values=values,
            claims=keys,
        )


def pair(case: Case, claim: Claim) -> Phrase:
    """``awareness (90 %)``."""
    return phrase("common.with_value", what=case.short(claim.indicator), value=claimed(claim))


def below_earlier_target(case: Case) -> Iterator[Finding]:
    """A proposal below what the nation was to have reached years before."""
    for key, claim in case.claims("proposal"):
        earlier = [t for t in case.national_targets(claim.indicator).values() if claim_number(claim) < t.threshold]
        if not earlier or case.inputs.registry.indicators[claim.indicator].direction != "higher_is_better":
            continue
        target = earlier[0]
        values = {
            "what": case.short(claim.indicator),
            "claim": claimed(claim),
            "later": number(claim.period.last if claim.period else target.due, "year"),
            "target": target.value or target.band or claimed(claim),
            "due": number(target.due, "year"),
        }
        yield Finding(
            code="proposal.below_earlier_target", severity="high", places=(claim.place,), values=values, claims=(key,)
        )


def growth(case: Case) -> Iterator[Finding]:
    """A proposal that is many times the claimed base."""
    base = {
        claim.indicator: key
        for key, claim in case.claims("result")
        if claim.value and claim.value.unit == "percent" and claim_number(claim) > 0
    }
    for key, claim in case.claims("proposal"):
        known = base.get(claim.indicator)
        if known is None or case.letter.claims[known].population != claim.population:
            continue
        multiple = claim_number(claim) / claim_number(case.letter.claims[known])
        if multiple >= case.study.thresholds.growth_multiple:
            values = {
                "what": case.short(claim.indicator),
                "base": claimed(case.letter.claims[known]),
                "claim": claimed(claim),
                "multiple": number(round(multiple, 1), "times"),
                "base_year": number(case.letter.date.year, "year"),
                "later": number(claim.period.last if claim.period else case.letter.date.year, "year"),
            }
            yield Finding(
                code="proposal.growth",
                severity="medium",
                places=places_of(case.letter, [known, key]),
                values=values,
                claims=(known, key),
            )


def overlaps_current(case: Case) -> Iterator[Finding]:
    """The proposed programme begins before the current one has ended."""
    period, end = case.letter.proposal_period, case.study.strategy.end_year
    if period and period.first <= end:
        keys = [key for key, _ in case.claims("proposal")]
        yield Finding(
            code="proposal.overlaps_current",
            severity="low",
            places=places_of(case.letter, keys)[:1],
            values={"period": as_years(period), "end": number(end, "year")},
        )
