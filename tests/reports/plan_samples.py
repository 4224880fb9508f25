"""Figures on plans: a made-up abatement cost curve, a plan of work."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Name, Num, Range
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.plan_data import (
    AbatementData,
    AbatementStep,
    Activity,
    ActivityGroup,
    AmountLine,
    CostLine,
    ScheduleData,
    YearAmount,
)
from sxsh_eval.reports.model import Figure
from tests.reports.figure_samples import figure

COST = "million_vnd_per_toe"


def toe(value: float) -> Num:
    return Num(value=value, unit="toe", digits=0)


def step(vi: str, en: str, amount: float, cost: tuple[float, float, float], whom: Name | None = None) -> AbatementStep:
    """An option with its cost and interval."""
    value, low, high = cost
    return AbatementStep(
        label=Name(vi=vi, en=en),
        detail=whom,
        amount=toe(amount),
        amount_interval=Range(low=amount * 0.6, high=amount * 1.5, unit="toe", digits=0),
        cost=Estimate(
            value=Num(value=value, unit=COST, digits=1),
            interval=Range(low=low, high=high, unit=COST, digits=1),
            grade="projected",
        ),
    )


ABATEMENT = AbatementData(
    steps=(
        step("Đánh giá chi tiết, thủy sản", "Detailed assessment, seafood", 1200, (2.1, -1.4, 6.0)),
        step("Đánh giá nhanh, thủy sản", "Rapid assessment, seafood", 640, (-3.9, -6.2, -0.8)),
        step("Đánh giá nhanh, chế biến gỗ", "Rapid assessment, wood", 900, (-2.2, -4.8, 1.1)),
        step("Vay ưu đãi, vật liệu xây dựng", "Soft loans, building materials", 2100, (7.8, 3.0, 14.6)),
        step("Tập huấn", "Training", 90, (1.2, -3.0, 9.0), Name(vi="cơ sở nhỏ", en="small establishments")),
        step("Thông tin", "Information", 40, (4.0, -2.0, 40.0), Name(vi="mọi cơ sở", en="all establishments")),
        step("Cán bộ chuyên trách", "Dedicated officer", 150, (10.4, 4.4, 22.0)),
    ),
    prices=(CostLine(label=Name(vi="Giá năng lượng", en="Price of energy"), value=Num(value=9.5, unit=COST)),),
    wanted=(AmountLine(label=Name(vi="Mục tiêu năm 2030", en="Target for 2030"), value=toe(3500)),),
)


def money(value: float) -> Num:
    return Num(value=value, unit="million_vnd")


def amounts(first: int, *values: float) -> tuple[YearAmount, ...]:
    """Money of years from a first one."""
    return tuple(YearAmount(year=first + n, value=money(value)) for n, value in enumerate(values))


def activity(
    vi: str, en: str, first: int, values: tuple[float, ...], who: Name | None, *, done: bool = False
) -> Activity:
    return Activity(
        label=Name(vi=vi, en=en),
        detail=who,
        first=first,
        last=first + len(values) - 1,
        amounts=amounts(first, *values),
        total=money(sum(values)),
        done=done,
    )


DEPARTMENT = Name(vi="Sở Công Thương", en="Department of Industry and Trade")
CENTRE = Name(vi="Trung tâm Khuyến công", en="Industrial promotion centre")
SCHEDULE = ScheduleData(
    first=2021,
    last=2030,
    groups=(
        ActivityGroup(
            title=Name(vi="Nâng cao nhận thức", en="Awareness"),
            rows=(
                activity("Hội thảo, tuyên truyền", "Workshops, information", 2021, (40,) * 10, DEPARTMENT),
                activity("Tập huấn cán bộ", "Training of staff", 2021, (60, 60), DEPARTMENT, done=True),
            ),
        ),
        ActivityGroup(
            title=Name(vi="Hỗ trợ cơ sở áp dụng", en="Support of establishments"),
            rows=(
                activity(
                    "Đánh giá nhanh", "Rapid assessments", 2022, (120, 240, 360, 360, 360, 360, 360, 360, 360), CENTRE
                ),
                Activity(
                    label=Name(vi="Vay ưu đãi đầu tư đổi mới thiết bị", en="Soft loans for new equipment"),
                    first=2024,
                    last=2028,
                    missing=Name(vi="chưa xác định kinh phí", en="money not settled"),
                ),
                activity("Cán bộ chuyên trách", "Dedicated officer", 2023, (96,) * 8, None),
            ),
        ),
    ),
    sums=amounts(2021, 100, 220, 376, 496, 496, 496, 496, 496, 496, 496),
    total=money(4168),
)
PLANS: dict[str, Figure] = {
    "abatement": figure("abatement", ABATEMENT),
    "schedule": figure("schedule", SCHEDULE),
}
