"""The fleets of the project can be planned: notebooks, provinces, periods, what they use."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxsh_eval.parameters.fleet import read_fleets
from sxsh_eval.runs.planning.plan import make_plan
from sxsh_eval.runs.planning.requests import Request
from sxsh_eval.runs.planning.waves import waves
from tests.letters import ROOT

FLEETS = read_fleets(ROOT / "parameters")
assert FLEETS is not None


@pytest.mark.parametrize("name", sorted(FLEETS.fleets))
def test_it_can_be_planned(name: str, tmp_path: Path) -> None:
    plan = make_plan(Request(fleet=name, outputs=tmp_path))
    assert FLEETS is not None
    assert {each.stage for each in plan.jobs} == {stage.label for stage in FLEETS.fleets[name].stages}


def test_the_main_job_makes_every_report_of_a_letter_side_by_side(tmp_path: Path) -> None:
    [wave] = waves(make_plan(Request(outputs=tmp_path)).stages)
    notebooks = [each.job.notebook.stem for each in wave]
    assert set(notebooks) == {"province_report", "post_2020", "survey_design", "national_report"}
    assert notebooks.count("province_report") == 3


def test_reports_of_provinces_wait_for_the_country(tmp_path: Path) -> None:
    first, second = waves(make_plan(Request(fleet="national", outputs=tmp_path)).stages)
    assert {each.job.notebook.stem for each in first} == {"energy_savings"}
    assert {each.job.province for each in second} == {"national", "binh-dinh"}
