"""Tables as files for tests: small, valid, in every format; parsers called in this process, which is quicker."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlwt

from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.tables.cells import Cells
from sxsh_eval.inputs.tables.files import read_cells
from sxsh_eval.runs.tables.checks import TableProject, read_table_project
from tests.letters import ROOT

ALL = "SELECT * FROM bang"
FORMATS = ("csv", "xlsx", "xls", "parquet", "sqlite", "duckdb")


@cache
def project() -> TableProject:
    return read_table_project(ROOT / "parameters" / "study.yml")


@cache
def _panel() -> pd.DataFrame:
    return sample_panel(seed=1, enterprises=100, provinces=["binh-dinh"]).enterprises


def enterprises(rows: int = 12) -> pd.DataFrame:
    """First enterprises of the synthetic panel, whole ones, none with a warning about changes."""
    frame = _panel()
    first = frame["enterprise_id"].drop_duplicates().head(max(1, rows // 6))
    return frame[frame["enterprise_id"].isin(first)].head(rows).reset_index(drop=True)


COSTS = pd.DataFrame(
    {
        "province": ["binh-dinh", "binh-dinh", "phu-yen"],
        "year": [2016, 2017, 2017],
        "payer": ["programme", "enterprise", "enterprise"],
        "kind": ["investment", "operation", "investment"],
        "amount_mvnd": [1200.5, 0.125, 3000.0],
    }
)


def direct(function: Callable[..., Any], *arguments: Any, **limits: Any) -> Any:
    """In place of a child process."""
    return function(*arguments)


def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call parsers in this process."""
    for module in ("sxsh_eval.inputs.tables.files", "sxsh_eval.runs.tables.checks"):
        monkeypatch.setattr(f"{module}.in_child", direct)


def saved(frame: pd.DataFrame, folder: Path, form: str, name: str = "bang") -> str | Path:
    """Write a table in some format; what to call it by."""
    path = folder / f"{name}.{form}"
    if form == "csv":
        frame.to_csv(path, index=False)
    elif form == "xlsx":
        frame.to_excel(path, index=False)
    elif form == "parquet":
        frame.to_parquet(path, index=False)
    elif form == "xls":
        _to_xls(frame, path)
    else:
        return _to_database(frame, path, form)
    return path


def _to_xls(frame: pd.DataFrame, path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Bảng")
    for column, name in enumerate(frame.columns):
        sheet.write(0, column, name)
        for row, value in enumerate(frame[name], start=1):
            if not pd.isna(value):
                sheet.write(row, column, value.item() if hasattr(value, "item") else value)
    book.save(str(path))


def _to_database(frame: pd.DataFrame, path: Path, form: str) -> str:
    if form == "sqlite":
        with sqlite3.connect(path) as connection:
            frame.to_sql("bang", connection, index=False)
        connection.close()
    else:
        import duckdb

        with duckdb.connect(str(path)) as database:
            database.register("frame_in_memory", frame)
            database.execute("CREATE TABLE bang AS SELECT * FROM frame_in_memory")
    return f"{form}:///{path}?query={ALL}"


def cells_of(source: str | Path, **choices: Any) -> Cells:
    """Read with the project's codebooks."""
    return read_cells(source, project().codebooks, project().registry.units, **choices)


def codes(problems: Any) -> list[str]:
    return [problem.code for problem in problems]
