"""The chance to adopt from a panel: known coefficients come back, provinces are shrunk, refusals leave beliefs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.programme.base import base_population
from sxsh_eval.estimates.programme.data_draws import in_one_year, weighted_log_mean
from sxsh_eval.estimates.programme.data_places import gamma_shape
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.sample_model import SamplePanel
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import Study, read_study
from tests.letters import ROOT

REGISTRY = read_registry(ROOT / "parameters" / "registry")
YEARS = 5.5  # mean years from 2021-2030 to the horizon


@cache
def study(province: str) -> Study:
    return read_study(ROOT / "parameters" / "study.yml", province=province, period="2016-2020")


@cache
def sample(places: int) -> SamplePanel:
    names = ("binh-dinh", "an-giang", "bac-giang", "ca-mau", "dong-nai", "ha-nam", "kon-tum", "nghe-an")[:places]
    return sample_panel(seed=11, enterprises=6000, provinces=names)


@cache
def province_base() -> tuple[Base, SamplePanel]:
    panel = sample(1)
    place = REGISTRY.province("binh-dinh", pd.Timestamp("2018-01-01").date())
    inputs = Inputs(
        REGISTRY, None, survey=panel.asked, enterprises=panel.enterprises, population=panel.counts,
        energy_prices=panel.energy_prices, synthetic=True, silent=place,
    )  # fmt: skip
    return base_population(inputs, study("binh-dinh")), panel


@cache
def national_base() -> tuple[Base, SamplePanel]:
    panel = sample(8)
    slugs = tuple(sorted(panel.enterprises["province"].unique()))
    inputs = NationalInputs(
        REGISTRY, panel.enterprises, slugs, synthetic=True, survey=panel.asked, population=panel.counts
    )
    return base_population(inputs, study("national")), panel


def covers(drawn: np.ndarray, truth: float, sigmas: float = 3.3) -> bool:
    return abs(float(drawn.mean()) - truth) < sigmas * float(drawn.std())


def test_size_and_sector_coefficients_come_back() -> None:
    base, panel = province_base()
    for at, size in enumerate(base.sizes):
        drawn, truth = base.draws["log_hazard_size"][:, at], panel.truth.model.size[size]
        assert covers(drawn, truth) if at else not drawn.any()
        assert drawn.std() < 0.25
    for at, sector in enumerate(base.sectors):
        drawn = base.draws["log_hazard_sector"][:, at]
        assert covers(drawn, panel.truth.model.sector[sector]) if sector != "10" else not drawn.any()


def test_instrument_effects_come_back_as_those_of_one_year() -> None:
    base, panel = province_base()
    names = {"information": "information", "training": "training", "rapid_assessment": "rapid_assessment"}
    names |= {"detailed_assessment": "detailed_assessment", "finance": "subsidy"}
    for instrument, support in names.items():
        drawn = base.draws[f"effect_{instrument}"]
        lasting = np.log1p(np.expm1(drawn) / YEARS)
        assert covers(lasting, panel.truth.model.support[support]), instrument
        row = base.known.row(f"effect_{instrument}")
        assert (row["evidence"], row["reason"]) == ("measured", "lasting_effect_in_one_year")
    assert base.known.row("effect_demonstration")["evidence"] == "projected"


def test_coefficients_are_drawn_with_their_correlation() -> None:
    base, _ = province_base()
    sizes = base.draws["log_hazard_size"]
    assert np.corrcoef(sizes[:, 1], sizes[:, 2])[0, 1] > 0.15  # both are against micro
    assert np.corrcoef(base.draws["log_hazard"], base.draws["log_hazard_sector"][:, 1])[0, 1] < -0.15


def test_the_level_is_that_of_the_last_years_with_past_support() -> None:
    base, panel = province_base()
    truth = panel.truth
    last = panel.enterprises[panel.enterprises["year"] == 2019]
    free = last[~last["is_adopting"].astype(bool)]
    added = sum(value * free[f"has_{name}"].astype(float) for name, value in truth.model.support.items())
    home = float(truth.province_effects.iloc[0])
    expected = truth.baseline.loc[2018:2020].mean() + np.log(np.exp(added).mean()) + home
    assert covers(base.draws["log_hazard"], float(expected))
    assert base.draws["log_hazard"].std() < 0.3


def test_province_effects_are_shrunk_towards_the_truth() -> None:
    base, panel = national_base()
    drawn = base.draws["log_hazard_province"]
    truth = panel.truth.province_effects.reindex(list(base.places)).to_numpy()
    centred = truth - np.average(truth, weights=[len(base.places)] * len(truth))
    middle = np.median(drawn, axis=0)
    assert np.corrcoef(middle, centred)[0, 1] > 0.8
    gaps = (middle - middle.mean()) - centred
    assert (np.abs(gaps) < 4 * drawn.std(axis=0)).all()
    assert middle.std() < 1.2 * truth.std()


def test_a_province_without_enterprises_spreads_like_the_others() -> None:
    panel = sample(8)
    seen = panel.enterprises[panel.enterprises["province"] != "kon-tum"]
    slugs = tuple(sorted(panel.enterprises["province"].unique()))
    inputs = NationalInputs(REGISTRY, seen, slugs, synthetic=True, population=panel.counts)
    base = base_population(inputs, study("national"))
    at = base.places.index("kon-tum")
    spread = base.draws["log_hazard_province"].std(axis=0)
    assert spread[at] == spread.max()
    table = base.known.table
    rows = table[table["term"] == "log_hazard_province"].set_index("province")
    assert rows["reason"]["kon-tum"] == "not_in_panel"
    assert rows["reason"]["nghe-an"] == "shrunk_to_all"


def test_provinces_of_the_country_have_rates_of_their_own() -> None:
    base, panel = national_base()
    rates = panel.truth.rates
    truth = rates[(rates["by"] == "province") & (rates["indicator"] == "is_adopting")].set_index("group")["rate"]
    drawn = base.draws["base_adoption"]
    hits = [covers(drawn[:, at], truth[place], 4) for at, place in enumerate(base.places)]
    assert all(hits)
    assert base.cells["establishments"].sum() == panel.counts["establishments"].sum()
    assert {row["source"] for _, row in base.known.table.iterrows() if row["term"] == "base_adoption"} == {
        "survey:2020"
    }


def test_saving_is_the_effect_on_adopters() -> None:
    base, panel = province_base()
    drawn = 100 * base.draws["saving"]
    assert covers(drawn, -panel.truth.average_percent_change)
    assert base.known.row("saving")["evidence"] == "caused"


def test_energy_of_the_last_year_by_size() -> None:
    base, _ = province_base()
    means = np.median(base.draws["energy_toe"], axis=0)
    assert (np.diff(means) > 0).all()
    assert 0.5 < np.median(base.draws["electricity_share"]) < 0.95
    assert base.known.row("energy_price")["evidence"] == "measured"


def test_few_adoptions_leave_beliefs_and_say_so() -> None:
    _, panel = province_base()
    firms = panel.enterprises.assign(is_adopting=False)
    firms["adoption_year"] = pd.Series(pd.NA, index=firms.index, dtype="Int64")
    place = REGISTRY.province("binh-dinh", pd.Timestamp("2018-01-01").date())
    inputs = Inputs(REGISTRY, None, enterprises=firms, population=panel.counts, synthetic=True, silent=place)
    base = base_population(inputs, study("binh-dinh"))
    assert base.known.row("effect_training")["evidence"] == "projected"
    assert base.known.row("log_hazard")["reason"] == "past_pace_continued"
    codes = {problem.code for problem in warnings_of(base.known.checks)}
    assert codes == {
        "estimate.programme_assumed",
        "estimate.programme_hazard_unused",
        "estimate.programme_energy_unused",
    }
    for problem in warnings_of(base.known.checks):
        assert problem.say("action", "vi")


def test_sectors_are_averaged_where_the_base_has_none() -> None:
    _, panel = province_base()
    place = REGISTRY.province("binh-dinh", pd.Timestamp("2018-01-01").date())
    counts = panel.counts.copy()
    counts["sector"] = pd.Series(pd.NA, index=counts.index, dtype="string")
    inputs = Inputs(REGISTRY, None, enterprises=panel.enterprises, population=counts, synthetic=True, silent=place)
    base = base_population(inputs, study("binh-dinh"))
    assert base.sectors == ("industry",)
    assert not base.draws["log_hazard_sector"].any()
    full, _ = province_base()
    effects = full.draws["log_hazard_sector"].mean(axis=0)
    moved = base.draws["log_hazard"].mean() - full.draws["log_hazard"].mean()
    assert effects.min() < moved < effects.max()
    assert moved == pytest.approx(np.log(np.exp(effects).mean()), abs=0.05)


def test_lasting_effects_become_those_of_one_year() -> None:
    found = in_one_year(np.array([np.log(2), 0.0, -0.5]), 5.5)
    assert np.exp(found[:2]) == pytest.approx([1 + 5.5, 1])
    assert found[2] == -0.5
    h, years = 1e-4, 10  # ten cohorts reached one after another, each lasting to the end
    lasting = sum((years - start) * h * (2 - 1) for start in range(years))
    assert years * h * np.expm1(in_one_year(np.array([np.log(2)]), (years + 1) / 2))[0] == pytest.approx(lasting)


def test_log_mean_of_patterns() -> None:
    rows = pd.DataFrame({"a": [1.0, 0, 0, 1], "b": [0.0, 0, 1, 1]})
    draws = pd.DataFrame({"a": [0.5, 0.0], "b": [1.0, 2.0]})
    direct = np.log(np.exp(draws.to_numpy() @ rows.to_numpy().T).mean(axis=1))
    assert weighted_log_mean(rows, draws) == pytest.approx(direct)


def test_shape_of_the_spread_between_provinces() -> None:
    rng = np.random.default_rng(3)
    expected = np.full(400, 60.0)
    seen = rng.poisson(expected * rng.gamma(4.0, 0.25, 400)).astype(float)
    assert gamma_shape(seen, expected, 99.0) == pytest.approx(4, rel=0.25)
    assert gamma_shape(rng.poisson(expected).astype(float), expected, 99.0) > 200
    assert gamma_shape(seen[:2], expected[:2], 99.0) == 99.0


def test_a_table_without_sizes_gives_the_believed_ones() -> None:
    _, panel = province_base()
    place = REGISTRY.province("binh-dinh", pd.Timestamp("2018-01-01").date())
    firms = panel.enterprises.drop(columns="size_class")
    inputs = Inputs(REGISTRY, None, enterprises=firms, population=panel.counts, synthetic=True, silent=place)
    base = base_population(replace(inputs, survey=None), study("binh-dinh"))
    assert base.known.row("log_hazard")["evidence"] == "measured"
    assert base.known.row("log_hazard_size_large")["evidence"] == "projected"
