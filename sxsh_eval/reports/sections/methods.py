"""Section: methods, limits, glossary and provenance."""

from __future__ import annotations

from collections.abc import Iterable

from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Entry
from sxsh_eval.parameters.quantity import Day, Mark, Value, Verbatim, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Section, Table
from sxsh_eval.reports.sections.common import as_name, bullet, head, paragraph, target_text

METHODS = ("rounding", "implied", "verdict", "path", "pace", "rules", "sample")
LIMITS = ("self_reported", "denominator", "one_letter", "no_cause", "unverified")
GLOSSARY = (
    "sxsh",
    "establishment",
    "enterprise",
    "informed",
    "aware",
    "adopting",
    "rapid_assessment",
    "saving",
    "toe",
    "dedicated_unit",
    "doit",
    "evidence",
    "rounding_interval",
)


def facts_used(inputs: Inputs, study: Study) -> Iterable[tuple[Value, Value, Entry]]:
    """Targets, counts and assumptions of the registry that this report leans on."""
    registry = inputs.registry
    national = registry.targets_for(None).values()
    targets = [t for t in national if t.due <= study.strategy.end_year and t.sector is None]
    for target in [*targets, *registry.targets_for(inputs.letter.province).values()]:
        name = as_name(registry.indicators[target.indicator].short)
        yield phrase(f"facts.target_{target.scope}", what=name), target_text(target), target
    for count in registry.counts:
        if count.population == "all_enterprises" and count.province not in (None, inputs.letter.province):
            peer = registry.province_by_slug(str(count.province))
            yield phrase("facts.count", place=as_name(peer)), count.value, count
    for assumption in registry.assumptions.values():
        yield phrase("facts.assumption", what=as_name(assumption.title)), assumption.value, assumption
    for key in ("sme_enterprises", "medium_large_enterprises"):
        population = registry.populations[key]
        if population.share_of_enterprises:
            title = as_name(population.title)
            yield phrase("facts.population", what=title), population.share_of_enterprises, population


def provenance_table(inputs: Inputs, study: Study) -> Table:
    """Every registry fact used, with its source and whether it was seen there."""
    rows: list[tuple[Value | None, ...]] = []
    for what, value, entry in facts_used(inputs, study):
        source = inputs.registry.sources[entry.source]
        rows.append(
            (
                what,
                value,
                as_name(source.title),
                Verbatim(text=source.number) if source.number else None,
                Day(value=source.date) if source.date else None,
                Mark(scale="status", name=entry.status),
            )
        )
    return Table(
        id="facts",
        title=phrase("table.facts"),
        columns=(
            head("fact", share=2.0),
            head("value", share=1.2),
            head("source", share=2.2),
            head("number", share=1.1),
            head("date", share=1.2),
            head("status", share=1.1),
        ),
        rows=tuple(rows),
        notes=(phrase("note.unverified"),),
        source=phrase("source.registry"),
    )


def glossary_table() -> Table:
    """Terms as this report uses them."""
    return Table(
        id="glossary",
        title=phrase("table.glossary"),
        columns=(head("term", share=1.3), head("meaning", share=4)),
        rows=tuple((phrase(f"glossary.{term}.term"), phrase(f"glossary.{term}.meaning")) for term in GLOSSARY),
        source=phrase("source.glossary"),
    )


def methods_section(inputs: Inputs, study: Study) -> Section:
    """Methods, limits, glossary, provenance.

    Parameters
    ----------
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
    """
    methods = Section(id="how", title=phrase("section.how"), blocks=tuple(bullet(f"methods.{key}") for key in METHODS))
    limits = Section(
        id="limits", title=phrase("section.limits"), blocks=tuple(bullet(f"limits.{key}") for key in LIMITS)
    )
    glossary = Section(id="glossary_section", title=phrase("section.glossary"), blocks=(glossary_table(),))
    provenance = Section(
        id="provenance",
        title=phrase("section.provenance"),
        blocks=(paragraph("provenance.intro"), provenance_table(inputs, study)),
    )
    return Section(id="methods", title=phrase("section.methods"), parts=(methods, limits, glossary, provenance))
