"""Section: the proposal beside the decisions of today, and beside the provinces of today."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.estimates.programme.later_decisions import Mapped, Merger, map_to_decisions, merger_of, unanswered
from sxsh_eval.estimates.programme.proposed_targets import ProposedTarget
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import Day, Listing, Mark, Num, Phrase, Value, Verbatim, as_name, phrase
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table
from sxsh_eval.reports.sections.common import bullet, head, paragraph, target_number, titled
from sxsh_eval.reports.sections.programme.cells import warning, year

Facts = Inputs | NationalInputs


def later_decisions_section(tested: Sequence[ProposedTarget], inputs: Facts, study: Study) -> Section:
    """Which proposed targets have a counterpart today, which of today's the proposal leaves out, what a merger does.

    Parameters
    ----------
    tested : sequence of ProposedTarget
        As of `check_proposed_targets`; may be empty.
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    registry = inputs.registry
    mapped = map_to_decisions(list(tested), registry)
    blocks: list[Block] = [paragraph("programme.later")]
    if mapped:
        alone = [one for one in mapped if not one.near]
        blocks.append(counterpart_table(mapped, registry))
        if alone:
            names = Listing(items=tuple(as_name(one.indicator.short) for one in alone))
            blocks.append(paragraph("programme.later_alone", names=names))
    blocks.append(unanswered_table(mapped, registry))
    blocks.append(paragraph("programme.later_new"))
    blocks += [bullet(f"programme.later_new_{name}") for name in ("province", "branch", "cluster")]
    merger = merger_of(inputs)
    blocks += merger_blocks(merger, tested, study) if merger is not None else []
    return Section(id="programme_later", title=phrase("section.programme_later"), blocks=tuple(blocks))


def decision(registry: Registry, source: str) -> Value:
    """Number of a decision, else its title."""
    entry = registry.sources[source]
    return Verbatim(text=entry.number) if entry.number else as_name(entry.title)


def counterpart_table(mapped: Sequence[Mapped], registry: Registry) -> Table:
    """Proposed indicator, what comes near it, in what the two differ."""
    rows: list[tuple[Value | None, ...]] = []
    for one in mapped:
        if not one.near:
            rows.append((titled(one.indicator.title), phrase("programme.no_counterpart"), None, None))
        for at, each in enumerate(one.near):
            later = registry.indicators[each.later]
            note = as_name(each.note) if each.note else None
            first = titled(one.indicator.title) if at == 0 else None
            rows.append((first, titled(later.title), decision(registry, each.source), note))
    return Table(
        id="programme_counterparts",
        title=phrase("table.programme_counterparts"),
        columns=(
            head("proposed_indicator", share=2.0),
            head("later_indicator", share=2.0),
            head("decision", share=1.0),
            head("differs", share=3.0),
        ),
        rows=tuple(rows),
        source=phrase("source.registry"),
    )


def unanswered_table(mapped: Sequence[Mapped], registry: Registry) -> Table:
    """Targets of the later decisions to which the proposal has nothing."""
    rows = tuple(
        (
            titled(registry.indicators[target.indicator].title),
            later_target(target),
            as_name(registry.populations[target.population].title),
            decision(registry, target.source),
            Mark(scale="status", name=target.status),
        )
        for targets in unanswered(list(mapped), registry).values()
        for target in targets.values()
    )
    return Table(
        id="programme_unanswered",
        title=phrase("table.programme_unanswered" if mapped else "table.programme_today"),
        columns=(
            head("indicator", share=2.6),
            head("target", share=1.2),
            head("target_population", share=1.8),
            head("decision", share=1.0),
            head("status", share=1.2),
        ),
        rows=rows,
        notes=(phrase("note.programme_unanswered"),),
        source=phrase("source.registry"),
    )


def later_target(target: Target) -> Phrase:
    """Value with its year; one set branch by branch says so."""
    if target.sectors and target.indicator == "sec_reduction":
        return phrase("programme.by_branch", due=year(target.due))
    return phrase("common.target", value=target_number(target), due=year(target.due))


def merger_blocks(merger: Merger, tested: Sequence[ProposedTarget], study: Study) -> list[Block]:
    """What became of the province, and what that does to its targets."""
    partners = Listing(items=tuple(as_name(each.name) for each in merger.partners))
    values: dict[str, Value] = {
        "former": as_name(merger.former.name),
        "partners": partners,
        "successor": as_name(merger.successor.name),
        "day": Day(value=merger.day),
        "before": Num(value=merger.before, unit="count"),
        "after": Num(value=merger.after, unit="count"),
    }
    due = max((one.claim.period.last for one in tested if one.claim.period), default=study.programme.horizon)
    blocks: list[Block] = [paragraph("programme.merger", **values)]
    if due >= merger.day.year:
        blocks.append(warning("programme.merger_target", due=year(due), **values))
        blocks += [bullet(f"programme.merger_{name}", **values) for name in ("weight", "population", "department")]
    if merger.successor.code == merger.former.code or merger.successor.slug in {each.slug for each in merger.partners}:
        code = Num(value=int(merger.successor.code), unit="year")
        blocks.append(bullet("programme.merger_name", code=code, **values))
    return blocks
