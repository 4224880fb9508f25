"""Rules on how a figure was obtained, and on what the analyst recorded while reading."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sxsh_eval.estimates.consistency.finding import Case, Finding, Severity, claimed, listing, places_of
from sxsh_eval.parameters.quantity import Verbatim, as_name

GAPS: dict[str, Severity] = {
    "missing_annex": "medium",
    "empty_section": "low",
    "missing_year_split": "medium",
    "no_count": "medium",
    "two_things_one_figure": "medium",
    "text_noise": "low",
    "incomplete_signature": "low",
}


def same_value_two_indicators(case: Case) -> Iterator[Finding]:
    """Two different quantities on the same population carry exactly the same percentage."""
    groups = defaultdict(list)
    for key, claim in case.claims("result"):
        indicator = case.inputs.registry.indicators[claim.indicator]
        if indicator.needs_baseline and claim.value:
            groups[claim.value.value, claim.value.unit].append(key)
    for keys in groups.values():
        kinds = dict.fromkeys(case.letter.claims[key].indicator for key in keys)
        if len(kinds) > 1:
            values = {
                "what": listing(case.short(indicator) for indicator in kinds),
                "value": claimed(case.letter.claims[keys[0]]),
            }
            yield Finding(
                code="evidence.same_value_two_indicators",
                severity="medium",
                places=places_of(case.letter, keys),
                values=values,
                claims=tuple(keys),
            )


def saving_without_baseline(case: Case) -> Iterator[Finding]:
    """A change is claimed without the year it is measured from or without measurement."""
    for key, claim in case.claims("result"):
        if not case.inputs.registry.indicators[claim.indicator].needs_baseline:
            continue
        if claim.baseline_year is None or claim.basis != "measurement":
            yield Finding(
                code="evidence.saving_without_baseline",
                severity="high",
                places=(claim.place,),
                values={
                    "what": case.short(claim.indicator),
                    "claim": claimed(claim),
                },
                claims=(key,),
            )


def number_form(case: Case) -> Iterator[Finding]:
    """A document's number has the form of another kind of document."""
    for ref in case.letter.references.values():
        with_year = bool(re.match(r"\d+/\d{4}/", ref.number))
        if ref.form != "letter" and with_year != (ref.form == "normative"):
            yield Finding(
                code=f"evidence.number_form_of_{ref.form}",
                severity="low",
                places=ref.places,
                values={"number": Verbatim(text=ref.number), "title": as_name(ref.title)},
            )


def recorded_gaps(case: Case) -> Iterator[Finding]:
    """What the analyst found missing or damaged."""
    for gap in case.letter.gaps:
        yield Finding(
            code=f"recorded.{gap.kind}",
            severity=GAPS[gap.kind],
            places=(gap.place,),
            values={"text": as_name(gap.text)},
        )


def recorded_contradictions(case: Case) -> Iterator[Finding]:
    """Statements in words that the analyst found to exclude each other."""
    for entry in case.letter.contradictions:
        yield Finding(
            code="recorded.contradiction",
            severity="medium",
            places=entry.places,
            values={"text": as_name(entry.text)},
        )
