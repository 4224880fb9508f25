"""Synthetic difference-in-differences: published values, identities, brute-force errors, refusals.

Tolerances. The published estimates are printed to five decimals: 1e-5 is asked, with the published algorithm. The exact
optimum differs from where that algorithm stops: 0.002 for SDID, 0.11 for the nearly unpenalised synthetic control,
whose criterion is flat. Identities hold to rounding (1e-7 where weights are solved again).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.simplex import Array
from sxsh_eval.estimates.effects.synthetic_did import SyntheticDid, synthetic_did
from tests.reference_data import reference_file, reference_values

PERIODS = 14


def wide_panel(seed: int, *, donors: int = 20, cohorts: tuple[int, ...] = (9,), effect: float = 0.0) -> pd.DataFrame:
    """Factor model; one treated unit per entry of `cohorts`, which says its first treated period."""
    rng = np.random.default_rng(seed)
    count = donors + len(cohorts)
    factors, loads = rng.normal(size=(2, PERIODS)).cumsum(axis=1), rng.normal(size=(count, 2))
    values = rng.normal(size=(count, 1)) * 3 + loads @ factors + rng.normal(size=(count, PERIODS)) * 0.5
    for place, start in enumerate(cohorts, start=donors):
        values[place, start:] += effect
    labels = [*(f"d{i:02d}" for i in range(donors)), *(f"t{i}" for i in range(len(cohorts)))]
    return pd.DataFrame(values, index=pd.Index(labels, name="place"))


def long(wide: pd.DataFrame, cohorts: tuple[int, ...] = (9,)) -> pd.DataFrame:
    table = wide.reset_index().melt("place", var_name="year", value_name="y").astype({"year": int})
    starts = {f"t{i}": start for i, start in enumerate(cohorts)}
    return table.assign(cohort=table["place"].map(starts))


def fit(data: pd.DataFrame, **options: Any) -> SyntheticDid:
    kwargs: dict[str, Any] = {"cohort": "cohort", "solver": "exact"} | options
    return synthetic_did(data, outcome="y", unit="place", time="year", **kwargs)


def california() -> pd.DataFrame:
    return pd.read_csv(reference_file("synth/california_prop99.csv"), sep=";")


@pytest.mark.parametrize("method", ["sdid", "sc", "did"])
def test_california_as_published(method: Any) -> None:
    columns: dict[str, Any] = {"outcome": "PacksPerCapita", "unit": "State", "time": "Year", "treated": "treated"}
    data, expected = california(), reference_values("synthetic_california")[method]
    printed = synthetic_did(data, **columns, method=method).effects.row("overall")
    assert printed["estimate"] == pytest.approx(expected, abs=1e-5)
    exact = synthetic_did(data, **columns, method=method, solver="exact").effects.row("overall")
    assert exact["estimate"] == pytest.approx(expected, abs={"sdid": 0.002, "sc": 0.11, "did": 1e-5}[method])
    assert 7 < synthetic_did(data, **columns).effects.row("overall")["std_error"] < 11  # paper: 8.4 by draws


def test_equal_weights_are_two_by_two() -> None:
    wide = wide_panel(1)
    found = fit(long(wide), method="did").effects.row("overall")["estimate"]
    change = wide.loc[:, 9:].mean(axis=1) - wide.loc[:, :8].mean(axis=1)
    assert found == pytest.approx(change["t0"] - change.drop("t0").mean(), abs=1e-10)


def test_levels_alone_change_nothing() -> None:
    wide = wide_panel(2, effect=2.0)
    moved = wide.add(np.random.default_rng(0).normal(size=len(wide)) * 9, axis=0)
    for term in ("overall", "event:0", "event:4"):
        one, two = fit(long(wide)).effects.row(term), fit(long(moved)).effects.row(term)
        assert one["estimate"] == pytest.approx(two["estimate"], abs=1e-7)
        assert one["std_error"] == pytest.approx(two["std_error"], abs=1e-7)


def test_cohorts_add_up() -> None:
    cohorts = (6, 6, 10)
    data = long(wide_panel(3, cohorts=cohorts, effect=1.0), cohorts)
    both = fit(data, errors="jackknife")
    early, late = (fit(data[~data["place"].isin(left)]) for left in (["t2"], ["t0", "t1"]))
    first, second = early.effects.row("overall")["estimate"], late.effects.row("overall")["estimate"]
    assert both.effects.row("cohort:6")["estimate"] == pytest.approx(first)
    assert both.effects.row("cohort:10")["estimate"] == pytest.approx(second)
    expected = (16 * first + 4 * second) / 20
    row = both.effects.row("overall")
    assert row["estimate"] == pytest.approx(expected)
    assert row["reason"] == "synthetic_jackknife_one_treated"
    last = early.effects.row("event:6")["estimate"]
    assert both.effects.row("event:6")["estimate"] == pytest.approx(last)


def test_placebo_error_by_hand() -> None:
    wide = wide_panel(4, donors=8)
    found = fit(long(wide))
    donors = wide.drop("t0")
    noise = np.diff(donors.loc[:, :8].to_numpy(), axis=1).std(ddof=1)
    effects = []
    for name in donors.index:
        part = donors.rename(index={name: "t0"})
        effects.append(single(part, noise))
    assert found.effects.row("overall")["std_error"] == pytest.approx(np.std(effects), rel=1e-8)
    assert found.placebos is not None
    assert len(found.placebos) == 8


def single(wide: pd.DataFrame, noise: float) -> float:
    from sxsh_eval.estimates.effects.synthetic_did_fit import fit_cohort

    donors, treated = wide.drop("t0").to_numpy(), wide.loc[["t0"]].to_numpy()
    return fit_cohort(donors, treated, 9, noise=noise).effect


def test_jackknife_by_hand() -> None:
    cohorts = (9, 9, 9)
    wide = wide_panel(5, donors=7, cohorts=cohorts)
    found = fit(long(wide, cohorts), errors="jackknife")
    omega, lam = found.unit_weights["9"].to_numpy(), found.time_weights["9"].to_numpy()[:9]

    def effect(table: pd.DataFrame, weights: Array) -> float:
        treated = table.index.str.startswith("t")
        gap = table[treated].mean().to_numpy() - (weights / weights.sum()) @ table[~treated].to_numpy()
        return float(gap[9:].mean() - lam @ gap[:9])

    left = []
    for place, name in enumerate(wide.index):
        left.append(effect(wide.drop(name), np.delete(omega, place) if place < 7 else omega))
    count = len(left)
    expected = np.sqrt((count - 1) / count * np.sum((np.array(left) - np.mean(left)) ** 2))
    assert found.effects.row("overall")["std_error"] == pytest.approx(expected, rel=1e-10)
    assert found.effects.cov is not None
    assert found.effects.cov.loc["overall", "cohort:9"] == pytest.approx(expected**2)


def test_draws_are_repeatable_and_seeded() -> None:
    cohorts = (7, 10)
    data = long(wide_panel(6, cohorts=cohorts), cohorts)
    one, two = fit(data, draws=20), fit(data.sample(frac=1, random_state=2), draws=20)
    pd.testing.assert_frame_equal(one.effects.table, two.effects.table)
    other = fit(data, draws=20, rng=np.random.default_rng(3))
    assert other.effects.row("overall")["std_error"] != one.effects.row("overall")["std_error"]


def test_both_ways_to_name_the_treated() -> None:
    data = long(wide_panel(7))
    data["on"] = (data["year"] >= data["cohort"]).astype(int)
    zero = data.assign(cohort=data["cohort"].fillna(0))
    endless = data.assign(cohort=data["cohort"].fillna(np.inf))
    expected = fit(data).effects.table
    pd.testing.assert_frame_equal(fit(data, cohort=None, treated="on").effects.table, expected)
    pd.testing.assert_frame_equal(fit(zero).effects.table, expected)
    pd.testing.assert_frame_equal(fit(endless).effects.table, expected)


def test_warnings_and_reasons() -> None:
    found = fit(long(wide_panel(8, donors=2)))
    assert found.effects.row("overall")["reason"] == "synthetic_placebo_too_few_donors"
    assert "estimate.synthetic_concentrated" in {problem.code for problem in warnings_of(found.effects.checks)}


def test_units_treated_too_early_are_left_out_by_name() -> None:
    cohorts = (0, 9)
    data = long(wide_panel(3, cohorts=cohorts), cohorts)
    data["cohort"] = data["cohort"].replace(0, 1)
    found = fit(data)
    row = found.effects.checks.set_index("diagnostic").loc["synthetic_early"]
    assert (row["verdict"], row["detail"]) == ("warning", "t0")
    expected = fit(data[data["place"] != "t0"]).effects.row("overall")
    assert found.effects.row("overall")["estimate"] == expected["estimate"]
    with pytest.raises(EstimationError, match="synthetic_too_few_before"):
        fit(data.assign(cohort=data["cohort"].where(data["cohort"] < 9)))


def test_refusals() -> None:
    data = long(wide_panel(9))
    with pytest.raises(EstimationError, match="synthetic_cohort_or_treated"):
        fit(data, cohort=None)
    with pytest.raises(EstimationError, match="synthetic_cohort_varies"):
        fit(data.assign(cohort=data["cohort"].where(data["year"] > 3)))
    with pytest.raises(EstimationError, match="synthetic_switched_off"):
        fit(data.assign(on=((data["place"] == "t0") & (data["year"] == 9)).astype(int)), cohort=None, treated="on")
    with pytest.raises(EstimationError, match="synthetic_treated_values"):
        fit(data.assign(on=2), cohort=None, treated="on")
    with pytest.raises(EstimationError, match="synthetic_no_treated"):
        fit(data.assign(cohort=np.nan))


@pytest.mark.slow
def test_placebo_intervals_cover() -> None:
    """120 worlds with an effect of 2; three binomial errors below 95 %, no upper limit (the errors are cautious)."""
    hits = 0
    for seed in range(120):
        row = fit(long(wide_panel(seed, donors=25, effect=2.0))).effects.row("overall")
        hits += row["conf_low"] < 2.0 < row["conf_high"]
    assert hits / 120 > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 120)
