"""What the chart `diffusion` shows, as typed data that fits into `Figure.data`; free of drawing code."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Value
from sxsh_eval.reports.charts.data import Reported, Year
from sxsh_eval.reports.charts.estimated import Level, ShareEstimate
from sxsh_eval.reports.charts.shares import Share, ShareRange

Percent = Annotated[float, Field(ge=0, le=100)]


class Observation(Frozen):
    """The share observed for a year."""

    year: Year
    share: ShareEstimate


class CurvePoint(Frozen):
    """A curve in a decimal year, with its band where that is known."""

    year: float
    share: Percent
    band: tuple[Percent, Percent] | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if self.band is not None and not self.band[0] <= self.share <= self.band[1]:
            raise ValueError("the curve leaves its own band")
        return self


class Saturation(Frozen):
    """Level that a curve tends to, with its interval and, if need be, words of its own."""

    value: Share
    interval: ShareRange | None = None
    label: Value | None = None


class Curve(Frozen):
    """A fitted curve, named at its right end.

    Attributes
    ----------
    points : tuple of CurvePoint
        In the order of their years.
    saturation : Saturation, optional
        Only where it is estimated.
    """

    label: Value
    points: tuple[CurvePoint, ...] = Field(min_length=2)
    saturation: Saturation | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        years = [point.year for point in self.points]
        if years != sorted(set(years)):
            raise ValueError("the years of a curve must rise")
        return self


class NationalTarget(Frozen):
    """A target due in a year; `label` replaces the standard words."""

    year: Year
    value: Share
    label: Value | None = None


class LetterClaim(Reported):
    """The letter's share with its rounding interval, in a decimal year; `label` replaces the standard words."""

    year: float
    label: Value | None = None


class DiffusionData(Frozen):
    """One panel of `diffusion` over the years `first` to `last`, both included.

    A year stands for itself: the observation of 2015, a curve's point at 2015.0, a target of 2015 share one place.

    Attributes
    ----------
    observed_until : float, optional
        Where curves turn into projections; by default the last observation's year.
    note : Value, optional
        Printed under the plot, such as that the inflection is not in the data.
    """

    first: Year
    last: Year
    observations: tuple[Observation, ...] = ()
    curves: tuple[Curve, ...] = Field(default=(), max_length=3)
    targets: tuple[NationalTarget, ...] = Field(default=(), max_length=4)
    claim: LetterClaim | None = None
    observed_until: float | None = None
    note: Value | None = None
    level: Level = 95
    empty: Value | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if self.first >= self.last:
            raise ValueError(f"the axis {self.first}..{self.last} has no years")
        times = [("observation", float(one.year)) for one in self.observations]
        times += [("target", float(one.year)) for one in self.targets]
        times += [("curve", point.year) for curve in self.curves for point in curve.points]
        times += [("claim", self.claim.year)] if self.claim else []
        if outside := [f"{what} of {year:g}" for what, year in times if not self.first <= year <= self.last]:
            raise ValueError(f"{outside[0]} is outside the axis {self.first}..{self.last}")
        years = [one.year for one in self.observations]
        if len(years) != len(set(years)):
            raise ValueError("a year is observed twice")
        return self

    @property
    def turn(self) -> float | None:
        """Year in which curves turn into projections."""
        if self.observed_until is not None:
            return self.observed_until
        return max((float(one.year) for one in self.observations), default=None)
