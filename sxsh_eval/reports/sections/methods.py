"""Section: methods, limits and provenance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import Day, Listing, Mark, Value, Verbatim, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Section, Table
from sxsh_eval.reports.sections.common import bullet, head, paragraph, target_text

ASSUMPTIONS = ("spending_per_funded_province", "spread_log_intensity_change")
METHODS = ("rounding", "implied", "verdict", "path", "pace", "rules", "sample", "disclosure")
OF_LETTER = {"rounding", "implied", "verdict", "path", "pace", "rules"}
LIMITS = ("self_reported", "denominator", "one_letter", "no_cause", "unverified")
LIMITS_UNREPORTED = ("no_letter", "unverified")


def facts_used(inputs: Inputs, study: Study) -> Iterable[tuple[Value, Value, str, str]]:
    """Facts of the registry that this report leans on: what, value, source and status."""
    registry = inputs.registry
    own = [target for target in registry.targets_for(inputs.province).values() if target.scope != "proposal"]
    groups: dict[tuple[str, str, str, str], list[Target]] = {}
    for target in [*registry.strategy_targets(study.strategy.source).values(), *own]:
        groups.setdefault((target.scope, target.indicator, target.source, target.status), []).append(target)
    for (scope, indicator, source, status), targets in groups.items():
        name = as_name(registry.indicators[indicator].short)
        texts = tuple(target_text(target) for target in sorted(targets, key=lambda target: target.due))
        yield phrase(f"facts.target_{scope}", what=name), Listing(items=texts), source, status
    for count in registry.counts:
        if count.population == "all_enterprises" and count.province not in (None, inputs.province):
            peer = registry.province(str(count.province), dt.date(count.year, 12, 31))
            yield phrase("facts.count", place=as_name(peer.name)), count.value, count.source, count.status
    for key in ASSUMPTIONS:
        assumption = registry.assumptions[key]
        yield (
            phrase("facts.assumption", what=as_name(assumption.title)),
            assumption.value,
            assumption.source,
            assumption.status,
        )
    for key in ("sme_enterprises", "medium_large_enterprises"):
        group = registry.populations[key]
        if group.share_of_enterprises and group.share_source and group.share_status:
            title = phrase("facts.population", what=as_name(group.title))
            yield title, group.share_of_enterprises, group.share_source, group.share_status


def provenance_table(inputs: Inputs, study: Study) -> Table:
    """Every registry fact used, with its source and whether it was seen there."""
    rows: list[tuple[Value | None, ...]] = []
    for what, value, key, status in facts_used(inputs, study):
        source = inputs.registry.sources[key]
        rows.append(
            (
                what,
                value,
                as_name(source.title),
                Verbatim(text=source.number) if source.number else None,
                Day(value=source.date, form="short") if source.date else None,
                Mark(scale="status", name=status),
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


def methods_section(inputs: Inputs, study: Study) -> Section:
    """Methods, limits, provenance.

    Parameters
    ----------
    inputs : Inputs
    study : Study

    Returns
    -------
    Section
    """
    reported = inputs.letter is not None
    used = [key for key in METHODS if reported or key not in OF_LETTER]
    methods = Section(id="how", title=phrase("section.how"), blocks=tuple(bullet(f"methods.{key}") for key in used))
    limits = Section(
        id="limits",
        title=phrase("section.limits"),
        blocks=tuple(bullet(f"limits.{key}") for key in (LIMITS if reported else LIMITS_UNREPORTED)),
    )
    provenance = Section(
        id="provenance",
        title=phrase("section.provenance"),
        blocks=(paragraph("provenance.intro"), provenance_table(inputs, study)),
    )
    return Section(id="methods", title=phrase("section.methods"), parts=(methods, limits, provenance))
