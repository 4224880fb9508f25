"""Published cases: figures in our words, refused without a figure, a source or with an unknown neighbour."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.parameters.registry_files import read_registry
from tests.letters import ROOT, registry

GOOD = """
invented:
  title: {vi: "một nhà máy", en: "a factory"}
  level: enterprise
  investment_vnd: 100
  saving_vnd_per_year: 50
  source: evaluators_assumption
  status: unverified
"""
BAD = {
    "case.no_figure": GOOD.replace("  investment_vnd: 100\n  saving_vnd_per_year: 50\n", ""),
    "registry.unknown_reference": GOOD + "  overlaps: [nobody]\n",
    "value.reversed": GOOD + "  saving: {low: 9, high: 3, unit: percent}\n",
}


def folder_with(text: str, folder: Path) -> Path:
    shutil.copytree(ROOT / "parameters" / "registry", folder / "registry")
    (folder / "registry" / "cases.yml").write_text(text, encoding="utf-8")
    return folder / "registry"


def test_an_invented_case(tmp_path: Path) -> None:
    assert read_registry(folder_with(GOOD, tmp_path)).cases["invented"].payback == 2


@pytest.mark.parametrize("code", BAD)
def test_what_is_refused(code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_registry(folder_with(BAD[code], tmp_path))
    assert [problem.code for problem in caught.value.problems] == [code]


def test_unknown_provinces_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_registry(folder_with(GOOD + "  provinces: [atlantis]\n", tmp_path))
    assert caught.value.problems[0].code == "registry.unknown_reference"


def test_every_case_is_cited_and_seen() -> None:
    cases = registry().cases
    assert len(cases) >= 10
    assert {case.status for case in cases.values()} == {"verified"}
    assert {case.source for case in cases.values()} <= registry().sources.keys()
    assert all(case.note or case.saving or case.payback for case in cases.values())
    assert not any(case.realised for key, case in cases.items() if key == "zinc_plating_ninh_binh")
