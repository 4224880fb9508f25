"""A report laid out for a page: numbers, anchors, lists."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Section, Text
from sxsh_eval.reports.render.page import FigureBlock, Part, TableBlock, anchor, lay_out
from tests.reports.sample_report import sample_report, words

VI = Language("vi")


def all_parts(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from all_parts(part.parts)


def test_chapters_are_numbered_by_place() -> None:
    page = lay_out(sample_report(), VI)
    found = [(part.number, part.level) for part in all_parts(page.parts)]
    assert found == [("1", 1), ("1.1", 2), ("1.1.1", 3), ("2", 1)]


def test_tables_and_figures_are_numbered_through_the_report() -> None:
    page = lay_out(sample_report(), VI)
    blocks = [block for part in all_parts(page.parts) for block in part.blocks]
    tables = [block.label for block in blocks if isinstance(block, TableBlock)]
    assert tables == [f"Bảng {at}" for at in range(1, 7)]
    assert [block.label for block in blocks if isinstance(block, FigureBlock)] == ["Hình 1", "Hình 2"]


def test_anchors_are_unique_and_safe() -> None:
    page = lay_out(sample_report(), VI)
    anchors = [part.anchor for part in all_parts(page.parts)]
    anchors += [block.anchor for part in all_parts(page.parts) for block in part.blocks if not hasattr(block, "lines")]
    assert len(set(anchors)) == len(anchors)
    assert anchor("section", 'Đắk Lắk "><b>', "1.2") == "section-1-2-k-l-k-b"
    assert anchor("table", "đ", "3") == "table-3-x"


def test_neighbouring_bullets_are_one_list() -> None:
    styles = ("bullet", "bullet", "paragraph", "bullet", "note", "warning")
    blocks = tuple(Text.model_validate({"phrase": words(style, style), "style": style}) for style in styles)
    section = Section(id="a", title=words("a", "a"), blocks=blocks)
    page = lay_out(sample_report().model_copy(update={"sections": (section,)}), VI)
    found = [(block.kind, len(getattr(block, "lines", ()))) for block in page.parts[0].blocks]
    assert found == [("bullet", 2), ("paragraph", 1), ("bullet", 1), ("note", 1), ("warning", 1)]


def test_both_languages_have_the_same_places() -> None:
    report = sample_report()
    vietnamese, english = lay_out(report, VI), lay_out(report, Language("en"))
    assert [part.anchor for part in all_parts(vietnamese.parts)] == [part.anchor for part in all_parts(english.parts)]
    assert vietnamese.title != english.title
