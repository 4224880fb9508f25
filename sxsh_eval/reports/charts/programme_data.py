"""What the charts of projections and scenarios show, as data that fits into `Figure.data`; no drawing code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Num, Value
from sxsh_eval.reports.charts.data import Year
from sxsh_eval.reports.charts.estimated import Estimate, Level, check_unit, numbers_of
from sxsh_eval.reports.charts.shares import check_share


class PathPoint(Frozen):
    """Median of the drawn futures at the end of a year, with its interval where there is one."""

    year: Year
    value: float
    band: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if self.band is not None and not self.band[0] <= self.value <= self.band[1]:
            raise ValueError("the median lies outside its own band")
        return self


class ReachedBy(Frozen):
    """Chance, in per cent, that a target is reached by the end of its year."""

    year: Year
    target: Num
    chance: Num

    @model_validator(mode="after")
    def _share(self) -> Self:
        check_share(self.chance)
        return self


class ProjectedLine(Frozen):
    """One scenario in a panel.

    Attributes
    ----------
    label : Value
        Name at the right end; may be left out where the panel's title names the only line.
    points : tuple of PathPoint
        In the order of their years.
    reached : tuple of ReachedBy
        Printed at the right edge, one a target of the panel.
    """

    label: Value | None = None
    points: tuple[PathPoint, ...] = Field(min_length=2)
    reached: tuple[ReachedBy, ...] = Field(default=(), max_length=3)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        years = [point.year for point in self.points]
        if years != sorted(set(years)):
            raise ValueError("the years of a line must rise")
        return self


class ProjectionBase(Frozen):
    """State at the end of a year from which futures start, marked by its grade of evidence."""

    year: Year
    value: Estimate


class ProjectionTarget(Frozen):
    """A target at the end of its year; `label` replaces the standard words."""

    year: Year
    value: Num
    label: Value | None = None


class ProjectionPanel(Frozen):
    """One plot: one scenario, or up to four in comparison.

    Attributes
    ----------
    title, detail : Value, optional
        Over the plot; detail in small print.
    missing : Value, optional
        Why there are no lines.
    """

    title: Value | None = None
    detail: Value | None = None
    lines: tuple[ProjectedLine, ...] = Field(default=(), max_length=4)
    base: ProjectionBase | None = None
    targets: tuple[ProjectionTarget, ...] = Field(default=(), max_length=4)
    missing: Value | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if not self.lines and self.missing is None:
            raise ValueError("give lines or missing")
        if len(self.lines) > 1 and any(line.label is None for line in self.lines):
            raise ValueError("lines of one panel need labels")
        return self

    @property
    def years(self) -> tuple[int, ...]:
        """All years that something is drawn at."""
        drawn = [point.year for line in self.lines for point in line.points]
        drawn += [target.year for target in self.targets]
        return (
            *drawn,
            *(one.year for line in self.lines for one in line.reached),
            *([self.base.year] if self.base else []),
        )


class ProjectionData(Frozen):
    """Panels of `projection` on the same axes.

    Attributes
    ----------
    first, last : int
        Years at the left and right ends; every value is that of the end of its year.
    unit : str
        Of every number on the upright axis; per cent are of a whole, from 0 to 100.
    measure : Value, optional
        What is shown, over the panels.
    digits : int
        Decimals of the printed values.
    level : float
        Coverage of the bands in per cent.
    """

    first: Year
    last: Year
    panels: tuple[ProjectionPanel, ...] = Field(max_length=6)
    unit: str = "percent"
    measure: Value | None = None
    digits: int = Field(default=1, ge=0, le=6)
    level: Level = 90
    empty: Value | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.first >= self.last:
            raise ValueError(f"the axis {self.first}..{self.last} has no years")
        for panel in self.panels:
            if outside := [year for year in panel.years if not self.first <= year <= self.last]:
                raise ValueError(f"{outside[0]} is outside the axis {self.first}..{self.last}")
            numbers = numbers_of([panel.base.value]) if panel.base else ()
            check_unit((*numbers, *(target.value for target in panel.targets)), self.unit)
        if self.unit == "percent":
            check_points(point for panel in self.panels for line in panel.lines for point in line.points)
        return self


def check_points(points: Iterable[PathPoint]) -> None:
    """Refuse per cent outside 0 to 100 (ValueError)."""
    for point in points:
        for share in (point.value, *(point.band or ())):
            check_share(Num(value=share, unit="percent"))


class ScenarioMeasure(Frozen):
    """One column of `scenarios` with an axis of its own; `line`, such as a target, runs through all rows."""

    title: Value
    unit: str
    line: Num | None = None
    line_label: Value | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if self.line is not None:
            check_unit((self.line,), self.unit)
        return self


class ScenarioCell(Frozen):
    """One of the two: the number, or why it is not shown."""

    estimate: Estimate | None = None
    missing: Value | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.estimate is None) == (self.missing is None):
            raise ValueError("give either estimate or missing")
        return self


class ScenarioRow(Frozen):
    """One scenario with a cell for each measure; `reference` rows (no programme) are drawn open."""

    label: Value
    detail: Value | None = None
    cells: tuple[ScenarioCell, ...]
    reference: bool = False


class ScenarioData(Frozen):
    """Rows of `scenarios`, in the order given, with at most four measures side by side."""

    measures: tuple[ScenarioMeasure, ...] = Field(max_length=4)
    rows: tuple[ScenarioRow, ...]
    level: Level = 90
    empty: Value | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for row in self.rows:
            if len(row.cells) != len(self.measures):
                raise ValueError(f"a row has {len(row.cells)} cells for {len(self.measures)} measures")
            for cell, measure in zip(row.cells, self.measures, strict=True):
                if cell.estimate is not None:
                    check_unit(numbers_of([cell.estimate]), measure.unit)
        return self
