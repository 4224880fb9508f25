"""Values in both languages at once, for whoever shows them outside a report."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Num, Phrase, Value, Verbatim, Words, phrase
from sxsh_eval.reports.language import Language

MINUTE, HOUR = 60, 3600


def both(value: Value) -> Words:
    """A value as text of both languages."""
    return Words(vi=Language("vi").show(value) or "–", en=Language("en").show(value) or "–")


def maybe(value: Value | None) -> Words | None:
    """The same of what may be missing."""
    return None if value is None else both(value)


def plain(text: str) -> Words:
    """Text that is the same in both languages."""
    return both(Verbatim(text=text))


def joined(words: Words) -> str:
    """Both languages in a line of the terminal."""
    return words.vi if words.vi == words.en else f"{words.vi} · {words.en}"


def count(number: int) -> Num:
    """A number of things."""
    return Num(value=number, unit="count")


def length(seconds: float) -> Phrase:
    """Length of time for a reader."""
    whole = round(seconds)
    parts = {"h": whole // HOUR, "m": whole % HOUR // MINUTE, "s": whole % MINUTE}
    if whole < MINUTE:
        return phrase("following.time.seconds", s=count(whole))
    names = ("m", "s") if whole < HOUR else ("h", "m")
    key = "following.time.minutes" if whole < HOUR else "following.time.hours"
    return phrase(key, **{name: count(parts[name]) for name in names})
