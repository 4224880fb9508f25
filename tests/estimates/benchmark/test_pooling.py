"""Random-effects pooling: a published meta-analysis, hand computations, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.benchmark.pooling import Pooled, pool_effects

BCG = (
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
)  # fmt: skip
"""Cases, others, of the vaccinated and of controls: Colditz et al. (1994), JAMA 271, 698-702, thirteen trials."""


def pool(y: object, variance: object, level: float = 0.95) -> Pooled:
    effects = pd.DataFrame({"effect": y, "variance": variance, "n": 1.0})
    return pool_effects(effects, indicator="i", unit="log_points", evidence="caused", source="s", level=level)


def bcg() -> Pooled:
    a, b, c, d = np.array(BCG, dtype=float).T
    return pool(np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def test_log_risk_ratios_of_the_bcg_vaccine() -> None:
    """Values that the R package metafor is tested with (test against Stata's metan, log risk ratios)."""
    found = bcg()
    laird, fixed = found.table.row("pooled_dl"), found.table.row("pooled_fixed")
    assert (laird["estimate"], laird["conf_low"], laird["conf_high"]) == pytest.approx(
        (-0.7141, -1.0644, -0.3638), abs=5e-5
    )
    assert laird["estimate"] / laird["std_error"] == pytest.approx(-3.9952, abs=5e-5)
    assert (fixed["estimate"], fixed["conf_low"], fixed["conf_high"]) == pytest.approx(
        (-0.4303, -0.5097, -0.3509), abs=5e-5
    )
    assert found.q == pytest.approx(152.2330, abs=5e-5)
    assert found.i2 == pytest.approx(92.1173, abs=5e-4)
    assert found.tau2 == pytest.approx(0.3181, abs=5e-5)  # metafor's iterated moments, the solution of Q(tau2) = k - 1


def test_paule_mandel_solves_its_equation() -> None:
    a, b, c, d = np.array(BCG, dtype=float).T
    y = np.log(a / (a + b) / (c / (c + d)))
    weights = 1 / (1 / a - 1 / (a + b) + 1 / c - 1 / (c + d) + bcg().tau2)
    mean = weights @ y / weights.sum()
    assert weights @ (y - mean) ** 2 == pytest.approx(12, abs=1e-4)


def test_equal_variances_by_hand() -> None:
    y = np.array([1.0, 2.0, 3.0, 6.0])
    found = pool(y, np.full(4, 0.5))
    spread = y.var(ddof=1)  # with equal variances both estimators are the moments of y
    row = found.table.row("pooled")
    assert found.tau2 == pytest.approx(spread - 0.5, rel=1e-5)
    assert row["estimate"] == pytest.approx(3)
    error = np.sqrt(spread / 4)
    assert row["std_error"] == pytest.approx(error, rel=1e-5)
    assert row["conf_high"] == pytest.approx(3 + stats.t.ppf(0.975, 3) * error, rel=1e-5)
    ahead = found.table.row("next_province")
    reach = stats.t.ppf(0.975, 2) * np.sqrt(found.tau2 + error**2)
    assert ahead["conf_low"] == pytest.approx(3 - reach, rel=1e-5)
    assert found.q == pytest.approx(3 * spread / 0.5)


def test_provinces_that_agree_have_no_variance_and_no_false_precision() -> None:
    found = pool([-0.1, -0.1, -0.1, -0.1], [0.01, 0.02, 0.01, 0.02])
    assert found.tau2 == pytest.approx(0)
    assert found.i2 == 0
    row, wald = found.table.row("pooled"), found.table.row("pooled_wald")
    assert row["estimate"] == pytest.approx(-0.1)
    assert row["std_error"] == pytest.approx(wald["std_error"])  # plain Hartung-Knapp would say 0
    assert row["conf_high"] - row["conf_low"] > wald["conf_high"] - wald["conf_low"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.01, 1)), min_size=3, max_size=12), st.floats(-2, 2))
def test_the_pooled_effect_moves_with_its_parts(parts: list[tuple[float, float]], shift: float) -> None:
    y, variance = np.array(parts).T
    one, other = pool(y, variance), pool(y + shift, variance)
    assert other.table.row("pooled")["estimate"] == pytest.approx(one.table.row("pooled")["estimate"] + shift, abs=1e-5)
    assert y.min() - 1e-9 <= one.table.row("pooled")["estimate"] <= y.max() + 1e-9
    assert one.table.row("pooled")["std_error"] >= one.table.row("pooled_wald")["std_error"] * (1 - 1e-9)


@pytest.mark.parametrize(
    ("y", "variance", "code"),
    [
        ([1, 2], [1, 1], "pool_too_few"),
        ([1, 2, 3], [1, 0, 1], "pool_variance"),
        ([1, 2, np.nan], [1, 1, 1], "pool_variance"),
    ],
)
def test_what_cannot_be_pooled_is_refused(y: list[float], variance: list[float], code: str) -> None:
    with pytest.raises(EstimationError) as raised:
        pool(y, variance)
    assert raised.value.problems[0].code == f"estimate.{code}"
