"""The same effect estimated in many ways: one way a row, families under headings, the claim shaded behind all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matplotlib.patches import Rectangle

from sxsh_eval.reports.charts.effects_data import ClaimedEffect, Specification, SpecificationsData
from sxsh_eval.reports.charts.key import Entry, Key, bar_sign, marker_sign
from sxsh_eval.reports.charts.packing import Flag, raise_flags
from sxsh_eval.reports.charts.page import WIDTH, Block, Drawing, Page, sentence, total_height
from sxsh_eval.reports.charts.palette import CAUSED, CLAIMED, CONTEXT, TINTS
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.reaches import (
    arrow_keys,
    axis_texts,
    draw_reach,
    effect_blocks,
    signed,
    signed_scale,
)
from sxsh_eval.reports.charts.rows import (
    EDGE,
    GAP,
    INDENT,
    Columns,
    Line,
    draw_grid,
    heading,
    label_width,
    plot_rows,
    write_line,
    write_scale,
)
from sxsh_eval.reports.charts.scales import NOTHING, Scale
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, RULE, SHADE, SMALL, Face, marker
from sxsh_eval.reports.charts.whiskers import bare, interval_key
from sxsh_eval.reports.charts.wrapping import line_height
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import MarkStyle

LABEL, CELL, FLAG = 56.0, 54.0, 80.0
"""Millimetres the labels, the numbers, and the claim's label over the axis may take."""
LEAST, AIR = 4.6, 1.0
"""Millimetres of a row, and between the numbers of two rows."""
USUAL, DEFAULT = MarkStyle("disc", CAUSED), MarkStyle("square", CAUSED)
SIMPLE = MarkStyle("ring", CONTEXT)
"""What adoption caused, in several ways; a mere comparison, which does not tell that."""
CLAIM = TINTS[CLAIMED]


@dataclass(frozen=True)
class Sheet:
    """The chart measured."""

    data: SpecificationsData
    lines: tuple[tuple[Line, Specification | None], ...]
    columns: Columns
    scale: Scale

    @property
    def height(self) -> float:
        """Millimetres of all rows."""
        return sum(line.height for line, _ in self.lines)


def measure_row(row: Specification, language: Language, room: float, indent: float) -> Line:
    """A row with its texts wrapped; the reason for a refusal lies where the mark would."""
    face: Face = "strong" if row.default else "plain"
    label = [Block.of(language.show(row.label), room - indent, face, SMALL)]
    if row.detail is not None:
        label.append(Block.of(language.show(row.detail), room - indent, size=SMALL, colour=FAINT_INK))
    if row.effect is not None:
        numbers = effect_blocks(row.effect, CELL, language, face)
        least = max(LEAST, total_height(numbers) + AIR)
        return Line(tuple(label), (numbers,), indent=indent, least=least)
    why = language.show(row.missing) if row.missing else ""
    over = (Block.of(why, WIDTH - room - GAP - 2 * EDGE, "italic", SMALL, FAINT_INK),)
    return Line(tuple(label), over=over, indent=indent, least=LEAST)


def scale_of(data: SpecificationsData) -> Scale:
    """Axis that holds every effect with the claim."""
    effects = [row.effect for row in data.rows if row.effect is not None]
    claim = claim_ends(data.claim) if data.claim else ()
    return signed_scale(effects, data.unit, claim) if effects else NOTHING


def claim_ends(claim: ClaimedEffect) -> tuple[float, float]:
    """Ends of the claim's interval; twice the claim where it has none."""
    if claim.interval is None:
        return float(claim.value.value), float(claim.value.value)
    return float(claim.interval.low), float(claim.interval.high)


def measure(data: SpecificationsData, language: Language) -> Sheet:
    """All rows measured, families under their headings."""
    shown = [(row, INDENT if family.title else 0.0) for family in data.families for row in family.rows]
    texts = [(text, indent) for row, indent in shown for text in (row.label, row.detail) if text is not None]
    # Bold labels are a tenth wider than the plain ones that widths are measured with.
    room = label_width(((language.show(text), indent + 4) for text, indent in texts), LABEL)
    lines: list[tuple[Line, Specification | None]] = []
    titled = False
    for family in data.families:
        if family.rows and family.title is not None:
            lines.append((heading(language.show(family.title)), None))
        indent = INDENT if family.title is not None else 0.0
        rows = [measure_row(row, language, room, indent) for row in family.rows]
        if rows and titled and family.title is None:
            rows[0] = replace(rows[0], apart=True)
        lines += zip(rows, family.rows, strict=True)
        titled = family.title is not None if rows else titled
    columns = Columns.of(room, [tuple(line.cells[0] for line, _ in lines if line.cells)])
    return Sheet(data, tuple(lines), columns, scale_of(data))


def claim_words(claim: ClaimedEffect, language: Language) -> str:
    """Name of the claim with its value."""
    value = signed(claim.value, language)
    if claim.interval is not None:
        value = language.text("figures.with_interval", value=value, interval=bare(claim.interval, language))
    return language.text("figures.specifications.claim", label=language.show(claim.label), value=value)


def flags_of(sheet: Sheet, language: Language) -> tuple[Flag, ...]:
    """Label of the claim over the axis; only its value where the name is long, none without an axis."""
    claim = sheet.data.claim
    if claim is None or sheet.scale is NOTHING:
        return ()
    block = Block((claim_words(claim, language),), size=SMALL)
    if block.width > min(FLAG, sheet.columns.axis):
        block = Block((signed(claim.value, language),), size=SMALL)
    anchor = sheet.scale.part(float(claim.value.value)) * sheet.columns.axis
    return raise_flags([anchor], [block], sheet.columns.axis)


def draw_claim(page: Page, axes: Plot, sheet: Sheet, flags: tuple[Flag, ...], top: float) -> None:
    """Shade over the claim's interval with a line at its value, up to its label over `top`."""
    if sheet.data.claim is None or sheet.scale is NOTHING:
        return
    low, high = claim_ends(sheet.data.claim)
    axes.axvspan(low, high, color=CLAIM, zorder=0.3, linewidth=0)
    axes.axvline(float(sheet.data.claim.value.value), color=CLAIMED, linewidth=1.2, linestyle=(0, (4, 2)), zorder=1)
    for flag in flags:
        x, y = sheet.columns.left + flag.anchor, top - line_height(SMALL) - 0.6
        page.sheet.plot((x, x), (y + 0.6, top), color=CLAIMED, linewidth=0.8, zorder=1)
        page.write(flag.block, at=(sheet.columns.left + flag.left, y), halo="white")


def style_of(row: Specification) -> MarkStyle:
    """Mark of a row: the default, another way to the caused effect, or a mere comparison."""
    if row.default:
        return DEFAULT
    return USUAL if row.effect is None or row.effect.grade == "caused" else SIMPLE


def draw_row(page: Page, axes: Plot, sheet: Sheet, line: Line, row: Specification, y: float) -> None:
    """Whisker with its mark; the default on a shaded row."""
    if row.effect is None:
        return
    if row.default:
        left, right = sheet.columns.left, sheet.columns.left + sheet.columns.axis
        for x, width in ((0.0, left), (right, WIDTH - right)):
            page.sheet.add_patch(Rectangle((x, y), width, line.height, facecolor=SHADE, edgecolor="none", zorder=0))
        axes.axhspan(y, y + line.height, color=SHADE, zorder=0.1, linewidth=0)
    style, middle = style_of(row), line.middle(y)
    if row.effect.interval is not None:
        width = 2.0 if row.default else 1.3
        draw_reach(axes, row.effect.interval, middle, style.colour, sheet.scale, linewidth=width)
    axes.plot([row.effect.at], [middle], **marker(style, 6.5 if row.default else 5.0))


def key_of(sheet: Sheet, language: Language) -> Key:
    """Marks, whiskers, arrows, the claim's shade."""
    rows = [row for row in sheet.data.rows if row.effect is not None]
    entries = []
    for style, name in ((USUAL, "effect"), (DEFAULT, "default"), (SIMPLE, "simple")):
        if any(style_of(row) == style for row in rows):
            entries.append(Entry(language.text(f"figures.specifications.{name}"), marker_sign(style)))
    reaches = [row.effect.interval for row in rows if row.effect is not None]
    if any(reaches):
        entries.append(interval_key(sheet.data.level, language))
    entries += arrow_keys(reaches, sheet.scale, INK, language)
    if sheet.data.claim is not None and rows:
        words = claim_words(sheet.data.claim, language)
        entries.append(Entry(words, bar_sign(facecolor=CLAIM, edgecolor=CLAIMED, linewidth=0.8)))
    return Key.of(entries)


def chart(data: SpecificationsData, language: Language) -> Drawing:
    """Draw the estimates of one effect by many specifications.

    Parameters
    ----------
    data : SpecificationsData
        Per cent, points or log points.
    language : Language

    Returns
    -------
    Drawing
        165 mm wide, as high as its rows need; a sentence when there are none.
    """
    if not data.rows:
        return sentence(language.show(data.empty) if data.empty else language.text("figures.empty"))
    sheet = measure(data, language)
    words = language.show(data.measure) if data.measure else language.text(f"figures.effect.{data.unit}")
    head = Block.of(words, WIDTH - sheet.columns.left, size=SMALL, colour=FAINT_INK)
    flags, key = flags_of(sheet, language), key_of(sheet, language)
    top = head.height + 0.8 + (line_height(SMALL) + 0.6 if flags else 0.0)
    foot = line_height(SMALL) + 2.6
    page = Page(top + sheet.height + foot + key.height)
    page.write(head, at=(sheet.columns.left, 0))
    axes = plot_rows(page, sheet.columns, sheet.scale, top, sheet.height)
    draw_grid(axes, sheet.scale)
    if sheet.scale is not NOTHING:
        axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    draw_claim(page, axes, sheet, flags, top)
    y = top
    for line, row in sheet.lines:
        if row is not None:
            draw_row(page, axes, sheet, line, row, y)
        write_line(page, sheet.columns, line, y)
        y += line.height
    page.rule(y, colour=RULE)
    write_scale(page, sheet.columns, sheet.scale, axis_texts(sheet.scale, data.unit, language), y)
    key.draw(page, y + foot)
    return page.figure
