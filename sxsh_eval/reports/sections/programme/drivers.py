"""Section: what decides the result, whom a target is set for, what it costs for each establishment and TOE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Value, as_name, phrase
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.plan_data import Driver, DriverEnd, TornadoData
from sxsh_eval.reports.model import Block, Column, Figure, Section, Table
from sxsh_eval.reports.sections.common import bullet, head, paragraph
from sxsh_eval.reports.sections.programme.cells import (
    cell,
    number_of,
    projection_source,
    scenario_title,
    simulated,
    year,
)

Facts = Inputs | NationalInputs
MOST = 8
"""Drivers that are drawn."""
CHOICE = ("choice", "nature", "together")
COSTS = (
    ("additional_adopters", "amount"),
    ("additional_energy_toe", "amount"),
    ("cost_programme", "total"),
    ("cost_programme", "per_adopter"),
    ("cost_all", "per_adopter"),
    ("cost_all", "per_energy_toe"),
    ("cost_all", "per_emissions_tco2"),
    ("cost_all", "per_emissions_tco2_fixed"),
    ("cost_all", "npv"),
    ("cost_enterprise", "payback_simple"),
)
"""Rows of the table of costs."""
POPULATIONS = ("medium_large_enterprises", "sme_enterprises")


def programme_drivers_section(
    tornado: Estimates | None,
    choice: Estimates | None,
    price: Estimates | None,
    costs: Sequence[Estimates],
    projections: Sequence[Projection],
    base: Base,
    facts: tuple[Facts, Study],
) -> Section:
    """What the spread of the result comes from, the price of a population, costs of what is added.

    Parameters
    ----------
    tornado : Estimates or None
        As of `estimate_tornado`, of one scenario.
    choice : Estimates or None
        As of `estimate_choice_against_nature`.
    price : Estimates or None
        As of `estimate_population_price`.
    costs : sequence of Estimates
        As of `estimate_programme_costs`, one a scenario.
    projections : sequence of Projection
    base : Base
    facts : tuple
        Inputs with the study.

    Returns
    -------
    Section
        Empty where there is nothing of all this.
    """
    inputs, study = facts
    blocks: list[Block] = []
    if choice is not None:
        shares = {name: number_of(choice.row(f"share|{name}"))[0] for name in CHOICE}
        blocks.append(paragraph("programme.choice", **shares))
    if tornado is not None:
        blocks += tornado_blocks(tornado, projections, base, study)
    if price is not None and len(price.table):
        blocks += [paragraph("programme.price", value=asked_share(price)), price_table(price, inputs.registry, study)]
        blocks.append(bullet("programme.price_establishments"))
    if costs:
        blocks += [paragraph("programme.costs"), cost_table(costs, projections, base, study)]
    return Section(id="programme_drivers", title=phrase("section.programme_drivers"), blocks=tuple(blocks))


def asked_share(price: Estimates) -> Num:
    """Value of the target, per cent: units needed over units there are."""
    rows = price.table
    needed, there = (rows.loc[rows["term"].str.startswith(f"{name}|"), "estimate"] for name in ("needed", "population"))
    return Num(value=round(100 * float(needed.iloc[0]) / float(there.iloc[0])), unit="percent")


def rows_of(estimates: Estimates) -> dict[str, dict[str, Any]]:
    """Rows by term."""
    rows = estimates.table.to_dict("records")
    return {str(row["term"]): {str(key): value for key, value in row.items()} for row in rows}


def strongest(rows: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Scenario and driver of the largest shares whose intervals lie above zero."""
    found = []
    for term, row in rows.items():
        kind, scenario, driver = term.split("|")
        if kind == "share" and driver != "rest" and float(row["conf_low"]) > 0:
            found.append((float(row["estimate"]), scenario, driver))
    return [(scenario, driver) for _, scenario, driver in sorted(found, reverse=True)[:MOST]]


def tornado_blocks(tornado: Estimates, projections: Sequence[Projection], base: Base, study: Study) -> list[Block]:
    """Figure and table of the drivers."""
    rows = rows_of(tornado)
    chosen = strongest(rows)
    if not chosen:
        return []
    scenario = next(one for one in projections if one.scenario.id == chosen[0][0])
    rest = number_of(rows[f"share|{scenario.scenario.id}|rest"])[0]
    named: dict[str, Value] = {"scenario": as_name(scenario.scenario.title), "year": year(scenario.years[-1])}
    drivers = tuple(
        Driver(
            label=phrase(f"driver.{name}"),
            detail=phrase("programme.explains", share=number_of(rows[f"share|{one}|{name}"])[0]),
            low=DriverEnd(outcome=number_of(rows[f"low|{one}|{name}"])[0]),
            high=DriverEnd(outcome=number_of(rows[f"high|{one}|{name}"])[0]),
        )
        for one, name in chosen
    )
    mean = float(scenario.share("adopters")[:, -1].mean())
    central = Num(value=round(mean, 1), unit="percent", digits=1)
    data = TornadoData(
        measure=phrase("figure.programme_tornado.measure", **named),
        central=central,
        drivers=drivers,
        rest=phrase("figure.programme_tornado.rest", share=rest),
    )
    first = phrase(f"driver.{chosen[0][1]}")
    outcomes = sorted((drivers[0].low.outcome, drivers[0].high.outcome), key=lambda one: one.value)
    lines = Listing(
        items=tuple(phrase("figure.programme_tornado.alt_line", **ends(rows, pair)) for pair in chosen), long=True
    )
    figure = Figure(
        id="programme_tornado",
        chart="tornado",
        data=data.model_dump(mode="json"),
        title=phrase("figure.programme_tornado.title", driver=first, low=outcomes[0], high=outcomes[1]),
        subtitle=phrase("figure.programme_tornado.subtitle", year=named["year"]),
        alt=phrase("figure.programme_tornado.alt", lines=lines),
        source=simulated(base, study, "tornado"),
        fewest=base.fewest,
    )
    return [paragraph("programme.tornado", **named), figure, driver_table(rows, chosen, base, study)]


def ends(rows: Mapping[str, Mapping[str, Any]], pair: tuple[str, str]) -> dict[str, Value]:
    """Values of one driver's sentence."""
    one, name = pair
    return {
        "driver": phrase(f"driver.{name}"),
        "low": number_of(rows[f"low|{one}|{name}"])[0],
        "high": number_of(rows[f"high|{one}|{name}"])[0],
    }


def driver_table(
    rows: Mapping[str, Mapping[str, Any]], chosen: Sequence[tuple[str, str]], base: Base, study: Study
) -> Table:
    """Drivers with the share of the spread that each explains."""
    shown = tuple(
        (phrase(f"driver.{name}"), *(cell(rows[f"{kind}|{one}|{name}"]) for kind in ("share", "low", "high")))
        for one, name in chosen
    )
    return Table(
        id="programme_drivers",
        title=phrase("table.programme_drivers"),
        columns=(
            head("driver", share=2.4),
            head("driver_share", share=1.4, align="right"),
            head("driver_low", share=1.5, align="right"),
            head("driver_high", share=1.5, align="right"),
        ),
        rows=shown,
        notes=(phrase("note.programme_drivers"),),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def price_table(price: Estimates, registry: Registry, study: Study) -> Table:
    """Units, and staff, that one target asks for by population and place."""
    records = [{str(key): value for key, value in row.items()} for row in price.table.to_dict("records")]
    rows = {(str(row["province"]), str(row["term"])): row for row in records}
    places = list(dict.fromkeys(str(row["province"]) for row in records))
    shown: list[tuple[Value | None, ...]] = []
    for place in places:
        name = place_name(place, registry)
        if (place, "needed|establishments") in rows:
            many = cell(rows[place, "needed|establishments"], with_reason=True)
            shown.append((name, phrase("programme.all_establishments"), None, many, None))
        for at, population in enumerate(each for each in POPULATIONS if (place, f"needed|{each}") in rows):
            staff = rows.get((place, f"staff|{population}"))
            money = None if staff is None else cell(staff | {"unit": "vnd"})
            title = as_name(registry.populations[population].title)
            cells = (cell(rows[place, f"{term}|{population}"]) for term in ("population", "needed"))
            shown.append((name if at == 0 else None, phrase("common.capital", text=title), *cells, money))
    return Table(
        id="programme_price",
        title=phrase("table.programme_price"),
        columns=(
            head("place_of_target", share=1.2),
            head("target_population", share=2.0),
            head("units_there_are", share=1.8, align="right"),
            head("units_needed", share=1.8),
            head("staff_a_year", share=1.8, align="right"),
        ),
        rows=tuple(shown),
        notes=(phrase("note.programme_price", price_year=year(study.costs.price_year)),),
        source=phrase("source.registry"),
    )


def place_name(slug: str, registry: Registry) -> Phrase | Value:
    """Province, or the country."""
    if slug == "national":
        return phrase("common.capital", text=phrase("national.country"))
    return next(as_name(each.name) for each in registry.provinces if each.slug == slug)


def cost_table(costs: Sequence[Estimates], projections: Sequence[Projection], base: Base, study: Study) -> Table:
    """Costs of what each scenario adds, a column a scenario."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for estimates in costs:
        for row in estimates.table.to_dict("records"):
            found[str(row["indicator"]), str(row["term"])] = {str(key): value for key, value in row.items()}
    named = [one for one in projections if any(term.endswith(f"|{one.scenario.id}") for _, term in found)]
    rows = tuple(
        (
            phrase(f"programme.cost_row.{indicator}_{term}"),
            *(cell(found.get((indicator, f"{term}|{one.scenario.id}"))) for one in named),
        )
        for indicator, term in COSTS
    )
    return Table(
        id="programme_costs",
        title=phrase("table.programme_costs"),
        columns=(
            head("measure", share=2.2),
            *(Column(head=scenario_title(one), align="right", share=1.8) for one in named),
        ),
        rows=rows,
        notes=(
            phrase(
                "note.programme_costs",
                rate=Num(value=round(100 * study.costs.discount_rate, 2), unit="percent"),
                years=Num(value=study.costs.persistence_years, unit="years"),
                price_year=year(study.costs.price_year),
            ),
        ),
        source=projection_source(base, study),
        fewest=base.fewest,
    )
