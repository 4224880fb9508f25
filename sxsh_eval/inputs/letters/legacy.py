"""Text typed with the fonts of before Unicode: TCVN 5712 (".VnTime" and its family) and VNI ("VNI-Times")."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from sxsh_eval.inputs.letters.syllables import UNICODE_ONLY, marked_words, vietnamese_share

Legacy = Literal["TCVN3", "VNI"]
LETTERS_NEEDED = 200
"""A vote over fewer letters decides nothing."""

WORDS_NEEDED = 20
"""Nor does a vote over fewer words with marks."""

LEGACY_SHARE, UNICODE_SHARE = 0.7, 0.5
"""Share of Vietnamese words from which a conversion, and a text as it is, is believed."""

MODERN_SHARE = 0.05
"""Share of words with letters that only Unicode has, beyond which a text is not one of old fonts alone."""

TCVN_RUNS = {
    0x01: "ÚỤ",
    0x04: "ỪỬỮ",
    0x11: "ỨỰỲỶỸÝỴ",
    0x80: "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ",
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđẰ",
    0xB5: "àảãáạẲằẳẵắẴ",
    0xC0: "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
}
"""TCVN 5712:1993, table VN1; its lower half of capitals is what the fonts call TCVN3 lack."""

TCVN = {chr(start + at): letter for start, letters in TCVN_RUNS.items() for at, letter in enumerate(letters)}
TCVN_LOOKALIKES = {"\u2219": "ã", "\u03bc": "à"}
"""What word processors make of the codes B7 and B5."""

PRIVATE = 0xF000
"""Word keeps the codes of symbol fonts above this point."""

TONE_MARKS = {"\u0301": "ùÙ", "\u0300": "øØ", "\u0309": "ûÛ", "\u0303": "õÕ", "\u0323": "ïÏ"}
ROUND_MARKS = {"": "âÂ", "\u0301": "áÁ", "\u0300": "àÀ", "\u0309": "åÅ", "\u0303": "ãÃ", "\u0323": "äÄ"}
BREVE_MARKS = {"": "êÊ", "\u0301": "éÉ", "\u0300": "èÈ", "\u0309": "úÚ", "\u0303": "üÜ", "\u0323": "ëË"}
VNI_SINGLE = dict(zip("íìæóòôöîñÍÌÆÓÒÔÖÎÑ", "íìỉĩịơưỵđÍÌỈĨỊƠƯỴĐ", strict=True))


def _vni_pairs() -> dict[str, str]:
    """Letter and mark, two characters of the font, for one of Unicode."""
    pairs = {}
    bases = [(base, base, TONE_MARKS) for base in "aeouyAEOUY"]
    bases += [(VNI, letter, TONE_MARKS) for VNI, letter in (("ô", "ơ"), ("ö", "ư"), ("Ô", "Ơ"), ("Ö", "Ư"))]
    bases += [(base, base + "\u0302", ROUND_MARKS) for base in "aeoAEO"]
    bases += [(base, base + "\u0306", BREVE_MARKS) for base in "aA"]
    for base, letter, marks in bases:
        for tone, codes in marks.items():
            for code in codes:
                pairs[base + code] = unicodedata.normalize("NFC", letter + tone)
    del pairs["yï"], pairs["yÏ"], pairs["Yï"], pairs["YÏ"]  # the font has one character for it
    return pairs


VNI = _vni_pairs() | VNI_SINGLE
VNI_CODES = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
UPPER_CODES = re.compile("[\x80-\x9f]")
AMID_CAPITALS = re.compile("[A-Z\xa1-\xa7][\x80-\x9f][A-Z]")
WORD = re.compile(r"[^\W\d_]+")


def font_legacy(font: str | None) -> Legacy | None:
    """Encoding that a font's name stands for, or nothing."""
    name = (font or "").strip().casefold()
    if name.startswith(".vn"):
        return "TCVN3"
    return "VNI" if name.startswith(("vni-", "vni ")) else None


def is_capital_font(font: str | None) -> bool:
    """Whether a TCVN3 font shows capitals whatever is typed: its name ends in H (``.VnTimeH``)."""
    return font_legacy(font) == "TCVN3" and (font or "").strip().endswith("H")


def from_legacy(text: str, legacy: Legacy) -> str:
    """Unicode of a text whose characters are codes of a legacy font.

    Parameters
    ----------
    text : str
        Characters U+0000 to U+00FF stand for the bytes; others stay.
    legacy : {"TCVN3", "VNI"}
        Encoding.

    Returns
    -------
    str
        NFC.
    """
    plain = "".join(chr(ord(one) - PRIVATE) if PRIVATE + 0x20 <= ord(one) <= PRIVATE + 0xFF else one for one in text)
    if legacy == "VNI":
        return VNI_CODES.sub(lambda found: VNI[found[0]], plain)
    return repair_capitals("".join(TCVN.get(one) or TCVN_LOOKALIKES.get(one, one) for one in plain))


def tcvn_codes(text: str) -> str:
    """Codes of TCVN 5712 in the bytes of a text file, told from the signs that Windows has in the same place.

    Parameters
    ----------
    text : str
        The bytes as characters U+0000 to U+00FF.

    Returns
    -------
    str
        The codes 80 to 9F are capitals only in a file that has them between capitals, and there not
        where they stand alone as dashes and quotation marks do; else they are the signs of Windows.
    """
    full = AMID_CAPITALS.search(text) is not None

    def sign(found: re.Match[str]) -> str:
        sides = text[max(found.start() - 1, 0) : found.start()] + text[found.end() : found.end() + 1]
        windows = found[0].encode("latin-1").decode("cp1252", "ignore")
        letter = any(side.isalpha() or side in TCVN for side in sides)
        return found[0] if full and (letter or not unicodedata.category(windows or "x").startswith("P")) else windows

    return UPPER_CODES.sub(sign, text)


def repair_capitals(text: str) -> str:
    """Capitals with tone marks, which TCVN3 fonts have only as small letters, put back in words of capitals."""
    return "\n".join(_repair_line(line) for line in text.split("\n"))


def _repair_line(line: str) -> str:
    words = list(WORD.finditer(line))
    small = [any("a" <= letter <= "z" for letter in word[0]) for word in words]
    large = [any("A" <= letter <= "Z" for letter in word[0][1:]) for word in words]
    if not any(small) and any(has and not word[0].isascii() for has, word in zip(large, words, strict=True)):
        return line.upper()
    letters = list(line)
    for at, word in enumerate(words):
        between = 0 < at < len(words) - 1 and large[at - 1] and large[at + 1]
        if not small[at] and (large[at] or between):
            letters[word.start() : word.end()] = word[0].upper()
    return "".join(letters)


def voted_legacy(text: str) -> Legacy | None:
    """Encoding that the words themselves speak for.

    Parameters
    ----------
    text : str
        A whole document.

    Returns
    -------
    {"TCVN3", "VNI"} or None
        None for short texts, and wherever the text reads as Vietnamese already or reads no better converted.
    """
    share, words = vietnamese_share(text)
    letters = sum(map(str.isalpha, text))
    modern = sum(UNICODE_ONLY.search(word) is not None for word in marked_words(text))
    short = letters < LETTERS_NEEDED or words < WORDS_NEEDED
    if short or share >= UNICODE_SHARE or modern > MODERN_SHARE * words:
        return None
    kinds: tuple[Legacy, ...] = ("TCVN3", "VNI")
    best = max(kinds, key=lambda legacy: vietnamese_share(from_legacy(text, legacy))[0])
    return best if vietnamese_share(from_legacy(text, best))[0] >= LEGACY_SHARE else None
