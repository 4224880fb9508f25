"""Effects with intervals that may have no end: as text, on an axis around 0, as whiskers with arrows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from matplotlib.ticker import MaxNLocator

from sxsh_eval.parameters.quantity import Num, Range
from sxsh_eval.reports.charts.effect import Effect, EffectUnit, Reach
from sxsh_eval.reports.charts.key import Draw, Entry
from sxsh_eval.reports.charts.page import Block
from sxsh_eval.reports.charts.plot import Plot
from sxsh_eval.reports.charts.rows import tick_texts
from sxsh_eval.reports.charts.scales import FEW, ROOM, Scale, between, effect_ends
from sxsh_eval.reports.charts.theme import FAINT_INK, SMALL, Face, Look
from sxsh_eval.reports.charts.whiskers import ARROW, WHISKER, number_text, with_n
from sxsh_eval.reports.language import Language

SHORTEST: dict[EffectUnit, float] = {"percent": 1.0, "percent_change": 1.0, "percentage_point": 1.0, "log_point": 0.01}
"""Least distance from 0 to an end of an axis."""
STRETCH = 1.8
"""How often as long an axis may be made so that no whisker is cut off."""
Direction = Literal["across", "upright"]
SIGNS: dict[Direction, tuple[str, str]] = {"across": ("<", ">"), "upright": ("v", "^")}


def signed(value: Num, language: Language) -> str:
    """Number with unit and sign; none where it is printed as 0 or has a bound."""
    if value.unit == "percentage_point":
        return number_text(value, language)
    text = language.show(value)
    nought = language.show(value.model_copy(update={"value": 0}))
    return f"+{text}" if value.value > 0 and value.bound == "exact" and text != nought else text


def reach_text(reach: Reach, language: Language) -> str:
    """Interval without its unit; an open end in words."""
    match reach.low, reach.high:
        case None, None:
            return language.text("figures.effect.endless")
        case low, None:
            return language.text("figures.effect.at_least", low=language.number(low or 0.0, reach.digits))
        case None, high:
            return language.text("figures.effect.at_most", high=language.number(high or 0.0, reach.digits))
        case low, high:
            return language.show(Range(low=low or 0.0, high=high or 0.0, unit="count", digits=reach.digits))


def effect_text(effect: Effect, language: Language, *, plus: bool = True) -> str:
    """``−7,7 % (−11,6 đến −3,8), n = 214``, without the parts that are not given."""
    text = signed(effect.value, language) if plus else language.show(effect.value)
    if effect.interval is not None:
        text = language.text("figures.with_interval", value=text, interval=reach_text(effect.interval, language))
    return with_n(text, effect.n, language)


def interval_text(effect: Effect, language: Language) -> str:
    """``(−11,6 đến −3,8), n = 214``; empty when neither is given."""
    if effect.interval is None:
        return "" if effect.n is None else with_n("", effect.n, language).lstrip(", ")
    return with_n(f"({reach_text(effect.interval, language)})", effect.n, language)


def effect_blocks(effect: Effect, width: float, language: Language, face: Face = "plain") -> tuple[Block, ...]:
    """Text of an effect, its interval on a line of its own where one line is too short; then why there is none."""
    whole = Block.of(effect_text(effect, language), width, face, SMALL)
    texts = [effect_text(effect, language)] if len(whole.lines) == 1 else [signed(effect.value, language)]
    if len(whole.lines) > 1:
        texts.append(interval_text(effect, language))
    blocks = [Block.of(text, width, face, SMALL) for text in texts if text]
    if effect.reason is not None:
        blocks.append(Block.of(language.show(effect.reason), width, "italic", SMALL, FAINT_INK))
    return tuple(blocks)


def signed_scale(
    effects: Iterable[Effect], unit: EffectUnit, others: Iterable[float] = (), wide: Iterable[Reach] = ()
) -> Scale:
    """Axis around 0 that holds all effects, but not the few longest whiskers.

    Parameters
    ----------
    effects : iterable of Effect
    unit : str
        Decides how short the axis may be.
    others : iterable of float
        Further numbers it must hold.
    wide : iterable of Reach
        Intervals without a mark of their own: cut off like whiskers, but a part of each stays on the axis.

    Returns
    -------
    Scale
    """
    shown, bare = list(effects), list(wide)
    nearest = [min(reach.ends, key=abs) for reach in bare if reach.ends and not reach.holds(0)]
    reaches = [(one.at, one.interval) for one in shown if one.interval] + [(0.0, reach) for reach in bare]
    whiskers = [(min((at, *reach.ends)), max((at, *reach.ends))) for at, reach in reaches]
    low, high = effect_ends([*(one.at for one in shown), *others, *nearest], whiskers, SHORTEST[unit])
    left = min((low, *(ROOM * pair[0] for pair in whiskers)))
    right = max((high, *(ROOM * pair[1] for pair in whiskers)))
    return numbered(left, right) if right - left <= STRETCH * (high - low) else numbered(low, high)


def numbered(low: float, high: float) -> Scale:
    """Axis with given ends around 0, with three numbers at least."""
    scale = between(low, high)
    if len(scale.ticks) >= FEW:
        return scale
    ticks = MaxNLocator(nbins=2 * FEW, steps=[1, 2, 5, 10]).tick_values(low, high)
    return Scale(low, high, tuple(round(float(tick), 10) for tick in ticks if low <= tick <= high))


def axis_texts(scale: Scale, unit: str, language: Language) -> list[str]:
    """Numbers of an axis, per cent with their sign."""
    return tick_texts(scale, language, "percent" if unit in {"percent", "percent_change"} else "count")


def arrows(reach: Reach, scale: Scale) -> list[tuple[float, int, bool]]:
    """Ends beyond the axis: where on it, which end (0 lower, 1 upper), and whether that end is open."""
    lower = [(scale.low, 0, reach.low is None)] if reach.left < scale.low else []
    return lower + ([(scale.high, 1, reach.high is None)] if reach.right > scale.high else [])


def draw_reach(
    axes: Plot,
    reach: Reach,
    at: float,
    colour: str,
    scale: Scale,
    *,
    direction: Direction = "across",
    **look: Any,
) -> None:
    """Whisker that ends in an arrow where the axis does: filled when cut off, white when the end is open.

    Parameters
    ----------
    axes : Plot
        With the limits of `scale` in the direction of the whisker.
    reach : Reach
    at : float
        Place of the whisker on the other axis.
    colour : str
    scale : Scale
    direction : {"across", "upright"}
    **look
        Of the line, in place of the usual ones.
    """
    shown = max(reach.left, scale.low), min(reach.right, scale.high)
    x, y = (shown, (at, at)) if direction == "across" else ((at, at), shown)
    axes.plot(x, y, color=colour, clip_on=False, **{"zorder": 4, **WHISKER, **look})
    for end, side, is_open in arrows(reach, scale):
        spot = ([end], [at]) if direction == "across" else ([at], [end])
        axes.plot(*spot, **arrow(SIGNS[direction][side], colour, is_open=is_open))


def arrow(sign: str, colour: str, *, is_open: bool) -> Look:
    """Arrow at the end of a whisker."""
    return {
        "marker": sign,
        "markersize": ARROW + (1.0 if is_open else 0.0),
        "markerfacecolor": "white" if is_open else colour,
        "markeredgecolor": colour,
        "markeredgewidth": 1.0,
        "linestyle": "none",
        "clip_on": False,
        "zorder": 4.5,
    }


def arrow_keys(
    reaches: Iterable[Reach | None], scale: Scale, colour: str, language: Language, direction: Direction = "across"
) -> list[Entry]:
    """What the arrows mean that occur."""
    kinds = {is_open for reach in reaches if reach is not None for _, _, is_open in arrows(reach, scale)}
    words = {False: language.text("figures.forest.clipped"), True: language.text("figures.effect.open")}
    return [Entry(words[kind], arrow_sign(SIGNS[direction][1], colour, is_open=kind)) for kind in sorted(kinds)]


def arrow_sign(sign: str, colour: str, *, is_open: bool) -> Draw:
    """Arrow as the key shows it."""
    return lambda axes, x, y: axes.plot([x], [y], **arrow(sign, colour, is_open=is_open))
