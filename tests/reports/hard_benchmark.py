"""Figures that compare provinces and are hard to draw."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Num, Range, Value
from sxsh_eval.reports.charts.benchmark_data import (
    CaterpillarData,
    CaterpillarRow,
    ControlFunnelData,
    ControlLimits,
    LimitPoint,
    MapTile,
    ObservedRate,
    TileMapData,
)
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.model import Figure
from tests.reports.benchmark_samples import CONTROL
from tests.reports.estimates_made import share
from tests.reports.figure_samples import figure, percent
from tests.reports.hard_adoption import FORTY
from tests.reports.hard_figures import LONG, NAMES, UNBROKEN


def row(value: float, low: float, high: float, label: Value = LONG) -> CaterpillarRow:
    return CaterpillarRow(label=label, estimate=share(value, low, high, 1_234_567), raw=share(100 - value, 0, 100))


SURE = CaterpillarRow(label=LONG, estimate=Estimate(value=percent(0), reason=LONG, grade="claimed"))
WITHOUT = tuple(CaterpillarRow(label=name, missing=LONG) for name in NAMES)
LONG_ONES: dict[int, Value] = {5: LONG, 20: UNBROKEN}
CATERPILLARS = {
    "1 province": CaterpillarData(rows=(row(50, 0, 100),), pooled=share(0, 0, 100), pooled_label=LONG),
    "80 provinces": CaterpillarData(
        rows=tuple(row(n, n / 2, n + 10, FORTY[n % 40]) for n in range(80)), pooled=share(100, 99, 100)
    ),
    "40 long names": CaterpillarData(rows=tuple(row(n, 0, 100, LONG_ONES.get(n, FORTY[n])) for n in range(40))),
    "no intervals at all": CaterpillarData(rows=(SURE, SURE.model_copy(update={"label": UNBROKEN}), *WITHOUT)),
    "36 without a number": CaterpillarData(rows=(row(5, 0, 9), *WITHOUT, *WITHOUT, *WITHOUT), note=LONG),
    "huge by province": CaterpillarData(
        unit="vnd",
        rows=tuple(
            CaterpillarRow(
                label=name,
                estimate=Estimate(
                    value=Num(value=-123_456_789_012 * n, unit="vnd"),
                    interval=Range(low=-9e12, high=9e12, unit="vnd", digits=0),
                ),
            )
            for n, name in enumerate(FORTY)
        ),
    ),
    "all alike": CaterpillarData(rows=tuple(row(0, 0, 0, name) for name in NAMES)),
}


def rates(
    *pairs: tuple[int, float], label: Value | None = None, beyond: float | None = None
) -> tuple[ObservedRate, ...]:
    return tuple(
        ObservedRate(label=label or NAMES[n % 12], n=count, value=value, beyond=beyond)
        for n, (count, value) in enumerate(pairs)
    )


def flat(level: float, low: float, high: float) -> ControlLimits:
    points = tuple(LimitPoint(n=n, low=low, high=high) for n in (1, 10, 500))
    return ControlLimits(level=level, points=points)


LEVELS = (flat(95, 20, 40), flat(99.8, 10, 60))
FUNNELS = {
    "1 rate": ControlFunnelData(rates=rates((1, 0)), pooled=percent(0), limits=LEVELS),
    "all out": ControlFunnelData(
        rates=tuple(one.model_copy(update={"beyond": 99.8}) for one in CONTROL.rates[:30]),
        pooled=percent(18),
        limits=CONTROL.limits,
    ),
    "long outliers": ControlFunnelData(
        rates=(
            *rates((400, 90), (401, 91), (3, 89), label=LONG, beyond=99.8),
            *rates((1, 5), label=UNBROKEN, beyond=95),
        ),
        pooled=percent(30),
        limits=LEVELS,
        measure=LONG,
        observed=LONG,
        note=UNBROKEN,
    ),
    "no limits": ControlFunnelData(rates=rates((10, 100), (10, 100), (20, 0)), pooled=percent(100)),
    "savings": ControlFunnelData(
        rates=rates((1, -12_345_678), (9_999_999, 5)),
        unit="toe",
        pooled=Num(value=-3, unit="toe"),
        limits=(flat(95, -5e6, 5e6),),
    ),
}


def square(
    at: int, value: float | None, label: Value | None = None, why: Value = LONG, unit: str = "percent"
) -> MapTile:
    number = None if value is None else Num(value=value, unit=unit)
    name = label or NAMES[at % 12]
    return MapTile(row=at // 9, column=at % 9, label=name, value=number, missing=None if number else why)


MAPS = {
    "1 square": TileMapData(tiles=(square(0, 5),), measure=LONG),
    "long squares": TileMapData(
        tiles=(square(0, 100, LONG), square(4, 0, UNBROKEN), square(8, None, LONG), square(20, 50)), measure=LONG
    ),
    "huge squares": TileMapData(
        tiles=tuple(square(n, -(10**n), unit="vnd") for n in range(13)), unit="vnd", limits=(-1e6, -1e3)
    ),
    "no sea": TileMapData(tiles=tuple(square(n, n if n % 5 else None) for n in range(45)), measure=LONG),
    "every reason": TileMapData(
        tiles=(square(0, 5), *(square(n + 1, None, NAMES[n], NAMES[n]) for n in range(12))), note=LONG
    ),
    "equal squares": TileMapData(tiles=tuple(square(n, 7) for n in range(20))),
    "islands at the edge": TileMapData(
        tiles=(
            MapTile(row=0, column=0, label=LONG, value=percent(5), part_of=LONG),
            MapTile(row=0, column=1, label=NAMES[0], value=percent(5), part_of=NAMES[1]),
            MapTile(row=3, column=8, label=NAMES[0], missing=LONG, part_of=NAMES[1]),
        )
    ),
}
HARD: dict[str, Figure] = {
    **{name: figure("caterpillar", one) for name, one in CATERPILLARS.items()},
    **{name: figure("control_funnel", one) for name, one in FUNNELS.items()},
    **{name: figure("tile_map", one) for name, one in MAPS.items()},
}
EMPTY: dict[str, Figure] = {
    "caterpillar": figure("caterpillar", CaterpillarData(rows=WITHOUT)),
    "control_funnel": figure("control_funnel", ControlFunnelData(rates=(), pooled=percent(5))),
    "tile_map": figure("tile_map", TileMapData(tiles=(square(0, None),))),
}
