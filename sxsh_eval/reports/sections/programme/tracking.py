"""Section: the plan that the province has sent, and how far it has come."""

from __future__ import annotations

from sxsh_eval.estimates.programme.plan_rules import PlanRemark
from sxsh_eval.estimates.programme.plan_tracking import STATES, PlanTracking
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Value, Verbatim, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Section, Table
from sxsh_eval.reports.sections.common import NOTHING, bullet, head, paragraph, seed_of
from sxsh_eval.reports.sections.programme.cells import by_key, cell, warning, year

Facts = Inputs | NationalInputs
MOST = 12
"""Remarks and late activities that are listed; the rest are counted."""


def plan_tracking_section(tracked: PlanTracking | None, inputs: Facts, study: Study) -> Section:
    """What is done, late or to come of the province's plan, what was spent, what does not go together.

    Parameters
    ----------
    tracked : PlanTracking or None
        As of `track_plan`.
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
        Without the table, what it takes.
    """
    title = phrase("section.programme_tracking")
    if tracked is None:
        letter = getattr(inputs, "letter", None)
        announced = letter is not None and letter.plan_period is not None
        key = "programme.plan_announced" if announced else "programme.plan_missing"
        blocks: tuple[Block, ...] = (paragraph(key), bullet("programme.plan_how"))
        return Section(id="programme_tracking", title=title, blocks=blocks)
    return Section(id="programme_tracking", title=title, blocks=tuple(tracking_blocks(tracked, study)))


def count(value: int) -> Num:
    """A number of rows."""
    return Num(value=value, unit="count")


def tracking_blocks(tracked: PlanTracking, study: Study) -> list[Block]:
    """Sentences and tables of a plan that there is."""
    states: dict[str, Value] = {name: count(tracked.states[name]) for name in STATES}
    rows = count(len(tracked.rows))
    if tracked.reported is None:
        blocks: list[Block] = [paragraph("programme.tracked_nothing", rows=rows)]
    else:
        blocks = [paragraph("programme.tracked", rows=rows, reported=year(tracked.reported), **states)]
    blocks += [money_table(tracked, study), activity_table(tracked, study)]
    gaps = {code: number for code, number in tracked.gaps.items() if number}
    if gaps:
        blocks.append(paragraph("programme.plan_gaps"))
        blocks += [bullet(f"plan_gap.{code}", count=count(number), rows=rows) for code, number in gaps.items()]
    if tracked.remarks:
        blocks.append(warning("programme.plan_remarks", count=count(len(tracked.remarks))))
        blocks.append(remark_table(tracked, study))
    return blocks


def source_of(tracked: PlanTracking, study: Study) -> Phrase:
    """Source: the plan's file, or that it is made up."""
    if "is_synthetic" in tracked.rows and bool(tracked.rows["is_synthetic"].any()):
        return phrase("source.synthetic_accounts", seed=seed_of(study))
    return phrase("source.plan", file=Verbatim(text=study.data.plan or "-"))


def money_table(tracked: PlanTracking, study: Study) -> Table:
    """Planned, spent, share by year and component."""
    rows = by_key(tracked.money)
    pairs = list(dict.fromkeys((period, term) for _, period, term in rows))
    shown = tuple(
        (
            year(int(period)) if term == "all" else None,
            phrase(f"plan_component.{term}"),
            *(cell(rows.get((name, period, term))) for name in ("plan_budget", "plan_spent", "plan_spent_share")),
        )
        for period, term in pairs
    )
    parts = any(row["reason"] == "plan_sum_in_part" for row in rows.values())
    notes = (phrase("note.plan_money"), *((phrase("note.plan_money_in_part"),) if parts else ()))
    return Table(
        id="plan_money",
        title=phrase("table.plan_money"),
        columns=(
            head("year", share=0.7),
            head("plan_component", share=2.4),
            head("plan_budget", share=1.4, align="right"),
            head("plan_spent", share=1.4, align="right"),
            head("plan_spent_share", share=1.1, align="right"),
        ),
        rows=shown,
        notes=notes,
        source=source_of(tracked, study),
    )


def activity_table(tracked: PlanTracking, study: Study) -> Table:
    """Activities with their state: late ones first."""
    order = {name: at for at, name in enumerate(("late", "postponed", "cancelled", "to_come", "done"))}
    rows = tracked.rows.assign(rank=tracked.rows["state"].map(order)).sort_values(["rank", "year"], kind="stable")
    shown = tuple(
        (
            Verbatim(text=str(row["activity"])),
            year(int(row["year"])),
            quantity(row, "quantity_planned"),
            quantity(row, "quantity_done"),
            Verbatim(text=str(row["responsible"])) if isinstance(row.get("responsible"), str) else NOTHING,
            phrase(f"plan_state.{row['state']}"),
        )
        for row in rows.to_dict("records")
    )
    return Table(
        id="plan_activities",
        title=phrase("table.plan_activities"),
        columns=(
            head("plan_activity", share=2.6),
            head("year", share=0.7),
            head("plan_planned", share=0.9, align="right"),
            head("plan_done", share=0.9, align="right"),
            head("plan_responsible", share=1.6),
            head("plan_state", share=1.1),
        ),
        rows=shown,
        notes=(phrase("note.plan_states"),),
        source=source_of(tracked, study),
    )


def quantity(row: dict[object, object], name: str) -> Value:
    """Quantity of an activity, or that there is none."""
    value = row.get(name)
    if not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - NaN is the only value unlike itself
        return NOTHING
    return Num(value=round(value, 2), unit="count")


def remark_table(tracked: PlanTracking, study: Study) -> Table:
    """What does not go together, the most serious first."""
    order = {"high": 0, "medium": 1, "low": 2}
    found = sorted(tracked.remarks, key=lambda one: order[one.severity])
    left = len(found) - MOST
    notes = (phrase("note.plan_remarks_left", count=count(left)),) if left > 0 else ()
    return Table(
        id="plan_remarks",
        title=phrase("table.plan_remarks"),
        columns=(
            head("severity", share=1.0),
            head("plan_activity", share=2.0),
            head("year", share=0.6),
            head("finding", share=3.4),
        ),
        rows=tuple(remark_row(one) for one in found[:MOST]),
        notes=notes,
        source=source_of(tracked, study),
    )


def remark_row(one: PlanRemark) -> tuple[Value | None, ...]:
    """One remark as cells."""
    return (
        Mark(scale="severity", name=one.severity),
        Verbatim(text=one.activity) if one.activity else phrase("programme.whole_plan"),
        year(one.year) if one.year is not None else None,
        phrase(f"plan_remark.{one.code}", **one.values),
    )
