"""The plan of work as a workbook that an analyst edits: a sheet a scenario with the columns of the table ``plan``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from sxsh_eval.estimates.programme.plan_of_work import COMPONENT_OF, UNIT_OF, delivered
from sxsh_eval.estimates.programme.values import Projection
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.codebook import Codebook, read_codebook
from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.workbooks.safe_book import VI, SafeBook, both
from sxsh_eval.reports.workbooks.template_columns import TemplateColumn, template_columns

PLAN_FILE = "plan_of_work.xlsx"
MILLION = 1e6
MONEY, NUMBER = "#,##0.0", "#,##0.##"
WIDTHS = {"activity": 34.0, "component": 30.0, "responsible": 26.0, "note": 44.0, "instrument": 20.0}
WIDTH = 13.0
NAME_LENGTH = 31
"""Characters that Excel allows in the name of a sheet."""
FORBIDDEN = str.maketrans(dict.fromkeys(r"[]:*?/\'", " "))


def save_plan_of_work(
    projections: Sequence[Projection], inputs: Inputs | NationalInputs, study: Study, output: str
) -> Path | None:
    """Write ``plan_of_work.xlsx`` into a folder, at once or not at all.

    Parameters
    ----------
    projections : sequence of Projection
        Those that offer nothing get no sheet.
    inputs : Inputs or NationalInputs
    study : Study
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).

    Returns
    -------
    Path or None
        The file; None too where no scenario offers anything.

    Notes
    -----
    Each scenario's sheet has the heads of the input table ``plan``: filled in and checked with ``sxsh-eval check
    --table plan --sheet NAME``, it is tracked by the next report.
    """
    planned = [one for one in projections if len(delivered(one))]
    if not output or not planned:
        return None
    codebook = read_codebook(study.root / "parameters" / "codebook" / "plan.yml")
    path = Path(output) / PLAN_FILE
    where = Where(None if isinstance(inputs, NationalInputs) else inputs.place, inputs.registry)
    write_whole(path, lambda partial: write_plan(partial, planned, codebook, where))
    return path


@dataclass(frozen=True)
class Where:
    """Whose plan it is: the province, which may have another name in later years; None for the country."""

    province: Province | None
    registry: Registry

    def name(self) -> str:
        """Vietnamese name today's reader knows it by."""
        return VI.text("national.country") if self.province is None else self.province.name.vi

    def in_year(self, year: int) -> tuple[str, str]:
        """Name in a year, and what has to be said of it: after a merger the plan is for part of a larger province."""
        if self.province is None:
            return "", ""
        day = dt.date(year, 1, 1)
        if self.province.valid_on(day):
            return self.province.name.vi, ""
        later = (each for each in self.registry.provinces if each.slug == self.province.merged_into)
        found = next((each for each in later if each.valid_on(day)), self.province)
        return found.name.vi, VI.text("plan_book.former", former=self.province.name.vi)


def write_plan(path: Path, planned: Sequence[Projection], codebook: Codebook, where: Where) -> None:
    """Write the workbook: how to use it with the sums, then a sheet a scenario."""
    columns = template_columns(codebook, where.registry)
    book = SafeBook(path, VI.text("plan_book.title", place=where.name()))
    names = sheet_names(planned)
    front = book.sheet(VI.text("plan_book.front"), [42.0, *([WIDTH] * 14)])
    sums = [add_scenario(book, one, name, columns, where) for one, name in zip(planned, names, strict=True)]
    add_front(book, front, list(zip(planned, names, sums, strict=True)))
    front.activate()
    book.close()


def sheet_names(planned: Sequence[Projection]) -> list[str]:
    """Titles of the scenarios as names of sheets: short enough, different from each other."""
    found: list[str] = []
    for number, one in enumerate(planned, start=1):
        name = f"{number}. {one.scenario.title.vi.translate(FORBIDDEN)}"
        found.append(name[:NAME_LENGTH].strip())
    return found


def plan_lines(one: Projection, where: Where) -> Iterator[dict[str, str | float]]:
    """Rows of a scenario in the words of the table ``plan``."""
    for row in delivered(one).to_dict("records"):
        name = str(row["instrument"])
        place, former = where.in_year(int(row["year"]))
        capped = VI.text("plan_book.capped") if bool(row["capped"]) else ""
        yield {
            "province": place,
            "activity": VI.text(f"plan_activity.{name}"),
            "component": COMPONENT_OF[row["instrument"]],
            "instrument": name,
            "year": float(row["year"]),
            "quantity_planned": whole(float(row["number"])),
            "quantity_unit": UNIT_OF[row["instrument"]],
            "budget_mvnd": round(float(row["cost_vnd"]) / MILLION, 1),
            "payer": "unknown",
            "responsible": VI.text(f"plan_responsible.{name}"),
            "start_month": 1.0,
            "end_month": 12.0,
            "status": "planned",
            "note": " ".join(part for part in (former, capped) if part),
        }


def whole(number: float) -> float:
    """A quantity as a plan states it: whole from 10 on, one decimal below."""
    return round(number) if number >= 10 else round(number, 1)  # noqa: PLR2004 - as said


def add_scenario(
    book: SafeBook, one: Projection, name: str, columns: list[TemplateColumn], where: Where
) -> dict[int, tuple[str, float]]:
    """Sheet of a scenario; cell and value of the money of each year, for the sums on the front."""
    widths = [WIDTHS.get(each.name, WIDTH) for each in columns]
    sheet = book.sheet(name, widths)
    book.line(sheet, 0, [each.head for each in columns], [width - 2 for width in widths], "head")
    lines = list(plan_lines(one, where))
    for at, line in enumerate(lines, start=1):
        write_line(book, sheet, at, line, columns)
    add_total(book, sheet, lines, columns)
    add_choices(sheet, len(lines), columns)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(lines), len(columns) - 1)
    return year_sums(name, lines, columns)


def write_line(
    book: SafeBook, sheet: Worksheet, at: int, line: dict[str, str | float], columns: list[TemplateColumn]
) -> None:
    """One activity in one year: codes as their Vietnamese titles, numbers as numbers, the rest empty."""
    for place, each in enumerate(columns):
        value = line.get(each.name, "")
        if isinstance(value, float):
            form = "0" if each.name in {"year", "start_month", "end_month"} else NUMBER
            sheet.write_number(at, place, value, book.look("cell", num_format=form))
        else:
            allowed = each.column.allowed or {}
            book.text(sheet, at, place, allowed[value].vi if value in allowed else str(value))


def add_total(
    book: SafeBook, sheet: Worksheet, lines: list[dict[str, str | float]], columns: list[TemplateColumn]
) -> None:
    """Row with the sums of money, as formulas with their values."""
    row = len(lines) + 1
    names = [each.name for each in columns]
    book.text(sheet, row, 0, VI.text("plan_book.total"), "head")
    for name in ("budget_mvnd", "spent_mvnd"):
        at = names.index(name)
        ends = (xl_rowcol_to_cell(1, at), xl_rowcol_to_cell(row - 1, at))
        value = sum(float(line[name]) for line in lines if name in line)
        sheet.write_formula(row, at, f"=SUM({ends[0]}:{ends[1]})", book.look("head", num_format=MONEY), value)


def add_choices(sheet: Worksheet, rows: int, columns: list[TemplateColumn]) -> None:
    """Dropdowns of the columns whose choices fit into one."""
    for at, each in enumerate(columns):
        if each.column.allowed and sum(len(choice) + 1 for choice in each.choices) < 255:  # noqa: PLR2004 - Excel's
            commas = any("," in choice for choice in each.choices)
            if not commas:
                sheet.data_validation(1, at, rows, at, {"validate": "list", "source": list(each.choices)})


def year_sums(
    name: str, lines: list[dict[str, str | float]], columns: list[TemplateColumn]
) -> dict[int, tuple[str, float]]:
    """Formula and value of each year's money on a sheet."""
    names = [each.name for each in columns]
    year_at, money_at = names.index("year"), names.index("budget_mvnd")

    def column(at: int) -> str:
        first, last = xl_rowcol_to_cell(1, at, True, True), xl_rowcol_to_cell(len(lines), at, True, True)
        return f"'{name}'!{first}:{last}"

    table = pd.DataFrame(lines)
    found = {}
    for year, amount in table.groupby("year")["budget_mvnd"].sum().items():
        formula = f"=SUMIFS({column(money_at)},{column(year_at)},{int(float(str(year)))})"
        found[int(float(str(year)))] = (formula, float(amount))
    return found


def add_front(
    book: SafeBook, sheet: Worksheet, planned: list[tuple[Projection, str, dict[int, tuple[str, float]]]]
) -> None:
    """How to use the workbook, then money by scenario and year as formulas over the other sheets."""
    years = sorted({year for _, _, sums in planned for year in sums})
    widths = [42.0, *([WIDTH] * (len(years) + 1))]
    book.wide(sheet, 0, both("plan_book.heading"), "title", widths)
    row = 1
    for step in ("decision", "edit", "check"):
        book.wide(sheet, row, both(f"plan_book.{step}"), "note", widths)
        row += 1
    row += 1
    heads = [both("plan_book.scenario"), *(str(year) for year in years), both("plan_book.all_years")]
    book.line(sheet, row, heads, widths, "head")
    money = book.look("cell", num_format=MONEY)
    for one, _, sums in planned:
        row += 1
        book.text(sheet, row, 0, one.scenario.title.vi)
        for at, year in enumerate(years, start=1):
            formula, value = sums.get(year, ("=0", 0.0))
            sheet.write_formula(row, at, formula, money, value)
        ends = (xl_rowcol_to_cell(row, 1), xl_rowcol_to_cell(row, len(years)))
        total = sum(value for _, value in sums.values())
        sheet.write_formula(row, len(years) + 1, f"=SUM({ends[0]}:{ends[1]})", money, total)
    sheet.freeze_panes(0, 1)
