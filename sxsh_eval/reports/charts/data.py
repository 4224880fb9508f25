"""What each chart shows, as typed data that fits into `Figure.data`; free of drawing code, so cheap to import."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Day, Frozen, Num, Range, Value, Years
from sxsh_eval.reports.charts.shares import Share, ShareRange, Verdict, contains

Grade = Literal["claimed", "surveyed", "measured", "caused", "projected", "derived"]


Year = Annotated[int, Field(ge=1900, le=2100)]


class Aim(Frozen):
    """A target due in a year, with the verdict on it when there is one."""

    year: Year
    value: Share
    verdict: Verdict | None = None


class Reported(Frozen):
    """A reported share with the interval its rounding leaves open."""

    value: Share
    interval: ShareRange | None = None
    grade: Grade = "claimed"

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if not contains(self.interval, self.value):
            raise ValueError("the value lies outside its own interval")
        return self


class TargetRow(Frozen):
    """One indicator: its targets beside what was reported.

    Attributes
    ----------
    label, detail : Value
        Indicator, and in small print whom it counts.
    targets : tuple of Aim
        At most three years.
    reported, missing : Reported, Value
        One of the two: the figure, or why there is none.
    gap : Value, optional
        Distance to the target in words, printed under the reported value.
    """

    label: Value
    detail: Value | None = None
    targets: tuple[Aim, ...] = Field(default=(), max_length=3)
    reported: Reported | None = None
    missing: Value | None = None
    gap: Value | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.reported is None) == (self.missing is None):
            raise ValueError("give either reported or missing")
        return self


class TargetClaimData(Frozen):
    """Rows of `target_claim`; `empty` replaces the standard sentence when there are none."""

    rows: tuple[TargetRow, ...]
    empty: Value | None = None


class TimelineItem(Frozen):
    """A date, or with `last` a span of days; `inferred` dates are drawn open."""

    label: Value
    first: date
    last: date | None = None
    dating: Literal["stated", "inferred"] = "stated"

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError("ends before it begins")
        return self


class Lane(Frozen):
    """Items of one kind.

    Attributes
    ----------
    watch : bool
        Years of the report's period without any item, up to the letter's, are hatched.
    empty : Value, optional
        Printed in a lane without items.
    """

    kind: Literal["documents", "events", "money", "results", "plan", "proposal"]
    title: Value | None = None
    items: tuple[TimelineItem, ...] = ()
    watch: bool = False
    empty: Value | None = None


class TimelineData(Frozen):
    """Lanes of `timeline` over the years `first` to `last`, both included.

    Attributes
    ----------
    period : Years
        Years the report is about: shaded.
    letter : Day, optional
        Date of the letter: a line through all lanes.
    """

    first: Year
    last: Year
    period: Years
    letter: Day | None = None
    lanes: tuple[Lane, ...]
    empty: Value | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        days = [day for lane in self.lanes for item in lane.items for day in (item.first, item.last or item.first)]
        years = [self.period.first, self.period.last, *(day.year for day in days)]
        years += [self.letter.value.year] if self.letter else []
        if outside := [year for year in years if not self.first <= year <= self.last]:
            raise ValueError(f"{outside[0]} is outside the years {self.first}..{self.last}")
        return self


class Step(Frozen):
    """One rung of `ladder`.

    Attributes
    ----------
    basis : {"counted", "implied"}
        Counted by the province, or worked out from its percentage.
    count, missing : Num, Value
        One of the two: how many, or why that is not known.
    interval : Range, optional
        What the percentage's rounding leaves open.
    """

    label: Value
    detail: Value | None = None
    count: Num | None = None
    interval: Range | None = None
    basis: Literal["counted", "implied"] = "counted"
    missing: Value | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.count is None) == (self.missing is None):
            raise ValueError("give either count or missing")
        if self.count and self.count.value < 0:
            raise ValueError("a count cannot be negative")
        if self.count and not contains(self.interval, self.count):
            raise ValueError("the count lies outside its own interval")
        return self


class LadderData(Frozen):
    """Steps of `ladder`; `denominator` is the whole that the implied counts rest on."""

    steps: tuple[Step, ...]
    denominator: Num | None = None
    denominator_interval: Range | None = None
    empty: Value | None = None


class PaceAim(Frozen):
    """A target on the way: set nationally for the past, or proposed."""

    kind: Literal["national", "proposed"]
    year: Year
    value: Share


class PaceBase(Reported):
    """The reported share with the day it was reported on."""

    day: date


class PacePath(Frozen):
    """A line of (decimal year, per cent) points; `label` replaces the standard words for its kind."""

    kind: Literal["straight", "logistic", "claimed"]
    points: tuple[tuple[float, Annotated[float, Field(ge=0, le=100)]], ...] = Field(min_length=2)
    label: Value | None = None


class PacePanel(Frozen):
    """One indicator: where it is said to be, where it should go, by which ways."""

    title: Value
    detail: Value | None = None
    base: PaceBase | None = None
    missing: Value | None = None
    aims: tuple[PaceAim, ...] = ()
    paths: tuple[PacePath, ...] = ()

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.base is None) == (self.missing is None):
            raise ValueError("give either base or missing")
        return self


class PaceData(Frozen):
    """Panels of `pace` on the same axes: decimal years, per cent from 0 to 100.

    Attributes
    ----------
    first, last : int
        Ends of the axis: the beginning of these years. A target is due at the end of its year, so a target of
        2030 needs the axis to end with 2031.
    """

    first: Year
    last: Year
    panels: tuple[PacePanel, ...] = Field(max_length=4)
    empty: Value | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        times = [(f"target of {aim.year}", aim.year + 1) for panel in self.panels for aim in panel.aims]
        times += [(f"base of {panel.base.day}", panel.base.day.year) for panel in self.panels if panel.base]
        if self.first >= self.last:
            raise ValueError(f"the axis {self.first}..{self.last} has no years")
        if outside := [what for what, year in times if not self.first <= year <= self.last]:
            raise ValueError(f"{outside[0]} is outside the axis {self.first}..{self.last}")
        return self
