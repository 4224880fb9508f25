"""Rules on money: years, sources and size against what it is said to have achieved."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.estimates.claimed import claim_number, claim_span
from sxsh_eval.estimates.consistency.finding import Case, Finding, listing, number, places_of, total_of
from sxsh_eval.parameters.quantity import Mark, Phrase, as_years, phrase


def budget_claims(case: Case) -> list[str]:
    """Ids of amounts of money."""
    return [key for key, claim in case.claims("budget") if claim.value and claim.value.unit == "vnd"]


def fewer_years_than_results(case: Case) -> Iterator[Finding]:
    """Money came in fewer years than the letter reports results for."""
    keys = budget_claims(case)
    funded = {year for key in keys for year in span_years(case, key)}
    reported = case.letter.span.last - case.letter.span.first + 1
    if funded and len(funded) < reported:
        spans = claim_span(case.letter.claims[keys[0]])
        values = {
            "years": number(len(funded), "years"),
            "period": as_years(spans),
            "span": as_years(case.letter.span),
            "reported": number(reported, "years"),
        }
        places = places_of(case.letter, keys)
        yield Finding(
            code="money.fewer_years_than_results", severity="medium", places=places, values=values, claims=tuple(keys)
        )


def span_years(case: Case, key: str) -> range:
    """Calendar years of a claim."""
    span = claim_span(case.letter.claims[key])
    return range(span.first, span.last + 1)


def sources_change(case: Case) -> Iterator[Finding]:
    """The proposal counts on payers that have paid nothing so far."""
    sources = case.letter.funding_sources
    if sources is None:
        return
    new = [source for source in sources.proposed if source not in sources.past]
    if new and sources.past:
        values = {"past": payers(sources.past), "new": payers(tuple(new))}
        yield Finding(code="money.sources_change", severity="medium", places=(sources.place,), values=values)


def payers(sources: tuple[str, ...]) -> Phrase:
    """Names of payers as one list."""
    return phrase("common.plain", text=listing(phrase(f"payer.{source}") for source in sources))


def size(case: Case) -> Iterator[Finding]:
    """The amount per trained enterprise and against the mean of the funded provinces."""
    keys = budget_claims(case)
    amount = sum(claim_number(case.letter.claims[key]) for key in keys)
    mean = case.inputs.registry.assumptions.get("spending_per_funded_province")
    trained, trainees = total_of(case, ["enterprises_trained"])
    if not amount or mean is None or not trained:
        return
    values = {
        "amount": number(amount, "vnd"),
        "each": number(round(amount / trained / 1e6, 1), "million_vnd"),
        "trained": number(trained, "enterprise"),
        "mean": number(round(float(mean.value.value) / 1e6), "million_vnd"),
        "part": number(round(100 * amount / float(mean.value.value)), "percent"),
        "status": Mark(scale="status", name=mean.status),
    }
    places = places_of(case.letter, [*keys, *trainees])
    yield Finding(code="money.size", severity="low", places=places, values=values, claims=(*keys, *trainees))
