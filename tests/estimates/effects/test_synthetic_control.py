"""Synthetic control: recovery, brute-force inference, refusals.

Tolerances. Weights of a noiseless mixture come back to 1e-6, as the tie-breaking ridge (1e-12 of the variance) moves
them; intervals are compared with a scan in steps of 0.005, hence to 0.011.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.placebo import PlaceboSet, constant_effect_interval, critical, rank_p_value
from sxsh_eval.estimates.effects.synthetic_control import SyntheticControl, synthetic_control
from tests.reference_data import reference_file

BEFORE, PERIODS = 12, 18


def panel(seed: int = 0, *, donors: int = 24, effect: float = 0.0, own: float = 0.25) -> pd.DataFrame:
    """Donors with three factors; the treated unit is 0.6, 0.3, 0.1 of the first three donors, plus noise."""
    rng = np.random.default_rng(seed)
    factors, loads = rng.normal(size=(3, PERIODS)).cumsum(axis=1), rng.uniform(0, 2, size=(donors, 3))
    values = 20 + loads @ factors + rng.normal(size=(donors, PERIODS)) * 0.5
    mixture = np.array([0.6, 0.3, 0.1]) @ values[:3] + rng.normal(size=PERIODS) * own
    mixture[BEFORE:] += effect
    wide = pd.DataFrame(np.vstack([values, mixture]), index=[*(f"d{i:02d}" for i in range(donors)), "one"])
    wide.columns = pd.RangeIndex(2000, 2000 + PERIODS)
    return wide.rename_axis("place").reset_index().melt("place", var_name="year", value_name="y").astype({"year": int})


def fit(data: pd.DataFrame, **options: Any) -> SyntheticControl:
    kwargs: dict[str, Any] = {"treated_unit": "one", "treated_from": 2000 + BEFORE} | options
    return synthetic_control(data, outcome="y", unit="place", time="year", **kwargs)


def test_a_mixture_is_recognised() -> None:
    found = fit(panel(own=0.0, effect=-3.0))
    np.testing.assert_allclose(found.weights[["d00", "d01", "d02"]], [0.6, 0.3, 0.1], atol=1e-6)
    assert found.effects.row("overall")["estimate"] == pytest.approx(-3.0, abs=1e-5)


def test_effect_and_rank() -> None:
    found = fit(panel(3, effect=-4.0))
    row = found.effects.row("overall")
    assert row["conf_low"] < -4.0 < row["conf_high"] < 0
    assert row["p_value"] == pytest.approx(1 / 25)
    assert found.path.loc[2012:, "gap"].mean() == pytest.approx(row["estimate"])
    assert abs(found.left_out.mean() - row["estimate"]) < 2


def scan(placebos: PlaceboSet, level: float, kind: Any) -> tuple[float, float]:
    """Interval by trying effects one by one."""
    centre = placebos.after[0].mean()
    inside = []
    for value in np.linspace(centre - 20, centre + 20, 8001):
        moved = placebos.gaps.copy()
        moved[0, placebos.before :] -= value
        if rank_p_value(PlaceboSet(moved, placebos.before).statistics(kind)) > 1 - level + 1e-9:
            inside.append(value)
    return min(inside), max(inside)


@pytest.mark.parametrize("kind", ["rmspe_ratio", "mean_ratio"])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_interval_is_the_inverted_test(kind: Any, level: float) -> None:
    rng = np.random.default_rng(5)
    gaps = rng.normal(size=(30, PERIODS))
    gaps[0, BEFORE:] = gaps[0, BEFORE:] * 0.3 - 2
    placebos = PlaceboSet(gaps, BEFORE)
    interval, reason = constant_effect_interval(placebos, level, kind)
    assert reason == ""
    assert interval == pytest.approx(scan(placebos, level, kind), abs=0.011)


def test_the_test_has_its_size() -> None:
    """Exchangeable gaps: with 19 donors the treated unit is first once in twenty times; 3 binomial errors."""
    rng = np.random.default_rng(11)
    first = [
        rank_p_value(PlaceboSet(rng.normal(size=(20, 9)), 5).statistics("rmspe_ratio")) <= 0.05 for _ in range(2000)
    ]
    assert np.mean(first) == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 2000))


def test_few_donors_give_a_reason_instead_of_bounds() -> None:
    assert critical(np.arange(18.0), 0.95) == float("inf")
    found = fit(panel(donors=10))
    row = found.effects.row("overall")
    assert np.isnan(row["conf_low"])
    assert row["reason"] == "synthetic_too_few_donors_for_level"
    assert row["p_value"] >= 1 / 11


def test_an_effect_that_grows_has_no_constant() -> None:
    gaps = np.random.default_rng(2).normal(size=(25, PERIODS))
    gaps[0, BEFORE:] = np.arange(PERIODS - BEFORE) * 10.0
    assert constant_effect_interval(PlaceboSet(gaps, BEFORE), 0.95, "rmspe_ratio") == (
        None,
        "synthetic_effect_not_constant",
    )


def test_order_of_rows_does_not_matter() -> None:
    data = panel(4)
    one, two = fit(data), fit(data.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(one.effects.table, two.effects.table)
    pd.testing.assert_series_equal(one.weights, two.weights)


def test_predictors_with_importance() -> None:
    data = panel(6, own=0.05)
    data["x"] = data["y"] * 2 + 1
    lags = [("y", [2000 + place]) for place in range(BEFORE)]
    alike = fit(data, predictors=lags)
    assert alike.fit < 1
    only = fit(data, predictors=["x", ("y", [2003, 2004])], importance={"x": 1.0})
    means = data[data["year"] < 2012].groupby("place")["x"].mean()
    assert only.weights @ means[only.weights.index] == pytest.approx(means["one"], rel=1e-4)
    with pytest.raises(EstimationError, match="synthetic_importance"):
        fit(data, predictors=["x"], importance={"z": 1.0})
    with pytest.raises(EstimationError, match="synthetic_predictor_late"):
        fit(data, predictors=[("y", [2015])])


def codes(found: SyntheticControl) -> set[str]:
    return {problem.code for problem in warnings_of(found.effects.checks)}


def test_a_unit_outside_the_hull_is_told() -> None:
    data = panel()
    data.loc[data["place"] == "one", "y"] += 100
    found = fit(data)
    assert "estimate.synthetic_outside_hull" in codes(found)
    row = found.effects.checks.set_index("diagnostic").loc["synthetic_outside_hull"]
    assert row["statistic"] > 80
    assert "estimate.synthetic_outside_hull" not in codes(fit(panel(own=0.01)))


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("synthetic_unknown_unit", {"treated_unit": "two"}),
        ("synthetic_no_treated", {"treated_from": 2100}),
        ("synthetic_too_few_before", {"treated_from": 2001}),
        ("interval_level", {"level": 95}),
    ],
)
def test_refusals_of_the_call(code: str, change: dict[str, Any]) -> None:
    with pytest.raises(EstimationError, match=code):
        fit(panel(), **change)


def test_refusals_of_the_data() -> None:
    data = panel()
    with pytest.raises(EstimationError, match="synthetic_no_donors"):
        fit(data[data["place"].isin(["one", "d00"])])
    with pytest.raises(EstimationError, match="synthetic_repeats"):
        fit(pd.concat([data, data.head(1)]))
    with pytest.raises(EstimationError, match="synthetic_treated_gaps"):
        fit(data[(data["place"] != "one") | (data["year"] != 2003)])
    with pytest.raises(EstimationError, match="columns_missing"):
        fit(data.drop(columns="y"))
    with pytest.raises(EstimationError, match="not_numeric"):
        fit(data.astype({"y": str}))
    with pytest.raises(EstimationError, match="not_finite"):
        fit(data.assign(y=data["y"].where(data["year"] != 2001, np.inf)))
    gaps = fit(data[(data["place"] != "d05") | (data["year"] != 2003)])
    assert "estimate.synthetic_donor_gaps" in codes(gaps)
    assert "d05" not in gaps.weights.index


def test_california() -> None:
    """Exact weights on all outcomes before 1989; the published five states carry the mixture (Abadie et al. 2010)."""
    data = pd.read_csv(reference_file("synth/california_prop99.csv"), sep=";")
    names = {"outcome": "PacksPerCapita", "unit": "State", "time": "Year"}
    found = synthetic_control(data, **names, treated_unit="California", treated_from=1989)  # type: ignore[arg-type]
    largest = set(found.weights.index[:5])
    assert largest == {"Utah", "Montana", "Nevada", "Connecticut", "New Hampshire"}
    assert found.effects.row("overall")["estimate"] == pytest.approx(-19.5136, abs=1e-4)
    assert found.fit == pytest.approx(1.6564, abs=1e-4)
    assert len(found.placebos) == 39
