"""Section: how many establishments apply cleaner production, who does, and what the letter said."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sxsh_eval.estimates.adoption import ADOPTING, DEDICATED, Adoption
from sxsh_eval.estimates.result import Estimates, is_hidden
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Mark, Num, Phrase, Range, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table, Text
from sxsh_eval.reports.sections.adoption_claims import claim_notes, claims_figure, fewest_compared
from sxsh_eval.reports.sections.adoption_figures import (
    forest_figure,
    funnel_figure,
    group_rows,
    level_name,
    level_text,
    source_line,
)
from sxsh_eval.reports.sections.adoption_groups import areas_figure, rates_figure
from sxsh_eval.reports.sections.common import (
    boxed,
    cell,
    claim_value,
    count_cell,
    fewest_of,
    head,
    hidden_note,
    letter_source,
    paragraph,
    titled,
    why,
    withheld,
)
from sxsh_eval.reports.sections.missing import survey_needed_section
from sxsh_eval.reports.sections.response import response_blocks

SURVEYED = Mark(scale="evidence", name="surveyed")


def rows_of(estimates: Estimates) -> list[dict[str, Any]]:
    """Rows of a table as dicts."""
    return [{str(key): value for key, value in row.items()} for row in estimates.table.to_dict("records")]


def message(adoption: Adoption, study: Study) -> list[Block]:
    """The rate in a sentence, then in plain words."""
    row = adoption.shares.row(ADOPTING)
    population = round(float(adoption.design.weights.sum()))
    rate = Num(value=round(float(row["estimate"]), 1), unit="percent", digits=1)
    common: dict[str, Value] = {
        "rate": rate,
        "year": Num(value=adoption.year, unit="year"),
        "population": Num(value=population, unit="establishment"),
    }
    if row["reason"] == "full_enumeration":
        return [boxed("adoption.message_census", **common)]
    low, high = (round(float(row[end]), 1) for end in ("conf_low", "conf_high"))
    interval = Range(low=low, high=high, unit="percent", digits=1)
    n = Num(value=adoption.n_obs, unit="count")
    return [
        boxed("adoption.message", **common, interval=interval, n=n, level=level_text(study)),
        paragraph(
            "adoption.plain", of_hundred=Num(value=round(float(row["estimate"])), unit="count"), level=level_text(study)
        ),
    ]


def funnel_table(adoption: Adoption, study: Study) -> Table:
    """Share and estimated number at each stage."""
    numbers = {row["term"]: row for row in rows_of(adoption.numbers)}
    rows = tuple(
        (
            phrase("common.capital", text=phrase(f"stage.{row['term']}")),
            cell(row, "percent", 1),
            cell(numbers[row["term"]], "establishment"),
            count_cell(row),
            SURVEYED,
        )
        for row in rows_of(adoption.shares)
    )
    return Table(
        id="adoption_funnel_table",
        title=phrase("table.funnel"),
        columns=(
            head("stage", share=1.6),
            head("share", share=1.6, align="right"),
            head("number_of_units", share=2.0, align="right"),
            head("n", share=0.7, align="right"),
            head("evidence", share=1.2),
        ),
        rows=rows,
        notes=(phrase("note.funnel_share"), design_note(adoption, study), *hidden_note(rows_of(adoption.shares))),
        source=source_line(adoption, study),
        fewest=fewest_of(rows_of(adoption.shares)),
    )


def design_note(adoption: Adoption, study: Study) -> Phrase:
    """Design of the sample and kind of interval."""
    first = adoption.design.stages[0]
    units, strata = (Num(value=len(part), unit="count") for part in (first.stratum, first.sampled))
    return phrase("note.design", units=units, strata=strata, level=level_text(study))


def rates_table(adoption: Adoption, inputs: Inputs, study: Study) -> Table:
    """Shares adopting by sector and size."""
    found = [
        (column, level, row)
        for column in ("sector", "size_class")
        if column in adoption.groups
        for level, row in group_rows(adoption, column)
    ]
    rows = tuple(
        (
            phrase(f"adoption.by_{column}"),
            level_name(inputs, column, level),
            cell(row, "percent", 1),
            count_cell(row),
            SURVEYED,
        )
        for column, level, row in found
    )
    shown = [row for _, _, row in found]
    return Table(
        id="adoption_rates_table",
        title=phrase("table.rates"),
        columns=(
            head("group", share=1.1),
            head("term_name", share=2.6),
            head("share", share=1.7, align="right"),
            head("n", share=0.6, align="right"),
            head("evidence", share=1.2),
        ),
        rows=rows,
        notes=(design_note(adoption, study), *hidden_note(shown)),
        source=source_line(adoption, study),
        fewest=fewest_of(shown),
    )


def against_table(adoption: Adoption, inputs: Inputs, study: Study) -> Table:
    """The letter's percentage beside the survey's interval."""
    rows: list[tuple[Value | None, ...]] = []
    for one in adoption.comparisons:
        claim = inputs.claims[one.claim_id] if one.claim_id else None
        low, high = one.survey
        row = {"estimate": one.estimate, "conf_low": low, "conf_high": high, "reason": one.verdict}
        rows.append(
            (
                titled(inputs.registry.indicators[one.indicator].short),
                claim_value(claim) if claim else phrase("common.no_figure"),
                Mark(scale="evidence", name="claimed") if claim else None,
                cell(row, "percent", 1),
                SURVEYED,
                phrase(f"adoption.verdict.{one.verdict}"),
            )
        )
    return Table(
        id="adoption_against",
        title=phrase("table.against"),
        columns=(
            head("indicator", share=1.2),
            head("claim", share=1.4, align="right"),
            head("evidence", share=1.0),
            head("survey", share=1.5, align="right"),
            head("evidence", share=1.0),
            head("verdict", share=1.6),
        ),
        rows=tuple(rows),
        notes=claim_notes(adoption),
        source=phrase(
            "common.plain", text=Listing(items=(letter_source(inputs.own_letter), source_line(adoption, study)))
        ),
        fewest=fewest_compared(adoption),
    )


def refusal(adoption: Adoption, part: str) -> list[Block]:
    """Why a part is missing."""
    problems = adoption.refusals.get(part, ())
    return [Text(phrase=phrase(f"adoption.no_{part}", why=why(problems)), style="warning")] if problems else []


def largest_loss(adoption: Adoption) -> list[Block]:
    """Between which stages most establishments are lost."""
    rows = [row for row in rows_of(adoption.shares) if row["term"] != DEDICATED]
    shown = [pair for pair in pairwise(rows) if not any(map(is_hidden, pair))]
    drops = [(a["estimate"] - b["estimate"], a, b) for a, b in shown]
    if not drops:
        return []
    lost, first, then = max(drops, key=lambda drop: drop[0])
    points = Num(value=round(float(lost), 1), unit="percentage_point", digits=1)
    ends = {name: phrase(f"stage.{row['term']}") for name, row in (("before", first), ("after", then))}
    return [paragraph("adoption.funnel", lost=points, **ends)]


def adoption_section(adoption: Adoption | Refused | None, implied: Estimates, inputs: Inputs, study: Study) -> Section:
    """Adoption as estimated from a survey, or which survey would be needed.

    Parameters
    ----------
    adoption : Adoption or Refused or None
        From `release_estimates`.
    implied : Estimates
        From `estimate_implied`.
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
        Rate in words, letter against survey, whom the answers stand for, funnel, groups, districts, determinants.
    """
    if adoption is None:
        return survey_needed_section(implied, inputs, study)
    if isinstance(adoption, Refused):
        return Section(id="adoption", title=phrase("adoption.title"), blocks=(withheld(adoption.problems),))
    blocks: list[Block] = []
    if adoption.synthetic:
        blocks.append(Text(phrase=phrase("adoption.synthetic"), style="warning"))
    blocks += message(adoption, study)
    if inputs.letter is not None:
        blocks += [paragraph("adoption.against"), claims_figure(adoption, inputs, study)]
        blocks.append(against_table(adoption, inputs, study))
    blocks += response_blocks(adoption, inputs, study)
    blocks += [*largest_loss(adoption), funnel_figure(adoption, study), funnel_table(adoption, study)]
    if "sector" in adoption.groups or "size_class" in adoption.groups:
        figure = rates_figure(adoption, inputs, study)
        shown = [figure] if figure.fewest is not None else []  # a figure of hidden groups alone says nothing
        blocks += [paragraph("adoption.rates"), *shown, rates_table(adoption, inputs, study)]
    if adoption.areas is not None and adoption.areas.table["shrunk"].notna().any():
        blocks += [paragraph("adoption.areas"), areas_figure(adoption, study)]
    if adoption.determinants is not None:
        blocks += [paragraph("adoption.determinants"), forest_figure(adoption, inputs, study)]
    blocks += refusal(adoption, "determinants")
    return Section(id="adoption", title=phrase("adoption.title"), blocks=tuple(blocks))
