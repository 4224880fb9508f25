"""Tables from files: the same cells from every format, heads wherever they stand, nothing dropped without a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sxsh_eval.errors import InputError, TableProblem, UsageError
from sxsh_eval.inputs.tables.cells import letters
from sxsh_eval.inputs.tables.examined import examine
from sxsh_eval.inputs.tables.workbook_details import column_number
from tests.table_files import COSTS, FORMATS, cells_of, codes, enterprises, in_process, project, saved

TEXT = "province,year,payer,kind,amount_mvnd\nbinh-dinh,2016,programme,investment,1200.5\n"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    in_process(monkeypatch)


def workbook(path: Path, change: Callable[[Any, Any], None] | None = None, frame: pd.DataFrame = COSTS) -> Path:
    """Costs in a workbook, changed by hand."""
    frame.to_excel(path, index=False, sheet_name="Chi phí")
    book = openpyxl.load_workbook(path)
    if change is not None:
        change(book, book.active)
        book.save(path)
    book.close()
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_numbers(tmp_path: Path, form: str) -> None:
    frame = enterprises()
    cells = cells_of(saved(frame, tmp_path, form))
    assert cells.table == "enterprises"
    got = examine(cells, project().codebooks["enterprises"], project().registry, rules=project().rules)
    assert not got.errors
    back = got.table[list(frame.columns)].reset_index(drop=True)
    pd.testing.assert_frame_equal(back, frame.astype(back.dtypes.to_dict()), rtol=1e-15)
    assert got.balance.read == got.balance.used == len(frame)


@pytest.mark.parametrize("form", FORMATS)
def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path, form: str) -> None:
    assert cells_of(saved(COSTS, tmp_path, form)).frame.index.tolist() == [2, 3, 4]


def test_a_real_child_process_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "c.xlsx")
    here = cells_of(path)
    monkeypatch.undo()
    there = cells_of(path)
    pd.testing.assert_frame_equal(there.frame, here.frame)
    assert (there.places, there.aside, there.head_row) == (here.places, here.aside, here.head_row)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "c.csv"
    text = TEXT.replace("binh-dinh", "Bình Định").replace(",", separator)
    path.write_bytes(text.encode(encoding))
    cells = cells_of(path)
    assert cells.frame.iloc[0].tolist() == ["Bình Định", "2016", "programme", "investment", "1200.5"]
    assert codes(cells.problems) == []


def test_a_guessed_encoding_is_said(tmp_path: Path) -> None:
    row = "binh-dinh;2016;programme;investment;1;Đơn vi\u0323 hành chính\n"
    text = "province;year;payer;kind;amount_mvnd;note\n" + row * 9
    (tmp_path / "c.csv").write_bytes(text.encode("cp1258"))
    cells = cells_of(tmp_path / "c.csv")
    assert codes(cells.problems) == ["table.encoding_guessed"]
    [note] = set(cells.frame["note"].str.normalize("NFC"))
    assert note == "Đơn vị hành chính"


def test_quoted_cells_keep_separators_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(
        TEXT.rstrip() + '\nbinh-dinh,2017,"programme","investment","1,5"\n\n\nphu-yen,2018,a,"b\nc",2\n',
        encoding="utf-8",
    )
    cells = cells_of(path)
    assert cells.frame.index.tolist() == [2, 3, 6]
    assert cells.frame["amount_mvnd"].tolist() == ["1200.5", "1,5", "2"]
    assert cells.frame["kind"].tolist()[-1] == "b\nc"


def test_cells_beyond_the_head_are_no_silent_loss(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(TEXT + "binh-dinh,2016,enterprise,operation,1,5\n", encoding="utf-8")
    [problem] = cells_of(path).problems
    assert isinstance(problem, TableProblem)
    assert (problem.code, problem.rows, problem.severity) == ("table.longer_row", (3,), "error")


def test_a_title_above_and_totals_with_remarks_below(tmp_path: Path) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet.insert_rows(1, 3)
        sheet["A1"] = "BẢNG CHI PHÍ NĂM 2016"
        sheet.merge_cells("A1:E1")
        sheet["A9"], sheet["E9"] = "Tổng cộng:", 4200
        sheet["A11"] = "Ghi chú: số liệu tạm tính"

    cells = cells_of(workbook(tmp_path / "c.xlsx", change))
    assert cells.head_row == 4
    assert cells.frame.index.tolist() == [5, 6, 7]
    assert cells.aside == {9: "total", 11: "note"}
    assert codes(cells.problems) == ["table.total_row", "table.note_row"]


def test_an_enterprise_called_total_is_data(tmp_path: Path) -> None:
    frame = enterprises().assign(enterprise_id="Tổng cộng")
    assert not cells_of(saved(frame, tmp_path, "xlsx")).aside


def test_heads_of_two_rows_units_and_numbers(tmp_path: Path) -> None:
    rows = [
        ["Tỉnh", "Năm", "Loại", None, "Số tiền"],
        [None, None, "Bên chi", "Loại chi", None],
        [None, None, None, None, "(triệu đồng)"],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["binh-dinh", 2016, "programme", "investment", 12.5],
    ]
    book: Any = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A1:A2")
    book.save(tmp_path / "c.xlsx")
    cells = cells_of(tmp_path / "c.xlsx", table="costs")
    assert list(cells.frame.columns) == ["Tỉnh", "Năm", "Bên chi", "Loại chi", "Số tiền (triệu đồng)"]
    assert cells.frame.index.tolist() == [5]
    assert cells.aside == {3: "unit", 4: "numbering"}


def test_error_cells_and_formulas_without_a_value(tmp_path: Path) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet["E2"].value, sheet["E2"].data_type = "#DIV/0!", "e"
        sheet["E3"] = "=1+1"

    cells = cells_of(workbook(tmp_path / "c.xlsx", change))
    assert cells.frame["amount_mvnd"].iloc[0] == "#DIV/0!"
    [problem] = cells.problems
    assert isinstance(problem, TableProblem)
    assert (problem.code, problem.rows, problem.column) == ("table.uncalculated", (3,), "amount_mvnd")
    got = examine(cells, project().codebooks["costs"], project().registry, rules=project().rules)
    assert set(got.refused) == {2, 3}
    assert got.balance.holds


def test_hidden_rows_columns_and_merged_cells_are_said(tmp_path: Path) -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet.merge_cells("C3:C4")

    cells = cells_of(workbook(tmp_path / "c.xlsx", change))
    found = {problem.code: problem for problem in cells.problems}
    assert set(found) == {"table.hidden_rows", "table.hidden_columns", "table.merged_cells"}
    assert found["table.hidden_rows"].rows == (3,)  # type: ignore[attr-defined]
    assert found["table.hidden_columns"].found == "kind"
    assert found["table.merged_cells"].rows == (3, 4)  # type: ignore[attr-defined]
    assert len(cells.frame) == len(COSTS)


def test_the_sheet_that_fits_best_is_read(tmp_path: Path) -> None:
    def change(book: Any, _: Any) -> None:
        book.create_sheet("Bìa", 0)["A1"] = "Báo cáo"
        other = book.create_sheet("Khác")
        other.append(["province", "year"])

    cells = cells_of(workbook(tmp_path / "c.xlsx", change))
    assert cells.sheet == "Chi phí"


def test_two_sheets_that_fit_alike_are_an_error_that_names_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "c.xlsx", lambda book, sheet: book.copy_worksheet(sheet))
    with pytest.raises(InputError) as caught:
        cells_of(path)
    [problem] = caught.value.problems
    assert problem.code == "table.which_sheet"
    assert "Chi phí" in problem.found
    assert "Chi phí Copy" in problem.found
    assert cells_of(path, sheet="Chi phí Copy").sheet == "Chi phí Copy"


def test_hidden_sheets_do_not_compete_but_are_named(tmp_path: Path) -> None:
    def change(book: Any, sheet: Any) -> None:
        book.copy_worksheet(sheet).sheet_state = "veryHidden"

    cells = cells_of(workbook(tmp_path / "c.xlsx", change))
    assert cells.sheet == "Chi phí"
    assert codes(cells.problems) == ["table.hidden_sheet"]


def test_leading_zeros_come_back_with_a_word(tmp_path: Path) -> None:
    frame = enterprises(3).assign(tax_code=[100109106, 4100259236, 100109106001], sector=[5, 10, 11])
    cells = cells_of(saved(frame, tmp_path, "xlsx"))
    assert cells.frame["tax_code"].tolist() == ["0100109106", "4100259236", "0100109106001"]
    assert cells.frame["sector"].tolist() == ["05", "10", "11"]
    assert codes(cells.problems) == ["table.leading_zero"] * 2


def test_codes_with_all_digits_stay(tmp_path: Path) -> None:
    frame = enterprises(3).assign(tax_code=["0100109106", "0100109106-001", "12345"])
    cells = cells_of(saved(frame, tmp_path, "csv"))
    assert cells.frame["tax_code"].tolist() == ["0100109106", "0100109106-001", "12345"]


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(TEXT.replace("kind", "year", 1), encoding="utf-8")
    assert "table.repeated_head" in codes(cells_of(tmp_path / "c.csv", table="costs").problems)


@pytest.mark.parametrize(
    "query",
    ["DELETE FROM bang", "SELECT 1; DROP TABLE bang", "", "UPDATE bang SET year = 1", "PRAGMA user_version = 3"],
)
@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
def test_databases_are_only_asked(tmp_path: Path, form: str, query: str) -> None:
    address = str(saved(COSTS, tmp_path, form)).partition("?")[0]
    before = (tmp_path / f"bang.{form}").read_bytes()
    with pytest.raises(UsageError) as caught:
        cells_of(address, query=query)
    assert codes(caught.value.problems) == ["table.query"]
    assert (tmp_path / f"bang.{form}").read_bytes() == before


def test_a_query_that_writes_behind_with_is_refused_by_the_database(tmp_path: Path) -> None:
    address = str(saved(COSTS, tmp_path, "sqlite")).partition("?")[0]
    with pytest.raises(InputError) as caught:
        cells_of(address, query="WITH a AS (SELECT 1) DELETE FROM bang")
    assert codes(caught.value.problems) == ["table.database"]


def test_passwords_stay_out_of_messages() -> None:
    with pytest.raises(InputError) as caught:
        cells_of("nosuch://user:geheim@host/db?query=SELECT 1")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("address", ["sqlite:///no/such.db", "duckdb:///no/such.db"])
def test_a_database_that_is_not_there_is_not_made(address: str) -> None:
    with pytest.raises(InputError) as caught:
        cells_of(address, query="SELECT 1")
    assert codes(caught.value.problems) == ["file.missing"]


def test_a_format_that_hides_errors_says_so(tmp_path: Path) -> None:
    assert codes(cells_of(saved(COSTS, tmp_path, "xls")).problems) == ["table.errors_unseen"]


def test_heads_that_nobody_knows_are_shown(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        cells_of(tmp_path / "c.csv")
    assert codes(caught.value.problems) == ["table.no_head"]
    assert "a, b" in caught.value.problems[0].found


@pytest.mark.parametrize(
    ("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_letters_of_columns(number: int, name: str) -> None:
    assert letters(number) == name
    assert column_number(name) == number


def test_text_that_python_cannot_parse_is_one_clear_problem(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(TEXT + '"never closed', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        cells_of(tmp_path / "c.csv")
    assert codes(caught.value.problems) == ["table.unreadable"]
