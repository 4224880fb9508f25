"""What the charts on adoption show, as typed data that fits into `Figure.data`; free of drawing code."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Num, Range, Value
from sxsh_eval.reports.charts.data import Reported
from sxsh_eval.reports.charts.effect import Effect, check_units
from sxsh_eval.reports.charts.estimated import Estimate, Level, ShareEstimate, check_unit, numbers_of
from sxsh_eval.reports.charts.shares import check_verdict, contains, ends


class Stage(Frozen):
    """One bar of `funnel`.

    Attributes
    ----------
    share, missing : ShareEstimate, Value
        One of the two: per cent of all establishments, or why that is not known.
    count, count_interval : Num, Range, optional
        Estimated number of establishments.
    change : Value, optional
        Words between the stage before and this one; by default the difference of the printed shares in points.
    """

    label: Value
    detail: Value | None = None
    share: ShareEstimate | None = None
    missing: Value | None = None
    count: Num | None = None
    count_interval: Range | None = None
    change: Value | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.share is None) == (self.missing is None):
            raise ValueError("give either share or missing")
        if self.count is None and self.count_interval is not None:
            raise ValueError("an interval of a count needs the count")
        if self.count is not None and not contains(self.count_interval, self.count):
            raise ValueError("the count lies outside its own interval")
        return self


class FunnelData(Frozen):
    """Stages of `funnel` in their order; `whole` is how many establishments 100 per cent are."""

    stages: tuple[Stage, ...]
    whole: Num | None = None
    level: Level = 95
    empty: Value | None = None


class IntervalRow(Frozen):
    """One row of `intervals`.

    Attributes
    ----------
    estimate, missing : Estimate, Value
        One of the two: the number, or why it is not shown.
    beside : Estimate, optional
        A second number of the same thing, drawn open: the raw estimate beside the shrunken one.
    """

    label: Value
    detail: Value | None = None
    estimate: Estimate | None = None
    missing: Value | None = None
    beside: Estimate | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.estimate is None) == (self.missing is None):
            raise ValueError("give either estimate or missing")
        if self.beside is not None and self.estimate is None:
            raise ValueError("a second number needs a first one")
        return self


class IntervalGroup(Frozen):
    """Rows under a heading, or without one."""

    title: Value | None = None
    rows: tuple[IntervalRow, ...]


class GuideLine(Frozen):
    """A vertical line through all rows: the province's total, a target."""

    label: Value
    value: Num


class IntervalsData(Frozen):
    """Groups of `intervals`, in the order given.

    Attributes
    ----------
    unit : {"percent", "percentage_point"}
        Of every number; per cent are of a whole, from 0 to 100.
    lines : tuple of GuideLine
        At most four.
    estimate_name, beside_name : Value, optional
        What the filled and the open marks are, when rows have both.
    """

    groups: tuple[IntervalGroup, ...]
    unit: Literal["percent", "percentage_point"] = "percent"
    lines: tuple[GuideLine, ...] = Field(default=(), max_length=4)
    estimate_name: Value | None = None
    beside_name: Value | None = None
    level: Level = 95
    empty: Value | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        pairs = [(row.estimate, row.beside) for group in self.groups for row in group.rows]
        shown = [one for pair in pairs for one in pair if one is not None]
        check_unit((*numbers_of(shown), *(line.value for line in self.lines)), self.unit)
        return self


class EffectRow(Frozen):
    """One row of `forest`: exactly one of an effect, the reference level, or why there is no effect."""

    label: Value
    estimate: Estimate | None = None
    reference: bool = False
    missing: Value | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.estimate is not None) + self.reference + (self.missing is not None) != 1:
            raise ValueError("give exactly one of estimate, reference, missing")
        return self


class EffectGroup(Frozen):
    """Levels of one covariate under its name; rows of covariates without levels need no title."""

    title: Value | None = None
    rows: tuple[EffectRow, ...]


class ForestData(Frozen):
    """Groups of `forest`, in the order given.

    Attributes
    ----------
    scale : {"linear", "log"}
        Percentage points around 0, or ratios around 1 on a logarithmic axis.
    axis : Range, optional
        Ends of the axis; by default the effects decide. Longer whiskers end in an arrow.
    measure : Value, optional
        What the effects are, over the axis; standard words otherwise.
    """

    groups: tuple[EffectGroup, ...]
    scale: Literal["linear", "log"] = "linear"
    axis: Range | None = None
    measure: Value | None = None
    level: Level = 95
    empty: Value | None = None

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All effects."""
        return tuple(row.estimate for group in self.groups for row in group.rows if row.estimate is not None)

    @model_validator(mode="after")
    def _fits_scale(self) -> Self:
        axis = () if self.axis is None else (self.axis,)
        numbers = (*numbers_of(self.estimates), *axis)
        check_unit(numbers, "percentage_point" if self.scale == "linear" else "ratio")
        if self.scale == "log":
            if any(ends(one.value)[0] <= 0 or (one.interval and one.interval.low < 0) for one in self.estimates):
                raise ValueError("a logarithmic axis needs ratios over 0")
            if self.axis is not None and self.axis.low <= 0:
                raise ValueError("a logarithmic axis begins over 0")
        if self.axis is not None and not self.axis.low < (0 if self.scale == "linear" else 1) < self.axis.high:
            raise ValueError("the axis does not hold the line of no effect")
        if self.axis is not None and not all(contains(self.axis, one.value) for one in self.estimates):
            raise ValueError("an effect lies outside the axis")
        return self


class ClaimSurveyRow(Frozen):
    """One indicator of `claim_survey`.

    Attributes
    ----------
    claim, claim_missing : Reported, Value
        One of the two: the letter's share, or why there is none.
    survey, survey_missing : ShareEstimate, Value
        One of the two: the survey's share, or why there is none; neither where `measured` stands in their place.
    measured, measured_missing : Effect, Value
        At most one of the two: the share that adoption caused in per cent, signed as the claim (a saving is
        positive) with an interval that may hold 0 or have no end, or why there is none.
    verdict : Value, optional
        At the right: a mark of the scale ``verdict`` with its sign, or words.
    """

    label: Value
    detail: Value | None = None
    claim: Reported | None = None
    claim_missing: Value | None = None
    survey: ShareEstimate | None = None
    survey_missing: Value | None = None
    measured: Effect | None = None
    measured_missing: Value | None = None
    verdict: Value | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.claim is None) == (self.claim_missing is None):
            raise ValueError("give either claim or claim_missing")
        if self.measured is not None and self.measured_missing is not None:
            raise ValueError("give measured or measured_missing, not both")
        asked = self.survey is not None, self.survey_missing is not None
        if all(asked) or not (any(asked) or self.has_measured):
            raise ValueError("give either survey or survey_missing")
        check_units((self.measured,), "percent")
        if self.verdict is not None and self.verdict.kind == "mark":
            check_verdict(self.verdict)
        return self

    @property
    def has_measured(self) -> bool:
        """Whether the row says something about the measured share."""
        return self.measured is not None or self.measured_missing is not None


class ClaimSurveyData(Frozen):
    """Rows of `claim_survey`, in the order given."""

    rows: tuple[ClaimSurveyRow, ...]
    level: Level = 95
    empty: Value | None = None
