"""Words of the chart `event_study`: over, under, beside the plot, and its key."""

from __future__ import annotations

from sxsh_eval.reports.charts.effects_data import EventStudyData
from sxsh_eval.reports.charts.key import Entry, Key, bar_sign, marker_sign, tick_sign
from sxsh_eval.reports.charts.page import WIDTH, Block
from sxsh_eval.reports.charts.palette import CAUSED, CONTEXT, TINTS
from sxsh_eval.reports.charts.reaches import arrow_keys, effect_blocks
from sxsh_eval.reports.charts.scales import Scale
from sxsh_eval.reports.charts.theme import FAINT_INK, SMALL
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import BLACK, MarkStyle

PRE, POST, REFERENCE = MarkStyle("square", CONTEXT), MarkStyle("disc", CAUSED), MarkStyle("ring", BLACK)
"""Marks of periods before treatment, since then, and of the reference period."""
OVERALL = MarkStyle("diamond", CAUSED)
LIGHT = {True: TINTS[CAUSED], False: TINTS[CONTEXT]}
"""Bands since treatment began, and before."""


def head_of(data: EventStudyData, language: Language) -> Block:
    """What the effects are."""
    words = language.show(data.measure) if data.measure else language.text(f"figures.effect.{data.unit}")
    return Block.of(words, WIDTH, size=SMALL, colour=FAINT_INK)


def overall_blocks(data: EventStudyData, language: Language, width: float) -> tuple[Block, ...]:
    """Name of the overall effect with its numbers."""
    if data.overall is None:
        return ()
    given = data.overall_label
    name = language.show(given) if given else language.text("figures.event_study.overall")
    blocks = effect_blocks(data.overall, width, language, "strong")
    return (Block.of(name, width, size=SMALL, colour=FAINT_INK), *blocks)


def under_words(data: EventStudyData, language: Language) -> tuple[Block, ...]:
    """What event time counts, and what n counts."""
    time = language.show(data.time_name) if data.time_name else language.text("figures.event_study.time")
    words = [time]
    if any(point.n is not None for point in data.points):
        words.append(language.show(data.n_name) if data.n_name else language.text("figures.event_study.n"))
    return tuple(Block.of(one, WIDTH - 24, size=SMALL, colour=FAINT_INK) for one in words)


def notes_of(data: EventStudyData, language: Language) -> tuple[Block, ...]:
    """Reasons for what is missing, each with the event times it concerns."""
    times: dict[str, list[str]] = {}
    for point in data.points:
        why = point.missing or (point.effect.reason if point.effect else None)
        if why is not None:
            times.setdefault(language.show(why), []).append(language.number(point.time))
    texts = [language.text("figures.of_year", year=", ".join(some), text=why) for why, some in times.items()]
    return tuple(Block.of(text, WIDTH, "italic", SMALL, FAINT_INK) for text in texts)


def key_of(data: EventStudyData, scale: Scale, language: Language) -> Key:
    """Signs that occur in this plot."""
    level = language.quantity(data.level, "percent")
    known = [one for one in data.points if one.effect]
    sides = [one for one in known if one.time < 0], [one for one in known if one.time >= 0]
    both = all(sides)  # then words over the plot name them
    entries = [
        Entry(language.text(f"figures.event_study.{name}"), marker_sign(style))
        for name, style, some in (
            ("pre", PRE, [] if both else sides[0]),
            ("reference", REFERENCE, [one for one in data.points if one.reference]),
            ("post", POST, [] if both else sides[1]),
        )
        if some
    ]
    if any(one.interval for one in data.effects):
        words = language.text("figures.event_study.pointwise", level=level)
        entries.append(Entry(words, tick_sign(color=BLACK, linewidth=1.3)))
    if any(point.band for point in data.points):
        words = language.text("figures.event_study.band", level=level)
        entries.append(Entry(words, bar_sign(facecolor=LIGHT[True], edgecolor="none")))
    reaches = [one.interval for one in (*data.effects, *([data.overall] if data.overall else []))]
    reaches += [point.band for point in data.points]
    entries += arrow_keys(reaches, scale, BLACK, language, "upright")
    if any(point.missing for point in data.points):
        sign = Entry(
            language.text("figures.event_study.missing"),
            lambda axes, x, y: axes.plot([x], [y], marker="x", color=FAINT_INK, markersize=4.5),
        )
        entries.append(sign)
    return Key.of(entries)
