"""Tables of enterprises: clean files come back as they were, every kind of fault is named."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sxsh_eval.errors import InputError, TableProblem
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.tables.cell_text import as_text
from sxsh_eval.inputs.tables.check import check_table
from sxsh_eval.inputs.tables.examined import Examined, examine
from sxsh_eval.inputs.tables.files import read_cells
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.table_rules import read_table_rules
from tests.inputs.tables.small_table import codebook as own_codebook
from tests.letters import ROOT

WIDTH = 13  # decimals that a text file keeps of a number


@cache
def registry() -> Registry:
    return read_registry(ROOT / "parameters" / "registry")


@cache
def clean_rows() -> pd.DataFrame:
    return sample_panel(seed=3, enterprises=120, years=(2015, 2019)).enterprises


def from_file(path: Path) -> Examined:
    cells = read_cells(path, {"enterprises": own_codebook()}, registry().units, table="enterprises")
    return examine(cells, own_codebook(), registry(), rules=read_table_rules())


def clean() -> pd.DataFrame:
    """A fresh copy, with one enterprise that adopts on the way in the first rows."""
    rows = clean_rows()
    later = (rows["year"] == 2015) & (rows["adoption_year"] > 2015) & (rows["adoption_year"] < 2019)
    adopter = rows.loc[later, "enterprise_id"].iloc[0]
    return rows.sort_values(["enterprise_id", "year"], key=lambda keys: keys != adopter, kind="stable").reset_index(
        drop=True
    )


def found(frame: pd.DataFrame) -> list[TableProblem]:
    return [*check_table(as_text(frame), own_codebook(), registry()).problems]


def errors(frame: pd.DataFrame) -> list[TableProblem]:
    return [problem for problem in found(frame) if problem.severity == "error"]


def put(column: str, value: Any, row: int = 0) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        cells = list(frame[column])
        cells[row] = value
        kept = pd.Series(cells, index=frame.index)
        return frame.assign(**{column: kept.astype(frame[column].dtype) if value is not None else kept})

    return change


def everywhere(column: str, value: Any) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Value in all rows of the first enterprise."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        mine = frame["enterprise_id"] == frame["enterprise_id"].iloc[0]
        return frame.assign(**{column: frame[column].mask(mine, value)})

    return change


def test_a_clean_table_has_no_error() -> None:
    assert errors(clean()) == []


@pytest.mark.parametrize("name", ["e.csv", "e.xlsx"])
def test_files_come_back_as_they_were(tmp_path: Path, name: str) -> None:
    frame = clean()
    path = tmp_path / name
    if name.endswith("csv"):
        frame.to_csv(path, index=False)
    else:
        frame.to_excel(path, index=False)
    back = from_file(path).table.reset_index(drop=True)
    expected = frame.astype({name: kind for name, kind in back.dtypes.items() if name in frame})
    pd.testing.assert_frame_equal(back[list(frame.columns)], expected, rtol=10.0**-WIDTH)


def test_spreadsheets_of_vietnam_write_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    clean().to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    assert len(from_file(path).table) == len(clean())


def test_words_for_yes_and_no() -> None:
    cells = pd.DataFrame(
        {"enterprise_id": list("ABC"), "is_aware": ["Có", "không", None], "sector": ["05", "10", "11"]}
    )
    back = check_table(cells.astype("str"), own_codebook(), registry())
    empty = [problem for problem in back.problems if problem.code == "table.empty_cell"]
    assert [(problem.column, problem.rows) for problem in empty] == [("is_aware", (2,))]
    assert back.table["is_aware"].tolist() == [True, False]
    assert back.table["sector"].tolist() == ["05", "10"]


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (lambda frame: frame.drop(columns="is_aware"), "table.missing_column", "is_aware"),
        (lambda frame: frame.rename(columns={"coal_tonne": "charbon"}), "table.unknown_column", "charbon"),
        (
            lambda frame: pd.concat([frame, frame.iloc[[3]].assign(output_mvnd=1.5)], ignore_index=True),
            "table.duplicate_row",
            "enterprise_id, year",
        ),
        (lambda frame: frame.iloc[:0], "table.no_rows", "-"),
        (lambda frame: frame.assign(output_mvnd="twelve"), "table.not_number", "output_mvnd"),
        (lambda frame: frame.assign(is_aware=2), "table.not_flag", "is_aware"),
        (put("electricity_kwh", -5.0), "table.out_of_range", "electricity_kwh"),
        (put("year", 1875), "table.out_of_range", "year"),
        (put("sector", "1O"), "table.unknown_code", "sector"),
        (put("province", "binh-din"), "table.unknown_code", "province"),
        (put("size_class", "big"), "table.unknown_code", "size_class"),
        (put("sector", None), "table.empty_cell", "sector"),
        (put("is_aware", None, row=60), "table.empty_cell", "is_aware"),
        (everywhere("is_informed", False), "table.stage_skipped", "is_aware"),
        (put("is_monitored", True), "table.stage_skipped", "is_monitored"),
        (everywhere("adoption_year", 2012), "table.event_before_first", "adoption_year"),
        (everywhere("adoption_year", 2031), "table.event_after_last", "adoption_year"),
        (everywhere("adoption_year", pd.NA), "table.event_against_state", "adoption_year"),
        (put("adoption_year", 2015, row=1), "table.event_year_changes", "adoption_year"),
    ],
)
def test_faults_are_named(change: Callable[[pd.DataFrame], pd.DataFrame], code: str, where: str) -> None:
    problems = found(change(clean()))
    assert (code, where) in [(problem.code, problem.column) for problem in problems]
    for problem in problems:
        for language in ("vi", "en"):
            assert "{" not in "\n".join(problem.lines(language))


def test_a_state_that_is_lost_again_is_only_a_warning() -> None:
    frame = clean()
    aware = frame.index[frame["is_aware"] & frame["enterprise_id"].duplicated(keep="first")]
    last = next(row for row in aware if frame["is_aware"].iloc[row - 1])
    [problem] = [
        each for each in found(put("is_aware", value=False, row=last)(frame)) if each.code == "table.state_lost"
    ]
    assert problem.severity == "warning"


def test_a_province_is_known_by_its_year() -> None:
    later = clean().query("year == 2019").assign(year=2026).drop(columns="adoption_year")
    assert "table.province_of_other_years" in {problem.code for problem in errors(later)}


def test_the_nearest_code_is_offered() -> None:
    [problem] = [each for each in errors(put("province", "binh-din")(clean())) if each.rows]
    assert "binh-dinh)" in problem.say("action", "vi")
    assert "binh-dinh)" in problem.say("action", "en")


def test_rows_may_come_in_any_order() -> None:
    frame = everywhere("is_informed", value=False)(clean())
    shuffled = found(frame.sample(frac=1, random_state=1))
    assert [(each.code, sorted(each.rows)) for each in shuffled] == [
        (each.code, list(each.rows)) for each in found(frame)
    ]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("enterprise_id,year,coal_tonne\nA,2015.5,n/a\n", "table.not_number", 2),
        ("enterprise_id,is_aware\nA,maybe\n", "table.not_flag", 2),
        ("enterprise_id,coal_tonne\nA,1\nB,many\n", "table.not_number", 3),
    ],
)
def test_cells_that_cannot_be_understood(tmp_path: Path, text: str, code: str, row: int) -> None:
    path = tmp_path / "e.csv"
    path.write_text(text, encoding="utf-8")
    found = [each for each in from_file(path).errors if each.code == code and isinstance(each, TableProblem)]
    rows = [each.rows for each in found]
    assert rows
    assert all(each == (row,) for each in rows)


@pytest.mark.parametrize(("name", "content"), [("e.csv", None), ("e.xlsx", b"not a workbook"), ("e.csv", b"")])
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        from_file(tmp_path / name)
    assert len(caught.value.problems) == 1
