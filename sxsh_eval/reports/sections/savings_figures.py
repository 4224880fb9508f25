"""Figures of the energy chapter: effect by years since adoption, specifications, sensitivity, waterfall."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np

from sxsh_eval.estimates.effects.honest import HonestBounds
from sxsh_eval.estimates.result import is_hidden
from sxsh_eval.estimates.savings import Savings
from sxsh_eval.estimates.specifications import DEFAULT, Specification, percent_change
from sxsh_eval.parameters.quantity import Num, Phrase, Range, Value, as_years, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.charts.effects_data import (
    Breakdown,
    ClaimedEffect,
    EventPoint,
    EventStudyData,
    Restriction,
    SensitivityData,
    SensitivityGroup,
    SpecificationFamily,
    SpecificationsData,
)
from sxsh_eval.reports.charts.effects_data import Specification as Shown
from sxsh_eval.reports.figure_lines import based_on, changed, excludes, told
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.sections.adoption_figures import level_text, read_out, records
from sxsh_eval.reports.sections.common import HIDDEN, enterprises_source, hidden_note

UNIT = "percent_change"
FAMILIES = ("naive", "regression", "group_time")


def source_line(savings: Savings, study: Study) -> Phrase:
    """Source: the table of enterprises, or that the data are made up."""
    return enterprises_source(int(savings.panel.table["year"].max()), study, synthetic=savings.synthetic)


def change(value: float) -> Num:
    """Change in per cent, one digit."""
    return Num(value=round(value, 1), unit=UNIT, digits=1)


def reach(low: float, high: float) -> Reach:
    """Interval of a change in per cent."""
    return Reach.of(round(low, 1), round(high, 1), UNIT, 1)


def effect_of(row: Mapping[str, Any], n: int | None = None) -> Effect:
    """Coefficient on the logarithm as a change in per cent."""
    value, low, high = percent_change(row)
    return Effect(value=change(value), interval=reach(low, high), n=n)


def event_points(savings: Savings) -> tuple[EventPoint, ...]:
    """Effects by years since adoption."""
    points = []
    for row, time in zip(records(savings.events.table), savings.events.at, strict=True):
        if not isfinite(time):
            continue
        n = 0 if is_hidden(row) else int(row["n_treated"])
        if is_hidden(row) and time != -1:
            points.append(EventPoint(time=int(time), missing=HIDDEN))
        elif time == -1:
            points.append(EventPoint(time=-1, reference=True, n=n or None))
        elif not isfinite(float(row["conf_low"])):
            points.append(EventPoint(time=int(time), missing=phrase("savings.not_estimated"), n=n or None))
        else:
            ends = [100 * float(np.expm1(row[end])) for end in ("simultaneous_low", "simultaneous_high")]
            band = reach(*ends) if all(map(isfinite, ends)) else None
            points.append(EventPoint(time=int(time), effect=effect_of(row), band=band, n=n))
    return tuple(points)


def about(study: Study) -> dict[str, Value]:
    """What every subtitle says: level, period."""
    return {"level": level_text(study), "period": as_years(study.period)}


def event_figure(savings: Savings, study: Study) -> Figure:
    """Effect by years since adoption."""
    points = event_points(savings)
    overall = effect_of(savings.overall)
    data = EventStudyData(
        points=points,
        overall=overall,
        measure=phrase("savings.measure"),
        time_name=phrase("savings.years_since"),
        n_name=phrase("savings.adopters_seen"),
        level=100 * study.level,
    )
    named: list[tuple[Value, Value]] = [
        (Num(value=point.time, unit="count"), told(point.effect.value, point.effect.interval))
        for point in points
        if point.effect
    ]
    named.append((phrase("figures.event_study.overall"), told(overall.value, overall.interval)))
    return Figure(
        id="savings_events",
        chart="event_study",
        data=data.model_dump(mode="json"),
        title=changed("figure.events.title", overall),
        subtitle=phrase("figure.events.subtitle", **about(study)),
        alt=phrase("figure.events.alt", rows=read_out(named)),
        notes=hidden_note(records(savings.events.table)),
        source=based_on(source_line(savings, study), units(savings), "group_time"),
        fewest=min((point.n for point in points if point.n), default=adopters(savings)),
    )


def adopters(savings: Savings) -> int:
    """Enterprises behind the overall effect that adopted."""
    return int((savings.panel.design.cohort >= 0).sum())


def units(savings: Savings) -> Num:
    """Enterprises in the panel."""
    return Num(value=savings.panel.design.n_units, unit="enterprise")


def claimed_effect(savings: Savings) -> ClaimedEffect | None:
    """The letter's saving as a change: ten per cent saved is -10."""
    if savings.against is None:
        return None
    low, high = savings.against.claim
    middle = (low + high) / 2
    return ClaimedEffect(
        label=phrase("savings.letter"),
        value=change(-middle),
        interval=Range(low=round(-high, 1), high=round(-low, 1), unit=UNIT, digits=1) if high > low else None,
    )


def shown(one: Specification) -> Shown:
    """Row of the chart."""
    label = phrase(f"specification.{one.name}")
    if one.row is None:
        return Shown(label=label, missing=phrase("savings.refused"), default=one.name == DEFAULT)
    effect = effect_of(one.row)
    if one.family == FAMILIES[0]:
        effect = effect.model_copy(update={"grade": "measured"})  # a comparison, not what adoption caused
    return Shown(label=label, effect=effect, default=one.name == DEFAULT)


def specifications_figure(savings: Savings, study: Study) -> Figure:
    """The effect by every estimator."""
    families = tuple(
        SpecificationFamily(
            title=phrase(f"specification.family.{family}"),
            rows=tuple(shown(one) for one in savings.alternatives if one.family == family),
        )
        for family in FAMILIES
    )
    data = SpecificationsData(
        families=families,
        claim=claimed_effect(savings),
        measure=phrase("savings.measure"),
        level=100 * study.level,
    )
    named: list[tuple[Value, Value]] = [
        (row.label, told(row.effect.value, row.effect.interval)) for row in data.rows if row.effect
    ]
    sound = [row.effect for family in families[1:] for row in family.rows if row.effect]
    return Figure(
        id="savings_specifications",
        chart="specifications",
        data=data.model_dump(mode="json"),
        title=specifications_title(sound),
        subtitle=phrase("figure.specifications.subtitle", **about(study)),
        alt=phrase("figure.specifications.alt", rows=read_out(named)),
        source=based_on(source_line(savings, study), units(savings), "specifications"),
        fewest=adopters(savings),
    )


def specifications_title(sound: list[Effect]) -> Phrase:
    """How many ways of estimating tell the effect from 0, and between which ends they lie."""
    clear = [one for one in sound if excludes(one.interval, 0)]
    counts = {"n": Num(value=len(clear), unit="count"), "all": Num(value=len(sound), unit="count")}
    if not clear:
        return phrase("figure.specifications.title.unclear", all=counts["all"])
    ends = {"low": change(min(one.at for one in sound)), "high": change(max(one.at for one in sound))}
    name = "all" if len(clear) == len(sound) else "some"
    return phrase(f"figure.specifications.title.{name}", **counts, **ends)


def sensitivity_figure(savings: Savings, study: Study) -> Figure:
    """What remains of the effect when trends differ."""
    bounds = savings.bounds
    if bounds is None:
        raise ValueError("there are no bounds to show")
    restrictions = restricted(bounds, "ratio", 1.0, 1)
    unrelaxed = effect_of(bounds.table.row("original"))
    groups = [
        SensitivityGroup(
            title=phrase("savings.relative"), rows=restrictions, breakdown=breakdown_of(bounds, "ratio", 1.0)
        )
    ]
    if savings.smooth is not None:
        smooth = restricted(savings.smooth, "percentage_point", 100.0, 2)
        broken = breakdown_of(savings.smooth, "percentage_point", 100.0)
        groups.append(SensitivityGroup(title=phrase("savings.smoothness"), rows=smooth, breakdown=broken))
    data = SensitivityData(
        groups=tuple(groups),
        original=unrelaxed,
        measure=phrase("savings.measure"),
        level=100 * study.level,
    )
    named: list[tuple[Value, Value]] = [
        (phrase("figures.sensitivity.original"), told(unrelaxed.value, unrelaxed.interval))
    ]
    named += [(row.value, as_range(row.interval)) for group in groups for row in group.rows if row.interval]
    return Figure(
        id="savings_sensitivity",
        chart="sensitivity",
        data=data.model_dump(mode="json"),
        title=sensitivity_title(bounds, restrictions, unrelaxed),
        subtitle=phrase("figure.sensitivity.subtitle", **about(study)),
        alt=phrase("figure.sensitivity.alt", rows=read_out(named)),
        source=based_on(source_line(savings, study), units(savings), "honest"),
        fewest=adopters(savings),
    )


def sensitivity_title(bounds: HonestBounds, rows: tuple[Restriction, ...], original: Effect) -> Phrase:
    """How far trends may diverge until the interval holds 0, with the number that shows it."""
    value: Value = Num(value=round(bounds.breakdown, 2), unit="ratio", digits=2)
    if bounds.breakdown_reason == "honest_zero_already":
        value = told(original.value, original.interval)
    elif bounds.breakdown_reason == "honest_never" or not isfinite(bounds.breakdown):
        value = rows[-1].value
    return phrase(f"figure.sensitivity.{bounds.breakdown_reason}", value=value)


def as_range(interval: Reach) -> Value:
    """Interval of a chart as a range of the text."""
    return Range(low=interval.left, high=interval.right, unit=UNIT, digits=1)


def breakdown_value(savings: Savings) -> Value:
    """Multiple at which the bounds first hold zero."""
    value = savings.bounds.breakdown if savings.bounds else float("nan")
    return Num(value=round(value, 2), unit="ratio", digits=2) if isfinite(value) else phrase("common.unknown")


def restricted(bounds: HonestBounds, unit: str, scale: float, digits: int) -> tuple[Restriction, ...]:
    """Interval at each value of a restriction."""
    rows = [row for row in records(bounds.table.table) if ":" in str(row["term"])]
    return tuple(
        Restriction(
            value=Num(value=round(scale * float(str(row["term"]).split(":")[1]), digits), unit=unit, digits=digits),
            interval=reach(*(100 * float(np.expm1(row[end])) for end in ("conf_low", "conf_high"))),
        )
        for row in rows
    )


def breakdown_of(bounds: HonestBounds, unit: str, scale: float) -> Breakdown | None:
    """Value at which the bounds first hold zero, as a mark of the chart."""
    if not isfinite(bounds.breakdown):
        return None
    return Breakdown(value=Num(value=round(scale * bounds.breakdown, 2), unit=unit, digits=2))
