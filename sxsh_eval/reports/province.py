"""The province report: its title block, the order of its sections, and the file that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sxsh_eval.errors import check_kind
from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.quantity import Day, Listing, Mark, Num, Phrase, Value, Verbatim, as_name, as_years, phrase
from sxsh_eval.parameters.saved import save_json
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.chapters import as_chapter
from sxsh_eval.reports.figure_lines import finished
from sxsh_eval.reports.model import Report, Section
from sxsh_eval.reports.release_check import check_release
from sxsh_eval.reports.sections.common import paragraph, province_name
from sxsh_eval.reports.sections.own import Both, own_words


def asked_section(inputs: Inputs, study: Study) -> Section:
    """What was asked of the province, and what this report asks of its answer."""
    if inputs.letter is None:
        asked = paragraph("asked.unreported", period=as_years(study.period), province=province_name(inputs))
        return Section(id="asked", title=phrase("section.asked"), blocks=(asked,))
    requests = [ref for ref in inputs.letter.references.values() if ref.role == "request"]
    blocks = [
        paragraph(
            "asked.request",
            number=Verbatim(text=ref.number),
            date=Day(value=ref.date),
            title=as_name(ref.title),
        )
        for ref in requests
    ]
    blocks.append(paragraph("asked.questions", period=as_years(study.period), province=province_name(inputs)))
    return Section(id="asked", title=phrase("section.asked"), blocks=tuple(blocks))


def title_facts(inputs: Inputs, study: Study) -> tuple[tuple[Phrase, Value], ...]:
    """Title block."""
    letter = inputs.letter
    facts: list[tuple[Phrase, Value]] = [
        (phrase("fact.province"), province_name(inputs)),
        (phrase("fact.period"), as_years(study.period)),
    ]
    if letter is None:
        tables = Listing(items=tuple(phrase(f"data_named.{name}") for name in inputs.tables))
        facts += [
            (phrase("fact.letter"), phrase("fact.no_letter")),
            (phrase("fact.tables"), phrase("common.capital", text=tables)),
        ]
        return tuple(facts)
    facts += [
        (
            phrase("fact.letter"),
            phrase("fact.letter_value", number=Verbatim(text=letter.number), date=Day(value=letter.date)),
        ),
        (phrase("fact.issuer"), as_name(letter.issuer)),
        (phrase("fact.span"), as_years(letter.span)),
        (phrase("fact.figures"), Num(value=len(letter.claims), unit="count")),
        (phrase("fact.evidence"), Mark(scale="evidence", name="claimed")),
    ]
    if inputs.older_letters:
        older = ", ".join(inputs.older_letters)
        facts.append((phrase("fact.older"), Verbatim(text=older)))
    return tuple(facts)


def province_report(
    inputs: Inputs, study: Study, *, sections: list[Section], chapters: Sequence[Report] = (), title: Both | None = None
) -> Report:
    """Report on one province and period.

    Parameters
    ----------
    inputs : Inputs
    study : Study
    sections : list of Section
        In the order in which they are to be read; the section on what was asked is put after the summary, empty ones
        are left out.
    chapters : sequence of Report
        Other reports on the place, each a chapter after them; what every page must say of one, every page says.
    title : mapping of str to str, optional
        ``{"vi": ..., "en": ...}`` for a report of the analyst's own.

    Returns
    -------
    Report

    Raises
    ------
    UnreleasedError
        If a section was built from estimates that did not pass `release_estimates`: a fault of ours.
    """
    period = f"{study.period.first}-{study.period.last}"
    full = (each for each in sections if each.blocks or each.parts)
    ended = finished(full, province_name(inputs))
    summary = [each for each in ended if each.alone]
    others = [*(each for each in ended if not each.alone), *map(as_chapter, chapters)]
    report = Report(
        id=f"province_report/{study.province}/{period}",
        title=phrase("report.title", province=province_name(inputs)) if title is None else own_words(title),
        subtitle=phrase("report.subtitle", period=as_years(study.period)),
        facts=title_facts(inputs, study),
        sections=(*summary, asked_section(inputs, study), *others),
        synthetic=inputs.synthetic or any(each.synthetic for each in chapters),
        unconfirmed=inputs.unconfirmed > 0 or any(each.unconfirmed for each in chapters),
        internal=any(each.internal for each in chapters),
    )
    return check_release(report, study.disclosure, names_of(getattr(inputs, name) for name in TABLES))


def save_report(report: Report, output: str) -> Path | None:
    """Write ``report.json`` into a folder, at once or not at all.

    Parameters
    ----------
    report : Report
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).

    Returns
    -------
    Path or None
        The file.
    """
    check_kind(report, Report, "sx.province_report")
    return save_json(report, output, "report.json")
