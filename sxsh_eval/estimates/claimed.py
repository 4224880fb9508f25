"""The figures of a letter as estimates: graded as claimed, with the interval their rounding leaves open."""

from __future__ import annotations

from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.rounding import Interval, claim_interval, divide, multiply
from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Span


def claim_span(claim: Claim) -> Span:
    """Years a claim speaks of."""
    if claim.period is not None:
        return claim.period
    year = claim.as_of.year if claim.as_of else 0
    return Span(first=year, last=year)


def period_text(span: Span) -> str:
    """``2009-2015``, or the year alone."""
    return str(span.first) if span.first == span.last else f"{span.first}-{span.last}"


def place_text(letter: Letter, claim: Claim) -> str:
    """Letter and section, as the source of a number."""
    return f"{letter.number}, {claim.place.section}"


def claim_number(claim: Claim) -> float:
    """Value, or the lower end of a band (the end a target's rule uses)."""
    return float(claim.value.value if claim.value else claim.band.low if claim.band else float("nan"))


def estimate_claimed(inputs: Inputs) -> Estimates:
    """All figures of the letter but its proposals, as reported.

    Parameters
    ----------
    inputs : Inputs

    Returns
    -------
    Estimates
        One row per claim (`term` is its id); `conf_low` and `conf_high` are the rounding interval of percentages,
        in per cent; counts carry the reason ``count_as_reported``.
    """
    rows = []
    for key, claim in inputs.claims.items():
        if claim.kind == "proposal" or claim.value is None:
            continue
        interval = claim_interval(claim)
        rows.append(
            estimate_row(
                (claim.indicator, inputs.province, "", period_text(claim_span(claim)), key),
                claim_number(claim),
                unit=claim.value.unit,
                evidence="claimed",
                source=place_text(inputs.own_letter, claim),
                interval=interval,
                reason="" if interval else "count_as_reported",
            )
        )
    return as_estimates(rows, Method("claimed", "value as printed; half a unit of its last digit either way"))


def count_percent_pairs(letter: Letter) -> list[tuple[str, str]]:
    """Ids (count, percentage) of claims that express the same thing."""
    return [
        (key, claim.paired_with)
        for key, claim in letter.claims.items()
        if claim.paired_with and claim.value and claim.value.unit != "percent" and claim.part_of is None
    ]


def implied_denominator(letter: Letter, count_key: str, percent_key: str) -> tuple[float, Interval]:
    """Total that makes a count a given percentage, with the interval its rounding leaves open.

    Returns
    -------
    tuple
        Point and interval, in units of the count: 10 and 0,5 % give 2,000 and (1,818.2, 2,222.2).
    """
    count = claim_number(letter.claims[count_key])
    percent = letter.claims[percent_key]
    share = claim_number(percent) / 100
    low, high = claim_interval(percent) or (share * 100, share * 100)
    return count / share, divide((count, count), (low / 100, high / 100))


def estimate_implied(inputs: Inputs) -> Estimates:
    """Denominators that the letter's own pairs imply, then the counts its percentages imply with them.

    Returns
    -------
    Estimates
        Terms ``denominator`` (indicator of the pair) and ``count`` (every other claimed percentage of units),
        in units; graded ``derived``. The counts assume that all percentages share the pair's total, although the
        letter words the populations differently (`reason` is then ``shared_denominator_assumed``).
    """
    rows = [] if inputs.letter is None else implied_rows(inputs, inputs.letter)
    return as_estimates(rows, Method("implied", "denominator = count / share; count = share x denominator"))


def implied_rows(inputs: Inputs, letter: Letter) -> list[dict[str, object]]:
    """Rows of `estimate_implied`."""
    rows = []
    for count_key, percent_key in count_percent_pairs(letter):
        pair = letter.claims[percent_key]
        total, bounds = implied_denominator(letter, count_key, percent_key)
        period, source = period_text(claim_span(pair)), place_text(letter, pair)
        keys = (pair.indicator, letter.province, "", period, "denominator")
        rows.append(estimate_row(keys, total, unit="enterprise", evidence="derived", source=source, interval=bounds))
        for claim in letter.claims.values():
            if not counts_units(claim, inputs) or claim.indicator == pair.indicator:
                continue
            interval = claim_interval(claim)
            share = claim_number(claim) / 100
            rows.append(
                estimate_row(
                    (claim.indicator, letter.province, "", period_text(claim_span(claim)), "count"),
                    share * total,
                    unit="establishment",
                    evidence="derived",
                    source=place_text(letter, claim),
                    interval=multiply((interval[0] / 100, interval[1] / 100), bounds) if interval else None,
                    reason="shared_denominator_assumed",
                )
            )
    return rows


def counts_units(claim: Claim, inputs: Inputs) -> bool:
    """Whether a claimed percentage is a share of units that can be turned into a count."""
    if claim.kind != "result" or claim.value is None or claim.value.unit != "percent" or claim.repeats:
        return False
    indicator = inputs.registry.indicators[claim.indicator]
    return indicator.level == "outcome" and indicator.population in {"all_establishments", "all_enterprises"}
