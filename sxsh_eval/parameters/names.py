"""Names that a wrong one may stand for, nearest first."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

MOST = 5
"""Names that a message lists."""
ALIKE, SAME_GROUP = 0.6, 0.8


def nearest_keys(name: str, known: Iterable[str], most: int = MOST) -> list[str]:
    """Known dotted keys most like a name.

    Parameters
    ----------
    name : str
        As typed: whole, without its group (``growth_multiple`` for ``thresholds.growth_multiple``), or a group alone.
    known : iterable of str
    most : int
        How many at most.

    Returns
    -------
    list of str
        Closest first; empty when none is near.
    """
    wanted = folded(name)
    scored = [(likeness(wanted, folded(key)), key) for key in known] if wanted.strip(".") else []
    near = sorted((each for each in scored if each[0] >= ALIKE), key=lambda each: -each[0])
    return [key for _, key in near[:most]]


def folded(name: str) -> str:
    """Name without what people leave out or mix up: case, spaces, hyphens."""
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def likeness(wanted: str, key: str) -> float:
    """From 0 (nothing in common) to 1 (equal): of the whole keys, of their last parts, or of a group with its keys."""
    last, group = key.rpartition(".")[2], key.partition(".")[0]
    whole = ratio(wanted, key)
    # A last part alone says less than a whole key: it counts a little less, so that the whole one goes first.
    ends = ratio(wanted.rpartition(".")[2], last) * 0.95
    inside = ratio(wanted, group) if "." not in wanted and "." in key else 0.0
    return max(whole, ends, 0.9 * inside if inside >= SAME_GROUP else 0.0)


def ratio(one: str, other: str) -> float:
    """Likeness of two texts, the same in both directions."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE:
        return 0.0
    return max(matcher.ratio(), SequenceMatcher(None, other, one, autojunk=False).ratio())


def few(name: str, known: Iterable[str]) -> str:
    """Known names for a message: all when they are few, else the nearest, else the first, with an ellipsis.

    Parameters
    ----------
    name : str
        That is not among them.
    known : iterable of str

    Returns
    -------
    str
        Joined by commas; a hyphen for none.
    """
    names = list(dict.fromkeys(known))
    if len(names) <= MOST:
        return ", ".join(names) or "-"
    return ", ".join([*(nearest_keys(name, names) or names[:MOST]), "…"])
