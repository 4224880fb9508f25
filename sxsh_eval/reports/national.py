"""Reports on the country: title block and order of the sections."""

from __future__ import annotations

from collections.abc import Iterable

from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.national_runs import NOTEBOOK, REPORT
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Value, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.figure_lines import finished
from sxsh_eval.reports.model import Report, Section
from sxsh_eval.reports.release_check import check_release


def national_facts(inputs: NationalInputs, study: Study) -> tuple[tuple[Phrase, Value], ...]:
    """Title block."""
    facts: list[tuple[Phrase, Value]] = [
        (phrase("fact.place"), phrase("national.country")),
        (phrase("fact.period"), as_years(study.period)),
    ]
    if inputs.enterprises is not None:
        rows = inputs.enterprises[inputs.enterprises["year"] <= study.period.last]
        counts = {"enterprise": rows["enterprise_id"].nunique(), "province": rows["province"].nunique()}
        facts += [(phrase(f"fact.{unit}s"), Num(value=int(count), unit=unit)) for unit, count in counts.items()]
    facts.append((phrase("fact.evidence"), Mark(scale="evidence", name="caused")))
    return tuple(facts)


def national_report(inputs: NationalInputs, study: Study, *, sections: Iterable[Section | None]) -> Report:
    """Report on the country and one period.

    Parameters
    ----------
    inputs : NationalInputs
    study : Study
    sections : iterable of Section or None
        In the order in which they are to be read; None is left out.

    Returns
    -------
    Report

    Raises
    ------
    UnreleasedError
        If a section was built from estimates that did not pass `release_national_estimates`: a fault of ours.
    """
    return assembled(NOTEBOOK, "national", national_facts(inputs, study), inputs, study, sections)


def country_facts(inputs: NationalInputs, study: Study) -> tuple[tuple[Phrase, Value], ...]:
    """Title block of the report on all provinces."""
    facts: list[tuple[Phrase, Value]] = [
        (phrase("fact.place"), phrase("national.country")),
        (phrase("fact.period"), as_years(study.period)),
        (phrase("fact.provinces"), Num(value=len(inputs.provinces), unit="province")),
        (phrase("fact.letters"), Num(value=len(inputs.letters), unit="province")),
    ]
    answers = inputs.survey_in(study.period)
    if answers is not None:
        facts.append((phrase("fact.answers"), Num(value=len(answers), unit="count")))
    return tuple(facts)


def country_report(inputs: NationalInputs, study: Study, *, sections: Iterable[Section | None]) -> Report:
    """Report on all provinces and one period.

    Parameters
    ----------
    inputs : NationalInputs
    study : Study
    sections : iterable of Section or None
        In the order in which they are to be read; None, and a section without blocks, is left out.

    Returns
    -------
    Report

    Raises
    ------
    UnreleasedError
        If a section was built from estimates that did not pass `release_benchmark`: a fault of ours.
    """
    full = (section for section in sections if section is not None and (section.blocks or section.parts))
    return assembled(REPORT, "country", country_facts(inputs, study), inputs, study, full)


def assembled(
    notebook: str,
    name: str,
    facts: tuple[tuple[Phrase, Value], ...],
    inputs: NationalInputs,
    study: Study,
    sections: Iterable[Section | None],
) -> Report:
    """Report of a national notebook, looked at before anything is saved."""
    report = Report(
        id=f"{notebook}/{NATIONAL}/{study.period.first}-{study.period.last}",
        title=phrase(f"{name}.title"),
        subtitle=phrase("national.subtitle", period=as_years(study.period)),
        facts=facts,
        sections=finished((one for one in sections if one is not None), phrase("national.country")),
        synthetic=inputs.synthetic,
        unconfirmed=inputs.unconfirmed > 0,
    )
    return check_release(report, study.disclosure, names_of([inputs.enterprises, inputs.survey]))
