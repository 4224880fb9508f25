"""Section: where the money does most: the plan, what it offers to whom, prices of limits, the abatement cost curve."""

from __future__ import annotations

from sxsh_eval.estimates.programme.allocation import Plan
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.quantity import Num, Phrase, Value, as_name, phrase
from sxsh_eval.parameters.scenarios import INSTRUMENTS
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table, Text
from sxsh_eval.reports.sections.adoption_figures import records
from sxsh_eval.reports.sections.common import boxed, bullet, head, paragraph
from sxsh_eval.reports.sections.programme_abatement import abatement_part
from sxsh_eval.reports.sections.programme_allocation_cells import (
    Facts,
    Row,
    bare,
    cell,
    instrument_name,
    level_of,
    mix_text,
    money,
    place_name,
    sector_name,
    share_text,
    source_of,
    years_of,
)

MOST_ROWS = 40
"""Rows of a table that is still read."""


def rows_by(plan: Plan) -> dict[tuple[str, str, str, str], Row]:
    """Rows by indicator, province, sector, term."""
    found = records(plan.estimates.table)
    return {(str(r["indicator"]), str(r["province"]), str(r["sector"]), str(r["term"])): r for r in found}


def whole_place(plan: Plan) -> str:
    """Place of the rows for all."""
    places = plan.parts["province"].unique()
    return str(places[0]) if len(places) == 1 else NATIONAL


def goal_text(plan: Plan) -> Phrase:
    """What is to be reached, inside a sentence."""
    unit = {"adoption_share": "percent", "adopters": "establishment", "energy_toe": "toe"}[plan.goal.measure]
    return phrase(f"allocation.goal.{plan.goal.measure}", value=Num(value=plan.goal.value, unit=unit))


def message(plan: Plan, rows: dict[tuple[str, str, str, str], Row], study: Study) -> Text:
    """What the plan costs or brings."""
    place = whole_place(plan)
    common: dict[str, Value] = {
        "scenario": as_name(plan.scenario.title),
        "years": years_of(plan),
        "horizon": Num(value=plan.timing.horizon, unit="year"),
        "level": level_of(study),
        "cost": money(plan.cost),
    }
    for name in ("adopters", "energy_toe", "share"):
        common[name] = cell(rows[f"allocation_{name}", place, "", "all"])
    if plan.question == "best":
        common["budget"] = money(plan.limits.budget or 0.0)
        return boxed("allocation.best" if plan.reached else "allocation.best_impossible", **common)
    common["goal"] = goal_text(plan)
    common["chance"] = Num(value=round(100 * (plan.chance or 0.0)), unit="percent")
    common["found"] = bare(rows["allocation_chance", place, "", plan.goal.measure])
    common["spread"] = cell(rows["allocation_cost", place, "", "all"])
    return boxed("allocation.cheapest" if plan.reached else "allocation.cheapest_impossible", **common)


def obstacles(plan: Plan) -> list[Block]:
    """What stands in the way of the goal, limit by limit."""
    found: list[Block] = []
    for one in plan.obstacles:
        if one.kind == "nothing":
            continue
        key = f"allocation.obstacle.{'lifted' if one.lifted else 'stays'}_{one.kind}"
        values: dict[str, Value] = {}
        if one.chance == one.chance:
            values["chance"] = Num(value=round(one.chance), unit="percent")
        else:
            key = f"allocation.obstacle.floors_{'lifted' if one.lifted else 'stays'}_{one.kind}"
        if one.instrument is not None:
            values["instrument"] = instrument_name(one.instrument)
        found.append(bullet(key, **values))
    return found


def instrument_table(plan: Plan, rows: dict[tuple[str, str, str, str], Row], study: Study) -> Table:
    """Reach, number, cost of each instrument in the whole place."""
    place = whole_place(plan)
    cells: list[tuple[Value | None, ...]] = []
    for name in (*INSTRUMENTS, "all"):
        cost = rows.get(("allocation_cost", place, "", name))
        if cost is None:
            continue
        title = phrase("allocation.total") if name == "all" else phrase("common.capital", text=instrument_name(name))
        reach = rows.get(("allocation_reach", place, "", name))
        number = rows.get(("allocation_number", place, "", name))
        cells.append((title, bare(reach) if reach else None, cell(number) if number else None, cell(cost)))
    return Table(
        id="allocation_instruments",
        title=phrase("table.allocation_instruments", years=years_of(plan)),
        columns=(
            head("allocation_instrument", share=1.6),
            head("allocation_reach", share=1.0, align="right"),
            head("allocation_number", share=1.6, align="right"),
            head("allocation_cost", share=2.0, align="right"),
        ),
        rows=tuple(cells),
        notes=(phrase("note.allocation_intervals", level=level_of(study)), phrase("note.allocation_units")),
        source=source_of(plan.synthetic, study),
        fewest=plan.fewest,
    )


def group_table(plan: Plan, inputs: Facts, study: Study) -> Table | None:
    """Who is offered which mix; None where that is too long to read."""
    names = [name for name in INSTRUMENTS if name in plan.parts]
    served = plan.parts[plan.parts[names].gt(0).any(axis=1)] if names else plan.parts.iloc[:0]
    if not 0 < len(served) <= MOST_ROWS:
        return None
    several = [len(plan.parts[name].unique()) > 1 for name in ("province", "sector")]
    cells = []
    for row in records(served):
        place = place_name(inputs, str(row["province"]), study)
        sector = phrase("common.capital", text=sector_name(inputs, str(row["sector"])))
        told = [each for each, shown in zip((place, sector), several, strict=True) if shown]
        size = phrase("common.capital", text=phrase(f"size.{row['size_class']}"))
        cells.append((*told, size, share_text(float(row["share"])), mix_text(row)))
    heads = head("allocation_place", share=1.1), head("allocation_sector", share=1.3)
    return Table(
        id="allocation_groups",
        title=phrase("table.allocation_groups"),
        columns=(
            *(each for each, shown in zip(heads, several, strict=True) if shown),
            head("allocation_size", share=0.8),
            head("allocation_share", share=0.8, align="right"),
            head("allocation_mix", share=3.6),
        ),
        rows=tuple(cells),
        notes=(phrase("note.allocation_mix"),),
        source=source_of(plan.synthetic, study),
        fewest=plan.fewest,
    )


def place_table(
    plan: Plan, rows: dict[tuple[str, str, str, str], Row], inputs: Facts, study: Study, by: str
) -> Table | None:
    """Cost with what it brings by province or sector; None where there is one only."""
    names = list(dict.fromkeys(str(name) for name in plan.parts[by]))
    if len(names) < 2:  # noqa: PLR2004 - nothing to compare
        return None
    cells = []
    for name in sorted(names):
        keys = (name, "") if by == "province" else (whole_place(plan), name)
        title = place_name(inputs, name, study) if by == "province" else sector_name(inputs, name)
        found = [rows[f"allocation_{what}", *keys, "all"] for what in ("cost", "adopters", "energy_toe", "share")]
        cells.append((phrase("common.capital", text=title), *map(cell, found)))
    return Table(
        id=f"allocation_{by}",
        title=phrase(f"table.allocation_{by}"),
        columns=(
            head("allocation_place" if by == "province" else "allocation_sector", share=1.4),
            head("allocation_cost", share=1.8, align="right"),
            head("allocation_adopters", share=1.5, align="right"),
            head("allocation_energy", share=1.5, align="right"),
            head("allocation_level", share=1.4, align="right"),
        ),
        rows=tuple(cells),
        notes=(phrase("note.allocation_intervals", level=level_of(study)),),
        source=source_of(plan.synthetic, study),
        fewest=plan.fewest,
    )


def prices(plan: Plan, inputs: Facts, study: Study) -> list[Block]:
    """Shadow prices in words, dearest first, one sentence a limit that binds."""
    found: list[Block] = []
    table = plan.prices.table
    ordered = table.reindex(table["estimate"].abs().sort_values(ascending=False, kind="stable").index)
    for row in records(ordered)[:MOST_ROWS]:
        kind = str(row["indicator"]).removeprefix("allocation_price_")
        value = {name: abs(float(row[name])) for name in ("estimate",)}
        said: dict[str, Value] = {
            "value": bare({**row, **value, "conf_low": float("nan"), "conf_high": float("nan")}),
            "place": place_name(inputs, str(row["province"]), study),
        }
        if str(row["term"]) in INSTRUMENTS:
            said["instrument"] = instrument_name(str(row["term"]))
        measure = "cost" if plan.question == "cheapest" else plan.goal.measure
        key = f"allocation.price.{kind}_{measure}"
        if kind == "goal":
            key = f"allocation.price.goal_{plan.goal.measure}"
        found.append(bullet(key, **said))
    return [paragraph("allocation.prices"), *found, paragraph("allocation.prices_limit")] if found else []


def allocation_section(plan: Plan, curve: Estimates | None, inputs: Facts, study: Study) -> Section:
    """Where the money does most.

    Parameters
    ----------
    plan : Plan
        From `cheapest_plan` or `best_plan`.
    curve : Estimates or None
        From `abatement_curve`; None leaves the curve out.
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
        The answer in one sentence, what stands in its way, what is offered to whom, what one more unit of each limit
        would change, the abatement cost curve with its limits.
    """
    rows = rows_by(plan)
    blocks: list[Block] = [Text(phrase=phrase("allocation.assumed"), style="warning"), message(plan, rows, study)]
    blocks += obstacles(plan)
    if plan.chance is not None and len(plan.estimates.checks) > 1:
        trials = Num(value=len(plan.estimates.checks), unit="count")
        first = Num(value=round(float(plan.estimates.checks["statistic"].iloc[0])), unit="percent")
        blocks.append(paragraph("allocation.trials", trials=trials, first=first))
    tables = [
        instrument_table(plan, rows, study),
        place_table(plan, rows, inputs, study, "province"),
        place_table(plan, rows, inputs, study, "sector"),
        group_table(plan, inputs, study),
    ]
    blocks += [table for table in tables if table is not None]
    blocks += prices(plan, inputs, study)
    blocks.append(paragraph("allocation.method"))
    parts = () if curve is None else (abatement_part(curve, plan, inputs, study),)
    identity = "programme_allocation" if plan.question == "cheapest" else "programme_allocation_budget"
    title = phrase(f"allocation.title_{plan.question}")
    return Section(id=identity, title=title, blocks=tuple(blocks), parts=parts)
