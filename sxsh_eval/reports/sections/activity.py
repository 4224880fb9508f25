"""Section: what was done, when and with whose money."""

from __future__ import annotations

from sxsh_eval.estimates.claimed import claim_span
from sxsh_eval.inputs.claims import Claim, Payer
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Day, Phrase, Value, Verbatim, Years, as_name, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Section, Table, Text
from sxsh_eval.reports.sections.activity_timeline import DOCUMENTS, main_claims, timeline
from sxsh_eval.reports.sections.common import (
    CLAIMED,
    NOTHING,
    boxed,
    claim_time,
    claim_value,
    head,
    letter_source,
    paragraph,
    sections_of,
    titled,
)

PAYERS: tuple[Payer, ...] = ("state_central", "state_local", "international", "enterprises")


def relation(claim: Claim, study: Study) -> Phrase:
    """Whether an activity belongs to the report's period."""
    span = claim_span(claim)
    if claim.dating == "undated":
        name = "inside" if study.period.contains(span) else "undated" if study.period.overlaps(span) else "outside"
    else:
        name = "inside" if study.period.contains(span) else "partly" if study.period.overlaps(span) else "outside"
    return phrase(f"activity.{name}")


def activity_table(inputs: Inputs, study: Study) -> Table:
    """Every counted activity with its time and whether it belongs to the period."""
    rows: list[tuple[Value | None, ...]] = []
    for _, claim in main_claims(inputs.own_letter, "activity"):
        if claim.indicator in DOCUMENTS:
            continue
        rows.append(
            (
                phrase("common.part", text=as_name(claim.wording)) if claim.part_of else titled(claim.wording),
                claim_value(claim),
                claim_time(claim),
                relation(claim, study),
                CLAIMED,
                sections_of([claim.place]),
            )
        )
    return Table(
        id="activities",
        title=phrase("table.activities"),
        columns=(
            head("activity", share=2.4),
            head("count", share=1.2, align="right"),
            head("time", share=1.4),
            head("in_period", share=1.2),
            head("evidence", share=1.1),
            head("place", share=0.7),
        ),
        rows=tuple(rows),
        notes=(phrase("note.counts_have_no_interval"), phrase("note.inferred")),
        source=letter_source(inputs.own_letter),
    )


def document_table(inputs: Inputs) -> Table:
    """Documents and bodies the letter names."""
    rows: list[tuple[Value | None, ...]] = [
        (
            Verbatim(text=ref.number),
            Day(value=ref.date, form="short"),
            titled(ref.title),
            as_years(ref.period) if ref.period else None,
            sections_of(ref.places),
        )
        for ref in sorted(inputs.own_letter.references.values(), key=lambda ref: ref.date)
    ]
    return Table(
        id="documents",
        title=phrase("table.documents"),
        columns=(
            head("number", share=1.4),
            head("date", share=1.4),
            head("subject", share=2.6),
            head("covers", share=0.9),
            head("place", share=0.8),
        ),
        rows=tuple(rows),
        source=letter_source(inputs.own_letter),
    )


def budget_rows(inputs: Inputs, study: Study) -> list[tuple[Value | None, ...]]:
    """One row an amount; one for each payer without any."""
    amounts = [
        claim for _, claim in main_claims(inputs.own_letter, "budget") if claim.value and claim.value.unit == "vnd"
    ]
    rows: list[tuple[Value | None, ...]] = []
    for payer in (*PAYERS, None):
        title = phrase("common.capital", text=phrase(f"payer.{payer or 'not_stated'}"))
        own = [claim for claim in amounts if claim.payer == payer]
        if not own and payer:
            rows.append((title, NOTHING, None, None, None, None, None))
        for claim in own:
            span = claim_span(claim)
            split = phrase("activity.not_split" if span.last > span.first else "activity.one_year")
            place = sections_of([claim.place])
            rows.append((title, claim_value(claim), claim_time(claim), split, relation(claim, study), CLAIMED, place))
    return rows


def budget_table(inputs: Inputs, study: Study) -> Table:
    """Money by payer and year, and what the letter leaves open."""
    return Table(
        id="budget",
        title=phrase("table.budget"),
        columns=(
            head("payer", share=1.6),
            head("amount", share=1.4, align="right"),
            head("years", share=1.4),
            head("by_year", share=1.1),
            head("in_period", share=1.1),
            head("evidence", share=1.0),
            head("place", share=0.7),
        ),
        rows=tuple(budget_rows(inputs, study)),
        notes=(phrase("note.counts_have_no_interval"),),
        source=letter_source(inputs.own_letter),
    )


def activity_section(inputs: Inputs, study: Study) -> Section:
    """What was done.

    Parameters
    ----------
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
        Timeline, documents, activities and money, each marked as inside or outside the period; empty without a letter.
    """
    letter = inputs.letter
    if letter is None:
        return Section(id="activity", title=phrase("section.activity"))
    activities = [claim for _, claim in main_claims(letter, "activity", "budget") if claim.dating != "undated"]
    inside = [claim for claim in activities if study.period.overlaps(claim_span(claim))]
    dated = [span for claim in activities if claim.indicator not in DOCUMENTS for span in [claim_span(claim)]]
    message: list[Text] = []
    if dated:
        reach = Years(first=min(span.first for span in dated), last=max(span.last for span in dated))
        key = "activity.message_inside" if inside and study.period.first <= reach.last else "activity.message_outside"
        message = [boxed(key, years=reach, period=as_years(study.period))]
    return Section(
        id="activity",
        title=phrase("section.activity"),
        blocks=(
            *message,
            paragraph("activity.intro", period=as_years(study.period)),
            timeline(inputs, study),
            document_table(inputs),
            activity_table(inputs, study),
            budget_table(inputs, study),
        ),
    )
