"""Figures on effects that are hard to draw: many periods, endless intervals, one point, long words, nothing to show."""

from __future__ import annotations

from math import inf

from sxsh_eval.parameters.quantity import Mark, Value
from sxsh_eval.reports.charts.adoption_data import ClaimSurveyData, ClaimSurveyRow
from sxsh_eval.reports.charts.data import Reported
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.charts.effects_data import (
    EventPoint,
    EventStudyData,
)
from sxsh_eval.reports.charts.waterfall_data import WaterfallData, WaterfallGroup, WaterfallStep
from sxsh_eval.reports.model import Figure
from tests.reports.effect_samples import EVENTS, change, period, unsure
from tests.reports.estimates_made import share
from tests.reports.figure_samples import band, figure, percent
from tests.reports.hard_figures import LONG, NAMES, UNBROKEN
from tests.reports.hard_specifications import BOUNDS, WAYS, bounds, ways
from tests.reports.waterfall_sample import ACTIVITY, APART, DECOMPOSED, group, step, toe

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


def three(claim: float, measured: Effect | None, *, asked: bool = True, **more: Value) -> ClaimSurveyRow:
    """A row with all three marks, or only the outer two."""
    return ClaimSurveyRow.model_validate(
        {
            "label": LONG,
            "detail": LONG,
            "claim": Reported(value=percent(claim), interval=band(0, 100)),
            "survey": share(100 - claim, 0, 100, 1_234_567) if asked else None,
            "measured": measured,
            **more,
        }
    )


def saved(value: float, low: float, high: float) -> Effect:
    return change(value, low, high, 1_234_567, "percent")


TRIPLES = {
    "triples": figure(
        "claim_survey",
        ClaimSurveyData(
            rows=(
                three(10, saved(-40, -inf, inf), verdict=Mark(scale="verdict", name="missed")),
                three(0, saved(100, -900, 160), verdict=UNBROKEN),
                three(100, unsure(0, LONG, "percent")),
                three(50, saved(50, 50, 50), asked=False),
                three(50, None, measured_missing=UNBROKEN),
                three(50, None, asked=False, measured_missing=LONG),
                ClaimSurveyRow(label=LONG, claim_missing=LONG, survey_missing=UNBROKEN, measured=saved(3, -inf, 5)),
                ClaimSurveyRow(label=LONG, claim_missing=LONG, measured=saved(3, 1, 5)),
            )
        ),
    ),
    "1 triple": figure("claim_survey", ClaimSurveyData(rows=(three(10, saved(5, 2, 8)),))),
    "nothing measured": figure(
        "claim_survey", ClaimSurveyData(rows=(ClaimSurveyRow(label=LONG, claim_missing=LONG, measured_missing=LONG),))
    ),
    "backfired": figure("claim_survey", ClaimSurveyData(rows=(three(10, saved(-60, -70, -50), asked=False),))),
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
    **TRIPLES,
    "only after": figure("event_study", EVENTS.model_copy(update={"points": EVENTS.points[4:]})),
}
EMPTY: dict[str, Figure] = {
    "event_study": figure("event_study", EventStudyData(points=(EventPoint(time=0, missing=NAMES[0]),))),
    "waterfall": falling(),
    "specifications": ways(),
    "sensitivity": bounds(),
}
