"""Years of a timeline's lane in which nothing is recorded; free of drawing code."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from sxsh_eval.parameters.quantity import Years
from sxsh_eval.reports.charts.data import Lane


def quiet_years(lane: Lane, period: Years, letter: date | None) -> tuple[Years, ...]:
    """Spans of the period's years in which the lane has no item, up to the letter's own year."""
    busy = {year for item in lane.items for year in range(item.first.year, (item.last or item.first).year + 1)}
    last = min(period.last, letter.year) if letter else period.last
    still = [year for year in range(period.first, last + 1) if year not in busy]
    runs = groupby(enumerate(still), key=lambda pair: pair[1] - pair[0])
    spans = [[year for _, year in run] for _, run in runs]
    return tuple(Years(first=span[0], last=span[-1]) for span in spans)
