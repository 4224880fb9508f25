"""Rao-Scott tests against R's survey (1e-6 relative: the references are printed with 8 digits) and identities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.survey.association import rao_scott_test
from sxsh_eval.estimates.survey.design import survey_design
from tests.estimates.survey.api_designs import api_design
from tests.reference_data import reference_values

R = reference_values("survey_models")["rao_scott"]


@pytest.mark.parametrize("name", ["strat", "clus1"])
def test_f_form_agrees_with_r(name: str) -> None:
    got = rao_scott_test(api_design(name), "sch.wide", "stype")
    expected = R[name]
    assert got.f == pytest.approx(expected["f"], rel=1e-6)
    assert (got.df1, got.df2) == pytest.approx((expected["df1"], expected["df2"]), rel=1e-6)
    assert got.p_f == pytest.approx(expected["p"], rel=1e-6)


def test_rows_and_columns_may_change_places() -> None:
    design = api_design("clus1")
    one, other = rao_scott_test(design, "sch.wide", "stype"), rao_scott_test(design, "stype", "sch.wide")
    assert one.p_f == pytest.approx(other.p_f, rel=1e-9)
    np.testing.assert_allclose(one.table, other.table.T)


def test_simple_sample_is_pearson_s_test() -> None:
    """Independent rows: design effects are n / (n - 1) times what sampling alone gives, and X2 is Pearson's."""
    rng = np.random.default_rng(2)
    data = pd.DataFrame({"a": rng.choice(list("xyz"), 4000), "b": rng.choice(list("uv"), 4000), "w": 1.0})
    got = rao_scott_test(survey_design(data, weights="w"), "a", "b")
    peer = chi2_contingency(pd.crosstab(data["a"], data["b"]), correction=False)
    assert got.chisq == pytest.approx(peer.statistic, rel=1e-9)
    assert got.df == peer.dof
    np.testing.assert_allclose(got.design_effects, 1, atol=0.05)
    assert got.p_chisq == pytest.approx(peer.pvalue, abs=0.02)


def test_clusters_copied_ten_times_have_design_effects_of_ten() -> None:
    rng = np.random.default_rng(4)
    once = pd.DataFrame({"a": rng.choice(list("xyz"), 500), "b": rng.choice(list("uv"), 500), "w": 1.0})
    data = pd.concat([once.assign(village=np.arange(500))] * 10, ignore_index=True)
    simple = rao_scott_test(survey_design(once, weights="w"), "a", "b")
    clustered = rao_scott_test(survey_design(data, weights="w", clusters="village"), "a", "b")
    np.testing.assert_allclose(clustered.design_effects, 10 * simple.design_effects, rtol=1e-9)
    assert clustered.f == pytest.approx(simple.f, rel=1e-9)


@pytest.mark.slow
def test_size_under_clustering() -> None:
    """400 surveys of 40 clusters without association: the corrected test rejects near 5 %, Pearson's far more."""
    rng = np.random.default_rng(11)
    corrected, naive = [], []
    for _ in range(400):
        village = np.repeat(np.arange(40), 15)
        a = rng.random(600) < np.repeat(rng.beta(1, 1, 40), 15)
        b = rng.random(600) < np.repeat(rng.beta(1, 1, 40), 15)
        data = pd.DataFrame({"a": a, "b": b, "village": village, "w": 1.0})
        corrected.append(rao_scott_test(survey_design(data, weights="w", clusters="village"), "a", "b").p_f < 0.05)
        naive.append(chi2_contingency(pd.crosstab(a, b), correction=False).pvalue < 0.05)
    assert np.mean(corrected) < 0.09  # 0.05 + 3.7 standard errors of 400 trials
    assert np.mean(naive) > 0.14  # 0.21 - 3.4 standard errors


def test_refusals_are_named() -> None:
    data = pd.DataFrame({"a": ["x"] * 20, "b": ["u", "v"] * 10, "w": 1.0})
    with pytest.raises(EstimationError, match=r"estimate\.constant_covariate"):
        rao_scott_test(survey_design(data, weights="w"), "a", "b")
    alone = pd.DataFrame({"a": list("xyzt"), "b": list("uvrs"), "w": 1.0})
    with pytest.raises(EstimationError, match=r"estimate\.empty_table"):
        rao_scott_test(survey_design(alone, weights="w"), "a", "b")


def test_missing_values_are_outside_the_domain() -> None:
    design = api_design("clus1")
    holes = design.data["stype"].mask(design.data["stype"] == "M")
    got = rao_scott_test(
        survey_design(design.data.assign(stype=holes), clusters="dnum", weights="pw", fpc="fpc"), "sch.wide", "stype"
    )
    assert list(got.table.columns) == ["E", "H"]
    assert got.n_obs == int(holes.notna().sum())
    assert list(got.checks["diagnostic"]) == ["rao_scott_f", "rao_scott_chisq"]
