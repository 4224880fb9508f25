"""Designs that cannot be used are refused by name; weights and stages are what they should be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError, problem_catalogue
from sxsh_eval.estimates.survey import stages
from sxsh_eval.estimates.survey.design import survey_design
from sxsh_eval.estimates.survey.means import survey_means, survey_totals

DATA = pd.DataFrame(
    {
        "h": ["a"] * 6 + ["b"] * 6,
        "c": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6],
        "e": list(range(12)),
        "w": [2.0] * 6 + [3.0] * 6,
        "N": [10.0] * 6 + [20.0] * 6,
        "M": [8.0] * 12,
        "y": [1.0, 2, 4, 3, 6, 5, 2, 2, 7, 4, 1, 9],
    },
    index=[f"dn{k}" for k in range(12)],
)


def refused(data: pd.DataFrame = DATA, **columns: Any) -> str:
    with pytest.raises(EstimationError) as caught:
        survey_design(data, **columns)
    for problem in caught.value.problems:
        for language in ("vi", "en"):
            assert all(line.strip() for line in problem.lines(language))
    return " ".join(f"{problem.code} {problem.where} {problem.found}" for problem in caught.value.problems)


REFUSALS: dict[str, tuple[pd.DataFrame, dict[str, Any], str]] = {
    "no_rows": (DATA.iloc[:0], {}, "0 rows"),
    "no_such_column": (DATA, {"weights": "W"}, "weights W"),
    "not_numeric": (DATA, {"weights": "h"}, "weights: h"),
    "design_values_missing": (DATA.assign(h=DATA["h"].where(DATA["e"] != 1)), {"strata": "h"}, "1 rows: dn1"),
    "weights_not_positive": (DATA.assign(w=[-1.0] + [1.0] * 11), {"weights": "w"}, "1 rows: dn0"),
    "weights_unknown": (DATA.assign(N=0.0), {"fpc": "N"}, "zero"),
    "clusters_not_nested": (DATA.assign(c=[1, 2, 3] * 4), {"strata": "h", "clusters": "c"}, "1, 2, 3"),
    "too_many_fpc": (DATA, {"clusters": "c", "fpc": ["N", "M"]}, "N, M"),
    "fpc_varies": (DATA, {"weights": "w", "fpc": "N"}, "6 rows: dn6"),
    "fpc_too_small": (DATA.assign(N=5.0), {"strata": "h", "fpc": "N"}, "fpc 5, 6 sampled"),
    "lonely_psu": (
        DATA.assign(h=["a", *"bbbbbbbbbbb"]),
        {"weights": "w", "strata": "h"},
        "1 of 2 strata at stage 1: h=a",
    ),
}


@pytest.mark.parametrize("code", list(REFUSALS))
def test_refusals_name_what_is_wrong(code: str) -> None:
    data, columns, found = REFUSALS[code]
    text = refused(data, **columns)
    assert f"estimate.{code} " in text
    assert found in text


def test_several_problems_are_told_at_once() -> None:
    text = refused(DATA.assign(M=np.nan), weights="W", strata="M", clusters="C")
    assert text.count("estimate.") == 3


@pytest.mark.parametrize("values", [np.inf, 0.0])
def test_weights_that_are_infinite_or_all_zero(values: float) -> None:
    assert "estimate.weights_not_positive" in refused(DATA.assign(w=values), weights="w")


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({}, "estimate.no_weights"),
        ({"weights": "w", "clusters": "e"}, "estimate.cluster_per_row"),
        ({"weights": "z"}, "estimate.weights_zero"),
    ],
)
def test_warnings_stay_with_the_result(columns: dict[str, Any], code: str) -> None:
    design = survey_design(DATA.assign(z=[0.0] + [1.0] * 11), **columns)
    assert code in problem_catalogue()
    assert list(design.checks["diagnostic"]) == [code]
    assert code in list(survey_means(design, "y").checks["diagnostic"])


def test_weights_follow_from_population_sizes_and_fractions() -> None:
    sizes = survey_design(DATA, strata="h", clusters=["c", "e"], fpc=["N", "M"])
    assert sizes.weights.tolist() == [10 / 3 * 4] * 6 + [20 / 3 * 4] * 6
    shares = DATA.assign(N=[3 / 10] * 6 + [3 / 20] * 6, M=2 / 8)
    assert np.allclose(survey_design(shares, strata="h", clusters=["c", "e"], fpc=["N", "M"]).weights, sizes.weights)


def test_strata_of_several_columns_are_crossed() -> None:
    design = survey_design(DATA.assign(g=["u", "v"] * 6), weights="w", strata=["h", "g"])
    assert (len(design.stages[0].sampled), design.df) == (4, 8)


def test_codes_that_begin_anew_in_every_stratum() -> None:
    data = DATA.assign(c=[1, 1, 2, 2, 3, 3] * 2)
    nested = survey_design(data, weights="w", strata="h", clusters="c", nest=True)
    plain = survey_design(DATA, weights="w", strata="h", clusters="c")
    assert nested.df == plain.df == 4
    assert survey_means(nested, "y").table.equals(survey_means(plain, "y").table)


def test_zero_weights_keep_their_place_in_the_design() -> None:
    design = survey_design(DATA.assign(w=[0.0, 0.0] + [2.0] * 10), weights="w", strata="h", clusters="c")
    kept = survey_design(DATA, weights="w", strata="h", clusters="c")
    row = survey_totals(design, "y").table.iloc[0]
    totals = np.array([0, 14, 22.0]), np.array([8, 22, 20.0])
    assert row["n_obs"] == 10
    assert (design.df, kept.df) == (3, 4)
    assert np.isclose(row["std_error"] ** 2, sum(3 / 2 * ((t - t.mean()) ** 2).sum() for t in totals))


LONELY = DATA.assign(h=["l"] * 2 + ["a"] * 4 + ["b"] * 6)


@pytest.mark.parametrize("option", ["adjust", "average", "certainty"])
def test_lonely_units_by_hand(option: Any) -> None:
    design = survey_design(LONELY, weights="w", strata="h", clusters="c", lonely_psu=option)
    y, w = LONELY["y"].to_numpy(), LONELY["w"].to_numpy()
    scores = w * (y - (w * y).sum() / w.sum()) / w.sum()
    totals = pd.Series(scores).groupby([LONELY["h"].to_numpy(), LONELY["c"].to_numpy()]).sum()
    known = sum(len(t) / (len(t) - 1) * ((t - t.mean()) ** 2).sum() for t in (totals["a"], totals["b"]))
    expected = {"adjust": known + totals["l"].iloc[0] ** 2, "average": known * 3 / 2, "certainty": known}[option]
    assert np.isclose(survey_means(design, "y").table["std_error"].iloc[0] ** 2, expected, rtol=1e-12)
    handled = design.problems[0].say("expected", "en")
    assert option in handled


def test_a_unit_taken_with_certainty_is_not_lonely() -> None:
    data = LONELY.assign(N=[1.0] * 2 + [10.0] * 4 + [20.0] * 6)
    design = survey_design(data, weights="w", strata="h", clusters="c", fpc="N")
    assert design.problems == ()
    assert survey_means(design, "y", by="h").table.set_index("h").loc["l", "reason"] == "full_enumeration"


def test_every_code_of_the_survey_modules_has_words() -> None:
    folder = Path(stages.__file__).parent
    used = {code for path in folder.glob("*.py") for code in re.findall(r"estimate\.[a-z_]+", path.read_text("utf-8"))}
    assert len(used) > 20
    assert used <= set(problem_catalogue())


def test_the_table_given_stays_as_it_was() -> None:
    data = DATA.copy()
    design = survey_design(data, weights="w")
    data.loc[:, "y"] = 0.0
    assert survey_means(design, "y").table["estimate"].iloc[0] > 0
    assert list(DATA.columns) == list(design.data.columns)
