"""Figures on the programme and on plans that are hard to draw."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Num, Range, Value
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.plan_data import (
    AbatementData,
    AbatementStep,
    Activity,
    ActivityGroup,
    AmountLine,
    CostLine,
    Driver,
    DriverEnd,
    ScheduleData,
    TornadoData,
)
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
from sxsh_eval.reports.model import Figure
from tests.reports.figure_samples import figure, percent
from tests.reports.hard_figures import LONG, NAMES, UNBROKEN
from tests.reports.plan_samples import ABATEMENT, COST, amounts, money, toe
from tests.reports.programme_samples import BASE, PANELS, SCENARIOS, cell, future, reached


def line(first: int, *ends: tuple[float, float, float], label: Value | None = None, chances: int = 0) -> ProjectedLine:
    """Values with bands from a year on."""
    points = tuple(PathPoint(year=first + n, value=a, band=(b, c)) for n, (a, b, c) in enumerate(ends))
    return ProjectedLine(label=label, points=points, reached=tuple(reached(30, first + n) for n in range(chances)))


def bare(*values: float, label: Value | None = None) -> ProjectedLine:
    """Values without bands from 2020 on."""
    return ProjectedLine(label=label, points=tuple(PathPoint(year=2020 + n, value=v) for n, v in enumerate(values)))


def targets(*values: float, unit: str = "percent", label: Value | None = None) -> tuple[ProjectionTarget, ...]:
    return tuple(ProjectionTarget(year=2030, value=Num(value=value, unit=unit), label=label) for value in values)


def one_panel(*lines: ProjectedLine, first: int = 2020, last: int = 2030, **more: object) -> ProjectionData:
    panel: dict[str, object] = {"lines": lines}
    panel |= {key: more.pop(key) for key in ("targets", "base", "title") if key in more}
    return ProjectionData.model_validate({"first": first, "last": last, "panels": (panel,), **more})


WHOLE = ProjectionBase(year=2020, value=Estimate(value=percent(50), reason=LONG, grade="projected"))
SIX = ProjectionData(
    first=2020,
    last=2030,
    measure=LONG,
    panels=(
        ProjectionPanel(title=LONG, detail=LONG, lines=(line(2020, *((50, 0, 100),) * 11, chances=3),), base=WHOLE),
        ProjectionPanel(title=UNBROKEN, missing=LONG, base=WHOLE, targets=targets(0, 100)),
        ProjectionPanel(title=NAMES[0], lines=(line(2020, *((0, 0, 0),) * 11),), targets=targets(0, 1)),
        ProjectionPanel(title=NAMES[1], lines=(line(2020, *((100, 100, 100),) * 11, label=UNBROKEN),)),
        ProjectionPanel(title=NAMES[2], lines=(bare(3, 9, 27, 81, label=LONG),), targets=targets(50, label=LONG)),
        ProjectionPanel(
            lines=tuple(bare(5 + n, 6 + n, label=NAMES[n]) for n in range(4)), targets=targets(6, 7, 8, label=NAMES[0])
        ),
    ),
)
CLOSE = one_panel(
    *(line(2020, *((20 + year + n / 10, 10, 40) for year in range(11)), label=LONG, chances=3) for n in range(4)),
    targets=targets(30, 30.2, 30.4, 30.6, label=LONG),
    base=BASE.model_copy(update={"year": 2030}),
)
HUGE = one_panel(
    line(2020, (0, -5e6, 1e6), (2_000_000, 1_500_000, 12_345_678), label=NAMES[0]),
    bare(-1_000_000, -7_000_000, label=NAMES[1]),
    unit="toe",
    digits=0,
    targets=targets(9_000_000, unit="toe"),
    base=ProjectionBase(year=2020, value=future(-3e6, -4e6, -2e6, "toe", 0)),
)
CENTURY = one_panel(line(1950, *((n, n / 2, n) for n in range(101))), first=1950, last=2050, title=UNBROKEN)
TWO_YEARS = one_panel(
    line(2029, (5, 4, 6), (6, 4, 9)), first=2029, last=2030, base=BASE.model_copy(update={"year": 2029})
)
FIVE = PANELS.model_copy(update={"panels": (*PANELS.panels, PANELS.panels[0].model_copy(update={"base": None}))})


def scenario_rows(*rows: tuple[ScenarioCell, ...], label: Value = LONG, **more: object) -> tuple[ScenarioRow, ...]:
    return tuple(ScenarioRow.model_validate({"label": label, "cells": cells, **more}) for cells in rows)


NONE = ScenarioCell(missing=LONG)
WHY = ScenarioCell(estimate=Estimate(value=percent(100), reason=UNBROKEN, n=1_234_567))
HARD_MEASURES = tuple(
    ScenarioMeasure(title=title, unit=unit, line=value, line_label=LONG)
    for title, unit, value in (
        (LONG, "percent", percent(100)),
        (UNBROKEN, "toe", toe(-5)),
        (NAMES[0], "vnd", None),
        (NAMES[1], "tco2", None),
    )
)
SCENARIOS_HARD = ScenarioData(
    measures=HARD_MEASURES,
    rows=(
        *scenario_rows(
            (WHY, cell(-4, -900, 3, "toe"), cell(1e12, 0, 9e12, "vnd", 0), NONE),
            (cell(0, 0, 0), cell(0, 0, 0, "toe"), cell(-1e11, -2e12, 0, "vnd", 0), NONE),
            detail=LONG,
        ),
        *scenario_rows((NONE,) * 4, label=UNBROKEN, reference=True),
    ),
)
ONE_MEASURE = ScenarioData(
    measures=SCENARIOS.measures[:1],
    rows=tuple(ScenarioRow(label=name, cells=(cell(n, n / 2, 4 * n),)) for n, name in enumerate(NAMES, 1)),
)
ALL_MISSING = ScenarioData(measures=HARD_MEASURES, rows=scenario_rows((NONE,) * 4))


def outcome(value: float, setting: Value | None = None, unit: str = "percent") -> DriverEnd:
    return DriverEnd(outcome=Num(value=value, unit=unit), setting=setting)


def tornado(central: float, *ends: tuple[float, float], unit: str = "percent", **more: Value) -> TornadoData:
    drivers = tuple(
        Driver(label=more.get("label", NAMES[n % 12]), detail=more.get("detail"), low=low, high=high)
        for n, (low, high) in enumerate(
            (outcome(a, more.get("setting"), unit), outcome(b, more.get("setting"), unit)) for a, b in ends
        )
    )
    return TornadoData(measure=more.get("measure", NAMES[0]), central=Num(value=central, unit=unit), drivers=drivers)


TORNADOES = {
    "1 driver": tornado(50, (40, 60)),
    "30 drivers": tornado(50, *((50 - n, 50 + n / 2) for n in range(30))),
    "one side": tornado(50, (60, 70), (40, 45), (50, 50), (50, 99)),
    "no driver matters": tornado(50, (50, 50), (50, 50)),
    "nothing at all": tornado(0, (0, 0)),
    "long drivers": tornado(1, (0, 2), (2, 0), label=LONG, detail=UNBROKEN, setting=LONG, measure=LONG),
    "huge outcomes": tornado(-1_234_567.5, (-12_345_678_901, 98_765_432_101), (1, 2), unit="vnd"),
}


def step(cost: float, amount: float = 100, label: Value = LONG, reach: float | None = None) -> AbatementStep:
    interval = None if reach is None else Range(low=cost - reach, high=cost + reach, unit=COST)
    estimate = Estimate(value=Num(value=cost, unit=COST), interval=interval, reason=LONG if reach is None else None)
    return AbatementStep(label=label, amount=toe(amount), cost=estimate)


PRICES = tuple(CostLine(label=LONG, value=Num(value=value, unit=COST)) for value in (5, 5.1))
WANTED = tuple(AmountLine(label=LONG, value=toe(value)) for value in (99, 100))
ABATEMENTS = {
    "1 step": AbatementData(steps=(step(3),)),
    "36 steps": AbatementData(steps=tuple(step(n - 12, 40 - n, NAMES[n % 12], n / 3) for n in range(36))),
    "36 slim steps": AbatementData(steps=(*(step(n, 0.1, NAMES[n % 12], 1) for n in range(35)), step(40, 9000))),
    "all pay": AbatementData(steps=(step(-3, reach=1), step(-9, label=UNBROKEN)), prices=PRICES, wanted=WANTED),
    "nothing saved": AbatementData(steps=(step(2, 0), step(0, 0))),
    "no cost": AbatementData(steps=(step(0),)),
    "wanted beyond": AbatementData(
        steps=ABATEMENT.steps, wanted=(AmountLine(label=NAMES[0], value=toe(90_000)),), prices=PRICES
    ),
    "huge costs": AbatementData(steps=(step(12_345_678, 1e9, reach=1e9), step(-12_345_678, 1e9, reach=1e5))),
}


def plan(*rows: Activity, first: int = 2020, last: int = 2030, **more: object) -> ScheduleData:
    return ScheduleData.model_validate({"first": first, "last": last, "groups": ({"rows": rows},), **more})


LONG_ROW = Activity(label=LONG, detail=UNBROKEN, first=2020, last=2030, missing=LONG)
SCHEDULES = {
    "1 year": plan(Activity(label=NAMES[0], first=2020, last=2020, amounts=amounts(2020, 5)), last=2020),
    "a long plan": plan(Activity(label=LONG, first=1950, last=2050), first=1950, last=2050),
    "long activities": ScheduleData(
        first=2020,
        last=2030,
        groups=(
            ActivityGroup(title=LONG, rows=()),
            ActivityGroup(title=LONG, rows=(LONG_ROW, LONG_ROW.model_copy(update={"label": UNBROKEN, "done": True}))),
            ActivityGroup(rows=(LONG_ROW,)),
        ),
    ),
    "wide amounts": plan(
        Activity(label=LONG, first=2020, last=2021, amounts=amounts(2020, 1, 123_456_789), total=money(123_456_790)),
        sums=amounts(2020, 1, 123_456_789),
        total=money(123_456_790),
    ),
    "no money": plan(*(Activity(label=name, first=2020 + n % 9, last=2022 + n % 9) for n, name in enumerate(NAMES))),
}
HARD: dict[str, Figure] = {
    "6 panels": figure("projection", SIX),
    "5 panels": figure("projection", FIVE),
    "close lines": figure("projection", CLOSE),
    "huge futures": figure("projection", HUGE),
    "a century": figure("projection", CENTURY),
    "two years": figure("projection", TWO_YEARS),
    "hard scenarios": figure("scenarios", SCENARIOS_HARD),
    "one measure": figure("scenarios", ONE_MEASURE),
    "no scenario known": figure("scenarios", ALL_MISSING),
    **{name: figure("tornado", one) for name, one in TORNADOES.items()},
    **{name: figure("abatement", one) for name, one in ABATEMENTS.items()},
    **{name: figure("schedule", one) for name, one in SCHEDULES.items()},
}
EMPTY: dict[str, Figure] = {
    "projection": figure("projection", ProjectionData(first=2020, last=2030, panels=(ProjectionPanel(missing=LONG),))),
    "scenarios": figure("scenarios", ScenarioData(measures=SCENARIOS.measures, rows=())),
    "tornado": figure("tornado", TornadoData(measure=LONG, central=percent(5), drivers=())),
    "abatement": figure("abatement", AbatementData(steps=())),
    "schedule": figure("schedule", ScheduleData(first=2020, last=2030, groups=())),
}
