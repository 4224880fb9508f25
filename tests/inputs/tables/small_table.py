"""A small table of text in which nothing is wrong, and ways to spoil it that a case file can spell."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pandas as pd

from sxsh_eval.inputs.tables.check import Checked, check_table
from sxsh_eval.parameters.codebook import Codebook, read_codebook
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from tests.letters import ROOT

TODAY = dt.date(2024, 6, 30)
PERIOD = Span(first=2015, last=2020)
YEARS = range(2016, 2020)
FIRMS = ("A", "B", "C", "D")


@cache
def registry() -> Registry:
    return read_registry(ROOT / "parameters" / "registry")


@cache
def codebook(name: str = "enterprises") -> Codebook:
    return read_codebook(ROOT / "parameters" / "codebook" / f"{name}.yml")


def small_table() -> pd.DataFrame:
    """Four enterprises in four years; the third adopts in 2018."""
    rows = []
    for at, firm in enumerate(FIRMS):
        for year in YEARS:
            step = year - YEARS[0]
            output = 8123 + 1357 * at + 411 * step
            adopts = firm == "C" and year >= 2018
            rows.append(
                {
                    "enterprise_id": firm, "year": str(year), "province": "binh-dinh", "district": "Tuy Phước",
                    "sector": "10", "size_class": "small", "employees_person": str(51 + at + step),
                    "is_informed": "có", "is_aware": "có", "has_training": "không", "has_rapid_assessment": "không",
                    "has_detailed_assessment": "không", "is_adopting": "có" if adopts else "không",
                    "is_monitored": "không", "has_dedicated_unit": None,
                    "adoption_year": "2018" if firm == "C" else None,
                    "revenue_mvnd": str(output + 977), "output_mvnd": str(output),
                    "electricity_kwh": str(output * 21 + 37 * step), "coal_tonne": f"{output / 97:.4f}",
                }
            )  # fmt: skip
    frame = pd.DataFrame(rows, dtype="str")
    return frame.set_axis(range(2, len(frame) + 2))


def spoilt(edits: dict[str, Any]) -> pd.DataFrame:
    """The small table after the edits of a case.

    ``drop``: columns; ``add``: column to a text for all rows, or to texts by row; ``set``: column to texts by row;
    ``repeat``: rows written again at the end; ``rename``: old head to new; ``then``: as ``set``, after all that;
    ``keep``: number of rows that stay.
    """
    frame = small_table().drop(columns=edits.get("drop", []))
    for column, cells in edits.get("add", {}).items():
        frame[column] = pd.Series(None if isinstance(cells, dict) else str(cells), index=frame.index, dtype="str")
        if isinstance(cells, dict):
            put(frame, column, cells)
    for column, cells in edits.get("set", {}).items():
        put(frame, column, cells)
    again = [frame.loc[[row]] for row in edits.get("repeat", [])]
    frame = pd.concat([frame, *again])
    heads: dict[str, str] = edits.get("rename", {})
    frame = frame.set_axis(range(2, len(frame) + 2)).rename(columns=heads)
    for column, cells in edits.get("then", {}).items():
        put(frame, column, cells)
    kept: int = edits.get("keep", len(frame))
    short: pd.DataFrame = frame.iloc[:kept]
    return short


def put(frame: pd.DataFrame, column: str, cells: dict[Any, Any]) -> None:
    """Texts by row of the file; ``all`` for every row; nothing for an empty cell."""
    for row, text in cells.items():
        rows = list(frame.index) if row == "all" else [int(row)]
        frame.loc[rows, column] = None if text is None else str(text)


def checked(frame: pd.DataFrame, name: str = "enterprises", **options: Any) -> Checked:
    return check_table(frame, codebook(name), registry(), today=TODAY, **options)
