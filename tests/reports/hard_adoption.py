"""Figures on adoption that are hard to draw: one row, forty, long words, whole-axis intervals, nothing to show."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Mark, Name, Num, Range, Value
from sxsh_eval.reports.charts.adoption_data import (
    ClaimSurveyData,
    ClaimSurveyRow,
    EffectGroup,
    EffectRow,
    ForestData,
    FunnelData,
    GuideLine,
    IntervalGroup,
    IntervalRow,
    IntervalsData,
    Stage,
)
from sxsh_eval.reports.charts.data import Grade, Reported
from sxsh_eval.reports.charts.diffusion_data import (
    Curve,
    CurvePoint,
    DiffusionData,
    LetterClaim,
    NationalTarget,
    Observation,
    Saturation,
)
from sxsh_eval.reports.charts.estimated import Estimate, ShareEstimate
from sxsh_eval.reports.model import Figure
from tests.reports.adoption_samples import CLAIM_SURVEY, FOREST, FUNNEL, RATES, row
from tests.reports.diffusion_sample import DIFFUSION, LOGISTIC, curve
from tests.reports.estimates_made import points, ratio, share
from tests.reports.figure_samples import band, figure, percent
from tests.reports.hard_figures import LONG, NAMES, UNBROKEN

GRADES: tuple[Grade, ...] = ("claimed", "surveyed", "measured", "caused", "projected", "derived")
FORTY = [Name(vi=f"Huyện số {n}", en=f"District {n}") for n in range(1, 41)]
WHY = ShareEstimate(value=percent(50), reason=LONG, n=1_234_567)


def graded(grade: Grade, value: float) -> ShareEstimate:
    return share(value, 0, 100).model_copy(update={"grade": grade})


def stage(label: Value, share: ShareEstimate | None, **more: Value) -> Stage:
    return Stage.model_validate({"label": label, "share": share, **more})


STAGES = FunnelData(
    stages=(
        stage(LONG, share(100, 100, 100, 1_234_567), detail=LONG),
        stage(
            UNBROKEN,
            share(0, 0, 0),
            count=Num(value=1_234_567, unit="establishment", bound="about"),
            count_interval=Range(low=0, high=12_345_678, unit="establishment"),
        ),
        stage(NAMES[0], None, missing=LONG),
        stage(NAMES[1], WHY, change=LONG),
        *(stage(name, graded(grade, 50)) for name, grade in zip(NAMES[2:], GRADES, strict=False)),
    ),
    whole=Num(value=12_345_678, unit="establishment", bound="about"),
)
MANY = IntervalsData(
    groups=tuple(
        IntervalGroup(title=NAMES[g], rows=tuple(row(FORTY[10 * g + n], share(n, 0, 9 + n, n)) for n in range(10)))
        for g in range(4)
    )
)
WHOLE_AXIS = IntervalsData(
    groups=(
        IntervalGroup(title=LONG, rows=()),
        IntervalGroup(
            title=LONG,
            rows=(
                IntervalRow(label=LONG, detail=LONG, estimate=share(0, 0, 100, 1_234_567), beside=share(100, 0, 100)),
                IntervalRow(label=UNBROKEN, missing=LONG),
                IntervalRow(label=NAMES[0], estimate=WHY, beside=WHY),
            ),
        ),
        IntervalGroup(rows=(row(NAMES[1], share(0, 0, 0)), IntervalRow(label=NAMES[2], missing=UNBROKEN))),
    ),
    lines=(
        GuideLine(label=LONG, value=percent(50)),
        GuideLine(label=UNBROKEN, value=percent(50)),
        GuideLine(label=NAMES[1], value=percent(0)),
        GuideLine(label=NAMES[2], value=percent(100)),
    ),
    estimate_name=LONG,
    beside_name=UNBROKEN,
)
NEAR_LINES = IntervalsData(
    groups=RATES.groups,
    lines=tuple(GuideLine(label=name, value=percent(20 + n)) for n, name in enumerate(NAMES[:4])),
)
ALL_MISSING = IntervalsData(groups=(IntervalGroup(rows=(IntervalRow(label=NAMES[0], missing=LONG),)),))
ALL_ZERO = IntervalsData(groups=(IntervalGroup(rows=(row(NAMES[0], share(0, 0, 0)),)),))
NO_DIFFERENCE = IntervalsData(
    unit="percentage_point", groups=(IntervalGroup(rows=(row(NAMES[0], points(0, 0, 0, 3)),)),)
)
WHY_POINTS = Estimate(value=Num(value=-3, unit="percentage_point"), reason=LONG)
FAR_OFF = IntervalsData(
    unit="percentage_point", groups=(IntervalGroup(rows=(row(LONG, points(-60, -100, -20)), row(LONG, WHY_POINTS))),)
)


def effects(*rows: Estimate | None, axis: Range | None = None, label: Value = LONG) -> ForestData:
    made = tuple(EffectRow(label=label, estimate=one, reference=one is None) for one in rows)
    first = next(one for one in rows if one is not None)
    scale = "log" if first.value.unit == "ratio" else "linear"
    return ForestData(groups=(EffectGroup(title=label, rows=made),), scale=scale, axis=axis)


MANY_EFFECTS = ForestData(
    groups=tuple(
        EffectGroup(
            title=NAMES[g],
            rows=tuple(
                EffectRow(
                    label=FORTY[10 * g + n],
                    estimate=points(n - 4, n - 5 - g, n - 3 + g) if n else None,
                    reference=not n,
                )
                for n in range(10)
            ),
        )
        for g in range(4)
    )
)
CUT = effects(
    points(1, -99, 99), points(2, 1, 3), None, axis=Range(low=-2.5, high=2.5, unit="percentage_point"), label=UNBROKEN
)
HUGE = effects(ratio(1, 0, 1_000_000), ratio(0.01, 0.001, 0.1), ratio(250, 2, 31_000), None)
EXPLAINED = ratio(2, 1, 3).model_copy(update={"reason": LONG})
ENDLESS = effects(EXPLAINED, axis=Range(low=1e-6, high=1e6, unit="ratio"), label=NAMES[0])
NONE_ESTIMATED = ForestData(
    groups=(
        EffectGroup(rows=(EffectRow(label=NAMES[0], missing=LONG), EffectRow(label=NAMES[1], reference=True))),
        EffectGroup(rows=(EffectRow(label=NAMES[2], estimate=WHY_POINTS),)),
    ),
    measure=LONG,
)


def straight(label: Value, first: float, last: float, saturation: Saturation | None = None) -> Curve:
    made = (
        CurvePoint(year=2010, share=first, band=(0, 100)),
        CurvePoint(year=2020, share=(first + last) / 2, band=(0, 100)),
        CurvePoint(year=2030, share=last),
    )
    return Curve(label=label, points=made, saturation=saturation)


THREE_CURVES = DIFFUSION.model_copy(
    update={
        "curves": (
            LOGISTIC,
            curve(Name(vi="Gompertz", en="Gompertz"), 55, 2024.1, 0.28),
            curve(Name(vi="Bass", en="Bass"), 90, 2027.0, 0.27, Saturation(value=percent(90))),
        ),
        "targets": (*DIFFUSION.targets, NationalTarget(year=2030, value=percent(70))),
    }
)
CROWDED = DiffusionData(
    first=2010,
    last=2030,
    observations=tuple(Observation(year=2010 + n, share=graded(GRADES[n % 6], 5 * n)) for n in range(21)),
    curves=(
        straight(LONG, 0, 100, Saturation(value=percent(100), interval=band(0, 100), label=LONG)),
        straight(UNBROKEN, 100, 100, Saturation(value=percent(100))),
        straight(LONG, 1, 99),
    ),
    targets=tuple(NationalTarget(year=year, value=percent(100), label=LONG) for year in (2010, 2018, 2030, 2030)),
    claim=LetterClaim(year=2030, value=percent(0), interval=band(0, 1), label=LONG),
    note=LONG,
)
FEW_YEARS = DiffusionData(
    first=2018,
    last=2019,
    observations=(Observation(year=2018, share=share(3.2, 1.1, 8.8, 90)),),
    claim=LetterClaim(year=2018.3, value=percent(5), interval=band(4.5, 5.5)),
)
ONLY_CURVE = DiffusionData(first=1950, last=2050, curves=(straight(NAMES[0], 0, 0),))
PAST_CURVE = DIFFUSION.model_copy(update={"last": 2040, "observed_until": 2030.0})


def both(claim: float, survey: ShareEstimate, verdict: Value | None) -> ClaimSurveyRow:
    claimed = Reported(value=percent(claim), interval=band(0, 100))
    return ClaimSurveyRow(label=LONG, detail=LONG, claim=claimed, survey=survey, verdict=verdict)


VERDICTS = ("met", "met_as_claimed", "on_course", "off_course", "missed", "cannot_be_judged")
PAIRS = ClaimSurveyData(
    rows=(
        *(both(20 * n, share(20 * n, 0, 100), Mark(scale="verdict", name=name)) for n, name in enumerate(VERDICTS)),
        both(100, WHY, LONG),
        both(0, share(100, 100, 100, 1_234_567), UNBROKEN),
        ClaimSurveyRow(label=UNBROKEN, claim_missing=LONG, survey_missing=LONG),
        ClaimSurveyRow(
            label=NAMES[0],
            claim=Reported(value=band(8, 13), grade="derived"),
            survey=graded("measured", 10),
        ),
    )
)
NO_PAIR = ClaimSurveyData(rows=(ClaimSurveyRow(label=NAMES[0], claim_missing=LONG, survey_missing=LONG),))

HARD: dict[str, Figure] = {
    "stages": figure("funnel", STAGES),
    "1 stage": figure("funnel", FunnelData(stages=FUNNEL.stages[:1])),
    "40 rows": figure("intervals", MANY),
    "1 row": figure("intervals", IntervalsData(groups=(IntervalGroup(rows=RATES.groups[0].rows[:1]),))),
    "whole axis": figure("intervals", WHOLE_AXIS),
    "near lines": figure("intervals", NEAR_LINES),
    "all missing": figure("intervals", ALL_MISSING),
    "all zero": figure("intervals", ALL_ZERO),
    "no difference": figure("intervals", NO_DIFFERENCE),
    "far off": figure("intervals", FAR_OFF),
    "40 effects": figure("forest", MANY_EFFECTS),
    "1 effect": figure("forest", ForestData(groups=(EffectGroup(rows=FOREST.groups[0].rows[1:2]),))),
    "cut whiskers": figure("forest", CUT),
    "huge ratios": figure("forest", HUGE),
    "endless ratios": figure("forest", ENDLESS),
    "no effects": figure("forest", NONE_ESTIMATED),
    "3 curves": figure("diffusion", THREE_CURVES),
    "crowded curves": figure("diffusion", CROWDED),
    "few years": figure("diffusion", FEW_YEARS),
    "only a curve": figure("diffusion", ONLY_CURVE),
    "curve ends early": figure("diffusion", PAST_CURVE),
    "pairs": figure("claim_survey", PAIRS),
    "1 pair": figure("claim_survey", ClaimSurveyData(rows=CLAIM_SURVEY.rows[1:2])),
    "no pair": figure("claim_survey", NO_PAIR),
}
EMPTY: dict[str, Figure] = {
    "funnel": figure("funnel", FunnelData(stages=())),
    "intervals": figure("intervals", IntervalsData(groups=(IntervalGroup(title=LONG, rows=()),))),
    "forest": figure("forest", ForestData(groups=())),
    "diffusion": figure("diffusion", DiffusionData(first=2010, last=2030, targets=DIFFUSION.targets)),
    "claim_survey": figure("claim_survey", ClaimSurveyData(rows=())),
}
