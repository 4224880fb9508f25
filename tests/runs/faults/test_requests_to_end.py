"""Ctrl-C, a request to terminate, a closed terminal: an orderly end, and an end at once when asked again."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.runs.carried_out import leftovers
from tests.runs.faults.conftest import Start, all_gone, published, staged, until, waiting

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
STAGES: list[list[dict[str, Any]]] = [
    [{"province": "a"}, {"province": "b", "do": "wait"}, {"province": "c", "do": "wait"}, {"province": "d"}],
    [{"province": "all", "uses": ["a"]}],
]
WAIT = """
import os, pathlib, time
(pathlib.Path(study).parents[1] / f"waiting-{os.getpid()}").touch()
while not (pathlib.Path(study).parents[1] / "go").exists():
    time.sleep(0.02)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_finished_jobs_are_kept_and_the_same_command_does_the_rest(
    start: Start, tmp_path: Path, number: int, code: int
) -> None:
    runner = start(STAGES)
    until(lambda: len(waiting(tmp_path)) == 2 and "a" in runner.outcomes())
    family = runner.family()
    runner.process.send_signal(number)
    assert runner.wait(60) == code
    assert runner.errors() == ""
    assert runner.outcomes() == {"a": "done", "b": "not_run", "c": "not_run", "d": "not_run", "all": "not_run"}
    assert runner.told()[-1][:1] == ["message"]
    assert "1 việc đã xong" in runner.told()[-1][1]
    assert published(tmp_path).keys() == {"a"}
    assert leftovers(tmp_path / "outputs") == []
    assert staged(tmp_path) == []
    until(lambda: all_gone(family), 15)
    (tmp_path / "go").touch()
    again = start([[STAGES[0][0] | {"action": "skip"}, *STAGES[0][1:]], STAGES[1]], name="again")
    assert again.wait() == 0
    assert published(tmp_path).keys() == {"a", "b", "c", "d", "all"}


def test_asked_twice_it_ends_at_once_and_leaves_no_process(start: Start, tmp_path: Path) -> None:
    runner = start(STAGES, by="stubborn")
    until(lambda: len(waiting(tmp_path)) == 2)
    family = runner.family()
    runner.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert runner.process.poll() is None
    began = time.monotonic()
    runner.process.send_signal(signal.SIGINT)
    assert runner.wait(30) == 130
    assert time.monotonic() - began < 10
    until(lambda: all_gone(family), 15)
    (tmp_path / "go").touch()
    assert start(STAGES, name="again").wait() == 0
    assert leftovers(tmp_path / "outputs") == []
    assert staged(tmp_path) == []


def test_workers_break_off_too_where_no_signal_can_be_sent_to_a_thread(start: Start, tmp_path: Path) -> None:
    runner = start(STAGES, by="without_thread_signals")
    until(lambda: len(waiting(tmp_path)) == 2)
    began = time.monotonic()
    runner.process.send_signal(signal.SIGINT)
    assert runner.wait(60) == 130
    assert time.monotonic() - began < 15
    assert staged(tmp_path) == []
    assert leftovers(tmp_path / "outputs") == []


@pytest.mark.notebook
@pytest.mark.parametrize("processes", [1, 2])
def test_kernels_and_staging_are_gone_after_a_request_to_terminate(
    start: Start, tmp_path: Path, processes: int
) -> None:
    stages = [[{"province": "a"}, {"province": "b"}]]
    runner = start(stages, WAIT, by="perform", processes=processes)
    until(lambda: len(waiting(tmp_path)) == processes)
    family = runner.family()
    assert set(waiting(tmp_path)) <= {process.pid for process in family}
    runner.process.terminate()
    assert runner.wait(60) == 143
    assert runner.errors() == ""
    until(lambda: all_gone(family), 15)
    assert published(tmp_path) == {}
    assert staged(tmp_path) == []
    assert leftovers(tmp_path / "outputs") == []
    log = tmp_path / "outputs" / "latest" / "logs" / "province_report.a.2016-2020.log"
    assert "không chạy · not run" in log.read_text(encoding="utf-8")
