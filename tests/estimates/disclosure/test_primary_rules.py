from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.disclosure.rules import Rules, primary_rules, protection
from sxsh_eval.parameters.choices import Disclosure

RULES = Rules(minimum_count=3)


def rule_of(contributions: list[float], rules: Rules = RULES, *, sums: bool = True) -> str:
    given = np.array(sorted(contributions, reverse=True), dtype=np.float64)
    largest = np.pad(given, (0, 5))[None, :5]
    found = primary_rules(rules, np.array([float(len(given))]), np.array([given.sum()]), largest, sums=sums)
    return str(found[0])


@pytest.mark.parametrize(
    ("contributions", "expected"),
    [
        ([10, 9, 8, 7], ""),
        ([10, 9], "count"),
        ([100, 50, 9.9], "p_percent"),  # 9.9 left for 100: the second knows the first to 9.9 per cent
        ([100, 50, 10.1], "dominance"),  # not within 10 per cent, but 150 of 160.1 is 93.7 per cent
        ([100, 50, 10, 7], ""),  # 150 of 167 is 89.8 per cent
        ([], ""),
    ],
)
def test_rules_by_hand(contributions: list[float], expected: str) -> None:
    assert rule_of(contributions) == expected


def test_counts_know_only_the_count() -> None:
    assert rule_of([1, 1], sums=False) == "count"
    assert rule_of([1, 1, 1], sums=False) == ""


def test_zeros_are_hidden_only_when_asked() -> None:
    assert rule_of([], Rules(3, hide_zeros=True)) == "count"


def test_protection_by_hand() -> None:
    largest = np.array([[100.0, 50.0, 5.0]])
    # 10 % of 155 = 15.5; p % rule 10 - 5 = 5; dominance 150 / 0.9 - 155 = 11.67
    assert protection(RULES, np.array([155.0]), largest, sums=True)[0] == pytest.approx(15.5)
    wide = Rules(3, p_percent=1.0, dominance_share=0.75)
    assert protection(wide, np.array([155.0]), largest, sums=True)[0] == pytest.approx(150 / 0.75 - 155)
    assert protection(RULES, np.array([2.0]), largest, sums=False)[0] == 1


def test_audiences() -> None:
    assert Rules.of(Disclosure()).minimum_count == 3
    assert Rules.of(Disclosure(audience="public")).minimum_count == 10


def test_many_rows_of_one_enterprise_are_one_contributor() -> None:
    from sxsh_eval.estimates.disclosure.structure import LinkedTable
    from sxsh_eval.estimates.disclosure.suppression import protect

    rows = pd.DataFrame({"id": ["a"] * 6 + list("bcdefg"), "s": ["x"] * 7 + ["y"] * 5, "toe": 10.0})
    found = protect(rows, [LinkedTable("t", ("s",))], RULES, unit="id", measures=("toe",))
    assert found.n[("s", "x"),] == 2
    assert found.hides(s="x")
