"""Timeline of the province report of Bình Định."""

from __future__ import annotations

from datetime import date

from sxsh_eval.parameters.quantity import Day, Name, Years
from sxsh_eval.reports.charts.data import Lane, TimelineData, TimelineItem

LETTER = date(2018, 4, 24)
TIMELINE = TimelineData(
    first=2009,
    last=2030,
    period=Years(first=2009, last=2018),
    letter=Day(value=LETTER),
    lanes=(
        Lane(
            kind="documents",
            items=(
                TimelineItem(
                    label=Name(vi="Chiến lược, 1419/QĐ-TTg", en="Strategy, 1419/QĐ-TTg"), first=date(2009, 9, 7)
                ),
                TimelineItem(
                    label=Name(vi="Kế hoạch hành động, 496/2010/QĐ-UBND", en="Action plan, 496/2010/QĐ-UBND"),
                    first=date(2010, 11, 8),
                ),
                TimelineItem(
                    label=Name(vi="Thành lập Văn phòng SXSH, 135/QĐ-SCT", en="CP office set up, 135/QĐ-SCT"),
                    first=date(2010, 11, 25),
                ),
                TimelineItem(
                    label=Name(vi="Yêu cầu báo cáo, 1819/BCT-TKNL", en="Report requested, 1819/BCT-TKNL"),
                    first=date(2018, 3, 12),
                ),
            ),
        ),
        Lane(
            kind="events",
            watch=True,
            items=(
                TimelineItem(
                    label=Name(vi="2 hội thảo, 1 khóa đào tạo", en="2 workshops, 1 training course"),
                    first=date(2010, 1, 1),
                    last=date(2010, 12, 31),
                ),
            ),
        ),
        Lane(
            kind="money",
            watch=True,
            items=(
                TimelineItem(
                    label=Name(
                        vi="286 triệu đồng, chỉ từ hợp tác quốc tế",
                        en="286 million dong, international cooperation only",
                    ),
                    first=date(2010, 1, 1),
                    last=date(2011, 12, 31),
                ),
            ),
        ),
        Lane(
            kind="results",
            items=(
                TimelineItem(
                    label=Name(vi="10 % nhận thức, 5 % áp dụng", en="10% aware, 5% applying"),
                    first=date(2009, 1, 1),
                    last=date(2018, 4, 24),
                    dating="inferred",
                ),
                TimelineItem(
                    label=Name(vi="10 doanh nghiệp có bộ phận chuyên trách", en="10 enterprises with a dedicated unit"),
                    first=date(2016, 1, 1),
                    last=date(2020, 12, 31),
                ),
            ),
        ),
        Lane(
            kind="plan",
            items=(
                TimelineItem(
                    label=Name(vi="Kế hoạch của tỉnh 2010–2015", en="Province's plan 2010–2015"),
                    first=date(2010, 1, 1),
                    last=date(2015, 12, 31),
                ),
                TimelineItem(
                    label=Name(
                        vi="Kế hoạch 2019–2020 (phụ lục không kèm theo)", en="Plan 2019–2020 (annex not enclosed)"
                    ),
                    first=date(2019, 1, 1),
                    last=date(2020, 12, 31),
                ),
            ),
        ),
        Lane(
            kind="proposal",
            items=(
                TimelineItem(
                    label=Name(vi="Chương trình sau năm 2020", en="Programme after 2020"),
                    first=date(2020, 1, 1),
                    last=date(2030, 12, 31),
                ),
            ),
        ),
    ),
)
