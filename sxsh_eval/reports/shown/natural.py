"""Figures of results that no chapter shows, on the reports' charts: numbers with intervals, effects by event time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from sxsh_eval.estimates.effects.aggregation import AggregatedEffects
from sxsh_eval.estimates.result import KEYS, Estimates, is_hidden
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Range, Value, Verbatim, phrase
from sxsh_eval.reports.charts.adoption_data import IntervalGroup, IntervalRow, IntervalsData
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.charts.effects_data import EventPoint, EventStudyData
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.comparison.labels import reason_words
from sxsh_eval.reports.model import Figure
from sxsh_eval.reports.shown.rows import digits_of, named, varying
from sxsh_eval.reports.shown.words import plain

MOST_ROWS = 40
UNITS = ("percent", "percentage_point")
"""Units that the chart of intervals has an axis for."""
EVENT_UNITS = {"log_points": "log_point", "log_point": "log_point", "percentage_point": "percentage_point"}


def intervals_figure(found: Estimates) -> Figure:
    """Numbers in per cent or percentage points under one another, each with its interval.

    Raises
    ------
    ValueError
        If no number is in one of these units.
    """
    unit = next((name for name in UNITS if name in set(found.table["unit"])), None)
    if unit is None:
        raise ValueError("the chart of intervals takes per cent or percentage points")
    fitting = found.table[found.table["unit"] == unit]
    mixed = varying(found, KEYS[:-1])
    drawn = tuple(interval_row(row, mixed) for row in fitting.head(MOST_ROWS).to_dict("records"))
    data = IntervalsData(groups=(IntervalGroup(rows=drawn),), unit=unit, level=level_of(found))
    told = [(row.label, row.estimate.value) for row in drawn if row.estimate]
    left = len(found.table) - len(drawn)
    notes = (phrase("shown.figure.left_out", n=Num(value=left, unit="count")),) if left else ()
    return natural("intervals", data.model_dump(mode="json"), found, told, notes)


def interval_row(row: Mapping[Any, Any], mixed: list[str]) -> IntervalRow:
    """Row of the chart, or why its number is missing."""
    label = Verbatim(text=plain(named(row, mixed)))
    value = float(row["estimate"])
    reason = reason_words(str(row["reason"])) or phrase("shown.no_interval")
    if is_hidden(row) or not isfinite(value):
        return IntervalRow(label=label, missing=reason)
    digits, unit = min(2, digits_of(value)), str(row["unit"])
    number = Num(value=round(value, digits), unit=unit, digits=digits)
    low, high = float(row["conf_low"]), float(row["conf_high"])
    if not isfinite(low):
        return IntervalRow(label=label, estimate=Estimate(value=number, reason=reason, grade=row["evidence"]))
    ends = Range(low=round(low, digits), high=round(high, digits), unit=unit, digits=digits)
    return IntervalRow(label=label, estimate=Estimate(value=number, interval=ends, grade=row["evidence"]))


def events_figure(effects: AggregatedEffects) -> Figure:
    """Effects by time since treatment began.

    Raises
    ------
    ValueError
        If the effects are averaged over something else, or their unit has no axis.
    """
    unit = EVENT_UNITS.get(str(effects.table["unit"].iloc[0]))
    if effects.kind != "dynamic" or unit is None:
        raise ValueError("effects by event time are drawn, in log or percentage points")
    rows = [row for row in effects.table.to_dict("records") if str(row["term"]).startswith("event:")]
    points = tuple(event_point(row, unit) for row in rows if isfinite(float(str(row["term"])[6:])))
    overall = next(row for row in effects.table.to_dict("records") if row["term"] == "overall")
    data = EventStudyData(points=points, unit=unit, overall=effect_of(overall, unit), level=level_of(effects.estimates))
    told = [(Num(value=one.time, unit="count"), one.effect.value) for one in points if one.effect]
    return natural("events", data.model_dump(mode="json"), effects.estimates, told)


def event_point(row: Mapping[Any, Any], unit: str) -> EventPoint:
    """One event time; a number without an interval is the reference period."""
    time = round(float(str(row["term"])[6:]))
    if str(row["reason"]) == "effects_reference_period":
        return EventPoint(time=time, reference=True)
    if is_hidden(row) or not isfinite(float(row["conf_low"])):
        return EventPoint(time=time, missing=reason_words(str(row["reason"])) or phrase("shown.no_interval"))
    low, high = (float(row.get(name, "nan")) for name in ("simultaneous_low", "simultaneous_high"))
    band = Reach.of(low, high, unit, 3) if isfinite(low) and isfinite(high) else None
    return EventPoint(time=time, effect=effect_of(row, unit), band=band)


def effect_of(row: Mapping[Any, Any], unit: str) -> Effect:
    """Effect with its interval, as it is."""
    value, low, high = (round(float(row[name]), 6) for name in ("estimate", "conf_low", "conf_high"))
    return Effect(value=Num(value=value, unit=unit, digits=3), interval=Reach.of(low, high, unit, 3))


def level_of(found: Estimates) -> float:
    """Coverage of the intervals, per cent."""
    return 100 * (found.method.level or 0.95)


CHARTS = {"intervals": "intervals", "events": "event_study"}


def natural(
    name: str,
    data: dict[str, Any],
    found: Estimates,
    told: Sequence[tuple[Value, Value]],
    notes: tuple[Phrase, ...] = (),
) -> Figure:
    """Figure whose words say no more than the numbers do."""
    rows: Phrase | Listing = Listing(
        items=tuple(phrase("figure.row", what=what, value=value) for what, value in told), long=True
    )
    sources = ", ".join(sorted({str(source) for source in found.table["source"] if source})) or "-"
    return Figure(
        id=name,
        chart=CHARTS[name],
        data=data,
        title=phrase(f"shown.figure.{name}.title"),
        subtitle=phrase(f"shown.figure.{name}.subtitle", level=Num(value=round(level_of(found)), unit="percent")),
        alt=phrase("shown.figure.alt", rows=rows),
        notes=notes,
        source=phrase("shown.figure.source", source=Verbatim(text=sources)),
    )
