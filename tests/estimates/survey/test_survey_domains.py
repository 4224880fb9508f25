"""Domains, missing values, covariances and stages against sums written out by hand.

Tolerance: the same sums in another order, so rounding only: 1e-10.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.survey.design import SurveyDesign, survey_design
from sxsh_eval.estimates.survey.means import survey_means, survey_ratios, survey_totals
from sxsh_eval.estimates.survey.stages import Floats
from sxsh_eval.estimates.survey.variance import score_covariance


def sample(seed: int = 3) -> pd.DataFrame:
    """Two-stage sample: 4 strata, 5 of 12 clusters in each, 3-6 of 9 rows in each cluster."""
    rng = np.random.default_rng(seed)
    rows = [
        {"h": h, "c": 100 * h + c, "u": u, "N": 12.0, "M": 9.0, "w": rng.uniform(2, 9)}
        for h in range(4)
        for c in range(5)
        for u in range(rng.integers(3, 7))
    ]
    data = pd.DataFrame(rows)
    size = len(data)
    data["y"] = rng.gamma(2, 10, size) + data["c"] % 7
    data["x"] = rng.gamma(3, 5, size)
    data["sector"] = rng.choice(["dệt", "giấy", "xi măng"], size)
    data["big"] = rng.random(size) < 0.4
    return data.sample(frac=1, random_state=1)


DATA = sample()
ONE = survey_design(DATA, weights="w", strata="h", clusters="c")
TWO = survey_design(DATA, weights="w", strata="h", clusters=["c", "u"], fpc=["N", "M"])


def by_hand(data: pd.DataFrame, scores: Floats, *, stages: int) -> Floats:
    """Covariance of sums of scores: first stage over strata, second over clusters."""
    z = pd.DataFrame(scores, index=data.index)
    total = np.zeros((z.shape[1], z.shape[1]))
    for _, stratum in data.groupby("h"):
        first = 5 / 12 if stages == 2 else 0.0
        clusters = z.loc[stratum.index].groupby(stratum["c"]).sum().to_numpy()
        total += (1 - first) * 5 * np.cov(clusters.T, bias=False).reshape(total.shape)
        for _, cluster in stratum.groupby("c") if stages == 2 else []:
            n = len(cluster)
            inner = np.cov(z.loc[cluster.index].to_numpy().T, bias=False).reshape(total.shape)
            total += first * (1 - n / 9) * n * inner
    return total


@pytest.mark.parametrize(("design", "stages"), [(ONE, 1), (TWO, 2)])
def test_covariance_over_the_stages(design: SurveyDesign, stages: int) -> None:
    scores = DATA[["y", "x"]].to_numpy() * DATA[["w"]].to_numpy()
    expected = by_hand(DATA, scores, stages=stages)
    assert np.allclose(score_covariance(design, scores), expected, rtol=1e-10)
    result = survey_totals(design, ["y", "x"])
    assert result.cov is not None
    assert np.allclose(result.cov, expected, rtol=1e-10)
    assert np.allclose(result.table["std_error"] ** 2, np.diag(expected), rtol=1e-10)


@pytest.mark.parametrize(("design", "stages"), [(ONE, 1), (TWO, 2)])
def test_domains_keep_the_whole_design(design: SurveyDesign, stages: int) -> None:
    result = survey_means(design, "y", by=["sector", "big"])
    assert result.table[["sector", "big"]].to_numpy().tolist() == [
        [sector, big] for sector in ("dệt", "giấy", "xi măng") for big in (False, True)
    ]
    scores = []
    for _, row in result.table.iterrows():
        inside = ((DATA["sector"] == row["sector"]) & (DATA["big"] == row["big"])).to_numpy()
        w = DATA["w"].to_numpy() * inside
        mean = (w * DATA["y"]).sum() / w.sum()
        assert np.isclose(row["estimate"], mean, rtol=1e-12)
        scores.append(w * (DATA["y"] - mean) / w.sum())
        clusters = DATA[inside].groupby(["h", "c"]).size()
        assert row["df"] == len(clusters) - clusters.index.get_level_values("h").nunique()
        assert row["n_obs"] == inside.sum()
    expected = by_hand(DATA, np.column_stack(scores), stages=stages)
    assert result.cov is not None
    assert np.allclose(result.cov, expected, rtol=1e-8, atol=1e-12)
    assert np.allclose(result.table["std_error"] ** 2, np.diag(expected), rtol=1e-10)


def test_one_domain_by_mask_and_by_name_equals_its_row() -> None:
    by = survey_ratios(TWO, "y", "x", by="big").table.iloc[1]
    for domain in ("big", DATA["big"], DATA["big"].to_numpy()):
        row = survey_ratios(TWO, "y", "x", domain=domain).table.iloc[0]
        assert np.allclose(
            row[["estimate", "std_error", "deff"]].astype(float), by[["estimate", "std_error", "deff"]].astype(float)
        )


def test_dropping_rows_instead_would_be_wrong() -> None:
    right = survey_totals(ONE, "y", domain="big").table["std_error"].iloc[0]
    small = DATA[DATA["big"] & ~DATA["c"].isin([1, 102])]
    dropped = survey_design(small, weights="w", strata="h", clusters="c")
    mask = DATA["big"] & ~DATA["c"].isin([1, 102])
    assert abs(survey_totals(dropped, "y").table["std_error"].iloc[0] / right - 1) > 0.02
    assert survey_totals(ONE, "y", domain=mask).table["std_error"].iloc[0] > 0


def test_a_ratio_is_linearised() -> None:
    w, y, x = (DATA[name].to_numpy() for name in ("w", "y", "x"))
    ratio = (w * y).sum() / (w * x).sum()
    expected = by_hand(DATA, (w * (y - ratio * x) / (w * x).sum())[:, None], stages=2)[0, 0]
    row = survey_ratios(TWO, "y", "x").table.iloc[0]
    assert np.allclose((row["estimate"], row["std_error"] ** 2), (ratio, expected), rtol=1e-10)


def test_missing_values_are_a_domain_with_a_warning() -> None:
    gaps = DATA.assign(y=DATA["y"].where(DATA["x"] > 8))
    design = survey_design(gaps, weights="w", strata="h", clusters="c")
    result = survey_means(design, "y")
    kept = survey_means(ONE, "y", domain=DATA["x"] > 8)
    assert result.table.equals(kept.table)
    assert result.checks["diagnostic"].tolist() == ["estimate.values_missing"]
    assert f"{(DATA['x'] <= 8).sum()} rows" in result.checks["detail"].iloc[0]
    with pytest.raises(EstimationError, match=r"estimate\.values_missing"):
        survey_means(design, "y", missing="refuse")


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("no_such_column", {"variables": "z"}),
        ("no_such_column", {"variables": "y", "by": "sectr"}),
        ("domain_not_boolean", {"variables": "y", "domain": "sector"}),
        ("empty_domain", {"variables": "y", "domain": np.zeros(len(DATA), dtype=bool)}),
        ("values_infinite", {"variables": "i"}),
        ("reserved_name", {"variables": "y", "by": "reason"}),
    ],
)
def test_refusals(code: str, arguments: dict[str, object]) -> None:
    design = survey_design(DATA.assign(i=np.inf, reason="r"), weights="w", strata="h", clusters="c")
    with pytest.raises(EstimationError, match=rf"estimate\.{code}"):
        survey_means(design, **arguments)  # type: ignore[arg-type]


def test_a_domain_of_another_table_is_refused() -> None:
    with pytest.raises(ValueError, match="index"):
        survey_means(ONE, "y", domain=DATA["big"].reset_index(drop=True))


def test_small_domains_give_reasons_not_numbers() -> None:
    data = DATA.assign(place=np.where(DATA["c"] == 1, "one cluster", "rest"), flat=1.0, nothing=0.0)
    design = survey_design(data, weights="w", strata="h", clusters="c")
    row = survey_means(design, "y", by="place").table.iloc[0]
    assert (row["df"], row["reason"]) == (0, "no_degrees_of_freedom")
    assert np.isnan([row["std_error"], row["conf_low"], row["conf_high"]]).all()
    assert survey_means(design, "flat").table["reason"].item() == "no_variation"
    assert survey_ratios(design, "y", "nothing").table["reason"].item() == "zero_denominator"
    wide = survey_means(design, "y", by="place", df="design").table.iloc[0]
    assert wide["reason"] == "no_variation", "one cluster alone shows no spread"


def test_a_census_has_no_sampling_error_and_says_why() -> None:
    data = DATA.assign(N=5.0, M=DATA.groupby("c")["u"].transform("size").astype(float))
    table = survey_means(survey_design(data, strata="h", clusters=["c", "u"], fpc=["N", "M"]), "y", by="sector").table
    assert (table["reason"] == "full_enumeration").all()
    assert (table["std_error"] == 0).all()
    assert (table["conf_low"] == table["estimate"]).all()
    assert np.allclose(table["estimate"], DATA.groupby("sector")["y"].mean(), rtol=1e-12)


def test_the_order_of_rows_does_not_matter() -> None:
    turned = DATA.iloc[::-1]
    other = survey_design(turned, weights="w", strata="h", clusters=["c", "u"], fpc=["N", "M"])
    mine, theirs = (survey_means(design, ["y", "sector"], by="big").table for design in (TWO, other))
    numbers = mine.select_dtypes("number").columns
    assert np.allclose(mine[numbers], theirs[numbers], rtol=1e-12)
    assert mine.drop(columns=numbers).equals(theirs.drop(columns=numbers))


@dataclass(frozen=True)
class Centring:
    """Post-stratification to one total: what is left of scores is their distance from the weighted mean."""

    weights: Floats

    def residuals(self, scores: Floats) -> Floats:
        weights = self.weights[:, None]
        return np.asarray(scores - weights * scores.sum(axis=0) / weights.sum())


def test_calibration_enters_every_variance() -> None:
    design = ONE.reweighted(ONE.weights * 2, Centring(ONE.weights * 2))
    w = DATA["w"].to_numpy() * 2
    mean = (w * DATA["y"]).sum() / w.sum()
    expected = by_hand(DATA, (w * (DATA["y"] - mean)).to_numpy()[:, None], stages=1)[0, 0]
    assert np.isclose(survey_totals(design, "y").table["std_error"].iloc[0] ** 2, expected, rtol=1e-10)
    result = survey_totals(design, "y", by="sector")
    assert result.cov is not None
    assert np.allclose(np.diag(result.cov), result.table["std_error"] ** 2, rtol=1e-10)


def test_estimates_under_the_common_contract() -> None:
    result = survey_means(ONE, "y", by=["sector", "big"])
    out = result.to_estimates(
        {"indicator": "intensity", "sector": "sector"}, unit="percent", source="survey", scale=100
    )
    assert out.table["sector"].tolist() == result.table["sector"].tolist()
    assert out.table["term"].tolist() == ["y|False", "y|True"] * 3
    assert np.allclose(out.table["conf_high"], 100 * result.table["conf_high"])
    assert out.table["n_obs"].tolist() == result.table["n_obs"].tolist()
    assert out.cov is not None
    assert result.cov is not None
    assert np.allclose(out.cov, 1e4 * result.cov)
    assert (out.table["evidence"] == "surveyed").all()
