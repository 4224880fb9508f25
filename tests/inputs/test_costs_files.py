"""Costs and energy prices: made-up ones that add up, files read through their codebooks, prices of one year."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError, InputError
from sxsh_eval.inputs.energy_prices import constant_prices
from sxsh_eval.inputs.panel import Inputs, read_inputs
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_costs import PRICES_VND, PROGRAMME_MVND, SUPPORT_MVND, UPKEEP
from sxsh_eval.inputs.sample_model import SUPPORT, SamplePanel
from sxsh_eval.inputs.tables.cell_text import as_text
from sxsh_eval.inputs.tables.check import check_table
from sxsh_eval.inputs.unit_factors import CARRIERS, carriers_with
from sxsh_eval.parameters.codebook import read_codebook
from sxsh_eval.parameters.study import read_study
from tests.letters import ROOT, registry

PLACES = ["binh-dinh", "phu-yen"]
KINDS = ("costs", "energy_prices", "metering", "plan")


@pytest.fixture(scope="module")
def sample() -> SamplePanel:
    return sample_panel(seed=5, enterprises=900, provinces=PLACES)


@pytest.fixture
def project(tmp_path: Path, sample: SamplePanel) -> Path:
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters")
    shutil.copytree(ROOT / "data" / "claims", tmp_path / "data" / "claims")
    (tmp_path / "data" / "private").mkdir()
    for kind in KINDS:
        getattr(sample, kind).to_csv(tmp_path / f"data/private/{kind}.csv", index=False)
    return tmp_path


def read(project: Path, *kinds: str) -> Inputs:
    settings = {f"data.{kind}": f"data/private/{kind}.csv" for kind in kinds}
    path = project / "parameters" / "study.yml"
    return read_inputs(read_study(path, province="binh-dinh", period="2016-2020", settings=settings))


@pytest.mark.parametrize("kind", KINDS)
def test_made_up_tables_are_as_their_codebook_says(sample: SamplePanel, kind: str) -> None:
    codebook = read_codebook(ROOT / "parameters" / "codebook" / f"{kind}.yml")
    assert check_table(as_text(getattr(sample, kind)), codebook, registry()).errors == ()


def test_made_up_costs_add_up(sample: SamplePanel) -> None:
    costs = sample.costs.set_index(["province", "year", "payer", "kind"])["amount_mvnd"]
    panel = sample.enterprises
    for place in PLACES:
        own = panel[panel["province"] == place].groupby("enterprise_id")
        new = {name: int(own[f"has_{name}"].any().sum()) for name in SUPPORT}
        advice = sum(SUPPORT_MVND[name] * count for name, count in new.items() if name != "subsidy")
        paid = costs[place].groupby(["payer", "kind"]).sum()
        assert paid["programme", "operation"] == pytest.approx(advice + 11 * PROGRAMME_MVND)
        assert paid["programme", "investment"] == pytest.approx(SUPPORT_MVND["subsidy"] * new["subsidy"])
        invested = costs[place].xs(("enterprise", "investment"), level=("payer", "kind"))
        upkeep = costs[place].xs(("enterprise", "operation"), level=("payer", "kind"))
        np.testing.assert_allclose(upkeep, UPKEEP * invested.cumsum())
        adopting = panel[(panel["province"] == place) & panel["adoption_year"].notna()]
        assert 40 < invested.sum() / adopting["enterprise_id"].nunique() < 8_000 * 3


def test_made_up_prices_rise(sample: SamplePanel) -> None:
    wide = sample.energy_prices.pivot_table(index="year", columns="carrier", values="vnd_per_unit")
    assert wide.iloc[0].to_dict() == PRICES_VND
    assert (wide.diff().iloc[1:] > 0).all(axis=None)


def test_files_are_read_for_the_province_and_prices_for_all(project: Path, sample: SamplePanel) -> None:
    found = read(project, *KINDS)
    assert found.costs is not None
    assert found.energy_prices is not None
    own = sample.costs[sample.costs["province"] == "binh-dinh"].reset_index(drop=True)
    np.testing.assert_allclose(found.costs["amount_mvnd"], own["amount_mvnd"])
    assert set(found.costs["province"]) == {"binh-dinh"}
    assert len(found.energy_prices) == len(sample.energy_prices)
    assert (found.survey, found.synthetic) == (None, True)
    assert read(project).costs is None


def test_all_that_is_wrong_is_said_at_once(project: Path, sample: SamplePanel) -> None:
    bad = sample.costs.assign(payer=lambda rows: rows["payer"].replace("programme", "program"))
    bad.loc[0, "amount_mvnd"] = -1.0
    pd.concat([bad, bad.tail(1).assign(amount_mvnd=7.5)]).to_csv(project / "data/private/costs.csv", index=False)
    prices = sample.energy_prices.drop(columns="vnd_per_unit")
    prices.to_csv(project / "data/private/energy_prices.csv", index=False)
    with pytest.raises(InputError) as caught:
        read(project, *KINDS)
    codes = {problem.code for problem in caught.value.problems}
    assert {"table.unknown_code", "table.out_of_range", "table.duplicate_row", "table.missing_column"} <= codes
    assert "programme" in str(caught.value)


def test_prices_of_one_year(sample: SamplePanel) -> None:
    found = constant_prices(sample.energy_prices, 2012, ["electricity_kwh", "coal_tonne"])
    assert list(found.columns) == ["column", "vnd_per_unit"]
    assert found.set_index("column")["vnd_per_unit"]["electricity_kwh"] == 1_080
    with pytest.raises(EstimationError, match=r"electricity_kwh \(2031\), coal_tonne \(2031\)"):
        constant_prices(sample.energy_prices, 2031, ["electricity_kwh", "coal_tonne"])


def test_the_grade_of_coal_is_a_choice() -> None:
    changed = carriers_with("coal_dust_5_6")
    assert [each.official for each in changed if each.column == "coal_tonne"] == ["coal_dust_5_6"]
    assert carriers_with("coal_dust_3_4") == CARRIERS


def test_a_price_index_is_read_from_the_file(project: Path) -> None:
    path = project / "parameters" / "study.yml"
    text = path.read_text(encoding="utf-8").replace("price_index: {}", 'price_index: {"2016": 88.5, "2020": 100}')
    path.write_text(text, encoding="utf-8")
    study = read_study(path, province="binh-dinh", period="2016-2020")
    assert study.costs.price_index == {2016: 88.5, 2020: 100.0}
