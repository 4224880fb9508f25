"""Cells of the chapter on costs: money in a readable unit, intervals, or the reason why there is none."""

from __future__ import annotations

from sxsh_eval.estimates.province_costs import ProvinceCosts
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Num, Phrase, Range, Value, Verbatim, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.sections.adoption_figures import Row, records
from sxsh_eval.reports.sections.common import letter_source, seed_of, synthetic_source

BILLION, MILLION = 1e9, 1e6
TEN = 10


def scale_of(amount: float) -> tuple[str, float, int]:
    """Unit of an amount of VND, what it is divided by, decimals."""
    size = abs(amount)
    if size >= BILLION:
        return "billion_vnd", BILLION, 1 if size < 100 * BILLION else 0
    if size >= MILLION:
        return "million_vnd", MILLION, 2 if size < TEN * MILLION else 1
    return "vnd", 1.0, 0


def number_of(row: Row) -> tuple[Num, Range | None]:
    """Estimate with its interval, in one unit."""
    value, low, high = (float(row[name]) for name in ("estimate", "conf_low", "conf_high"))
    unit, scale, digits = {"years": ("years", 1.0, 1), "percent": ("percent_change", 1.0, 1)}.get(
        str(row["unit"]), scale_of(value)
    )
    number = Num(value=round(value / scale, digits), unit=unit, digits=digits)
    if low != low:  # noqa: PLR0124 - NaN is the only value unlike itself
        return number, None
    ends = min(round(low / scale, digits), number.value), max(round(high / scale, digits), number.value)
    return number, Range(low=ends[0], high=ends[1], unit="count", digits=digits)


def cell(row: Row | None) -> Value | None:
    """Number with its interval or the reason for none; the reason alone where there is no number."""
    if row is None:
        return None
    reason = phrase(f"costs.reason.{row['reason']}") if row["reason"] else None
    if row["estimate"] != row["estimate"]:
        return phrase("common.capital", text=reason) if reason else None
    number, interval = number_of(row)
    if interval is not None:
        return phrase("common.with_interval", value=number, interval=interval)
    return phrase("costs.reasoned", value=number, reason=reason) if reason else number


def rows_by(estimates: Estimates | None) -> dict[tuple[str, str], Row]:
    """Rows by payer and term."""
    if estimates is None:
        return {}
    found = records(estimates.table)
    return {(str(row["indicator"]).removeprefix("cost_"), str(row["term"])): row for row in found}


def perspective(costs: ProvinceCosts) -> str:
    """Whose costs the headline is about: both payers where both are known, else the known one."""
    return "all" if len(costs.spent.payers) > 1 else costs.spent.payers[0]


def counted_adopters(costs: ProvinceCosts) -> int | None:
    """Adopters behind costs that were counted; None where all comes from a letter, which is public."""
    if costs.spent.evidence == "claimed" and costs.saved is None:
        return None
    return round(costs.adopters[0]) if costs.adopters else None


def source_line(costs: ProvinceCosts, inputs: Inputs, study: Study) -> Phrase:
    """Source: the letter, the table of costs, or that the data are made up."""
    if costs.spent.evidence == "claimed" and costs.saved is None:
        return letter_source(inputs.own_letter)
    if costs.synthetic and counted_adopters(costs) is None:
        return phrase("source.synthetic_accounts", seed=seed_of(study))
    if costs.synthetic:
        return synthetic_source(study)
    if costs.spent.evidence == "claimed":
        return letter_source(inputs.own_letter)
    return phrase("source.costs", file=Verbatim(text=costs.spent.source or "-"))
