"""Figures as the province report of Bình Định has them, and harder ones."""

from __future__ import annotations

import math

from pydantic import BaseModel

from sxsh_eval.parameters.quantity import Mark, Name, Num, Phrase, Range
from sxsh_eval.reports.charts.data import (
    Aim,
    LadderData,
    PaceAim,
    PaceBase,
    PaceData,
    PacePanel,
    PacePath,
    Reported,
    Step,
    TargetClaimData,
    TargetRow,
)
from sxsh_eval.reports.model import Figure
from tests.reports.timeline_sample import LETTER, TIMELINE

FIRST = 2009.0


def percent(value: float) -> Num:
    return Num(value=value, unit="percent")


def band(low: float, high: float) -> Range:
    return Range(low=low, high=high, unit="percent")


def verdict(name: str) -> Mark:
    return Mark(scale="verdict", name=name)


def short_of(vi: str, en: str) -> Name:
    return Name(vi=f"thiếu {vi} điểm %", en=f"{en} percentage points short")


AWARE = Name(vi="Nhận thức được lợi ích của sản xuất sạch hơn", en="Aware of the benefits of cleaner production")
ADOPTING = Name(vi="Áp dụng sản xuất sạch hơn", en="Applying cleaner production")
SAVING = Name(
    vi="Mức tiết kiệm năng lượng, nguyên liệu, nhiên liệu, vật liệu trên đơn vị sản phẩm",
    en="Saving of energy, raw materials, fuel and materials per unit of product",
)
DEDICATED = Name(vi="Có bộ phận chuyên trách về sản xuất sạch hơn", en="Having a dedicated cleaner production unit")
STAFF = Name(vi="Sở Công Thương có cán bộ chuyên trách đủ năng lực", en="Department with qualified dedicated staff")
ESTABLISHMENTS = Name(vi="% cơ sở sản xuất công nghiệp", en="% of industrial establishments")

TARGET_CLAIM = TargetClaimData(
    rows=(
        TargetRow(
            label=AWARE,
            detail=ESTABLISHMENTS,
            targets=(
                Aim(year=2015, value=percent(50), verdict=verdict("missed")),
                Aim(year=2020, value=percent(90), verdict=verdict("off_course")),
            ),
            reported=Reported(value=percent(10), interval=band(9.5, 10.5)),
            gap=short_of("80", "80"),
        ),
        TargetRow(
            label=ADOPTING,
            detail=ESTABLISHMENTS,
            targets=(
                Aim(year=2015, value=percent(25), verdict=verdict("missed")),
                Aim(year=2020, value=percent(50), verdict=verdict("off_course")),
            ),
            reported=Reported(value=percent(5), interval=band(4.5, 5.5)),
            gap=short_of("45", "45"),
        ),
        TargetRow(
            label=SAVING,
            detail=Name(vi="% ở cơ sở có áp dụng", en="% in establishments that apply it"),
            targets=(
                Aim(year=2015, value=band(5, 8), verdict=verdict("met_as_claimed")),
                Aim(year=2020, value=band(8, 13), verdict=verdict("met_as_claimed")),
            ),
            reported=Reported(value=percent(10), interval=band(9.5, 10.5)),
        ),
        TargetRow(
            label=DEDICATED,
            detail=Name(vi="% doanh nghiệp vừa và lớn", en="% of medium and large enterprises"),
            targets=(Aim(year=2020, value=percent(90), verdict=verdict("cannot_be_judged")),),
            reported=Reported(value=percent(0.5), interval=band(0.45, 0.55)),
        ),
        TargetRow(
            label=STAFF,
            targets=(
                Aim(year=2015, value=percent(70)),
                Aim(year=2020, value=percent(90), verdict=verdict("cannot_be_judged")),
            ),
            missing=Name(
                vi="Không có số liệu: công văn nêu 04 cán bộ đã học, không nêu tỷ lệ.",
                en="No figure: the letter counts 4 trained officials and gives no share.",
            ),
        ),
    )
)


def enterprises(value: float, bound: str = "exact") -> Num:
    return Num.model_validate({"value": value, "unit": "enterprise", "bound": bound})


def span(low: float, high: float) -> Range:
    return Range(low=low, high=high, unit="count", digits=0)


LADDER = LadderData(
    steps=(
        Step(label=Name(vi="Dự tập huấn, hội thảo", en="Attended training or a workshop"), count=enterprises(179)),
        Step(
            label=Name(vi="Nhận thức được lợi ích", en="Aware of the benefits"),
            detail=Name(vi="10 % cơ sở", en="10% of establishments"),
            count=enterprises(200, "about"),
            interval=span(190, 210),
            basis="implied",
        ),
        Step(label=Name(vi="Được đánh giá nhanh", en="Rapid assessment done"), count=enterprises(5)),
        Step(
            label=Name(vi="Áp dụng giải pháp", en="Applying solutions"),
            detail=Name(vi="5 % cơ sở", en="5% of establishments"),
            count=enterprises(100, "about"),
            interval=span(90, 110),
            basis="implied",
        ),
        Step(label=Name(vi="Có bộ phận chuyên trách", en="Having a dedicated unit"), count=enterprises(10)),
    ),
    denominator=enterprises(2000, "about"),
    denominator_interval=span(1819, 2222),
)


def logistic(base: float, goal: float, first: float, last: float) -> tuple[tuple[float, float], ...]:
    odds = [math.log(share / (100 - share)) for share in (base, goal)]
    years = [first + (last - first) * part / 40 for part in range(41)]
    steps = [odds[0] + (odds[1] - odds[0]) * part / 40 for part in range(41)]
    return tuple((year, 100 / (1 + math.exp(-step))) for year, step in zip(years, steps, strict=True))


def pace_panel(
    title: Name, base: float, half: float, goal: float, national: tuple[tuple[int, float], ...]
) -> PacePanel:
    start = 2018.31
    return PacePanel(
        title=title,
        base=PaceBase(value=percent(base), interval=band(base - half, base + half), day=LETTER),
        aims=(
            *(PaceAim(kind="national", year=year, value=percent(value)) for year, value in national),
            PaceAim(kind="proposed", year=2030, value=percent(goal)),
        ),
        paths=(
            PacePath(
                kind="claimed", points=((FIRST, 0), (start, base), (2031, base / (start - FIRST) * (2031 - FIRST)))
            ),
            PacePath(kind="straight", points=((start, base), (2031, goal))),
            PacePath(kind="logistic", points=logistic(base, goal, start, 2031)),
        ),
    )


PACE = PaceData(
    first=2009,
    last=2031,
    panels=(
        pace_panel(AWARE, 10, 0.5, 90, ((2015, 50), (2020, 90))),
        pace_panel(ADOPTING, 5, 0.5, 50, ((2015, 25), (2020, 50))),
        pace_panel(DEDICATED, 0.5, 0.05, 90, ((2020, 90),)),
    ),
)


def figure(chart: str, data: BaseModel | dict[str, object]) -> Figure:
    """A figure with its data as JSON."""
    plain = data.model_dump(mode="json") if isinstance(data, BaseModel) else data
    said = Phrase(key="figures.empty")
    return Figure(id=chart, chart=chart, data=plain, title=said, subtitle=said, alt=said, source=said)


SAMPLES = {
    "target_claim": figure("target_claim", TARGET_CLAIM),
    "timeline": figure("timeline", TIMELINE),
    "ladder": figure("ladder", LADDER),
    "pace": figure("pace", PACE),
}
