"""Coding of covariates: reference levels, order, and refusals by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.regression.model_matrix import complete_rows, dependent_columns, model_matrix

DATA = pd.DataFrame(
    {
        "size": ["small", "large", "small", "medium", "small", "large", "small"],
        "year": [2012, 2011, 2010, 2012, 2011, 2010, 2012],
        "is_zone": [True, False, True, True, False, True, True],
        "workers": [5.0, 300, 8, 60, 3, 250, 7],
    }
)


def code_of(data: pd.DataFrame, covariates: list[str], **references: object) -> tuple[str, str]:
    with pytest.raises(EstimationError) as caught:
        model_matrix(data, covariates, references)
    first = caught.value.problems[0]
    return first.code, first.where


def test_references_are_the_commonest_level_and_false() -> None:
    got = model_matrix(DATA, ["size", "is_zone", "workers"])
    assert list(got.matrix.columns) == ["(Intercept)", "size=large", "size=medium", "is_zone=True", "workers"]
    assert list(got.terms.loc[got.terms["is_reference"], "term"]) == ["size=small", "is_zone=False"]
    assert got.terms.set_index("term")["n_obs"].to_dict() == {
        "size=large": 2,
        "size=medium": 1,
        "size=small": 4,
        "is_zone=False": 2,
        "is_zone=True": 5,
        "workers": 7,
    }


def test_stated_reference_and_years_as_levels() -> None:
    got = model_matrix(DATA, ["size", "year"], {"size": "large", "year": 2010})
    assert list(got.matrix.columns)[1:] == ["size=medium", "size=small", "year=2011", "year=2012"]
    assert got.categorical == ("size", "year")
    assert got.columns_of("year") == ["year=2011", "year=2012"]


def test_categories_keep_their_order_and_absent_ones_go() -> None:
    kind = pd.CategoricalDtype(["small", "medium", "large", "giant"], ordered=True)
    got = model_matrix(DATA.assign(size=DATA["size"].astype(kind)), ["size"])
    assert list(got.terms["level"]) == ["small", "medium", "large"]


def test_order_of_rows_does_not_matter() -> None:
    shuffled = DATA.sample(frac=1, random_state=2)
    got, again = model_matrix(DATA, ["size", "year"]), model_matrix(shuffled, ["size", "year"])
    pd.testing.assert_frame_equal(got.matrix, again.matrix.sort_index())
    pd.testing.assert_frame_equal(got.terms, again.terms)


def test_refusals_are_named() -> None:
    assert code_of(DATA, ["sizes"]) == ("estimate.no_such_column", "sizes")
    assert code_of(DATA, ["size"], size="tiny") == ("estimate.unknown_reference", "size")
    assert code_of(DATA.assign(one=1.0), ["one"]) == ("estimate.constant_covariate", "one")
    assert code_of(DATA.assign(workers=[np.inf] + [1.0, 2] * 3), ["workers"]) == ("estimate.not_finite", "workers")


def test_collinear_columns_are_named_with_those_they_repeat() -> None:
    data = DATA.assign(double=DATA["workers"] * 2 + 3, noise=np.arange(7.0) ** 2)
    with pytest.raises(EstimationError) as caught:
        model_matrix(data, ["noise", "workers", "double"])
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("estimate.collinear", "double")
    assert "(Intercept), workers" in problem.say("expected", "en")
    same = DATA.assign(group=DATA["size"].str.upper())
    with pytest.raises(EstimationError) as caught:
        model_matrix(same, ["size", "group"])
    assert [problem.where for problem in caught.value.problems] == ["group=LARGE", "group=MEDIUM"]


def test_nearly_collinear_columns_pass() -> None:
    years = np.arange(2000.0, 2020.0)
    assert dependent_columns(np.column_stack([np.ones(20), years, years**2])) == []
    assert dependent_columns(np.column_stack([np.ones(20), years, years * 10 - 7])) == [(2, [0, 1])]


def test_complete_rows() -> None:
    data = DATA.assign(workers=DATA["workers"].mask(DATA.index == 2))
    assert complete_rows(data, ["workers", "size"]).tolist() == [True, True, False, True, True, True, True]
    domain = pd.Series([True, pd.NA, True, False, True, True, True], dtype="boolean")
    assert complete_rows(data, ["workers"], domain).tolist() == [True, False, False, False, True, True, True]
