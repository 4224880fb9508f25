"""Figures that compare provinces: made-up rates of the registry's 63 and 34 provinces."""

from __future__ import annotations

import math
from datetime import date

from sxsh_eval.parameters.quantity import Name, Num, Range, Value, as_name
from sxsh_eval.parameters.registry_files import read_provinces
from sxsh_eval.reports.charts.benchmark_data import (
    CaterpillarData,
    CaterpillarRow,
    ControlFunnelData,
    ControlLimits,
    LimitPoint,
    ObservedRate,
    TileMapData,
)
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.tiles import province_tiles
from sxsh_eval.reports.model import Figure
from tests.letters import ROOT
from tests.reports.estimates_made import share, tenths
from tests.reports.figure_samples import figure

PROVINCES = read_provinces(ROOT / "parameters" / "registry")
BEFORE, AFTER = date(2019, 1, 1), date(2026, 1, 1)
OLD = sorted((one for one in PROVINCES if one.valid_on(BEFORE)), key=lambda one: one.slug)
POOLED = 18.0
FEW = Name(vi="Ít hơn 5 cơ sở trả lời", en="Fewer than 5 establishments answered")
NO_REPORT = Name(vi="Không có báo cáo", en="No report")
ADOPTION = Name(
    vi="Tỷ lệ cơ sở áp dụng sản xuất sạch hơn, 2018", en="Share of establishments that apply cleaner production, 2018"
)


def observed(number: int) -> int:
    """Answers of the province with a number."""
    return 8 + (number * 37) % 240


def rate(number: int) -> float:
    """Per cent of the province with a number: about the pooled rate, two far off."""
    far = {7: 25.0, 31: -14.0, 50: 14.0}
    return round(
        min(max(POOLED + 60 / math.sqrt(observed(number)) * math.sin(number * 2.3) + far.get(number, 0), 0), 100), 1
    )


def interval(value: float, n: float, z: float) -> tuple[float, float]:
    """Normal interval inside 0 to 100."""
    half = 100 * z * math.sqrt(max(value, 4) / 100 * (1 - value / 100) / n)
    return max(value - half, 0.0), min(value + half, 100.0)


def shrunken(number: int) -> Estimate:
    """A rate pulled towards the pooled one."""
    weight = observed(number) / (observed(number) + 40)
    value = weight * rate(number) + (1 - weight) * POOLED
    return share(round(value, 1), *interval(value, observed(number) + 40, 1.96), observed(number))


def caterpillar_row(number: int, label: Value) -> CaterpillarRow:
    if number in {11, 44}:
        return CaterpillarRow(label=label, missing=FEW)
    if number == 20:
        return CaterpillarRow(label=label, missing=NO_REPORT)
    raw = share(rate(number), *interval(rate(number), observed(number), 1.96))
    return CaterpillarRow(label=label, estimate=shrunken(number), raw=raw)


CATERPILLAR = CaterpillarData(
    rows=tuple(caterpillar_row(number, as_name(one.name)) for number, one in enumerate(OLD)),
    pooled=share(POOLED, 16.4, 19.7),
    pooled_label=Name(vi="Cả nước", en="Nation"),
)


def limits(level: float, z: float) -> ControlLimits:
    points = []
    for n in range(4, 256, 4):
        low, high = interval(POOLED, n, z)
        points.append(LimitPoint(n=n, low=low, high=high))
    return ControlLimits(level=level, points=tuple(points))


LEVELS = ((95.0, 1.96), (99.8, 3.09))


def beyond(number: int) -> float | None:
    found = None
    for level, z in LEVELS:
        low, high = interval(POOLED, observed(number), z)
        found = found if low <= rate(number) <= high else level
    return found


CONTROL = ControlFunnelData(
    measure=ADOPTION,
    rates=tuple(
        ObservedRate(label=as_name(one.name), n=observed(number), value=rate(number), beyond=beyond(number))
        for number, one in enumerate(OLD)
    ),
    pooled=tenths(POOLED),
    limits=tuple(limits(level, z) for level, z in LEVELS),
)


def map_values(day: date) -> dict[str, Value]:
    slugs = sorted(one.slug for one in PROVINCES if one.valid_on(day))
    values: dict[str, Value] = {slug: tenths(rate(number)) for number, slug in enumerate(slugs) if number % 9}
    return values | {slugs[9]: FEW}


def tile_map(day: date) -> TileMapData:
    return TileMapData(tiles=province_tiles(PROVINCES, day, map_values(day), NO_REPORT), measure=ADOPTION)


BENCHMARK: dict[str, Figure] = {
    "caterpillar": figure("caterpillar", CATERPILLAR),
    "control_funnel": figure("control_funnel", CONTROL),
    "tile_map": figure("tile_map", tile_map(BEFORE)),
}
VARIANTS: dict[str, Figure] = {
    "34 squares": figure("tile_map", tile_map(AFTER)),
    "20 provinces": figure("caterpillar", CATERPILLAR.model_copy(update={"rows": CATERPILLAR.rows[:20]})),
    "money by province": figure(
        "caterpillar",
        CaterpillarData(
            unit="million_vnd",
            rows=tuple(
                CaterpillarRow(
                    label=as_name(one.name),
                    estimate=Estimate(
                        value=Num(value=40 - 7 * number, unit="million_vnd"),
                        interval=Range(low=30 - 12 * number, high=55 - 2 * number, unit="million_vnd"),
                        grade="caused",
                    ),
                )
                for number, one in enumerate(OLD[:12])
            ),
        ),
    ),
}
