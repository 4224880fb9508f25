"""Every rule of tables speaks where it should, of the rows it should, and is silent just before the line."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml

from sxsh_eval.inputs.tables.check import Checked
from sxsh_eval.parameters.table_rules import read_table_rules
from tests.inputs.tables.small_table import PERIOD, checked, small_table, spoilt
from tests.letters import ROOT

CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests/cases/table_rules.yml").read_text(encoding="utf-8"))
RULES_FILE = read_table_rules()
RULES = RULES_FILE.rules


def test_every_rule_has_its_cases() -> None:
    assert [case["code"] for case in CASES] == list(dict.fromkeys(case["code"] for case in CASES))
    assert {case["code"] for case in CASES} == set(RULES)


def test_nothing_is_wrong_with_the_small_table() -> None:
    assert checked(small_table(), period=PERIOD).problems == ()


@cache
def fired(at: int) -> Checked:
    return checked(spoilt(CASES[at]["fires"]), period=PERIOD, thresholds=RULES_FILE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["code"])
def test_a_rule_speaks_of_its_rows(case: dict[str, Any]) -> None:
    found = [each for each in fired(CASES.index(case)).problems if each.code == case["code"]]
    assert found
    assert sorted({row for problem in found for row in problem.rows}) == case["rows"]
    for problem in found:
        assert problem.severity == RULES[case["code"]].severity
        for language in ("vi", "en"):
            assert "{" not in "\n".join(problem.lines(language))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["code"])
def test_a_rule_is_silent_before_the_line(case: dict[str, Any]) -> None:
    codes = [problem.code for problem in checked(spoilt(case["silent"]), period=PERIOD, thresholds=RULES_FILE).problems]
    assert case["code"] not in codes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["code"])
def test_rows_add_up(case: dict[str, Any]) -> None:
    frame = spoilt(case["fires"])
    result = fired(CASES.index(case))
    counts = result.counts
    assert counts.read == len(frame) == counts.used + counts.refused + counts.deduplicated
    assert set(result.table.index) | set(result.refused_rows) | set(result.deduplicated_rows) == set(frame.index)
    errors = {row for problem in result.errors for row in problem.rows}
    assert set(result.refused_rows) == errors
