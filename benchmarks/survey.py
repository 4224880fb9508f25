"""Rates with intervals for 63 provinces x 10 sectors x 3 sizes on a million rows: seconds, memory, against peers."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd

from sxsh_eval.estimates.survey.design import survey_design
from sxsh_eval.estimates.survey.proportions import survey_proportions

BY = ["province", "sector", "size"]
SIZES = ["small", "medium", "large"]
PEER_ROWS = 100_000
ADOPTING = 0.1


def sample(rows: int, seed: int = 1) -> pd.DataFrame:
    """Stratified cluster sample of enterprises; words are stored as categories, so that the table is small."""
    rng = np.random.default_rng(seed)
    province, sector, size = (rng.integers(0, count, rows) for count in (63, 10, 3))
    stratum = province * 3 + size
    return pd.DataFrame(
        {
            "province": pd.Categorical.from_codes(province, pd.Index([f"province-{k:02d}" for k in range(63)])),
            "sector": pd.Categorical.from_codes(sector, pd.Index([f"sector-{k}" for k in range(10)])),
            "size": pd.Categorical.from_codes(size, pd.Index(SIZES)),
            "stratum": stratum,
            "cluster": stratum * 1000 + rng.integers(0, 200, rows),
            "population": 400.0,
            "weight": rng.uniform(1, 5, rows),
            "adopts": (rng.random(rows) < ADOPTING).astype(float),
        }
    )


def ours(data: pd.DataFrame) -> pd.DataFrame:
    """Design and table from the bare data."""
    design = survey_design(data, weights="weight", strata="stratum", clusters="cluster", fpc="population")
    return survey_proportions(design, "adopts", by=BY).table


def plain(data: pd.DataFrame) -> pd.DataFrame:
    """Weighted shares by pandas, without errors or intervals: less than what is asked."""
    weighted = data.assign(adopts=data["adopts"] * data["weight"])
    sums = weighted.groupby(BY, observed=True)[["adopts", "weight"]].sum()
    return (sums["adopts"] / sums["weight"]).reset_index(name="estimate")


def svy_table(data: pd.DataFrame) -> pd.DataFrame:
    """The same table by svy, without the finite population correction."""
    polars, svy = importlib.import_module("polars"), importlib.import_module("svy")
    words = {name: data[name].astype(str).to_numpy(object) for name in BY}
    frame = polars.DataFrame({**{name: data[name].to_numpy() for name in data.columns if name not in BY}, **words})
    made = svy.Sample(frame, svy.Design(stratum="stratum", wgt="weight", psu="cluster"))
    table: pd.DataFrame = made.estimation.prop("adopts", by=BY).to_polars().to_pandas()
    return table


def seconds(work: Callable[[pd.DataFrame], pd.DataFrame], data: pd.DataFrame, times: int = 3) -> float:
    """Best wall time of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work(data)
        taken.append(time.perf_counter() - start)
    return min(taken)


def peak(data: pd.DataFrame) -> float:
    """Peak memory of `ours` beyond the data, as a multiple of the data (categories and numbers, no Python objects)."""
    tracemalloc.start()
    ours(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / float(data.memory_usage(deep=True).sum())


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    data = sample(parser.parse_args().rows)
    own, bare = seconds(ours, data), seconds(plain, data)
    print(f"{len(data):,} rows, {len(ours(data)):,} domains, design and logit intervals: {own:.2f} s")
    print(f"peak memory: the data and {peak(data):.1f} times the data")
    print(f"pandas groupby, weighted shares only: {bare:.2f} s; ratio ours / pandas {own / bare:.1f}")
    if importlib.util.find_spec("svy") is None:
        print("svy is not installed: no comparison with it")
        return
    few = sample(PEER_ROWS)
    mine, theirs = seconds(ours, few), seconds(svy_table, few, times=1)
    print(f"{PEER_ROWS:,} rows: ours {mine:.2f} s, svy {theirs:.2f} s; ratio ours / svy {mine / theirs:.4f}")


if __name__ == "__main__":
    main()
