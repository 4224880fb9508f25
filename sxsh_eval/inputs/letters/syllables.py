"""How Vietnamese a text looks: the share of its marked words that are Vietnamese syllables."""

from __future__ import annotations

import re
import unicodedata

TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
ONSET = "(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?"
OPEN = (
    "a|â|ă|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|oa|oe|oi|oai|oay|oeo|oao|ôi|ơi|ua|uê|ui|uy|uơ|uya|uyu"
    "|uây|uôi|ưa|ưi|ưu|ươi|ươu|yêu"
)
CLOSED = "(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|yê|oa|oă|oe|oo|uâ|uê|uô|ươ|uy|uyê)(?:ch|c|m|ng|nh|n|p|t)"
SYLLABLE = re.compile(f"{ONSET}(?:{OPEN}|{CLOSED})")
EDGES = " \t\r\n\v\f.,;:!?()[]{}<>\"'“”‘’…%&*/\\|+=-–—•\u00a0\ufeff"
BETWEEN = re.compile(r"[\s/\-–—,.;:()“”\"…0-9%]+")
UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323\u1ea0-\u1ef9]")
"""Letters of Vietnamese that no font from before Unicode has."""

PLAIN = re.compile(r"[\x00-\x7f]*")


def is_syllable(word: str) -> bool:
    """Whether `word` has the spelling of one Vietnamese syllable with at most one tone mark."""
    split = unicodedata.normalize("NFD", word.lower())
    marks = [letter for letter in split if letter in TONES]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in split if letter not in TONES))
    return len(marks) <= 1 and SYLLABLE.fullmatch(bare) is not None


def marked_words(text: str) -> list[str]:
    """Words with at least one character beyond ASCII: plain ones tell nothing about the encoding."""
    words = (word.strip(EDGES) for word in BETWEEN.split(text))
    return [word for word in words if not PLAIN.fullmatch(word)]


def vietnamese_share(text: str) -> tuple[float, int]:
    """How much of a text reads as Vietnamese.

    Parameters
    ----------
    text : str
        Unicode text, right or wrongly decoded.

    Returns
    -------
    tuple of float and int
        Share, from 0 to 1, of the marked words that are Vietnamese syllables; number of marked words.
    """
    words = marked_words(text)
    known = {word: is_syllable(word) for word in set(words)}
    return (sum(known[word] for word in words) / len(words) if words else 0.0), len(words)
