"""From training to a unit of their own: how many enterprises stand on each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.reports.charts.data import LadderData, Step
from sxsh_eval.reports.charts.key import Entry, Key, bar_sign, whisker_sign
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.palette import CLAIMED, hatched, solid
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, RULE, SMALL, Look
from sxsh_eval.reports.charts.whiskers import bare
from sxsh_eval.reports.language import Language

LABEL, LEFT = 50.0, 54.0
"""Millimetres: width of the labels, foot of the bars."""
BAR, PAD, AIR, EDGE = 5.2, 1.6, 1.8, 0.8
"""Millimetres: thickness of a bar, space above and below a step, from bar to number, from number to page edge."""
NUMBER = 42.0
"""Millimetres a number with its interval may be wide before it wraps."""
LOOKS: dict[str, Look] = {
    "counted": solid(CLAIMED),
    "implied": hatched(CLAIMED),
}
WHISKER: Look = {"color": INK, "linewidth": 1.2}


@dataclass(frozen=True)
class Rung:
    """A step with its texts wrapped."""

    data: Step
    label: tuple[Block, ...]
    number: tuple[Block, ...]

    @property
    def height(self) -> float:
        """Millimetres with the space around it."""
        return max(total_height(self.label), total_height(self.number), BAR) + 2 * PAD

    @property
    def reach(self) -> float:
        """Largest count that the bar or its whisker shows."""
        count = float(self.data.count.value) if self.data.count else 0.0
        return max(count, float(self.data.interval.high)) if self.data.interval and self.data.count else count


def number_blocks(step: Step, language: Language) -> tuple[Block, ...]:
    """Count with its interval, or why there is none."""
    if step.missing is not None:
        return (Block.of(language.show(step.missing), WIDTH - LEFT - AIR, "italic", SMALL, FAINT_INK),)
    if step.count is None:
        return ()
    blocks = [Block.of(language.show(step.count), NUMBER, "strong")]
    if step.interval is not None:
        blocks.append(Block.of(bare(step.interval, language), NUMBER, size=SMALL, colour=FAINT_INK))
    return tuple(blocks)


def measure(step: Step, language: Language) -> Rung:
    """A step with its texts in this language."""
    label = [Block.of(language.show(step.label), LABEL, "strong")]
    if step.detail is not None:
        label.append(Block.of(language.show(step.detail), LABEL, size=SMALL, colour=FAINT_INK))
    return Rung(step, tuple(label), number_blocks(step, language))


def scale(rungs: Sequence[Rung]) -> float:
    """Millimetres for one unit, so that the longest bar with its number fills the width."""
    room = WIDTH - LEFT - AIR - EDGE
    fits = [
        (room - max(block.width for block in rung.number)) / rung.reach for rung in rungs if rung.number and rung.reach
    ]
    return min(fits, default=1.0)


def draw_step(axes: Plot, rung: Rung, y: float) -> None:
    """Bar with whisker of one step around a height in millimetres."""
    step = rung.data
    if step.count is None:
        return
    axes.barh(y, float(step.count.value), height=BAR, zorder=3, **LOOKS[step.basis])
    if step.interval is not None:
        low, high = float(step.interval.low), float(step.interval.high)
        axes.plot((low, high), (y, y), zorder=4, **WHISKER)
        for end in (low, high):
            axes.plot((end, end), (y - BAR / 4, y + BAR / 4), zorder=4, **WHISKER)


def key_of(data: LadderData, language: Language) -> Key:
    """Which bars are counted, which rest on a percentage of what whole."""
    bases = {step.basis for step in data.steps if step.count}
    entries = []
    if "counted" in bases:
        entries.append(Entry(language.text("figures.ladder.counted"), bar_sign(**LOOKS["counted"])))
    if "implied" in bases:
        words = language.text("figures.ladder.implied")
        if data.denominator is not None:
            whole, interval = language.show(data.denominator), data.denominator_interval
            if interval is not None:
                whole = language.text("figures.with_interval", value=whole, interval=bare(interval, language))
            words = language.text("figures.ladder.implied_of", n=whole)
        entries.append(Entry(words, bar_sign(**LOOKS["implied"])))
    if any(step.interval for step in data.steps if step.count):
        entries.append(Entry(language.text("figures.ladder.interval"), whisker_sign(**WHISKER)))
    return Key.of(entries)


def chart(data: LadderData, language: Language) -> Drawing:
    """Draw counts as bars from zero on one unbroken scale, each with its number.

    Parameters
    ----------
    data : LadderData
        Counts of enterprises or establishments.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its steps need; a sentence when there are none.
    """
    if not data.steps:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    rungs = [measure(step, language) for step in data.steps]
    key = key_of(data, language)
    height = sum(rung.height for rung in rungs)
    page = Page(height + 2.5 + key.height)
    unit = scale(rungs)
    axes = page.plot((LEFT, 0, WIDTH - LEFT, height), (0, (WIDTH - LEFT) / unit), (height, 0))
    axes.axvline(0, color=RULE, linewidth=0.8)
    top = 0.0
    for rung in rungs:
        y = top + rung.height / 2
        draw_step(axes, rung, y)
        page.write(*rung.label, at=(0, y - total_height(rung.label) / 2))
        page.write(*rung.number, at=(LEFT + rung.reach * unit + AIR, y - total_height(rung.number) / 2))
        top += rung.height
    page.rule(height + 0.5)
    key.draw(page, height + 2.5)
    return page.figure
