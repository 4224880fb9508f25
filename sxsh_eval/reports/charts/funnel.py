"""From being informed to being monitored: how many of all establishments stand on each stage."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sxsh_eval.parameters.quantity import Num
from sxsh_eval.reports.charts.adoption_data import FunnelData, Stage
from sxsh_eval.reports.charts.key import Entry, Key, bar_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.palette import TINTS
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, INK, RULE, SMALL, Look
from sxsh_eval.reports.charts.whiskers import HALO, estimate_text, interval_key, with_interval
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import BLUE, GREEN, ORANGE, PURPLE

LABEL, LEFT, AXIS, RIGHT = 40.0, 43.0, 62.0, 110.0
"""Millimetres: width of the labels, left edge and width of the axis, left edge of the numbers."""
BAR, PAD = 5.0, 1.2
"""Millimetres: thickness of a bar, space above and below a stage."""
WHISKER: Look = {"color": INK, "linewidth": 1.3, "path_effects": HALO, "clip_on": False, "zorder": 4}
LOOKS: dict[str, Look] = {
    "claimed": {"facecolor": "white", "edgecolor": ORANGE, "hatch": "//////"},
    "derived": {"facecolor": "white", "edgecolor": ORANGE, "hatch": "......"},
    "projected": {"facecolor": "white", "edgecolor": PURPLE, "hatch": "\\\\\\\\\\\\"},
    "surveyed": {"facecolor": TINTS[BLUE], "edgecolor": BLUE},
    "measured": {"facecolor": BLUE, "edgecolor": BLUE},
    "caused": {"facecolor": TINTS[GREEN], "edgecolor": GREEN, "hatch": "xxxx"},
}


@dataclass(frozen=True)
class Bar:
    """A stage with its texts wrapped; `change` stands between it and the stage before, `way` is its direction."""

    data: Stage
    label: tuple[Block, ...]
    numbers: tuple[Block, ...]
    change: tuple[Block, ...]
    way: int

    @property
    def height(self) -> float:
        """Millimetres without the change."""
        return max(total_height(self.label), total_height(self.numbers), BAR) + 2 * PAD


def number_blocks(stage: Stage, language: Language) -> tuple[Block, ...]:
    """Share with its interval, then estimated number, observations, or why there is none."""
    if stage.share is None:
        why = language.show(stage.missing) if stage.missing else ""
        return (Block.of(why, WIDTH - LEFT - 2, "italic", SMALL, FAINT_INK),)
    width = WIDTH - RIGHT
    share = stage.share
    texts = [estimate_text(share, language)]
    if stage.count is not None:
        texts.append(with_interval(stage.count, stage.count_interval, language))
    blocks = [Block.of(texts[0], width, "strong", SMALL)]
    blocks += [Block.of(text, width, size=SMALL, colour=FAINT_INK) for text in texts[1:]]
    if share.reason is not None:
        blocks.append(Block.of(language.show(share.reason), width, "italic", SMALL, FAINT_INK))
    return tuple(blocks)


def printed(value: Num) -> float:
    """Number as its digits show it."""
    return round(float(value.value), 2 if value.digits is None else value.digits)


def change_of(before: Stage | None, stage: Stage) -> Num | None:
    """Points between the printed shares of two stages; None without both."""
    if before is None or before.share is None or stage.share is None:
        return None
    first, second = before.share.value, stage.share.value
    digits = None if None in {first.digits, second.digits} else max(first.digits or 0, second.digits or 0)
    return Num(value=round(printed(second) - printed(first), 6), unit="percentage_point", digits=digits)


def change_text(change: Num | None, stage: Stage, language: Language) -> str:
    """Given words, or the change in points; empty without both."""
    if stage.change is not None:
        return language.show(stage.change)
    if change is None:
        return ""
    key = "same" if change.value == 0 else "less" if change.value < 0 else "more"
    points = language.quantity(abs(change.value), change.unit, change.digits)
    return language.text(f"figures.funnel.{key}", points=points)


def measure(data: FunnelData, language: Language) -> list[Bar]:
    """All stages with their texts in this language."""
    bars = []
    for before, stage in pairwise([None, *data.stages]):
        if stage is None:
            continue
        label = [Block.of(language.show(stage.label), LABEL, "strong")]
        if stage.detail is not None:
            label.append(Block.of(language.show(stage.detail), LABEL, size=SMALL, colour=FAINT_INK))
        change = change_of(before, stage)
        words = change_text(change, stage, language)
        between = (Block.of(words, AXIS - 4, size=SMALL, colour=FAINT_INK),) if words else ()
        way = 0 if change is None else (change.value > 0) - (change.value < 0)
        bars.append(Bar(stage, tuple(label), number_blocks(stage, language), between, way))
    return bars


def draw_share(axes: Plot, stage: Stage, y: float) -> None:
    """Bar with whisker around a height in millimetres."""
    if stage.share is None:
        return
    axes.barh(y, float(stage.share.value.value), height=BAR, linewidth=1.0, zorder=3, **LOOKS[stage.share.grade])
    if stage.share.interval is not None:
        low, high = float(stage.share.interval.low), float(stage.share.interval.high)
        axes.plot((low, high), (y, y), **WHISKER)
        for end in (low, high):
            axes.plot((end, end), (y - BAR / 4, y + BAR / 4), **WHISKER)


def draw_head(page: Page, axes: Plot, head: Block, language: Language, top: float) -> None:
    """What 100 per cent are, then the scale over the bars."""
    page.write(head, at=(LEFT, 0))
    for share in (0, 25, 50, 75, 100):
        axes.axvline(share, color=RULE if share == 0 else GRID, linewidth=0.8, zorder=0)
        block = Block((language.quantity(share, "percent"),), size=SMALL, colour=FAINT_INK)
        page.write(block, at=(LEFT + share / 100 * AXIS, top - block.height - 0.4), align="center")


def draw_arrow(page: Page, middle: float, way: int) -> None:
    """Small arrow down or up at the foot of the bars; none without a direction."""
    if way == 0:
        return
    x = LEFT + 1.8
    look: Look = {"color": FAINT_INK, "linewidth": 0.9}
    tip = middle - 1.3 * way
    page.sheet.plot((x, x), (middle - 1.3, middle + 1.3), **look)
    page.sheet.plot((x - 0.7, x, x + 0.7), (tip + 0.7 * way, tip, tip + 0.7 * way), **look)


def draw_stage(page: Page, axes: Plot, bar: Bar, top: float) -> float:
    """One stage from a height on; returns where it ends."""
    if bar.change:
        page.write(*bar.change, at=(LEFT + (3.2 if bar.way else 1.2), top), halo="white")
        draw_arrow(page, top + line_height(SMALL) / 2, bar.way)
        top += total_height(bar.change)
    y = top + bar.height / 2
    draw_share(axes, bar.data, y)
    page.write(*bar.label, at=(0, y - total_height(bar.label) / 2))
    left = RIGHT if bar.data.share is not None else LEFT + 2
    page.write(*bar.numbers, at=(left, y - total_height(bar.numbers) / 2), halo="" if bar.data.share else "white")
    return top + bar.height


def key_of(data: FunnelData, language: Language) -> Key:
    """How the shares are known; what the whiskers are."""
    shares = [stage.share for stage in data.stages if stage.share is not None]
    grades = dict.fromkeys(share.grade for share in shares)
    entries = [Entry(language.text(f"mark.evidence.{one}"), bar_sign(linewidth=1.0, **LOOKS[one])) for one in grades]
    if any(share.interval for share in shares):
        entries.append(interval_key(data.level, language, capped=True))
    return Key.of(entries)


def chart(data: FunnelData, language: Language) -> Drawing:
    """Draw shares of all establishments as bars on an axis from 0 to 100 per cent.

    Parameters
    ----------
    data : FunnelData
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its stages need; a sentence when there are none.
    """
    if not data.stages:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    bars = measure(data, language)
    key = key_of(data, language)
    words = language.text("figures.funnel.percent")
    if data.whole is not None:
        words = language.text("figures.funnel.percent_of", n=language.show(data.whole))
    head = Block.of(words, WIDTH - LEFT, size=SMALL, colour=FAINT_INK)
    top = head.height + line_height(SMALL) + 0.8
    height = sum(bar.height + total_height(bar.change) for bar in bars)
    page = Page(top + height + 2.5 + key.height)
    axes = page.plot((LEFT, top, AXIS, height), (0, 100), (top + height, top))
    draw_head(page, axes, head, language, top)
    y = top
    for bar in bars:
        y = draw_stage(page, axes, bar, y)
    page.rule(y + 0.5)
    key.draw(page, y + 2.5)
    return page.figure
