"""What drives a result: shares of a linear toy model, ends of each driver, choice against nature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.programme.choice import estimate_choice_against_nature
from sxsh_eval.estimates.programme.tornado import estimate_tornado
from sxsh_eval.estimates.programme.values import Projection
from tests.estimates.drawn_projections import projection
from tests.letters import study

WEIGHTS = {"weak": 1.0, "strong": -3.0, "middle": 2.0}
NOISE = 1.5
TOTAL = sum(weight**2 for weight in WEIGHTS.values()) + NOISE**2


def linear(paths: int = 4000, seed: int = 1, shift: float = 0, name: str = "trial", **more: Any) -> Projection:
    """Adoption of 30 % plus a weighted sum of independent normal drivers, plus noise."""
    rng = np.random.default_rng(seed)
    drivers: dict[str, Any] = {key: rng.normal(size=paths) for key in WEIGHTS}
    share = 30 + shift + sum(weight * drivers[key] for key, weight in WEIGHTS.items())
    share = share + NOISE * rng.normal(size=paths)
    adopters = np.linspace(0.5, 1, 11) * 10 * share[:, None]
    totals: Mapping[str, Any] = {"establishments": 1000, "adopters": adopters, "energy_toe": adopters * 2}
    return projection(totals, drivers=drivers | more, name=name)


def test_shares_are_those_of_the_linear_model() -> None:
    made = estimate_tornado(linear(), study())
    for name, weight in WEIGHTS.items():
        row = made.row(f"share|trial|{name}")
        assert abs(row["estimate"] - 100 * weight**2 / TOTAL) < 3 * row["std_error"] + 0.3, name
        assert 0 < row["std_error"] < 3
    rest = made.row("share|trial|rest")
    assert abs(rest["estimate"] - 100 * NOISE**2 / TOTAL) < 3 * rest["std_error"] + 0.5
    shares = made.table.loc[made.table["term"].str.startswith("share|"), "estimate"]
    assert shares.sum() == pytest.approx(100)
    assert made.table["term"].tolist()[2::3][:3] == ["share|trial|strong", "share|trial|middle", "share|trial|weak"]


def test_ends_are_conditional_means() -> None:
    """Mean of a standard normal in its upper tenth: density at the quantile over a tenth."""
    made = estimate_tornado(linear(20_000), study())
    tail = norm.pdf(norm.ppf(0.9)) / 0.1
    for name, weight in WEIGHTS.items():
        for end, sign in (("low", -1), ("high", 1)):
            row = made.row(f"{end}|trial|{name}")
            assert abs(row["estimate"] - (30 + sign * weight * tail)) < 4 * row["std_error"], (name, end)
    assert made.row("middle|trial|all")["estimate"] == pytest.approx(30, abs=0.15)
    mean = made.row("mean|trial|all")
    assert abs(mean["estimate"] - 30) < 4 * mean["std_error"]
    assert mean["std_error"] == pytest.approx(np.sqrt(TOTAL / 20_000), rel=0.03)


def test_errors_are_those_of_repeated_draws() -> None:
    found = [estimate_tornado(linear(500, seed), study()).row("share|trial|strong") for seed in range(40)]
    spread = np.std([row["estimate"] for row in found], ddof=1)
    stated = np.mean([row["std_error"] for row in found])
    assert 0.7 < stated / spread < 1.4


def test_a_curved_effect_is_seen_and_order_of_magnitude_does_not_matter() -> None:
    rng = np.random.default_rng(4)
    drawn = rng.lognormal(0, 2, 3000)
    share = 20 + np.log(drawn) ** 2
    totals: dict[str, Any] = {"establishments": 1000, "adopters": np.linspace(0, 10, 11) * share[:, None]}
    made = estimate_tornado(projection(totals, drivers={"curved": drawn, "idle": rng.normal(size=3000)}), study())
    assert made.row("share|trial|curved")["estimate"] > 99
    assert abs(made.row("share|trial|idle")["estimate"]) < 1


def test_other_outcomes_and_years() -> None:
    drawn = linear()
    made = estimate_tornado(drawn, study(), outcome="energy_toe", year=2025)
    row = made.row("middle|trial|all")
    assert (row["unit"], row["period"], row["indicator"]) == ("toe", "2025", "energy_toe")
    assert row["estimate"] == pytest.approx(30 * 10 * 2 * 0.75, rel=0.01)


def test_drivers_drawn_together_are_told_and_fixed_ones_left_out() -> None:
    twin = np.random.default_rng(1).normal(size=4000)  # the first driver again
    made = estimate_tornado(linear(twin=twin, fixed=np.ones(4000)), study())
    checks = made.checks.set_index("diagnostic")
    assert checks.loc["tornado_correlated", "detail"] == "weak-twin"
    assert checks.loc["tornado_correlated", "verdict"] == "warning"
    assert not made.table["term"].str.contains("fixed").any()


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        (linear(50), "estimate.tornado_few_paths"),
        (projection({"establishments": np.full((200, 1), 10.0), "adopters": 5}), "estimate.tornado_no_spread"),
    ],
)
def test_refusals(drawn: Projection, code: str) -> None:
    with pytest.raises(EstimationError) as caught:
        estimate_tornado(drawn, study())
    assert caught.value.problems[0].code == code


def test_choice_against_nature_by_hand() -> None:
    """Three scenarios 10 points apart: variance 200 / 3 between them, that of the draws within each."""
    drawn = [linear(shift=10 * at, name=f"s{at}") for at in range(3)]
    made = estimate_choice_against_nature(drawn, study())
    choice, nature, together = (made.row(f"share|{name}") for name in ("choice", "nature", "together"))
    expected = 100 * (200 / 3) / (200 / 3 + TOTAL)
    assert abs(choice["estimate"] - expected) < 4 * choice["std_error"]
    assert together["estimate"] == pytest.approx(0, abs=1e-4)
    assert choice["estimate"] + nature["estimate"] + together["estimate"] == pytest.approx(100)


def test_one_scenario_is_no_choice() -> None:
    with pytest.raises(EstimationError):
        estimate_choice_against_nature([linear()], study())
