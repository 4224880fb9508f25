"""Estimates for the samples of charts, printed with their usual decimals."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Num, Range
from sxsh_eval.reports.charts.estimated import Estimate, ShareEstimate


def share(value: float, low: float, high: float, n: int | None = None) -> ShareEstimate:
    """A share with interval, printed with one decimal."""
    return ShareEstimate(value=tenths(value), interval=Range(low=low, high=high, unit="percent", digits=1), n=n)


def tenths(value: float, unit: str = "percent") -> Num:
    """A number printed with one decimal."""
    return Num(value=value, unit=unit, digits=1)


def points(value: float, low: float, high: float, n: int | None = None) -> Estimate:
    """A difference in points."""
    unit = "percentage_point"
    return Estimate(value=tenths(value, unit), interval=Range(low=low, high=high, unit=unit, digits=1), n=n)


def ratio(value: float, low: float, high: float) -> Estimate:
    """A ratio printed with two decimals."""
    return Estimate(
        value=Num(value=value, unit="ratio", digits=2), interval=Range(low=low, high=high, unit="ratio", digits=2)
    )
