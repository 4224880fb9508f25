"""Part of a section: the marginal abatement cost curve, with how sure its order is, what it cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from sxsh_eval.estimates.programme.allocation import Plan
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.parameters.quantity import Num, Phrase, Value, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.plan_data import AbatementData, AbatementStep
from sxsh_eval.reports.figure_lines import based_on, told
from sxsh_eval.reports.model import Block, Figure, Section, Table
from sxsh_eval.reports.sections.adoption_figures import read_out, records
from sxsh_eval.reports.sections.common import bullet, head, paragraph
from sxsh_eval.reports.sections.programme_allocation_cells import (
    Facts,
    Row,
    cell,
    instrument_name,
    level_of,
    number_of,
    sector_name,
    source_of,
)

COLUMNS = ("abatement_toe", "abatement_cost_toe", "abatement_cost_tco2", "abatement_programme_toe", "abatement_rank")
LIMITS = ("alone", "hidden", "negative", "uncertain")
UNIT = "million_vnd_per_toe"


def options_of(curve: Estimates) -> list[tuple[str, str, dict[str, Row]]]:
    """Sector and term of every option with its rows, in the order of the curve."""
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in records(curve.table):
        found.setdefault((str(row["sector"]), str(row["term"])), {})[str(row["indicator"])] = row
    return [(sector, term, rows) for (sector, term), rows in found.items()]


def option_name(sector: str, term: str, inputs: Facts) -> Value:
    """Name of an option at the beginning of a cell."""
    return phrase("common.capital", text=instrument_name(term) if not sector else sector_name(inputs, sector))


def drawn(rows: dict[str, Row]) -> bool:
    """Whether an option has a width and a height."""
    return rows["abatement_toe"]["estimate"] >= 0 and not isnan(float(rows["abatement_cost_toe"]["estimate"]))


def step_of(sector: str, term: str, rows: dict[str, Row], inputs: Facts) -> AbatementStep:
    """One option as the chart takes it."""
    amount, amount_range = number_of(rows["abatement_toe"])
    row = rows["abatement_cost_toe"]
    cost, interval = number_of(row)
    reason = None if interval is not None else phrase(f"allocation.reason.{row['reason']}")
    found = Estimate(value=cost, interval=interval, reason=reason, grade="projected")
    return AbatementStep(
        label=option_name(sector, term, inputs), amount=amount, amount_interval=amount_range, cost=found
    )


def curve_figure(curve: Estimates, plan: Plan, inputs: Facts, study: Study) -> Figure:
    """The curve; options without height or with a negative width are in the table alone."""
    steps = [step_of(*one, inputs) for one in options_of(curve) if drawn(one[2])]
    data = AbatementData(steps=tuple(steps), level=100 * study.programme.level)
    year = Num(value=plan.timing.horizon, unit="year")
    return Figure(
        id="abatement",
        chart="abatement",
        data=data.model_dump(mode="json"),
        title=curve_title(data.ordered),
        subtitle=phrase(
            "figure.abatement.subtitle",
            scenario=as_name(plan.scenario.title),
            year=year,
            level=level_of(study),
        ),
        alt=phrase(
            "figure.abatement_alt",
            options=Num(value=len(steps), unit="count"),
            rows=read_out([(one.label, told(one.cost.value, one.cost.interval)) for one in data.ordered]),
        ),
        notes=(phrase("note.abatement", years=Num(value=study.costs.persistence_years, unit="years")),),
        source=simulated_source(plan, study),
        fewest=plan.fewest,
    )


def simulated_source(plan: Plan, study: Study) -> Phrase:
    """Source line: where from, how many futures, how worked out."""
    source = source_of(plan.synthetic, study)
    if plan.synthetic:
        futures = phrase("figure_line.futures", n=Num(value=study.programme.paths, unit="count"))
        return based_on(source, futures, "abatement")
    return phrase("figure_line.simulated", source=source, method=phrase("figure_line.method.abatement"))


def curve_title(steps: Sequence[AbatementStep]) -> Phrase:
    """Which option is the cheapest, unless another one's interval overlaps with its own."""
    first, *others = steps
    said: dict[str, Value] = {"first": first.label, "cost": told(first.cost.value, first.cost.interval)}
    mine = first.cost.interval
    shared = any(mine is None or one.cost.interval is None or one.cost.interval.low <= mine.high for one in others)
    return phrase(f"figure.abatement.title.{'unclear' if shared else 'clear'}", **said)


def curve_table(curve: Estimates, plan: Plan, inputs: Facts, study: Study) -> Table:
    """Every number of the curve."""
    cells: list[tuple[Value | None, ...]] = []
    for sector, term, rows in options_of(curve):
        before = rows.get("abatement_before")
        known = [cell(rows[name], unit_in_head=True) for name in COLUMNS]
        cells.append((option_name(sector, term, inputs), *known, cell(before, unit_in_head=True) if before else None))
    rate = Num(value=round(100 * study.costs.discount_rate, 2), unit="percent")
    return Table(
        id="abatement",
        title=phrase("table.abatement", year=Num(value=plan.timing.horizon, unit="year")),
        columns=(
            head("abatement_option", share=1.4),
            head("abatement_toe", share=1.3, align="right"),
            head("abatement_cost_toe", share=1.5, align="right"),
            head("abatement_cost_tco2", share=1.5, align="right"),
            head("abatement_programme_toe", share=1.5, align="right"),
            head("abatement_rank", share=0.8, align="right"),
            head("abatement_before", share=1.1, align="right"),
        ),
        rows=tuple(cells),
        notes=(
            phrase("note.allocation_intervals", level=level_of(study)),
            phrase("note.abatement_discount", rate=rate, price_year=Num(value=study.costs.price_year, unit="year")),
        ),
        source=source_of(plan.synthetic, study),
        fewest=plan.fewest,
    )


def abatement_part(curve: Estimates, plan: Plan, inputs: Facts, study: Study) -> Section:
    """Curve, table, how sure the order is, what the curve cannot say."""
    title = phrase("allocation.abatement_title")
    if curve.table.empty:
        return Section(id="abatement", title=title, blocks=(paragraph("allocation.abatement_empty"),))
    blocks: list[Block] = [paragraph("allocation.abatement")]
    if any(drawn(rows) for *_, rows in options_of(curve)):
        blocks.append(curve_figure(curve, plan, inputs, study))
    blocks.append(curve_table(curve, plan, inputs, study))
    if len(curve.checks):
        share = Num(value=round(float(curve.checks["statistic"].iloc[0]), 1), unit="percent")
        blocks.append(paragraph("allocation.abatement_order", share=share))
    blocks += [bullet(f"allocation.abatement_limit.{name}") for name in LIMITS]
    return Section(id="abatement", title=title, blocks=tuple(blocks))
