"""Figures on effects as a province with a panel would have them; all numbers are invented."""

from __future__ import annotations

from math import inf

from sxsh_eval.parameters.quantity import Name, Num, Value
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.charts.effects_data import EventPoint, EventStudyData
from sxsh_eval.reports.charts.waterfall_data import WaterfallData, WaterfallGroup, WaterfallStep
from tests.reports.figure_samples import figure


def change(value: float, low: float, high: float, n: int | None = None, unit: str = "percent_change") -> Effect:
    """An effect with one decimal, log points with three; ends may be infinite."""
    digits = 3 if unit == "log_point" else 1
    return Effect(value=Num(value=value, unit=unit, digits=digits), interval=Reach.of(low, high, unit, digits), n=n)


def unsure(value: float, why: Name, unit: str = "percent_change") -> Effect:
    """An effect without interval."""
    return Effect(value=Num(value=value, unit=unit, digits=1), reason=why)


def period(time: int, value: float, half: float, n: int | None = None) -> EventPoint:
    """A period with both intervals."""
    return EventPoint(
        time=time,
        effect=change(value, value - half, value + half),
        band=Reach.of(value - 1.5 * half, value + 1.5 * half, "percent_change", 1),
        n=n,
    )


FEW = Name(
    vi="chỉ còn 3 cơ sở áp dụng đủ lâu, ít hơn mức tối thiểu 5",
    en="only 3 establishments have adopted for so long, fewer than 5",
)
EVENTS = EventStudyData(
    points=(
        period(-4, 0.6, 2.1, 118),
        period(-3, -0.4, 1.8, 164),
        period(-2, 0.3, 1.5, 212),
        EventPoint(time=-1, reference=True, n=246),
        period(0, -2.2, 1.4, 246),
        period(1, -4.9, 1.9, 231),
        period(2, -6.1, 2.3, 187),
        period(3, -6.8, 2.9, 121),
        period(4, -7.4, 4.2, 48),
        EventPoint(time=5, missing=FEW, n=3),
    ),
    overall=change(-5.1, -7.3, -2.9, 246),
    measure=Name(
        vi="Tác động của việc áp dụng lên suất tiêu hao năng lượng, %",
        en="Effect of adoption on energy per unit of output, %",
    ),
    time_name=Name(
        vi="Số năm tính từ khi áp dụng (0: năm đầu tiên áp dụng)", en="Years since adoption (0: first year of adoption)"
    ),
    n_name=Name(
        vi="n: số cơ sở áp dụng được quan sát trong mỗi năm", en="n: adopting establishments observed each year"
    ),
)
LOGS = EventStudyData(
    unit="log_point",
    points=tuple(
        EventPoint(time=time, reference=time == -1, effect=None if time == -1 else change(*ends, unit="log_point"))
        for time, ends in {
            -3: (0.006, -0.021, 0.033),
            -2: (-0.004, -0.025, 0.017),
            -1: (0, 0, 0),
            0: (-0.02, -0.043, 0.003),
            1: (-0.054, -0.083, -0.025),
            2: (-0.137, -0.209, -0.066),
            3: (-0.1008, -inf, 0.1),
        }.items()
    ),
)


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
EFFECTS = {"event_study": figure("event_study", EVENTS), "waterfall": figure("waterfall", DECOMPOSED)}
VARIANTS = {"log points": figure("event_study", LOGS), "two waterfalls": figure("waterfall", APART)}
