"""The report on the programme after 2020: its title block, the order of its sections, its numbers as a file."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import NATIONAL, TABLES
from sxsh_eval.parameters.quantity import Day, Mark, Num, Phrase, Value, Verbatim, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.figure_lines import finished
from sxsh_eval.reports.model import Report, Section
from sxsh_eval.reports.release_check import check_release
from sxsh_eval.reports.sections.common import province_name

NOTEBOOK = "post_2020"


def programme_facts(base: Base, inputs: Inputs | NationalInputs, study: Study) -> tuple[tuple[Phrase, Value], ...]:
    """Title block."""
    facts: list[tuple[Phrase, Value]] = []
    if isinstance(inputs, NationalInputs):
        facts.append((phrase("fact.place"), phrase("national.country")))
    else:
        facts.append((phrase("fact.province"), province_name(inputs)))
        letter = inputs.letter
        facts.append(
            (phrase("fact.letter"), phrase("fact.no_letter"))
            if letter is None
            else (
                phrase("fact.letter"),
                phrase("fact.letter_value", number=Verbatim(text=letter.number), date=Day(value=letter.date)),
            )
        )
    facts += [
        (phrase("fact.base_year"), Num(value=base.year, unit="year")),
        (phrase("fact.horizon"), Num(value=study.programme.horizon, unit="year")),
        (phrase("fact.scenarios"), Num(value=len(study.programme.scenarios), unit="count")),
        (phrase("fact.futures"), Num(value=base.paths, unit="count")),
        (phrase("fact.evidence"), Mark(scale="evidence", name="projected")),
    ]
    return tuple(facts)


def programme_report(
    base: Base, inputs: Inputs | NationalInputs, study: Study, *, sections: Sequence[Section]
) -> Report:
    """Report on the programme after 2020 of a province or the country.

    Parameters
    ----------
    base : Base
    inputs : Inputs or NationalInputs
    study : Study
    sections : sequence of Section
        In the order in which they are to be read; empty ones are left out.

    Returns
    -------
    Report

    Raises
    ------
    UnreleasedError
        If a table or figure rests on too few enterprises: a fault of ours.
    """
    period = f"{study.period.first}-{study.period.last}"
    where: Value = phrase("national.country") if isinstance(inputs, NationalInputs) else province_name(inputs)
    slug = NATIONAL if isinstance(inputs, NationalInputs) else study.province
    report = Report(
        id=f"{NOTEBOOK}/{slug}/{period}",
        title=phrase("programme.title", place=where),
        subtitle=phrase("programme.subtitle", horizon=Num(value=study.programme.horizon, unit="year")),
        facts=programme_facts(base, inputs, study),
        sections=finished((each for each in sections if each.blocks or each.parts), where),
        synthetic=inputs.synthetic or base.synthetic,
        unconfirmed=getattr(inputs, "unconfirmed", 0) > 0,
    )
    return check_release(report, study.disclosure, names_of(getattr(inputs, name, None) for name in TABLES))
