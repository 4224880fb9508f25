"""Fleets on the command line: what is asked for reaches the plan, a dry run does nothing."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.cli import main
from sxsh_eval.runs.planning.plan import make_plan
from sxsh_eval.runs.planning.requests import Request
from tests.runs.finished_jobs import carry_out
from tests.runs.test_plan import write_fleet

STAGE = {"notebook": "province_report", "each": {"province": ["ha-noi", "can-tho"], "period": "2016-2020"}}


@pytest.fixture
def fleet(project: Path) -> Path:
    write_fleet(project, stages=[STAGE], settings={"costs.discount_rate": 0.07})
    return project


def test_a_dry_run_says_what_and_why_and_does_nothing(
    fleet: Path, planned: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--fleet", "f", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "ha-noi 2016-2020" in said
    assert "chưa có kết quả · no result yet" in said
    assert "2 báo cáo · reports: chạy · execute 2, kết xuất · render 0, bỏ qua · skip 0" in said
    assert planned == []
    assert not (fleet / "outputs").exists()


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["--fleet", "f"], ["ha-noi 2016-2020", "can-tho 2016-2020"]),
        (["--fleet", "f", "--province", "Cần Thơ"], ["can-tho 2016-2020"]),
        (["--province", "Cần Thơ", "--period", "2011-2014"], ["can-tho 2011-2014"]),
        ([], [f"binh-dinh {span}" for span in ("2009-2015", "2016-2020", "2009-2018")]),
    ],
)
def test_a_fleet_a_part_of_it_or_what_is_named(
    fleet: Path, planned: list[Any], arguments: list[str], names: list[str]
) -> None:
    del fleet
    assert main(["run", *arguments]) == 0
    assert [job.name for job in planned] == names


def test_a_run_is_named_after_its_fleet(fleet: Path, planned: list[Any]) -> None:
    assert main(["run", "--fleet", "f", "--province", "ha-noi", "--no-files"]) == 0
    assert main(["run", "--fleet", "f", "--province", "ha-noi", "--name", "trial"]) == 0
    assert [job.folder() for job in planned] == [
        fleet / "outputs" / run / "province_report" / "ha-noi" / "2016-2020" for run in ("f", "trial")
    ]
    assert [job.formats for job in planned] == [(), ("html", "pdf", "docx", "xlsx")]


def test_what_is_finished_is_skipped_unless_forced(
    fleet: Path, planned: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    del planned
    carry_out(make_plan(Request(fleet="f")))
    actions: list[list[str]] = []

    def note(stages: Any, executor: object, watch: object) -> list[Any]:
        from sxsh_eval.runs.worker import Result

        del executor, watch
        actions.append([planned.action for stage in stages for planned in stage])
        return [Result(each.job.name, each.job.folder()) for stage in stages for each in stage]

    monkeypatch.setattr("sxsh_eval.runs.session.run_plan", note)
    assert main(["run", "--fleet", "f"]) == 0
    assert main(["run", "--fleet", "f", "--force"]) == 0
    assert main(["run", "--fleet", "f", "--province", "ha-noi", "--force"]) == 0
    assert actions == [["skip", "skip"], ["execute", "execute"], ["execute"]]
    assert fleet.exists()


def test_mistakes_in_the_file_are_found_by_check(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_fleet(fleet, stages=[STAGE, copy.deepcopy(STAGE)])
    assert main(["check"]) == 1
    said = capsys.readouterr().err
    assert "fleet.stage_twice" in said
    assert "fleet.yml" in said
