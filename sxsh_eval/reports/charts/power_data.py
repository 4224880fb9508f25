"""What the chart `power` shows, as typed data that fits into `Figure.data`; free of drawing code."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sxsh_eval.parameters.quantity import Frozen, Value

Percent = Annotated[float, Field(ge=0, le=100)]


class PowerPoint(Frozen):
    """How often an effect is seen with some number of enterprises, with its Monte Carlo interval; per cent."""

    enterprises: int = Field(gt=0)
    power: Percent
    interval: tuple[Percent, Percent] | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if self.interval is not None and not self.interval[0] <= self.power <= self.interval[1]:
            raise ValueError("the power lies outside its own interval")
        return self


class PowerLine(Frozen):
    """Points of one effect, from the fewest enterprises to the most; `label` stands at the right end."""

    label: Value
    points: tuple[PowerPoint, ...] = Field(min_length=1)


class PowerData(Frozen):
    """Lines of `power`.

    Attributes
    ----------
    lines : tuple of PowerLine
        All over the same numbers of enterprises.
    wanted : float
        Power that is planned for, per cent.
    """

    lines: tuple[PowerLine, ...] = Field(default=(), max_length=4)
    wanted: Percent
    empty: Value | None = None

    @model_validator(mode="after")
    def _alike(self) -> Self:
        if len({tuple(point.enterprises for point in line.points) for line in self.lines}) > 1:
            raise ValueError("the lines do not have the same numbers of enterprises")
        for line in self.lines:
            numbers = [point.enterprises for point in line.points]
            if numbers != sorted(set(numbers)):
                raise ValueError("the numbers of enterprises must rise")
        return self
