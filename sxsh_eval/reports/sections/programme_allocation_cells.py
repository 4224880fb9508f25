"""Numbers of a plan of allocation in readable units, names of its groups, instruments."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from sxsh_eval.estimates.programme.allocation import Plan
from sxsh_eval.estimates.result import is_hidden
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Range, Value, Verbatim, Years, as_name, phrase
from sxsh_eval.parameters.scenarios import INSTRUMENTS
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.sections.common import HIDDEN, NOTHING, synthetic_source
from sxsh_eval.reports.sections.cost_cells import MILLION, scale_of
from sxsh_eval.reports.sections.programme.cells import rounded

Row = Mapping[str, Any]
Facts = Inputs | NationalInputs
FULL = 99.95
"""Per cent that print as 100."""


def shape_of(unit: str, size: float) -> tuple[str, float]:
    """Unit to print with what a number in `unit` is divided by."""
    if unit == "vnd":
        return scale_of(size)[:2]
    if unit.startswith("vnd_per_"):
        return f"million_{unit}", MILLION
    return ("count" if unit == "unit" else unit), 1.0


def number_of(row: Row) -> tuple[Num, Range | None]:
    """Estimate with its interval, in one readable unit."""
    value, low, high = (float(row[name]) for name in ("estimate", "conf_low", "conf_high"))
    unit, scale = shape_of(str(row["unit"]), abs(value))
    number = Num(value=rounded(value / scale), unit=unit)
    if isnan(low):
        return number, None
    ends = min(rounded(low / scale), number.value), max(rounded(high / scale), number.value)
    return number, Range(low=ends[0], high=ends[1], unit=unit)


def cell(row: Row | None, *, unit_in_head: bool = False) -> Value:
    """Number with its interval, or with the reason why it has none; the reason alone where there is no number."""
    if row is None:
        return NOTHING
    if is_hidden(row):
        return HIDDEN
    if isnan(float(row["estimate"])):
        return phrase("common.capital", text=phrase(f"allocation.reason.{row['reason']}"))
    number, interval = number_of(row)
    if unit_in_head:
        number = number.model_copy(update={"unit": "count"})
    if interval is None:
        return phrase("allocation.reasoned", value=number, reason=phrase(f"allocation.reason.{row['reason']}"))
    return phrase("common.with_interval", value=number, interval=interval.model_copy(update={"unit": "count"}))


def bare(row: Row) -> Num:
    """Number alone, where the text around says what it is."""
    return number_of(row)[0]


def instrument_name(name: str) -> Phrase:
    """An instrument inside a sentence."""
    return phrase(f"allocation.instrument.{name}")


def place_name(inputs: Facts, slug: str, study: Study) -> Value:
    """Name of a province on the first day of the period, or of the country."""
    if slug == NATIONAL:
        return phrase("programme_base.national")
    day = pd.Timestamp(study.period.first, 1, 1).date()
    return as_name(inputs.registry.province(slug, day).name)


def sector_name(inputs: Facts, code: str) -> Value:
    """Title of a sector."""
    if not code:
        return phrase("allocation.all_sectors")
    if code == "industry":
        return phrase("programme_base.industry")
    known = inputs.registry.sectors.get(code)
    return Verbatim(text=code) if known is None else as_name(known.title)


def mix_text(row: Row) -> Phrase | Listing:
    """Instruments of a part with their reach."""
    items = [
        phrase("allocation.mix_item", what=instrument_name(name), reach=Num(value=rounded(row[name]), unit="percent"))
        for name in INSTRUMENTS
        if row.get(name, 0) > 0
    ]
    return Listing(items=tuple(items), long=True) if items else phrase("allocation.nothing")


def share_text(percent: float) -> Num:
    """Part of a group."""
    return Num(value=100 if percent > FULL else rounded(percent), unit="percent")


def level_of(study: Study) -> Num:
    """Coverage of the intervals of projections."""
    return Num(value=round(100 * study.programme.level), unit="percent")


def years_of(plan: Plan) -> Years:
    """Years in which instruments are offered, to the horizon."""
    return Years(first=plan.timing.first, last=min(plan.timing.last, plan.timing.horizon))


def money(amount: float) -> Num:
    """Million VND in a readable unit."""
    unit, scale = shape_of("vnd", abs(amount) * MILLION)
    return Num(value=rounded(amount * MILLION / scale), unit=unit)


def source_of(plan_synthetic: bool, study: Study) -> Phrase:  # noqa: FBT001 - as the field is named
    """Source of projected numbers; what is made up says so."""
    if plan_synthetic:
        return synthetic_source(study)
    return phrase("source.allocation", paths=Num(value=study.programme.paths, unit="count"))
