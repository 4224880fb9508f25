"""Moments: parts add up to the whole, however rows are stored, split or ordered.

Tolerances. Sums of up to some thousand products are reordered: 1e-12 of their size. Moments of a shifted outcome are
compared with exact ones: centred sums lose nothing, and a merge of 400 units what rounding the means at level 2^30
costs, 400 x 2^-23 = 5e-5 (sums of squares would have lost 400 x 2^60 x 1e-16 = 5e4).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.effects.cohort_moments import (
    CohortMoments,
    moments_from_long,
    moments_from_matrix,
)
from sxsh_eval.estimates.effects.moments_dask import moments_from_dask
from sxsh_eval.estimates.effects.moments_parquet import moments_from_parquet
from sxsh_eval.estimates.effects.sun_abraham import sun_abraham

TIMES = np.arange(2011, 2016)
NAMES: dict[str, Any] = {"outcome": "y", "unit": "unit", "time": "year", "cohort": "cohort"}


def panel(units: int = 300, seed: int = 0, gaps: float = 0.0, groups: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    cohort = rng.choice([0, 2012, 2013, 2015], units)
    table = (
        rng.normal(size=(units, 1))
        + rng.normal(size=(units, len(TIMES)))
        + (np.where(cohort, cohort, 9e9)[:, None] <= TIMES)
    )
    data = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units) * 3 + 7, len(TIMES)),
            "year": np.tile(TIMES, units),
            "cohort": np.repeat(cohort, len(TIMES)),
            "y": table.ravel(),
            "weight": np.repeat(rng.uniform(0.5, 2, units), len(TIMES)),
            "region": np.repeat(rng.integers(0, max(groups, 1), units), len(TIMES)),
        }
    )
    return data[rng.random(len(data)) >= gaps].reset_index(drop=True)


def of_table(data: pd.DataFrame, *, weighted: bool = False, grouped: bool = False) -> CohortMoments:
    return moments_from_long(
        data["y"], data["unit"], data["year"], data["cohort"],
        weights=data["weight"] if weighted else None, groups=data["region"] if grouped else None,
    )  # fmt: skip


def same(one: CohortMoments, other: CohortMoments, rtol: float = 1e-12) -> None:
    assert (one.times == other.times).all()
    assert (one.seen == other.seen).all()
    assert (one.cohort == other.cohort).all()
    assert (one.group == other.group).all()
    assert (one.units == other.units).all()
    for mine, theirs in ((one.sums, other.sums), (one.scores, other.scores)):
        for name in ("weight", "mean", "cross"):
            expected = getattr(theirs, name)
            np.testing.assert_allclose(getattr(mine, name), expected, rtol=rtol, atol=rtol * np.abs(expected).max())


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 1000),
    cuts=st.lists(st.integers(0, 59), max_size=4),
    weighted=st.booleans(),
    grouped=st.booleans(),
    gaps=st.sampled_from([0.0, 0.3]),
)
def test_parts_add_up(*, seed: int, cuts: list[int], weighted: bool, grouped: bool, gaps: float) -> None:
    data = panel(60, seed, gaps, groups=3)
    owner = np.searchsorted(np.sort(cuts), (data["unit"] - 7) // 3, side="right")
    parts = [of_table(part, weighted=weighted, grouped=grouped) for _, part in data.groupby(owner)]
    whole = of_table(data, weighted=weighted, grouped=grouped)
    same(sum(parts[1:], parts[0]), whole)
    same(sum(reversed(parts[1:]), parts[0]), whole)
    same(sum(parts), whole)  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), gaps=st.sampled_from([0.0, 0.3]))
def test_estimates_of_added_parts_are_those_of_the_whole(seed: int, gaps: float) -> None:
    data = panel(120, seed, gaps)
    half = data["unit"] % 2 == 0
    added, whole = sun_abraham(of_table(data[half]) + of_table(data[~half])), sun_abraham(of_table(data))
    for column in ("estimate", "std_error"):
        np.testing.assert_allclose(added.table.table[column], whole.table.table[column], rtol=1e-9, atol=1e-10)


def test_moments_are_means_and_cross_products() -> None:
    data = panel(gaps=0.2, groups=2)
    moments = of_table(data, weighted=True, grouped=True)
    wide = data.pivot_table(index="unit", columns="year", values="y")
    unit = data.groupby("unit")[["cohort", "region", "weight"]].first()
    for place in range(len(moments.units)):
        label = 0 if np.isinf(moments.cohort[place]) else moments.cohort[place]
        mine = (unit["cohort"] == label) & (unit["region"] == moments.group[place])
        mine &= (wide.notna().to_numpy() == moments.seen[place]).all(axis=1)
        rows, weight, seen = wide[mine].to_numpy(), unit["weight"][mine].to_numpy(), moments.seen[place]
        mean = np.average(rows[:, seen], axis=0, weights=weight)
        away = rows[:, seen] - mean
        assert moments.units[place] == mine.sum()
        np.testing.assert_allclose(moments.sums.mean[place, seen], mean, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(
            moments.sums.cross[place][np.ix_(seen, seen)], (away.T * weight) @ away, rtol=1e-11, atol=1e-11
        )
        assert moments.sums.weight[place] == pytest.approx(weight.sum())
        assert moments.scores.weight[place] == pytest.approx((weight**2).sum())
    assert moments.n_units == unit.shape[0]
    assert moments.n_obs == len(data)


@pytest.mark.parametrize("groups", [1, 200])
def test_a_large_level_costs_no_digits(groups: int) -> None:
    """Both ways of summing blocks, few and large or many and small."""
    data = panel(400, groups=groups)
    level = 2.0**30  # kept exactly when added
    rounded = data.assign(y=np.round(data["y"] * 2**20) / 2**20)
    near, far = of_table(rounded, grouped=True), of_table(rounded.assign(y=rounded["y"] + level), grouped=True)
    np.testing.assert_allclose(far.sums.cross, near.sums.cross, rtol=1e-9, atol=1e-6)
    halves = [
        of_table(part, grouped=True) for _, part in rounded.assign(y=rounded["y"] + level).groupby(data["unit"] % 2)
    ]
    np.testing.assert_allclose((halves[0] + halves[1]).sums.cross, near.sums.cross, atol=5e-5)


def test_parts_of_different_times_and_groups_fit_together() -> None:
    data = panel(gaps=0.3, groups=4)
    early = data["unit"] < 300
    cut = data[~early | (data["year"] < 2014)]
    early = cut["unit"] < 300
    same(of_table(cut[early]) + of_table(cut[~early]), of_table(cut))
    same(of_table(data, grouped=True).without_groups(), of_table(data))


def test_a_whole_matrix_with_all_labels_of_never_treated() -> None:
    table = np.random.default_rng(1).normal(size=(6, 3))
    expected = moments_from_matrix(table, [np.inf] * 4 + [2.0] * 2, [1, 2, 3])
    same(moments_from_matrix(table, [0, np.nan, np.inf, 0, 2, 2], [1, 2, 3]), expected)
    assert list(expected.cohorts) == [2.0, np.inf]


def refused(action: Any) -> str:
    with pytest.raises(EstimationError) as caught:
        action()
    assert "cần:" in str(caught.value)
    return caught.value.problems[0].code.removeprefix("estimate.")


def test_refusals() -> None:
    data = panel(20)
    assert refused(lambda: of_table(data.assign(y=np.inf))) == "moments_infinite"
    assert refused(lambda: of_table(data.assign(y=np.nan))) == "moments_nothing"
    assert refused(lambda: of_table(data.assign(weight=0.0), weighted=True)) == "moments_weights"
    assert refused(lambda: of_table(pd.concat([data, data.tail(1)]))) == "moments_repeated"
    changing = data.assign(cohort=data["cohort"].where(data.index != 3, 2014))
    assert refused(lambda: of_table(changing)) == "moments_varies"


ORDERS = ["unit", "year", "random"]


def stored(folder: Path, data: pd.DataFrame, order: str) -> Path:
    pytest.importorskip("pyarrow")
    path = folder / f"{order}.parquet"
    ordered = data.sample(frac=1, random_state=1) if order == "random" else data.sort_values([order, "unit", "year"])
    ordered.to_parquet(path, row_group_size=1000)
    return path


@pytest.mark.parametrize("memory", [1, 250], ids=["ranges", "one_table"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_parquet_in_any_order(tmp_path: Path, order: str, gaps: float, memory: int) -> None:
    data = panel(12_000 if memory == 1 else 2000, gaps=gaps, groups=5)
    path = stored(tmp_path, data, order)
    found = moments_from_parquet(path, **NAMES, weights="weight", cluster="region", memory=memory)
    same(found, of_table(data, weighted=True, grouped=True), 1e-11)
    again = moments_from_parquet(path, **NAMES, weights="weight", cluster="region", memory=memory)
    assert (again.sums.cross == found.sums.cross).all()


@pytest.mark.parametrize("order", ORDERS)
def test_parquet_with_words_for_units(tmp_path: Path, order: str) -> None:
    pytest.importorskip("duckdb")
    data = panel(2000, gaps=0.1)
    words = data.assign(unit="factory-" + data["unit"].astype(str))
    path = stored(tmp_path, words, order)
    found = moments_from_parquet(path, **NAMES)
    same(found, of_table(data), 1e-11)
    assert (moments_from_parquet(path, **NAMES).sums.cross == found.sums.cross).all()


def test_parquet_of_several_files_with_empty_outcomes(tmp_path: Path) -> None:
    data = panel(1000)
    holes = data.assign(y=data["y"].where(np.arange(len(data)) % 7 != 0))
    paths = []
    for number, part in enumerate(np.array_split(np.arange(len(holes)), [1503])):
        paths.append(tmp_path / f"{number}.parquet")
        pytest.importorskip("pyarrow")
        holes.iloc[part].to_parquet(paths[-1])
    same(moments_from_parquet(paths, **NAMES), of_table(holes.dropna()), 1e-11)


@pytest.mark.parametrize("order", ORDERS)
def test_refusals_of_parquet(tmp_path: Path, order: str) -> None:
    data = panel(300)

    def reads(changed: pd.DataFrame, **names: str) -> str:
        return refused(lambda: moments_from_parquet(stored(tmp_path, changed, order), **{**NAMES, **names}))

    assert reads(data, cluster="province") == "columns_missing"
    assert reads(pd.concat([data, data.tail(1)], ignore_index=True)) == "moments_repeated"
    assert reads(data.assign(cohort=data["cohort"].where(data.index != 3, 2014))) == "moments_varies"
    assert reads(data.assign(y=np.nan)) == "moments_nothing"
    assert reads(data.assign(unit=data["unit"].where(data.index != 3))) == "panel_keys_missing"


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert refused(lambda: moments_from_parquet(tmp_path / "none.parquet", **NAMES)) == "package_missing"


@pytest.mark.parametrize("whole_units", [False, True])
def test_dask_partitions(*, whole_units: bool) -> None:
    frames = pytest.importorskip("dask.dataframe")
    dask = pytest.importorskip("dask")
    data = panel(500, gaps=0.2, groups=3)
    shuffled = data if whole_units else data.sample(frac=1, random_state=2)
    frame = frames.from_pandas(
        shuffled.set_index("unit", drop=False).rename_axis("key"), npartitions=4, sort=whole_units
    )
    with dask.config.set(scheduler="synchronous"):
        found = moments_from_dask(frame, **NAMES, weights="weight", cluster="region", whole_units=whole_units)
        assert refused(lambda: moments_from_dask(frame, **{**NAMES, "unit": "plant"})) == "columns_missing"
    same(found, of_table(data, weighted=True, grouped=True))


@pytest.mark.filterwarnings("ignore")
def test_dask_on_two_workers(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    frames = pytest.importorskip("dask.dataframe")
    data = panel(3000, groups=3)
    path = stored(tmp_path, data, "random")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
    ):
        found = moments_from_dask(frames.read_parquet(path).repartition(npartitions=6), **NAMES)
    same(found, of_table(data))
