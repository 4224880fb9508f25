"""Saved choices of runs are checked like everything else that analysts edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_eval.parameters.study import open_study
from sxsh_eval.runs.saved_runs import saved_run_problems


def problems(project: Path, text: str) -> list[tuple[str, str]]:
    (project / "parameters" / "runs" / "x.yml").write_text(text, encoding="utf-8")
    return [(problem.code, problem.where) for problem in saved_run_problems(open_study())]


def test_the_example_has_none(project: Path) -> None:
    assert saved_run_problems(open_study()) == []


def test_everything_wrong_is_told_at_once_with_its_line(project: Path) -> None:
    text = """\
notebook: provnce
province: [binh-din, ha-noi]
period: 2016-2014
settings:
  level: 3
  thresholds.growth: 4
  survey.margins: [1, 99]
  programme.scenarios: [no_programme]
"""
    here = "parameters/runs/x.yml"
    assert problems(project, text) == [
        ("usage.unknown_setting", f"{here}:6 · settings.thresholds.growth"),
        ("value.range", f"{here}:5 · settings.level"),
        ("value.range", f"{here}:7 · settings.survey.margins[2]"),
        ("usage.unknown_notebook", f"{here}:1 · notebook"),
        ("usage.period_reversed", f"{here}:3 · period"),
        ("usage.unknown_province", f"{here}:2 · province[1]"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fleet: nobody\n", "usage.unknown_fleet"),
        ("provnce: x\n", "yaml.unknown_key"),
        ("languages: [fr]\n", "value.choice"),
        ("settings: {programme.scenarios: [none_such]}\n", "scenario.no_file"),
        ("fleet: letters\nprovince: dak-lak\n", "usage.nothing_chosen"),
        ("settings: {disclosure.minimum_count.internal: 20}\n", "study.minimum_count"),
        ("a: [\n", "yaml.syntax"),
    ],
)
def test_each_kind_of_fault_has_its_words(project: Path, text: str, code: str) -> None:
    assert [found for found, _ in problems(project, text)] == [code]


@pytest.mark.parametrize("text", ["{}\n", "province: letters\nperiod: all\n", "settings: {survey.panel.spread: 0.2}\n"])
def test_what_can_run_is_accepted(project: Path, text: str) -> None:
    assert problems(project, text) == []
