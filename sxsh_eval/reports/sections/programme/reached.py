"""Section: how likely each target is, which pace and money it would take, what decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

from sxsh_eval.estimates.programme.money import GROWN
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Value, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Column, Section, Table
from sxsh_eval.reports.sections.common import head, paragraph, target_number, titled
from sxsh_eval.reports.sections.programme.cells import (
    by_key,
    cell,
    chance_of,
    projection_source,
    reason_of,
    scenario_title,
    warning,
    year,
)

Facts = Inputs | NationalInputs
NEVER = "attainment_not_by_horizon"
SCALED = ("multiple", "pace", "cost_programme", "cost_enterprise")


def attainment_section(
    attainment: Estimates,
    scales: Sequence[Estimates],
    targets: Mapping[str, Target],
    projections: Sequence[Projection],
    base: Base,
    inputs: Facts,
    study: Study,
) -> Section:
    """Chance of each target, then the pace and money it needs.

    Parameters
    ----------
    attainment : Estimates
        As of `estimate_attainment`.
    scales : sequence of Estimates
        As of `required_scale`, one a scenario and target.
    targets : Mapping of str to Target
    projections : sequence of Projection
    base : Base
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    blocks: list[Block] = [
        paragraph("programme.attainment", chance=chance_of(study), paths=Num(value=base.paths, unit="count")),
        warning("programme.attainment_condition"),
        chance_table(attainment, targets, projections, base, inputs, study),
    ]
    unjudged = without_number(attainment, targets, inputs)
    if unjudged:
        blocks += [paragraph("programme.attainment_unjudged"), unjudged_table(unjudged, base, study)]
    found = [row for one in scales for row in by_key(one).values()]
    if found:
        blocks += [paragraph("programme.scale"), scale_table(found, targets, projections, base, inputs, study)]
    title = phrase("section.programme_attainment")
    return Section(id="programme_attainment", title=title, blocks=tuple(blocks))


def target_title(target: Target, inputs: Facts) -> Phrase:
    """Short title of the indicator with value, year and whose target it is."""
    return phrase(
        f"programme.target_of.{target.scope}",
        what=as_name(inputs.registry.indicators[target.indicator].short),
        value=target_number(target),
        due=year(target.due),
    )


def shared_title(same: Sequence[Target], inputs: Facts) -> Phrase:
    """The same for targets that ask the same of the same units: all who set it, each with the year."""
    if len(same) == 1:
        return target_title(same[0], inputs)
    whose = tuple(phrase(f"programme.whose.{one.scope}", due=year(one.due)) for one in same)
    what = as_name(inputs.registry.indicators[same[0].indicator].short)
    return phrase("programme.target_of_all", what=what, value=target_number(same[0]), whose=Listing(items=whose))


def alike(keys: Sequence[str], targets: Mapping[str, Target]) -> list[list[str]]:
    """Targets that ask the same of the same units, whenever they are due, the latest last."""
    groups: dict[tuple[str, str, float], list[str]] = {}
    for key in sorted(keys, key=lambda each: targets[each].due):
        target = targets[key]
        groups.setdefault((target.indicator, target.population, target.threshold), []).append(key)
    return list(groups.values())


def judged(attainment: Estimates, targets: Mapping[str, Target]) -> list[str]:
    """Targets of which some chance was estimated."""
    table = attainment.table[attainment.table["estimate"].notna()]
    named = {str(term).split("|")[2] for term in table["term"] if str(term).startswith("chance|")}
    return [key for key in targets if key in named]


def chance_table(
    attainment: Estimates,
    targets: Mapping[str, Target],
    projections: Sequence[Projection],
    base: Base,
    inputs: Facts,
    study: Study,
) -> Table:
    """Chance at the horizon by target and scenario, with the first year in which it is high enough."""
    rows, last = by_key(attainment), projections[0].years[-1]
    span = f"{projections[0].years[1]}-{last}"
    shown: list[tuple[Value | None, ...]] = []
    for same in alike(judged(attainment, targets), targets):
        target, key = targets[same[-1]], same[-1]
        for at, one in enumerate(projections):
            name = f"{one.scenario.id}|{key}"
            chance = rows.get((target.indicator, str(last), f"chance|{name}"))
            first = rows.get((target.indicator, span, f"first_year|{name}"))
            title = shared_title([targets[each] for each in same], inputs) if at == 0 else None
            shown.append((title, scenario_title(one), cell(chance), first_year(first)))
    return Table(
        id="programme_chances",
        title=phrase("table.programme_chances", year=year(last)),
        columns=(
            head("target", share=2.2),
            head("scenario", share=2.2),
            Column(head=phrase("column.chance_in_year", year=year(last)), align="right", share=1.4),
            Column(head=phrase("column.first_year", chance=chance_of(study)), align="right", share=1.5),
        ),
        rows=tuple(shown),
        notes=(phrase("note.programme_chances"),),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def first_year(row: Mapping[str, Any] | None) -> Value:
    """First year with the chance asked for, or that there is none."""
    if row is not None and isnan(float(row["estimate"])):
        return phrase("programme.not_by_horizon") if row["reason"] == NEVER else reason_of(row)
    return cell(row)


def without_number(
    attainment: Estimates, targets: Mapping[str, Target], inputs: Facts
) -> list[tuple[Phrase, Value, Phrase]]:
    """Targets that the model cannot judge: title, population, reason."""
    known = set(judged(attainment, targets))
    found: list[tuple[Phrase, Value, Phrase]] = []
    for row in attainment.table[attainment.table["estimate"].isna()].to_dict("records"):
        kind, _, key = str(row["term"]).split("|")
        if kind == "chance" and key not in known:
            known.add(key)
            target = targets[key]
            population = as_name(inputs.registry.populations[target.population].title)
            found.append((target_title(target, inputs), population, reason_of({str(k): v for k, v in row.items()})))
    return found


def unjudged_table(found: Sequence[tuple[Phrase, Value, Phrase]], base: Base, study: Study) -> Table:
    """Targets that the model cannot judge, with the reason."""
    return Table(
        id="programme_unjudged",
        title=phrase("table.programme_unjudged"),
        columns=(head("target", share=2.2), head("target_population", share=2.0), head("programme_why", share=3.4)),
        rows=tuple((title, population, phrase("common.capital", text=why)) for title, population, why in found),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def scale_table(
    rows: Sequence[Mapping[str, Any]],
    targets: Mapping[str, Target],
    projections: Sequence[Projection],
    base: Base,
    inputs: Facts,
    study: Study,
) -> Table:
    """How many times a scenario a target takes, which pace, which money."""
    found = {str(row["term"]): row for row in rows}
    titles = {one.scenario.id: titled(one.scenario.title) for one in projections}
    shown: list[tuple[Value | None, ...]] = []
    seen: set[str] = set()
    priced = any(term.startswith("cost_") and not isnan(float(row["estimate"])) for term, row in found.items())
    for term in found:
        first, scenario, key = term.split("|")
        if first != "multiple":
            continue
        title = None if key in seen else target_title(targets[key], inputs)
        seen.add(key)
        cells = scale_cells(found, f"{scenario}|{key}")
        shown.append((title, titles[scenario], *(cells if priced else cells[:2])))
    money = tuple(
        head(f"programme_{name}_vnd", share=1.5, align="right") for name in ("cost_programme", "cost_enterprise")
    )
    return Table(
        id="programme_scale",
        title=phrase("table.programme_scale", chance=chance_of(study), year=year(study.programme.horizon)),
        columns=(
            head("target", share=1.9),
            head("scenario", share=1.8),
            head("scale_multiple", share=1.9),
            head("scale_pace", share=1.5, align="right"),
            *(money if priced else ()),
        ),
        rows=tuple(shown),
        notes=(phrase("note.programme_scale", price_year=year(study.costs.price_year)),),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def scale_cells(found: Mapping[str, Mapping[str, Any]], name: str) -> list[Value | None]:
    """Multiple (perhaps with centres that grow along) or why none is enough; pace; money where there is one."""
    grown = found.get(f"multiple{GROWN}|{name}")
    rows = {term: found.get(f"{term}|{name}") for term in SCALED}
    if grown is None or isnan(float(grown["estimate"])):
        multiple = cell(rows["multiple"])
    else:
        multiple = phrase("programme.if_centres_grow", value=cell(grown))
        rows |= {term: found.get(f"{term}{GROWN}|{name}") for term in SCALED[2:]}
    money = [rows[term] for term in SCALED[2:]]
    cells = [cell(row) if row is not None and not isnan(float(row["estimate"])) else None for row in money]
    return [multiple, cell(rows["pace"]), *cells]
