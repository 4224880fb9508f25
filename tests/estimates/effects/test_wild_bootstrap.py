"""Wild cluster bootstrap against brute force, wildboottest and its level under the hypothesis.

Tolerances. Brute force refits every sign pattern with all dummies: p values are counts and must be equal. wildboottest
prints six digits and counts no ties over all patterns; its Webb p value has a simulation error of 0.0016.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.clustered_design import LinearModel, clustered_design
from sxsh_eval.estimates.effects.wild_bootstrap import wild_cluster_bootstrap
from sxsh_eval.estimates.effects.wild_statistics import drawn, statistics
from tests.estimates.effects.clustered_data import Array, first_states, mpdta, panel, plain
from tests.reference_data import reference_values

TWO_WAY = LinearModel("y", ("treat", "x"), ("unit", "period"), "cluster")


def student(y: Array, z: Array, cluster: Array, null: float) -> float:
    """Studentised first coefficient with clustered errors, without small-sample factor."""
    beta = np.linalg.lstsq(z, y, rcond=None)[0]
    lever = np.linalg.pinv(z)[0]
    scores = np.bincount(cluster, lever * (y - z @ beta))
    return float((beta[0] - null) / np.sqrt(scores @ scores))


def brute(data: pd.DataFrame, model: LinearModel, null: float, signs: Array) -> float:
    """p value by refitting each of the bootstrap samples."""
    y, z, cluster = plain(data, model)
    rest = z[:, 1:]
    shifted = y - null * z[:, 0]
    residual = shifted - rest @ np.linalg.lstsq(rest, shifted, rcond=None)[0]
    own = abs(student(y, z, cluster, null))
    found = [abs(student(y - residual + v[cluster] * residual, z, cluster, null)) for v in signs.T]
    return float(np.mean(np.array(found) >= own * (1 - 1e-8)))


def all_signs(count: int) -> Array:
    return np.array(list(itertools.product([-1.0, 1.0], repeat=count))).T


@pytest.mark.parametrize("null", [0.0, 0.7])
@pytest.mark.parametrize(
    "model",
    [
        TWO_WAY,
        LinearModel("y", ("treat",), ("unit", "period"), "cluster", "w"),
        LinearModel("y", ("treat", "x"), (), "cluster"),
        LinearModel("y", ("treat", "x"), ("period",), "cluster", "w"),
    ],
)
def test_all_patterns_by_brute_force(model: LinearModel, null: float) -> None:
    data = panel(3, effect=0.5)
    found = wild_cluster_bootstrap(data, model, "treat", null=null)
    assert found.enumerated
    assert found.draws == 64
    assert found.p_value == brute(data, model, null, all_signs(6))


def test_random_draws_by_brute_force() -> None:
    data = panel(5, clusters=14, effect=0.5)
    found = wild_cluster_bootstrap(data, TWO_WAY, "treat", draws=39, kind="webb", rng=np.random.default_rng(8))
    assert not found.enumerated
    assert found.p_value == brute(data, TWO_WAY, 0.0, drawn(14, 39, "webb", np.random.default_rng(8)))


def test_interval_holds_what_is_not_rejected() -> None:
    data = panel(6, clusters=9, effect=1.0)
    found = wild_cluster_bootstrap(data, TWO_WAY, "treat", level=0.9)
    low, high = found.interval
    width = 1e-6 * (high - low)
    for inside, outside in ((low + width, low - width), (high - width, high + width)):
        assert brute(data, TWO_WAY, inside, all_signs(9)[:, :256]) > 0.1
        assert brute(data, TWO_WAY, outside, all_signs(9)[:, :256]) <= 0.1


def test_statistic_is_that_of_clustered_errors() -> None:
    """CRV1 with all dummies outside clusters counted, those of units (inside) not."""
    data = panel(3)
    y, z, cluster = plain(data, TWO_WAY)
    beta = np.linalg.lstsq(z, y, rcond=None)[0]
    scores = np.bincount(cluster, np.linalg.pinv(z)[0] * (y - z @ beta))
    factor = 6 / 5 * (len(y) - 1) / (len(y) - 2 - 4)
    row = wild_cluster_bootstrap(data, TWO_WAY, "treat").table.row("treat")
    assert row["estimate"] == pytest.approx(beta[0], rel=1e-10)
    assert row["std_error"] == pytest.approx(np.sqrt(factor * scores @ scores), rel=1e-10)


def test_agreement_with_wildboottest() -> None:
    data = first_states(mpdta(), 10)
    known = reference_values("few_clusters")["wildboottest"]
    model = LinearModel("lemp", ("d", "lpop"), ("year",), "state")
    found = wild_cluster_bootstrap(data, model, "d")
    assert found.statistic == pytest.approx(known["d"]["statistic"], abs=1e-6)
    assert found.p_value - 2 / 1024 == pytest.approx(known["d"]["p_enumerated_without_ties"], abs=1e-6)
    certain = wild_cluster_bootstrap(data, model, "lpop")
    assert certain.statistic == pytest.approx(known["lpop"]["statistic"], abs=1e-6)
    assert certain.p_value == pytest.approx(known["lpop"]["p_enumerated"], abs=1e-6)
    webb = wild_cluster_bootstrap(data, model, "d", kind="webb", draws=99_999)
    assert webb.p_value == pytest.approx(known["d"]["p_webb_99999"], abs=4 * np.sqrt(2) * 0.0016)


def test_order_of_rows_and_seeds() -> None:
    data = panel(5, clusters=14)
    one = wild_cluster_bootstrap(data, TWO_WAY, "treat")
    other = wild_cluster_bootstrap(data.sample(frac=1, random_state=1), TWO_WAY, "treat")
    assert one.p_value == other.p_value
    assert one.interval == pytest.approx(other.interval, rel=1e-8)
    named = data.assign(cluster=data["cluster"].map(lambda code: f"province {code:02d}"))
    assert wild_cluster_bootstrap(named, TWO_WAY, "treat").p_value == one.p_value


@pytest.mark.slow
def test_level_under_the_hypothesis() -> None:
    """Nine clusters with shared shocks: 5 % within four binomial errors of 400 samples; normal errors reject more."""
    bootstrap = normal = 0
    for seed in range(400):
        found = wild_cluster_bootstrap(panel(seed, clusters=9), TWO_WAY, "treat")
        bootstrap += found.p_value <= 0.05
        normal += abs(found.statistic) > 1.96
    assert abs(bootstrap / 400 - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 400)
    assert normal / 400 > 0.08


def test_other_values_need_no_new_draws() -> None:
    """Statistics as functions of the hypothesised value equal those of fresh computations."""
    design = clustered_design(panel(2), TWO_WAY)
    signs = all_signs(6)
    found = statistics(design, 0, signs, ties=True)
    for null in (-1.0, 0.3):
        assert found.p_value(null) == brute(panel(2), TWO_WAY, null, signs)


def refused(data: pd.DataFrame, model: LinearModel = TWO_WAY, term: str = "treat", **options: object) -> str:
    with pytest.raises(EstimationError) as caught:
        wild_cluster_bootstrap(data, model, term, **options)  # type: ignore[arg-type]
    assert "cần:" in str(caught.value)
    return caught.value.problems[0].code.removeprefix("estimate.")


def test_refusals() -> None:
    data = panel(1)
    assert refused(data.drop(columns="x")) == "columns_missing"
    assert refused(data, term="size") == "columns_missing"
    assert refused(data.assign(x=data["x"].where(data["unit"] > 0))) == "clusters_not_finite"
    assert refused(data.assign(x=np.inf)) == "clusters_not_finite"
    assert refused(data.assign(cluster=1)) == "clusters_one"
    assert refused(data.assign(x=2 * data["treat"] + data["unit"])) == "clusters_collinear"
    assert refused(data.assign(x=data["unit"] % 2)) == "clusters_collinear"
    assert refused(data.assign(w=0), LinearModel("y", ("treat",), (), "cluster", "w")) == "clusters_weights"
    exact = pd.DataFrame({"y": [0.0, 1.0, 3.0], "treat": [0.0, 1.0, 0.0], "x": [0.0, 0.0, 1.0], "cluster": [1, 2, 3]})
    assert refused(exact, LinearModel("y", ("treat", "x"), (), "cluster")) == "clusters_no_degrees"
    many = pd.DataFrame({"y": range(4000), "treat": np.arange(4000) % 3, "unit": np.arange(4000) // 2})
    crossed = many.assign(cluster=np.arange(4000) % 2)
    assert refused(crossed, LinearModel("y", ("treat",), ("unit",), "cluster")) == "clusters_many_effects"
    assert refused(data, draws=0) == "bootstrap_draws"
    assert refused(data, kind="normal") == "bootstrap_kind"
    assert refused(data, level=2) == "interval_level"


def told(data: pd.DataFrame) -> set[str]:
    found = wild_cluster_bootstrap(data, TWO_WAY, "treat")
    return {problem.code.removeprefix("estimate.") for problem in warnings_of(found.checks)}


def test_warnings_and_open_intervals() -> None:
    few = panel(4, clusters=4)
    assert told(few) == {"bootstrap_few_patterns", "bootstrap_few_treated"}
    found = wild_cluster_bootstrap(few, TWO_WAY, "treat")
    assert found.p_value >= 2 / 16
    assert found.interval == (-np.inf, np.inf)
    assert found.table.row("treat")["reason"] == "bootstrap_open"
    assert told(panel(4, clusters=9)) == set()
