"""Rules that hold outcomes against the activities that should explain them."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.estimates.claimed import claim_number, claim_span, count_percent_pairs, counts_units, implied_denominator
from sxsh_eval.estimates.consistency.finding import Case, Finding, claimed, number, places_of, total_of
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.parameters.quantity import Span, as_years

EVENTS = ("events_workshops", "events_courses")
WORK = ("enterprises_trained", *EVENTS)


def implied_count(case: Case, claim: Claim) -> float | None:
    """Units that a claimed percentage stands for with the letter's own implied total; None without such a total."""
    pairs = count_percent_pairs(case.letter)
    if not pairs:
        return None
    total, _ = implied_denominator(case.letter, *pairs[0])
    return claim_number(claim) / 100 * total


def outcome_and_activity(case: Case) -> Iterator[Finding]:
    """An outcome many times its activity, or one that merely equals the attendance."""
    limits = case.study.thresholds
    for key, claim in case.claims("result"):
        indicator = case.inputs.registry.indicators[claim.indicator]
        done, keys = total_of(case, indicator.explained_by)
        units = implied_count(case, claim) if counts_units(claim, case.inputs) else None
        if not keys or not done or units is None:
            continue
        ratio = units / done
        activity = case.letter.claims[keys[0]]
        values = {
            "outcome": case.short(claim.indicator),
            "share": claimed(claim),
            "units": number(round(units), "establishment"),
            "activity": case.short(activity.indicator),
            "done": number(done, "count"),
            "ratio": number(round(ratio, 1), "times"),
            "share_of_done": number(round(claim_number(claim) / ratio, 2), "percent"),
        }
        code = ""
        if ratio > limits.activity_shortfall_ratio:
            code, severity = "activity.outcome_exceeds", "high"
        elif abs(units - done) <= limits.attendance_tolerance * units:
            code, severity = "activity.outcome_equals_attendance", "medium"
        if code:
            yield Finding.model_validate(
                {
                    "code": code,
                    "severity": severity,
                    "places": places_of(case.letter, [key, *keys]),
                    "values": values,
                    "claims": (key, *keys),
                }
            )


def attendance_may_repeat(case: Case) -> Iterator[Finding]:
    """Participants of several events may be the same enterprises counted again."""
    attendance, people = total_of(case, ["enterprises_trained"])
    events, keys = total_of(case, EVENTS)
    if attendance and events > 1:
        values = {"attendance": number(attendance, "enterprise"), "events": number(events, "event")}
        yield Finding(
            code="activity.attendance_may_repeat",
            severity="low",
            places=places_of(case.letter, [*people, *keys]),
            values=values,
            claims=(*people, *keys),
        )


def result_after_activity(case: Case) -> Iterator[Finding]:
    """Results are stated years after the last dated training, event or money."""
    dated = [
        (key, claim_span(claim))
        for key, claim in case.claims("activity", "budget")
        if claim.dating != "undated" and (claim.indicator in WORK or claim.kind == "budget")
    ]
    results = [(key, claim_span(claim)) for key, claim in case.claims("result")]
    if not dated or not results:
        return
    last = max(span.last for _, span in dated)
    year = max(min(span.last, case.letter.date.year) for _, span in results)
    if year - last >= case.study.thresholds.result_lag_years:
        keys = tuple(key for key, _ in dated)
        values = {
            "activity_years": as_years(Span(first=min(span.first for _, span in dated), last=last)),
            "result_year": number(year, "year"),
            "gap": number(year - last, "years"),
        }
        places = places_of(case.letter, keys)
        yield Finding(
            code="activity.result_after_activity", severity="medium", places=places, values=values, claims=keys
        )
