"""The workbook that an analyst fills in: columns of a codebook with dropdowns, an example and instructions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from sxsh_eval.inputs.tables.row_kinds import EXAMPLE_HEAD, EXAMPLE_MARK
from sxsh_eval.parameters.codebook import Codebook
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.workbooks.safe_book import EN, VI, SafeBook, both
from sxsh_eval.reports.workbooks.template_columns import (
    TemplateColumn,
    comment_of,
    needed_key,
    template_columns,
    values_text,
)

LAST_ROW = 20_000
"""Last row with dropdowns and limits, counted from 0."""

FORMATS = {"text": "@", "year": "0", "integer": "0", "number": "#,##0.###", "flag": "@"}
GUIDE_WIDTHS = [30.0, 30.0, 14.0, 24.0, 40.0, 46.0, 24.0]
STEPS = ("rows", "example", "heads", "empty", "numbers", "check")
MARK_WIDTH = 12.0
NARROWEST, WIDEST = 12.0, 30.0


def write_template(path: Path, codebook: Codebook, registry: Registry) -> None:
    """Write the template of one codebook.

    Parameters
    ----------
    path : Path
        File to write.
    codebook : Codebook
    registry : Registry
        Lists provinces and sectors for the dropdowns.
    """
    columns = template_columns(codebook, registry)
    book = SafeBook(path, VI.text("template.title", title=codebook.title.vi))
    widths = [MARK_WIDTH, *(_width(each) for each in columns)]
    data = book.sheet(VI.text("template.data_sheet"), widths)
    _add_guide(book, codebook, columns)
    lists = _add_lists(book, columns)
    _fill_data(book, data, columns, widths, lists)
    keys = [at for at, each in enumerate(columns, start=1) if each.name in codebook.keys]
    data.freeze_panes(1, min(keys[0] + 1, 3))
    data.activate()
    book.close()


def _width(each: TemplateColumn) -> float:
    """Width of a column in characters: its head on two lines, its first choice on one."""
    return min(WIDEST, max(NARROWEST, len(each.head) * 0.75, len(str(each.example)) * 1.1))


def _fill_data(
    book: SafeBook, sheet: Worksheet, columns: list[TemplateColumn], widths: list[float], lists: dict[str, str]
) -> None:
    """Heads with comments, the example row, formats and dropdowns of the data sheet."""
    book.line(sheet, 0, [EXAMPLE_HEAD, *(each.head for each in columns)], [width - 2 for width in widths], "head")
    book.text(sheet, 1, 0, EXAMPLE_MARK, "example")
    for at, each in enumerate(columns, start=1):
        form = FORMATS[each.column.type]
        sheet.set_column(at, at, widths[at], book.look("data", num_format=form))
        book.text(sheet, 0, at, each.head, "required" if each.column.required else "head")
        sheet.write_comment(0, at, comment_of(each), {"x_scale": 2.2, "y_scale": 1.6, "author": "sxsh-eval"})
        look = book.look("example", num_format=form)
        if isinstance(each.example, str):
            sheet.write_string(1, at, each.example, look)
        else:
            sheet.write_number(1, at, each.example, look)
        rule = _rule_of(each, lists)
        if rule is not None:
            sheet.data_validation(1, at, LAST_ROW, at, rule)


def _rule_of(each: TemplateColumn, lists: dict[str, str]) -> dict[str, Any] | None:
    """What Excel itself refuses in a column; codes that cannot be listed are left to the check."""
    column = each.column
    common: dict[str, Any] = {"ignore_blank": True, "error_title": "sxsh-eval"}
    if each.name in lists:
        return {
            **common,
            "validate": "list",
            "source": lists[each.name],
            "error_message": VI.text("template.list_error"),
        }
    if not column.is_numeric or column.low is None:
        return None
    limits: dict[str, Any] = {"criteria": ">=", "value": column.low}
    if column.high is not None:
        limits = {"criteria": "between", "minimum": column.low, "maximum": column.high}
    kind = "decimal" if column.type == "number" else "integer"
    return {**common, "validate": kind, **limits, "error_message": VI.text("template.number_error")}


def _add_lists(book: SafeBook, columns: list[TemplateColumn]) -> dict[str, str]:
    """Sheet with the choices of each column; the cells of each, as a reference, by column."""
    name = VI.text("template.lists_sheet")
    chosen = [each for each in columns if each.choices]
    sheet = book.sheet(name, [max(14.0, min(50.0, max(map(len, each.choices)) * 1.1)) for each in chosen])
    shared: dict[tuple[str, ...], str] = {}
    references, at = {}, 0
    for each in chosen:
        if each.choices not in shared:
            book.text(sheet, 0, at, each.head, "head")
            for row, choice in enumerate(each.choices, start=1):
                book.text(sheet, row, at, choice)
            letter = xl_col_to_name(at)
            shared[each.choices] = f"='{name}'!${letter}$2:${letter}${len(each.choices) + 1}"
            at += 1
        references[each.name] = shared[each.choices]
    sheet.freeze_panes(1, 0)
    return references


def _add_guide(book: SafeBook, codebook: Codebook, columns: list[TemplateColumn]) -> None:
    """Sheet that explains every column in Vietnamese with English beside."""
    sheet = book.sheet(VI.text("template.guide_sheet"), GUIDE_WIDTHS)
    book.wide(sheet, 0, VI.text("template.guide_title", title=codebook.title.vi), "title", GUIDE_WIDTHS)
    book.wide(sheet, 1, EN.text("template.guide_title", title=codebook.title.en), "subtitle", GUIDE_WIDTHS)
    row = 3
    for language in (VI, EN):
        for number, step in enumerate(STEPS, start=1):
            keys = ", ".join(language.words(codebook.columns[key].title) for key in codebook.keys)
            words = language.text(f"template.step_{step}", keys=keys)
            book.wide(sheet, row, f"{number}. {words}", "note", GUIDE_WIDTHS)
            row += 1
        row += 1
    heads = ("head", "english", "unit", "needed", "values", "note", "code")
    book.line(sheet, row, [both(f"template_column.{head}") for head in heads], GUIDE_WIDTHS, "head")
    for each in columns:
        row += 1
        book.line(sheet, row, _guide_line(each), GUIDE_WIDTHS)


def _guide_line(each: TemplateColumn) -> list[str]:
    column = each.column
    unit = both(f"column_unit.{column.unit}") if column.unit else ""
    note = f"{column.note.vi}\n{column.note.en}" if column.note is not None else ""
    values = _said_twice(lambda language: values_text(column, each.choices, language))
    return [each.head, column.title.en, unit, both(needed_key(column)), values, note, each.name]


def _said_twice(say: Callable[[Language], str]) -> str:
    first, second = say(VI), say(EN)
    return first if first == second else f"{first}\n{second}"
