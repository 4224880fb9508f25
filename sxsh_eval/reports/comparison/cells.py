"""Cells of a comparison: numbers of two runs in one readable unit, with the decimals that tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, floor, log10

from sxsh_eval.estimates.comparison import CHANGED, Difference
from sxsh_eval.estimates.numbers import NumberRow
from sxsh_eval.estimates.result import CONFIDENTIAL
from sxsh_eval.parameters.quantity import Num, Range, Value, phrase
from sxsh_eval.reports.comparison.labels import reason_words
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.sections.common import HIDDEN

BILLION, MILLION = 1e9, 1e6
THOUSAND, PERCENT, TEN = 1000.0, 100.0, 10.0
LOGARITHMS = ("log_points", "outcome")
SHOWN_AS = {
    "toe_per_mvnd": ("toe_per_billion_vnd", THOUSAND),
    "gj_per_mvnd": ("gj_per_billion_vnd", THOUSAND),
    "per_period": ("growth_rate", 1.0),
    "time": ("year", 1.0),
}
DIFFERENCE_UNITS = {"percent": "percentage_point", "percent_change": "percentage_point", "year": "years"}
MOST_DIGITS = 6


@dataclass(frozen=True)
class Scale:
    """How numbers of a row are shown.

    Attributes
    ----------
    unit : str
        Of the catalogues.
    factor : float
        Multiplies values.
    logarithm : bool
        Whether values are changes of a logarithm, shown in per cent.
    """

    unit: str
    factor: float = 1.0
    logarithm: bool = False

    def of(self, value: float) -> float:
        """Value as it is shown."""
        return PERCENT * expm1(value) if self.logarithm else self.factor * value

    @property
    def difference_unit(self) -> str:
        """Unit of a difference."""
        return DIFFERENCE_UNITS.get(self.unit, self.unit)


def scale_of(row: NumberRow, size: float) -> Scale:
    """Unit in which numbers of a row are shown; `size` is the largest of them."""
    if row.unit in LOGARITHMS:
        if row.term == "breakdown":
            return Scale("percentage_point", PERCENT)
        return Scale("percent_change", logarithm=True)
    if row.unit == "vnd" and size >= BILLION:
        return Scale("billion_vnd", 1 / BILLION)
    if row.unit.split("_")[0] == "vnd" and size >= MILLION:
        return Scale(f"million_{row.unit}", 1 / MILLION)
    unit, factor = SHOWN_AS.get(row.unit, (row.unit, 1.0))
    return Scale(unit if f"unit.{unit}" in catalogue("vi") else "count", factor)


def values_of(row: NumberRow | None) -> list[float]:
    """Estimate and ends of the interval, as far as they are known."""
    if row is None:
        return []
    return [value for value in (row.estimate, row.conf_low, row.conf_high) if value is not None]


def digits_for(smallest: float) -> int:
    """Decimals that show two digits of a number."""
    return min(max(0, 1 - floor(log10(smallest))), MOST_DIGITS) if smallest > 0 else 0


@dataclass(frozen=True)
class Shown:
    """Cells of one difference.

    Attributes
    ----------
    old, new, difference, relative : Value or None
    """

    old: Value | None
    new: Value | None
    difference: Value | None
    relative: Value | None


def shown(one: Difference) -> Shown:
    """Cells of one difference; without a difference where the numbers may not be subtracted."""
    both = [*values_of(one.old), *values_of(one.new)]
    size = max((abs(value) for value in both), default=0.0)
    same_unit = one.old is None or one.new is None or one.old.unit == one.new.unit
    scales = [scale_of(row or one.row, size) for row in (one.old, one.new)]
    digits = decimals(one, scales[0]) if same_unit else None
    old, new = (number(row, scale, digits) for row, scale in zip((one.old, one.new), scales, strict=True))
    if one.kind not in CHANGED or one.old is None or one.new is None:
        return Shown(old, new, None, None)
    change = scales[0].of(one.new.estimate or 0.0) - scales[0].of(one.old.estimate or 0.0)
    difference = Num(value=round(change, digits or 0), unit=scales[0].difference_unit, digits=digits)
    relative = None
    if one.relative is not None:
        part = PERCENT * one.relative
        relative = Num(value=round(part, digits_for(abs(part))), unit="percent_change", digits=digits_for(abs(part)))
    return Shown(old, new, difference, relative)


def decimals(one: Difference, scale: Scale) -> int:
    """Decimals at which the change of estimate or interval can be seen, one more where a number would be too coarse."""
    pairs = zip(values_of(one.old), values_of(one.new), strict=False)
    changes = [abs(scale.of(new) - scale.of(old)) for old, new in pairs]
    first = [change for change in changes[:1] if change > 0] or [change for change in changes if change > 0]
    sizes = [size for row in (one.old, one.new) if (size := size_of(row, scale)) > 0]
    if not first:
        return digits_for(min(sizes, default=1.0) / TEN)
    needed = digits_for(min(first))
    return max(needed, min(digits_for(min(sizes, default=1.0)), needed + 1))


def size_of(row: NumberRow | None, scale: Scale) -> float:
    """Size of an estimate as it is shown; 0 where there is none."""
    return 0.0 if row is None or row.estimate is None else abs(scale.of(row.estimate))


def number(row: NumberRow | None, scale: Scale, digits: int | None) -> Value | None:
    """Number with its interval; why there is none; the sign of hidden numbers."""
    if row is None:
        return None
    if row.reason == CONFIDENTIAL:
        return HIDDEN
    if row.estimate is None:
        return phrase("common.capital", text=reason_words(row.reason) or phrase("compare.not_told"))
    if digits is None:
        digits = digits_for(abs(scale.of(row.estimate)) / TEN)
    value = Num(value=round(scale.of(row.estimate), digits), unit=scale.unit, digits=digits)
    if row.conf_low is None or row.conf_high is None or scale.unit == "year":
        return value
    low, high = (round(scale.of(end), digits) for end in (row.conf_low, row.conf_high))
    return phrase("common.with_interval", value=value, interval=Range(low=low, high=high, unit="count", digits=digits))
