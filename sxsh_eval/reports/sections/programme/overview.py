"""Section: the report on one page, what can be said and what cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

from sxsh_eval.estimates.claimed import claim_number, claim_span
from sxsh_eval.estimates.programme.money import GROWN
from sxsh_eval.estimates.programme.proposed_targets import ProposedTarget
from sxsh_eval.estimates.programme.readings import Reading
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.quantity import Num, Value, Years, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Column, Section, Table, Text
from sxsh_eval.reports.sections.common import boxed, bullet, head, paragraph, province_name
from sxsh_eval.reports.sections.cost_cells import scale_of
from sxsh_eval.reports.sections.programme.cells import (
    by_key,
    cell,
    chance_of,
    level_of,
    projection_source,
    scenario_title,
    year,
)
from sxsh_eval.reports.sections.programme.scenario_figures import adoption_target
from sxsh_eval.reports.sections.programme.start import ASSUMED, parameter_rows
from sxsh_eval.reports.sections.summary_words import PROJECTED, basis, own_basis

Facts = Inputs | NationalInputs
NEEDED = {"population": "count", "survey": "adoption", "enterprises": "effects", "costs": "costs"}
"""What cannot be said without a table, by the table that is missing."""


def programme_summary_section(
    outlook: Estimates,
    read: tuple[Sequence[Reading], Estimates],
    tested: Sequence[ProposedTarget],
    scales: Sequence[Estimates],
    projections: Sequence[Projection],
    base: Base,
    facts: tuple[Facts, Study],
) -> Section:
    """What can be said, what cannot, what follows if the claims are true or only what is counted.

    Parameters
    ----------
    outlook : Estimates
        As of `summarise_projections`.
    read : tuple
        Readings of the letter as of `base_readings`, perhaps none, with what follows as of `reading_outlook`.
    tested : sequence of ProposedTarget
    scales : sequence of Estimates
        As of `required_scales`; what reaching the adoption target takes at least is told from them.
    projections : sequence of Projection
    base : Base
    facts : tuple
        Inputs with the study.

    Returns
    -------
    Section
    """
    inputs, study = facts
    blocks: list[Block] = [headline(outlook, projections, inputs, study), paragraph("programme.can_say")]
    blocks += [*past_money(inputs), *outcome_lines(outlook, projections, inputs, study)]
    blocks += scale_lines(scales, projections, inputs, study)
    failed = [one for one in tested if any(test.answer == "fails" for test in one.tests)]
    if tested:
        counts = {"count": Num(value=len(tested), unit="count"), "failed": Num(value=len(failed), unit="count")}
        blocks.append(bullet("programme.say_targets", **counts))
    if read[0]:
        blocks += [paragraph("programme.readings"), reading_table(*read, projections, base, study)]
    blocks += [paragraph("programme.cannot_say"), *missing_lines(inputs, base)]
    model = phrase("summary_basis.model", paths=Num(value=base.paths, unit="count"), grade=PROJECTED)
    blocks += [basis(*own_basis(getattr(inputs, "letter", None), inputs_tables(inputs)), model)]
    blocks.append(paragraph("programme.next"))
    return Section(id="programme_summary", title=phrase("section.summary"), blocks=tuple(blocks), alone=True)


def inputs_tables(inputs: Facts) -> tuple[str, ...]:
    """Names of the tables of enterprises that there are."""
    return tuple(name for name in TABLES if getattr(inputs, name, None) is not None)


def place(inputs: Facts) -> Value:
    """The province, or the country."""
    return phrase("national.country") if isinstance(inputs, NationalInputs) else province_name(inputs)


def headline(outlook: Estimates, projections: Sequence[Projection], inputs: Facts, study: Study) -> Text:
    """Adoption at the horizon from the scenario compared with to the one that brings most."""
    rows, last = by_key(outlook), projections[0].years[-1]
    found = {one.scenario.id: rows["adoption", str(last), one.scenario.id] for one in projections}
    best = max(projections, key=lambda one: float(found[one.scenario.id]["estimate"]))
    first = projections[0]
    values: dict[str, Value] = {
        "place": place(inputs),
        "year": year(last),
        "level": level_of(study),
        "first": as_name(first.scenario.title),
        "first_value": cell(found[first.scenario.id]),
    }
    if best is first:
        return boxed("programme.headline_one", **values)
    values |= {"best": as_name(best.scenario.title), "best_value": cell(found[best.scenario.id])}
    return boxed("programme.headline", **values)


def past_money(inputs: Facts) -> list[Block]:
    """Money that the letter reports, with the years that it was paid in."""
    budgets = [
        claim for claim in getattr(inputs, "claims", {}).values() if claim.kind == "budget" and not claim.part_of
    ]
    money = [claim for claim in budgets if claim.unit == "vnd"]
    if not money:
        return []
    total = sum(claim_number(claim) for claim in money)
    unit, scale, digits = scale_of(total)
    spans = [claim_span(claim) for claim in money]
    years = Years(first=min(span.first for span in spans), last=max(span.last for span in spans))
    amount = Num(value=round(total / scale, digits), unit=unit)
    return [bullet("programme.say_past_money", amount=amount, years=years)]


def outcome_lines(outlook: Estimates, projections: Sequence[Projection], inputs: Facts, study: Study) -> list[Block]:
    """A line a scenario: adoption, energy, money of the programme; then the Strategy's target."""
    rows, last = by_key(outlook), str(projections[0].years[-1])
    lines: list[Block] = [
        bullet(
            "programme.say_scenario",
            scenario=scenario_title(one),
            adoption=cell(rows.get(("adoption", last, one.scenario.id))),
            energy=cell(rows.get(("energy_toe", last, one.scenario.id))),
            cost=cell(rows.get(("cost_programme_vnd", last, one.scenario.id))),
        )
        for one in told(rows, projections)
    ]
    target = adoption_target(inputs, study)
    if target is not None:
        goal = Num(value=target.threshold, unit="percent")
        chances = [float((one.share("adopters")[:, -1] >= target.threshold).mean()) for one in projections]
        best = Num(value=round(100 * max(chances)), unit="percent")
        lines.append(bullet("programme.say_goal", goal=goal, best=best, year=year(int(last))))
    return lines


def scale_lines(
    scales: Sequence[Estimates], projections: Sequence[Projection], inputs: Facts, study: Study
) -> list[Block]:
    """What reaching the adoption target takes in the scenario that does it for least money of the programme."""
    target = adoption_target(inputs, study)
    rows = [row for one in scales for row in by_key(one).values() if row["indicator"] == "adoption"]
    found = {str(row["term"]): row for row in rows}
    costs = {
        term: float(row["estimate"])
        for term, row in found.items()
        if term.startswith(("cost_programme|", f"cost_programme{GROWN}|")) and not isnan(float(row["estimate"]))
    }
    if target is None or not rows:
        return []
    goal = {"goal": Num(value=target.threshold, unit="percent"), "chance": chance_of(study)}
    if not costs:
        return [bullet("programme.say_scale_none", **goal)]
    term = min(costs, key=lambda each: costs[each])
    multiple = found[term.replace("cost_programme", "multiple")]
    titles = {one.scenario.id: scenario_title(one) for one in projections}
    key = "programme.say_scale_grown" if GROWN in term else "programme.say_scale"
    scenario = titles[term.split("|")[1]]
    return [bullet(key, **goal, scenario=scenario, multiple=cell(multiple), cost=cell(found[term]))]


def told(rows: Mapping[tuple[str, str, str], Mapping[str, Any]], projections: Sequence[Projection]) -> list[Projection]:
    """The scenario compared with, then the one that brings most."""
    last = str(projections[0].years[-1])
    best = max(projections, key=lambda one: float(rows["adoption", last, one.scenario.id]["estimate"]))
    return [projections[0]] if best is projections[0] else [projections[0], best]


def reading_table(
    readings: Sequence[Reading], read: Estimates, projections: Sequence[Projection], base: Base, study: Study
) -> Table:
    """Adoption at the horizon by scenario under each reading of the letter."""
    rows, last = by_key(read), str(projections[0].years[-1])
    starts = tuple(Num(value=round(each.shares["adoption"], 2), unit="percent") for each in readings)
    first = (phrase("programme.reading_start", year=year(base.year)), *starts)
    shown = tuple(
        (
            scenario_title(one),
            *(cell(rows.get(("adoption", last, f"{one.scenario.id}|{each.name}"))) for each in readings),
        )
        for one in projections
    )
    return Table(
        id="programme_readings",
        title=phrase("table.programme_readings", year=year(int(last))),
        columns=(
            head("scenario", share=2.4),
            *(Column(head=phrase(f"programme.reading.{each.name}"), align="right", share=1.8) for each in readings),
        ),
        rows=(first, *shown),
        notes=(phrase("note.programme_readings"),),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def missing_lines(inputs: Facts, base: Base) -> list[Block]:
    """What cannot be said, by what is missing."""
    lines: list[Block] = [
        bullet(f"programme.missing_{what}") for table, what in NEEDED.items() if getattr(inputs, table, None) is None
    ]
    rows = parameter_rows(base)
    assumed = [row for row in rows if row["evidence"] == ASSUMED]
    if assumed:
        counts = {"assumed": Num(value=len(assumed), unit="count"), "all": Num(value=len(rows), unit="count")}
        lines.append(bullet("programme.missing_assumed", **counts))
    return lines or [bullet("programme.missing_form")]
