"""Rules on arithmetic: counts with their percentages, parts with their total, figures stated twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from sxsh_eval.estimates.claimed import claim_number, count_percent_pairs, implied_denominator
from sxsh_eval.estimates.consistency.finding import Case, Finding, claimed, listing, number, places_of
from sxsh_eval.parameters.quantity import Mark, Name, Range


def implied_total(case: Case) -> Iterator[Finding]:
    """A count with its percentage gives away the total that the letter does not state."""
    for count, percent in count_percent_pairs(case.letter):
        point, (low, high) = implied_denominator(case.letter, count, percent)
        claims = case.letter.claims
        values = {
            "count": claimed(claims[count]),
            "share": claimed(claims[percent]),
            "total": number(round(point), "enterprise"),
            "between": Range(low=math_ceil(low), high=int(high), unit="enterprise"),
        }
        places = places_of(case.letter, [count, percent])
        yield Finding(code="sums.implied_total", severity="low", places=places, values=values, claims=(count, percent))


def math_ceil(value: float) -> int:
    """Smallest whole number not below `value`."""
    return -int(-value // 1)


def total_against_counts(case: Case) -> Iterator[Finding]:
    """The implied total of all enterprises is far below every published total of another province."""
    published = [
        count
        for count in case.inputs.registry.counts
        if count.population == "all_enterprises" and count.province not in (None, case.letter.province)
    ]
    for count, percent in count_percent_pairs(case.letter):
        if case.letter.claims[percent].population != "all_enterprises" or not published:
            continue
        point, (_, high) = implied_denominator(case.letter, count, percent)
        smallest = min(published, key=lambda entry: entry.value.value)
        if high * case.study.thresholds.peer_count_ratio >= smallest.value.value:
            continue
        peer = case.inputs.registry.province(str(smallest.province), dt.date(smallest.year, 12, 31)).name
        values = {
            "total": number(round(point), "enterprise"),
            "peer": Name(vi=peer.vi, en=peer.en),
            "peer_total": smallest.value,
            "year": number(smallest.year, "year"),
            "status": Mark(scale="status", name=smallest.status),
        }
        yield Finding(
            code="sums.total_against_counts",
            severity="medium",
            places=places_of(case.letter, [percent]),
            values=values,
            claims=(count, percent),
        )


def totals_disagree(case: Case) -> Iterator[Finding]:
    """Two pairs on the same population imply totals that cannot both be true."""
    found = defaultdict(list)
    for count, percent in count_percent_pairs(case.letter):
        found[case.letter.claims[percent].population].append(
            (implied_denominator(case.letter, count, percent), percent)
        )
    for population, pairs in found.items():
        ranges = [bounds for (_, bounds), _ in pairs]
        if max(low for low, _ in ranges) <= min(high for _, high in ranges):
            continue
        keys = tuple(key for _, key in pairs)
        values = {
            "population": case.population(population),
            "totals": listing(number(round(point), "count") for (point, _), _ in pairs),
        }
        places = places_of(case.letter, keys)
        yield Finding(code="sums.totals_disagree", severity="high", places=places, values=values, claims=keys)


def parts_and_total(case: Case) -> Iterator[Finding]:
    """Parts add up to their total, or do not."""
    parts = defaultdict(list)
    for key, claim in case.letter.claims.items():
        if claim.part_of:
            parts[claim.part_of].append(key)
    for total, keys in parts.items():
        claims = case.letter.claims
        match = sum(claim_number(claims[key]) for key in keys) == claim_number(claims[total])
        values = {
            "what": case.short(claims[total].indicator),
            "total": claimed(claims[total]),
            "parts": listing(claimed(claims[key]) for key in keys),
        }
        yield Finding(
            code="sums.parts_add_up" if match else "sums.parts_do_not_add_up",
            severity="passes" if match else "high",
            places=places_of(case.letter, [total, *keys]),
            values=values,
            claims=(total, *keys),
        )


def repetition(case: Case) -> Iterator[Finding]:
    """A figure that is stated twice is the same both times, or is not."""
    for key, claim in case.letter.claims.items():
        if not claim.repeats or claim.indicator in {"action_plan", "focal_unit"}:
            continue
        first = case.letter.claims[claim.repeats]
        same = claimed(first) == claimed(claim)
        yield Finding(
            code="sums.repeated_equally" if same else "sums.repeated_differently",
            severity="passes" if same else "high",
            places=places_of(case.letter, [claim.repeats, key]),
            values={"what": case.short(claim.indicator), "first": claimed(first), "second": claimed(claim)},
            claims=(claim.repeats, key),
        )
