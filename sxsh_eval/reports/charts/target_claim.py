"""Targets beside reported shares: one indicator a row on an axis from 0 to 100 per cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.parameters.quantity import Range
from sxsh_eval.reports.charts.data import Aim, Reported, TargetClaimData, TargetRow
from sxsh_eval.reports.charts.key import (
    INTERVAL_LOOK,
    Entry,
    Key,
    grade_entry,
    interval_entry,
    line_sign,
    tick_sign,
    value_text,
)
from sxsh_eval.reports.charts.packing import Flag, raise_flags
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.shares import ends
from sxsh_eval.reports.charts.theme import FAINT_INK, GRID, INK, RULE, SMALL, Look, marker
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import mark_style

LABEL, LEFT, AXIS, RIGHT = 44.0, 48.0, 68.0, 123.0
"""Millimetres: width of the labels, left edge and width of the axis, left edge of the verdicts."""
BAND, PAD = 2.6, 1.8
"""Millimetres: half height of the marks, free space above and below a row."""
TARGET_LOOK: Look = {"color": INK, "linewidth": 2.2}
BAND_LOOK: Look = {"color": "#8d949c", "linewidth": 5.0}
GAP_LOOK: Look = {"color": RULE, "linewidth": 1.0, "linestyle": (0, (1, 1.5))}


def position(share: float) -> float:
    """Millimetres from the axis's left end to a per cent value."""
    return share / 100 * AXIS


@dataclass(frozen=True)
class Row:
    """One indicator with everything measured.

    Attributes
    ----------
    flags : tuple of Flag
        Labels of the targets, above the marks.
    below : tuple of Block
        Reported value, or why there is none.
    verdicts : tuple of (Aim, Block)
    """

    data: TargetRow
    label: tuple[Block, ...]
    flags: tuple[Flag, ...]
    below: tuple[Block, ...]
    verdicts: tuple[tuple[Aim | None, Block], ...]

    @property
    def above_axis(self) -> float:
        """Millimetres needed above the marks."""
        levels = 1 + max((flag.level for flag in self.flags), default=-1)
        sides = total_height(self.label), sum(block.height for _, block in self.verdicts)
        return PAD + max(BAND + levels * line_height(SMALL), *(side / 2 for side in sides))

    @property
    def below_axis(self) -> float:
        """Millimetres needed under the marks."""
        sides = total_height(self.label), sum(block.height for _, block in self.verdicts)
        return PAD + max(BAND + total_height(self.below), *(side / 2 for side in sides))


def below_blocks(row: TargetRow, language: Language) -> tuple[Block, ...]:
    """Reported value with its interval, or the reason for none."""
    if row.missing is not None:
        return (Block.of(language.show(row.missing), AXIS, "italic", SMALL, FAINT_INK),)
    if row.reported is None:
        return ()
    blocks = [Block.of(value_text(row.reported, language), AXIS, "strong")]
    if row.gap is not None:
        blocks.append(Block.of(language.show(row.gap), AXIS, size=SMALL, colour=FAINT_INK))
    return tuple(blocks)


def verdict_blocks(row: TargetRow, language: Language) -> tuple[tuple[Aim | None, Block], ...]:
    """Verdict on each target, with its year when there are several."""
    width = WIDTH - RIGHT - 4.5
    if not row.targets:
        words = language.text("figures.target_claim.no_target")
        return ((None, Block.of(words, width + 4.5, "italic", SMALL, FAINT_INK)),)
    judged = [aim for aim in row.targets if aim.verdict is not None]
    texts = [language.show(aim.verdict) for aim in judged if aim.verdict is not None]
    if len(row.targets) > 1:
        texts = [
            language.text("figures.of_year", year=str(aim.year), text=text)
            for aim, text in zip(judged, texts, strict=True)
        ]
    return tuple((aim, Block.of(text, width)) for aim, text in zip(judged, texts, strict=True))


def measure(row: TargetRow, language: Language) -> Row:
    """A row with its texts wrapped, its target labels kept apart."""
    label = [Block.of(language.show(row.label), LABEL, "strong")]
    if row.detail is not None:
        label.append(Block.of(language.show(row.detail), LABEL, size=SMALL, colour=FAINT_INK))
    texts = [language.text("figures.of_year", year=str(aim.year), text=language.show(aim.value)) for aim in row.targets]
    anchors = [position(sum(ends(aim.value)) / 2) for aim in row.targets]
    blocks = [Block((text,), size=SMALL) for text in texts]
    flags = raise_flags(anchors, blocks, AXIS)
    return Row(row, tuple(label), flags, below_blocks(row, language), verdict_blocks(row, language))


def draw_targets(axes: Plot, row: TargetRow, y: float) -> None:
    """Ticks for single targets, bars with end ticks for bands."""
    for aim in row.targets:
        low, high = ends(aim.value)
        if low < high:
            axes.plot((low, high), (y, y), clip_on=False, zorder=3, **BAND_LOOK)
        for end in sorted({low, high}):
            axes.plot((end, end), (y - BAND * 0.8, y + BAND * 0.8), clip_on=False, zorder=3.5, **TARGET_LOOK)


def draw_reported(axes: Plot, row: TargetRow, reported: Reported, y: float) -> None:
    """Marker with rounding interval; what is missing to the last target as a dotted line."""
    style = mark_style("evidence", reported.grade)
    low, high = ends(reported.value)
    wide = ends(reported.interval) if isinstance(reported.interval, Range) else (low, high)
    axes.plot(wide, (y, y), color=style.colour, clip_on=False, zorder=4, **INTERVAL_LOOK)
    axes.plot([(low + high) / 2], [y], **marker(style))
    if row.targets:
        goal = ends(max(row.targets, key=lambda aim: aim.year).value)[0]
        if goal > high:
            axes.plot((high, goal), (y, y), clip_on=False, zorder=2, **GAP_LOOK)


def draw_texts(page: Page, row: Row, y: float) -> None:
    """Labels all round the marks."""
    page.write(*row.label, at=(0, y - total_height(row.label) / 2))
    for flag in row.flags:
        top = y - BAND - (flag.level + 1) * line_height(SMALL)
        x = LEFT + flag.anchor
        page.sheet.plot((x, x), (top + 0.6, y - BAND * 0.8), color=RULE, linewidth=0.7, zorder=1)
        page.write(flag.block, at=(LEFT + flag.left, top), halo="white")
    if row.below:
        anchor = position(sum(ends(row.data.reported.value)) / 2) if row.data.reported else 0.0
        width = max(block.width for block in row.below)
        left = LEFT + max(0.0, min(anchor - 1.2, AXIS + 5 - width))
        page.write(*row.below, at=(left, y + BAND), halo="white")
    top = y - sum(block.height for _, block in row.verdicts) / 2
    for aim, block in row.verdicts:
        if aim is not None and aim.verdict is not None:
            style = mark_style("verdict", aim.verdict.name)
            page.sheet.plot([RIGHT + 1.6], [top + line_height(block.size) / 2], **marker(style))
        page.write(block, at=(RIGHT + (4.5 if aim else 0), top))
        top += block.height


def head_row(page: Page, axes: Plot, language: Language, top: float) -> None:
    """Scale over the rows, with the verdicts' heading."""
    for share in (0, 25, 50, 75, 100):
        axes.axvline(share, color=GRID, linewidth=0.8, zorder=0)
        label = Block((language.quantity(share, "percent"),), size=SMALL, colour=FAINT_INK)
        page.write(label, at=(LEFT + position(share), top - label.height), align="center")
    head = Block((language.text("figures.target_claim.verdict"),), size=SMALL, colour=FAINT_INK)
    page.write(head, at=(RIGHT, top - head.height))


def key_of(rows: Sequence[TargetRow], language: Language) -> Key:
    """Signs that occur in these rows."""
    spans = [ends(aim.value) for row in rows for aim in row.targets]
    entries = []
    if any(low == high for low, high in spans):
        entries.append(Entry(language.text("figures.target_claim.target"), tick_sign(**TARGET_LOOK)))
    if any(low < high for low, high in spans):
        entries.append(Entry(language.text("figures.target_claim.band"), line_sign(**BAND_LOOK)))
    grades = dict.fromkeys(row.reported.grade for row in rows if row.reported)
    entries += [grade_entry(grade, language) for grade in grades]
    if any(row.reported and row.reported.interval for row in rows):
        entries.append(interval_entry(next(iter(grades)), language))
    return Key.of(entries)


def chart(data: TargetClaimData, language: Language) -> Drawing:
    """Draw targets beside reported shares.

    Parameters
    ----------
    data : TargetClaimData
        Shares in per cent, 0 to 100.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are none.
    """
    if not data.rows:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    rows = [measure(row, language) for row in data.rows]
    key = key_of(data.rows, language)
    head = line_height(SMALL) + 1
    height = sum(row.above_axis + row.below_axis for row in rows)
    page = Page(head + height + 2 + key.height)
    axes = page.plot((LEFT, head, AXIS, height), (0, 100), (head + height, head))
    head_row(page, axes, language, head - 0.5)
    y = head
    for row in rows:
        page.rule(y)
        y += row.above_axis
        draw_targets(axes, row.data, y)
        if row.data.reported is not None:
            draw_reported(axes, row.data, row.data.reported, y)
        draw_texts(page, row, y)
        y += row.below_axis
    page.rule(y)
    key.draw(page, y + 2)
    return page.figure
