"""Effects as charts take them: signed numbers whose intervals may have no end; free of drawing code."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isfinite
from typing import Literal, Self

from pydantic import model_validator

from sxsh_eval.parameters.quantity import Frozen, Num, Range, Value
from sxsh_eval.reports.charts.data import Grade
from sxsh_eval.reports.charts.estimated import Sample

EffectUnit = Literal["percent", "percent_change", "percentage_point", "log_point"]
"""Per cent may leave 0 to 100 here; `log_point` is a difference of natural logarithms, as it is."""


class Reach(Frozen):
    """An interval; an end that is not given is open.

    Attributes
    ----------
    low, high : float, optional
        None where the interval has no end on that side.
    unit : str
        As of the value.
    digits : int, optional
    """

    low: float | None = None
    high: float | None = None
    unit: str
    digits: int | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.left > self.right:
            raise ValueError("the interval ends before it begins")
        return self

    @classmethod
    def of(cls, low: float, high: float, unit: str, digits: int | None = None) -> Reach:
        """Interval from numbers of which any may be infinite.

        Parameters
        ----------
        low, high : float
            ``-inf`` and ``inf`` become open ends.
        unit : str
        digits : int, optional

        Returns
        -------
        Reach
        """
        left, right = (None if abs(end) == inf else float(end) for end in (low, high))
        return cls(low=left, high=right, unit=unit, digits=digits)

    @property
    def left(self) -> float:
        """Lower end, minus infinity when open."""
        return -inf if self.low is None else float(self.low)

    @property
    def right(self) -> float:
        """Upper end, infinity when open."""
        return inf if self.high is None else float(self.high)

    @property
    def ends(self) -> tuple[float, ...]:
        """Ends that there are."""
        return tuple(end for end in (self.left, self.right) if isfinite(end))

    @property
    def is_share(self) -> bool:
        """Whether it lies inside 0 to 100."""
        return self.left >= 0 and self.right <= 100  # noqa: PLR2004 - per cent of a whole

    def holds(self, value: float) -> bool:
        """Whether a value lies inside."""
        return self.left <= value <= self.right


class Effect(Frozen):
    """An effect with its interval, or with the reason why it has none.

    Attributes
    ----------
    value : Num
    interval : Reach, optional
        In the unit of the value.
    reason : Value, optional
        Why there is no interval; needed where there is none.
    n : int, optional
        Observations behind it.
    grade : str
        How it is known.
    """

    value: Num
    interval: Reach | None = None
    reason: Value | None = None
    n: Sample | None = None
    grade: Grade = "caused"

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.interval is None and self.reason is None:
            raise ValueError("give an interval or the reason for none")
        if self.interval is not None:
            check_reach(self.interval, self.value, "interval")
        return self

    @property
    def at(self) -> float:
        """The number itself."""
        return float(self.value.value)

    @property
    def ends(self) -> tuple[float, ...]:
        """The number with those ends of its interval that there are."""
        return (self.at, *(self.interval.ends if self.interval else ()))


def check_reach(reach: Reach, value: Num, name: str) -> None:
    """Refuse an interval in another unit, or one that does not hold its value (ValueError)."""
    if reach.unit != value.unit:
        raise ValueError(f"the value is in {value.unit}, its {name} in {reach.unit}")
    if not reach.holds(float(value.value)):
        raise ValueError(f"the value lies outside its own {name}")


def check_units(numbers: Iterable[Num | Range | Reach | Effect | None], unit: str) -> None:
    """Refuse numbers in another unit than the chart's (ValueError)."""
    for one in numbers:
        found = unit if one is None else one.value.unit if isinstance(one, Effect) else one.unit
        if found != unit:
            raise ValueError(f"needs the unit {unit}, has {found}")
