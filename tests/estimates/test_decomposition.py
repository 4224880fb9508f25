"""LMDI: identities, limits, published example.

Tolerances. The decomposition is an identity: sums and products agree to 1e-9 of the larger total, the bound asked for
(rounding leaves about 1e-14). Limits at zero: replacing zeros by d leaves terms of order 1/log(d), so the formula at
d = 1e-300 is compared with the analytic limit at 2 %. Linearised errors against the delete-one jackknife differ by
terms of order 1/n.

The illustration of Ang (2012, 2016, A simple guide to LMDI decomposition analysis): consumption rises from 140 to 160,
of which activity +50, structure -10, intensity -20. The guide gives no sectors; `ang_table` has sectors made up so that
these are their effects. The two sectors of `two_sectors` are those of Ang (2005), from memory (unverified); their
effects are computed here by the formula alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import root

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.decomposition import lmdi
from sxsh_eval.estimates.decomposition_core import contributions, log_mean, product
from sxsh_eval.estimates.decomposition_panel import estimate_decomposition
from sxsh_eval.estimates.decomposition_tables import Kind, waterfall
from sxsh_eval.estimates.diagnosis import Labels
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.sample import sample_panel

FACTORS = ("activity", "structure", "intensity")
CLOSE = 1e-9


def long(output: Any, energy: Any, *, times: tuple[int, ...] = (2010, 2015)) -> pd.DataFrame:
    """Rows of groups by times."""
    output, energy = np.asarray(output, float), np.asarray(energy, float)
    groups = [f"s{number}" for number in range(len(output))]
    return pd.DataFrame(
        [
            {"sector": group, "year": time, "output": output[i, j], "energy": energy[i, j]}
            for i, group in enumerate(groups)
            for j, time in enumerate(times)
        ]
    )


def factor_table(rows: pd.DataFrame) -> pd.DataFrame:
    total = rows.groupby("year")["output"].transform("sum")
    share = rows["output"] / total
    intensity = rows["energy"] / rows["output"].where(rows["output"] > 0)
    return rows.assign(activity=total, structure=share, intensity=intensity)


def split(rows: pd.DataFrame, kind: Kind = "additive", **options: Any) -> Estimates:
    return lmdi(factor_table(rows), factors=FACTORS, group="sector", time="year", kind=kind, value="energy", **options)


def effect(found: Estimates, term: str, period: str = "2010-2015", group: str = "") -> float:
    table = found.table
    hit = table[(table["term"] == term) & (table["period"] == period) & (table["sector"] == group)]
    assert len(hit) == 1
    return float(hit["estimate"].iloc[0])


def two_sectors() -> pd.DataFrame:
    return long([[10, 40], [40, 40]], [[30, 80], [20, 16]])


def ang_table() -> pd.DataFrame:
    """Two sectors with 140 before and 160 after whose effects are +50, -10, -20."""
    activity = np.exp(50 / log_mean(160, 140))  # with one logarithmic mean for all; refined below

    def rows(free: np.ndarray) -> pd.DataFrame:
        share, first, scale = 0.5 + free[0], 80 + free[1], activity * (1 + free[2])
        return long([[50, 100 * scale * share], [50, 100 * scale * (1 - share)]], [[100, first], [40, 160 - first]])

    def gap(free: np.ndarray) -> list[float]:
        found = split(rows(free))
        return [effect(found, "activity") - 50, effect(found, "structure") + 10, 100 * (free[1] - 20)]

    return rows(root(gap, [-0.1, 20.0, 0.0], tol=1e-13).x)


def test_the_published_illustration() -> None:
    found = split(ang_table(), labels=Labels(unit="mtoe", evidence="derived"))
    numbers = {term: effect(found, term) for term in ("start", "end", "change", *FACTORS)}
    expected = {"start": 140, "end": 160, "change": 20, "activity": 50, "structure": -10, "intensity": -20}
    assert numbers == pytest.approx(expected, abs=1e-7)
    steps = waterfall(found)
    assert steps["term"].tolist() == ["start", "activity", "structure", "intensity", "end"]
    np.testing.assert_allclose(steps["begin"], [0, 140, 190, 180, 0], atol=1e-7)
    np.testing.assert_allclose(steps["finish"], [140, 190, 180, 160, 160], atol=1e-7)
    assert set(found.table["reason"]) == {"decomposition_identity"}


def by_hand(rows: pd.DataFrame) -> dict[str, float]:
    wide = factor_table(rows).pivot_table(index="sector", columns="year")
    mean = [
        (row["energy", 2015] - row["energy", 2010]) / np.log(row["energy", 2015] / row["energy", 2010])
        for _, row in wide.iterrows()
    ]
    return {
        name: float(sum(mean * np.log(wide[name, 2015].to_numpy() / wide[name, 2010].to_numpy()))) for name in FACTORS
    }


def test_two_sectors_by_the_formula() -> None:
    rows = two_sectors()
    expected = by_hand(rows)
    added, multiplied = split(rows), split(rows, "multiplicative")
    overall = (96 - 50) / np.log(96 / 50)
    for name in FACTORS:
        assert effect(added, name) == pytest.approx(expected[name], rel=1e-12)
        assert effect(multiplied, name) == pytest.approx(np.exp(expected[name] / overall), rel=1e-12)
    assert 1 < effect(multiplied, "activity") < 1.6  # 80 / 50 everywhere: weights of LMDI-I add up to less than one
    assert effect(multiplied, "change") == pytest.approx(1.92, rel=1e-12)


def test_log_mean() -> None:
    one, other = np.array([3.0, 5, 0, 0, 1, 1e-300]), np.array([3.0, 0, 4, 0, 1 + 1e-12, 1e300])
    found = log_mean(one, other)
    assert found[:4].tolist() == [3, 0, 0, 0]
    assert found[4] == pytest.approx(1 + 5e-13, rel=1e-15)
    np.testing.assert_array_equal(found, log_mean(other, one))


amounts = st.floats(1e-3, 1e6)
tables = st.integers(1, 4).flatmap(lambda n: st.tuples(*[arrays(float, (n, 3), elements=amounts)] * 2))
maybe_zero = st.one_of(st.just(0.0), amounts)
sparse_factors = st.tuples(*[arrays(float, (3, 4), elements=maybe_zero)] * 2)


def totals(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("year")["energy"].sum()


@given(tables)
@settings(max_examples=25, deadline=None)
def test_identities(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    rows = long(*drawn, times=(2010, 2012, 2015))
    size = totals(rows)
    for chained in (False, True):
        added = split(rows, chained=chained)
        parts = sum(effect(added, name) for name in FACTORS)
        assert parts == pytest.approx(size[2015] - size[2010], abs=CLOSE * size.max())
        multiplied = split(rows, "multiplicative", chained=chained)
        ratio = np.prod([effect(multiplied, name) for name in FACTORS])
        assert ratio == pytest.approx(size[2015] / size[2010], rel=CLOSE)
        if not chained:
            link = log_mean(size[2015], size[2010])
            for name in FACTORS:
                assert effect(added, name) == pytest.approx(
                    float(link) * np.log(effect(multiplied, name)), abs=CLOSE * size.max()
                )


@given(tables)
@settings(max_examples=12, deadline=None)
def test_time_runs_backwards(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    rows = long(*drawn, times=(2010, 2012, 2015))
    size = totals(rows).max()
    for chained in (False, True):
        ways = [split(rows, periods=order, chained=chained) for order in ((2010, 2012, 2015), (2015, 2012, 2010))]
        ratios = [
            split(rows, "multiplicative", periods=order, chained=chained)
            for order in ((2010, 2012, 2015), (2015, 2012, 2010))
        ]
        for name in FACTORS:
            there, back = effect(ways[0], name), effect(ways[1], name, "2015-2010")
            assert there == pytest.approx(-back, abs=CLOSE * size)
            assert effect(ratios[0], name) * effect(ratios[1], name, "2015-2010") == pytest.approx(1, rel=CLOSE)


@given(tables)
@settings(max_examples=20, deadline=None)
def test_units_and_order_do_not_matter(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    rows = long(*drawn, times=(2010, 2012, 2015))
    scaled = rows.assign(output=rows["output"] * 1000, energy=rows["energy"] * 7)
    mixed = rows.sample(frac=1, random_state=2)
    one, two, three = split(rows), split(scaled), split(mixed)
    pd.testing.assert_frame_equal(one.table, three.table)
    for name in FACTORS:
        assert effect(two, name) == pytest.approx(7 * effect(one, name), abs=7 * CLOSE * totals(rows).max())


@given(sparse_factors)
@settings(max_examples=100, deadline=None)
def test_exact_with_zeros(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    start, end = drawn
    found = contributions(start, end)
    assert np.isfinite(found).all()
    gap = found.sum(axis=0) - (product(end) - product(start))
    assert np.abs(gap).max() <= CLOSE * max(product(end).max(), product(start).max(), 1)
    np.testing.assert_allclose(found, -contributions(end, start), rtol=1e-12)


@given(sparse_factors)
@settings(max_examples=60, deadline=None)
def test_limits_at_zero(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """Replacing zeros by a tiny number approaches the analytic limit (Ang and Liu 2007), slowly: as 1 / log."""
    start, end = (np.clip(each, 0, 1e3) for each in drawn)
    keep = [np.where((each == 0).sum(axis=0) <= 1, each, 1.0) for each in (start, end)]
    tiny = [np.where(each == 0, 1e-300, each) for each in keep]
    exact, near = contributions(*keep), contributions(*tiny)
    size = max(product(each).max() for each in keep)
    assert np.abs(exact - near).max() <= 0.05 * max(size, 1e-6)


def test_entering_and_leaving_groups_are_structure() -> None:
    rows = long([[10, 12], [0, 5], [4, 0]], [[20, 22], [0, 15], [8, 0]])
    found = split(rows)
    assert effect(found, "structure", group="s1") == pytest.approx(15)
    assert effect(found, "structure", group="s2") == pytest.approx(-8)
    assert effect(found, "intensity", group="s1") == 0
    parts = sum(effect(found, name) for name in FACTORS)
    assert parts == pytest.approx(37 - 28, abs=1e-12)


def test_chaining_follows_the_path() -> None:
    rows = long([[10, 30, 12], [10, 5, 11]], [[30, 60, 33], [10, 6, 12]], times=(2010, 2012, 2015))
    found, whole = split(rows, chained=True), split(rows)
    assert found.table["period"].drop_duplicates().tolist() == ["2010-2015", "2010-2012", "2012-2015"]
    for name in FACTORS:
        steps = effect(found, name, "2010-2012") + effect(found, name, "2012-2015")
        assert effect(found, name) == pytest.approx(steps, rel=1e-12)
    assert effect(found, "structure") != pytest.approx(effect(whole, "structure"), rel=0.01)


@pytest.mark.parametrize(
    ("change", "options", "code"),
    [
        ({}, {"periods": [2010]}, "decomposition_periods"),
        ({}, {"periods": [2010, 2011]}, "decomposition_periods"),
        ({"energy": 5.0}, {}, "decomposition_not_identity"),
        ({"intensity": -1.0}, {}, "decomposition_values"),
        ({"intensity": np.nan}, {}, "decomposition_values"),
    ],
)
def test_refusals(change: dict[str, float], options: dict[str, Any], code: str) -> None:
    table = factor_table(two_sectors()).assign(**change)
    with pytest.raises(EstimationError, match=f"estimate.{code}"):
        lmdi(table, factors=FACTORS, group="sector", time="year", value="energy", **options)


def test_refused_shapes() -> None:
    table = factor_table(two_sectors())
    how: dict[str, Any] = {"factors": FACTORS, "group": "sector", "time": "year"}
    for rows, code in (
        (pd.concat([table, table]), "decomposition_repeated"),
        (table.iloc[1:], "decomposition_unbalanced"),
        (table.drop(columns="structure"), "columns_missing"),
    ):
        with pytest.raises(EstimationError, match=f"estimate.{code}"):
            lmdi(rows, **how)
    with pytest.raises(EstimationError, match=r"estimate\.decomposition_zero_total"):
        lmdi(table.assign(intensity=table["intensity"].where(table["year"] > 2010, 0.0)), kind="multiplicative", **how)


def small_panel(units: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    rows = pd.DataFrame({"unit": np.repeat(np.arange(units), 3), "year": np.tile([2010, 2012, 2015], units)})
    sector = rng.integers(0, 3, units)
    rows["sector"] = np.array(["a", "b", "c"])[sector][rows["unit"]]
    rows["adopter"] = (rows["unit"] % 3 == 0) & (rows["year"] > 2010)
    rows["output"] = np.exp(rng.normal(size=len(rows)) + 0.02 * (rows["year"] - 2010))
    rows["energy"] = rows["output"] * np.exp(0.3 * rng.normal(size=len(rows)) + sector[rows["unit"]])
    rows["co2"] = rows["energy"] * rng.uniform(0.5, 1.5, len(rows))
    return rows


HOW: dict[str, Any] = {"value": "energy", "activity": "output", "group": "sector", "time": "year"}


def test_a_panel_is_the_table_of_its_totals() -> None:
    panel = small_panel()
    sums = panel.groupby(["sector", "year"], as_index=False)[["output", "energy"]].sum()
    expected = lmdi(factor_table(sums), factors=FACTORS, group="sector", time="year")
    found = estimate_decomposition(panel, **HOW)
    pd.testing.assert_frame_equal(found.table, expected.table)


def test_nested_structure_sums_to_the_flat_one() -> None:
    panel = small_panel()
    nested = estimate_decomposition(panel, **HOW | {"group": ("sector", "adopter")})
    flat = estimate_decomposition(
        panel.assign(both=panel["sector"] + panel["adopter"].astype(str)), **HOW | {"group": "both"}
    )
    names = ["activity", "structure", "structure:adopter", "intensity"]
    got = {name: effect(nested, name) for name in names}
    assert got["structure"] + got["structure:adopter"] == pytest.approx(effect(flat, "structure"), rel=1e-12)
    assert got["intensity"] == pytest.approx(effect(flat, "intensity"), rel=1e-12)
    assert sum(got.values()) == pytest.approx(effect(nested, "change"), rel=1e-12)
    assert "a|True" in set(nested.table["sector"])


def test_a_chain_of_ratios() -> None:
    panel = small_panel()
    found = estimate_decomposition(panel, **HOW | {"value": "co2"}, through=["energy"])
    names = ["activity", "structure", "energy/output", "co2/energy"]
    assert sum(effect(found, name) for name in names) == pytest.approx(effect(found, "change"), rel=1e-12)


@pytest.mark.parametrize("kind", ["additive", "multiplicative"])
@pytest.mark.parametrize("chained", [False, True])
def test_errors_agree_with_the_jackknife(kind: Kind, chained: bool) -> None:  # noqa: FBT001
    """Delete one unit at a time, all else the same."""
    panel = small_panel(200)
    panel[["output", "energy"]] **= 0.5  # less skewed: the two differ by 1/n times the skewness
    how: dict[str, Any] = HOW | {"group": ("sector", "adopter"), "kind": kind, "chained": chained}
    found = estimate_decomposition(panel, cluster="unit", **how)
    left = [estimate_decomposition(panel[panel["unit"] != unit], **how) for unit in panel["unit"].unique()]
    draws = np.stack([each.table["estimate"].to_numpy() for each in left])
    expected = np.sqrt(199 / 200 * ((draws - draws.mean(axis=0)) ** 2).sum(axis=0))
    overall = (found.table["sector"] == "").to_numpy()
    # totals are means of deleted samples: their jackknife error carries n/(n-1)
    factor = np.where(found.table["term"].isin(["start", "end"]) | (kind == "additive"), 199 / 200, 1.0)
    np.testing.assert_allclose(found.table["std_error"][overall], (expected / factor)[overall], rtol=0.06)
    assert found.cov is not None
    np.testing.assert_allclose(np.sqrt(np.diag(found.cov)), found.table["std_error"], rtol=1e-6)
    assert found.method.level == 0.95
    assert (found.table["reason"] == "").all()


def test_missing_rows_and_orphans() -> None:
    panel = small_panel()
    holes = panel.assign(energy=panel["energy"].mask(panel["unit"] == 5))
    found = estimate_decomposition(holes, **HOW)
    told = found.checks.set_index("diagnostic").loc["decomposition_missing_rows"]
    assert (told["verdict"], told["detail"]) == ("warning", "3 / 180")
    idle = panel.assign(output=panel["output"].mask((panel["sector"] == "b") & (panel["year"] == 2010), 0.0))
    with pytest.raises(EstimationError, match="decomposition_value_without_activity"):
        estimate_decomposition(idle, **HOW)
    with pytest.raises(EstimationError, match="decomposition_values"):
        estimate_decomposition(panel.assign(energy=-1.0), **HOW)
    with pytest.raises(EstimationError, match="decomposition_one_cluster"):
        estimate_decomposition(panel[panel["unit"] == 1], cluster="unit", **HOW)
    with pytest.raises(EstimationError, match="columns_missing"):
        estimate_decomposition(panel, **HOW | {"group": "branch"})
    with pytest.raises(EstimationError, match="decomposition_periods"):
        estimate_decomposition(panel.assign(energy=panel["energy"].where(panel["year"] < 2015)), **HOW)
    with pytest.raises(EstimationError, match="no_rows"):
        estimate_decomposition(panel.assign(energy=np.nan), **HOW)


def test_weights_are_copies() -> None:
    panel = small_panel()
    double = pd.concat([panel, panel[panel["unit"] < 20]])
    weighted = panel.assign(w=np.where(panel["unit"] < 20, 2.0, 1.0))
    one, two = estimate_decomposition(double, **HOW), estimate_decomposition(weighted, weights="w", **HOW)
    np.testing.assert_allclose(one.table["estimate"], two.table["estimate"], rtol=1e-10)


def test_intervals_hold_what_the_synthetic_panel_does() -> None:
    table = sample_panel(seed=5, enterprises=400, provinces=["binh-dinh"]).enterprises
    found = estimate_decomposition(
        table,
        value="electricity_kwh",
        activity="output_mvnd",
        group=("sector", "is_adopting"),
        time="year",
        chained=True,
        cluster="enterprise_id",
    )
    parts = ["activity", "structure", "structure:is_adopting", "intensity"]
    span = found.table["period"].iloc[0]
    assert sum(effect(found, name, span) for name in parts) == pytest.approx(effect(found, "change", span), rel=1e-9)
    bars = waterfall(found)
    np.testing.assert_allclose(bars["finish"].iloc[-2], bars["finish"].iloc[-1], rtol=1e-9)
    assert (bars["conf_low"] <= bars["value"]).all()


def drawn_world(units: int, rng: np.random.Generator) -> pd.DataFrame:
    """Enterprises of a large population: skewed sizes, a shift between sectors, intensity 10 % lower later."""
    who, year = np.repeat(np.arange(units), 2), np.tile([2010, 2015], units)
    sector, size = rng.integers(0, 3, units)[who], rng.normal(size=units)[who]
    later = year > 2010
    output = np.exp(0.5 * size + 0.3 * rng.normal(size=2 * units) + 0.1 * later * (sector - 1))
    noise = 0.3 * rng.normal(size=units)[who] + 0.2 * rng.normal(size=2 * units)
    energy = output * np.exp(0.5 * sector + noise - 0.1 * later)
    frame = {"unit": who, "year": year, "sector": sector.astype(str)}
    return pd.DataFrame(frame | {"output": output / units, "energy": energy / units})


@pytest.mark.slow
def test_intervals_cover() -> None:
    """300 samples of 150; three binomial standard errors around 95 %, and 1 % more below for the skewness left."""
    truth = estimate_decomposition(drawn_world(200_000, np.random.default_rng(0)), **HOW)
    names = ["change", *FACTORS]
    hits = np.zeros(len(names))
    for seed in range(1, 301):
        found = estimate_decomposition(drawn_world(150, np.random.default_rng(seed)), cluster="unit", **HOW)
        own = found.table[found.table["sector"] == ""].set_index("term").loc[names]
        sizes = np.array([effect(truth, name) for name in names])
        hits += (own["conf_low"].to_numpy() <= sizes) & (sizes <= own["conf_high"].to_numpy())
    assert (hits / 300 > 0.90).all(), hits / 300
    assert (hits / 300 < 0.99).all(), hits / 300
