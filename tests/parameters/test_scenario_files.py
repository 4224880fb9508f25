"""Scenarios: those of the project are complete, files override the baseline, every mistake is named with its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from sxsh_eval.errors import InputError
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenario_files import read_scenario_files, read_scenarios
from sxsh_eval.parameters.scenarios import INSTRUMENTS
from sxsh_eval.parameters.study import Study, read_study
from sxsh_eval.runs.checks import check_project

HEAD = "title: {vi: Thử, en: Trial}\nbasis: {vi: Thử, en: Trial}\nsource: evaluators_assumption\nstatus: unverified\n"
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "scenario_files.yml").read_text(encoding="utf-8")
)


@pytest.fixture
def root(project: Path, tmp_path: Path) -> Path:
    """Copy of the project's parameters."""
    shutil.copytree(project / "parameters", tmp_path / "parameters")
    (tmp_path / "data" / "claims").mkdir(parents=True)
    return tmp_path


def study_of(root: Path, *scenarios: str) -> Study:
    study = read_study(root / "parameters" / "study.yml", province="binh-dinh", period="2016-2020")
    named = study.programme.model_copy(update={"scenarios": scenarios or study.programme.scenarios})
    return study.model_copy(update={"programme": named})


def add(root: Path, text: str, name: str = "x") -> None:
    (root / "parameters" / "scenarios" / f"{name}.yml").write_text(HEAD + text + "\n", encoding="utf-8")


def problems_of(study: Study, registry: Registry) -> list[Any]:
    with pytest.raises(InputError) as caught:
        read_scenarios(study, registry)
    return list(caught.value.problems)


def test_the_projects_scenarios(project: Path, registry: Registry) -> None:
    found = read_scenario_files(project / "parameters" / "scenarios", registry)
    assert {"baseline", "no_programme", "proposal", "assessments", "combined", "medium_large", "past_pace"} == set(
        found
    )
    assert not found["baseline"].instruments
    assert not found["no_programme"].instruments
    assert set(found["combined"].instruments) == set(found["medium_large"].instruments) == set(INSTRUMENTS)
    assert all(offer.sizes == ("medium", "large") for offer in found["medium_large"].instruments.values())
    assert all(set(scenario.capacity) == set(INSTRUMENTS) for scenario in found.values())
    assert len({scenario.title.vi for scenario in found.values()}) == len(found)


def test_past_pace_spends_what_was_spent(project: Path, registry: Registry) -> None:
    scenario = read_scenario_files(project / "parameters" / "scenarios", registry, ["past_pace"])["past_pace"]
    a_year = sum(offer.budget or 0 for offer in scenario.instruments.values()) * 1e6
    assert a_year * 10 == registry.assumptions["national_spending_2009_2019"].value.value
    assert {offer.per for offer in scenario.instruments.values()} == {"nation"}


def test_order_of_the_study(project: Path) -> None:
    study = study_of(project, "combined", "no_programme")
    assert [scenario.id for scenario in read_scenarios(study)] == ["combined", "no_programme"]


def test_a_file_overrides_entry_by_entry(root: Path, registry: Registry) -> None:
    add(root, "last: 2026\ncapacity: {training: 7}\ninstruments: {training: {reach: 2}}")
    [scenario] = read_scenarios(study_of(root, "x"), registry)
    [base] = read_scenarios(study_of(root, "no_programme"), registry)
    assert (scenario.id, scenario.first, scenario.last) == ("x", base.first, 2026)
    assert scenario.capacity == {**base.capacity, "training": 7}
    assert scenario.instruments["training"].reach == 2
    assert scenario.title.vi == "Thử"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_mistakes_are_named(root: Path, registry: Registry, case: dict[str, Any]) -> None:
    add(root, case["text"])
    problems = problems_of(study_of(root, *case.get("study", ["x"])), registry)
    assert sorted(problem.code for problem in problems) == case["codes"]
    parts = [(part, language) for part in ("expected", "action") for language in ("vi", "en")]
    said = " ".join(problem.say(*each) for problem in problems for each in parts)
    assert re.search(case["says"], said)
    assert case["where"] in problems[0].where
    if not case.get("study"):
        assert re.search(r"scenarios/x\.yml:\d+", problems[0].where)


def test_the_line_is_that_of_the_key(root: Path, registry: Registry) -> None:
    add(root, "first: 2022\nramp_years: 0")
    [problem] = problems_of(study_of(root, "x"), registry)
    assert re.search(r"x\.yml:6 · ramp_years$", problem.where)


def test_a_broken_baseline_is_told_once(root: Path, registry: Registry) -> None:
    path = root / "parameters" / "scenarios" / "baseline.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("first: 2021", "frist: 2021"), encoding="utf-8")
    problems = problems_of(study_of(root), registry)
    assert [problem.code for problem in problems] == ["yaml.unknown_key"]
    (root / "parameters" / "scenarios" / "baseline.yml").unlink()
    assert [problem.code for problem in problems_of(study_of(root), registry)] == ["file.missing"]


def test_an_incomplete_baseline_is_told(root: Path, registry: Registry) -> None:
    path = root / "parameters" / "scenarios" / "baseline.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("first: 2021\n", ""), encoding="utf-8")
    problems = problems_of(study_of(root, "no_programme"), registry)
    assert {problem.code for problem in problems} == {"value.missing"}


def test_check_covers_files_that_no_study_names(root: Path) -> None:
    add(root, "fist: 2022")
    with pytest.raises(InputError) as caught:
        check_project(root / "parameters")
    assert [problem.code for problem in caught.value.problems] == ["yaml.unknown_key"]


def test_check_finds_the_line_in_the_study(root: Path) -> None:
    path = root / "parameters" / "study.yml"
    text = path.read_text(encoding="utf-8").replace("assessments, combined]", "assessments, combinde]")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_project(root / "parameters")
    [problem] = caught.value.problems
    line = text[: text.index("combinde")].count("\n") + 1
    assert problem.code == "scenario.no_file"
    assert re.search(rf"study\.yml:{line} · programme\.scenarios\[4\]$", problem.where)
