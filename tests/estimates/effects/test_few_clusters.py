"""CR2 errors and Satterthwaite's degrees of freedom against R clubSandwich and the formulas written out.

Tolerances. clubSandwich prints twelve digits; both sides are direct linear algebra: 1e-9. With weights another root of
the same correction is taken there (docstring): 1 % of the errors.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import sqrtm

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.effects.clustered_design import LinearModel
from sxsh_eval.estimates.effects.few_clusters import ClusterInference, cr2_inference
from tests.estimates.effects.clustered_data import first_states, mpdta, panel, plain
from tests.reference_data import reference_file, reference_values


def agree(found: ClusterInference, known: dict[str, list[float]], rel: float) -> None:
    for term, values in known.items():
        row = found.table.row(term)
        numbers = [row["estimate"], row["std_error"], found.df[term], row["p_value"]]
        assert numbers[: len(values)] == pytest.approx(values, rel=rel)


def test_agreement_with_clubsandwich() -> None:
    known, data = reference_values("few_clusters"), mpdta()
    agree(cr2_inference(data, LinearModel("lemp", ("lpop", "d"), ("year",), "state")), known["mpdta_year"], 1e-9)
    small = cr2_inference(first_states(data, 12), LinearModel("lemp", ("d",), ("countyreal", "year"), "state"))
    agree(small, known["mpdta_county_year_12_states"], 1e-9)
    weighted = cr2_inference(data, LinearModel("lemp", ("lpop", "d"), ("year",), "state", "w"))
    agree(weighted, known["mpdta_year_weighted_target"], 1e-2)


def test_agreement_on_firms() -> None:
    data = pd.read_csv(reference_file("did/jtrain.csv")).dropna(subset=["lscrap"])
    model = LinearModel("lscrap", ("grant", "grant_1", "d88", "d89"), ("fcode",), "fcode")
    agree(cr2_inference(data, model), reference_values("few_clusters")["jtrain_firm"], 1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_formulas_written_out(seed: int) -> None:
    """All dummies explicit, weights by transformation, matrices of the full size."""
    data = panel(seed, clusters=7)
    model = LinearModel("y", ("treat", "x"), ("period",), "cluster", "w")
    y, z, cluster = plain(data, model)
    inverse = np.linalg.inv(z.T @ z)
    left = np.eye(len(y)) - z @ inverse @ z.T
    residual = left @ y
    vectors = {place: [] for place in range(2)}  # type: dict[int, list[np.ndarray]]
    variance = np.zeros(2)
    for group in range(7):
        rows = np.flatnonzero(cluster == group)
        adjust = np.linalg.inv(np.real(sqrtm(left[np.ix_(rows, rows)])))
        for place in range(2):
            weights = adjust @ (z[rows] @ inverse[:, place])
            variance[place] += (weights @ residual[rows]) ** 2
            vectors[place].append(left[:, rows] @ weights)
    found = cr2_inference(data, model)
    for place, term in enumerate(("treat", "x")):
        gram = np.array(vectors[place]) @ np.array(vectors[place]).T
        assert found.df[term] == pytest.approx(np.trace(gram) ** 2 / (gram**2).sum(), rel=1e-8)
        assert found.table.row(term)["std_error"] == pytest.approx(np.sqrt(variance[place]), rel=1e-8)
    assert found.table.cov is not None
    assert np.diag(found.table.cov) == pytest.approx(variance, rel=1e-8)


def test_effects_within_clusters_drop_out() -> None:
    data = panel(3, clusters=8)
    swept = cr2_inference(data, LinearModel("y", ("treat", "x"), ("unit", "period"), "cluster"))
    dummies = pd.get_dummies(data["unit"], prefix="unit", dtype=float).iloc[:, 1:]
    wide = data.join(dummies)
    explicit = cr2_inference(wide, LinearModel("y", ("treat", "x", *dummies.columns), ("period",), "cluster"))
    for term in ("treat", "x"):
        assert swept.table.row(term)["std_error"] == pytest.approx(explicit.table.row(term)["std_error"], rel=1e-6)
        assert swept.df[term] == pytest.approx(explicit.df[term], rel=1e-6)


def test_each_row_a_cluster_is_hc2() -> None:
    data = panel(3).assign(row=range(len(panel(3))))
    y, z, _ = plain(data, LinearModel("y", ("treat", "x"), (), "cluster"))
    inverse = np.linalg.inv(z.T @ z)
    residual = y - z @ inverse @ (z.T @ y)
    spread = residual**2 / (1 - np.einsum("ij,jk,ik->i", z, inverse, z))
    expected = np.sqrt(np.diag(inverse @ (z.T * spread) @ z @ inverse))[:2]
    found = cr2_inference(data, LinearModel("y", ("treat", "x"), (), "row"))
    assert found.table.table["std_error"].to_numpy() == pytest.approx(expected, rel=1e-9)


@pytest.mark.slow
def test_intervals_cover() -> None:
    """Ten clusters with shared shocks, no effect: 95 % within four binomial errors of 300 samples."""
    model = LinearModel("y", ("treat",), ("unit", "period"), "cluster")
    hits = 0
    for seed in range(300):
        row = cr2_inference(panel(seed, clusters=10), model).table.row("treat")
        hits += row["conf_low"] <= 0 <= row["conf_high"]
    assert abs(hits / 300 - 0.95) < 4 * np.sqrt(0.05 * 0.95 / 300)


def test_warnings() -> None:
    found = cr2_inference(panel(4, clusters=5), LinearModel("y", ("treat", "x"), ("unit", "period"), "cluster"))
    told = {problem.code for problem in warnings_of(found.checks)}
    assert told == {"estimate.cr2_few_degrees", "estimate.cr2_few_treated"}
    each = panel(4).assign(row=range(len(panel(4))))
    found = cr2_inference(each, LinearModel("y", ("treat", "x"), (), "row"))
    assert [problem.code for problem in warnings_of(found.checks)] == ["estimate.clusters_each_row"]


def test_refusals() -> None:
    with pytest.raises(EstimationError, match="clusters_one"):
        cr2_inference(panel(1).assign(cluster=0), LinearModel("y", ("treat",)))
    with pytest.raises(EstimationError, match="interval_level"):
        cr2_inference(panel(1), LinearModel("y", ("treat",)), level=95)
