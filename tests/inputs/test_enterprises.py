"""Tables of enterprises: clean files come back as they were, every kind of fault is named."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.enterprises import check_enterprises, own_codebook, read_enterprises
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from tests.letters import ROOT

WIDTH = 13  # decimals that a text file keeps of a number


@cache
def registry() -> Registry:
    return read_registry(ROOT / "parameters" / "registry")


@cache
def clean_rows() -> pd.DataFrame:
    return sample_panel(seed=3, enterprises=120, years=(2015, 2019)).enterprises


def clean() -> pd.DataFrame:
    """A fresh copy, with one enterprise that adopts on the way in the first rows."""
    rows = clean_rows()
    later = (rows["year"] == 2015) & (rows["adoption_year"] > 2015) & (rows["adoption_year"] < 2019)
    adopter = rows.loc[later, "enterprise_id"].iloc[0]
    return rows.sort_values(["enterprise_id", "year"], key=lambda keys: keys != adopter, kind="stable").reset_index(
        drop=True
    )


def found(frame: pd.DataFrame) -> list[Problem]:
    return check_enterprises(frame, own_codebook(), registry=registry())


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


def test_a_clean_table_has_no_problem() -> None:
    assert found(clean()) == []


@pytest.mark.parametrize("name", ["e.csv", "e.xlsx"])
def test_files_come_back_as_they_were(tmp_path: Path, name: str) -> None:
    frame = clean()
    path = tmp_path / name
    if name.endswith("csv"):
        frame.to_csv(path, index=False)
    else:
        frame.to_excel(path, index=False)
    back = read_enterprises(path)
    expected = frame.astype(back.dtypes.to_dict())
    pd.testing.assert_frame_equal(back, expected, rtol=10.0**-WIDTH)
    assert found(back) == []


def test_spreadsheets_of_vietnam_write_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    clean().to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    assert found(read_enterprises(path)) == []


def test_words_for_yes_and_no(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("enterprise_id,is_aware,sector,other\nA,Có,05,x\nB,không,10,\nC,,11,y\n", encoding="utf-8")
    back = read_enterprises(path)
    assert back["is_aware"].tolist()[:2] == [True, False]
    assert back["is_aware"].isna().tolist() == [False, False, True]
    assert back["sector"].tolist() == ["05", "10", "11"]
    assert back["other"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (lambda frame: frame.drop(columns="is_aware"), "table.missing_column", "is_aware"),
        (lambda frame: frame.rename(columns={"coal_tonne": "coal"}), "table.unknown_column", "coal"),
        (lambda frame: pd.concat([frame, frame.iloc[[3]]]), "table.duplicate_row", "enterprise_id, year"),
        (lambda frame: frame.iloc[:0], "table.no_rows", "-"),
        (lambda frame: frame.assign(output_mvnd="12"), "table.not_number", "output_mvnd"),
        (lambda frame: frame.assign(is_aware=1), "table.not_flag", "is_aware"),
        (put("electricity_kwh", -5.0), "table.out_of_range", "electricity_kwh"),
        (put("year", 1875), "table.out_of_range", "year"),
        (put("sector", "1O"), "table.unknown_code", "sector"),
        (put("province", "binh-din"), "table.unknown_code", "province"),
        (put("size_class", "big"), "table.unknown_code", "size_class"),
        (put("sector", None), "table.empty_cell", "sector"),
        (put("is_aware", None, row=60), "table.not_flag", "is_aware"),
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
    assert (code, where) in [(problem.code, problem.where) for problem in problems]
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
    later = clean().query("year == 2019").assign(year=2026, adoption_year=pd.array([pd.NA] * 1, dtype="Int64")[0])
    codes = {problem.code for problem in found(later.astype({"adoption_year": "Int64"}))}
    assert "table.province_of_other_years" in codes


def test_the_nearest_code_is_offered() -> None:
    [problem] = found(put("province", "binh-din")(clean()))
    assert "(gần nhất: binh-dinh)" in problem.say("action", "vi")
    assert "(nearest: binh-dinh)" in problem.say("action", "en")


def test_rows_may_come_in_any_order() -> None:
    frame = everywhere("is_informed", value=False)(clean())
    shuffled = found(frame.sample(frac=1, random_state=1))
    assert [(each.code, each.where) for each in shuffled] == [(each.code, each.where) for each in found(frame)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("enterprise_id,year,coal_tonne\nA,2015,12.5\nB,2015,1.234,5\n", ["table.unreadable"]),
        ("enterprise_id,year,coal_tonne\nA,2015.5,n/a\n", ["table.not_number", "table.not_number"]),
        ("enterprise_id,is_aware\nA,maybe\n", ["table.not_flag"]),
        ("", ["table.unreadable"]),
    ],
)
def test_cells_that_cannot_be_understood(tmp_path: Path, text: str, codes: list[str]) -> None:
    path = tmp_path / "e.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_enterprises(path)
    assert [problem.code for problem in caught.value.problems] == codes


def test_the_row_in_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("enterprise_id,coal_tonne\nA,1\nB,many\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"coal_tonne\n.*'many' \(dòng/row 3\)"):
        read_enterprises(path)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("e.csv", None, "file.missing"),
        ("e.parquet", b"", "table.format"),
        ("e.xlsx", b"not a workbook", "table.unreadable"),
        ("e.csv", "đ".encode("utf-16"), "table.unreadable"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_enterprises(tmp_path / name)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_large_tables_are_checked_quickly() -> None:
    frame = pd.concat([clean()] * 20, ignore_index=True)
    frame["enterprise_id"] = (
        frame["enterprise_id"] + "-" + pd.Series(np.arange(len(frame)) // len(clean())).astype("str")
    )
    assert found(frame) == []
