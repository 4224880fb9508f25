"""Rows, columns, key of the chart `waterfall`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.patches import Rectangle

from sxsh_eval.parameters.quantity import Num
from sxsh_eval.reports.charts.effect import Effect
from sxsh_eval.reports.charts.key import Entry, Key, bar_sign
from sxsh_eval.reports.charts.page import WIDTH, Block
from sxsh_eval.reports.charts.palette import CONTEXT, OBSERVED, hatched, solid
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.reaches import arrow_sign, effect_blocks, signed
from sxsh_eval.reports.charts.rows import INDENT, Columns, Line, heading, label_width
from sxsh_eval.reports.charts.scales import Scale
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, SMALL, Look
from sxsh_eval.reports.charts.waterfall_axis import is_cut
from sxsh_eval.reports.charts.waterfall_data import WaterfallData, WaterfallGroup, WaterfallStep
from sxsh_eval.reports.charts.whiskers import interval_key
from sxsh_eval.reports.language import Language

LABEL, CELL, SHARE = 46.0, 36.0, 18.0
"""Millimetres that labels, numbers, and per cent may take."""
LEAST = 5.0
"""Millimetres of a row."""
NO_SHARE = "–"
UP, DOWN = hatched(OBSERVED), solid(OBSERVED)
TOTAL: Look = {"facecolor": "#b4bac1", "edgecolor": CONTEXT, "linewidth": 0.8}


@dataclass(frozen=True)
class Rows:
    """A group's heading with its rows: start, steps, end."""

    title: Line | None
    lines: tuple[Line, ...]


def share_text(part: float, data: WaterfallData, group: WaterfallGroup, language: Language) -> str:
    """Per cent of the start or of the whole change; a dash where that is 0."""
    whole = abs(float(group.start.value)) if data.share == "start" else group.change
    if whole == 0:
        return NO_SHARE
    share = Num(value=100 * part / whole, unit="percent_change", digits=1)
    return signed(share, language) if data.share == "start" else language.show(share)


def cells_of(texts: Sequence[Block], share: str, data: WaterfallData) -> tuple[tuple[Block, ...], ...]:
    """Numbers, with the per cent beside them where those are shown."""
    return (tuple(texts),) if data.share == "none" else (tuple(texts), (Block((share,), size=SMALL),))


def step_line(step: WaterfallStep, data: WaterfallData, group: WaterfallGroup, language: Language, room: float) -> Line:
    """A step with its texts wrapped."""
    label = [Block.of(language.show(step.label), room, size=SMALL)]
    if step.subgroup is not None:
        label.append(Block.of(language.show(step.subgroup), room, size=SMALL, colour=FAINT_INK))
    texts = [Block.of(signed(step.value, language), CELL, size=SMALL)]
    if step.interval is not None:
        texts = list(effect_blocks(Effect(value=step.value, interval=step.interval), CELL, language))
    if step.reason is not None:
        texts.append(Block.of(language.show(step.reason), CELL, "italic", SMALL, FAINT_INK))
    share = share_text(float(step.value.value), data, group, language)
    return Line(tuple(label), cells_of(texts, share, data), indent=INDENT, least=LEAST)


def rows_of(group: WaterfallGroup, data: WaterfallData, language: Language) -> Rows:
    """A group with all texts wrapped."""
    room = room_of(data, language)
    first, last = (
        (Block.of(language.show(label), room, "strong", SMALL),) for label in (group.start_label, group.end_label)
    )
    totals = [(Block.of(language.show(one), CELL, "strong", SMALL),) for one in (group.start, group.end)]
    start = Line(first, cells_of(totals[0], "", data), least=LEAST)
    end = Line(last, cells_of(totals[1], share_text(group.change, data, group, language), data), least=LEAST)
    steps = (step_line(step, data, group, language, room - INDENT) for step in group.steps)
    title = heading(language.show(group.title)) if group.title is not None else None
    return Rows(title, (start, *steps, end))


def room_of(data: WaterfallData, language: Language) -> float:
    """Millimetres of the labels."""
    texts = [(one, 0.0) for group in data.groups for one in (group.start_label, group.end_label)]
    texts += [(one, INDENT) for group in data.groups for s in group.steps for one in (s.label, s.subgroup) if one]
    return label_width(((language.show(text), indent + 1) for text, indent in texts), LABEL)


def heads_of(data: WaterfallData, language: Language) -> tuple[Block, ...]:
    """What the per cent are of, over their column."""
    if data.share == "none":
        return ()
    return (Block.of(language.text(f"figures.waterfall.{data.share}"), SHARE, size=SMALL, colour=FAINT_INK),)


def columns_of(
    data: WaterfallData, groups: Sequence[Rows], heads: tuple[Block, ...], language: Language
) -> tuple[Columns, Block]:
    """Columns as wide as they need, with the words over the axis."""
    lines = [line for rows in groups for line in rows.lines]
    count = 1 + len(heads)
    cells: list[tuple[tuple[Block, ...], ...]] = [tuple(line.cells[n] for line in lines) for n in range(count)]
    if heads:
        cells[1] = (*cells[1], heads)
    columns = Columns.of(room_of(data, language), cells)
    words = language.show(data.measure) if data.measure else ""
    edge = columns.cells[1] - 2 if heads else WIDTH
    return columns, Block.of(words, edge - columns.left, size=SMALL, colour=FAINT_INK)


def notes_of(data: WaterfallData, scales: Sequence[Scale], language: Language) -> tuple[Block, ...]:
    """Words under the plot."""
    texts = [language.show(data.note)] if data.note else []
    if len(set(scales)) > 1:
        texts.append(language.text("figures.waterfall.own"))
    return tuple(Block.of(text, WIDTH, "italic", SMALL, FAINT_INK) for text in texts)


def draw_cut(axes: Plot, x: float, y: float) -> None:
    """Small bar with two slits."""
    axes.add_patch(Rectangle((x - 3, y - 1.2), 6, 2.4, **TOTAL))
    for left in (-0.9, 0.4):
        axes.plot((x + left, x + left + 0.6), (y + 1.6, y - 1.6), color="white", linewidth=1.6)


def key_of(data: WaterfallData, scales: Sequence[Scale], language: Language) -> Key:
    """Tones, whiskers, slits that occur."""
    steps = [step for group in data.groups for step in group.steps]
    signs: list[tuple[str, Any, bool]] = [
        ("total", bar_sign(**TOTAL), True),
        ("down", bar_sign(**DOWN), any(step.value.value < 0 for step in steps)),
        ("up", bar_sign(**UP), any(step.value.value > 0 for step in steps)),
        ("cut", draw_cut, any(is_cut(scale) for scale in scales)),
    ]
    entries = [Entry(language.text(f"figures.waterfall.{name}"), sign) for name, sign, some in signs if some]
    if any(step.interval for step in steps):
        entries.append(interval_key(data.level, language))
    if any(None in (step.interval.low, step.interval.high) for step in steps if step.interval):
        entries.append(Entry(language.text("figures.effect.open"), arrow_sign(">", INK, is_open=True)))
    return Key.of(entries)
