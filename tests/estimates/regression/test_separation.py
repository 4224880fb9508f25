"""Separation: textbook cases, and agreement of the linear program with what the likelihood does."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.regression.model_matrix import model_matrix
from sxsh_eval.estimates.regression.separation import (
    constant_levels,
    detect_separation,
    is_certified_finite,
    refuse_separated,
)


def matrix_of(**columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(columns, dtype=float)
    frame.insert(0, "(Intercept)", 1.0)
    return frame


X = np.array([1.0, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    ("outcome", "kind", "count"),
    [([0, 0, 0, 1, 1, 1], "complete", 6), ([1, 1, 1, 0, 0, 0], "complete", 6), ([0, 0, 1, 0, 1, 1], "none", 0)],
)
def test_one_number(outcome: list[int], kind: str, count: int) -> None:
    got = detect_separation(matrix_of(x=X), np.array(outcome, dtype=float))
    assert (got.kind, got.n_separated) == (kind, count)
    assert ("x" in got.columns) == (kind != "none")


def test_tie_at_the_border_is_quasi_complete() -> None:
    got = detect_separation(matrix_of(x=[1, 2, 3, 3, 4, 5]), np.array([0.0, 0, 0, 1, 1, 1]))
    assert (got.kind, got.n_separated) == ("quasi", 4)


def test_scale_and_duplicates_do_not_matter() -> None:
    outcome = np.array([0.0, 0, 0, 1, 1, 1])
    got = detect_separation(matrix_of(x=np.tile(X, 3) * 1e9 + 1e7), np.tile(outcome, 3))
    assert (got.kind, got.n_separated) == ("complete", 18)


def test_only_a_combination_separates() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 60))
    outcome = (a + 2 * b > 0).astype(float)
    got = detect_separation(matrix_of(a=a, b=b), outcome)
    assert got.kind == "complete"
    assert {"a", "b"} <= set(got.columns)
    assert detect_separation(matrix_of(a=a), outcome).kind == "none"


def sectors() -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(4)
    data = pd.DataFrame({"sector": rng.choice(list("ABCD"), 200, p=[0.4, 0.3, 0.2, 0.1]), "age": rng.normal(size=200)})
    return data, (rng.random(200) < 0.5).astype(float)


@pytest.mark.parametrize("level", ["A", "D"])
def test_level_without_variation_is_named_even_as_reference(level: str) -> None:
    data, outcome = sectors()
    outcome[(data["sector"] == level).to_numpy()] = 1.0
    regressors = model_matrix(data, ["sector", "age"])
    count = int((data["sector"] == level).sum())
    assert constant_levels(regressors, outcome) == {f"sector={level}": f"{count} x 1"}
    with pytest.raises(EstimationError) as caught:
        refuse_separated(regressors, outcome)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("estimate.separated", f"sector={level}")
    assert f"{count} of 200 rows" in problem.say("expected", "en")


def test_ordinary_data_are_not_refused() -> None:
    data, outcome = sectors()
    refuse_separated(model_matrix(data, ["sector", "age"]), outcome)


def test_linear_program_and_likelihood_agree() -> None:
    """Small data sets of few values: where logits are finite they stay below 12, where not they pass it."""
    from statsmodels.discrete.discrete_model import Logit

    rng = np.random.default_rng(6)
    verdicts = []
    for _ in range(150):
        matrix = matrix_of(a=rng.integers(-2, 3, 14), b=rng.integers(0, 2, 14))
        outcome = (rng.random(14) < 1 / (1 + np.exp(-1.5 * matrix["a"]))).to_numpy(float)
        if outcome.min() == outcome.max() or np.linalg.matrix_rank(matrix) < 3:
            continue
        separated = detect_separation(matrix, outcome).kind != "none"
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            params = Logit(outcome, matrix).fit(disp=0, method="bfgs", maxiter=500, gtol=1e-9).params
        assert separated == (np.abs(params).max() > 12)
        verdicts.append(separated)
    assert 30 < sum(verdicts) < len(verdicts) - 30


def test_certificate_holds_only_for_finite_fits() -> None:
    from statsmodels.discrete.discrete_model import Logit

    data, outcome = sectors()
    matrix = model_matrix(data, ["sector", "age"]).matrix
    fitted = Logit(outcome, matrix).fit(disp=0, tol=1e-10).predict()
    assert is_certified_finite(matrix.to_numpy(), outcome - np.asarray(fitted))
    assert not is_certified_finite(matrix.to_numpy(), (outcome - 0.5) * 1e-9)
    assert not is_certified_finite(matrix.to_numpy(), outcome - 0.5)
