"""Energy of carriers in TOE, GJ, tCO2: by hand from the registry's factors.

Tolerances: products and sums of a few floats, 1e-12 relative.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.unit_checks import jumps_of
from sxsh_eval.inputs.unit_factors import CARRIERS, Carrier
from sxsh_eval.inputs.units import EnergyContent, energy_content
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from tests.letters import ROOT

ELECTRICITY = (CARRIERS[0],)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry(ROOT / "parameters" / "registry")


def one_row(**columns: Any) -> pd.DataFrame:
    given = {"enterprise_id": ["A"], "year": [2019], **{name: [value] for name, value in columns.items()}}
    return pd.DataFrame(given)


def codes(found: EnergyContent) -> set[str]:
    return {problem.code.removeprefix("estimate.") for problem in found.problems}


def test_a_gigawatt_hour(registry: Registry) -> None:
    row = energy_content(one_row(electricity_kwh=1e6), registry, carriers=ELECTRICITY).table.iloc[0]
    assert row["energy_toe"] == pytest.approx(154.3, rel=1e-12)
    assert row["energy_gj"] == pytest.approx(3600, rel=1e-12)
    assert row["emissions_tco2"] == pytest.approx(845.8, rel=1e-12)
    in_units = [Carrier("amount", unit, "electricity") for unit in ("kwh", "mwh", "gwh")]
    for carrier, amount in zip(in_units, (1e6, 1e3, 1.0), strict=True):
        other = energy_content(one_row(amount=amount), registry, carriers=(carrier,)).table.iloc[0]
        np.testing.assert_allclose(list(other[["energy_toe", "energy_gj"]]), [154.3, 3600], rtol=1e-12)


def test_fuels_by_hand(registry: Registry) -> None:
    amounts = {"electricity_kwh": 2e5, "coal_tonne": 10, "fuel_oil_tonne": 3, "diesel_oil_tonne": 2, "lpg_tonne": 1}
    row = energy_content(one_row(**amounts), registry).table.iloc[0]
    assert row["energy_toe"] == pytest.approx(30.86 + 6 + 2.97 + 2.04 + 1.09, rel=1e-12)
    gj = {"coal": 267, "fo": 121.2, "do": 86.0, "lpg": 47.3}
    assert row["energy_gj"] == pytest.approx(720 + sum(gj.values()), rel=1e-12)
    co2 = 98300 * 267 + 77400 * 121.2 + 74100 * 86.0 + 63100 * 47.3
    assert row["emissions_tco2"] == pytest.approx(200 * 0.8458 + co2 * 1e-6, rel=1e-12)


def test_volumes(registry: Registry) -> None:
    """A litre of diesel weighs what its two official factors imply: 0.88/1.02 kg."""
    litres = Carrier("diesel_litre", "litre", "diesel_oil")
    row = energy_content(one_row(diesel_litre=1000), registry, carriers=(litres,)).table.iloc[0]
    assert row["energy_toe"] == pytest.approx(0.88, rel=1e-12)
    assert row["energy_gj"] == pytest.approx(43 * 0.88 / 1.02, rel=1e-12)
    gas = Carrier("gas_m3", "m3", "natural_gas")
    found = energy_content(one_row(gas_m3=1e6), registry, carriers=(gas,))
    row = found.table.iloc[0]
    assert row["energy_toe"] == pytest.approx(900, rel=1e-12)
    assert (np.isnan(row["energy_gj"]), row["energy_gj_reason"]) == (True, "no_factor: gas_m3")
    assert "energy_no_physical_factor" in codes(found)


def test_ranges_and_biogenic_fuels(registry: Registry) -> None:
    coke = energy_content(one_row(coke=2), registry, carriers=(Carrier("coke", "tonne", "coke"),))
    assert coke.table["energy_toe"][0] == pytest.approx(1.45)
    assert "energy_factor_range" in codes(coke)
    wood = Carrier("wood_tonne", "tonne", "lpg", "wood")
    assert energy_content(one_row(wood_tonne=2), registry, carriers=(wood,)).table["emissions_tco2"][0] == 0


def test_grid_factor_of_the_year_or_fixed(registry: Registry) -> None:
    table = pd.DataFrame({"enterprise_id": "A", "year": [2012, 2014, 2016, 2023, 2025], "electricity_kwh": 1e6})
    found = energy_content(table, registry, carriers=ELECTRICITY)
    np.testing.assert_allclose(found.table["emissions_tco2"], [np.nan, 661.2, 918.5, 659.2, 659.2])
    assert found.table["emissions_tco2_reason"].tolist() == ["no_grid_factor: 2012", "", "", "", ""]
    assert {"energy_grid_carried", "energy_grid_missing"} <= codes(found)
    told = {problem.code: problem.found for problem in found.problems}
    assert told["estimate.energy_grid_carried"] == "2025 (2023)"
    assert told["estimate.energy_grid_missing"] == "2012"
    fixed = energy_content(table, registry, carriers=ELECTRICITY, grid=2019)
    np.testing.assert_allclose(fixed.table["emissions_tco2"], 845.8)
    assert codes(fixed) == set()


def test_missing_stays_missing_with_a_reason(registry: Registry) -> None:
    table = pd.DataFrame(
        {
            "enterprise_id": list("ABCD"),
            "year": pd.array([2019, 2019, 2019, None], dtype="Int64"),
            "electricity_kwh": [1e6, np.nan, -5.0, 1e6],
            "coal_tonne": [np.nan, np.nan, 0.0, 0.0],
        }
    )
    found = energy_content(table, registry)
    assert found.table["energy_toe_reason"].tolist() == [
        "missing: coal_tonne",
        "missing: electricity_kwh; missing: coal_tonne",
        "negative: electricity_kwh",
        "",
    ]
    assert found.table["energy_toe"].isna().tolist() == [True, True, True, False]
    assert found.table["emissions_tco2_reason"][3] == "no_year"
    assert {"energy_missing", "energy_negative", "energy_carriers_absent", "energy_grade_unknown"} <= codes(found)
    zero = energy_content(table.assign(electricity_kwh=0.0, coal_tonne=0.0), registry)
    assert (zero.table["emissions_tco2"] == 0).all()  # nothing used needs no factor
    assert "energy_zero" in codes(zero)


@pytest.mark.parametrize(
    ("table", "options", "code"),
    [
        (one_row(electricity_kwh=1.0).drop(columns="year"), {}, "energy_no_year"),
        (one_row(electricity_kwh=1.0), {"grid": 2005}, "energy_no_grid_factor"),
        (one_row(steam_gj=1.0), {}, "energy_no_carriers"),
        (one_row(electricity_kwh="1"), {}, "not_numeric"),
        (one_row(electricity_kwh=1.0).head(0), {}, "no_rows"),
        (one_row(peat=1.0), {"carriers": (Carrier("peat", "tonne", "peat"),)}, "energy_no_factor"),
        (one_row(lpg=1.0), {"carriers": (Carrier("lpg", "litre", "lpg"),)}, "energy_no_factor"),
        (one_row(coal=1.0), {"carriers": (Carrier("coal", "tonne", "anthracite"),)}, "energy_no_factor"),
    ],
)
def test_refusals(registry: Registry, table: pd.DataFrame, options: dict[str, Any], code: str) -> None:
    with pytest.raises(EstimationError) as caught:
        energy_content(table, registry, **options)
    assert caught.value.problems[0].code == f"estimate.{code}"
    assert "what to do:" in str(caught.value)


def test_a_year_in_other_units_is_told(registry: Registry) -> None:
    table = pd.DataFrame(
        {
            "enterprise_id": ["A"] * 4 + ["B"] * 3,
            "year": [2016, 2017, 2018, 2019, 2016, 2017, 2018],
            "electricity_kwh": [2e6, 2.1e3, 0.0, 2.2e6, 1e5, 2e5, 9e5],
        }
    )
    mixed = table.sample(frac=1, random_state=1)
    found = jumps_of(mixed, "electricity_kwh", unit="enterprise_id", time="year")
    assert found[["unit", "time"]].to_numpy().tolist() == [["A", 2017], ["A", 2019]]
    told = [p for p in energy_content(mixed, registry).problems if p.code == "estimate.energy_unit_jump"]
    assert told[0].found == "A 2017 (×0.00105), A 2019 (×1.05e+03)"
    assert "electricity_kwh" in told[0].say("expected", "en")
    nowhere = mixed.assign(year=mixed["year"].astype("Int64").where(mixed["enterprise_id"] == "A"))
    assert len(jumps_of(nowhere, "electricity_kwh", unit="enterprise_id", time="year")) == 2


def test_the_synthetic_panel(registry: Registry) -> None:
    table = sample_panel(seed=3, enterprises=300, provinces=["binh-dinh"]).enterprises
    found = energy_content(table.assign(steam_tonne=1.0), registry)
    assert len(found.table) == len(table)
    complete = found.table["energy_toe"].notna()
    assert 0.8 < complete.mean() < 0.9  # five carriers, 3 % of the cells missing
    assert (found.table["energy_toe_reason"] == "").eq(complete).all()
    assert "energy_unit_jump" not in codes(found)
    assert "energy_column_not_counted" in codes(found)
    for problem in found.problems:
        assert problem.severity == "warning"
        assert all(problem.say(part, language) for part in ("expected", "action") for language in ("vi", "en"))
