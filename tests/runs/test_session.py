"""Jobs from start to finish: good ones, failing ones beside good ones, several at a time, an interrupted one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from sxsh_eval.errors import InputError, UsageError
from sxsh_eval.reports.model import Report
from sxsh_eval.runs.jobs import Job, failed_folder
from sxsh_eval.runs.locks import locked, started
from sxsh_eval.runs.publish import locks_folder, prepare_outputs
from sxsh_eval.runs.record import read_record
from tests.runs.carried_out import Notes, leftovers, run_jobs
from tests.runs.conftest import MakeJob
from tests.runs.notebooks import nbformat

RENDER = "sxsh_eval.reports.render.files.render_files"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fake_render(report: Report, folder: Path, languages: Any, formats: Any) -> dict[str, Path]:
    for form in formats:
        (folder / f"report.vi.{form}").write_text(report.id, encoding="utf-8")
    return {}


def stdout_of(notebook: Path) -> str:
    cells = nbformat.read(notebook, as_version=4).cells
    return "".join(out.text for cell in cells for out in cell.get("outputs", []) if out.get("name") == "stdout").strip()


@pytest.mark.notebook
def test_a_raising_cell_keeps_earlier_outputs_byte_for_byte_until_the_next_success(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RENDER, fake_render)
    job = make_job("1", formats=("html",))
    (good,) = run_jobs([job])
    assert (good.exit_code, good.message) == (0, "")
    assert set(good.files) == {"card.json", "notebook.ipynb", "report.json", "report.vi.html"}
    record = read_record(job.folder())
    assert record.status == "done"
    assert record.inputs.keys() == {"parameters/study.yml"}
    assert record.seconds.keys() == {"notebook", "render"}
    assert str(job.root) not in "".join(path.read_text(encoding="utf-8") for path in job.folder().iterdir())
    before = snapshot(job.folder())

    (bad,) = run_jobs([make_job("1 / 0", formats=("html",))])
    assert bad.exit_code == 3
    assert "outputs/latest/province_report/binh-dinh/2016-2020.failed/notebook.ipynb" in bad.message
    assert snapshot(job.folder()) == before
    assert snapshot(failed_folder(job.folder())).keys() == {"notebook.ipynb", "run.json"}
    failure = read_record(failed_folder(job.folder())).failure
    assert failure is not None
    assert (failure.exit_code, failure.exception) == (3, "ZeroDivisionError")

    run_jobs([make_job("1", formats=("html",))])
    assert snapshot(job.folder())["report.json"] == before["report.json"]
    assert read_record(job.folder()).fingerprint == record.fingerprint
    assert not failed_folder(job.folder()).exists()
    assert leftovers(job.outputs) == []


@pytest.mark.notebook
def test_a_renderer_that_raises_is_a_fault_of_ours_with_its_traceback_on_record(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr(RENDER, broken)
    job = make_job("1", formats=("html",))
    (result,) = run_jobs([job])
    assert result.exit_code == 3
    assert "no ink" in result.message
    assert not job.folder().exists()
    failure = read_record(failed_folder(job.folder())).failure
    assert failure is not None
    assert "in broken" in failure.traceback


@pytest.mark.notebook
def test_several_jobs_run_in_processes_of_their_own_and_one_failing_does_not_hold_up_another(make_job: MakeJob) -> None:
    cell = "import os\nassert period != '2009-2015', os.getppid()\nprint(os.getppid())"
    jobs = [make_job(cell, period=period) for period in ("2009-2015", "2016-2020")]
    notes = Notes()
    bad, good = run_jobs(jobs, notes, processes=2)
    assert (bad.exit_code, good.exit_code) == (3, 0)
    assert bad.folder.name == "2009-2015.failed"
    report = json.loads((good.folder / "report.json").read_text(encoding="utf-8"))
    assert report["id"] == "province_report/binh-dinh/2016-2020"
    printed = stdout_of(good.folder / "notebook.ipynb")
    assert printed.isdecimal()
    assert int(printed) != os.getpid()
    assert ("binh-dinh 2016-2020", "notebook", 4, 4) in notes.told
    assert {(result.name, result.outcome) for result in notes.results} == {
        ("binh-dinh 2009-2015", "failed"),
        ("binh-dinh 2016-2020", "done"),
    }


@pytest.mark.notebook
def test_the_same_input_gives_the_same_report_and_spreadsheet(
    make_job: MakeJob, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    periods = ("2009-2015", "2016-2020")
    first = [make_job("{1, 'b', None}", period=period, formats=("xlsx",)) for period in periods]
    second = [replace(job, run="again", outputs=elsewhere) for job in first]
    assert [result.exit_code for jobs in (first, second) for result in run_jobs(jobs)] == [0] * 4
    for one, other in zip(first, second, strict=True):
        before, after = snapshot(one.folder()), snapshot(other.folder())
        reports = {"report.json", "report.vi.xlsx", "report.en.xlsx"}
        assert before.keys() == {"card.json", "notebook.ipynb", "run.json"} | reports
        same = before.keys() - {"notebook.ipynb", "run.json"}
        assert {name: before[name] for name in same} == {name: after[name] for name in same}
        assert read_record(one.folder()).fingerprint == read_record(other.folder()).fingerprint
        assert not [name for name, content in after.items() if str(elsewhere).encode() in content]
    assert snapshot(first[0].folder())["report.json"] != snapshot(first[1].folder())["report.json"]


def test_a_job_folder_that_another_run_holds_is_not_touched(make_job: MakeJob) -> None:
    job = make_job("1")
    prepare_outputs(job.outputs)
    with locked(locks_folder(job.outputs), ".".join(job.parts)), pytest.raises(UsageError) as caught:
        run_jobs([job])
    assert caught.value.problems[0].code == "output.locked"
    assert not job.folder().exists()


def test_an_unwritable_outputs_folder_is_told_before_anything_runs(make_job: MakeJob) -> None:
    job = make_job("1")
    job.outputs.write_text("a file stands here", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        run_jobs([job])
    assert [problem.code for problem in caught.value.problems] == ["output.unwritable"]


def test_parameters_the_notebook_does_not_take_are_a_usage_error_of_that_job(make_job: MakeJob) -> None:
    job = make_job("1")
    text = job.notebook.read_text(encoding="utf-8").replace("settings: dict = {}", "setings: dict = {}")
    job.notebook.write_text(text, encoding="utf-8")
    (result,) = run_jobs([job])
    assert result.exit_code == 2
    assert "usage.unknown_parameter" in result.message
    assert not job.folder().exists()


WAIT = """
import os, pathlib, time
place = pathlib.Path(study).parent
(place / period).write_text(str(os.getpid()), encoding="utf-8")
while not (place / "go").exists():
    time.sleep(0.05)
"""
INTERRUPTED = """
import signal
import sys
from pathlib import Path
from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.local.executor import LocalExecutor
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.session import run_plan
from sxsh_eval.runs.stopping import Stopped

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job starts with it ignored
    root = Path(sys.argv[1])
    jobs = [Job(root, root / "outputs", "latest", root / "notebooks" / "province_report.ipynb", "binh-dinh", period,
                root / "parameters" / "study.yml", formats=()) for period in sys.argv[2:]]
    try:
        with LocalExecutor(2) as executor:
            run_plan([[Planned(job, "execute", "new") for job in jobs]], executor)
    except Stopped as stop:
        sys.exit(stop.exit_code)
"""


def start(job: Job, periods: list[str]) -> tuple[subprocess.Popen[bytes], list[int]]:
    """A process that runs jobs whose notebooks wait; with the numbers of their kernels."""
    script = job.root / "script.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    with (job.root / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, str(script), str(job.root), *periods],
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            cwd=job.root,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    marks = [job.study.with_name(period) for period in periods]
    wait_for(lambda: all(mark.exists() and mark.read_text(encoding="utf-8") for mark in marks))
    assert process.poll() is None
    return process, [int(mark.read_text(encoding="utf-8")) for mark in marks]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 240
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def works_in(place: Path) -> bool:
    """Whether a process has this working directory."""
    found = []
    for process in psutil.process_iter():
        try:
            found.append(process.cwd())
        except psutil.Error:
            continue
    return str(place) in found


@pytest.mark.notebook
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
@pytest.mark.parametrize("periods", [["2016-2020"], ["2009-2015", "2016-2020"]])
def test_ctrl_c_leaves_the_former_outputs_and_nothing_that_blocks_the_next_run(
    make_job: MakeJob, periods: list[str]
) -> None:
    job = make_job(WAIT)
    job.folder().mkdir(parents=True)
    (job.folder() / "report.json").write_text("former", encoding="utf-8")
    process, kernels = start(job, periods)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert "Traceback" not in (job.root / "errors").read_text(encoding="utf-8")
    assert snapshot(job.folder()) == {"report.json": b"former"}
    assert leftovers(job.outputs) == []
    assert [started(kernel) for kernel in kernels] == [None] * len(kernels)


@pytest.mark.notebook
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
@pytest.mark.parametrize("periods", [["2016-2020"], ["2009-2015", "2016-2020"]])
def test_a_killed_run_publishes_nothing_and_does_not_block_the_next(make_job: MakeJob, periods: list[str]) -> None:
    job = make_job(WAIT)
    process, _ = start(job, periods)
    process.kill()
    process.wait(timeout=30)
    wait_for(lambda: not works_in(job.root))
    assert not job.folder().exists()
    job.study.with_name("go").write_text("", encoding="utf-8")
    (result,) = run_jobs([job])
    assert result.exit_code == 0
    assert {path.parent.name for path in leftovers(job.outputs)} <= {"locks"}  # of jobs that were not run again
