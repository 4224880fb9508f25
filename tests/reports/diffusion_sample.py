"""Adoption over the years as a province with yearly surveys would have it; all numbers are invented."""

from __future__ import annotations

import math

from sxsh_eval.parameters.quantity import Name, phrase
from sxsh_eval.reports.charts.diffusion_data import (
    Curve,
    CurvePoint,
    DiffusionData,
    LetterClaim,
    NationalTarget,
    Observation,
    Saturation,
)
from tests.reports.estimates_made import share
from tests.reports.figure_samples import band, percent


def logistic(year: float, top: float, middle: float, pace: float) -> float:
    return top / (1 + math.exp(-pace * (year - middle)))


def curve(label: Name, top: float, middle: float, pace: float, saturation: Saturation | None = None) -> Curve:
    """A logistic curve with a band that widens after 2019."""
    made = []
    for step in range(61):
        year = 2010 + step / 3
        value = logistic(year, top, middle, pace)
        half = value * (0.12 + 0.05 * max(0.0, year - 2019))
        made.append(CurvePoint(year=year, share=value, band=(max(0.0, value - half), min(100.0, value + half))))
    return Curve(label=label, points=tuple(made), saturation=saturation)


SHARES = (1.2, 1.5, 2.4, 2.6, 4.1, 4.6, 6.9, 8.2, 9.4, 12.3)
LOGISTIC = curve(
    Name(vi="Đường logistic: 43,8 % năm 2030", en="Logistic curve: 43.8% in 2030"),
    52,
    2024.0,
    0.28,
    Saturation(value=percent(52), interval=band(31, 88)),
)
DIFFUSION = DiffusionData(
    first=2009,
    last=2030,
    observations=tuple(
        Observation(year=2010 + n, share=share(value, round(value * 0.65, 1), round(value * 1.5, 1), 180 + 7 * n))
        for n, value in enumerate(SHARES)
    ),
    curves=(LOGISTIC,),
    targets=(NationalTarget(year=2015, value=percent(25)), NationalTarget(year=2020, value=percent(50))),
    claim=LetterClaim(year=2018, value=percent(5), interval=band(4.5, 5.5)),
    note=phrase("adoption.inflection_open"),
)
