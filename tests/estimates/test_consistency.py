"""Each consistency rule in both directions, by cases in YAML, and what a careful reader finds in the real letter."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from sxsh_eval.estimates.consistency.finding import Finding
from sxsh_eval.estimates.consistency.rules import check_consistency
from sxsh_eval.inputs.letter_files import read_letter
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.yaml_files import read_yaml
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from sxsh_eval.reports.sections.consistency import ask_of, text_of
from tests.letters import ROOT, claim, inputs, registry, study

CASES: list[dict[str, Any]] = read_yaml(ROOT / "tests" / "cases" / "consistency.yml").data
LETTER = ROOT / "data" / "claims" / "binh-dinh-2018.yml"


def case_inputs(case: dict[str, Any]) -> Inputs:
    claims = {
        key: claim(
            entry["indicator"], entry["value"], **{k: v for k, v in entry.items() if k not in {"indicator", "value"}}
        )
        for key, entry in case.get("claims", {}).items()
    }
    return inputs(claims, **case.get("letter", {}))


def findings(case: dict[str, Any]) -> tuple[Finding, ...]:
    return check_consistency(case_inputs(case), study()).findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any]) -> None:
    got = {finding.code for finding in findings(case)}
    assert set(case.get("found", [])) <= got
    assert not set(case.get("absent", [])) & got


def all_codes() -> set[str]:
    found = catalogue("vi")
    return {
        key.removeprefix("finding.").removesuffix(".text")
        for key in found
        if key.startswith("finding.") and key.endswith(".text")
    }


def test_every_code_has_a_case_in_both_directions() -> None:
    found = {code for case in CASES for code in case.get("found", [])}
    absent = {code for case in CASES for code in case.get("absent", [])}
    assert all_codes() - found == set()
    one_way = {"population.restated", "population.national_indicator", "evidence.number_form_of_normative"}
    assert all_codes() - absent <= one_way


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_can_be_said(language: str) -> None:
    words = Language(language)
    for case in CASES:
        for finding in findings(case):
            assert "{" not in words.say(text_of(finding)) + words.say(ask_of(finding))


# What a careful reader finds in the letter, and the codes by which the rules say it.
READER = {
    "1 denominator of 2,000, small beside other provinces, and not the target's": {
        "sums.implied_total",
        "sums.total_against_counts",
        "population.result_differs_from_target_of_known_size",
        "population.restated",
    },
    "2 awareness equals attendance; informed and aware in one figure": {
        "activity.outcome_equals_attendance",
        "recorded.two_things_one_figure",
        "population.share_without_count",
    },
    "3 adoption twenty times the assessments": {"activity.outcome_exceeds"},
    "4 saving stated twice, without baseline": {
        "evidence.same_value_two_indicators",
        "evidence.saving_without_baseline",
        "population.result_differs_from_target",
    },
    "5 dedicated unit for small and medium enterprises": {"population.proposal_differs_from_target_of_known_size"},
    "6 proposal copies 2020, multiplies the base, lowers the staff target": {
        "proposal.equals_earlier_target",
        "proposal.growth",
        "proposal.below_earlier_target",
        "population.national_indicator",
    },
    "7 periods": {
        "period.span_beyond_document",
        "period.result_beyond_document",
        "period.plan_ends_before_results",
        "proposal.overlaps_current",
        "activity.result_after_activity",
        "period.undated",
    },
    "8 number of the decision": {"evidence.number_form_of_individual"},
    "9 money": {
        "money.fewer_years_than_results",
        "money.size",
        "money.sources_change",
        "recorded.missing_year_split",
    },
    "10 attendance over three events": {"activity.attendance_may_repeat"},
    "11 parts add up": {"sums.parts_add_up"},
    "12 contradictions in words": {"recorded.contradiction"},
    "13 no objective, no annex": {"recorded.empty_section", "recorded.missing_annex"},
    "14 noise in the text, signature": {"recorded.text_noise", "recorded.incomplete_signature"},
}


@pytest.fixture(scope="module")
def real() -> tuple[Finding, ...]:
    real_inputs = Inputs(registry(), read_letter(LETTER, registry()))
    return check_consistency(real_inputs, study("2009-2018", "binh-dinh")).findings


@pytest.mark.parametrize("item", READER)
def test_the_rules_find_what_a_careful_reader_finds(item: str, real: tuple[Finding, ...]) -> None:
    assert READER[item] - {finding.code for finding in real} == set()


def test_numbers_behind_the_findings(real: tuple[Finding, ...]) -> None:
    said = {finding.code: Language("en").say(text_of(finding)) for finding in real}
    assert "2,000 enterprises" in said["sums.implied_total"]
    assert "1,819–2,222" in said["sums.implied_total"]
    assert "20 times" in said["activity.outcome_exceeds"]
    assert "8.95%" in said["activity.outcome_equals_attendance"]
    assert "28 times" in said["population.proposal_differs_from_target_of_known_size"]
    assert "1.6 million dong" in said["money.size"]
    assert "7 years" in said["activity.result_after_activity"]


def test_no_province_is_named_in_code() -> None:
    slugs = {province.slug.replace("-", "_") for province in registry().provinces} | {
        p.slug for p in registry().provinces
    }
    for path in sorted((ROOT / "sxsh_eval").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
                assert node.value not in slugs, f"{path}: {node.value}"


def test_order_of_claims_does_not_matter() -> None:
    case = next(case for case in CASES if case["case"] == "many adopters, few assessments")
    turned = case | {"claims": dict(reversed(case["claims"].items()))}
    assert {f.code for f in findings(case)} == {f.code for f in findings(turned)}
