"""Templates: what an analyst gets to fill in, and that a filled one passes its check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sxsh_eval.inputs.tables.examined import examine
from sxsh_eval.inputs.tables.row_kinds import EXAMPLE_MARK
from sxsh_eval.reports.workbooks.template import write_template
from sxsh_eval.reports.workbooks.template_columns import template_columns
from tests.table_files import cells_of, codes, in_process, project

TABLES = sorted(project().codebooks)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    in_process(monkeypatch)


def written(folder: Path, table: str) -> Path:
    path = folder / f"mau-{table}.xlsx"
    write_template(path, project().codebooks[table], project().registry)
    return path


def data_sheet(path: Path) -> tuple[Any, Any]:
    book = openpyxl.load_workbook(path)
    return book, book["Số liệu"]


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_template_is_recognised_with_every_column(tmp_path: Path, table: str) -> None:
    cells = cells_of(written(tmp_path, table))
    assert (cells.table, cells.sheet, cells.aside) == (table, "Số liệu", {2: "example"})
    assert codes(cells.problems) == ["table.example_row"]
    got = examine(cells, project().codebooks[table], project().registry, rules=project().rules)
    assert codes(got.errors) == ["table.no_rows"]
    assert not [problem for problem in got.problems if problem.code == "table.unknown_column"]


@pytest.mark.parametrize("table", TABLES)
def test_the_example_as_data_passes_the_check(tmp_path: Path, table: str) -> None:
    """Filled in as the example shows, a template has no error: its dropdowns hold what the check accepts."""
    path = written(tmp_path, table)
    book, sheet = data_sheet(path)
    for cell in sheet[2]:
        sheet.cell(3, cell.column).value = None if cell.value in {EXAMPLE_MARK, "…"} else cell.value
    book.save(path)
    got = examine(cells_of(path), project().codebooks[table], project().registry, rules=project().rules)
    assert codes(got.errors) == []
    assert got.balance.used == got.balance.read == 1
    assert got.balance.aside == 1


@pytest.mark.parametrize("table", TABLES)
def test_every_choice_of_every_dropdown_is_a_known_code(tmp_path: Path, table: str) -> None:
    codebook, registry = project().codebooks[table], project().registry
    columns = {each.name: each for each in template_columns(codebook, registry)}
    coded = {name: each for name, each in columns.items() if each.choices}
    path = written(tmp_path, table)
    book, sheet = data_sheet(path)
    heads = {cell.value: cell.column for cell in sheet[1]}
    for name, each in coded.items():
        for row, choice in enumerate(each.choices, start=3):
            sheet.cell(row, heads[each.head]).value = choice
        del name
    book.save(path)
    got = examine(cells_of(path), codebook, registry, rules=project().rules)
    assert not [problem for problem in got.problems if problem.code in {"table.unknown_code", "table.not_flag"}]


def test_dropdowns_limits_and_comments(tmp_path: Path) -> None:
    _, sheet = data_sheet(written(tmp_path, "enterprises"))
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    size = rules[f"{heads['Quy mô']}2:{heads['Quy mô']}20001"]
    assert size.type == "list"
    assert "Danh mục" in size.formula1
    energy = rules[f"{heads['Điện (kWh)']}2:{heads['Điện (kWh)']}20001"]
    assert (energy.type, energy.operator, float(energy.formula1)) == ("decimal", "greaterThanOrEqual", 0)
    assert sheet.freeze_panes is not None
    comments = {cell.value: cell.comment.text for cell in sheet[1] if cell.comment}
    assert set(heads) - set(comments) == {"Dòng mẫu · Example"}
    assert "VSIC" in comments["Ngành VSIC hai chữ số"]


def test_tax_codes_are_text_so_that_zeros_stay(tmp_path: Path) -> None:
    _, sheet = data_sheet(written(tmp_path, "enterprises"))
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "Mã số thuế")
    assert sheet[f"{column}2"].value == "0100109106"
    assert sheet.column_dimensions[column].number_format == "@"


def test_the_guide_names_every_column_in_both_languages(tmp_path: Path) -> None:
    book, sheet = data_sheet(written(tmp_path, "survey"))
    guide = {cell.value for row in book["Hướng dẫn"].iter_rows() for cell in row if cell.value}
    assert {cell.value for cell in sheet[1]} - {"Dòng mẫu · Example"} <= guide
    codebook = project().codebooks["survey"]
    asked = [column for name, column in codebook.columns.items() if not column.computed and name != "is_synthetic"]
    assert {column.title.en for column in asked} <= guide


def test_no_cell_is_a_formula_and_the_file_is_the_same_each_time(tmp_path: Path) -> None:
    first = written(tmp_path, "costs")
    content = first.read_bytes()
    assert written(tmp_path, "costs").read_bytes() == content
    book = openpyxl.load_workbook(first)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
