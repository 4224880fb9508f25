"""Figures that are hard to draw: many rows, none, ends of the axes, long words, missing values."""

from __future__ import annotations

from datetime import date

from sxsh_eval.parameters.quantity import Day, Name, Verbatim, Years
from sxsh_eval.reports.charts.data import (
    Aim,
    LadderData,
    Lane,
    PaceAim,
    PaceBase,
    PaceData,
    PacePanel,
    PacePath,
    Reported,
    Step,
    TargetClaimData,
    TargetRow,
    TimelineData,
    TimelineItem,
)
from sxsh_eval.reports.model import Figure
from tests.reports.figure_samples import (
    PACE,
    TARGET_CLAIM,
    band,
    enterprises,
    figure,
    logistic,
    percent,
    span,
    verdict,
)
from tests.reports.timeline_sample import LETTER

LONG = Name(
    vi="Tỷ lệ cơ sở sản xuất công nghiệp quy mô vừa và lớn tại khu, cụm công nghiệp Đắk Lắk "
    "đã áp dụng giải pháp sạch hơn năm 2018",
    en="Share of medium and large industrial establishments in the parks of Đắk Lắk "
    "that have applied a cleaner solution, 2018",
)
UNBROKEN = Verbatim(text="QĐ" * 60)
NO_FIGURE = Name(vi="Không có số liệu", en="No figure")
NAMES = [Name(vi=f"Chỉ tiêu {n}", en=f"Indicator {n}") for n in range(1, 13)]


def target_row(label: Name | Verbatim, value: float, *aims: tuple[int, float]) -> TargetRow:
    targets = tuple(Aim(year=year, value=percent(goal), verdict=verdict("met_as_claimed")) for year, goal in aims)
    return TargetRow(label=label, detail=LONG, targets=targets, reported=Reported(value=percent(value)))


MANY_ROWS = TargetClaimData(
    rows=tuple(target_row(name, 100 * n / 11, (2015, 100 - 9 * n), (2020, 100)) for n, name in enumerate(NAMES))
)
CROWDED = TargetClaimData(
    rows=(
        target_row(LONG, 0, (2015, 0), (2020, 0), (2025, 1)),
        target_row(UNBROKEN, 100, (2015, 99), (2020, 100), (2025, 100)),
        target_row(NAMES[0], 50, (2015, 10), (2020, 50), (2025, 90)),
        target_row(NAMES[1], 48, (2015, 30), (2020, 50), (2025, 70)),
        TargetRow(label=LONG, missing=LONG),
        TargetRow(label=NAMES[2], reported=Reported(value=band(0, 100), grade="surveyed"), gap=LONG),
    )
)


def item(label: Name | Verbatim, first: date, last: date | None = None) -> TimelineItem:
    return TimelineItem(label=label, first=first, last=last, dating="inferred" if last is None else "stated")


CROWDED_LANES = TimelineData(
    first=2009,
    last=2030,
    period=Years(first=2011, last=2020),
    letter=Day(value=LETTER),
    lanes=(
        Lane(kind="documents", items=tuple(item(LONG, date(year, 3, 1)) for year in (2009, 2017, 2018, 2024, 2030))),
        Lane(kind="events", title=LONG, watch=True, items=tuple(item(name, date(2018, 4, 24)) for name in NAMES)),
        Lane(kind="money", items=(item(UNBROKEN, date(2030, 1, 1), date(2030, 12, 31)), item(UNBROKEN, LETTER))),
        Lane(kind="results", watch=True),
        Lane(kind="plan"),
        Lane(kind="proposal", empty=LONG),
    ),
)
SHORT_TIME = TimelineData(
    first=2018,
    last=2018,
    period=Years(first=2018, last=2018),
    lanes=(Lane(kind="events", watch=True, items=(item(NAMES[0], date(2018, 12, 31)), item(LONG, date(2018, 1, 1)))),),
)
LONG_TIME = TimelineData(
    first=1950,
    last=2050,
    period=Years(first=1950, last=2050),
    letter=Day(value=date(2050, 12, 31)),
    lanes=(Lane(kind="events", watch=True, items=(item(NAMES[0], date(1999, 1, 1), date(1999, 1, 2)),)),),
)
CROWDED_LADDER = LadderData(
    steps=(
        Step(label=LONG, detail=LONG, count=enterprises(0)),
        Step(label=UNBROKEN, count=enterprises(1_000_000, "about"), interval=span(0, 2_000_000), basis="implied"),
        Step(label=NAMES[0], missing=LONG),
        *(Step(label=name, count=enterprises(3 * n)) for n, name in enumerate(NAMES)),
    )
)
ONLY_ZERO = LadderData(steps=(Step(label=NAMES[0], count=enterprises(0)),))
HARD_PANELS = PaceData(
    first=2009,
    last=2031,
    panels=(
        PacePanel(
            title=LONG, detail=LONG, missing=LONG, aims=(PaceAim(kind="proposed", year=2030, value=percent(100)),)
        ),
        PacePanel(
            title=UNBROKEN,
            base=PaceBase(value=percent(0), day=LETTER),
            aims=tuple(PaceAim(kind="national", year=year, value=percent(100)) for year in (2015, 2016, 2017, 2020)),
            paths=(
                PacePath(kind="claimed", points=((2009, 0), (2018.3, 0))),
                PacePath(kind="straight", points=((2018.3, 0), (2031, 0)), label=LONG),
            ),
        ),
        PacePanel(
            title=NAMES[0],
            base=PaceBase(value=band(95, 100), interval=band(90, 100), day=date(2030, 12, 31), grade="measured"),
            aims=(
                PaceAim(kind="national", year=2020, value=band(8, 13)),
                PaceAim(kind="proposed", year=2030, value=percent(100)),
                PaceAim(kind="proposed", year=2030, value=percent(98)),
            ),
        ),
        PacePanel(
            title=NAMES[1],
            base=PaceBase(value=percent(99), day=LETTER),
            paths=(
                PacePath(kind="straight", points=((2018.3, 99), (2031, 100))),
                PacePath(kind="logistic", points=logistic(99, 99.9, 2018.3, 2031)),
            ),
        ),
    ),
)
PAST_ENDS_AT_BASE = PaceData(
    first=2009,
    last=2031,
    panels=tuple(
        one.model_copy(update={"paths": (PacePath(kind="claimed", points=one.paths[0].points[:2]), *one.paths[1:])})
        for one in PACE.panels[:2]
    ),
)

HARD: dict[str, Figure] = {
    "12 rows": figure("target_claim", MANY_ROWS),
    "1 row": figure("target_claim", TargetClaimData(rows=TARGET_CLAIM.rows[:1])),
    "crowded rows": figure("target_claim", CROWDED),
    "crowded lanes": figure("timeline", CROWDED_LANES),
    "one year": figure("timeline", SHORT_TIME),
    "a century": figure("timeline", LONG_TIME),
    "crowded ladder": figure("ladder", CROWDED_LADDER),
    "only zero": figure("ladder", ONLY_ZERO),
    "hard panels": figure("pace", HARD_PANELS),
    "1 panel": figure("pace", PaceData(first=2009, last=2031, panels=PACE.panels[2:])),
    "past ends at base": figure("pace", PAST_ENDS_AT_BASE),
}
EMPTY: dict[str, Figure] = {
    "target_claim": figure("target_claim", TargetClaimData(rows=())),
    "timeline": figure("timeline", TimelineData(first=2009, last=2018, period=Years(first=2009, last=2018), lanes=())),
    "ladder": figure("ladder", LadderData(steps=())),
    "pace": figure("pace", PaceData(first=2009, last=2018, panels=())),
}
