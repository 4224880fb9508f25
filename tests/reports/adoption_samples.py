"""Figures on adoption as a province with a survey would have them; all numbers are invented."""

from __future__ import annotations

import math

from sxsh_eval.parameters.quantity import Mark, Name, Num, Range, Value, phrase
from sxsh_eval.reports.charts.adoption_data import (
    ClaimSurveyData,
    ClaimSurveyRow,
    EffectGroup,
    EffectRow,
    ForestData,
    FunnelData,
    GuideLine,
    IntervalGroup,
    IntervalRow,
    IntervalsData,
    Stage,
)
from sxsh_eval.reports.charts.data import Reported
from sxsh_eval.reports.charts.estimated import Estimate, ShareEstimate
from tests.reports.diffusion_sample import DIFFUSION
from tests.reports.estimates_made import points, ratio, share, tenths
from tests.reports.figure_samples import band, figure, percent


def stage(label: Name, value: float, half: float, n: int | None = 412) -> Stage:
    low, high = max(0.0, value - half), min(100.0, value + half)
    span = Range(low=round(12.4 * low), high=round(12.4 * high), unit="establishment", digits=0)
    count = Num(value=round(12.4 * value), unit="establishment", bound="about")
    return Stage(label=label, share=share(value, low, high, n), count=count, count_interval=span)


FUNNEL = FunnelData(
    stages=(
        stage(Name(vi="Được phổ biến", en="Informed"), 61.8, 5.1),
        stage(Name(vi="Nhận thức được lợi ích", en="Aware of the benefits"), 44.2, 5.3),
        stage(Name(vi="Được tập huấn", en="Trained"), 17.9, 3.9),
        stage(Name(vi="Được đánh giá", en="Assessed"), 6.3, 2.4),
        stage(Name(vi="Áp dụng", en="Adopting"), 12.3, 3.2),
        Stage(
            label=Name(vi="Được theo dõi", en="Monitored"),
            missing=Name(vi="Phiếu điều tra không hỏi", en="Not asked in the survey"),
        ),
    ),
    whole=Num(value=1240, unit="establishment"),
)


def row(label: Value, estimate: Estimate, beside: Estimate | None = None) -> IntervalRow:
    return IntervalRow(label=label, estimate=estimate, beside=beside)


TOO_FEW = Name(
    vi="Không công bố: chỉ có 3 cơ sở trả lời, ít hơn mức tối thiểu 5",
    en="Not shown: only 3 establishments answered, fewer than 5",
)
RATES = IntervalsData(
    groups=(
        IntervalGroup(
            title=phrase("adoption.by_sector"),
            rows=(
                row(Name(vi="Chế biến thủy sản", en="Seafood processing"), share(21.4, 14.6, 30.2, 96)),
                row(Name(vi="Chế biến gỗ, lâm sản", en="Wood processing"), share(12.3, 9.8, 15.2, 214)),
                row(Name(vi="Vật liệu xây dựng", en="Construction materials"), share(8.1, 3.9, 16.0, 58)),
                row(Name(vi="Dệt may, da giày", en="Textiles, footwear"), share(4.0, 0.6, 16.8, 31)),
                IntervalRow(label=Name(vi="Hóa chất, phân bón", en="Chemicals, fertiliser"), missing=TOO_FEW),
            ),
        ),
        IntervalGroup(
            title=phrase("adoption.by_size_class"),
            rows=(
                row(Name(vi="Siêu nhỏ", en="Micro"), share(2.2, 0.7, 6.5, 120)),
                row(Name(vi="Nhỏ", en="Small"), share(9.6, 6.4, 14.2, 180)),
                row(Name(vi="Vừa", en="Medium"), share(24.8, 16.5, 35.5, 71)),
                IntervalRow(
                    label=Name(vi="Lớn", en="Large"),
                    estimate=ShareEstimate(
                        value=tenths(46.3),
                        reason=Name(vi="Điều tra toàn bộ: không có sai số mẫu", en="Census: no sampling error"),
                        n=41,
                    ),
                ),
            ),
        ),
    ),
    lines=(
        GuideLine(label=phrase("adoption.total"), value=tenths(12.3)),
        GuideLine(label=Name(vi="mục tiêu 2020", en="target 2020"), value=percent(50)),
    ),
)

DISTRICTS = (
    ("Quy Nhơn", 16.2, 17.0, 88), ("An Nhơn", 13.0, 13.2, 74), ("Hoài Nhơn", 11.4, 10.8, 51), ("Phù Cát", 9.8, 8.0, 36),
    ("Tây Sơn", 11.9, 11.5, 30), ("Tuy Phước", 13.8, 15.4, 42), ("Phù Mỹ", 8.9, 5.1, 25), ("Hoài Ân", 10.1, 0.0, 8),
    ("Vân Canh", 12.5, 25.0, 4), ("Vĩnh Thạnh", 11.2, 0.0, 3), ("An Lão", 11.4, 0.0, 2),
)  # fmt: skip


def raw(value: float, n: int) -> ShareEstimate:
    """Wilson interval of a small sample."""
    p, z = value / 100, 1.96
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return share(value, max(0.0, round(100 * (middle - half), 1)), round(100 * (middle + half), 1), n)


AREAS = IntervalsData(
    groups=(
        IntervalGroup(
            rows=tuple(
                row(Name(vi=name, en=name), share(own, round(own * 0.6, 1), round(own * 1.5, 1)), raw(direct, n))
                for name, own, direct, n in DISTRICTS
            )
        ),
    ),
    lines=(GuideLine(label=phrase("adoption.total"), value=tenths(12.3)),),
)
HAZARD = IntervalsData(
    unit="percentage_point",
    groups=(
        IntervalGroup(
            rows=(
                row(phrase("instrument.has_information"), points(0.3, -0.4, 1.0)),
                row(phrase("instrument.has_training"), points(2.6, 1.1, 4.1)),
                row(phrase("instrument.has_rapid_assessment"), points(6.8, 3.0, 10.6)),
                row(phrase("instrument.has_subsidy"), points(-0.9, -3.2, 1.4)),
            )
        ),
    ),
)


def level(vi: str, en: str, estimate: Estimate | None) -> EffectRow:
    return EffectRow(label=Name(vi=vi, en=en), estimate=estimate, reference=estimate is None)


SEPARATED = Name(
    vi="Không ước lượng được: không cơ sở nào trong nhóm này áp dụng",
    en="Cannot be estimated: no establishment of this group adopts",
)
FOREST = ForestData(
    groups=(
        EffectGroup(
            title=Name(vi="Quy mô", en="Size"),
            rows=(
                level("siêu nhỏ", "micro", None),
                level("nhỏ", "small", points(6.9, 3.0, 10.8, 180)),
                level("vừa", "medium", points(19.4, 11.0, 27.8, 71)),
                level("lớn", "large", points(31.0, 8.2, 70.1, 12)),
            ),
        ),
        EffectGroup(
            title=Name(vi="Ngành", en="Sector"),
            rows=(
                level("chế biến gỗ, lâm sản", "wood processing", None),
                level("chế biến thủy sản", "seafood processing", points(5.2, -1.3, 11.7, 96)),
                level("vật liệu xây dựng", "construction materials", points(-3.8, -9.9, 2.3, 58)),
                EffectRow(label=Name(vi="hóa chất, phân bón", en="chemicals, fertiliser"), missing=SEPARATED),
            ),
        ),
        EffectGroup(
            rows=(
                level("Trong khu, cụm công nghiệp", "In an industrial park", points(3.3, -0.8, 7.4)),
                level("Tuổi cơ sở, thêm 10 năm", "Age of the establishment, 10 years more", points(-1.1, -2.9, 0.7)),
            )
        ),
    )
)
ODDS = ForestData(
    scale="log",
    groups=(
        EffectGroup(
            title=Name(vi="Quy mô", en="Size"),
            rows=(
                level("siêu nhỏ", "micro", None),
                level("nhỏ", "small", ratio(2.41, 1.32, 4.4)),
                level("vừa", "medium", ratio(6.87, 3.1, 15.2)),
                level("lớn", "large", ratio(14.9, 1.2, 1850)),
            ),
        ),
        EffectGroup(rows=(level("Tuổi cơ sở", "Age", ratio(0.86, 0.7, 1.05)),)),
    ),
)


CLAIM_SURVEY = ClaimSurveyData(
    rows=(
        ClaimSurveyRow(
            label=Name(vi="Nhận thức được lợi ích", en="Aware of the benefits"),
            claim=Reported(value=percent(10), interval=band(9.5, 10.5)),
            survey=share(44.2, 38.9, 49.5, 412),
            verdict=phrase("adoption.verdict.claim_below"),
        ),
        ClaimSurveyRow(
            label=Name(vi="Áp dụng sản xuất sạch hơn", en="Applying cleaner production"),
            detail=Name(vi="tất cả cơ sở công nghiệp", en="all industrial establishments"),
            claim=Reported(value=percent(5), interval=band(4.5, 5.5)),
            survey=share(5.9, 4.1, 8.4, 412),
            verdict=phrase("adoption.verdict.agrees"),
        ),
        ClaimSurveyRow(
            label=Name(vi="Có bộ phận chuyên trách", en="Having a dedicated unit"),
            claim=Reported(value=percent(0.5), interval=band(0.45, 0.55)),
            survey_missing=Name(vi="Phiếu điều tra không hỏi", en="Not asked in the survey"),
            verdict=Mark(scale="verdict", name="cannot_be_judged"),
        ),
        ClaimSurveyRow(
            label=Name(vi="Được đánh giá", en="Assessed"),
            claim_missing=phrase("adoption.verdict.no_claim"),
            survey=share(6.3, 4.2, 9.3, 412),
            verdict=Mark(scale="verdict", name="met"),
        ),
    )
)
ADOPTION = {
    "funnel": figure("funnel", FUNNEL),
    "intervals": figure("intervals", RATES),
    "forest": figure("forest", FOREST),
    "diffusion": figure("diffusion", DIFFUSION),
    "claim_survey": figure("claim_survey", CLAIM_SURVEY),
}
VARIANTS = {
    "two marks": figure("intervals", AREAS),
    "points": figure("intervals", HAZARD),
    "odds ratios": figure("forest", ODDS),
}
