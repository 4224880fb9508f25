"""Letter and survey side by side, as the chart takes them."""

from __future__ import annotations

from sxsh_eval.estimates.adoption import Adoption
from sxsh_eval.estimates.against import Comparison
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Range, Value, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.adoption_data import ClaimSurveyData, ClaimSurveyRow
from sxsh_eval.reports.charts.data import Reported
from sxsh_eval.reports.figure_lines import based_on, told
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.sections.adoption_figures import answers, level_text, read_out, share, source_line
from sxsh_eval.reports.sections.common import HIDDEN, NOTHING, hidden_note, letter_source, titled


def claims_figure(adoption: Adoption, inputs: Inputs, study: Study) -> Figure:
    """Letter and survey side by side."""
    rows = tuple(claim_row(one, inputs) for one in adoption.comparisons)
    agree = sum(one.verdict == "agrees" for one in adoption.comparisons)
    named: list[tuple[Value, Value]] = [(row.label, row_in_words(row)) for row in rows]
    return Figure(
        id="adoption_claims",
        chart="claim_survey",
        data=ClaimSurveyData(rows=rows, level=100 * study.level).model_dump(mode="json"),
        title=phrase(
            "figure.claim_survey.title",
            agree=Num(value=agree, unit="count"),
            all=Num(value=sum(one.verdict != "confidential" for one in adoption.comparisons), unit="count"),
        ),
        subtitle=phrase(
            "figure.claim_survey.subtitle", level=level_text(study), year=Num(value=adoption.year, unit="year")
        ),
        alt=phrase("figure.claim_survey.alt", rows=read_out(named)),
        notes=claim_notes(adoption),
        source=based_on(
            Listing(items=(letter_source(inputs.own_letter), source_line(adoption, study))),
            answers(adoption),
            "comparison",
        ),
        fewest=fewest_compared(adoption),
    )


def row_in_words(row: ClaimSurveyRow) -> Value:
    """Both numbers of a row with the verdict."""
    claim = told(row.claim.value, row.claim.interval) if row.claim and isinstance(row.claim.value, Num) else NOTHING
    found = row.survey or row.measured
    survey = told(found.value, found.interval) if found is not None else row.survey_missing or NOTHING
    return phrase("figure.claim_survey.alt_row", claim=claim, survey=survey, verdict=row.verdict or NOTHING)


def claim_notes(adoption: Adoption) -> tuple[Phrase, ...]:
    """How letter and survey are held against each other."""
    hidden = hidden_note({"reason": one.verdict} for one in adoption.comparisons)
    return (phrase("note.claim_verdict"), phrase("note.interval_is_rounding"), *hidden)


def fewest_compared(adoption: Adoption) -> int | None:
    """Answers behind the comparison that rests on fewest."""
    return min((one.n_obs for one in adoption.comparisons if one.verdict != "confidential"), default=None)


def claim_row(one: Comparison, inputs: Inputs) -> ClaimSurveyRow:
    """One indicator of letter and survey."""
    claim = inputs.claims[one.claim_id] if one.claim_id else None
    reported = None
    if claim and claim.value and one.claim:
        limits = Range(low=one.claim[0], high=one.claim[1], unit="percent")
        reported = Reported(value=claim.value, interval=limits)
    row = {"estimate": one.estimate, "conf_low": one.survey[0], "conf_high": one.survey[1], "reason": ""}
    hidden = one.verdict == "confidential"
    return ClaimSurveyRow(
        label=titled(inputs.registry.indicators[one.indicator].short),
        detail=as_name(inputs.registry.populations[claim.population].title) if claim else None,
        claim=reported,
        claim_missing=None if reported else NOTHING,
        survey=None if hidden else share(row | {"n_obs": one.n_obs}),
        survey_missing=HIDDEN if hidden else None,
        verdict=phrase(f"adoption.verdict.{one.verdict}"),
    )
