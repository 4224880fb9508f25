"""The adoption of one province from a survey table: every part, or a named refusal for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.adoption import STAGES, estimate_adoption
from sxsh_eval.inputs.panel import Inputs
from tests.letters import claim, letter, registry, study

TRUE_SHARE = {"small": 0.1, "medium": 0.3, "large": 0.6}


def survey(n: int = 600, seed: int = 3) -> pd.DataFrame:
    """Invented respondents: adoption differs by size, stages are nested, weights differ by stratum."""
    rng = np.random.default_rng(seed)
    size = rng.choice(list(TRUE_SHARE), n)
    adopting = rng.random(n) < pd.Series(size).map(TRUE_SHARE).to_numpy()
    depth = np.where(adopting, rng.integers(5, 7, n), rng.integers(0, 5, n))
    frame = pd.DataFrame({stage: depth > place for place, stage in enumerate(STAGES)})
    frame["has_training"] = rng.random(n) < np.where(adopting, 0.7, 0.4)
    weights = pd.Series(size).map({"small": 10.0, "medium": 4.0, "large": 1.5})
    return frame.assign(
        year=2018,
        size_class=size,
        sector=rng.choice(["10", "13"], n),
        district=rng.choice(["A", "B", "C", "D"], n),
        stratum=size,
        has_subsidy=rng.random(n) < 0.3,
        weight=weights,
        has_dedicated_unit=rng.random(n) < 0.1,
    )


def inputs(table: pd.DataFrame | None, **claims: dict[str, object]) -> Inputs:
    return Inputs(registry(), letter(claims), survey=table)


def test_all_parts_of_a_good_survey() -> None:
    found = estimate_adoption(inputs(survey(), a=claim("adoption", 5)), study("2016-2020"))
    assert found is not None
    assert found.refusals == {}
    assert set(found.groups) == {"sector", "size_class", "district"}
    assert found.areas is not None
    assert found.determinants is not None
    assert [one.verdict for one in found.comparisons] == ["no_claim", "claim_below", "no_claim"]


def test_rates_recover_the_truth() -> None:
    found = estimate_adoption(inputs(survey(6000)), study("2016-2020"))
    assert found is not None
    table = found.groups["size_class"].table.set_index("term")
    for size, share in TRUE_SHARE.items():
        row = table.loc[f"is_adopting|{size}"]
        assert abs(row["estimate"] - 100 * share) <= 3 * row["std_error"]
    weights = pd.Series({"small": 10.0, "medium": 4.0, "large": 1.5})
    truth = 100 * float((weights * pd.Series(TRUE_SHARE)).sum() / weights.sum())
    assert found.shares.row("is_adopting")["estimate"] == pytest.approx(truth, abs=1.5)


def test_without_a_survey_in_the_period_there_is_nothing() -> None:
    assert estimate_adoption(inputs(None), study("2016-2020")) is None
    assert estimate_adoption(inputs(survey()), study("2009-2015")) is None


def test_a_part_that_the_data_do_not_allow_is_refused_by_name() -> None:
    nobody = survey().assign(is_adopting=False, is_monitored=False)
    found = estimate_adoption(inputs(nobody), study("2016-2020"))
    assert found is not None
    assert found.determinants is None
    assert found.refusals["determinants"][0].code == "estimate.constant_outcome"
    row = found.shares.row("is_adopting")
    assert row["estimate"] == 0
    assert row["conf_high"] > 0


def test_an_impossible_design_is_refused_whole() -> None:
    with pytest.raises(EstimationError):
        estimate_adoption(inputs(survey().assign(weight=-1.0)), study("2016-2020"))


def test_row_order_does_not_matter() -> None:
    table = survey()
    turned = table.sample(frac=1, random_state=1).reset_index(drop=True)
    one, other = (estimate_adoption(inputs(frame), study("2016-2020")) for frame in (table, turned))
    assert one is not None
    assert other is not None
    pd.testing.assert_frame_equal(one.shares.table, other.shares.table)
