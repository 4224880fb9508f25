"""What the charts on effects show, as typed data that fits into `Figure.data`; free of drawing code."""

from __future__ import annotations

from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Num, Range, Value
from sxsh_eval.reports.charts.effect import Effect, EffectUnit, Reach, check_reach, check_units
from sxsh_eval.reports.charts.estimated import Level, Sample


class EventPoint(Frozen):
    """One event time of `event_study`: exactly one of an effect, the reference period, or why there is no effect.

    Attributes
    ----------
    time : int
        Periods since treatment began; 0 is the first treated period.
    band : Reach, optional
        Simultaneous interval, beside the pointwise one of the effect.
    n : int, optional
        Treated units that the effect rests on, printed under the axis.
    """

    time: int
    effect: Effect | None = None
    reference: bool = False
    missing: Value | None = None
    band: Reach | None = None
    n: Sample | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.effect is not None) + self.reference + (self.missing is not None) != 1:
            raise ValueError("give exactly one of effect, reference, missing")
        if self.band is not None:
            if self.effect is None:
                raise ValueError("a simultaneous band needs an effect")
            check_reach(self.band, self.effect.value, "band")
        return self


class EventStudyData(Frozen):
    """Effects of `event_study` by event time.

    Attributes
    ----------
    points : tuple of EventPoint
        In the order of time.
    unit : {"percent", "percent_change", "percentage_point", "log_point"}
        Of every number.
    overall : Effect, optional
        Summary over the treated periods, in the right margin; `overall_label` replaces its standard name.
    measure : Value, optional
        What the effects are, over the plot; standard words otherwise.
    time_name, n_name : Value, optional
        What event time counts, and what `n` counts, under the axis.
    """

    points: tuple[EventPoint, ...]
    unit: EffectUnit = "percent_change"
    overall: Effect | None = None
    overall_label: Value | None = None
    measure: Value | None = None
    time_name: Value | None = None
    n_name: Value | None = None
    level: Level = 95
    empty: Value | None = None

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Effects of all event times that have one."""
        return tuple(point.effect for point in self.points if point.effect is not None)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if any(one.time >= other.time for one, other in pairwise(self.points)):
            raise ValueError("event times must rise")
        check_units((*self.effects, *(point.band for point in self.points), self.overall), self.unit)
        return self


class Specification(Frozen):
    """One way to estimate, a row of `specifications`.

    Attributes
    ----------
    effect, missing : Effect, Value
        One of the two: the effect, or why this way is refused.
    default : bool
        Whether it is the one the report relies on.
    """

    label: Value
    detail: Value | None = None
    effect: Effect | None = None
    missing: Value | None = None
    default: bool = False

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.effect is None) == (self.missing is None):
            raise ValueError("give either effect or missing")
        return self


class SpecificationFamily(Frozen):
    """Specifications of one kind under its name: naive, regression, group-time, sensitivity."""

    title: Value | None = None
    rows: tuple[Specification, ...]


class ClaimedEffect(Frozen):
    """What is claimed, with the interval its rounding leaves open, on the axis of the effects."""

    label: Value
    value: Num
    interval: Range | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if self.interval is not None and not self.interval.low <= self.value.value <= self.interval.high:
            raise ValueError("the claim lies outside its own interval")
        return self


class SpecificationsData(Frozen):
    """Families of `specifications` in the order given.

    Attributes
    ----------
    claim : ClaimedEffect, optional
        Shaded behind all rows; signed as the effects are (a saving of 10 per cent is an effect of -10).
    """

    families: tuple[SpecificationFamily, ...]
    unit: EffectUnit = "percent_change"
    claim: ClaimedEffect | None = None
    measure: Value | None = None
    level: Level = 95
    empty: Value | None = None

    @property
    def rows(self) -> tuple[Specification, ...]:
        """Rows of all families."""
        return tuple(row for family in self.families for row in family.rows)

    @model_validator(mode="after")
    def _one_default(self) -> Self:
        claimed = (self.claim.value, self.claim.interval) if self.claim else ()
        check_units((*(row.effect for row in self.rows), *claimed), self.unit)
        if sum(row.default for row in self.rows) > 1:
            raise ValueError("only one specification is the default")
        return self


class Restriction(Frozen):
    """One value of a restriction, a row of `sensitivity`.

    Attributes
    ----------
    value : Num
        How far the assumption may fail.
    interval, missing : Reach, Value
        One of the two: what then remains of the effect, or why that is not known.
    label : Value, optional
        Replaces ``M = <value>``.
    """

    value: Num
    interval: Reach | None = None
    missing: Value | None = None
    label: Value | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.interval is None) == (self.missing is None):
            raise ValueError("give either interval or missing")
        return self


class Breakdown(Frozen):
    """Smallest value of the restriction whose interval holds zero, or why there is none; `label` replaces the words.

    A value known only to lie beyond all rows has the bound ``over``.
    """

    value: Num | None = None
    missing: Value | None = None
    label: Value | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.value is None) == (self.missing is None):
            raise ValueError("give either value or missing")
        return self


class SensitivityGroup(Frozen):
    """Rows of one kind of restriction, from the strictest on."""

    title: Value | None = None
    rows: tuple[Restriction, ...]
    breakdown: Breakdown | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if any(one.value.value >= other.value.value for one, other in pairwise(self.rows)):
            raise ValueError("the values of a restriction must rise")
        return self


class SensitivityData(Frozen):
    """Honest bounds of `sensitivity`.

    Attributes
    ----------
    original : Effect, optional
        Under the assumption as it stands, over all rows; `original_label` replaces its standard name.
    """

    groups: tuple[SensitivityGroup, ...] = Field(default=())
    unit: EffectUnit = "percent_change"
    original: Effect | None = None
    original_label: Value | None = None
    measure: Value | None = None
    level: Level = 95
    empty: Value | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        check_units((self.original, *(row.interval for group in self.groups for row in group.rows)), self.unit)
        return self
