"""Vietnamese number words: ``mười lăm`` is 15, ``một trăm linh năm`` is 105, ``hai triệu rưỡi`` is 2 500 000."""

from __future__ import annotations

import re
import unicodedata

DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
TENS = ("mươi", "chục")
TEN = "mười"
HUNDRED = "trăm"
SCALE_WORDS = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
SILENT = ("linh", "lẻ")
HALF = "rưỡi"
LEADING = frozenset(DIGITS) - {"không", "mốt", "tư", "lăm", "nhăm"} | {TEN}
VOCABULARY = frozenset(DIGITS) | {TEN, HUNDRED, HALF, *TENS, *SCALE_WORDS, *SILENT}
WORD = re.compile(r"[^\W\d_]+")


def number_of_words(words: list[str]) -> int | None:
    """Value of number words.

    Parameters
    ----------
    words : list of str
        Lower-case words, all of them of `VOCABULARY`.

    Returns
    -------
    int or None
        None when they do not make one number.
    """
    total, group, digit, last_scale = 0, 0, None, 0
    for word in words:
        if word in DIGITS:
            if digit is not None:
                return None
            digit = DIGITS[word]
        elif word == TEN:
            group, digit = group + 10, None if digit is None else digit
        elif word in TENS or word == HUNDRED:
            factor = 100 if word == HUNDRED else 10
            if digit is None:
                return None
            group, digit = group + digit * factor, None
        elif word in SCALE_WORDS:
            group, digit = group + (digit or 0), None
            total, group, last_scale = total + group * SCALE_WORDS[word], 0, SCALE_WORDS[word]
        elif word == HALF:
            total += last_scale // 2
    return total + group + (digit or 0)


def words_at(text: str, start: int) -> tuple[int, int] | None:
    """Number words that begin at a place.

    Parameters
    ----------
    text : str
        NFC.
    start : int
        Where the first word begins.

    Returns
    -------
    tuple of int or None
        Value with the end of the last word; None when no number stands there.
    """
    words: list[str] = []
    end = start
    best: tuple[int, int] | None = None
    for match in WORD.finditer(text, start):
        word = unicodedata.normalize("NFC", match.group().lower())
        gap = text[end : match.start()] if words else ""
        allowed = VOCABULARY if words else LEADING
        if word not in allowed or gap.strip() or (words and word == "năm" and not follows_ten(words)):
            break
        words.append(word)
        end = match.end()
        value = number_of_words(words)
        if value is None:
            break
        best = (value, end)
    return None if words == ["năm"] else best


def follows_ten(words: list[str]) -> bool:
    """Whether ``năm`` after these words is five: elsewhere it is a year."""
    return words[-1] in {TEN, HUNDRED, *TENS, *SILENT}
