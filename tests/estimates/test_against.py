"""Claims held against survey estimates: the verdict follows the intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.estimates.against import compare_with_claims, verdict_on
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from tests.letters import claim, letter


def survey(low: float, estimate: float, high: float) -> Estimates:
    keys = ("adoption", "lao-cai", "", "2018", "is_adopting")
    row = estimate_row(
        keys, estimate, unit="percent", evidence="surveyed", source="test", interval=(low, high), n_obs=200.0
    )
    return as_estimates([row], Method("test", ""))


@pytest.mark.parametrize(
    ("value", "changes", "verdict"),
    [
        (5, {}, "agrees"),
        (20, {}, "claim_above"),
        (1, {}, "claim_below"),
        (5, {"population": "potential_establishments"}, "other_population"),
    ],
)
def test_verdicts(value: float, changes: dict[str, object], verdict: str) -> None:
    found = compare_with_claims(
        survey(4.0, 6.0, 9.0),
        letter({"a": claim("adoption", value, **changes)}),
        {"adoption": "is_adopting"},
        population="all_establishments",
    )
    assert [comparison.verdict for comparison in found] == [verdict]
    assert found[0].claim == (max(0.0, value - 0.5), value + 0.5)


def test_without_a_claim_the_survey_stands_alone() -> None:
    terms = {"adoption": "is_adopting"}
    (found,) = compare_with_claims(survey(4.0, 6.0, 9.0), letter(), terms, population="all_establishments")
    assert (found.verdict, found.claim, found.n_obs) == ("no_claim", None, 200)


ends = st.tuples(st.floats(0, 100), st.floats(0, 100)).map(lambda pair: (min(pair), max(pair)))


@given(ends, ends)
def test_verdict_is_agreement_exactly_when_the_intervals_meet(
    claimed: tuple[float, float], surveyed: tuple[float, float]
) -> None:
    meets = max(claimed[0], surveyed[0]) <= min(claimed[1], surveyed[1])
    assert (verdict_on(claimed, surveyed) == "agrees") == meets
