"""Kill -9 of a runner, of a worker, of a kernel, with notebooks that really run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.runs.carried_out import leftovers
from tests.runs.faults.conftest import Start, all_gone, published, staged, until, waiting
from tests.runs.faults.test_requests_to_end import WAIT

pytestmark = [
    pytest.mark.notebook,
    pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems"),
]
STAGES: list[list[dict[str, Any]]] = [[{"province": "a"}, {"province": "b"}, {"province": "c"}]]
WAIT_BUT_A = f"if province != 'a':\n    {WAIT.strip().replace(chr(10), chr(10) + '    ')}"


def test_a_killed_runner_leaves_no_process_and_nothing_by_halves(start: Start, tmp_path: Path) -> None:
    runner = start(STAGES, WAIT_BUT_A, by="perform")
    until(lambda: len(waiting(tmp_path)) == 2)
    family, before = runner.family(), published(tmp_path)
    assert before.keys() == {"a"}
    runner.process.kill()
    until(lambda: all_gone(family), 15)
    assert published(tmp_path) == before
    assert staged(tmp_path) == []  # workers tidy up when they see that the runner is dead
    (tmp_path / "go").touch()
    again = start([[STAGES[0][0] | {"action": "skip"}, *STAGES[0][1:]]], WAIT_BUT_A, by="perform", name="again")
    assert again.wait() == 0
    assert published(tmp_path).keys() == {"a", "b", "c"}
    assert {path.name for path in leftovers(tmp_path / "outputs")} <= {"latest.province_report.a.2016-2020.lock"}


def test_a_killed_worker_and_a_killed_kernel_cost_the_others_nothing(start: Start, tmp_path: Path) -> None:
    runner = start(STAGES, WAIT_BUT_A, by="perform")
    until(lambda: len(waiting(tmp_path)) == 2)
    kernels = [psutil.Process(number) for number in waiting(tmp_path)]
    worker = kernels[0].parent()
    assert worker is not None
    worker.kill()  # its job is begun anew in a fresh worker
    until(lambda: len(waiting(tmp_path)) == 3)
    until(lambda: all_gone([worker, kernels[0]]), 15)
    kernels[1].kill()  # its job has failed
    until(lambda: "failed" in runner.outcomes().values())
    (tmp_path / "go").touch()
    assert runner.wait() == 3
    assert sorted(runner.outcomes().values()) == ["done", "done", "failed"]
    (message,) = [line[3] for line in runner.told() if line[1] == "failed"]
    assert "[run.kernel_died]" in message
    assert [line[0] for line in runner.told() if line[1] == "again"] != [
        line[0] for line in runner.told() if line[1] == "failed"
    ]
    assert staged(tmp_path) == []
    assert leftovers(tmp_path / "outputs") == []
    assert runner.errors() == ""
