"""The PDF: letters, fonts, tags, margins, and text that stays text."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from sxsh_eval.reports.fonts import VIETNAMESE
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report, Section, Text
from sxsh_eval.reports.render.pdf import render_pdf
from tests.reports.sample_report import HOSTILE, LONG_WORD, same, sample_pictures, sample_report, words

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 20 * MM, 20 * MM, 20 * MM
FLAG = "Dữ liệu tổng hợp, không phải số liệu thật"


@cache
def rendered(code: str = "vi", *, synthetic: bool = True) -> bytes:
    return render_pdf(sample_report(synthetic=synthetic), Language(code), sample_pictures())


@contextmanager
def opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


@cache
def pages(code: str = "vi", *, synthetic: bool = True) -> tuple[str, ...]:
    """Text of each page, line ends and soft breaks as spaces or nothing."""
    with opened(rendered(code, synthetic=synthetic)) as document:
        return tuple(squeeze(page.get_textpage().get_text_range()) for page in document)


def squeeze(text: str) -> str:
    """Without what a page adds: line ends, hyphens at line ends (U+FFFE), breaks inside words."""
    return re.sub(r"\s+", " ", re.sub("[\u200b\u2060\u00ad]|\ufffe(\r\n)?", "", text))


def tight(text: str) -> str:
    return re.sub(r"\s+", "", squeeze(text))


def with_text(*texts: str) -> Report:
    blocks = tuple(Text(phrase=same(text)) for text in texts)
    return sample_report().model_copy(update={"sections": (Section(id="a", title=words("a", "a"), blocks=blocks),)})


def text_of(report: Report) -> str:
    with opened(render_pdf(report, Language("vi"), {})) as document:
        return tight("".join(page.get_textpage().get_text_range() for page in document))


def font_names(data: bytes) -> set[str]:
    names: set[str] = set()
    with opened(data) as document:
        for page in document:
            for thing in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=8):
                font = raw.FPDFTextObj_GetFont(thing.raw)
                buffer = ctypes.create_string_buffer(200)
                raw.FPDFFont_GetBaseFontName(font, buffer, 200)
                names.add(buffer.value.decode().split("+")[-1])
    return names


def test_hostile_text_is_shown_as_text() -> None:
    found = tight("".join(pages()))
    assert [text for text in HOSTILE if tight(text) not in found] == []


@pytest.mark.parametrize("code", ["vi", "en"])
def test_only_our_font_is_used(code: str) -> None:
    names = font_names(rendered(code))
    assert {"BeVietnamPro-Regular", "BeVietnamPro-SemiBold", "BeVietnamProDigits-Regular"} <= names
    assert {name.split("-")[0] for name in names} == {"BeVietnamPro", "BeVietnamProDigits"}


def test_every_vietnamese_letter_comes_back() -> None:
    assert "Đắk Lắk" in pages()[0]
    assert VIETNAMESE in text_of(with_text(VIETNAMESE))


def test_it_is_tagged_and_says_its_language() -> None:
    with opened(rendered()) as document:
        assert raw.FPDFCatalog_IsTagged(document.raw)
        assert document.get_metadata_value("Title") == "Đánh giá sản xuất sạch hơn tỉnh Đắk Lắk"
        assert document.get_metadata_value("Author") == "Bộ công cụ sxsh_eval"
        assert document.get_metadata_value("CreationDate") == ""
    assert b"/Lang(vi)" in rendered()
    assert b"/Lang(en)" in rendered("en")
    assert b"pdfuaid:part" in rendered()
    assert b"pdfaid:part" not in rendered()


def test_a_date_makes_it_fit_for_the_archive() -> None:
    made = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    report = sample_report(long_rows=2)
    data = render_pdf(report, Language("vi"), sample_pictures(), made=made)
    assert b"pdfaid:part" in data
    assert b"pdfuaid:part" in data
    with opened(data) as document:
        assert document.get_metadata_value("CreationDate").startswith("D:20260304050607")


def structure(data: bytes, kind: str) -> list[str]:
    """Alternative texts of all tagged elements of a kind."""
    found: list[str] = []

    def text(get: object, element: object) -> str:
        buffer = ctypes.create_string_buffer(2000)
        size = get(element, buffer, 2000)  # type: ignore[operator]
        return buffer.raw[: max(size - 2, 0)].decode("utf-16-le")

    def walk(element: object) -> None:
        if text(raw.FPDF_StructElement_GetType, element) == kind:
            found.append(text(raw.FPDF_StructElement_GetAltText, element))
        for at in range(raw.FPDF_StructElement_CountChildren(element)):
            if child := raw.FPDF_StructElement_GetChildAtIndex(element, at):
                walk(child)

    with opened(data) as document:
        for page in document:
            tree = raw.FPDF_StructTree_GetForPage(page.raw)
            for at in range(raw.FPDF_StructTree_CountChildren(tree)):
                walk(raw.FPDF_StructTree_GetChildAtIndex(tree, at))
            raw.FPDF_StructTree_Close(tree)
    return found


def test_figures_have_their_words() -> None:
    alt = 'Đường biểu diễn tăng từ 1 đến 5; "nhanh" & <đều>'
    assert [text for text in structure(rendered(), "Figure") if text] == [alt, alt]


def test_headings_and_tables_are_tagged() -> None:
    data = render_pdf(sample_report(long_rows=3), Language("vi"), sample_pictures())
    for kind, least in (("H1", 2), ("H2", 1), ("H3", 1), ("Table", 6), ("TH", 6 + 2 + 2 + 12 + 2 + 5), ("L", 1)):
        assert len(structure(data, kind)) >= least, kind


def test_nothing_leaves_the_margins() -> None:
    with opened(rendered()) as document:
        for page in document:
            assert page.get_size() == pytest.approx((WIDTH, HEIGHT), abs=0.1)
            text = page.get_textpage()
            for at in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(at)
                assert left >= LEFT - 1
                assert right <= WIDTH - RIGHT + 1
                assert bottom >= BOTTOM - 1 or top <= BOTTOM - 3 * MM, "between the text and the running foot"
                assert bottom >= 8 * MM
                assert top <= HEIGHT - 8 * MM


def test_page_numbers_stand_in_the_top_margin_from_the_second_page() -> None:
    with opened(rendered()) as document:
        for number, page in enumerate(document, start=1):
            centre = (LEFT + WIDTH - RIGHT) / 2
            box = page.get_textpage().get_text_bounded(centre - 20, HEIGHT - TOP + 3 * MM, centre + 20, HEIGHT)
            assert box.strip() == ("" if number == 1 else f"{number}/{len(document)}")


def test_long_tables_repeat_their_heads() -> None:
    with_rows = [page for page in pages() if len(re.findall(r"Cơ sở mẫu số \d{3}", page)) > 10]
    assert len(with_rows) > 3
    assert all("Số thứ tự Cơ sở Tỉnh Mức tiết kiệm" in page for page in with_rows)
    assert sum(page.count("Danh sách cơ sở trong mẫu") for page in pages()) == 1
    shown = re.findall(r"Cơ sở mẫu số (\d{3})", "".join(pages()))
    assert shown == [f"{at:03d}" for at in range(1, 201)]


def test_tables_and_figures_have_title_notes_and_source() -> None:
    text = "".join(pages())
    assert [
        label for label in (*(f"Bảng {at}." for at in range(1, 7)), "Hình 1.", "Hình 2.") if label not in text
    ] == []
    assert text.count("Nguồn:") == 8
    assert "Ghi chú: 1. Mẫu số là số cơ sở trả lời." in text
    assert "Bảng không có dòng nào." in text


def test_contents_and_outline_name_the_chapters() -> None:
    assert "Mục lục 1 Kết luận chính" in pages()[0]
    with opened(rendered()) as document:
        titles = [entry.get_title() for entry in document.get_toc()]
    assert [title for title in titles if title != "Mục lục"] == [
        "1 Kết luận chính",
        "1.1 Xu hướng",
        "1.1.1 Chi tiết",
        '2 Phụ lục <em>"A"</em> & #1',
    ]


def test_synthetic_data_are_flagged_on_every_page() -> None:
    assert [FLAG in page for page in pages()] == [True] * len(pages())
    assert not any(FLAG in page for page in pages(synthetic=False))


def test_the_same_report_gives_the_same_bytes() -> None:
    report = sample_report(long_rows=5)
    first, second = (render_pdf(report, Language("vi"), sample_pictures()) for _ in range(2))
    assert first == second


def test_letters_that_no_font_has_do_not_stop_a_report() -> None:
    report = with_text("Công ty 漢字 vẫn có báo cáo")
    data = render_pdf(report, Language("vi"), {})
    assert b"pdfuaid:part" not in data
    assert "vẫncóbáocáo" in text_of(report)


def test_letters_of_other_scripts_keep_the_standard() -> None:
    data = render_pdf(with_text("Δ điện năng → giảm"), Language("vi"), {})
    assert b"pdfuaid:part" in data


def test_long_words_come_back_whole() -> None:
    assert LONG_WORD in text_of(with_text(f"Từ {LONG_WORD} dài"))


def test_a_figure_without_picture_is_an_error() -> None:
    with pytest.raises(KeyError, match="figure-1"):
        render_pdf(sample_report(long_rows=1), Language("vi"), {})


def test_an_empty_report_is_one_page() -> None:
    report = sample_report().model_copy(update={"sections": (), "facts": ()})
    with opened(render_pdf(report, Language("vi"), {})) as document:
        assert len(document) == 1
