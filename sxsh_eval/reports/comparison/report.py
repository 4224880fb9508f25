"""A comparison as a report: the answer, both runs, the numbers, what could have caused it, how to read it."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Phrase, Value, phrase
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.reports.comparison.differences import differences_section, reading_section, warnings_section
from sxsh_eval.reports.comparison.facts import Comparison
from sxsh_eval.reports.comparison.labels import Labels
from sxsh_eval.reports.comparison.overview import (
    causes_section,
    count,
    jobs_table,
    side_name,
    sides_section,
    summary_section,
    tables_table,
)
from sxsh_eval.reports.model import Report, Section


def comparison_report(found: Comparison, registry: Registry | None = None) -> Report:
    """What differs between two runs.

    Parameters
    ----------
    found : Comparison
    registry : Registry, optional
        Names of provinces, indicators and sectors; without it their keys are printed.

    Returns
    -------
    Report
        Marked as internal where it holds numbers of enterprises of two runs against each other.
    """
    labels = Labels(registry)
    sections: list[Section | None] = [
        summary_section(found),
        sides_section(found, labels),
        counts_section(found, labels),
        differences_section(found, labels) if found.unequal else None,
        warnings_section(found, labels),
        causes_section(found, labels),
        reading_section(found),
    ]
    return Report(
        id="comparison",
        title=phrase("compare.title.report"),
        subtitle=phrase("compare.subtitle", old=side_name(found.old), new=side_name(found.new)),
        facts=title_facts(found, labels),
        sections=tuple(section for section in sections if section is not None),
        synthetic=found.synthetic,
        internal=found.internal,
    )


def counts_section(found: Comparison, labels: Labels) -> Section | None:
    """How many numbers are equal or differ, by chapter and by job; None without numbers."""
    if not found.compared:
        return None
    tables = [tables_table(found)]
    if len(found.compared) > 1:
        tables.append(jobs_table(found, labels))
    return Section(id="counts", title=phrase("compare.section.counts"), blocks=tuple(tables))


def title_facts(found: Comparison, labels: Labels) -> tuple[tuple[Phrase, Value], ...]:
    """Title block."""
    facts: list[tuple[Phrase, Value]] = [
        (phrase("compare.fact.old"), side_name(found.old)),
        (phrase("compare.fact.new"), side_name(found.new)),
    ]
    if len(found.pairs) == 1:
        facts.append((phrase("compare.fact.job"), labels.job(found.pairs[0].key)))
    facts.append((phrase("compare.fact.jobs"), count(len(found.compared))))
    return tuple(facts)
