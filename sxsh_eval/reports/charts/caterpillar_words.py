"""Words of the chart `caterpillar`: numbers, key, who has no number or no interval."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from sxsh_eval.reports.charts.benchmark_data import CaterpillarData, CaterpillarRow
from sxsh_eval.reports.charts.key import Entry, Key, marker_sign
from sxsh_eval.reports.charts.page import WIDTH, Block
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.scales import Scale
from sxsh_eval.reports.charts.theme import FAINT_INK, INK, SMALL
from sxsh_eval.reports.charts.whiskers import ARROW, ends_of, grade_keys, interval_key, with_interval, with_n
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import BLUE, GREY, MarkStyle

FILLED, OPEN = MarkStyle("disc", BLUE), MarkStyle("ring", GREY)


def number_block(row: CaterpillarRow, language: Language, width: float, *, counted: bool) -> Block:
    """Number with its interval; with the observations behind it where there is room."""
    one = row.estimate
    if one is None:
        return Block(("",), size=SMALL)
    text = with_interval(one.value, one.interval, language)
    return Block.of(with_n(text, one.n, language) if counted else text, width, size=SMALL)


def head_of(data: CaterpillarData, language: Language) -> Block | None:
    """Name of the pooled line with its value."""
    if data.pooled is None:
        return None
    value = with_interval(data.pooled.value, data.pooled.interval, language)
    if data.pooled_label is None:
        return Block.of(language.text("figures.caterpillar.pooled", value=value), WIDTH, "strong", SMALL)
    words = language.text("figures.of_year", year=language.show(data.pooled_label), text=value)
    return Block.of(words, WIDTH, "strong", SMALL)


def by_reason(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Names under each reason, in the order in which they come."""
    found: dict[str, list[str]] = {}
    for reason, name in pairs:
        found.setdefault(reason, []).append(name)
    return found


def blocks_under(data: CaterpillarData, language: Language) -> tuple[Block, ...]:
    """Who has no number, who no interval, with the reasons; what overlap means."""
    missing = [(language.show(row.missing), language.show(row.label)) for row in data.rows if row.missing is not None]
    bare = [
        (language.show(row.estimate.reason), language.show(row.label))
        for row in data.ordered
        if row.estimate is not None and row.estimate.reason is not None
    ]
    texts = []
    for key, pairs in (("missing", missing), ("without", bare)):
        for reason, names in by_reason(pairs).items():
            texts.append(language.text(f"figures.caterpillar.{key}", reason=reason, names=", ".join(names)))
    blocks = [Block.of(text, WIDTH, size=SMALL, colour=FAINT_INK) for text in texts]
    note = language.show(data.note) if data.note is not None else language.text("figures.caterpillar.note")
    return (*blocks, Block.of(note, WIDTH, "italic", SMALL))


def band_sign(plot: Plot, x: float, y: float) -> None:
    """Line on a band."""
    plot.add_patch(Rectangle((x - 2, y - 1.5), 4, 3, facecolor="#dfe3e8", edgecolor="none", zorder=1))
    plot.plot([x, x], [y - 1.5, y + 1.5], color=INK, linewidth=1.0)


def clipped_sign(plot: Plot, x: float, y: float) -> None:
    """Arrow at the end of a whisker that the axis cuts off."""
    plot.plot([x], [y], marker=">", markersize=ARROW, color=GREY)


def key_of(data: CaterpillarData, scale: Scale, language: Language) -> Key:
    """Marks, whiskers, the band of all together."""
    shown = [row.estimate for row in data.ordered if row.estimate is not None]
    entries = []
    if any(row.raw is not None for row in data.ordered):
        names = (data.estimate_name, data.raw_name)
        keys = ("figures.caterpillar.estimate", "figures.caterpillar.raw")
        signs = (marker_sign(FILLED), marker_sign(OPEN))
        for name, key, sign in zip(names, keys, signs, strict=True):
            entries.append(Entry(language.show(name) if name is not None else language.text(key), sign))
    else:
        entries += grade_keys([one.grade for one in shown], language)
    if any(one.interval for one in shown):
        entries.append(interval_key(data.level, language))
    raw = [row.raw for row in data.ordered if row.raw is not None]
    if any(not scale.holds(end) for one in raw for end in ends_of(one)):
        entries.append(Entry(language.text("figures.forest.clipped"), clipped_sign))
    if data.pooled is not None and data.pooled.interval is not None:
        level = language.quantity(data.level, "percent")
        entries.append(Entry(language.text("figures.caterpillar.pooled_key", level=level), band_sign))
    return Key.of(entries)
