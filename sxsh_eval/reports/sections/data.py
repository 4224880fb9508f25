"""Section: where each number comes from, what is missing, and what would answer it."""

from __future__ import annotations

from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.confirmed import status_of
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark, Num, Value, Verbatim, as_name, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Column, Section, Table, Text
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
from sxsh_eval.reports.sections.unreported import unreported_data

CLAIM_COLUMNS: tuple[Column, ...] = (
    head("index", share=0.4, align="right"),
    head("indicator", share=1.3),
    head("as_printed", share=1.2),
    head("whose", share=3),
    head("time", share=1.3),
    head("in_period", share=1.0),
    head("basis", share=0.9),
    head("place", share=0.7),
)


def confirmation(claim: Claim) -> Mark:
    """Whether somebody has compared the figure with the letter."""
    return Mark(scale="status", name="unconfirmed" if status_of(claim) == "draft" else "confirmed")


def review_note(inputs: Inputs) -> list[Text]:
    """How many figures wait to be confirmed, or are used without."""
    if inputs.unconfirmed:
        told = phrase("data.unconfirmed", n=Num(value=inputs.unconfirmed, unit="count"))
        return [Text(phrase=told, style="warning")]
    return [paragraph("data.waiting", n=Num(value=inputs.waiting, unit="count"))] if inputs.waiting else []


def claims_table(inputs: Inputs, study: Study) -> Table:
    """Every figure in use: value as printed, population, time, basis, place; confirmed or not, where some are not."""
    rows: list[tuple[Value | None, ...]] = []
    for number, claim in enumerate(inputs.claims.values(), start=1):
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
                *([confirmation(claim)] if inputs.unconfirmed else []),
            )
        )
    return Table(
        id="claims",
        title=phrase("table.claims"),
        columns=(*CLAIM_COLUMNS, *([head("confirmed", share=1.1)] if inputs.unconfirmed else [])),
        rows=tuple(rows),
        notes=(phrase("note.repeats_listed"), phrase("note.inferred")),
        source=letter_source(inputs.own_letter),
    )


def rows_table(inputs: Inputs) -> Table:
    """What became of the rows of each table that came in by files: read = used + refused + repeated."""
    rows: list[tuple[Value | None, ...]] = []
    for name, balance in inputs.balances.items():
        own = getattr(inputs, name)
        counts = (balance.read, balance.used, balance.refused, balance.deduplicated, len(own))
        rows.append((phrase(f"data_table.{name}"), *(Num(value=count, unit="count") for count in counts)))
    return Table(
        id="rows",
        title=phrase("table.rows"),
        columns=(
            head("table", share=2.4),
            head("rows_read", share=1, align="right"),
            head("rows_used", share=1, align="right"),
            head("rows_refused", share=1, align="right"),
            head("rows_repeated", share=1.2, align="right"),
            head("rows_own", share=1.2, align="right"),
        ),
        rows=tuple(rows),
        notes=(phrase("note.rows_balance"),),
        source=phrase("source.own_files"),
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
    if inputs.letter is None:
        return unreported_data(inputs, [rows_table(inputs)] if inputs.balances else [])
    claims = inputs.claims.values()
    counted = sum(claim.basis == "count" for claim in claims)
    measured = sum(claim.basis == "measurement" for claim in claims)
    return Section(
        id="data",
        title=phrase("section.data"),
        blocks=(
            paragraph(
                "data.intro" if inputs.survey is None and inputs.enterprises is None else "data.intro_with_tables",
                letter=letter_source(inputs.own_letter),
                n=Num(value=len(inputs.claims), unit="count"),
                counted=Num(value=counted, unit="count"),
                measured=Num(value=measured, unit="count"),
                grade=CLAIMED,
            ),
            *review_note(inputs),
            paragraph(f"data.period.{period_note(inputs, study)}", period=as_years(study.period)),
            paragraph("data.missing"),
            bullet("data.missing_frame"),
            bullet("data.missing_counts"),
            bullet("data.missing_energy"),
            bullet("data.missing_money"),
            claims_table(inputs, study),
            *([rows_table(inputs)] if inputs.balances else []),
        ),
    )


def period_note(inputs: Inputs, study: Study) -> str:
    """What the report's period has: activities, outcomes, both or neither."""
    claims = [claim for claim in inputs.claims.values() if claim.dating != "undated"]
    year = inputs.own_letter.date.year
    outcomes = any(claim.kind == "result" for claim in claims) and study.period.first <= year <= study.period.last
    work = any(
        claim.kind in {"activity", "budget"} and claim.period and study.period.contains(claim.period)
        for claim in claims
    )
    return {(True, True): "both", (True, False): "outcomes", (False, True): "work", (False, False): "nothing"}[
        outcomes, work
    ]
