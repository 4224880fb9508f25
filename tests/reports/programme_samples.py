"""Figures on the programme after 2020: made-up futures of a province."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Name, Num, Range, Value
from sxsh_eval.reports.charts.estimated import Estimate
from sxsh_eval.reports.charts.plan_data import Driver, DriverEnd, TornadoData
from sxsh_eval.reports.charts.programme_data import (
    PathPoint,
    ProjectedLine,
    ProjectionBase,
    ProjectionData,
    ProjectionPanel,
    ProjectionTarget,
    ReachedBy,
    ScenarioCell,
    ScenarioData,
    ScenarioMeasure,
    ScenarioRow,
)
from sxsh_eval.reports.model import Figure
from tests.reports.figure_samples import figure, percent


def future(value: float, low: float, high: float, unit: str = "percent", digits: int = 1) -> Estimate:
    """A projected number with its interval."""
    number, interval = Num(value=value, unit=unit, digits=digits), Range(low=low, high=high, unit=unit, digits=digits)
    return Estimate(value=number, interval=interval, grade="projected")


def cell(value: float, low: float, high: float, unit: str = "percent", digits: int = 1) -> ScenarioCell:
    return ScenarioCell(estimate=future(value, low, high, unit, digits))


NOTHING = Name(vi="Không có chương trình", en="No programme")
LETTER_PLAN = Name(vi="Như kế hoạch 2019-2020 của tỉnh", en="As the province's plan for 2019-2020")
ADVICE = Name(vi="Tư vấn mở rộng", en="More assessments")
FULL = Name(vi="Tư vấn và vay ưu đãi", en="Assessments with soft loans")
SCENARIOS = ScenarioData(
    measures=(
        ScenarioMeasure(
            title=Name(vi="Áp dụng năm 2030", en="Adoption in 2030"),
            unit="percent",
            line=Num(value=50, unit="percent"),
            line_label=Name(vi="mục tiêu đề xuất", en="proposed target"),
        ),
        ScenarioMeasure(title=Name(vi="Tiết kiệm năm 2030", en="Saving in 2030"), unit="toe"),
        ScenarioMeasure(title=Name(vi="Giảm phát thải năm 2030", en="Less emitted in 2030"), unit="tco2"),
        ScenarioMeasure(
            title=Name(vi="Chi ngân sách đến năm 2030", en="Public spending until 2030"), unit="billion_vnd"
        ),
    ),
    rows=(
        ScenarioRow(
            label=NOTHING,
            reference=True,
            cells=(
                cell(8.1, 5.9, 12.4),
                cell(410, 180, 900, "toe", 0),
                cell(1150, 480, 2600, "tco2", 0),
                ScenarioCell(missing=Name(vi="không chi", en="none spent")),
            ),
        ),
        ScenarioRow(
            label=LETTER_PLAN,
            detail=Name(vi="143 triệu đồng mỗi năm", en="143 million VND a year"),
            cells=(
                cell(9.7, 6.6, 15.2),
                cell(560, 240, 1200, "toe", 0),
                cell(1600, 700, 3500, "tco2", 0),
                cell(1.4, 1.4, 1.4, "billion_vnd"),
            ),
        ),
        ScenarioRow(
            label=ADVICE,
            cells=(
                cell(21.4, 12.0, 34.8),
                cell(1900, 820, 3900, "toe", 0),
                cell(5300, 2300, 11000, "tco2", 0),
                cell(18.2, 12.6, 25.5, "billion_vnd"),
            ),
        ),
        ScenarioRow(
            label=FULL,
            cells=(
                cell(36.9, 20.3, 55.7),
                cell(3600, 1500, 7400, "toe", 0),
                cell(10100, 4300, 20900, "tco2", 0),
                cell(61.0, 40.2, 88.9, "billion_vnd"),
            ),
        ),
    ),
)


def share(value: float) -> Num:
    return Num(value=value, unit="percent", digits=1)


def factor(value: float) -> Num:
    return Num(value=value, unit="ratio", digits=1)


def driver(label: Value, low: tuple[float, Num], high: tuple[float, Num], detail: Value | None = None) -> Driver:
    """Outcome with setting at either end."""
    ends = (DriverEnd(outcome=share(one), setting=setting) for one, setting in (low, high))
    return Driver(label=label, detail=detail, low=next(ends), high=next(ends))


TORNADO = TornadoData(
    measure=Name(
        vi="Tỷ lệ cơ sở áp dụng năm 2030 theo kịch bản tư vấn mở rộng", en="Adoption in 2030, more assessments"
    ),
    central=share(21.4),
    drivers=(
        driver(Name(vi="Tỷ lệ áp dụng ban đầu", en="Adoption at the start"), (19.9, share(4.5)), (23.1, share(5.5))),
        driver(
            Name(vi="Tác dụng của tư vấn chi tiết", en="Effect of a detailed assessment"),
            (13.2, factor(1.5)),
            (33.0, factor(6.0)),
            Name(vi="tỷ số nguy cơ", en="hazard ratio"),
        ),
        driver(Name(vi="Tỷ lệ ngừng hoạt động", en="Yearly exits"), (24.0, percent(4)), (17.5, percent(12))),
        driver(
            Name(vi="Học hỏi giữa các cơ sở cùng ngành", en="Learning from peers"),
            (16.5, factor(0)),
            (28.1, factor(2.0)),
        ),
        driver(Name(vi="Tỷ lệ thành lập mới", en="Yearly entries"), (21.4, percent(5)), (20.0, percent(15))),
    ),
    rest=Name(
        vi="Mười bốn yếu tố khác, mỗi yếu tố làm kết quả thay đổi dưới 1 điểm %, không được vẽ.",
        en="Fourteen other drivers that change the outcome by less than 1 point each are not shown.",
    ),
)


def futures(last: float, low: float, high: float, first: float = 5.0) -> tuple[PathPoint, ...]:
    """Years 2018 to 2030 from the letter's share to a last one, first slowly, then faster."""
    points = []
    for year in range(2018, 2031):
        part = ((year - 2018) / 12) ** 1.4
        value, *band = (round(first + (end - first) * part, 2) for end in (last, low, high))
        points.append(PathPoint(year=year, value=value, band=(band[0], band[1])))
    return tuple(points)


def reached(chance: float, year: int = 2030) -> ReachedBy:
    bound = "at_most" if chance < 1 else "exact"
    return ReachedBy(year=year, target=percent(50), chance=Num(value=max(chance, 1), unit="percent", bound=bound))


BASE = ProjectionBase(
    year=2018,
    value=Estimate(value=percent(5), interval=Range(low=4.5, high=5.5, unit="percent"), grade="claimed"),
)
PROPOSED = ProjectionTarget(year=2030, value=percent(50))
ENDS = (
    (NOTHING, 8.1, 5.9, 12.4, 0.1),
    (LETTER_PLAN, 9.7, 6.6, 15.2, 0.2),
    (ADVICE, 21.4, 12.0, 34.8, 2),
    (FULL, 36.9, 20.3, 55.7, 14),
)
ADOPTING = Name(
    vi="Cơ sở áp dụng sản xuất sạch hơn, % cuối năm",
    en="Establishments that apply cleaner production, % at the end of the year",
)
PANELS = ProjectionData(
    first=2018,
    last=2030,
    measure=ADOPTING,
    panels=tuple(
        ProjectionPanel(
            title=name,
            lines=(ProjectedLine(points=futures(last, low, high), reached=(reached(chance),)),),
            base=BASE,
            targets=(PROPOSED,),
        )
        for name, last, low, high, chance in ENDS
    ),
)
TOGETHER = ProjectionData(
    first=2018,
    last=2030,
    measure=ADOPTING,
    panels=(
        ProjectionPanel(
            lines=tuple(
                ProjectedLine(label=name, points=futures(last, low, high), reached=(reached(chance),))
                for name, last, low, high, chance in ENDS
            ),
            base=BASE,
            targets=(PROPOSED, ProjectionTarget(year=2025, value=percent(30))),
        ),
    ),
)
PROGRAMME: dict[str, Figure] = {
    "projection": figure("projection", PANELS),
    "scenarios": figure("scenarios", SCENARIOS),
    "tornado": figure("tornado", TORNADO),
}
VARIANTS: dict[str, Figure] = {
    "futures in one panel": figure("projection", TOGETHER),
    "one future": figure("projection", PANELS.model_copy(update={"panels": PANELS.panels[3:]})),
}
