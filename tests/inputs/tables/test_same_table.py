"""Tables that say the same in another way give the same numbers; any table is checked or refused, never a traceback."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.tables.cell_text import as_text
from sxsh_eval.inputs.tables.check import Checked, check_table
from sxsh_eval.inputs.tables.decimal_style import number_text
from sxsh_eval.parameters.table_rules import read_table_rules
from tests.inputs.tables.small_table import TODAY, checked, codebook, registry, small_table

RULES = read_table_rules()
NUMBERS = ("output_mvnd", "revenue_mvnd", "electricity_kwh", "coal_tonne")
Change = Callable[[pd.DataFrame], pd.DataFrame]


def found(result: Checked) -> set[tuple[str, tuple[int, ...]]]:
    return {(problem.code, tuple(sorted(problem.rows))) for problem in result.problems}


def troubled() -> pd.DataFrame:
    """Small table with faults of several kinds."""
    frame = small_table()
    frame.loc[3, "electricity_kwh"] = "179.2"
    frame.loc[7, "size_class"] = "to"
    frame.loc[9, "is_aware"] = None
    frame.loc[12, "is_adopting"] = "không"
    return frame


def in_style(frame: pd.DataFrame, table: dict[int, int]) -> pd.DataFrame:
    cells = {name: frame[name].astype("float64").map("{:,.4f}".format).str.translate(table) for name in NUMBERS}
    return frame.assign(**{name: texts.astype("str") for name, texts in cells.items()})


def headed(frame: pd.DataFrame) -> pd.DataFrame:
    """Vietnamese heads, decomposed, with units in brackets."""
    heads = {
        "enterprise_id": "Mã doanh nghiệp", "year": "Năm", "province": "Tỉnh", "sector": "Ngành",
        "is_adopting": "Áp dụng SXSH", "electricity_kwh": "Điện năng (kWh)", "coal_tonne": "THAN (tấn)",
        "output_mvnd": "Giá trị sản xuất (triệu đồng)",
    }  # fmt: skip
    return frame.rename(columns={name: unicodedata.normalize("NFD", text) for name, text in heads.items()})


def in_megawatt_hours(frame: pd.DataFrame) -> pd.DataFrame:
    moved = [f"{int(10 * float(text)):05d}" for text in frame["electricity_kwh"]]
    cells = pd.Series([f"{digits[:-4]}.{digits[-4:]}" for digits in moved], index=frame.index, dtype="str")
    return frame.assign(electricity_kwh=cells).rename(columns={"electricity_kwh": "electricity_mwh"})


CHANGES: dict[str, Change] = {
    "rows in another order": lambda frame: frame.sample(frac=1, random_state=3),
    "columns in another order": lambda frame: frame[sorted(frame.columns)],
    "a column nobody uses": lambda frame: frame.assign(**{"Ghi chú thêm": "x"}),
    "province by name": lambda frame: frame.assign(province="Bình Định"),
    "province with its kind": lambda frame: frame.assign(province="TỈNH BÌNH ĐỊNH"),
    "province decomposed": lambda frame: frame.assign(province=unicodedata.normalize("NFD", "Bình Định")),
    "Vietnamese heads": headed,
    "numbers as in English": lambda frame: in_style(frame, {}),
    "numbers as in Vietnamese": lambda frame: in_style(frame, str.maketrans(",.", ".,")),
    "MWh": in_megawatt_hours,
    "size class by its title": lambda frame: frame.assign(size_class=frame["size_class"].replace("small", "  NHỎ ")),
    "VSIC beside the sector": lambda frame: frame.assign(vsic="10"),
}


@cache
def reference() -> Checked:
    return checked(troubled(), thresholds=RULES)


@pytest.mark.parametrize("name", CHANGES)
def test_the_same_table_said_differently(name: str) -> None:
    result = checked(CHANGES[name](troubled()), thresholds=RULES)
    names = list(reference().table.columns)
    pd.testing.assert_frame_equal(result.table[names].sort_index(), reference().table, check_exact=True)
    said = {each for each in found(result) if each[0] != "table.unknown_column"}
    assert said == found(reference())
    assert result.counts == reference().counts


@pytest.mark.parametrize("name", ["is_monitored", "has_information", "lpg_tonne"])
def test_an_optional_column_left_blank_counts_as_absent(name: str) -> None:
    """A template has all columns; nobody fills all of them."""
    without = troubled().drop(columns=name, errors="ignore")
    blank = without.assign(**{name: pd.Series(pd.NA, index=without.index, dtype="str")})
    assert found(checked(blank)) == found(checked(without))
    pd.testing.assert_frame_equal(checked(blank).table, checked(without).table)


def test_the_reference_has_faults() -> None:
    expected = {"factor_from_own_years", "unknown_code", "empty_cell", "event_against_state"}
    assert {f"table.{code}" for code in expected} <= {code for code, _ in found(reference())}


TEXTS = [
    "1.234",
    "1.234,5",
    "1,234.5",
    "có",
    "2015",
    "binh-dinh",
    "Huế",
    "#REF!",
    "-",
    "10",
    "kWh",
    "1e400",
    "0100109106",
    "12_tấn",
    "small",
    "1,5",
    "99999",
    "-3",
    "999999999999",
]
TYPED = [
    "Điện_(MWh)",
    "Than_(lít)",
    "Đơn_vị",
    "ĐVT",
    "Dầu_DO_(lít)",
    "MST",
    "Năm",
    "electricity_mwh",
    "Điện_(TOE)",
    "coal_tonne_unit",
]
CELLS = st.one_of(st.none(), st.sampled_from([text.replace("_", " ") for text in TEXTS]), st.text(max_size=8))
HEADS = st.one_of(
    st.sampled_from([*codebook().columns, *TYPED, *(text.replace("_", " ") for text in TYPED)]), st.text(max_size=10)
)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    heads = draw(st.lists(HEADS, max_size=8))
    rows = draw(st.integers(0, 5))
    columns = [pd.Series(draw(st.lists(CELLS, min_size=rows, max_size=rows)), dtype="str") for _ in heads]
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=range(rows))
    return frame.set_axis(heads, axis=1).set_axis(range(2, rows + 2))


def test_an_index_that_cannot_be_rows_of_a_file_is_replaced() -> None:
    frame = small_table().set_axis(["x"] * 16)
    assert list(checked(frame, thresholds=RULES).table.index) == list(range(2, 18))


@settings(max_examples=40, deadline=None)
@given(frames())
def test_any_table_is_checked(frame: pd.DataFrame) -> None:
    result = checked(frame, thresholds=RULES)
    counts = result.counts
    assert counts.read == len(frame) == counts.used + counts.refused + counts.deduplicated
    assert all(problem.lines(language) for problem in result.problems for language in ("vi", "en"))


def rows_of(result: Checked, *codes: str) -> set[int]:
    return {row for problem in result.problems if problem.code in codes for row in problem.rows}


@cache
def panel() -> pd.DataFrame:
    rows = as_text(sample_panel(seed=11, enterprises=2400, years=(2012, 2020)).enterprises)
    return rows.set_axis(range(2, len(rows) + 2))


def test_a_clean_panel_gives_no_error() -> None:
    result = check_table(panel(), codebook(), registry(), today=TODAY, thresholds=RULES)
    assert result.errors == ()
    assert result.counts.used == len(panel())
    suspected = [problem for problem in result.problems if problem.code == "table.factor_from_sector"]
    assert sum(len(problem.rows) for problem in suspected) < len(panel()) / 500


def test_every_planted_fault_is_found() -> None:
    frame = panel().copy()
    rng = np.random.default_rng(5)
    filled = frame.index[frame["electricity_kwh"].notna() & frame["output_mvnd"].notna()]
    rows = iter(rng.choice(filled, size=60, replace=False))
    planted: dict[str, set[int]] = {}

    def plant(code: str, column: str, text: str | None) -> None:
        planted[code] = {int(next(rows)) for _ in range(5)}
        for row in planted[code]:
            frame.loc[row, column] = text.format(frame.loc[row, column]) if text else None

    plant("table.out_of_range", "electricity_kwh", "-{}")
    plant("table.unknown_code", "sector", "1O")
    plant("table.error_cell", "output_mvnd", "#VALUE!")
    plant("table.not_number", "coal_tonne", "khoảng 5")
    plant("table.empty_cell", "size_class", None)
    plant("table.not_flag", "is_aware", "?")
    again = frame.loc[[int(next(rows)) for _ in range(6)]]
    changed = again.iloc[:3].assign(output_mvnd="77.5")
    frame = pd.concat([frame, again.iloc[3:], changed])
    frame = frame.set_axis(range(2, len(frame) + 2))
    last = len(frame) + 1
    planted["table.identical_row"] = {last - 5, last - 4, last - 3}
    planted["table.duplicate_row"] = {last - 2, last - 1, last}
    result = check_table(frame, codebook(), registry(), today=TODAY, thresholds=RULES)
    for code, expected in planted.items():
        told = rows_of(result, code)
        assert expected <= told, code
        assert told == expected or code == "table.duplicate_row", code  # a copy conflicts with its original as well
    assert result.deduplicated_rows == tuple(sorted(planted["table.identical_row"]))
    assert result.counts.read == result.counts.used + result.counts.refused + result.counts.deduplicated


def test_amounts_in_another_unit_are_suspected() -> None:
    """Of MWh written as kWh nearly all are suspected of just that, and the rest stand out as large changes."""
    frame = panel().copy()
    numbers = pd.to_numeric(frame["electricity_kwh"])
    years = frame["enterprise_id"].groupby(frame["enterprise_id"]).transform("size")
    filled = frame.index[(numbers > 0) & (years >= 4)]
    planted = {int(row) for row in np.random.default_rng(7).choice(filled, size=200, replace=False)}
    frame.loc[sorted(planted), "electricity_kwh"] = [number_text(numbers[row] / 1000) for row in sorted(planted)]
    result = check_table(frame, codebook(), registry(), today=TODAY, thresholds=RULES)
    suspected = {
        row
        for problem in result.problems
        if problem.code == "table.factor_from_own_years" and problem.column == "electricity_kwh"
        if "1000 lần" in problem.say("expected", "vi")
        for row in problem.rows
    }
    others = rows_of(result, "table.large_change", "table.factor_from_sector")
    assert len(planted & suspected) >= 0.8 * len(planted)
    assert len(suspected - planted) <= 2
    assert len(planted - suspected - others) <= 0.05 * len(planted)


def test_who_did_not_answer_has_no_weight() -> None:
    asked = pd.DataFrame(
        {
            "enterprise_id": list("ABC"), "year": "2018", "province": "ha-noi", "is_adopting": ["có", None, "không"],
            "has_answered": ["có", "không", "có"], "weight": ["2.5", None, None],
        },
        dtype="str",
        index=range(2, 5),
    )  # fmt: skip
    empty = [each for each in checked(asked, "survey").errors if each.code == "table.empty_cell"]
    assert [(each.column, each.rows) for each in empty] == [("weight", (4,))]
