"""Rules on who is counted: the population of a figure against the population of its target."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.estimates.claimed import claim_number, count_percent_pairs, counts_units, implied_denominator
from sxsh_eval.estimates.consistency.finding import Case, Finding, claimed, listing, number, places_of
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.parameters.quantity import Mark, Range, Value


def share(case: Case, population: str) -> Range | None:
    """Part of all enterprises that a population holds, per cent; 100 for all of them."""
    if population == "all_enterprises":
        return Range(low=100, high=100, unit="percent")
    return case.inputs.registry.populations[population].share_of_enterprises


def size_ratio(case: Case, population: str, target_population: str) -> float | None:
    """How many times larger a figure's population is than its target's; None when sizes are unknown."""
    ours, theirs = share(case, population), share(case, target_population)
    if ours is None or theirs is None:
        return None
    return (ours.low + ours.high) / (theirs.low + theirs.high)


def differs_from_target(case: Case) -> Iterator[Finding]:
    """A result or proposal counts other units than the national target of the same indicator."""
    for key, claim in case.claims("result", "proposal"):
        targets = case.national_targets(claim.indicator)
        unlike = [target for target in targets.values() if target.population != claim.population]
        if not unlike or (claim.value and claim.value.unit != "percent"):
            continue
        target = unlike[-1]
        ratio = size_ratio(case, claim.population, target.population)
        values: dict[str, Value] = {
            "what": case.short(claim.indicator),
            "claim": claimed(claim),
            "population": case.population(claim.population),
            "target_population": case.population(target.population),
            "due": number(target.due, "year"),
        }
        if ratio is not None:
            values["ratio"] = number(round(ratio), "times")
            values["status"] = weakest(case, claim.population, target.population)
        ending = "_of_known_size" if ratio is not None else ""
        yield Finding(
            code=f"population.{claim.kind}_differs_from_target{ending}",
            severity="high" if claim.kind == "proposal" else "medium",
            places=(claim.place,),
            values=values,
            claims=(key,),
        )


def weakest(case: Case, *populations: str) -> Mark:
    """``unverified`` if the size of any of these populations is."""
    found = {case.inputs.registry.populations[key].share_status for key in populations}
    return Mark(scale="status", name="unverified" if "unverified" in found else "verified")


def restated(case: Case) -> Iterator[Finding]:
    """What a count would be as a share of the population the target speaks of (illustration)."""
    for count, percent in count_percent_pairs(case.letter):
        claim = case.letter.claims[percent]
        unlike = [t for t in case.national_targets(claim.indicator).values() if t.population != claim.population]
        size = share(case, unlike[-1].population) if unlike else None
        if size is None or claim.population != "all_enterprises":
            continue
        total, _ = implied_denominator(case.letter, count, percent)
        units = claim_number(case.letter.claims[count])
        shares = sorted(100 * units / (total * part / 100) for part in (size.low, size.high))
        values = {
            "count": claimed(case.letter.claims[count]),
            "target_population": case.population(unlike[-1].population),
            "units": Range(low=round(total * size.low / 100), high=round(total * size.high / 100), unit="enterprise"),
            "shares": Range(low=round(shares[0]), high=round(shares[1]), unit="percent"),
            "target": claimed_target(unlike[-1].value, unlike[-1].band),
            "status": weakest(case, unlike[-1].population),
        }
        places = places_of(case.letter, [count, percent])
        yield Finding(code="population.restated", severity="low", places=places, values=values, claims=(count, percent))


def claimed_target(value: Value | None, band: Value | None) -> Value:
    """A target's value or band."""
    found = value or band
    if found is None:
        raise ValueError("a target has a value or a band")
    return found


def national_indicator(case: Case) -> Iterator[Finding]:
    """An indicator counted over all departments of the country is used for one province."""
    for key, claim in case.claims("result", "proposal"):
        if case.inputs.registry.indicators[claim.indicator].measured_over != "units":
            yield Finding(
                code="population.national_indicator",
                severity="high",
                places=(claim.place,),
                values={"what": case.short(claim.indicator), "claim": claimed(claim)},
                claims=(key,),
            )


def share_without_count(case: Case) -> Iterator[Finding]:
    """Shares of units without the count and the total behind them."""
    bare: list[tuple[str, Claim]] = [
        (key, claim)
        for key, claim in case.claims("result")
        if counts_units(claim, case.inputs) and not claim.paired_with
    ]
    if bare:
        keys = tuple(key for key, _ in bare)
        yield Finding(
            code="population.share_without_count",
            severity="high",
            places=places_of(case.letter, keys),
            values={"what": listing(case.short(claim.indicator) for _, claim in bare)},
            claims=keys,
        )
