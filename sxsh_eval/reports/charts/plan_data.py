"""What the charts for plans show: what drives an outcome, what saving costs, who does what when; no drawing code."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Num, Range, Value
from sxsh_eval.reports.charts.data import Year
from sxsh_eval.reports.charts.estimated import Estimate, Level, check_unit, numbers_of
from sxsh_eval.reports.charts.shares import contains


class DriverEnd(Frozen):
    """What comes out when a driver has its low or high value, which `setting` names."""

    outcome: Num
    setting: Value | None = None


class Driver(Frozen):
    """One bar of `tornado`."""

    label: Value
    detail: Value | None = None
    low: DriverEnd
    high: DriverEnd

    @property
    def spread(self) -> float:
        """Distance between the two outcomes."""
        return abs(float(self.high.outcome.value) - float(self.low.outcome.value))


class TornadoData(Frozen):
    """Drivers of `tornado`; drawn with the widest on top.

    Attributes
    ----------
    measure : Value
        What comes out.
    central : Num
        Outcome with every driver at its central value.
    rest : Value, optional
        A sentence on the drivers left out.
    """

    measure: Value
    central: Num
    drivers: tuple[Driver, ...]
    rest: Value | None = None
    empty: Value | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        check_unit((end.outcome for one in self.drivers for end in (one.low, one.high)), self.central.unit)
        return self

    @property
    def ordered(self) -> tuple[Driver, ...]:
        """Drivers from the widest."""
        return tuple(sorted(self.drivers, key=lambda one: -one.spread))


class AbatementStep(Frozen):
    """One option of `abatement`.

    Attributes
    ----------
    label, detail : Value
        Instrument; whom it reaches.
    amount : Num
        What it saves: the width. Not negative.
    amount_interval : Range, optional
    cost : Estimate
        For each unit saved: the height, negative where the option pays for itself.
    """

    label: Value
    detail: Value | None = None
    amount: Num
    amount_interval: Range | None = None
    cost: Estimate

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.amount.value < 0:
            raise ValueError("the amount saved cannot be negative")
        if self.amount_interval is not None and self.amount_interval.unit != self.amount.unit:
            raise ValueError(f"the amount is in {self.amount.unit}, its interval in {self.amount_interval.unit}")
        if not contains(self.amount_interval, self.amount):
            raise ValueError("the amount lies outside its own interval")
        return self


class CostLine(Frozen):
    """A cost that options are compared with, such as the price of energy: a level line."""

    label: Value
    value: Num


class AmountLine(Frozen):
    """An amount that is wanted, such as a target: an upright line."""

    label: Value
    value: Num


class AbatementData(Frozen):
    """Steps of `abatement`, at most 36; drawn from the cheapest, numbered in that order, with a list under the plot.

    Attributes
    ----------
    unit, cost_unit : str
        Of amounts, and of costs a unit of them.
    cost_name, amount_name : Value, optional
        What the axes show; standard words for net costs, with the unit, otherwise.
    prices, wanted : tuple
        Level and upright lines, at most two each.
    """

    steps: tuple[AbatementStep, ...] = Field(max_length=36)
    unit: str = "toe"
    cost_unit: str = "million_vnd_per_toe"
    cost_name: Value | None = None
    amount_name: Value | None = None
    prices: tuple[CostLine, ...] = Field(default=(), max_length=2)
    wanted: tuple[AmountLine, ...] = Field(default=(), max_length=2)
    level: Level = 90
    empty: Value | None = None

    @model_validator(mode="after")
    def _units(self) -> Self:
        check_unit((*(one.amount for one in self.steps), *(line.value for line in self.wanted)), self.unit)
        costs = numbers_of(one.cost for one in self.steps)
        check_unit((*costs, *(line.value for line in self.prices)), self.cost_unit)
        return self

    @property
    def ordered(self) -> tuple[AbatementStep, ...]:
        """Steps from the cheapest; equally cheap ones in the order given."""
        return tuple(sorted(self.steps, key=lambda one: float(one.cost.value.value)))


class YearAmount(Frozen):
    """Money or another quantity of one year."""

    year: Year
    value: Num


class Activity(Frozen):
    """One bar of `schedule`.

    Attributes
    ----------
    label, detail : Value
        What is done; in small print by whom.
    first, last : int
        Years, both included.
    amounts : tuple of YearAmount
        Printed in the years they belong to.
    total : Num, optional
        Printed at the right.
    missing : Value, optional
        Why there is no money, printed at the right.
    done : bool
        Whether it is finished: drawn filled.
    """

    label: Value
    detail: Value | None = None
    first: Year
    last: Year
    amounts: tuple[YearAmount, ...] = ()
    total: Num | None = None
    missing: Value | None = None
    done: bool = False

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.first > self.last:
            raise ValueError("an activity ends before it begins")
        years = [one.year for one in self.amounts]
        if len(years) != len(set(years)) or any(not self.first <= year <= self.last for year in years):
            raise ValueError("amounts need one year each, inside the activity's years")
        if self.total is not None and self.missing is not None:
            raise ValueError("give total or missing, not both")
        return self


class ActivityGroup(Frozen):
    """Activities under a heading, or without one."""

    title: Value | None = None
    rows: tuple[Activity, ...]


class ScheduleData(Frozen):
    """Groups of `schedule` over the years `first` to `last`, both included.

    Attributes
    ----------
    unit : str
        Of every amount, named once over the columns.
    sums : tuple of YearAmount
        Of all activities by year, in a row of its own; `total` is theirs.
    """

    first: Year
    last: Year
    groups: tuple[ActivityGroup, ...]
    unit: str = "million_vnd"
    sums: tuple[YearAmount, ...] = ()
    total: Num | None = None
    empty: Value | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        rows = [row for group in self.groups for row in group.rows]
        if self.first > self.last:
            raise ValueError(f"the axis {self.first}..{self.last} has no years")
        if any(row.first < self.first or row.last > self.last for row in rows):
            raise ValueError(f"an activity is outside the years {self.first}..{self.last}")
        if any(not self.first <= one.year <= self.last for one in self.sums):
            raise ValueError(f"a sum is outside the years {self.first}..{self.last}")
        totals = [row.total for row in rows if row.total is not None] + ([self.total] if self.total else [])
        amounts = [one.value for row in rows for one in row.amounts]
        check_unit((*totals, *amounts, *(one.value for one in self.sums)), self.unit)
        return self
