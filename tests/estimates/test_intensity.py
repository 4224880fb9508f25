"""Specific consumption against survey ratios, statsmodels, order statistics, by hand.

Tolerances: the same numbers by other code, 1e-9 relative (1e-8 for clustered errors, which invert a matrix).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy.stats import binom
from scipy.stats import t as student

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.intensity import estimate_intensity, median_interval
from sxsh_eval.estimates.intensity_adjusted import adjusted_intensity
from sxsh_eval.estimates.intensity_index import intensity_index
from sxsh_eval.estimates.intensity_norms import ProductNorm, compare_with_norms, norm_verdict
from sxsh_eval.estimates.intensity_outliers import intensity_outliers
from sxsh_eval.estimates.intensity_rows import IntensityColumns, usable_rows, with_log_intensity
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.survey.design import survey_design
from sxsh_eval.estimates.survey.means import survey_ratios
from sxsh_eval.inputs.sample import sample_panel
from sxsh_eval.inputs.units import energy_content
from sxsh_eval.parameters.registry_files import read_registry
from tests.letters import ROOT


def panel(units: int = 60, years: tuple[int, ...] = (2016, 2017, 2018)) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({"enterprise_id": np.repeat(np.arange(units), len(years)), "year": np.tile(years, units)})
    sector = rng.integers(0, 3, units)[frame["enterprise_id"]]
    frame["sector"] = np.array(["10", "17", "23"])[sector]
    frame["output_mvnd"] = np.exp(8 + rng.normal(size=len(frame)) + 0.1 * (frame["year"] - 2016) * (sector - 1))
    trend = -0.05 * (frame["year"] - 2016)
    frame["energy_toe"] = np.exp(
        0.8 * np.log(frame["output_mvnd"]) + sector - 4 + trend + 0.2 * rng.normal(size=len(frame))
    )
    frame["energy_gj"] = 30 * frame["energy_toe"]
    frame["w"] = rng.uniform(1, 3, units)[frame["enterprise_id"]]
    return frame


WEIGHTED = IntensityColumns(weights="w")


def row(found: Estimates, indicator: str, term: str, sector: str = "", period: str = "2018") -> dict[str, Any]:
    table = found.table
    hit = table[
        (table["indicator"] == indicator)
        & (table["term"] == term)
        & (table["sector"] == sector)
        & (table["period"] == period)
    ]
    assert len(hit) == 1
    return {str(key): value for key, value in hit.iloc[0].items()}


@pytest.mark.parametrize("columns", [IntensityColumns(), WEIGHTED])
def test_ratios_agree_with_survey_ratios(columns: IntensityColumns) -> None:
    frame = panel()
    found = estimate_intensity(frame, columns=columns)
    year = frame[frame["year"] == 2018]
    design = survey_design(year.assign(w=year["w"] if columns.weights else 1.0), weights="w")
    for by, sectors in ((None, [""]), ("sector", ["10", "17", "23"])):
        expected = survey_ratios(design, "energy_toe", "output_mvnd", by=by).table
        for place, sector in enumerate(sectors):
            got = row(found, "specific_energy_toe", "ratio", sector)
            assert got["estimate"] == pytest.approx(expected["estimate"].iloc[place], rel=1e-9)
            if by is None:  # a domain of a survey has its own factor n/(n-1) of the whole sample
                assert got["std_error"] == pytest.approx(expected["std_error"].iloc[place], rel=1e-9)
    got = row(found, "specific_energy_toe", "ratio")
    half = student.ppf(0.975, len(year) - 1) * got["std_error"] / got["estimate"]
    assert [got["conf_low"], got["conf_high"]] == pytest.approx(got["estimate"] * np.exp([-half, half]), rel=1e-9)


def test_official_and_physical_are_kept_apart() -> None:
    found = estimate_intensity(panel())
    assert set(found.table["unit"]) == {"toe_per_mvnd", "gj_per_mvnd"}
    toe, gj = (row(found, f"specific_energy_{name}", "ratio") for name in ("toe", "gj"))
    assert gj["estimate"] == pytest.approx(30 * toe["estimate"])


def test_medians() -> None:
    numbers = np.random.default_rng(2).lognormal(size=25)
    value, interval = median_interval(numbers)
    ordered = np.sort(numbers)
    assert value == np.median(numbers)
    assert interval == (ordered[7], ordered[17])  # ranks 8 to 18 of 25, in every table of order statistics
    assert binom.cdf(17, 25, 0.5) - binom.cdf(7, 25, 0.5) >= 0.95
    assert median_interval(numbers[:24])[0] == np.median(numbers[:24])
    assert median_interval(numbers[:5])[1] is None
    assert median_interval(numbers[:6])[1] == (numbers[:6].min(), numbers[:6].max())
    same = median_interval(numbers, np.full(25, 3.0))
    assert same == (value, interval)
    heavy = median_interval(numbers, np.where(numbers == ordered[-1], 100.0, 1.0))
    assert (heavy[0], heavy[1]) == (ordered[-1], None)


@pytest.mark.slow
def test_medians_cover() -> None:
    rng = np.random.default_rng(3)
    ends = [median_interval(rng.lognormal(size=21))[1] or (0, 0) for _ in range(4000)]
    assert 0.945 < np.mean([low <= 1 <= high for low, high in ends]) < 0.985  # 97.3 % by the binomial law


def test_small_cells_have_reasons() -> None:
    frame = panel()
    few = frame[
        (frame["sector"] != "10")
        | (frame["enterprise_id"] == frame.loc[frame["sector"] == "10", "enterprise_id"].min())
    ]
    found = estimate_intensity(few)
    one = row(found, "specific_energy_toe", "ratio", "10")
    assert (one["reason"], one["n_obs"]) == ("intensity_one_unit", 1)
    assert row(found, "specific_energy_toe", "median", "10")["reason"] == "intensity_few_for_median"
    zero = estimate_intensity(frame.assign(energy_toe=0.0), energies={"energy_toe": "toe"})
    assert row(zero, "specific_energy_toe", "ratio")["reason"] == "intensity_no_spread"


def test_rows_left_out_are_named() -> None:
    frame = panel()
    frame.loc[0, "energy_toe"] = np.nan
    frame.loc[1, "output_mvnd"] = 0.0
    frame.loc[2, "energy_toe"] = -1.0
    frame.loc[3, "energy_toe"] = 0.0
    rows, told = usable_rows(frame, "energy_toe", IntensityColumns(), logs=True)
    assert len(rows) == len(frame) - 4
    names = ["intensity_missing_rows", "intensity_negative_energy", "intensity_no_output", "intensity_zero_energy"]
    assert [each["diagnostic"] for each in told if each["verdict"] == "warning"] == names
    logs, _ = with_log_intensity(frame)
    assert np.isfinite(logs["log_intensity"]).all()
    assert len(logs) == len(rows)
    with pytest.raises(EstimationError, match="intensity_no_rows"):
        estimate_intensity(frame.assign(output_mvnd=0.0))
    with pytest.raises(EstimationError, match="columns_missing"):
        estimate_intensity(frame.drop(columns=["energy_toe", "energy_gj"]))


def test_order_of_rows_and_split_rows_do_not_matter() -> None:
    frame = panel()
    halves = pd.concat(
        [frame.assign(**{name: frame[name] / 2 for name in ("energy_toe", "energy_gj", "output_mvnd")})] * 2
    )
    one, two, three = (estimate_intensity(each).table for each in (frame, frame.sample(frac=1, random_state=1), halves))
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(one, three)


def index_by_hand(frame: pd.DataFrame, year: int = 2018) -> tuple[float, float]:
    parts = [frame[frame["year"] == each].groupby("sector") for each in (2016, year)]
    (e0, y0), (e1, y1) = ([part[name].sum().to_numpy() for name in ("energy_toe", "output_mvnd")] for part in parts)
    fixed = (e1 / y1 * y0).sum() / e0.sum()
    return 100 * float(fixed), 100 * float(e1.sum() / y1.sum() / (e0.sum() / y0.sum()))


def test_index_by_hand_and_jackknife() -> None:
    frame = panel()
    found = intensity_index(frame)
    fixed, whole = (row(found, "index_energy_toe", term) for term in ("fixed_mix", "aggregate"))
    assert (fixed["estimate"], whole["estimate"]) == pytest.approx(index_by_hand(frame), rel=1e-9)
    left = [index_by_hand(frame[frame["enterprise_id"] != unit]) for unit in range(60)]
    expected = np.sqrt(59 / 60 * ((np.array(left) - np.mean(left, axis=0)) ** 2).sum(axis=0))
    assert [fixed["std_error"], whole["std_error"]] == pytest.approx(expected, rel=0.1)  # linearised: to order 1/n
    assert row(found, "index_energy_toe", "fixed_mix", period="2016")["reason"] == "intensity_base_year"
    single = intensity_index(frame, columns=IntensityColumns(group=None))
    assert set(single.table["term"]) == {"aggregate"}
    assert row(single, "index_energy_toe", "aggregate")["std_error"] == pytest.approx(whole["std_error"], rel=1e-9)
    gone = intensity_index(frame[(frame["sector"] != "10") | (frame["year"] < 2018)])
    assert row(gone, "index_energy_toe", "fixed_mix")["reason"] == "intensity_group_absent"
    with pytest.raises(EstimationError, match="intensity_base"):
        intensity_index(frame, base=1999)


@pytest.mark.parametrize("weighted", [False, True])
def test_adjusted_agrees_with_statsmodels(weighted: bool) -> None:  # noqa: FBT001
    frame = panel().assign(ly=lambda f: np.log(f["output_mvnd"]), le=lambda f: np.log(f["energy_toe"]))
    found = adjusted_intensity(frame, columns=WEIGHTED if weighted else None)
    how: dict[str, Any] = {"cov_type": "cluster", "cov_kwds": {"groups": frame["enterprise_id"]}, "use_t": True}
    weights = frame["w"] if weighted else np.ones(len(frame))
    whole = smf.wls("le ~ ly + C(sector) + C(year)", frame, weights=weights).fit(**how)
    term = "C(year)[T.2018]"
    got = row(found, "adjusted_energy_toe", "index")
    ends = 100 * np.exp(whole.conf_int().loc[term])
    assert got["estimate"] == pytest.approx(100 * np.exp(whole.params[term]), rel=1e-9)
    assert [got["conf_low"], got["conf_high"]] == pytest.approx(ends.tolist(), rel=1e-8)
    slope = row(found, "adjusted_energy_toe", "output_elasticity", period="")
    assert (slope["estimate"], slope["std_error"]) == pytest.approx((whole.params["ly"], whole.bse["ly"]), rel=1e-8)
    cells = smf.wls("le ~ ly + C(sector) + C(sector):C(year)", frame, weights=weights).fit(**how)
    got = row(found, "adjusted_energy_toe", "index", "17")
    term = "C(sector)[17]:C(year)[T.2018]"
    ends = 100 * np.exp(cells.conf_int().loc[term])
    assert [got["conf_low"], got["conf_high"]] == pytest.approx(ends.tolist(), rel=1e-8)
    assert row(found, "adjusted_energy_toe", "index", "17", "2016")["reason"] == "intensity_base_year"


def test_adjusted_refusals() -> None:
    frame = panel()
    with pytest.raises(EstimationError, match="intensity_few_units"):
        adjusted_intensity(frame[frame["enterprise_id"] == 1])
    with pytest.raises(EstimationError, match="intensity_constant_output"):
        adjusted_intensity(frame.assign(output_mvnd=5.0))
    late = frame[(frame["sector"] != "10") | (frame["year"] > 2016)]
    found = adjusted_intensity(late)
    assert row(found, "adjusted_energy_toe", "index", "10")["reason"] == "intensity_group_absent"


def test_outliers() -> None:
    frame = panel()
    frame["energy_toe"] *= np.where(frame.index == 4, 1000, 1)  # a year in other units
    found = intensity_outliers(frame)
    first = found.table.iloc[0]
    assert (first["unit"], first["time"]) == (frame.loc[4, "enterprise_id"], frame.loc[4, "year"])
    assert first["value"] > first["band_high"]
    assert {"intensity_outliers"} <= {problem.code.removeprefix("estimate.") for problem in warnings_of(found.checks)}
    own = frame[frame["sector"] == first["group"]].assign(log=lambda f: np.log(f["energy_toe"] / f["output_mvnd"]))
    gap = own["log"] - own.groupby("year")["log"].transform("median")
    z = gap.loc[4] / (1.482602218505602 * gap.abs().median())
    assert first["robust_z"] == pytest.approx(z)
    tiny = intensity_outliers(frame[frame["enterprise_id"] < 5])
    assert "estimate.intensity_group_not_judged" in {problem.code for problem in warnings_of(tiny.checks)}


def test_norms() -> None:
    """Beer: 306 MJ/hl up to 20 million litres until 2020, 286 after."""
    norms = read_registry(ROOT / "parameters" / "registry").norms
    small = "under 20 million litres a year"
    rng = np.random.default_rng(5)
    hl = rng.uniform(1e3, 1e5, 40)
    frame = pd.DataFrame(
        {
            "enterprise_id": range(40),
            "year": [2019] * 20 + [2021] * 20,
            "product": "beer",
            "hl": hl,
            "energy_gj": 0.153 * hl * rng.uniform(0.95, 1.05, 40),
        }
    )
    columns = IntensityColumns(output="hl", output_unit="hl", group="product")
    made = estimate_intensity(
        pd.concat([frame, frame.assign(product="tea", enterprise_id=frame["enterprise_id"] + 40)]), columns=columns
    )
    chosen = {"beer": ProductNorm("bia", small)}
    found = compare_with_norms(made, norms, products=chosen, output_unit="hl")
    before, after = (
        row(found, "percent_of_norm", f"19/2016/TT-BCT|mj_per_hl|{small}", "beer", year) for year in ("2019", "2021")
    )
    exact = row(made, "specific_energy_gj", "ratio", "beer", "2019")
    assert before["estimate"] == pytest.approx(100 * 1000 * exact["estimate"] / 306)
    assert after["estimate"] / before["estimate"] == pytest.approx(
        row(made, "specific_energy_gj", "ratio", "beer", "2021")["estimate"] / exact["estimate"] * 306 / 286
    )
    told = found.checks[found.checks["diagnostic"] == "norm"]
    assert told["verdict"].tolist() == ["within", "within"]
    none = found.checks.set_index("diagnostic").loc["norm_none"]
    assert (none["verdict"], none["detail"]) == ("warning", "tea 2019, tea 2021")
    every = compare_with_norms(made, norms, products={"beer": ProductNorm("beer")}, output_unit="hl")
    assert len(every.table) == 6
    assert [norm_verdict(ends) for ends in ((80, 100), (101, 120), (90, 110))] == ["within", "above", "open"]
    with pytest.raises(EstimationError, match="norm_output_unit"):
        compare_with_norms(made, norms, products=chosen, output_unit="mvnd")
    with pytest.raises(EstimationError, match="norm_none"):
        compare_with_norms(made, norms, products={}, output_unit="hl")


def test_the_synthetic_panel_from_carriers_to_indices() -> None:
    registry = read_registry(ROOT / "parameters" / "registry")
    table = energy_content(sample_panel(seed=2, enterprises=500, provinces=["binh-dinh"]).enterprises, registry).table
    found = estimate_intensity(table)
    assert found.table["conf_low"].notna().mean() > 0.9
    adjusted = adjusted_intensity(table)
    assert row(adjusted, "adjusted_energy_toe", "output_elasticity", period="")["conf_low"] > 0.7
    assert 80 < row(intensity_index(table), "index_energy_toe", "fixed_mix", period="2020")["estimate"] < 120
