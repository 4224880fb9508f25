"""The report on the design of a survey: its title block, the order of its sections."""

from __future__ import annotations

from collections.abc import Iterable

from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.estimates.survey_plan.frame import Place
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.quantity import Mark, Phrase, Value, Verbatim, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.figure_lines import finished
from sxsh_eval.reports.model import Report, Section
from sxsh_eval.reports.release_check import check_release
from sxsh_eval.reports.sections.survey_plan.words import place_value

NOTEBOOK = "survey_design"


def survey_facts(inputs: Place, study: Study) -> tuple[tuple[Phrase, Value], ...]:
    """Title block."""
    is_province = isinstance(inputs, Inputs)
    facts: list[tuple[Phrase, Value]] = [
        (phrase("fact.province" if is_province else "fact.place"), place_value(inputs)),
        (phrase("fact.period"), as_years(study.period)),
    ]
    if isinstance(inputs, Inputs):
        letter = phrase("fact.no_letter") if inputs.letter is None else Verbatim(text=inputs.letter.number)
        facts.append((phrase("fact.letter"), letter))
    facts.append((phrase("fact.evidence"), Mark(scale="evidence", name="projected")))
    return tuple(facts)


def survey_report(inputs: Place, study: Study, *, sections: Iterable[Section]) -> Report:
    """Report on the survey that would answer.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    study : Study
    sections : iterable of Section
        In the order in which they are to be read.

    Returns
    -------
    Report

    Raises
    ------
    UnreleasedError
        If a number rests on too few enterprises: a fault of ours.
    """
    report = Report(
        id=f"{NOTEBOOK}/{study.province}/{study.period.first}-{study.period.last}",
        title=phrase("survey_plan.report", place=place_value(inputs)),
        subtitle=phrase("survey_plan.subtitle", period=as_years(study.period)),
        facts=survey_facts(inputs, study),
        sections=finished(sections, place_value(inputs)),
        synthetic=inputs.synthetic,
        unconfirmed=isinstance(inputs, Inputs) and inputs.unconfirmed > 0,
    )
    return check_release(report, study.disclosure, names_of(getattr(inputs, name, None) for name in TABLES))
