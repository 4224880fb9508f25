"""Line breaks inside words that are wider than their line."""

from __future__ import annotations

import re

from sxsh_eval.reports.fonts import text_width

NATURAL_CUT = re.compile(r"(?<=[/._\-?&=,;:])(?=\w)")


def soften(text: str, limit: float) -> str:
    """Allow line breaks inside words that are wider than their line.

    Parameters
    ----------
    text : str
        One line of text.
    limit : float
        Width of the line in em.

    Returns
    -------
    str
        Text with zero-width spaces in the words that need them, after separators if that is enough.
    """
    return " ".join(_soften_word(word, limit) for word in text.split(" "))


def _soften_word(word: str, limit: float) -> str:
    if len(word) * 0.4 < limit and text_width(word, weight=600) <= limit:
        return word
    parts = NATURAL_CUT.split(word)
    return "\u200b".join("\u200b".join(part) if text_width(part, weight=600) > limit else part for part in parts)
