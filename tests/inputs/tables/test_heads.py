"""Heads as analysts type them: exact names first, then titles or aliases, units in brackets; never by likeness."""

from __future__ import annotations

import unicodedata

import pytest

from sxsh_eval.inputs.tables.heads import HeadReader
from sxsh_eval.inputs.tables.unit_names import spelling, unit_index
from sxsh_eval.parameters.text import fold
from tests.inputs.tables.small_table import codebook, registry

READER = HeadReader(codebook(), unit_index(registry().units))


@pytest.mark.parametrize(
    ("text", "column", "unit"),
    [
        ("electricity_kwh", "electricity_kwh", ""),
        ("electricity_mwh", "electricity_kwh", "mwh"),
        ("Điện (kWh)", "electricity_kwh", "kwh"),
        ("ĐIỆN [MWH]", "electricity_kwh", "mwh"),
        ("Điện năng tiêu thụ\n(nghìn kWh/năm)", "electricity_kwh", "thousand kwh"),
        ("Điện, triệu kWh", "electricity_kwh", "million kwh"),
        ("5. Than (1.000 tấn)", "coal_tonne", "thousand tonne"),
        ("Than - kg", "coal_tonne", "kg"),
        ("Doanh thu (tr.đ)", "revenue_mvnd", "mvnd"),
        ("Doanh thu (tỷ đồng)", "revenue_mvnd", "billion vnd"),
        ("Doanh thu (1000 đ)", "revenue_mvnd", "thousand vnd"),
        ("Nước (m³)", "water_m3", "m3"),
        ("Khí tự nhiên (triệu Nm3)", "natural_gas_m3", "million m3"),
        ("Dầu DO (1000 l)", "diesel_oil_tonne", "thousand litre"),
        ("Số lao động (người) *", "employees_person", "person"),
        ("Mã số thuế", "tax_code", ""),
        ("MST", "tax_code", ""),
        ("Tỉnh, thành phố", "province", ""),
        ("Tỉnh/TP:", "province", ""),
        ("tinh (thanh pho)", "province", ""),
        ("Mức tiết kiệm (%)", "reported_saving_percent", "percent"),
        ("Điện thoại", "", ""),
        ("Dien giai", "", ""),
        ("electricity_kw", "", ""),
        ("", "", ""),
        ("(kWh)", "", ""),
    ],
)
def test_a_head_names_its_column(text: str, column: str, unit: str) -> None:
    for form in ("NFC", "NFD"):
        [head] = READER.read([unicodedata.normalize(form, text)])
        assert (head.column, head.unit.name if head.unit else "") == (column, unit)


def test_units_beside_their_amounts() -> None:
    heads = READER.read(
        ["Than", "ĐVT", "Sản lượng", "Đơn vị tính", "Điện", "Dầu DO", "Đơn vị.1", "Đơn vị điện", "Mã", "Đơn vị"]
    )
    assert [head.unit_of for head in heads] == [
        "", "coal_tonne", "", "", "", "", "diesel_oil_tonne", "electricity_kwh", "", ""
    ]  # fmt: skip
    assert heads[3].column == "output_unit"
    assert heads[8].column == heads[9].column == ""


def test_what_stood_in_brackets_is_kept_when_it_is_no_unit() -> None:
    [head] = READER.read(["Than (bao)"])
    assert (head.column, head.unit, head.unit_text) == ("coal_tonne", None, "bao")


@pytest.mark.parametrize("name", ["enterprises", "survey"])
def test_every_title_and_alias_is_recognised(name: str) -> None:
    reader = HeadReader(codebook(name), unit_index(registry().units))
    for column, entry in codebook(name).columns.items():
        for text in (column, entry.title.vi, entry.title.en, *entry.aliases):
            assert reader.read([text.upper()])[0].column == column, text
            assert fold(text)


def test_no_unit_is_spelt_like_another() -> None:
    units = registry().units
    index = unit_index(units)
    for name, unit in units.units.items():
        for form in unit.forms:
            assert index[spelling(form)].factor == pytest.approx(unit.factor), (name, form)
