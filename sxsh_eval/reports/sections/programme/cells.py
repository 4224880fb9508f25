"""Cells of the report on the programme after 2020: numbers with interval or reason, years, scenarios, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import floor, isnan, log10
from typing import Any

from sxsh_eval.estimates.programme.values import Base, Projection
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.parameters.quantity import Mark, Num, Phrase, Range, Value, Years, as_name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.figure_lines import based_on
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.model import Text
from sxsh_eval.reports.sections.common import HIDDEN, NOTHING, synthetic_source, titled
from sxsh_eval.reports.sections.cost_cells import MILLION, scale_of

Row = Mapping[str, Any]
REASONS = ("programme.reason", "programme_base.reason", "reason", "costs.reason", "compare.reason")
SIGNIFICANT = 3
"""Digits that a quantity is printed with: more would be noise of the draws."""
SHARES = ("percent", "percentage_point")
MONEY = "vnd"


def year(value: int) -> Num:
    """A calendar year."""
    return Num(value=int(value), unit="year")


def mark(grade: str) -> Mark:
    """Grade of evidence."""
    return Mark(scale="evidence", name=grade)


def level_of(study: Study) -> Num:
    """Coverage of the intervals of projections."""
    return Num(value=round(100 * study.programme.level), unit="percent")


def chance_of(study: Study) -> Num:
    """Probability that a plan is to have."""
    return Num(value=round(100 * study.programme.chance), unit="percent")


def scenario_title(one: Projection) -> Phrase:
    """Name of a scenario at the beginning of a cell."""
    return titled(one.scenario.title)


def scenario_name(projections: Iterable[Projection], name: str) -> Value:
    """Name of a scenario by its id, inside a sentence."""
    return next(as_name(one.scenario.title) for one in projections if one.scenario.id == name)


def by_key(estimates: Estimates) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Rows by indicator, period, term."""
    rows = ({str(key): value for key, value in row.items()} for row in estimates.table.to_dict("records"))
    return {(str(row["indicator"]), str(row["period"]), str(row["term"])): row for row in rows}


def reason_of(row: Row) -> Phrase:
    """Why a number or an interval is missing."""
    known = catalogue("vi")
    for home in REASONS:
        if f"{home}.{row['reason']}" in known:
            return phrase(f"{home}.{row['reason']}")
    raise KeyError(f"no words for the reason {row['reason']!r}")


def rounded(value: float) -> float:
    """Quantity to `SIGNIFICANT` digits."""
    if value == 0 or isnan(value):
        return value
    return float(round(value, SIGNIFICANT - 1 - floor(log10(abs(value)))))


def form_of(row: Row) -> tuple[str, float, int | None]:
    """Unit to print, what the number is divided by, decimals where they are fixed."""
    unit = str(row["unit"])
    size = abs(float(row["estimate"]))
    if unit in SHARES:
        return unit, 1.0, 1
    if unit == "year":
        return unit, 1.0, 0
    if unit == MONEY:
        return scale_of(size)[0], scale_of(size)[1], None
    if unit.startswith("vnd_per_") and size >= MILLION:
        return f"million_{unit}", MILLION, None
    return unit, 1.0, None


def number_of(row: Row) -> tuple[Num, Range | None]:
    """Number in a readable unit, with its interval in the same; `SIGNIFICANT` digits where decimals are not fixed."""
    unit, scale, digits = form_of(row)

    def made(value: float) -> float:
        return round(value / scale, 4) if digits is None else round(value / scale, digits)

    def told(name: str) -> float:
        value = float(row[name])
        return made(rounded(value) if digits is None else value)

    number = told("estimate")
    if isnan(float(row["conf_low"])):
        return Num(value=number, unit=unit, digits=digits), None
    low, high = min(told("conf_low"), number), max(told("conf_high"), number)
    return Num(value=number, unit=unit, digits=digits), Range(low=low, high=high, unit="count", digits=digits)


def cell(row: Row | None, *, with_reason: bool = False) -> Value:
    """Number with its interval; with its reason instead where asked for; the reason alone where there is no number."""
    if row is None:
        return NOTHING
    if row["reason"] == "confidential":
        return HIDDEN
    if isnan(float(row["estimate"])):
        return phrase("common.capital", text=reason_of(row))
    number, interval = number_of(row)
    if interval is not None and number.unit == "year":
        return phrase(
            "common.with_interval", value=number, interval=Years(first=int(interval.low), last=int(interval.high))
        )
    if interval is not None:
        return phrase("common.with_interval", value=number, interval=interval)
    return phrase("programme.reasoned", value=number, reason=reason_of(row)) if with_reason else number


def projection_source(base: Base, study: Study) -> Phrase:
    """Source of what was projected; what is made up says so."""
    if base.synthetic:
        return synthetic_source(study)
    return phrase("source.projection", paths=Num(value=study.programme.paths, unit="count"))


def simulated(base: Base, study: Study, method: str) -> Phrase:
    """Source line of a figure of drawn futures: where from, how many, how worked out."""
    source = projection_source(base, study)
    if base.synthetic:
        futures = phrase("figure_line.futures", n=Num(value=study.programme.paths, unit="count"))
        return based_on(source, futures, method)
    return phrase("figure_line.simulated", source=source, method=phrase(f"figure_line.method.{method}"))


def warning(key: str, /, **values: Value) -> Text:
    """A boxed warning of the catalogues."""
    return Text(phrase=phrase(key, **values), style="warning")
