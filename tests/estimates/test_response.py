"""Answers brought to the population's counts: which way is taken when, what it repairs, what is said otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.adoption import estimate_adoption
from sxsh_eval.estimates.response import weight_to_population
from sxsh_eval.estimates.survey.design import survey_design
from sxsh_eval.estimates.survey.means import survey_means
from sxsh_eval.estimates.survey.nonresponse import verdict_of
from sxsh_eval.inputs.panel import Inputs
from tests.estimates.test_adoption import survey
from tests.letters import letter, registry, study

SECTORS, SIZES = ("10", "13"), ("small", "large")
CELLS = pd.MultiIndex.from_product([SECTORS, SIZES], names=["sector", "size_class"])
COUNTS = pd.Series([400, 100, 300, 200], index=CELLS).rename("establishments").reset_index()


def answers(per_cell: tuple[int, ...] = (20, 20, 20, 20)) -> pd.DataFrame:
    """Respondents whose adoption depends on their cell alone: the large adopt."""
    parts = [
        pd.DataFrame(
            {"sector": sector, "size_class": size, "is_adopting": np.arange(n) % 10 < 2 + 6 * (size == "large")}
        )
        for (sector, size), n in zip(CELLS, per_cell, strict=True)
    ]
    return pd.concat(parts, ignore_index=True).assign(weight=1000 / sum(per_cell))


def test_weights_add_up_to_every_cell() -> None:
    found = weight_to_population(survey_design(answers(), weights="weight"), COUNTS)
    assert found.kind == "post_stratified"
    sums = pd.Series(found.design.weights).groupby([found.design.data[name] for name in CELLS.names]).sum()
    np.testing.assert_allclose(sums.to_numpy(), COUNTS.set_index(CELLS.names)["establishments"].reindex(sums.index))
    rate = survey_means(found.design, "is_adopting").table["estimate"].iloc[0]
    assert rate == pytest.approx((700 * 0.2 + 300 * 0.8) / 1000)


def test_a_thin_cell_makes_it_raking_by_margins() -> None:
    found = weight_to_population(survey_design(answers((20, 2, 20, 20)), weights="weight"), COUNTS)
    assert found.kind == "raked"
    data = found.design.data
    for name in ("sector", "size_class"):
        sums = pd.Series(found.design.weights).groupby(data[name].to_numpy()).sum()
        np.testing.assert_allclose(sums, COUNTS.groupby(name)["establishments"].sum().reindex(sums.index), rtol=1e-8)


def test_a_size_without_answers_keeps_the_weights_with_the_reason() -> None:
    table = answers()
    drawn = survey_design(table[table["size_class"] == "small"].reset_index(drop=True), weights="weight")
    found = weight_to_population(drawn, COUNTS)
    assert found.kind is None
    assert found.design is drawn
    assert found.refusals
    assert "size_class" in found.refusals[0].where
    large = found.composition.set_index("level").loc["large"]
    assert large["respondents"] == 0
    assert large["verdict"] == "unbalanced"


def test_composition_compares_shares_with_the_population() -> None:
    table = weight_to_population(survey_design(answers(), weights="weight"), COUNTS).composition.set_index("level")
    assert table.loc["small", "population"] == pytest.approx(70)
    assert table.loc["small", "respondents"] == pytest.approx(50)
    assert table.loc["small", "standardised"] == pytest.approx(-0.2 / np.sqrt(0.7 * 0.3))
    assert table.loc["small", "verdict"] == "unbalanced"
    assert [verdict_of(value) for value in (0.09, -0.1, 0.24, -0.25)] == [
        "balanced", "slightly_off", "slightly_off", "unbalanced",
    ]  # fmt: skip


def test_without_counts_nothing_changes_and_nothing_is_claimed() -> None:
    drawn = survey_design(answers(), weights="weight")
    found = weight_to_population(drawn, None)
    assert (found.kind, found.design, found.balance, len(found.composition)) == (None, drawn, None, 0)


def test_biased_answering_is_repaired_where_it_depends_on_size() -> None:
    rng = np.random.default_rng(8)
    size = rng.choice(SIZES, 20_000, p=(0.7, 0.3))
    frame = pd.DataFrame({"sector": rng.choice(SECTORS, size.size), "size_class": size})
    frame["is_adopting"] = rng.random(size.size) < np.where(size == "large", 0.8, 0.2)
    frame["has_answered"] = rng.random(size.size) < np.where(size == "large", 0.9, 0.3)
    counts = frame.groupby(CELLS.names).size().rename("establishments").reset_index()
    given = frame[frame["has_answered"]].reset_index(drop=True).assign(weight=2.0)
    drawn = survey_design(given, weights="weight")
    found = weight_to_population(drawn, counts, frame)
    truth = frame["is_adopting"].mean()
    before, after = (survey_means(each, "is_adopting").table.iloc[0] for each in (drawn, found.design))
    assert before["estimate"] - truth > 0.1
    assert after["conf_low"] <= truth <= after["conf_high"]
    assert found.balance is not None
    assert found.balance.verdict == "unbalanced"
    assert found.balance.response_rate == pytest.approx(frame["has_answered"].mean())


def test_the_chapter_uses_answers_alone_and_says_what_the_counts_changed() -> None:
    asked = survey().assign(has_answered=True)
    silent = asked.head(100).drop(columns="is_adopting").assign(has_answered=False)
    table = pd.concat([asked, silent], ignore_index=True).astype({"is_adopting": "boolean"})
    cells = survey().groupby(["sector", "size_class"]).size().rename("establishments").mul(7).reset_index()
    given = Inputs(registry(), letter({}), survey=table, population=cells.assign(year=2017))
    found = estimate_adoption(given, study("2016-2020"))
    assert found is not None
    assert found.n_obs == len(asked)
    assert found.weighting.kind == "post_stratified"
    assert float(found.design.weights.sum()) == pytest.approx(7 * len(asked))
    assert found.unweighted is not None
    assert found.unweighted.row("is_adopting")["estimate"] != found.shares.row("is_adopting")["estimate"]
    assert found.weighting.balance is not None
    assert found.weighting.balance.n_frame == len(asked) + 100


def test_the_counts_of_the_nearest_year_are_taken() -> None:
    cells = pd.concat([COUNTS.assign(year=year) for year in (2012, 2016, 2020)], ignore_index=True)
    near = Inputs(registry(), letter({}), population=cells)
    for year, taken in ((2013, 2012), (2018, 2016), (2019, 2020)):
        found = near.population_near(year)
        assert found is not None
        assert set(found["year"]) == {taken}
