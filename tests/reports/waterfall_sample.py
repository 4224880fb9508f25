"""Waterfalls of a province's energy use; all numbers are invented."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Name, Num, Value
from sxsh_eval.reports.charts.effect import Reach
from sxsh_eval.reports.charts.waterfall_data import WaterfallData, WaterfallGroup, WaterfallStep


def toe(value: float) -> Num:
    return Num(value=value, unit="toe", digits=0)


ACTIVITY = Name(vi="Sản lượng", en="Activity")
STRUCTURE = Name(vi="Cơ cấu ngành", en="Structure")
INTENSITY = Name(vi="Cường độ năng lượng", en="Intensity")
ADOPTERS, OTHERS = Name(vi="Cơ sở áp dụng", en="Adopters"), Name(vi="Cơ sở chưa áp dụng", en="Non-adopters")


def step(label: Value, value: float, half: float | None = None, subgroup: Value | None = None) -> WaterfallStep:
    """A step in TOE."""
    interval = Reach.of(value - half, value + half, "toe", 0) if half is not None else None
    return WaterfallStep(label=label, value=toe(value), interval=interval, subgroup=subgroup)


def group(start: float, *steps: WaterfallStep, title: Value | None = None) -> WaterfallGroup:
    """Steps between the totals of two years."""
    end = start + sum(float(one.value.value) for one in steps)
    labels = (Name(vi=f"Năm {year}", en=str(year)) for year in (2010, 2018))
    first, last = labels
    return WaterfallGroup(title=title, start_label=first, start=toe(start), steps=steps, end_label=last, end=toe(end))


DECOMPOSED = WaterfallData(
    unit="toe",
    groups=(
        group(84_300, step(ACTIVITY, 21_450, 2_300), step(STRUCTURE, -3_120, 900),
              step(INTENSITY, -4_880, 1_100, ADOPTERS), step(INTENSITY, 1_260, 1_900, OTHERS)),
    ),
    measure=Name(vi="Tiêu thụ năng lượng, TOE", en="Energy use, TOE"),
)  # fmt: skip
APART = WaterfallData(
    unit="toe",
    groups=(
        group(12_400, step(ACTIVITY, 410), step(STRUCTURE, -95), step(INTENSITY, -980), title=ADOPTERS),
        group(71_900, step(ACTIVITY, 2_350), step(STRUCTURE, -300), step(INTENSITY, 520), title=OTHERS),
    ),
    share="change",
    measure=Name(vi="Tiêu thụ năng lượng, TOE", en="Energy use, TOE"),
    note=Name(
        vi="Số liệu toàn bộ cơ sở, phân rã chính xác: các bước không có sai số mẫu.",
        en="All establishments, an exact decomposition: steps have no sampling error.",
    ),
)
