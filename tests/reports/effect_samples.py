"""Figures on effects as a province with a panel would have them; all numbers are invented."""

from __future__ import annotations

from math import inf

from sxsh_eval.parameters.quantity import Mark, Name, Num, Range, Value
from sxsh_eval.reports.charts.adoption_data import ClaimSurveyData, ClaimSurveyRow
from sxsh_eval.reports.charts.data import Reported
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.charts.effects_data import (
    Breakdown,
    ClaimedEffect,
    EventPoint,
    EventStudyData,
    Restriction,
    SensitivityData,
    SensitivityGroup,
    Specification,
    SpecificationFamily,
    SpecificationsData,
)
from tests.reports.estimates_made import share
from tests.reports.figure_samples import band, figure, percent
from tests.reports.waterfall_sample import APART, DECOMPOSED


def change(value: float, low: float, high: float, n: int | None = None, unit: str = "percent_change") -> Effect:
    """An effect with one decimal, log points with three; ends may be infinite."""
    digits = 3 if unit == "log_point" else 1
    return Effect(value=Num(value=value, unit=unit, digits=digits), interval=Reach.of(low, high, unit, digits), n=n)


def unsure(value: float, why: Value, unit: str = "percent_change") -> Effect:
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


def way(vi: str, en: str, effect: Effect | Name, *, default: bool = False) -> Specification:
    """One specification with its effect, or why it is refused."""
    label = Name(vi=vi, en=en)
    if isinstance(effect, Name):
        return Specification(label=label, missing=effect)
    return Specification(label=label, effect=effect, default=default)


SEPARATED = Name(
    vi="Không ước lượng được: ngành và quy mô tách hẳn hai nhóm, không có cơ sở nào để so sánh",
    en="Cannot be estimated: sector and size separate the groups, none are left to compare",
)
SPECIFICATIONS = SpecificationsData(
    families=(
        SpecificationFamily(
            title=Name(vi="So sánh thô", en="Naive"),
            rows=(
                way("Trước và sau khi áp dụng", "Before and after adoption", change(-11.8, -13.5, -10.1, 246)),
                way("Cơ sở áp dụng và chưa áp dụng", "Adopters against others", change(3.4, -2.2, 9.3, 1240)),
            ),
        ),
        SpecificationFamily(
            title=Name(vi="Hồi quy", en="Regression"),
            rows=(
                way("Tác động cố định hai chiều", "Two-way fixed effects", change(-3.9, -5.8, -2.0, 1240)),
                way("Sun và Abraham", "Sun and Abraham", change(-5.0, -7.2, -2.8, 1240)),
                way("Quy gán (Borusyak và cộng sự)", "Imputation (Borusyak et al.)", change(-5.4, -7.5, -3.3, 1240)),
            ),
        ),
        SpecificationFamily(
            title=Name(vi="Tác động theo nhóm và thời gian", en="Group-time effects"),
            rows=(
                way(
                    "So với cơ sở chưa từng áp dụng",
                    "Against never adopters",
                    change(-5.1, -7.3, -2.9, 1240),
                    default=True,
                ),
                way("So với cơ sở chưa áp dụng", "Against not yet adopters", change(-5.2, -7.3, -3.1, 1240)),
                way("Bền vững kép, có biến kiểm soát", "Doubly robust, with covariates", SEPARATED),
            ),
        ),
        SpecificationFamily(
            title=Name(vi="Độ nhạy", en="Sensitivity"),
            rows=(
                way("Bootstrap theo 9 huyện", "Bootstrap over 9 districts", change(-5.1, -14.9, 6.2, 1240)),
                way("Bỏ ngành chế biến thủy sản", "Without seafood processing", change(-4.4, -inf, -0.3, 1011)),
            ),
        ),
    ),
    claim=ClaimedEffect(
        label=Name(vi="Văn bản", en="Letter"),
        value=Num(value=-10, unit="percent_change"),
        interval=Range(low=-10.5, high=-9.5, unit="percent_change", digits=1),
    ),
    measure=Name(
        vi="Tác động của việc áp dụng lên suất tiêu hao năng lượng, %",
        en="Effect of adoption on energy per unit of output, %",
    ),
)


def relaxed(value: float, low: float, high: float) -> Restriction:
    """What remains when the assumption fails so far."""
    return Restriction(value=Num(value=value, unit="ratio"), interval=Reach.of(low, high, "percent_change", 1))


SENSITIVITY = SensitivityData(
    original=change(-5.1, -7.3, -2.9),
    groups=(
        SensitivityGroup(
            title=Name(
                vi="Lệch xu hướng tối đa M lần mức lệch lớn nhất trước khi áp dụng",
                en="Trends diverge at most M times as much as before adoption",
            ),
            rows=(
                relaxed(0, -7.4, -2.8),
                relaxed(0.5, -8.6, -1.6),
                relaxed(1, -10.4, -0.2),
                relaxed(1.5, -12.5, 1.7),
                relaxed(2, -14.8, 3.9),
            ),
            breakdown=Breakdown(value=Num(value=1.06, unit="ratio")),
        ),
        SensitivityGroup(
            title=Name(
                vi="Độ dốc của xu hướng thay đổi tối đa M mỗi kỳ", en="The slope of trends changes at most M a period"
            ),
            rows=(relaxed(0, -8.0, -1.1), relaxed(0.5, -10.9, 2.2), relaxed(1, -inf, 5.3)),
            breakdown=Breakdown(value=Num(value=0.21, unit="ratio")),
        ),
    ),
)


SAVING = Name(vi="Mức tiết kiệm năng lượng", en="Energy saving")
MEASURED = ClaimSurveyData(
    rows=(
        ClaimSurveyRow(
            label=SAVING,
            detail=Name(vi="trên đơn vị sản phẩm, ở cơ sở áp dụng", en="per unit of output, among adopters"),
            claim=Reported(value=percent(10), interval=band(9.5, 10.5)),
            survey=share(8.2, 6.0, 10.9, 112),
            measured=change(5.1, 2.9, 7.3, 246, "percent"),
            verdict=Name(vi="Thấp hơn mức văn bản nêu", en="Below the letter's figure"),
        ),
        ClaimSurveyRow(
            label=SAVING,
            detail=Name(vi="toàn ngành công nghiệp của tỉnh", en="whole industry of the province"),
            claim=Reported(value=percent(10), interval=band(9.5, 10.5)),
            measured=change(1.2, -0.8, 3.1, 1240, "percent"),
            verdict=Mark(scale="verdict", name="cannot_be_judged"),
        ),
        ClaimSurveyRow(
            label=Name(vi="Tiết kiệm nước", en="Water saving"),
            claim=Reported(value=percent(5), interval=band(4.5, 5.5)),
            survey_missing=Name(vi="Phiếu điều tra không hỏi", en="Not asked in the survey"),
            measured_missing=Name(vi="Không có số liệu nước theo năm", en="No yearly data on water"),
        ),
    )
)
EFFECTS = {
    "event_study": figure("event_study", EVENTS),
    "waterfall": figure("waterfall", DECOMPOSED),
    "specifications": figure("specifications", SPECIFICATIONS),
    "sensitivity": figure("sensitivity", SENSITIVITY),
}
VARIANTS = {
    "log points": figure("event_study", LOGS),
    "two waterfalls": figure("waterfall", APART),
    "measured": figure("claim_survey", MEASURED),
}
