"""What every figure says beside its picture: a headline with its number, where, on what it rests, the same in words."""

from __future__ import annotations

from collections.abc import Iterable

from sxsh_eval.parameters.quantity import Num, Phrase, Range, Value, phrase
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.model import Block, Figure, Section

Interval = Range | Reach | None


def told(value: Num, interval: Interval) -> Value:
    """Number with its interval in brackets, ``6,9 % (5,4–8,4)``; the number alone where an end is open.

    Parameters
    ----------
    value : Num
    interval : Range or Reach or None
        In the unit of the value.

    Returns
    -------
    Value
    """
    if interval is None or interval.low is None or interval.high is None:
        return value
    ends = Range(low=interval.low, high=interval.high, unit="count", digits=value.digits)
    return phrase("common.with_interval", value=value, interval=ends)


def changed(key: str, effect: Effect) -> Phrase:
    """Headline of a change: how far down or up, or that the evidence does not suffice.

    Parameters
    ----------
    key : str
        Entries ``<key>.down``, ``<key>.up`` have the size without sign; ``<key>.unclear`` the signed number.
    effect : Effect
        Change in per cent.

    Returns
    -------
    Phrase
    """
    interval = effect.interval
    if interval is None or interval.holds(0):
        return phrase(f"{key}.unclear", value=told(effect.value, interval))
    ends = sorted((abs(interval.left), abs(interval.right)))
    size = Num(value=abs(effect.at), unit="percent", digits=effect.value.digits)
    reach = Reach.of(ends[0], ends[1], "percent", effect.value.digits)
    return phrase(f"{key}.{'down' if effect.at < 0 else 'up'}", value=told(size, reach))


def overlapping(intervals: Iterable[Interval]) -> Range | None:
    """What all intervals have in common; None where two of them lie apart or there are fewer than two.

    Parameters
    ----------
    intervals : iterable of Range or Reach
        In one unit; open ones and None are left out.

    Returns
    -------
    Range or None
    """
    known = [one for one in intervals if one is not None and one.low is not None and one.high is not None]
    if len(known) < 2:  # noqa: PLR2004 - one interval overlaps with nothing
        return None
    low = max(float(one.low) for one in known if one.low is not None)
    high = min(float(one.high) for one in known if one.high is not None)
    if low > high:
        return None
    return Range(low=low, high=high, unit=known[0].unit, digits=known[0].digits)


def based_on(source: Value, n: Value, method: str) -> Phrase:
    """Source line of a figure: where from, how many observations, how worked out.

    Parameters
    ----------
    source : Value
        Source without a full stop.
    n : Value
        Number with what it counts.
    method : str
        Entry ``figure_line.method.<method>``.

    Returns
    -------
    Phrase
    """
    return phrase("figure_line.source", source=source, n=n, method=phrase(f"figure_line.method.{method}"))


def letter_figures(n: int) -> Phrase:
    """How many figures of the letter a chart rests on."""
    return phrase("figure_line.letter_figures", n=Num(value=n, unit="count"))


def excludes(interval: Interval, value: float) -> bool:
    """Whether an interval is known and a value lies outside."""
    if interval is None:
        return False
    low, high = interval.low, interval.high
    return (low is not None and value < low) or (high is not None and value > high)


def finished(sections: Iterable[Section], place: Value) -> tuple[Section, ...]:
    """Sections whose figures stand alone: subtitles name the place, alt texts begin with the message.

    Parameters
    ----------
    sections : iterable of Section
    place : Value
        Of which the report is.

    Returns
    -------
    tuple of Section
    """
    return tuple(
        each.model_copy(
            update={
                "blocks": tuple(_complete(block, place) for block in each.blocks),
                "parts": finished(each.parts, place),
            }
        )
        for each in sections
    )


def _complete(block: Block, place: Value) -> Block:
    if not isinstance(block, Figure):
        return block
    subtitle = phrase("figure_line.subtitle", what=block.subtitle, place=place)
    alt = phrase("figure_line.alt", message=block.title, shown=block.alt)
    return block.model_copy(update={"subtitle": subtitle, "alt": alt})
