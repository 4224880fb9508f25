"""Figures of the scenarios: their futures year by year, their outcomes side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import Any

from sxsh_eval.estimates.programme.outlook import report_years
from sxsh_eval.estimates.programme.target_share import attainment_targets
from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Range, Value, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.programme_data import (
    PathPoint,
    ProjectedLine,
    ProjectionBase,
    ProjectionData,
    ProjectionPanel,
    ProjectionTarget,
    ScenarioCell,
    ScenarioData,
    ScenarioMeasure,
    ScenarioRow,
)
from sxsh_eval.reports.figure_lines import told
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.sections.common import NOTHING
from sxsh_eval.reports.sections.programme.cells import (
    by_key,
    level_of,
    reason_of,
    rounded,
    scenario_title,
    simulated,
    year,
)

MEASURES = {
    "adoption": "percent",
    "energy_toe": "toe",
    "emissions_tco2": "tco2",
    "cost_programme_vnd": "billion_vnd",
}
"""Columns of the comparison with their units."""
BILLION, THOUSAND, MANY = 1e9, 1e3, 1e5
PANELS = 6
INDICATOR = "adoption"


def adoption_target(inputs: Inputs | NationalInputs, study: Study) -> Target | None:
    """Target for adoption that is due last: the province's own or proposed one, else the Strategy's."""
    targets = attainment_targets(inputs, study).values()
    found = [
        target for target in targets if target.indicator == INDICATOR and target.population == "all_establishments"
    ]
    return max(found, key=lambda target: target.due, default=None)


def share_point(one: Projection, at: int) -> PathPoint:
    """Median share of adopters at the end of a year, with its band."""
    middle, low, high = (float(value) for value in one.interval(one.share("adopters")[:, at]))
    band = None if low == high else (min(low, middle), max(high, middle))
    return PathPoint(year=one.years[at], value=middle, band=band)


def base_point(base: Base) -> ProjectionBase | None:
    """Adoption in the base year as it is known."""
    rows = [
        {str(key): value for key, value in row.items()}
        for row in base.known.table.to_dict("records")
        if "base_adoption" in {row["indicator"], row["term"]} and row["unit"] == "percent"
    ]
    if len(rows) != 1 or isnan(float(rows[0]["estimate"])):
        return None
    return ProjectionBase(year=base.year, value=estimate_of(rows[0]))


def estimate_of(row: Mapping[str, Any], unit: str | None = None, scale: float = 1.0, digits: int = 1) -> Estimate:
    """A row as charts take it."""
    own = unit or str(row["unit"])
    value = round(float(row["estimate"]) / scale, digits)
    number = Num(value=value, unit=own, digits=digits)
    if isnan(float(row["conf_low"])):
        return Estimate(value=number, reason=reason_of(row), grade=row["evidence"])
    low, high = (round(float(row[name]) / scale, digits) for name in ("conf_low", "conf_high"))
    interval = Range(low=min(low, value), high=max(high, value), unit=own, digits=digits)
    return Estimate(value=number, interval=interval, grade=row["evidence"])


def projection_figure(
    projections: Sequence[Projection], base: Base, inputs: Inputs | NationalInputs, study: Study
) -> Figure:
    """Adoption by year, a panel a scenario."""
    target, first, last = adoption_target(inputs, study), projections[0].years[0], projections[0].years[-1]
    aims: tuple[ProjectionTarget, ...] = ()
    if target is not None:
        aims = (
            ProjectionTarget(
                year=min(last, max(first, target.due)),
                value=Num(value=target.threshold, unit="percent"),
                label=phrase(f"programme.whose.{target.scope}", due=year(target.due)),
            ),
        )
    panels = tuple(
        ProjectionPanel(
            title=scenario_title(one),
            lines=(ProjectedLine(points=tuple(share_point(one, at) for at in range(len(one.years)))),),
            base=base_point(base),
            targets=aims,
        )
        for one in projections[:PANELS]
    )
    data = ProjectionData(first=first, last=last, panels=panels, level=round(100 * study.programme.level))
    lines = tuple(
        phrase("figure.programme_projection.alt_line", scenario=as_name(one.scenario.title), value=last_share(one))
        for one in projections
    )
    return Figure(
        id="programme_projection",
        chart="projection",
        data=data.model_dump(mode="json"),
        title=projection_title(projections, aims, year(last)),
        subtitle=phrase(
            "figure.programme_projection.subtitle", level=level_of(study), first=year(first), last=year(last)
        ),
        alt=phrase("figure.programme_projection.alt", lines=Listing(items=lines, long=True)),
        notes=(phrase("note.programme_interval", level=level_of(study)),),
        source=simulated(base, study, "projection"),
        fewest=base.fewest,
    )


def projection_title(projections: Sequence[Projection], aims: tuple[ProjectionTarget, ...], last: Num) -> Phrase:
    """Between which medians scenarios end, and whether they reach the target."""
    found = ends(projections)
    if not aims or aims[0].year != last.value:
        return phrase("figure.programme_projection.title.plain", year=last, **found)
    middles = [round(share_point(one, len(one.years) - 1).value, 1) for one in projections]
    there = sum(middle >= float(aims[0].value.value) for middle in middles)
    said: dict[str, Value] = {"year": last, "target": aims[0].value, **found}
    if not there:
        return phrase("figure.programme_projection.title.short", **said)
    counts = {"n": Num(value=there, unit="count"), "all": Num(value=len(middles), unit="count")}
    low = found["low"].model_copy(update={"unit": "percent"})
    return phrase("figure.programme_projection.title.reached", **(said | counts | {"low": low}))


def last_share(one: Projection) -> Phrase:
    """Share of adopters at the horizon, with its interval."""
    point = share_point(one, len(one.years) - 1)
    low, high = point.band or (point.value, point.value)
    number = Num(value=round(point.value, 1), unit="percent", digits=1)
    interval = Range(low=round(low, 1), high=round(high, 1), unit="count", digits=1)
    return phrase("common.with_interval", value=number, interval=interval)


def ends(projections: Sequence[Projection]) -> dict[str, Num]:
    """Lowest and highest median share of adopters at the horizon."""
    found = [round(share_point(one, len(one.years) - 1).value, 1) for one in projections]
    return {
        "low": Num(value=min(found), unit="count", digits=1),
        "high": Num(value=max(found), unit="percent", digits=1),
    }


def scenario_figure(outlook: Estimates, projections: Sequence[Projection], base: Base, study: Study) -> Figure:
    """Four outcomes at the horizon, a row a scenario."""
    rows, last = by_key(outlook), report_years(projections[0])[-1]
    found = {
        name: {one.scenario.id: rows.get((name, str(last), one.scenario.id)) for one in projections}
        for name in MEASURES
    }
    units = {name: chart_unit(MEASURES[name], found[name].values()) for name in MEASURES}
    cells = {
        name: {scenario: chart_cell(row, *units[name]) for scenario, row in found[name].items()} for name in MEASURES
    }
    measures = tuple(
        ScenarioMeasure(title=phrase(f"figure.programme_scenarios.{name}", year=year(last)), unit=units[name][0])
        for name in MEASURES
    )
    shown = tuple(
        ScenarioRow(
            label=scenario_title(one),
            cells=tuple(cells[name][one.scenario.id] for name in MEASURES),
            reference=one is projections[0],
        )
        for one in projections
    )
    lines = tuple(
        phrase(
            "figure.programme_scenarios.alt_line",
            scenario=as_name(one.scenario.title),
            **{name: cell_in_words(cells[name][one.scenario.id]) for name in MEASURES},
        )
        for one in projections
    )
    level = round(100 * study.programme.level)
    return Figure(
        id="programme_scenarios",
        chart="scenarios",
        data=ScenarioData(measures=measures, rows=shown, level=level).model_dump(mode="json"),
        title=scenarios_title(projections, cells, year(last)),
        subtitle=phrase("figure.programme_scenarios.subtitle", level=level_of(study), year=year(last)),
        alt=phrase("figure.programme_scenarios.alt", lines=Listing(items=lines, long=True)),
        source=simulated(base, study, "projection"),
        fewest=base.fewest,
    )


def cell_in_words(one: ScenarioCell) -> Value:
    """Number with its interval, or why there is none."""
    if one.estimate is None:
        return one.missing or NOTHING
    return told(one.estimate.value, one.estimate.interval)


def scenarios_title(
    projections: Sequence[Projection], cells: Mapping[str, Mapping[str, ScenarioCell]], last: Num
) -> Phrase:
    """Which scenario saves most and what it costs, unless it cannot be told from the one without a programme."""
    saved = {name: one.estimate for name, one in cells["energy_toe"].items() if one.estimate is not None}
    if not saved:
        return phrase("figure.programme_scenarios.title.hidden", year=last)
    best = max(saved, key=lambda name: saved[name].value.value)
    scenario = next(one for one in projections if one.scenario.id == best)
    said: dict[str, Value] = {"scenario": scenario_title(scenario), "year": last}
    said["energy"] = cell_in_words(cells["energy_toe"][best])
    without, most = saved.get(projections[0].scenario.id), saved[best].interval
    if without is not None and (most is None or without.interval is None or without.interval.high >= most.low):
        return phrase("figure.programme_scenarios.title.unclear", **said)
    cost = cell_in_words(cells["cost_programme_vnd"][best])
    return phrase("figure.programme_scenarios.title.apart", cost=cost, **said)


def chart_unit(unit: str, rows: Iterable[Mapping[str, Any] | None]) -> tuple[str, float, int]:
    """Unit of a column, what numbers are divided by, decimals: thousands where the numbers would not fit."""
    if unit == "percent":
        return unit, 1.0, 1
    if unit == "billion_vnd":
        return unit, BILLION, 1
    most = max((float(row["conf_high"]) for row in rows if row is not None), default=0.0)
    return (f"thousand_{unit}", THOUSAND, 1) if most >= MANY else (unit, 1.0, 0)


def chart_cell(row: Mapping[str, Any] | None, unit: str, scale: float, digits: int) -> ScenarioCell:
    """One outcome of one scenario; nothing where there is nothing."""
    if row is None or isnan(float(row["estimate"])) or float(row["estimate"]) == float(row["conf_high"]) == 0:
        return ScenarioCell(missing=phrase("programme.none"))
    if unit == "billion_vnd" and float(row["estimate"]) == 0:
        return ScenarioCell(missing=phrase("programme.none"))
    if unit != "percent":  # as many digits as the table has: more would be noise of the draws
        row = {**row, **{name: rounded(float(row[name])) for name in ("estimate", "conf_low", "conf_high")}}
    return ScenarioCell(estimate=estimate_of(row, unit, scale, digits))
