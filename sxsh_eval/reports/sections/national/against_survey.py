"""Chapter that holds the letters' percentages against the survey of their provinces."""

from __future__ import annotations

from collections import Counter

from sxsh_eval.estimates.against import Comparison, Verdict
from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.parameters.quantity import Listing, Num, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Section, Table
from sxsh_eval.reports.sections.adoption_figures import level_text
from sxsh_eval.reports.sections.common import (
    HIDDEN,
    NOTHING,
    claim_value,
    head,
    letter_source,
    paragraph,
    with_interval,
)
from sxsh_eval.reports.sections.national.names import first_day, indicator_name, place, survey_source

JUDGED: dict[str, Verdict] = {"agree": "agrees", "above": "claim_above", "below": "claim_below"}
Row = tuple[Value | None, ...]


def country_claims_section(benchmark: Benchmark | Refused | None, inputs: NationalInputs, study: Study) -> Section:
    """Claims of all letters beside the survey; empty where there is nothing to hold against each other.

    Parameters
    ----------
    benchmark : Benchmark or Refused or None
        Released.
    inputs : NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    empty = Section(id="claims", title=phrase("country.section.claims"))
    if not isinstance(benchmark, Benchmark) or not benchmark.comparisons:
        return empty
    letters = {letter.province: letter for letter in inputs.letters}
    compared = [
        (slug, one) for slug, found in benchmark.comparisons.items() for one in found if one.verdict != "no_claim"
    ]
    if not compared:
        return empty
    counts = Counter(one.verdict for _, one in compared)
    judged = {name: counts[verdict] for name, verdict in JUDGED.items()}
    words = paragraph(
        "country.claims",
        all=Num(value=sum(judged.values()), unit="count"),
        **{name: Num(value=n, unit="count") for name, n in judged.items()},
    )
    table = claims_table(compared, letters, benchmark, inputs, study)
    return empty.model_copy(update={"blocks": (words, table)})


def claims_table(
    compared: list[tuple[str, Comparison]],
    letters: dict[str, Letter],
    benchmark: Benchmark,
    inputs: NationalInputs,
    study: Study,
) -> Table:
    """One row a province and indicator."""
    day = first_day(study)
    rows = [claim_cells(one, letters[slug], inputs, place(inputs, slug, day)) for slug, one in compared]
    sources: list[Value] = [letter_source(letters[slug]) for slug in dict.fromkeys(slug for slug, _ in compared)]
    shown = [one.n_obs for _, one in compared if one.verdict != "confidential"]
    hidden = (phrase("note.hidden"),) if len(shown) < len(compared) else ()
    return Table(
        id="country_claims",
        title=phrase("table.country_claims"),
        columns=(
            head("province_name", share=1.2),
            head("indicator", share=1.4),
            head("reported_figure", share=1.4, align="right"),
            head("surveyed_share", share=1.7, align="right"),
            head("n", share=0.7, align="right"),
            head("verdict", share=1.7),
        ),
        rows=tuple(rows),
        notes=(phrase("note.claim_verdict"), phrase("note.country_rates", level=level_text(study)), *hidden),
        source=phrase("source.with_survey", letters=Listing(items=tuple(sources), long=True),
                      survey=survey_source(benchmark, study)),
        fewest=min(shown, default=None),
    )  # fmt: skip


def claim_cells(one: Comparison, letter: Letter, inputs: NationalInputs, name: Value) -> Row:
    """Province, indicator, claim, survey, answers, verdict."""
    claim = letter.claims.get(one.claim_id or "")
    reported: Value = NOTHING if claim is None else claim_value(claim)
    hidden = one.verdict == "confidential"
    surveyed: Value = HIDDEN
    if not hidden:
        value = Num(value=round(one.estimate, 1), unit="percent", digits=1)
        surveyed = with_interval(value, one.survey, digits=1) if one.survey[0] == one.survey[0] else value
    n: Value = HIDDEN if hidden else Num(value=one.n_obs, unit="count")
    verdict = phrase(f"adoption.verdict.{one.verdict}")
    return name, indicator_name(inputs, one.indicator), reported, surveyed, n, verdict
