"""Amounts in any listed unit become the codebook's; what measures something else is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from sxsh_eval.inputs.tables.check import Checked, check_table
from sxsh_eval.inputs.tables.decimal_style import Style
from tests.inputs.tables.small_table import checked, codebook, registry, small_table


def column(name: str, columns: dict[str, list[str | None]], style: Style | None = None) -> Checked:
    """Small table whose first rows have these columns in place of one of its own."""
    rows = len(next(iter(columns.values())))
    frame = small_table().drop(columns=name, errors="ignore").iloc[:rows]
    for head, texts in columns.items():
        frame[head] = pd.Series(texts, index=frame.index, dtype="str")
    return check_table(frame, codebook(), registry(), style=style)


@pytest.mark.parametrize(
    ("head", "cell", "name", "value"),
    [
        ("Điện (kWh)", "1234,5", "electricity_kwh", 1234.5),
        ("Điện (MWh)", "1234,5", "electricity_kwh", 1_234_500),
        ("Điện (GWh)", "1,25", "electricity_kwh", 1_250_000),
        ("Điện (nghìn kWh)", "12,5", "electricity_kwh", 12_500),
        ("Điện (triệu kWh)", "0,5", "electricity_kwh", 500_000),
        ("Điện", "12,5 MWh", "electricity_kwh", 12_500),
        ("Than (kg)", "2500", "coal_tonne", 2.5),
        ("Than (nghìn tấn)", "0,75", "coal_tonne", 750),
        ("Nước (1000 m3)", "3,5", "water_m3", 3500),
        ("Nước (lít)", "500", "water_m3", 0.5),
        ("Khí tự nhiên (triệu Nm3)", "0,12", "natural_gas_m3", 120_000),
        ("Vốn đầu tư (đồng)", "286.000.000", "investment_mvnd", 286),
        ("Vốn đầu tư (nghìn đồng)", "286.000", "investment_mvnd", 286),
        ("Vốn đầu tư (tỷ đồng)", "3,7", "investment_mvnd", 3700),
        ("Vốn đầu tư (triệu đồng)", "12 tr", "investment_mvnd", 12),
        ("Vốn đầu tư (đồng)", "3,7 tỷ", "investment_mvnd", 3700),
        ("Dầu DO (tấn)", "1,5", "diesel_oil_tonne", 1.5),
        ("Số lao động tham gia bảo hiểm xã hội", "15 người", "insured_person", 15),
        ("Mức tiết kiệm", "12,5 %", "reported_saving_percent", 12.5),
        ("Tổng năng lượng (kgOE)", "1500", "reported_energy_toe", 1.5),
    ],
)
def test_units_are_converted(head: str, cell: str, name: str, value: float) -> None:
    result = column(name, {head: [cell]}, "vi")
    assert result.errors == ()
    assert result.table[name].tolist() == [value]


def test_units_cell_by_cell() -> None:
    result = column("coal_tonne", {"Than": ["2.5", "2500", "3.5", "1"], "ĐVT": ["tấn", "kg", None, "bao"]})
    assert {(problem.code, problem.rows) for problem in result.errors if problem.rows} == {
        ("table.unit_missing", (4,)),
        ("table.unknown_unit", (5,)),
    }
    assert result.table["coal_tonne"].tolist() == [2.5, 2.5]
    assert {
        (each.unit, each.factor, each.rows, each.source) for each in result.conversions if each.column == "coal_tonne"
    } == {
        ("tonne", 1.0, 1, "si_brochure"),
        ("kg", 0.001, 1, "si_brochure"),
    }


@pytest.mark.parametrize(
    "head",
    [
        "Điện (TOE)",
        "Điện (GJ)",
        "Điện (tấn)",
        "Than (kWh)",
        "Than (lít)",
        "Tổng năng lượng (GJ)",
        "Tổng năng lượng (kWh)",
        "Doanh thu (kg)",
    ],
)
def test_other_quantities_are_refused(head: str) -> None:
    frame = small_table().drop(columns=["electricity_kwh", "coal_tonne", "revenue_mvnd"])
    frame[head] = "5"
    problems = [problem for problem in checked(frame).errors if problem.code == "table.unit_other_quantity"]
    assert [len(problem.rows) for problem in problems] == [len(frame)]


@pytest.mark.parametrize(
    ("fuel", "column_name"), [("diesel_oil", "Dầu DO"), ("fuel_oil", "Dầu FO"), ("gasoline", "Xăng")]
)
def test_official_energy_is_the_same_by_litres_and_by_tonnes(fuel: str, column_name: str) -> None:
    official = {factor.unit: factor.toe_per_unit for factor in registry().fuels[fuel].official}
    by_volume, by_mass = official["thousand_litres"], official["tonne"]
    assert by_volume
    assert by_mass
    result = column(f"{fuel}_tonne", {f"{column_name} (1000 l)": ["1"]})
    assert result.errors == ()
    assert result.table[f"{fuel}_tonne"].iloc[0] * by_mass == pytest.approx(by_volume, rel=1e-8)
    [told] = [problem for problem in result.problems if problem.code == "table.density_used"]
    assert "unverified" in told.say("expected", "en")
    assert told.severity == "warning"
