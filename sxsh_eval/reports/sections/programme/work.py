"""Section: the plan of work of each scenario, year by year, with its money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sxsh_eval.estimates.programme.plan_of_work import COMPONENT_OF, delivered
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.parameters.quantity import Num, Value, Verbatim, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Column, Section, Table
from sxsh_eval.reports.sections.common import NOTHING, boxed, head, paragraph
from sxsh_eval.reports.sections.programme.cells import by_key, cell, projection_source, year
from sxsh_eval.reports.workbooks.plan_of_work import PLAN_FILE

MILLION = 1e6
MOST_YEARS = 5
"""Columns of years on a page: all of them stand in the workbook."""


def plan_of_work_section(work: Estimates, projections: Sequence[Projection], base: Base, study: Study) -> Section:
    """Who does what when, for how much, in each scenario that offers anything.

    Parameters
    ----------
    work : Estimates
        As of `plan_of_work`.
    projections : sequence of Projection
    base : Base
    study : Study

    Returns
    -------
    Section
    """
    planned = [one for one in projections if len(delivered(one))]
    title = phrase("section.programme_work")
    if not planned:
        return Section(id="programme_work", title=title, blocks=(paragraph("programme.no_work"),))
    blocks: list[Block] = [
        paragraph("programme.work", file=Verbatim(text=PLAN_FILE)),
        *(work_table(work, one, base, study) for one in planned),
        boxed("programme.work_next", file=Verbatim(text=PLAN_FILE)),
    ]
    return Section(id="programme_work", title=title, blocks=tuple(blocks))


def shown_years(one: Projection) -> tuple[int, ...]:
    """First years of the activities, then the last: what a page has room for."""
    years = sorted({int(value) for value in delivered(one)["year"]})
    return tuple(years if len(years) <= MOST_YEARS else [*years[: MOST_YEARS - 1], years[-1]])


def work_table(work: Estimates, one: Projection, base: Base, study: Study) -> Table:
    """Activities of one scenario: quantity of a full year, money by year, money in all."""
    rows, years, table = by_key(work), shown_years(one), delivered(one)
    shown: list[tuple[Value | None, ...]] = []
    for name in dict.fromkeys(table["instrument"]):
        own = table[table["instrument"] == name]
        last = rows["plan_quantity", str(int(own["year"].max())), f"{one.scenario.id}|{name}"]
        money = (million(rows.get(("plan_cost", str(at), f"{one.scenario.id}|{name}"))) for at in years)
        total = Num(value=round(float(own["cost_vnd"].sum()) / MILLION), unit="count")
        activity, who = phrase(f"plan_activity.{name}"), phrase(f"plan_responsible.{name}")
        component = phrase(f"plan_component.{COMPONENT_OF[name]}")
        shown.append((activity, component, who, cell(last), *money, total))
    sums = (million(rows.get(("plan_cost", str(at), f"{one.scenario.id}|all"))) for at in years)
    whole = Num(value=round(float(table["cost_vnd"].sum()) / MILLION), unit="count")
    shown.append((phrase("plan_book.total"), None, None, None, *sums, whole))
    return Table(
        id=f"work_{one.scenario.id}",
        title=phrase("table.programme_work", scenario=as_name(one.scenario.title)),
        columns=(
            head("plan_activity", share=2.0),
            head("plan_component", share=1.7),
            head("plan_responsible", share=1.7),
            head("plan_quantity", share=1.1, align="right"),
            *(Column(head=phrase("column.one_year", year=year(at)), align="right", share=0.8) for at in years),
            head("plan_total", share=0.9, align="right"),
        ),
        rows=tuple(shown),
        notes=(phrase("note.programme_work", price_year=year(study.costs.price_year)),),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def million(row: dict[str, Any] | None) -> Value:
    """Million VND without the unit: the note says it."""
    if row is None:
        return NOTHING
    return Num(value=round(float(row["estimate"]) / MILLION), unit="count")
