"""What the chart `waterfall` shows, as typed data that fits into `Figure.data`; free of drawing code."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sxsh_eval.parameters.quantity import Frozen, Num, Value
from sxsh_eval.reports.charts.effect import Reach, check_reach, check_units
from sxsh_eval.reports.charts.estimated import Level

EXACT = 1e-6
"""How far the steps may miss the end, in parts of the largest number."""


class WaterfallStep(Frozen):
    """A signed step between two totals.

    Attributes
    ----------
    subgroup : Value, optional
        Whom the step belongs to, in small print.
    reason : Value, optional
        Why there is no interval, where that differs from the note of the chart.
    """

    label: Value
    subgroup: Value | None = None
    value: Num
    interval: Reach | None = None
    reason: Value | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if self.interval is not None:
            check_reach(self.interval, self.value, "interval")
        return self


class WaterfallGroup(Frozen):
    """Start, steps in their order, end.

    The end is the start with all steps, to a millionth of the largest number: give numbers unrounded, with `digits`.
    """

    title: Value | None = None
    start_label: Value
    start: Num
    steps: tuple[WaterfallStep, ...] = ()
    end_label: Value
    end: Num

    @property
    def change(self) -> float:
        """End less start."""
        return float(self.end.value) - float(self.start.value)

    @property
    def levels(self) -> tuple[float, ...]:
        """Total before the first step, then after each step."""
        totals = [float(self.start.value)]
        for step in self.steps:
            totals.append(totals[-1] + float(step.value.value))
        return tuple(totals)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        largest = max(abs(level) for level in (*self.levels, float(self.end.value)))
        if abs(self.levels[-1] - float(self.end.value)) > EXACT * largest:
            raise ValueError(f"the steps lead from {self.start.value:g} to {self.levels[-1]:g}, not {self.end.value:g}")
        return self


class WaterfallData(Frozen):
    """Groups of `waterfall`, stacked below each other.

    Attributes
    ----------
    unit : str
        Of every number.
    share : {"start", "change", "none"}
        What each step's per cent beside it are of: the total at the start, the whole change, or no per cent.
    shared_axis : bool, optional
        Whether all groups share one axis, so that bars compare; by default they do where every group stays readable.
    from_zero : bool, optional
        Whether axes begin at 0; by default they do unless the steps would be too short to see, then the bars of the
        totals are cut and the key says so.
    note : Value, optional
        Printed under the plot, such as why steps have no interval.
    """

    groups: tuple[WaterfallGroup, ...]
    unit: str
    share: Literal["start", "change", "none"] = "start"
    shared_axis: bool | None = None
    from_zero: bool | None = None
    measure: Value | None = None
    note: Value | None = None
    level: Level = 95
    empty: Value | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        for group in self.groups:
            steps = (number for step in group.steps for number in (step.value, step.interval))
            check_units((group.start, group.end, *steps), self.unit)
        return self
