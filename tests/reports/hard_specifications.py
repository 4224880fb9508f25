"""Specification curves and honest bounds that are hard to draw."""

from __future__ import annotations

from math import inf

from sxsh_eval.parameters.quantity import Num, Range, Value
from sxsh_eval.reports.charts.effect import Effect
from sxsh_eval.reports.charts.effects_data import (
    Breakdown,
    ClaimedEffect,
    Restriction,
    SensitivityData,
    SensitivityGroup,
    Specification,
    SpecificationFamily,
    SpecificationsData,
)
from sxsh_eval.reports.model import Figure
from tests.reports.effect_samples import SENSITIVITY, change, relaxed, unsure
from tests.reports.figure_samples import figure
from tests.reports.hard_figures import LONG, NAMES, UNBROKEN


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
