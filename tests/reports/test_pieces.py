"""Values as clean pieces of text with marks where they stand."""

from __future__ import annotations

import pytest

from sxsh_eval.parameters.quantity import Listing, Mark, Name, Num, Phrase, Range, Value, Verbatim, phrase
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import mark_style
from sxsh_eval.reports.render.pieces import Piece, clean, line, plain

VI, EN = Language("vi"), Language("en")
MET = Mark(scale="verdict", name="met")
STYLE = mark_style("verdict", "met")


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("Đa\u0306\u0301k La\u0306\u0301k", "Đắk Lắk"),
        ("a\nb\r\n\tc  d\u2028e", "a b c d e"),
        ("\x00a\x1bb\x7fc\ue000d\ufffee\ud800", "abcde"),
        ("abc\u202edef\u2066", "abcdef"),
        ("8,2\u00a0%", "8,2\u00a0%"),
        ("  giữa  ", "giữa"),
        ("漢 Δ 😀", "漢 Δ 😀"),
    ],
)
def test_clean(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected
    assert clean(clean(dirty)) == expected


def test_a_mark_alone_is_shape_and_word() -> None:
    assert line(MET, VI) == (Piece("Đạt", STYLE.shape, STYLE.colour),)
    assert line(MET, EN) == (Piece("Met", STYLE.shape, STYLE.colour),)


def test_marks_keep_their_place_in_a_list() -> None:
    listing = Listing(items=(Verbatim(text="x"), MET, Name(vi="ba", en="three")))
    found = line(phrase("common.plain", text=listing), VI)
    assert [piece.text for piece in found] == ["x, ", "Đạt", " và ba"]
    assert [piece.shape for piece in found] == ["", "disc", ""]
    assert plain(listing, EN) == "x, Met and three"


def test_a_mark_takes_the_case_of_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {"any": "({n!l}) {n}", "mark.status.verified": "Đã kiểm tra"}
    monkeypatch.setattr("sxsh_eval.reports.language.catalogue", lambda _: entries)
    found = line(Phrase(key="any", values={"n": Mark(scale="status", name="verified")}), VI)
    assert [piece.text for piece in found] == ["(", "đã kiểm tra", ") ", "Đã kiểm tra"]
    assert [bool(piece.shape) for piece in found] == [False, True, False, True]


@pytest.mark.parametrize("hostile", ["\ue0000\ue001", "\ue00099\ue001", "{text}", "{0}", "%s", "{{ x }}"])
def test_text_cannot_pass_for_a_mark_or_a_placeholder(hostile: str) -> None:
    found = line(phrase("common.plain", text=Verbatim(text=hostile)), VI)
    assert [piece.shape for piece in found] == [""]
    assert found[0].text == clean(hostile)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Num(value=8.2, unit="percent"), "8,2\u00a0%"),
        (Range(low=1, high=2.5, unit="percent"), "1–2,5\u00a0%"),
        (Num(value=1286, unit="enterprise"), "1.286 doanh nghiệp"),
        (Verbatim(text=""), ""),
    ],
)
def test_numbers_stay_with_their_per_cent(value: Value, expected: str) -> None:
    assert plain(value, VI) == expected
