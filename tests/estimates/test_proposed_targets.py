"""Questions to proposed targets: the letter's own, changed ones in both directions, chances of scenarios."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import yaml

from sxsh_eval.estimates.programme.attainment import estimate_attainment
from sxsh_eval.estimates.programme.feasible import DEFENSIBLE, propose_targets, reached_with
from sxsh_eval.estimates.programme.later_decisions import map_to_decisions, merger_of, unanswered
from sxsh_eval.estimates.programme.proposed_targets import CRITERIA, ProposedTarget, check_proposed_targets
from sxsh_eval.estimates.programme.target_share import attainment_targets
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.panel import Inputs, read_inputs
from sxsh_eval.parameters.study import Study, read_study
from sxsh_eval.reports.language import LANGUAGES, catalogue
from tests.estimates.drawn_projections import projection
from tests.letters import ROOT

CASES: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "cases" / "proposed_targets.yml").read_text(encoding="utf-8"))
YEARS = tuple(range(2018, 2031))


@cache
def study(**settings: Any) -> Study:
    return read_study(ROOT / "parameters" / "study.yml", province="binh-dinh", period="2016-2020", settings=settings)


@cache
def inputs() -> Inputs:
    return read_inputs(study())


def changed(case: dict[str, Any]) -> Inputs:
    """Bình Định's inputs with one proposal changed, others added, the present level replaced."""
    letter = inputs().own_letter
    key = case.get("target", "proposal_adoption")
    claims = dict(letter.claims)
    claims[key] = Claim.model_validate(claims[key].model_dump() | case.get("claim", {}))
    for year in case.get("more", []):
        given = claims[key].model_dump() | {"period": {"first": 2020, "last": year}}
        claims[f"{key}_{year}"] = Claim.model_validate(given)
    if "results" in case:
        own = [name for name, claim in claims.items() if claim.kind == "result" and claim.indicator == "adoption"]
        for name in own:
            claim = claims.pop(name)
            if case["results"] is not None:
                claims[name] = claim.model_copy(update=case["results"])
    return replace(inputs(), letter=letter.model_copy(update={"claims": claims}))


def asked(case: dict[str, Any]) -> ProposedTarget:
    key = case.get("target", "proposal_adoption")
    found = check_proposed_targets(changed(case), study())
    return next(one for one in found if one.claim_id == key)


@pytest.mark.parametrize("name", CASES)
def test_questions_in_both_directions(name: str) -> None:
    one = asked(CASES[name])
    for criterion, (answer, reason) in CASES[name]["answers"].items():
        test = one.test(criterion)
        assert (test.answer, test.reason) == (answer, reason), criterion


def test_every_question_is_asked_of_every_target_and_has_words() -> None:
    found = check_proposed_targets(inputs(), study())
    assert [one.claim_id for one in found] == [key for key, one in inputs().claims.items() if one.kind == "proposal"]
    assert all(tuple(test.criterion for test in one.tests) == CRITERIA for one in found)
    assert len(CRITERIA) == 9  # the report says so in words
    answers = {(each, *pair) for case in CASES.values() for each, pair in case["answers"].items()}
    for code in LANGUAGES:
        for criterion, _, reason in answers:
            if criterion != "feasible":
                assert f"target_test.{criterion}.{reason}" in catalogue(code)
        assert {f"target_test.{each}.title" for each in CRITERIA} <= catalogue(code).keys()


def test_the_letter_is_left_as_it_is() -> None:
    found = check_proposed_targets(inputs(), study())
    assert {one.claim_id: one.claim for one in found} == {
        key: inputs().claims[key] for key in (o.claim_id for o in found)
    }


def test_milestones_are_not_targets_of_their_own() -> None:
    case = CASES["one_milestone"]
    found = [one.claim_id for one in check_proposed_targets(changed(case), study())]
    assert "proposal_adoption_2025" not in found
    assert "proposal_adoption" in found


@pytest.mark.parametrize(("share", "answer"), [(0.55, "passes"), (0.2, "fails")])
def test_feasible_is_the_chance_of_the_best_scenario(share: float, answer: str) -> None:
    adopters = np.full((400, len(YEARS)), 1000 * share)
    one = projection({"establishments": 1000.0, "adopters": adopters, "aware": adopters}, years=YEARS)
    targets = attainment_targets(inputs(), study())
    attainment = estimate_attainment([one], targets, study())
    found = {each.claim_id: each for each in check_proposed_targets(inputs(), study(), attainment, targets)}
    assert found["proposal_adoption"].test("feasible").answer == answer
    assert found["proposal_dedicated_unit"].test("feasible").reason == "attainment_not_modelled"


def test_a_chance_near_the_one_asked_for_is_left_open() -> None:
    adopters = np.where(np.arange(400)[:, None] < 320, 600.0, 100.0) * np.ones(len(YEARS))  # chance 80 %
    one = projection({"establishments": 1000.0, "adopters": adopters, "aware": adopters}, years=YEARS)
    targets = attainment_targets(inputs(), study())
    found = check_proposed_targets(inputs(), study(), estimate_attainment([one], targets, study()), targets)
    assert next(each for each in found if each.claim_id == "proposal_adoption").test("feasible").reason == "near"


def test_values_are_reached_with_the_chance_asked_for() -> None:
    rng = np.random.default_rng(3)
    drawn = 1000 * rng.beta(2, 3, (1000, len(YEARS)))
    one = projection({"establishments": 1000.0, "adopters": drawn, "aware": drawn}, years=YEARS)
    table = propose_targets([one], study()).table
    assert set(table["indicator"]) == set(DEFENSIBLE)
    assert (table["reason"] == "value_at_chance").all()
    for row in table.to_dict("records"):
        share = one.share("adopters")[:, YEARS.index(int(row["period"]))]
        assert (share >= row["estimate"]).mean() >= study().programme.chance
        assert (share >= row["estimate"] + 1).mean() < study().programme.chance


@pytest.mark.parametrize(
    ("drawn", "chance", "value"), [([10.0] * 5, 0.8, 10), ([1.0, 2.0, 3.0, 4.0, 5.9], 0.8, 2), ([0.4] * 3, 0.5, 0)]
)
def test_values_are_rounded_down(drawn: list[float], chance: float, value: float) -> None:
    assert reached_with(np.array(drawn), chance) == value


def test_decisions_after_2020_have_other_indicators() -> None:
    mapped = {
        one.claim_id: one for one in map_to_decisions(check_proposed_targets(inputs(), study()), inputs().registry)
    }
    assert [each.later for each in mapped["proposal_saving"].near] == ["material_fuel_cut", "sec_reduction"]
    assert "population" in mapped["proposal_awareness"].differs
    for key in ("proposal_adoption", "proposal_dedicated_unit", "proposal_staff"):
        assert mapped[key].near == ()
    left = unanswered(list(mapped.values()), inputs().registry)
    named = {target.indicator for targets in left.values() for target in targets.values()}
    assert "provinces_with_plan" in named
    assert not named & {"clusters_informed", "material_fuel_cut", "sec_reduction"}
    for targets in left.values():
        for target in targets.values():
            same = [each for each in inputs().registry.targets.values() if each.indicator == target.indicator]
            assert target.due == max(each.due for each in same if each.source == target.source)


def test_binh_dinh_became_part_of_the_new_gia_lai() -> None:
    merger = merger_of(inputs())
    assert merger is not None
    assert (merger.successor.slug, [each.slug for each in merger.partners]) == ("gia-lai", ["gia-lai"])
    assert (merger.successor.code, merger.day.isoformat()) == ("52", "2025-07-01")
    assert (merger.before, merger.after) == (63, 34)


def test_a_province_that_stayed_has_no_merger() -> None:
    silent = replace(inputs(), letter=None, silent=inputs().registry.province("ha-noi", inputs().own_letter.date))
    assert merger_of(silent) is None
    assert check_proposed_targets(silent, study()) == ()
