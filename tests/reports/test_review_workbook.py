"""The review workbook: what it offers, what comes back edited, and every way of filling it in wrongly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letters.stored import stored_reading
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.review.answers import read_review
from sxsh_eval.reports.review.cells import names_of_heads
from sxsh_eval.reports.review.columns import FIELDS, choices, head_text
from sxsh_eval.reports.review.raw_cells import raw_sheets
from sxsh_eval.reports.review.workbook import review_workbook
from tests.letters import registry
from tests.made_up_reading import CLAIMS, HOSTILE, made_up_reading

DRAFT = stored_reading(made_up_reading())
BYTES = review_workbook(DRAFT, registry())
Edit = Callable[[Workbook], None]


def opened() -> Workbook:
    return openpyxl.load_workbook(BytesIO(BYTES))


def cell(sheet: Worksheet, key: str, name: str) -> Any:
    """Cell of the row with an id, in the column with a name."""
    heads = [str(each.value) for each in sheet[1]]
    row = next(each for each in sheet.iter_rows(min_row=2) if each[0].value == key)
    return row[heads.index(head_text(name))]


def put(sheet: str, row: str, /, **values: Any) -> Edit:
    def edit(book: Workbook) -> None:
        for name, value in values.items():
            cell(book[sheet], row, name).value = value

    return edit


def saved(tmp_path: Path, *edits: Edit) -> Path:
    book = opened()
    for edit in edits:
        edit(book)
    path = tmp_path / "review.xlsx"
    book.save(path)
    return path


def here(path: Path, label: str) -> dict[str, list[list[Any]]]:
    """Cells read in this process: the guard and the child have tests of their own."""
    return raw_sheets(str(path), label)


def read(tmp_path: Path, *edits: Edit) -> Letter:
    with patch("sxsh_eval.reports.review.cells.guarded_sheets", here):
        return read_review(saved(tmp_path, *edits), DRAFT, registry())


def refused(tmp_path: Path, *edits: Edit) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read(tmp_path, *edits)
    assert caught.value.message()
    return list(caught.value.problems)


def test_an_untouched_workbook_is_the_draft(tmp_path: Path) -> None:
    assert read(tmp_path) == DRAFT.letter
    (tmp_path / "as-written.xlsx").write_bytes(BYTES)
    assert read_review(tmp_path / "as-written.xlsx", DRAFT, registry()) == DRAFT.letter


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert review_workbook(DRAFT, registry()) == BYTES


def test_one_row_a_figure_and_a_number_with_lists_to_choose_from() -> None:
    book = opened()
    assert book.sheetnames == ["Hướng dẫn", "Văn bản", "Số liệu", "Không lấy", "Danh mục"]
    assert [row[0].value for row in book["Số liệu"].iter_rows(min_row=2)] == list(CLAIMS)
    assert [row[0].value for row in book["Không lấy"].iter_rows(min_row=2)] == list(DRAFT.left)
    offered = {name for name in choices(registry()) if name != "take"}
    assert len(book["Số liệu"].data_validations.dataValidation) == len(offered)
    lists = {
        str(column[0].value): [each.value for each in column[1:] if each.value] for column in book["Danh mục"].columns
    }
    assert lists[head_text("status")] == ["Chưa xem", "Đúng", "Sửa", "Bỏ"]
    assert lists[head_text("indicator")] == [entry.title.vi for entry in registry().indicators.values()]
    for rule in book["Số liệu"].data_validations.dataValidation:
        name, at = rule.formula1.split("!")
        assert name.strip("'=") == "Danh mục"
        [letters] = {part.strip("$0123456789") for part in at.split(":")}
        assert book["Danh mục"][f"{letters}1"].value == book["Số liệu"][f"{str(rule.sqref).split(':')[0][:-1]}1"].value


def test_nothing_is_a_formula_or_a_link() -> None:
    hostile = {"vi": f"=1+1 {HOSTILE}", "en": "=1+1"}
    reading = made_up_reading(number="=1+1", title=hostile, issuer={"vi": "@SUM(A1)", "en": "+1"})
    book = openpyxl.load_workbook(BytesIO(review_workbook(stored_reading(reading), registry())))
    values = [each for sheet in book for row in sheet.iter_rows() for each in row]
    assert not [each.coordinate for each in values if each.data_type == "f" or each.hyperlink]
    assert cell(book["Văn bản"], "Số văn bản", "content").value == "=1+1"
    assert any(HOSTILE in str(each.value) for each in values)


def test_statuses_and_corrections(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        put("Số liệu", "workshops", status="Đúng"),
        put("Số liệu", "trained", status="Bỏ"),
        put("Số liệu", "aware", status="Sửa", value="36,5", bound="trên", as_printed="36,5%", unit="% (tỷ lệ)"),
        put("Số liệu", "saving", status="Sửa", value=6.5, high=9, as_printed="6,5 – 9%", basis="đo đạc"),
        put("Số liệu", "goal", status="Sửa", kind="mục tiêu", population="Cơ sở đã áp dụng sản xuất sạch hơn"),
        put("Số liệu", "adopting", status="Sửa", first=None, last=None, as_of=dt.datetime(2018, 4, 24)),  # noqa: DTZ001
    )
    status = {key: claim.review.status for key, claim in found.claims.items() if claim.review}
    assert status["workshops"] == "confirmed"
    assert status["trained"] == "rejected"
    assert [status[key] for key in ("aware", "saving", "goal", "adopting")] == ["corrected"] * 4
    assert status["money"] == "draft"
    aware, saving, adopting = (found.claims[key] for key in ("aware", "saving", "adopting"))
    assert aware.value is not None
    assert (aware.value.value, aware.value.bound, aware.value.unit) == (36.5, "over", "percent")
    assert aware.review is not None
    assert aware.review.read_as == {"value": "35 percent (about)", "as_printed": "35%"}
    assert saving.band is not None
    assert (saving.band.low, saving.band.high, saving.basis) == (6.5, 9, "measurement")
    assert (found.claims["goal"].kind, found.claims["goal"].population) == ("target", "adopting_establishments")
    assert (adopting.period, adopting.as_of) == (None, dt.date(2018, 4, 24))
    for key in ("workshops", "money"):
        assert found.claims[key].model_dump(exclude={"review"}) == DRAFT.letter.claims[key].model_dump(
            exclude={"review"}
        )


def test_the_letter_itself_is_corrected(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        put("Văn bản", "Ngày ký", content="24/4/2018"),
        put("Văn bản", "Tỉnh (mã chữ, ví dụ binh-dinh)", content="binh-dinh"),
        put("Văn bản", "Báo cáo đến năm", content="2018"),
        put("Văn bản", "Đề xuất từ năm", content=None),
        put("Văn bản", "Đề xuất đến năm", content=None),
        put("Văn bản", "Về việc", content="Báo cáo"),
    )
    assert (found.date, found.province, found.span.last) == (dt.date(2018, 4, 24), "binh-dinh", 2018)
    assert found.proposal_period is None
    assert found.title.vi == "Báo cáo"
    assert found.issuer == DRAFT.letter.issuer


def left_key(printed: str) -> str:
    return next(key for key, number in DRAFT.left.items() if number.printed == printed)


def test_a_number_that_was_not_taken_becomes_a_figure(tmp_path: Path) -> None:
    key = left_key("1.250")
    fill = {
        "take": "Lấy", "indicator": "Kinh phí thực hiện", "value": 1250, "unit": "đồng", "kind": "Kinh phí",
        "population": "kinh phí dành cho sản xuất sạch hơn", "first": 2017, "dating": "ghi rõ",
        "payer": "Doanh nghiệp",
    }  # fmt: skip
    found = read(tmp_path, put("Không lấy", key, **fill)).claims[f"budget_{key}"]
    assert found.value is not None
    assert (found.value.value, found.as_printed, found.payer) == (1250, "1.250", "enterprises")
    assert found.place == DRAFT.left[key].place
    assert found.place.section == "I.3"
    assert found.period is not None
    assert (found.period.first, found.period.last) == (2017, 2017)
    assert found.wording.en == "money for cleaner production"
    assert found.review is not None
    assert (found.review.status, found.review.doubts, found.review.line) == ("corrected", ("added_by_analyst",), 8)


def heads_cut(book: Workbook) -> None:
    book["Số liệu"].title = "Trang khác"


def row_gone(book: Workbook) -> None:
    book["Số liệu"].delete_rows(2)


def row_twice(book: Workbook) -> None:
    cell(book["Số liệu"], "trained", "key").value = "workshops"


@pytest.mark.parametrize(
    ("edit", "code", "place"),
    [
        (put("Số liệu", "aware", status="Dung rồi"), "review.not_choice", "Số liệu!B6"),
        (put("Số liệu", "aware", status=None), "review.cell_missing", "Số liệu!B6"),
        (put("Số liệu", "aware", value=36), "review.changed_unmarked", "Số liệu!B6"),
        (put("Số liệu", "aware", status="Sửa"), "review.nothing_changed", "Số liệu!B6"),
        (put("Số liệu", "aware", status="Sửa", value="nhiều"), "review.not_number", "Số liệu!F6"),
        (put("Số liệu", "aware", status="Sửa", value=36), "letter.as_printed", "Số liệu!E6"),
        (put("Số liệu", "aware", status="Sửa", value=136, as_printed="136%"), "value.percentage", "Số liệu!F6"),
        (put("Số liệu", "aware", status="Sửa", unit="đồng"), "letter.unit", "Số liệu!I6"),
        (put("Số liệu", "aware", status="Sửa", unit="vịt"), "review.not_choice", "Số liệu!I6"),
        (put("Số liệu", "aware", status="Sửa", first=2010.5), "review.not_whole", "Số liệu!L6"),
        (put("Số liệu", "aware", status="Sửa", first=2019, last=2010), "value.reversed", "Số liệu!L6"),
        (put("Số liệu", "aware", status="Sửa", as_of="31/2/2018"), "review.not_date", "Số liệu!N6"),
        (put("Số liệu", "aware", status="Sửa", section="mục 3"), "value.pattern", "Số liệu!T6"),
        (put("Số liệu", "aware", status="Sửa", repeats="no_such"), "letter.unknown_claim", "Số liệu!W6"),
        (put("Số liệu", "aware", key="awarre"), "review.row_unknown", "Số liệu!A6"),
        (row_gone, "review.figure_missing", "Số liệu"),
        (row_twice, "review.row_twice", "Số liệu!A3"),
        (heads_cut, "review.sheet_missing", "review.xlsx"),
        (put("Văn bản", "Ngày ký", content="hôm qua"), "review.not_date", "Văn bản!B4"),
        (put("Văn bản", "Ngày ký", content=None), "value.not_date", "Văn bản!B4"),
        (put("Văn bản", "Tỉnh (mã chữ, ví dụ binh-dinh)", content="lao-kai"), "letter.province", "Văn bản!B2"),
        (put("Văn bản", "Báo cáo đến năm", content=1999), "value.reversed", "Văn bản!B8"),
        (put("Không lấy", left_key("1.250"), take="Lấy"), "review.cell_missing", "Không lấy!"),
        (put("Không lấy", left_key("1.250"), value=5), "review.not_marked_taken", "Không lấy!B"),
    ],
)
def test_each_wrong_cell_is_told_with_its_place(tmp_path: Path, edit: Edit, code: str, place: str) -> None:
    problems = refused(tmp_path, edit)
    hits = [problem for problem in problems if problem.code == code]
    assert hits, [(problem.code, problem.where) for problem in problems]
    assert any(place in problem.where for problem in hits), [problem.where for problem in hits]


def test_everything_wrong_comes_at_once(tmp_path: Path) -> None:
    problems = refused(
        tmp_path,
        put("Số liệu", "aware", status="xyz"),
        put("Số liệu", "adopting", value=19),
        put("Số liệu", "goal", status="Sửa", unit="kWh"),
        put("Văn bản", "Ngày ký", content="hôm qua"),
        put("Không lấy", left_key("14,2"), take="Lấy"),
    )
    codes = {problem.code for problem in problems}
    assert {"review.not_choice", "review.not_date", "review.cell_missing"} <= codes


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file."), (b"PK\x03\x04 broken", "file."), (b"<html>no workbook</html>", "file.renamed")],
)
def test_what_is_no_workbook(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "review.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_review(path, DRAFT, registry())
    assert [problem.code.startswith(code) for problem in caught.value.problems] == [True]


def test_a_sparse_sheet_is_refused_before_it_is_read(tmp_path: Path) -> None:
    def far(book: Workbook) -> None:
        book["Số liệu"]["XFD1048576"] = "x"

    path = saved(tmp_path, far)
    with pytest.raises(InputError) as caught:
        read_review(path, DRAFT, registry())
    assert [problem.code.startswith("file.") for problem in caught.value.problems] == [True]


def test_columns_may_be_moved(tmp_path: Path) -> None:
    def swap(book: Workbook) -> None:
        sheet = book["Số liệu"]
        at = [str(each.value) for each in sheet[1]].index(head_text("note")) + 1
        for row in range(1, sheet.max_row + 1):
            one, other = sheet.cell(row, 2), sheet.cell(row, at)
            one.value, other.value = other.value, one.value

    assert read(tmp_path, swap) == DRAFT.letter


def test_no_two_heads_or_choices_look_alike_without_accents() -> None:
    for sheet in opened().worksheets[1:]:
        heads = [fold(str(each.value)) for each in sheet[1]]
        assert len(heads) == len(set(heads)), sheet.title
    assert len(names_of_heads()) == len([key for key in catalogue("vi") if key.startswith("review.column.")])
    assert len(FIELDS) == len({column.name for column in FIELDS})
