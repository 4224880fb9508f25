"""Broken sentences are joined, real short lines stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.inputs.letters.cleaning import clean, without_emphasis
from sxsh_eval.inputs.letters.files import read_text
from sxsh_eval.inputs.letters.joining import begins_item, is_page_number, join_broken, wrap_width
from sxsh_eval.inputs.letters.text import Cell, Paragraph
from sxsh_eval.parameters.yaml_files import read_yaml
from tests.letters import INVENTED

CASES: list[dict[str, Any]] = read_yaml(INVENTED.with_name("joining.yml")).data


def made(lines: list[str]) -> list[Paragraph]:
    return [Paragraph(text, at) for at, text in enumerate(lines, start=1)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["lines"][0][:30])
def test_cases(case: dict[str, Any]) -> None:
    whole, notes = join_broken(made([str(line) for line in case["lines"]]), "a.txt")
    assert [one.text for one in whole] == [str(text) for text in case["paragraphs"]]
    assert bool(notes) == (len(whole) < len(case["lines"]))


def test_cells_are_never_joined() -> None:
    long = "Hai hợp tác xã chế biến hạt điều đã lắp thêm máy sấy trong"
    cells = [Paragraph(long, 1, None, Cell(0, 0, 0)), Paragraph("vụ vừa qua", 2, None, Cell(0, 0, 1))]
    assert join_broken(cells, "a.docx") == (cells, [])


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("- Thuận lợi", True),
        ("+ Rà soát", True),
        ("–Thuận lợi", True),
        ("a) Các nội dung", True),
        ("đ)Các nội dung", True),
        ("1. Mục tiêu", True),
        ("1.2. Mục tiêu", True),
        ("II. Kế hoạch", True),
        ("III.Đề xuất", True),
        ("• gạch", True),
        ("10.000 đồng", False),
        ("v.v và các", False),
        ("2018 đến nay", False),
        ("năm 2018", False),
        ("5% số cơ sở", False),
        ("I", False),
    ],
)
def test_marks_of_lists(text: str, item: bool) -> None:  # noqa: FBT001
    assert begins_item(text) is item


def test_a_range_or_compound_at_the_break_is_no_list() -> None:
    assert not begins_item("– 13% mức tiêu thụ", "tiết kiệm được từ 8")
    assert begins_item("- Đánh giá nhanh", "- Đã mở 06 lớp")
    assert not begins_item("- xã hội của huyện", "được đưa vào bản kế hoạch năm năm về kinh tế")
    assert begins_item("- các sở, ngành", "Kính gửi:")


@pytest.mark.parametrize("text", ["3", "- 3 -", "Trang 3", "trang 3/12", "12 / 40", "–7–"])
def test_page_numbers(text: str) -> None:
    assert is_page_number(text)


@pytest.mark.parametrize("text", ["2018", "3.", "3%", "I", "3 doanh nghiệp", "286.000", ""])
def test_no_page_numbers(text: str) -> None:
    assert not is_page_number(text)


def test_lines_broken_at_a_width_are_joined(tmp_path: Path) -> None:
    import textwrap

    whole = read_text(INVENTED)
    for width in (60, 72, 90):
        wrapped = "\n".join("\n".join(textwrap.wrap(one.text, width)) for one in whole.paragraphs)
        path = tmp_path / f"{width}.txt"
        path.write_text(wrapped, encoding="utf-8")
        assert [one.text for one in read_text(path).paragraphs] == [one.text for one in whole.paragraphs]


def test_whole_paragraphs_have_no_width() -> None:
    assert wrap_width(INVENTED.read_text(encoding="utf-8").split("\n")) is None


@pytest.mark.parametrize(
    ("lines", "texts", "dropped"),
    [
        (["**ỦY BAN", "TỈNH X**"], ["ỦY BAN", "TỈNH X"], 1),
        (["**ỦY BAN** nhân **dân**", "x**"], ["ỦY BAN nhân dân", "x**"], 2),
        (["**đậm**", "thường"], ["đậm", "thường"], 1),
        (["(**) ghi chú", "5 ** 3"], ["(**) ghi chú", "5 ** 3"], 0),
        (["** ghi chú", "x**"], ["** ghi chú", "x**"], 0),
    ],
)
def test_emphasis(lines: list[str], texts: list[str], dropped: int) -> None:
    found, notes = without_emphasis(made(lines), "a.txt")
    assert [one.text for one in found] == texts
    assert len(notes) == dropped


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  a \u00a0\t b\u200b ", "a b"),
        ("to\u0302\u0301i", "tối"),
        ("2016\u20112020", "2016-2020"),
        ("\u202e13%\u202c", "13%"),
        ("40°C ±5% × ©", "40°C ±5% × ©"),
        ("\uf0b7 gạch", "• gạch"),
    ],
)
def test_cleaning(text: str, wanted: str) -> None:
    assert clean(text) == wanted
