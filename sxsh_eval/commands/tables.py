"""Commands for tables of enterprises and surveys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sxsh_eval.parameters.quantity import Span
    from sxsh_eval.runs.tables.checks import TableProject

PATH = click.Path(path_type=Path)
YAML = (".yml", ".yaml")
TABLE = click.option(
    "--table", metavar="NAME", help="Bảng mã: enterprises, survey … · Codebook [theo tên cột · by the heads]."
)
SHEET = click.option("--sheet", metavar="NAME", help="Trang tính · Sheet [phù hợp nhất · the best fit].")
QUERY = click.option("--query", metavar="SQL", help="Câu lệnh SELECT cho cơ sở dữ liệu · Query of a database.")
PROVINCE = click.option("--province", help="Tỉnh của bảng · Province of the table.")
PERIOD = click.option("--period", metavar="YYYY-YYYY", help="Giai đoạn cho phép · Years that rows may be of.")
OUTPUT = click.option("--output", type=PATH, help="Thư mục kết quả · Folder of the results [cạnh tệp · beside it].")


@click.command()
@click.argument("target", metavar="[FOLDER|FILE|URL]", default=None, required=False)
@TABLE
@SHEET
@QUERY
@PROVINCE
@PERIOD
@OUTPUT
def check(target: str | None, output: Path | None, **choices: str | None) -> int:
    """Kiểm tra tham số và số liệu [parameters/], hoặc một bảng: workbook, .csv, .parquet, cơ sở dữ liệu.

    Check all parameters and claims (a folder or a .yml file names the project), or one table: every problem on the
    screen, in FILE.problems.html and in FILE.checked.xlsx, a copy with each faulty cell coloured.

    \b
    sxsh-eval check bang.xlsx --province "Bình Định" --period 2016-2020
    sxsh-eval check "sqlite:///data/private/so_lieu.db" --query "SELECT * FROM doanh_nghiep"
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    if target is None or ("://" not in target and (Path(target).is_dir() or Path(target).suffix in YAML)):
        from sxsh_eval.runs.checks import check_project, parameters_of

        click.echo(check_project(None if target is None else parameters_of(Path(target))))
        return 0
    from sxsh_eval.runs.tables.checks import examine_file, read_table_project, write_check
    from sxsh_eval.runs.tables.words import said

    project = read_table_project()
    province, period = limits(project, choices.pop("province"), choices.pop("period"))
    examined = examine_file(project, target, province=province, period=period, **choices)
    files = write_check(examined, project.rules, target, output)
    click.echo(said(examined, project.rules, files))
    return 1 if examined.errors else 0


def limits(project: TableProject, province: str | None, period: str | None) -> tuple[str | None, Span | None]:
    """Slug and years of the options.

    Raises
    ------
    UsageError
        If there is no such province, or the period is none.
    """
    import datetime as dt

    from sxsh_eval.parameters.choices import Choices
    from sxsh_eval.parameters.study import find_study, parse_period
    from sxsh_eval.parameters.validation import validate
    from sxsh_eval.parameters.yaml_files import read_yaml

    span = parse_period(period, validate(read_yaml(find_study()), Choices)) if period else None
    if province is None:
        return None, span
    day = dt.date(span.first, 1, 1) if span else dt.date(2020, 1, 1)
    return project.registry.province(province, day).slug, span


@click.command()
@click.argument("table", metavar="TABLE")
@click.option("--output", type=PATH, help="Tệp mẫu · File to write [mau-TABLE.xlsx].")
def template(table: str, output: Path | None) -> int:
    """Tạo tệp Excel mẫu để nhập liệu: enterprises, survey, population, costs, energy_prices, metering, plan.

    Write a workbook to fill in, with the columns of a codebook, dropdowns, an example row and instructions.
    """
    from sxsh_eval.parameters.saved import write_whole
    from sxsh_eval.reports.workbooks.template import write_template
    from sxsh_eval.runs.tables.checks import read_table_project

    project = read_table_project()
    name = project.table_named(table) or table
    path = output or Path(f"mau-{name}.xlsx")
    write_whole(path, lambda partial: write_template(partial, project.codebooks[name], project.registry))
    click.echo(f"Đã ghi / Written: {path}")
    return 0


@click.command("import")
@click.argument("source", metavar="FILE|URL")
@TABLE
@SHEET
@QUERY
@click.option("--corrections", type=PATH, help="Nhật ký sửa đã điền · Correction log, filled in.")
@click.option("--year", type=int, help="Năm của bảng không có cột năm · Year of a table without one.")
def import_(source: str, corrections: Path | None, year: int | None, **choices: str | None) -> int:
    """Đưa một bảng đã kiểm tra vào data/private/<bảng>, kèm manifest; dòng lỗi được liệt kê, không dùng.

    Store a checked table in data/private/<table> with a manifest; rows with errors are listed and not used. Faults
    and duplicates are resolved only by the correction log that the command writes.
    """
    from sxsh_eval.runs.tables.checks import read_table_project
    from sxsh_eval.runs.tables.imports import import_table
    from sxsh_eval.runs.tables.words import said_import

    done = import_table(read_table_project(), source, corrections=corrections, year=year, **choices)
    click.echo(said_import(done))
    return 0


COMMANDS: tuple[click.Command, ...] = (check, template, import_)
