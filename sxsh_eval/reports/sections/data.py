"""Section: where each number comes from, what is missing, and what would answer it."""

from __future__ import annotations

from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Num, Value, Verbatim, as_name, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Section, Table
from sxsh_eval.reports.sections.activity import relation
from sxsh_eval.reports.sections.common import (
    CLAIMED,
    bullet,
    claim_time,
    head,
    letter_source,
    paragraph,
    sections_of,
    titled,
)


def claims_table(inputs: Inputs, study: Study) -> Table:
    """Every figure of the letter: value as printed, population, time, basis, place."""
    rows: list[tuple[Value | None, ...]] = []
    for number, claim in enumerate(inputs.letter.claims.values(), start=1):
        period = phrase("activity.outside") if claim.kind == "proposal" else relation(claim, study)
        rows.append(
            (
                Num(value=number, unit="count"),
                titled(inputs.registry.indicators[claim.indicator].short),
                Verbatim(text=claim.as_printed),
                as_name(claim.wording),
                claim_time(claim),
                period,
                phrase(f"basis.{claim.basis}"),
                sections_of([claim.place]),
            )
        )
    return Table(
        id="claims",
        title=phrase("table.claims"),
        columns=(
            head("index", share=0.4, align="right"),
            head("indicator", share=1.3),
            head("as_printed", share=1.2),
            head("whose", share=3),
            head("time", share=1.3),
            head("in_period", share=1.0),
            head("basis", share=0.9),
            head("place", share=0.7),
        ),
        rows=tuple(rows),
        notes=(phrase("note.repeats_listed"), phrase("note.inferred")),
        source=letter_source(inputs.letter),
    )


def data_section(inputs: Inputs, study: Study) -> Section:
    """Data and evidence.

    Parameters
    ----------
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
        What the evaluation rests on, all figures of the letter, and the data that are missing.
    """
    claims = inputs.letter.claims.values()
    counted = sum(claim.basis == "count" for claim in claims)
    measured = sum(claim.basis == "measurement" for claim in claims)
    return Section(
        id="data",
        title=phrase("section.data"),
        blocks=(
            paragraph(
                "data.intro" if inputs.survey is None and inputs.enterprises is None else "data.intro_with_tables",
                letter=letter_source(inputs.letter),
                n=Num(value=len(inputs.letter.claims), unit="count"),
                counted=Num(value=counted, unit="count"),
                measured=Num(value=measured, unit="count"),
                grade=CLAIMED,
            ),
            paragraph(f"data.period.{period_note(inputs, study)}", period=as_years(study.period)),
            paragraph("data.missing"),
            bullet("data.missing_frame"),
            bullet("data.missing_counts"),
            bullet("data.missing_energy"),
            bullet("data.missing_money"),
            claims_table(inputs, study),
        ),
    )


def period_note(inputs: Inputs, study: Study) -> str:
    """What the report's period has: activities, outcomes, both or neither."""
    claims = [claim for claim in inputs.letter.claims.values() if claim.dating != "undated"]
    year = inputs.letter.date.year
    outcomes = any(claim.kind == "result" for claim in claims) and study.period.first <= year <= study.period.last
    work = any(
        claim.kind in {"activity", "budget"} and claim.period and study.period.contains(claim.period)
        for claim in claims
    )
    return {(True, True): "both", (True, False): "outcomes", (False, True): "work", (False, False): "nothing"}[
        outcomes, work
    ]
