"""The national report: its title block and the order of its sections."""

from __future__ import annotations

from collections.abc import Iterable

from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.national_runs import NOTEBOOK
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Value, as_years, phrase
from sxsh_eval.parameters.study import Study
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
    report = Report(
        id=f"{NOTEBOOK}/{NATIONAL}/{study.period.first}-{study.period.last}",
        title=phrase("national.title"),
        subtitle=phrase("national.subtitle", period=as_years(study.period)),
        facts=national_facts(inputs, study),
        sections=tuple(section for section in sections if section is not None),
        synthetic=inputs.synthetic,
    )
    return check_release(report, study.disclosure, names_of([inputs.enterprises]))
