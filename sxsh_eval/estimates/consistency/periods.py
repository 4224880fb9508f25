"""Rules on time: what a figure can know at the document's date, and which plan covers it."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.estimates.claimed import claim_span
from sxsh_eval.estimates.consistency.finding import Case, Finding, listing, number, places_of
from sxsh_eval.inputs.claims import Place
from sxsh_eval.parameters.quantity import Day, Verbatim, as_years


def span_beyond_document(case: Case) -> Iterator[Finding]:
    """The letter reports on a year that had not ended when it was signed."""
    letter = case.letter
    if letter.span.last >= letter.date.year and (letter.date.month, letter.date.day) != (12, 31):
        yield Finding(
            code="period.span_beyond_document",
            severity="low",
            places=(Place(section="head"),),
            values={"span": as_years(letter.span), "date": Day(value=letter.date)},
        )


def result_beyond_document(case: Case) -> Iterator[Finding]:
    """A result is labelled with a period that ends after the letter's date."""
    late = [(key, claim) for key, claim in case.claims("result") if claim_span(claim).last > case.letter.date.year]
    for indicator in dict.fromkeys(claim.indicator for _, claim in late):
        keys = tuple(key for key, claim in late if claim.indicator == indicator)
        values = {
            "what": case.short(indicator),
            "period": as_years(claim_span(case.letter.claims[keys[0]])),
            "date": Day(value=case.letter.date),
        }
        yield Finding(
            code="period.result_beyond_document",
            severity="medium",
            places=places_of(case.letter, keys),
            values=values,
            claims=keys,
        )


def undated(case: Case) -> Iterator[Finding]:
    """Activities without a year."""
    keys = tuple(key for key, claim in case.claims("activity") if claim.dating == "undated")
    if keys:
        values = {"what": listing(case.short(case.letter.claims[key].indicator) for key in keys)}
        yield Finding(
            code="period.undated", severity="low", places=places_of(case.letter, keys), values=values, claims=keys
        )


def plan_against_results(case: Case) -> Iterator[Finding]:
    """Results are reported for years that no plan of the letter covers."""
    plans = [ref for ref in case.letter.references.values() if ref.role == "action_plan" and ref.period]
    if not plans:
        yield Finding(
            code="period.no_plan",
            severity="medium",
            places=(Place(section="head"),),
            values={"span": as_years(case.letter.span)},
        )
        return
    plan = max(plans, key=lambda ref: ref.period.last if ref.period else 0)
    end = plan.period.last if plan.period else 0
    if end < case.letter.span.last:
        values = {
            "number": Verbatim(text=plan.number),
            "plan": as_years(plan.period) if plan.period else as_years(case.letter.span),
            "from": number(end + 1, "year"),
            "to": number(case.letter.span.last, "year"),
        }
        yield Finding(code="period.plan_ends_before_results", severity="medium", places=plan.places, values=values)
