"""What the charts that compare provinces show, as typed data that fits into `Figure.data`; free of drawing code."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Num, Value
from sxsh_eval.reports.charts.estimated import Estimate, Level, check_unit, numbers_of
from sxsh_eval.reports.charts.shares import check_share

Observed = Annotated[int | float, Field(gt=0)]
"""How many were observed; an effective number need not be whole."""
Place = Annotated[int, Field(ge=0, le=60)]


class CaterpillarRow(Frozen):
    """One province of `caterpillar`.

    Attributes
    ----------
    estimate, missing : Estimate, Value
        One of the two: the (shrunken) number, or why it is not shown.
    raw : Estimate, optional
        The same before shrinkage, drawn open and small; not printed.
    """

    label: Value
    estimate: Estimate | None = None
    missing: Value | None = None
    raw: Estimate | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.estimate is None) == (self.missing is None):
            raise ValueError("give either estimate or missing")
        if self.raw is not None and self.estimate is None:
            raise ValueError("a raw number needs a shrunken one")
        return self


class CaterpillarData(Frozen):
    """Rows of `caterpillar`; drawn from the highest estimate down, those without a number listed under the plot.

    Attributes
    ----------
    unit : str
        Of every number.
    pooled : Estimate, optional
        All provinces together: a line, with its interval as a band; `pooled_label` names it.
    estimate_name, raw_name : Value, optional
        What the filled and the open marks are.
    note : Value, optional
        Replaces the standard sentence that overlapping intervals tell no order.
    """

    rows: tuple[CaterpillarRow, ...] = Field(max_length=80)
    unit: str = "percent"
    pooled: Estimate | None = None
    pooled_label: Value | None = None
    estimate_name: Value | None = None
    raw_name: Value | None = None
    note: Value | None = None
    level: Level = 95
    empty: Value | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        given = [one for row in self.rows for one in (row.estimate, row.raw) if one is not None]
        check_unit(numbers_of([*given, *([self.pooled] if self.pooled else [])]), self.unit)
        return self

    @property
    def ordered(self) -> tuple[CaterpillarRow, ...]:
        """Rows with a number from the highest; equal ones in the order given."""
        known = [row for row in self.rows if row.estimate is not None]
        return tuple(sorted(known, key=lambda row: -float(row.estimate.value.value) if row.estimate else 0.0))


class LimitPoint(Frozen):
    """Limits of a rate, in the unit of the chart, where so many were observed."""

    n: Annotated[float, Field(gt=0)]
    low: float
    high: float


class ControlLimits(Frozen):
    """Limits of one level about the pooled rate; points with rising `n`."""

    level: Level
    points: tuple[LimitPoint, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if any(one.n >= other.n for one, other in pairwise(self.points)):
            raise ValueError("the points of limits must have rising n")
        if any(point.low > point.high for point in self.points):
            raise ValueError("a lower limit lies over the upper one")
        return self


class ObservedRate(Frozen):
    """One province of `control_funnel`; with `beyond`, the highest level whose limits it leaves, it is labelled."""

    label: Value
    n: Observed
    value: float
    beyond: Level | None = None


class ControlFunnelData(Frozen):
    """Rates of `control_funnel` against the number observed.

    Attributes
    ----------
    pooled : Num
        The rate of all together: the level line.
    limits : tuple of ControlLimits
        Usually of 95 and 99.8 per cent.
    unit : str
        Per cent are of a whole, from 0 to 100.
    observed : Value, optional
        What `n` counts, under the axis.
    measure : Value, optional
        What the rate is, over the plot.
    note : Value, optional
    """

    rates: tuple[ObservedRate, ...]
    pooled: Num
    limits: tuple[ControlLimits, ...] = Field(default=(), max_length=2)
    unit: str = "percent"
    observed: Value | None = None
    measure: Value | None = None
    note: Value | None = None
    empty: Value | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        check_unit((self.pooled,), self.unit)
        levels = {limits.level for limits in self.limits}
        if unknown := sorted({one.beyond for one in self.rates if one.beyond is not None} - levels):
            raise ValueError(f"there are no limits of level {unknown[0]:g}")
        if self.unit == "percent":
            for one in self.rates:
                check_share(Num(value=one.value, unit="percent"))
        return self


class MapTile(Frozen):
    """One square of `tile_map`.

    Attributes
    ----------
    row, column : int
        Place from the upper left, from 0.
    label : Value
        Short enough for a square; two lines at most.
    value, missing : Num, Value
        One of the two: the number, or why there is none.
    part_of : Value, optional
        Of an archipelago: the province that it belongs to, printed in brackets; it is coloured as that one.
    """

    row: Place
    column: Place
    label: Value
    value: Num | None = None
    missing: Value | None = None
    part_of: Value | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.value is None) == (self.missing is None):
            raise ValueError("give either value or missing")
        return self


class TileMapData(Frozen):
    """Squares of `tile_map`.

    Attributes
    ----------
    limits : tuple of float
        Rising limits between the classes of the colours, at most five; round ones are chosen where none are given.
        A value on a limit belongs to the upper class.
    measure : Value, optional
        What the numbers are, over the key.
    note : Value, optional
        Replaces the standard sentence on the layout.
    """

    tiles: tuple[MapTile, ...]
    unit: str = "percent"
    limits: tuple[float, ...] = Field(default=(), max_length=5)
    measure: Value | None = None
    note: Value | None = None
    empty: Value | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        check_unit((one.value for one in self.tiles if one.value is not None), self.unit)
        places = [(one.row, one.column) for one in self.tiles]
        if len(places) != len(set(places)):
            raise ValueError("two squares have the same place")
        if any(one >= other for one, other in pairwise(self.limits)):
            raise ValueError("the limits of the classes must rise")
        return self
