"""Be Vietnam Pro, found by path: the same letters on every machine, none of them missing."""

from __future__ import annotations

from base64 import b64encode
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Be Vietnam Pro"
DIGITS_FAMILY = "Be Vietnam Pro Digits"
"""The font has no tabular figures: this family holds its ten digits on one width, for columns of numbers."""

STYLES = {
    100: "Thin",
    200: "ExtraLight",
    300: "Light",
    400: "Regular",
    500: "Medium",
    600: "SemiBold",
    700: "Bold",
    800: "ExtraBold",
    900: "Black",
}
PAGE_WEIGHTS = (400, 600)
PAGE_FACES = ((400, False), (600, False), (400, True))
"""Weight and slope of all letters of a page."""
DIGITS = "0123456789"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = "".join(normalize("NFC", vowel + tone) for vowel, tone in product("aăâeêioôơuưy", TONES))
VIETNAMESE = "".join(letter for letter in f"{_VOWELS}đ{_VOWELS.upper()}Đ" if not letter.isascii())
"""The 134 precomposed letters of Vietnamese that ASCII lacks, lower case first."""

PUNCTUATION = "–—‘’“”„†‡•…‰‹›⁄€₫™−∕≈≠≤≥⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⅛⅜⅝⅞"
WEB_LETTERS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) + VIETNAMESE + PUNCTUATION


def font_folder() -> Path:
    """Folder with the font's 18 files.

    Returns
    -------
    Path
        Folder inside the installed package, never a folder of the system.
    """
    return Path(str(files("fontpkg_be_vietnam_pro"))) / "files"


def font_file(weight: int = 400, *, italic: bool = False) -> Path:
    """File of one weight and slope.

    Parameters
    ----------
    weight : int
        100 (thin) to 900 (black), by hundreds.
    italic : bool
        Whether the letters slope.

    Returns
    -------
    Path
        A TrueType file.

    Raises
    ------
    ValueError
        If the font has no such weight.
    """
    if weight not in STYLES:
        raise ValueError(f"{FAMILY} has the weights {', '.join(map(str, STYLES))}, not {weight}")
    style = STYLES[weight] + ("Italic" if italic else "")
    return font_folder() / f"{FAMILY.replace(' ', '')}-{style.replace('RegularItalic', 'Italic')}.ttf"


def _open(weight: int, *, italic: bool = False) -> TTFont:
    """Font whose opening quotation mark keeps clear of the word before it.

    The upright “ of the packaged files reaches into the space on its left (a bearing of -25 thousandths of an em at
    400, where ” has 70 on the side of its word): it gets the same white on both sides.
    """
    from fontTools.ttLib import TTFont

    font = TTFont(font_file(weight, italic=italic), recalcTimestamp=False)
    glyph = font.getBestCmap()[ord("“")]
    drawn, (advance, bearing) = font["glyf"][glyph], font["hmtx"][glyph]
    shift = (advance - drawn.xMax) - drawn.xMin
    if shift > 0:
        _move(font, glyph, shift)
        font["hmtx"][glyph] = (advance + shift, bearing + shift)
    return font


def _move(font: TTFont, glyph: str, shift: int) -> None:
    """Draw a glyph further to the right."""
    font["glyf"][glyph].coordinates.translate((shift, 0))
    font["glyf"][glyph].recalcBounds(font["glyf"])


@cache
def _advances(weight: int) -> dict[int, float]:
    """Width of every character of a weight, in em."""
    font = _open(weight)
    return {code: font["hmtx"][glyph][0] / font["head"].unitsPerEm for code, glyph in font.getBestCmap().items()}


def missing_glyphs(text: str) -> set[str]:
    """Characters of `text` that the font cannot draw.

    Parameters
    ----------
    text : str
        Any text; spaces and line ends do not count.

    Returns
    -------
    set of str
        Empty when every character has its glyph.
    """
    return {letter for letter in text if not letter.isspace() and ord(letter) not in _advances(400)}


@cache
def digit_width(weight: int = 400) -> float:
    """Width of every digit of `digits_font` in em: the mean of all digits but 1."""
    return sum(_advances(weight)[ord(digit)] for digit in DIGITS if digit != "1") / (len(DIGITS) - 1)


@lru_cache(maxsize=50_000)
def text_width(text: str, *, weight: int = 400) -> float:
    """Width of one line of text without kerning.

    Parameters
    ----------
    text : str
        The line.
    weight : int
        As in `font_file`.

    Returns
    -------
    float
        Width in em: times the type size it is the width in that unit.
    """
    advances = _advances(weight)
    return sum(advances.get(ord(letter), 0.7) for letter in text)


def _subset(font: TTFont, letters: str, features: tuple[str, ...]) -> None:
    from fontTools.subset import Options, Subsetter

    options = Options(layout_features=list(features), hinting=False, notdef_outline=True, drop_tables=["DSIG"])
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)


def _saved(font: TTFont, flavor: str | None) -> bytes:
    font.flavor = flavor
    buffer = BytesIO()
    font.save(buffer, reorderTables=None)
    return buffer.getvalue()


@cache
def page_font(weight: int, *, italic: bool = False) -> bytes:
    """Whole font of one weight, as pages are set in it.

    Parameters
    ----------
    weight : int
        As in `font_file`.
    italic : bool
        Whether the letters slope.

    Returns
    -------
    bytes
        TrueType file, the same bytes every time.
    """
    return _saved(_open(weight, italic=italic), None)


@cache
def digits_font(weight: int, flavor: str | None = None) -> bytes:
    """Ten digits of one weight, all on the same width.

    Parameters
    ----------
    weight : int
        As in `font_file`.
    flavor : {None, "woff"}
        TrueType or its compressed form for browsers.

    Returns
    -------
    bytes
        Font file of the family `DIGITS_FAMILY`, the same bytes every time.
    """
    font = _open(weight)
    _subset(font, DIGITS, ())
    names = [font.getBestCmap()[ord(digit)] for digit in DIGITS]
    width = round(digit_width(weight) * font["head"].unitsPerEm)
    for glyph in names:
        advance, bearing = font["hmtx"][glyph]
        shift = (width - advance) // 2
        _move(font, glyph, shift)
        font["hmtx"][glyph] = (width, bearing + shift)
    style = STYLES[weight]
    for number, text in {1: DIGITS_FAMILY, 4: f"{DIGITS_FAMILY} {style}", 6: f"BeVietnamProDigits-{style}"}.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    for number in (16, 17):
        font["name"].removeNames(nameID=number)
    if weight not in (400, 700):
        font["name"].setName(DIGITS_FAMILY, 16, 3, 1, 0x409)
        font["name"].setName(style, 17, 3, 1, 0x409)
    return _saved(font, flavor)


def _face(family: str, weight: int, slope: str, data: bytes) -> str:
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slope};font-display:block;'
        f'src:url("data:font/woff;base64,{b64encode(data).decode()}") format("woff")}}'
    )


@cache
def web_fonts() -> str:
    """Style rules that carry the page's fonts inside them.

    Returns
    -------
    str
        One ``@font-face`` rule a line: upright in two weights, italic, digits in two weights.
        Only `WEB_LETTERS` are kept; other characters fall back on the reader's own fonts.
    """
    rules = []
    for weight, italic in PAGE_FACES:
        font = _open(weight, italic=italic)
        _subset(font, WEB_LETTERS, ("kern", "mark", "mkmk", "ccmp", "locl"))
        rules.append(_face(FAMILY, weight, "italic" if italic else "normal", _saved(font, "woff")))
    rules += [_face(DIGITS_FAMILY, weight, "normal", digits_font(weight, "woff")) for weight in PAGE_WEIGHTS]
    return "\n".join(rules)
