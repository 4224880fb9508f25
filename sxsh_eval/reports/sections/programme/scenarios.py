"""Section: the scenarios side by side, what is offered in each, what it would bring."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.estimates.programme.outlook import MORE, report_years
from sxsh_eval.estimates.programme.plan_of_work import delivered
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Value, as_name, phrase
from sxsh_eval.parameters.scenarios import Offer
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Column, Section, Table, Text
from sxsh_eval.reports.sections.common import head, paragraph
from sxsh_eval.reports.sections.cost_cells import scale_of
from sxsh_eval.reports.sections.programme.cells import by_key, cell, level_of, projection_source, scenario_title, year
from sxsh_eval.reports.sections.programme.scenario_figures import projection_figure, scenario_figure

SAVINGS = ("energy_toe", "energy_gj", "emissions_tco2", "emissions_tco2_fixed")
MONEY = ("cost_programme_vnd", "cost_enterprise_vnd", "saving_vnd")
Facts = Inputs | NationalInputs
HALF = 0.5


def scenarios_section(
    outlook: Estimates, projections: Sequence[Projection], base: Base, inputs: Facts, study: Study
) -> Section:
    """What each scenario offers, costs and would bring.

    Parameters
    ----------
    outlook : Estimates
        As of `summarise_projections`.
    projections : sequence of Projection
        The first is compared with.
    base : Base
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    if not projections:
        return Section(id="programme_scenarios", title=phrase("section.programme_scenarios"))
    first = as_name(projections[0].scenario.title)
    blocks: list[Block] = [
        paragraph("programme.scenarios", count=Num(value=len(projections), unit="count"), first=first),
        *(
            Text(
                phrase=phrase(
                    "programme.basis",
                    scenario=scenario_title(one),
                    basis=as_name(one.scenario.basis),
                    status=Mark(scale="status", name=one.scenario.status),
                ),
                style="bullet",
            )
            for one in projections
        ),
        offered_table(projections, base, study),
        *cut_notes(projections),
        projection_figure(projections, base, inputs, study),
        share_table(outlook, projections, base, study),
        *dilution_note(projections[0]),
        scenario_figure(outlook, projections, base, study),
        saving_table(outlook, projections, base, study),
        money_table(outlook, projections, base, study),
    ]
    return Section(id="programme_scenarios", title=phrase("section.programme_scenarios"), blocks=tuple(blocks))


def dilution_note(first: Projection) -> list[Text]:
    """Why a share may fall while no fewer apply: where it does in most futures of the scenario compared with."""
    shares, counts = first.share("adopters"), first.totals["adopters"]
    fallen = shares[:, -1] < shares[:, 0]
    if float(fallen.mean()) <= HALF:
        return []
    fewer = float((counts[:, -1] < counts[:, 0]).mean())
    values = {"falls": float(fallen.mean()), "fewer": fewer}
    said = {name: Num(value=round(100 * value), unit="percent") for name, value in values.items()}
    return [paragraph("programme.dilution", scenario=scenario_title(first), **said)]


def offer_text(offer: Offer) -> Phrase:
    """Amount of an offer as its file has it, with those it is for."""
    kind = next(name for name in ("reach", "number", "budget") if getattr(offer, name) is not None)
    unit = {"reach": "percent", "number": "count", "budget": "million_vnd"}[kind]
    amount = phrase(
        f"programme.offer.{kind}_{offer.per if kind != 'reach' else 'group'}",
        value=Num(value=float(getattr(offer, kind)), unit=unit),
    )
    if not offer.sizes:
        return amount
    from sxsh_eval.parameters.quantity import Listing  # next to its one use

    sizes = Listing(items=tuple(phrase(f"size.{size}") for size in offer.sizes))
    return phrase("programme.offer.to_sizes", amount=amount, sizes=sizes)


def offered_table(projections: Sequence[Projection], base: Base, study: Study) -> Table:
    """Scenario, instrument, offer, what is delivered a year at the end, money over all years."""
    rows: list[tuple[Value | None, ...]] = []
    for one in projections:
        table = delivered(one)
        if table.empty:
            rows.append((scenario_title(one), phrase("programme.nothing_offered"), None, None, None))
        for at, (name, offer) in enumerate(one.scenario.instruments.items()):
            own = table[table["instrument"] == name]
            reached = float(own["number"].iloc[-1]) if len(own) else 0.0
            unit, scale, digits = scale_of(float(own["cost_vnd"].sum()))
            cost = Num(value=round(float(own["cost_vnd"].sum()) / scale, digits), unit=unit, digits=digits)
            number = Num(value=round(reached, 1 if reached < 10 else 0), unit="count")  # noqa: PLR2004
            shown = phrase("programme.cut", value=number) if len(own) and bool(own["capped"].any()) else number
            title = scenario_title(one) if at == 0 else None
            rows.append((title, phrase(f"programme.instrument.{name}"), offer_text(offer), shown, cost))
    return Table(
        id="programme_offered",
        title=phrase("table.programme_offered"),
        columns=(
            head("scenario", share=1.8),
            head("instrument", share=1.8),
            head("offer", share=2.2),
            head("reached_a_year", share=1.3, align="right"),
            head("cost_to_horizon", share=1.4, align="right"),
        ),
        rows=tuple(rows),
        notes=(phrase("note.programme_offered", price_year=year(study.costs.price_year)),),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def cut_notes(projections: Sequence[Projection]) -> list[Text]:
    """Scenarios whose offers are cut by capacity or by the number of establishments."""
    cut = [one for one in projections if len(delivered(one)) and bool(delivered(one)["capped"].any())]
    return [paragraph("programme.cut_note", scenario=as_name(one.scenario.title)) for one in cut]


def share_table(outlook: Estimates, projections: Sequence[Projection], base: Base, study: Study) -> Table:
    """Adoption and awareness by year, adoption beyond that of the first scenario."""
    rows, years = by_key(outlook), report_years(projections[0])
    shown = tuple(
        (
            scenario_title(one),
            *(cell(rows.get((name, str(at), one.scenario.id))) for name in ("awareness", "adoption") for at in years),
            cell(rows.get(("adoption", str(years[-1]), f"{one.scenario.id}|{MORE}")))
            if one is not projections[0]
            else None,
        )
        for one in projections
    )
    columns: tuple[Column, ...] = (
        head("scenario", share=2.0),
        *(year_head(name, at) for name in ("awareness", "adoption") for at in years),
        Column(head=phrase("column.more_in_year", year=year(years[-1])), align="right", share=1.6),
    )
    return Table(
        id="programme_shares",
        title=phrase("table.programme_shares"),
        columns=columns,
        rows=shown,
        notes=(phrase("note.programme_interval", level=level_of(study)),),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def year_head(name: str, at: int) -> Column:
    """Column of one outcome in one year."""
    return Column(head=phrase(f"column.{name}_in_year", year=year(at)), align="right", share=1.4)


def saving_table(outlook: Estimates, projections: Sequence[Projection], base: Base, study: Study) -> Table:
    """Energy and emissions saved in each of the years by those that have adopted since the base year."""
    rows, years = by_key(outlook), report_years(projections[0])
    shown = tuple(
        (
            scenario_title(one) if at == years[0] else None,
            year(at),
            *(cell(rows.get((name, str(at), one.scenario.id))) for name in SAVINGS),
        )
        for one in projections
        for at in years
    )
    return Table(
        id="programme_savings",
        title=phrase("table.programme_savings"),
        columns=(
            head("scenario", share=1.9),
            head("year", share=0.6),
            *(head(f"programme_{name}", share=1.5, align="right") for name in SAVINGS),
        ),
        rows=shown,
        notes=(
            phrase("note.programme_savings", level=level_of(study), year=year(base.year)),
            phrase("note.programme_grid", year=year(study.energy.fixed_grid_year)),
        ),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def money_table(outlook: Estimates, projections: Sequence[Projection], base: Base, study: Study) -> Table:
    """Spending up to the horizon, energy cost saved in its year."""
    rows, last = by_key(outlook), report_years(projections[0])[-1]
    shown = tuple(
        (scenario_title(one), *(cell(rows.get((name, str(last), one.scenario.id))) for name in MONEY))
        for one in projections
    )
    return Table(
        id="programme_money",
        title=phrase("table.programme_money", year=year(last)),
        columns=(
            head("scenario", share=2.0),
            *(head(f"programme_{name}", share=1.7, align="right") for name in MONEY),
        ),
        rows=shown,
        notes=(phrase("note.programme_money", price_year=year(study.costs.price_year), level=level_of(study)),),
        source=projection_source(base, study),
        fewest=base.fewest,
    )
