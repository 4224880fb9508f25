"""Workers of the local executor: shared out, reused, replaced when they die or grow; one death costs one job."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from pathlib import Path

import psutil
import pytest

from sxsh_eval.runs.job_log import log_file
from sxsh_eval.runs.jobs import Used
from sxsh_eval.runs.local import executor as local
from sxsh_eval.runs.local.executor import LocalExecutor, processes_here
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.session import run_plan
from sxsh_eval.runs.worker import Result
from tests.runs.carried_out import Notes, leftovers
from tests.runs.faults import pretended
from tests.runs.faults.runner import planned

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills and signals of POSIX systems")


def wishes(root: Path, count: int, told: dict[int, str] | None = None) -> list[Planned]:
    names = [{"province": f"p-{number:03d}"} for number in range(count)]
    return [
        planned(root, root / "outputs", wish | ({"do": told[number]} if told and number in told else {}))
        for number, wish in enumerate(names)
    ]


def outcomes(results: list[Result]) -> list[str]:
    return [result.outcome for result in results]


def writer(result: Result) -> str:
    return (result.folder / "report.json").read_text(encoding="utf-8")


def test_five_failures_among_126_jobs_hold_up_none_of_the_others(tmp_path: Path) -> None:
    told = {3: "refuse", 40: "raise", 41: "refuse", 99: "raise", 125: "die"}
    plan, notes = wishes(tmp_path, 126, told), Notes()
    with LocalExecutor(2, by=pretended.written) as executor:
        results = run_plan([plan], executor, notes)
    assert [number for number, result in enumerate(results) if result.outcome == "failed"] == sorted(told)
    assert outcomes(results).count("done") == 121
    assert [results[number].exit_code for number in sorted(told)] == [1, 3, 1, 3, 3]
    assert "SIGKILL" in results[125].message
    assert len({writer(result) for result in results if result.outcome == "done"}) <= 4
    assert [name for name, stage, *_ in notes.told if stage == "again"] == ["p-125 2016-2020"]
    assert len(notes.results) == 126
    assert leftovers(tmp_path / "outputs") == []
    assert list((tmp_path / "outputs" / ".work" / "staging").iterdir()) == []
    assert multiprocessing.active_children() == []
    log = log_file(plan[40].job.folder()).read_text(encoding="utf-8")
    assert "ValueError: something unforeseen" in log
    assert "in written" in log


def test_a_job_whose_worker_dies_is_done_by_another_one(tmp_path: Path) -> None:
    plan, notes = wishes(tmp_path, 6, {0: "die once", 1: "die once"}), Notes()
    with LocalExecutor(2, by=pretended.written) as executor:
        results = run_plan([plan], executor, notes)
    assert outcomes(results) == ["done"] * 6
    assert sorted(name for name, stage, *_ in notes.told if stage == "again") == ["p-000 2016-2020", "p-001 2016-2020"]
    assert "tiến trình phụ đã chết" in log_file(plan[0].job.folder()).read_text(encoding="utf-8")


def test_workers_live_on_from_stage_to_stage_and_end_with_the_executor(tmp_path: Path) -> None:
    first, second = wishes(tmp_path, 8)[:4], wishes(tmp_path, 8)[4:5]
    with LocalExecutor(2, by=pretended.written) as executor:
        one = run_plan([first], executor)
        two = run_plan([second], executor)
        processes = multiprocessing.active_children()
        assert len(processes) == 2
    assert {writer(result) for result in two} <= {writer(result) for result in one}
    assert not [process for process in processes if process.is_alive()]


def test_an_idle_worker_that_was_killed_costs_nothing(tmp_path: Path) -> None:
    plan = wishes(tmp_path, 6)
    with LocalExecutor(2, by=pretended.written) as executor:
        run_plan([plan[:2]], executor)
        for process in multiprocessing.active_children():
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
        results = run_plan([plan[2:]], executor)
    assert outcomes(results) == ["done"] * 4


def test_a_worker_that_has_grown_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "GROWN", 0)
    with LocalExecutor(2, by=pretended.written) as executor:
        results = run_plan([wishes(tmp_path, 4)], executor)
    assert outcomes(results) == ["done"] * 4
    assert len({writer(result) for result in results}) == 4


def test_a_single_job_needs_no_worker(tmp_path: Path) -> None:
    with LocalExecutor(2, by=pretended.written) as executor:
        (result,) = run_plan([wishes(tmp_path, 1)], executor)
    assert writer(result) == str(os.getpid())


def test_what_uses_a_failed_job_is_not_run_and_says_why(tmp_path: Path) -> None:
    stage = wishes(tmp_path, 3, {0: "refuse"})
    later = [
        planned(tmp_path, tmp_path / "outputs", {"province": "north", "uses": ["p-000", "p-001"]}),
        planned(tmp_path, tmp_path / "outputs", {"province": "south", "uses": ["p-001", "p-002"]}),
    ]
    last = [planned(tmp_path, tmp_path / "outputs", {"province": "all", "uses": ["north", "south"]})]
    with LocalExecutor(2, by=pretended.written) as executor:
        results = run_plan([stage, later, last], executor)
    assert outcomes(results) == ["failed", "done", "done", "not_run", "done", "not_run"]
    assert [result.exit_code for result in results] == [1, 0, 0, 1, 0, 1]
    assert "[run.not_run] north 2016-2020" in results[3].message
    assert "p-000 2016-2020" in results[3].message
    assert "p-001" not in results[3].message
    assert "thấy: north 2016-2020" in results[5].message


def test_skipped_jobs_touch_nothing(tmp_path: Path) -> None:
    plan = [Planned(one.job, "skip", "same") for one in wishes(tmp_path, 126)]
    with LocalExecutor(2, by=pretended.written) as executor:
        results = run_plan([plan], executor)
    assert outcomes(results) == ["skipped"] * 126
    assert not (tmp_path / "outputs").exists()


def test_a_plan_can_be_carried_out_outside_the_main_thread(tmp_path: Path) -> None:
    found: list[Result] = []

    def body() -> None:
        with LocalExecutor(2, by=pretended.written) as executor:
            found.extend(run_plan([wishes(tmp_path, 3)], executor))

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert outcomes(found) == ["done"] * 3


def test_workers_have_the_variables_of_what_is_open_around_the_executor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SXSH_EVAL_TEST", "warm")
    with LocalExecutor(2, by=pretended.environment) as executor:
        results = run_plan([wishes(tmp_path, 2)], executor)
    assert [result.files for result in results] == [("warm", "1")] * 2


def test_little_free_memory_means_fewer_workers_and_a_line_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Memory:
        available = 600 * 2**20

    monkeypatch.setattr(psutil, "virtual_memory", Memory)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(8))
    count, note = processes_here()
    assert count == 1
    assert "600 MB" in note
    assert processes_here(3) == (3, "")
    Memory.available = 64 * 2**30
    assert processes_here() == (8, "")


def test_used_jobs_are_known_by_their_folder(tmp_path: Path) -> None:
    one = planned(tmp_path, tmp_path / "outputs", {"province": "north", "uses": ["p-000"]})
    assert one.job.uses == (Used("p-000", wishes(tmp_path, 1)[0].job.folder(), "0" * 64),)
