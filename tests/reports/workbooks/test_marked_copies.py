"""Marked copies: exactly the faulty cells are coloured and commented, and nothing of the data comes to life."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.cells import letters
from sxsh_eval.inputs.tables.examined import Examined
from sxsh_eval.reports.workbooks.marked_copy import COLOURS
from sxsh_eval.reports.workbooks.problem_lines import addresses, columns_of, ranges
from sxsh_eval.runs.tables.checks import examine_file, write_check
from tests.table_files import enterprises, in_process, project, saved

EVIL = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "+1+1", "＝1+1",
        "@SUM(1)", "-2+3", "\t=1", "javascript:alert(1)", '=HYPERLINK("http://x.vn")', "http://x.vn")  # fmt: skip


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    in_process(monkeypatch)


def faulty(folder: Path, form: str = "xlsx") -> Path:
    """A table with planted faults in known cells; the head is row 1."""
    frame = enterprises(24).astype({"electricity_kwh": "float64"})
    frame.loc[2, "electricity_kwh"] = -5.0
    frame.loc[3, "province"] = "Binh Dinhh"
    frame.loc[5, "sector"] = None
    frame.loc[range(len(EVIL)), "district"] = list(EVIL)
    frame.loc[range(len(EVIL)), "size_class"] = list(EVIL)
    path = saved(frame, folder, form)
    assert isinstance(path, Path)
    if form == "xlsx":
        book: Any = openpyxl.load_workbook(path)
        for row in book.active.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.data_type = "s"
        book.active.column_dimensions["A"].width = 33
        book.save(path)
    return path


def checked(path: Path) -> tuple[Examined, list[Path]]:
    examined = examine_file(project(), path)
    return examined, write_check(examined, project().rules, path)


def expected_marks(examined: Examined) -> dict[str, str]:
    """Colour by address, worked out from the problems alone."""
    found: dict[str, set[str]] = {}
    for problem in examined.problems:
        if isinstance(problem, TableProblem):
            for row in problem.rows or (1,):
                for column in columns_of(problem.column, examined.places):
                    found.setdefault(f"{letters(column)}{row}", set()).add(problem.severity)
    return {address: COLOURS["error" if "error" in each else "warning"] for address, each in found.items()}


def marked(path: Path, sheet: str) -> tuple[dict[str, str], set[str], Any]:
    """Colours and commented cells of a sheet of a copy."""
    book = openpyxl.load_workbook(path)
    cells = [cell for row in book[sheet].iter_rows() for cell in row]
    colours = {
        cell.coordinate: f"#{cell.fill.fgColor.rgb[2:].lower()}"
        for cell in cells
        if cell.fill.fill_type == "solid" and f"#{cell.fill.fgColor.rgb[2:].lower()}" in COLOURS.values()
    }
    return colours, {cell.coordinate for cell in cells if cell.comment}, book


@pytest.mark.parametrize(("form", "sheet"), [("xlsx", "Sheet1"), ("csv", "Số liệu")])
def test_exactly_the_faulty_cells_are_marked(tmp_path: Path, form: str, sheet: str) -> None:
    examined, (_, copy) = checked(faulty(tmp_path, form))
    expected = expected_marks(examined)
    place = {name: letters(number) for name, number in examined.places.items()}
    assert expected[f"{place['electricity_kwh']}4"] == COLOURS["error"]
    assert expected[f"{place['province']}5"] == COLOURS["error"]
    assert expected[f"{place['sector']}7"] == COLOURS["error"]
    colours, commented, _ = marked(copy, sheet)
    assert colours == expected
    assert commented == set(expected)


def test_the_original_is_untouched_and_the_copy_keeps_formats(tmp_path: Path) -> None:
    path = faulty(tmp_path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    _, (_, copy) = checked(path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    book = openpyxl.load_workbook(copy)
    assert book["Sheet1"].column_dimensions["A"].width == 33
    original = openpyxl.load_workbook(path)["Sheet1"]
    same = [[cell.value for cell in row] for row in original.iter_rows()]
    assert [[cell.value for cell in row] for row in book["Sheet1"].iter_rows()] == same


@pytest.mark.parametrize("form", ["xlsx", "csv", "parquet", "xls"])
def test_data_stay_text_in_every_output(tmp_path: Path, form: str) -> None:
    _, (page, copy) = checked(faulty(tmp_path, form))
    book = openpyxl.load_workbook(copy)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert {cell.value for cell in cells if isinstance(cell.value, str)} >= {text for text in EVIL if text != "\t=1"}
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert links
    assert all(link.target is None and link.location for link in links)
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html
    assert "&lt;script&gt;" in html
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html


def test_links_of_the_summary_go_to_the_cells(tmp_path: Path) -> None:
    examined, (_, copy) = checked(faulty(tmp_path))
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames[0] == "Tổng hợp lỗi"
    links = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == sum(isinstance(problem, TableProblem) and bool(problem.rows) for problem in examined.problems)
    expected = expected_marks(examined)
    for cell in links:
        sheet, _, address = cell.hyperlink.location.rpartition("!")
        assert sheet == "'Sheet1'"
        assert address in expected


def test_a_copy_that_is_corrected_loses_its_marks(tmp_path: Path) -> None:
    """The analyst may go on working in the copy: a second check forgets the colours of the first."""
    _, (_, copy) = checked(faulty(tmp_path))
    book = openpyxl.load_workbook(copy)
    sheet = book["Sheet1"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(4, heads["electricity_kwh"]).value = 100
    for row in range(2, 2 + len(EVIL)):
        sheet.cell(row, heads["size_class"]).value = "small"
    book.save(copy)
    examined, (_, second) = checked(copy)
    colours, commented, book = marked(second, "Sheet1")
    assert second.name == "bang.checked.checked.xlsx"
    assert book.sheetnames.count("Tổng hợp lỗi") == 1
    assert colours == expected_marks(examined)
    assert commented == set(colours)


def test_a_large_table_shows_only_its_faulty_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sxsh_eval.reports.workbooks.marked_table.MOST_CELLS", 10)
    examined, (_, copy) = checked(faulty(tmp_path, "csv"))
    book = openpyxl.load_workbook(copy)
    rows = [row[0].value for row in book["Dòng có vấn đề"].iter_rows(min_row=2)]
    faulty_rows = {row for problem in examined.problems if isinstance(problem, TableProblem) for row in problem.rows}
    assert rows == sorted(faulty_rows)


def test_a_clean_table_leaves_no_files(tmp_path: Path) -> None:
    path = saved(enterprises(6).head(1), tmp_path, "parquet")
    examined = examine_file(project(), path)
    (tmp_path / "bang.problems.html").write_text("old", encoding="utf-8")
    assert not examined.problems
    assert write_check(examined, project().rules, path) == []
    assert [each.name for each in tmp_path.iterdir()] == ["bang.parquet"]


def test_runs_of_rows_and_addresses() -> None:
    assert ranges([5, 2, 3, 9]) == [(2, 3), (5, 5), (9, 9)]
    assert addresses((2, 3, 5), [2]) == "B2:B3, B5"
    assert addresses((2, 3), [1, 28]) == "A2:A3, AB2:AB3"
    assert addresses((7,), []) == "7"
    assert addresses((), [3]) == ""
