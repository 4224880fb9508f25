"""Estimates as charts take them: never without an interval or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Num, Range, Value
from sxsh_eval.reports.charts.data import Grade
from sxsh_eval.reports.charts.shares import check_share, contains

Level = Annotated[float, Field(gt=0, lt=100)]
"""Coverage of the intervals in per cent, as the key prints it."""
Sample = Annotated[int, Field(ge=0)]
"""Observations behind a number: printed as ``n = ...``."""


class Estimate(Frozen):
    """A number with its interval, or with the reason why it has none.

    Attributes
    ----------
    value : Num
    interval : Range, optional
        In the unit of the value; printed without it.
    reason : Value, optional
        Why there is no interval, or why it has no width; needed where there is none.
    n : int, optional
    grade : str
        How the number is known: decides the look of its mark where a chart shows grades.
    """

    value: Num
    interval: Range | None = None
    reason: Value | None = None
    n: Sample | None = None
    grade: Grade = "surveyed"

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.interval is None and self.reason is None:
            raise ValueError("give an interval or the reason for none")
        if self.interval is not None and self.interval.unit != self.value.unit:
            raise ValueError(f"the value is in {self.value.unit}, its interval in {self.interval.unit}")
        if not contains(self.interval, self.value):
            raise ValueError("the value lies outside its own interval")
        return self


class ShareEstimate(Estimate):
    """An estimate in per cent of a whole: value and interval from 0 to 100."""

    @model_validator(mode="after")
    def _shares(self) -> Self:
        check_share(self.value)
        if self.interval is not None:
            check_share(self.interval)
        return self


def numbers_of(estimates: Iterable[Estimate]) -> tuple[Num | Range, ...]:
    """Values with their intervals."""
    return tuple(number for one in estimates for number in (one.value, one.interval) if number is not None)


def check_unit(values: Iterable[Num | Range], unit: str) -> None:
    """Refuse numbers in another unit, and per cent outside 0 to 100 (ValueError)."""
    for value in values:
        if value.unit != unit:
            raise ValueError(f"needs the unit {unit}, has {value.unit}")
        if unit == "percent":
            check_share(value)
