"""The report's font: by path, complete for Vietnamese, the same bytes every time."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO
from unicodedata import normalize

import pytest
from fontTools.ttLib import TTFont

from sxsh_eval.reports import fonts
from sxsh_eval.reports.fonts import (
    DIGITS,
    DIGITS_FAMILY,
    FAMILY,
    PAGE_FACES,
    PAGE_WEIGHTS,
    STYLES,
    VIETNAMESE,
    digits_font,
    font_file,
    font_folder,
    missing_glyphs,
    page_font,
    text_width,
    web_fonts,
)

FACE = re.compile(r'@font-face\{font-family:"(.+?)";font-weight:(\d+);font-style:(\w+);.*?base64,([\w+/=]+)"')


def test_vietnamese_has_134_composed_letters() -> None:
    assert len(set(VIETNAMESE)) == len(VIETNAMESE) == 134
    assert normalize("NFC", VIETNAMESE) == VIETNAMESE
    assert set("ăâđêôơưắằẳẵặỷỹỵĐẮỠỰỸ") <= set(VIETNAMESE)
    assert set(VIETNAMESE.upper()) == {letter for letter in VIETNAMESE if letter.isupper()}


@pytest.mark.parametrize("italic", [False, True])
@pytest.mark.parametrize("weight", STYLES)
def test_every_file_draws_vietnamese(weight: int, *, italic: bool) -> None:
    path = font_file(weight, italic=italic)
    assert path.parent == font_folder()
    with TTFont(path) as font:
        assert font["OS/2"].usWeightClass == weight
        assert (font["post"].italicAngle != 0) is italic
        assert {ord(letter) for letter in VIETNAMESE + "₫"} <= set(font.getBestCmap())


def test_an_unknown_weight_is_named() -> None:
    with pytest.raises(ValueError, match="not 450"):
        font_file(450)


def test_missing_glyphs_are_found() -> None:
    assert missing_glyphs(VIETNAMESE + "₫ \n\t\u00a0") == set()
    assert missing_glyphs("Đắk ● Δ Lắk") == {"●", "Δ"}


def test_text_width_adds_up() -> None:
    assert text_width("") == 0
    assert text_width("ab") == pytest.approx(text_width("a") + text_width("b"))
    assert text_width("Đắk Lắk", weight=600) > text_width("Đắk Lắk")
    assert 0.2 < text_width("i") < text_width("W") < 1.3


@pytest.mark.parametrize("weight", PAGE_WEIGHTS)
def test_digits_are_equally_wide_and_whole(weight: int) -> None:
    with TTFont(BytesIO(digits_font(weight))) as font, TTFont(font_file(weight)) as whole:
        glyphs = [font.getBestCmap()[ord(digit)] for digit in DIGITS]
        widths = {font["hmtx"][glyph][0] for glyph in glyphs}
        assert len(widths) == 1
        assert set(font.getBestCmap()) == set(map(ord, DIGITS))
        assert font["name"].getBestFamilyName() == DIGITS_FAMILY
        for glyph in glyphs:
            drawn, original = font["glyf"][glyph], whole["glyf"][glyph]
            assert drawn.xMax - drawn.xMin == original.xMax - original.xMin
            assert drawn.xMin >= 0
            assert drawn.xMax <= widths.copy().pop()
            assert font["hmtx"][glyph][1] == drawn.xMin


@pytest.mark.parametrize(("weight", "italic"), PAGE_FACES)
def test_an_opening_quotation_mark_keeps_clear_of_the_word_before(weight: int, *, italic: bool) -> None:
    style = "italic" if italic else "normal"
    web = next(data for *found, data in FACE.findall(web_fonts()) if found == [FAMILY, str(weight), style])
    for data in (page_font(weight, italic=italic), b64decode(web)):
        with TTFont(BytesIO(data)) as font, TTFont(font_file(weight, italic=italic)) as packed:
            glyph = font.getBestCmap()[ord("“")]
            drawn, (advance, bearing) = font["glyf"][glyph], font["hmtx"][glyph]
            original = packed["glyf"][packed.getBestCmap()[ord("“")]]
            assert bearing == drawn.xMin >= 50
            assert advance - drawn.xMax <= drawn.xMin
            assert drawn.xMax - drawn.xMin == original.xMax - original.xMin


def test_web_fonts_hold_what_the_page_uses() -> None:
    faces = FACE.findall(web_fonts())
    kept = [(family, weight, slope) for family, weight, slope, _ in faces]
    text = [(FAMILY, "400", "normal"), (FAMILY, "600", "normal"), (FAMILY, "400", "italic")]
    assert kept == [*text, (DIGITS_FAMILY, "400", "normal"), (DIGITS_FAMILY, "600", "normal")]
    for family, _, _, data in faces:
        with TTFont(BytesIO(b64decode(data))) as font:
            assert font.flavor == "woff"
            letters = DIGITS if family == DIGITS_FAMILY else VIETNAMESE + DIGITS + "₫–—“”‘’…≥≤%AZaz"
            assert set(map(ord, letters)) <= set(font.getBestCmap())
    assert len(web_fonts()) < 100_000


def test_web_fonts_are_the_same_bytes_when_made_again() -> None:
    first = web_fonts()
    fonts.web_fonts.cache_clear()
    fonts.digits_font.cache_clear()
    assert web_fonts() == first
    assert web_fonts() is web_fonts()
