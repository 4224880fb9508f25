"""Figures on effects that are hard to draw: many periods, endless intervals, one point, long words, nothing to show."""

from __future__ import annotations

from math import inf

from sxsh_eval.parameters.quantity import Num, Range, Value
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.charts.effects_data import (
    Breakdown,
    ClaimedEffect,
    EventPoint,
    EventStudyData,
    Restriction,
    SensitivityData,
    SensitivityGroup,
    Specification,
    SpecificationFamily,
    SpecificationsData,
)
from sxsh_eval.reports.charts.waterfall_data import WaterfallData, WaterfallGroup, WaterfallStep
from sxsh_eval.reports.model import Figure
from tests.reports.effect_samples import (
    ACTIVITY,
    APART,
    DECOMPOSED,
    EVENTS,
    SENSITIVITY,
    change,
    group,
    period,
    relaxed,
    step,
    toe,
    unsure,
)
from tests.reports.figure_samples import figure
from tests.reports.hard_figures import LONG, NAMES, UNBROKEN

MANY_PERIODS = EventStudyData(
    points=tuple(
        EventPoint(time=-1, reference=True, n=12_345)
        if time == -1
        else period(time, -0.3 * max(time, 0), 1 + abs(time) / 4, 12_345)
        for time in range(-20, 21)
    ),
    overall=change(-3, -4, -2),
)
ENDLESS = EventStudyData(
    points=(
        EventPoint(time=-2, effect=change(3, -inf, inf), n=1),
        EventPoint(time=-1, effect=change(-99, -99.9, 4_000_000), n=0),
        EventPoint(time=0, effect=change(1, 0.5, inf), band=Reach.of(-inf, inf, "percent_change"), n=1_234_567),
        EventPoint(time=1, effect=change(-8, -inf, -2), band=Reach.of(-inf, 0, "percent_change")),
    ),
    overall=change(-3, -inf, 900, 1_234_567),
    overall_label=LONG,
)
NO_INTERVALS = EventStudyData(
    points=(
        EventPoint(time=-7, effect=unsure(4, LONG)),
        EventPoint(time=-1, reference=True),
        EventPoint(time=2, missing=UNBROKEN),
        EventPoint(time=3, effect=unsure(0, LONG)),
        EventPoint(time=9, missing=LONG),
    ),
    overall=unsure(0, LONG),
    overall_label=UNBROKEN,
    measure=LONG,
    time_name=LONG,
    n_name=UNBROKEN,
)


def falling(*groups: WaterfallGroup, **more: object) -> Figure:
    return figure("waterfall", WaterfallData.model_validate({"groups": groups, "unit": "toe", **more}))


ENDLESS_STEP = WaterfallStep(
    label=UNBROKEN, subgroup=LONG, value=toe(-3), interval=Reach.of(-inf, inf, "toe"), reason=LONG
)
LONG_FALL = WaterfallGroup(
    title=LONG,
    start_label=UNBROKEN,
    start=toe(1_234_567_890),
    steps=(ENDLESS_STEP, step(LONG, 1e9, 5e8, UNBROKEN)),
    end_label=LONG,
    end=toe(2_234_567_887),
)
WATERFALLS = {
    "12 steps": falling(group(100, *(step(name, (-1) ** n * n * 4, 3) for n, name in enumerate(NAMES)))),
    "no steps": falling(group(100)),
    "1 step": falling(group(10_000, step(ACTIVITY, -1))),
    "all from 0": falling(group(0, step(ACTIVITY, 10), step(LONG, -10)), share="change"),
    "nothing at all": falling(group(0, step(ACTIVITY, 0))),
    "below 0": falling(group(-50, step(ACTIVITY, -30, 10), step(LONG, 120, 90), step(NAMES[0], -100))),
    "all falling": falling(*(group(1000, *(step(name, -70) for name in NAMES), title=LONG) for _ in range(2))),
    "long and endless": falling(LONG_FALL, APART.groups[0], note=UNBROKEN, measure=LONG, share="change"),
    "one axis for all": falling(*APART.groups, shared_axis=True, share="none", measure=UNBROKEN),
    "from 0 at any price": falling(*APART.groups, from_zero=True),
    "cut at any price": falling(*DECOMPOSED.groups, from_zero=False),
}


def ways(*effects: Effect | None, label: Value = LONG, **more: object) -> Figure:
    rows = tuple(Specification(label=label, effect=one, missing=None if one else LONG) for one in effects)
    families = (SpecificationFamily(title=label, rows=rows),)
    return figure("specifications", SpecificationsData.model_validate({"families": families, **more}))


def claimed(label: Value, value: float) -> ClaimedEffect:
    interval = Range(low=value - 5, high=value + 0.5, unit="percent_change", digits=1)
    return ClaimedEffect(label=label, value=Num(value=value, unit="percent_change"), interval=interval)


FORTY_WAYS = SpecificationsData(
    families=tuple(
        SpecificationFamily(
            title=NAMES[g] if g else None,
            rows=tuple(
                Specification(
                    label=NAMES[n],
                    detail=LONG if n == 3 else None,
                    effect=change(n - 6, n - 9, n - 3),
                    default=(g, n) == (1, 2),
                )
                for n in range(10)
            ),
        )
        for g in range(4)
    ),
    claim=claimed(UNBROKEN, 60),
)
DEFAULT_LONG = SpecificationsData(
    families=(
        SpecificationFamily(title=LONG, rows=()),
        SpecificationFamily(
            rows=(
                Specification(label=UNBROKEN, detail=UNBROKEN, effect=change(-5, -inf, inf, 1_234_567), default=True),
                Specification(label=LONG, detail=LONG, effect=unsure(-99, UNBROKEN)),
                Specification(label=LONG, missing=UNBROKEN),
            )
        ),
    ),
    claim=claimed(LONG, 0),
    measure=LONG,
)
WAYS = {
    "40 ways": figure("specifications", FORTY_WAYS),
    "1 way": ways(change(-5, -6, -4), label=NAMES[0]),
    "refused only": ways(None, None, claim=claimed(LONG, -10)),
    "default refused": figure(
        "specifications",
        SpecificationsData(
            families=(SpecificationFamily(rows=(Specification(label=LONG, missing=LONG, default=True),)),)
        ),
    ),
    "long and default": figure("specifications", DEFAULT_LONG),
    "all far below 0": ways(*(change(-60 - n, -62 - n, -58 - n) for n in range(5)), claim=claimed(NAMES[0], -10)),
    "logarithms": ways(
        change(-0.04, -0.0635, -0.0163, unit="log_point"), change(0, -inf, 0.0001, unit="log_point"), unit="log_point"
    ),
    "claim at the left end": ways(change(-1, -2, 1), change(-3, -999, 999), claim=claimed(NAMES[0], -60)),
}


def bounds(*rows: Restriction, breakdown: Breakdown | None = None, title: Value | None = None) -> Figure:
    group = SensitivityGroup(title=title, rows=rows, breakdown=breakdown)
    return figure("sensitivity", SensitivityData(groups=(group,)))


def falls_at(value: float, bound: str = "exact") -> Breakdown:
    return Breakdown(value=Num.model_validate({"value": value, "unit": "ratio", "bound": bound}))


BOUNDS = {
    "1 bound": bounds(relaxed(1, -3, -1)),
    "30 bounds": bounds(*(relaxed(n / 10, -12 - n, n - 10) for n in range(30)), breakdown=falls_at(1)),
    "never breaks": bounds(*(relaxed(n, -50 - n, n - 40) for n in range(4)), breakdown=falls_at(3, "over")),
    "breaks at once": bounds(*(relaxed(n, -1 - n, 1 + n) for n in range(4)), breakdown=falls_at(0)),
    "no breakdown": bounds(relaxed(0, -3, 1), breakdown=Breakdown(missing=LONG), title=LONG),
    "breakdown in words": bounds(
        relaxed(0, -3, -1),
        relaxed(1, -inf, inf),
        breakdown=Breakdown(value=Num(value=0.5, unit="ratio"), label=UNBROKEN),
    ),
    "far apart": bounds(relaxed(0, 500, 501), relaxed(1, 2, 1e6), relaxed(2, 1, inf), relaxed(3, -inf, 3)),
    "all endless": bounds(*(relaxed(n, -inf, inf) for n in range(2))),
    "long bounds": figure(
        "sensitivity",
        SensitivityData(
            groups=(
                SensitivityGroup(title=UNBROKEN, rows=()),
                SensitivityGroup(
                    rows=(
                        Restriction(value=Num(value=0, unit="ratio"), missing=LONG, label=UNBROKEN),
                        Restriction(value=Num(value=1, unit="ratio"), missing=UNBROKEN),
                    )
                ),
                *SENSITIVITY.groups,
            ),
            original=unsure(-3, LONG),
            original_label=LONG,
            measure=LONG,
        ),
    ),
}
HARD: dict[str, Figure] = {
    "41 periods": figure("event_study", MANY_PERIODS),
    "41 periods alone": figure("event_study", MANY_PERIODS.model_copy(update={"overall": None})),
    "endless": figure("event_study", ENDLESS),
    "no intervals": figure("event_study", NO_INTERVALS),
    "1 period": figure("event_study", EventStudyData(points=(period(0, -2, 1, 12),))),
    "1 period before": figure("event_study", EventStudyData(points=(period(-5, -2, 1, 12),))),
    "2 periods": figure("event_study", EventStudyData(points=(period(-1, 0, 1, 12), period(0, -2, 1, 12)))),
    "all negative": figure(
        "event_study",
        EventStudyData(points=tuple(period(n, -30 - n, 1, 12) for n in range(-2, 3)), overall=change(-30, -31, -29)),
    ),
    "all zero": figure("event_study", EventStudyData(points=tuple(period(n, 0, 0) for n in range(-2, 3)))),
    **WATERFALLS,
    **WAYS,
    **BOUNDS,
    "only after": figure("event_study", EVENTS.model_copy(update={"points": EVENTS.points[4:]})),
}
EMPTY: dict[str, Figure] = {
    "event_study": figure("event_study", EventStudyData(points=(EventPoint(time=0, missing=NAMES[0]),))),
    "waterfall": falling(),
    "specifications": ways(),
    "sensitivity": bounds(),
}
