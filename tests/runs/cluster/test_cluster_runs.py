"""Jobs on a scheduler with two workers: as a local run gives them, also when a worker or the runner dies."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from sxsh_eval.errors import ProblemsError
from sxsh_eval.runs.cluster.executor import ClusterExecutor
from sxsh_eval.runs.jobs import Used
from sxsh_eval.runs.locks import started
from sxsh_eval.runs.planning.planned import Planned, perform
from sxsh_eval.runs.record import read_record
from sxsh_eval.runs.worker import Result
from tests.runs.cluster.conftest import MakePlanned
from tests.runs.cluster.machines import ROOT, Machines, family, wait_for

pytestmark = [pytest.mark.notebook, pytest.mark.skipif(os.name == "nt", reason="processes of POSIX systems")]
PERIODS = [f"{year}-2020" for year in range(2009, 2017)]
LINE = "\n"
TIMES = {"started", "seconds"}


def run(machines: Machines, jobs: list[Planned], progress: Any = None) -> dict[str, Result]:
    with ClusterExecutor(machines.address) as executor:
        return {result.name: result for result in executor.run(jobs, progress)}


def contents(folder: Path) -> dict[str, Any]:
    """Files by name; the record without times, the notebook without times and drawn names of cells."""
    found: dict[str, Any] = {path.name: path.read_bytes() for path in folder.iterdir()}
    record, notebook = (json.loads(found[name]) for name in ("run.json", "notebook.ipynb"))
    assert record["files"].pop("notebook.ipynb") == hashlib.sha256(found["notebook.ipynb"]).hexdigest()
    found["run.json"] = {key: value for key, value in record.items() if key not in TIMES}
    found["notebook.ipynb"] = [{**cell, "id": "", "metadata": {}} for cell in notebook["cells"]]
    return found


READS = """
from pathlib import Path
seen = [Path(folder, "report.json").read_text(encoding="utf-8") for folder in uses.values()]
print(study, output, sorted(path.name for path in Path(study).parent.iterdir()), len(seen[0]))
Path(output, "numbers.json").write_text("[1, 2]", encoding="utf-8")
"""


@pytest.mark.parametrize("inside", [True, False], ids=["outputs in the project", "outputs elsewhere"])
def test_the_same_job_leaves_the_same_files_as_a_local_run(
    machines: Machines,
    make_planned: MakePlanned,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    inside: bool,  # noqa: FBT001 - a parameter of pytest's
) -> None:
    outputs = tmp_path / "outputs" if inside else tmp_path_factory.mktemp("elsewhere")
    former, table = outputs / "latest" / "first", tmp_path / "data" / "private" / "bảng.csv"
    for path in (former / "report.json", former / "report.vi.html", table):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[1, 2]", encoding="utf-8")
    used = (Used("first", former, "0" * 64),)
    study = tmp_path / "parameters" / "study.yml"
    good = make_planned(READS, name="second", outputs=outputs, uses=used, inputs=(study, table))
    node = json.loads(good.job.notebook.read_text(encoding="utf-8"))
    node["cells"][1]["source"] += "uses: dict = {}\n"
    good.job.notebook.write_text(json.dumps(node), encoding="utf-8")
    bad = make_planned("raise ValueError(study)", name="third", outputs=outputs, formats=("xlsx",))
    here = {one.job.name: perform(one) for one in (good, bad)}
    before = {name: contents(result.folder) for name, result in here.items()}
    there = run(machines, [good, bad])
    assert {name: replace(one, seconds=0) for name, one in there.items()} == {
        name: replace(one, seconds=0) for name, one in here.items()
    }
    assert {name: contents(result.folder) for name, result in there.items()} == before
    assert there[good.job.name].outcome == "done"
    assert there[bad.job.name].outcome == "failed"
    assert "numbers.json" in before[good.job.name]


def test_rendering_once_more_needs_no_notebook(machines: Machines, make_planned: MakePlanned) -> None:
    planned = make_planned("1")
    perform(planned)
    before = contents(planned.job.folder())
    again = replace(planned, action="render", job=replace(planned.job, formats=("xlsx",), languages=("vi",)))
    (result,) = run(machines, [again]).values()
    assert (result.outcome, result.files) == ("rendered", ("report.vi.xlsx",))
    after = contents(planned.job.folder())
    assert after.keys() - before.keys() == {"report.vi.xlsx"}
    assert {name: after[name] for name in ("notebook.ipynb", "report.json")} == {
        name: before[name] for name in ("notebook.ipynb", "report.json")
    }
    assert read_record(planned.job.folder()).formats == ("xlsx",)


WAIT = """
import os, pathlib, time
place = pathlib.Path({marks!r})
(place / f"{{period}}.{{os.getpid()}}").write_text(str(os.getppid()), encoding="utf-8")
until = time.monotonic() + {seconds}
while time.monotonic() < until and not (place / "go").exists():
    time.sleep(0.05)
"""


def kernels(marks: Path) -> list[int]:
    """Living kernels of notebooks that left their mark."""
    pids = [int(path.name.rsplit(".", 1)[1]) for path in marks.glob("*-*.*")]
    return [pid for pid in pids if started(pid) is not None]


def test_a_killed_worker_loses_nothing(machines: Machines, make_planned: MakePlanned, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    cells = [WAIT.format(marks=str(marks), seconds=60), "assert period != '2012-2020', 'not this one'"]
    jobs = [make_planned(*cells, period=period) for period in PERIODS]
    extra = machines.worker("third")
    killed: list[int] = []

    def kill_in_the_middle(*news: object) -> None:
        del news
        mine = {each.pid for each in family(extra.pid)} & set(kernels(marks))
        if not killed and mine:
            killed.extend(mine)
            for each in family(extra.pid):
                each.kill()
            extra.wait()
            (marks / "go").write_text("", encoding="utf-8")

    with ClusterExecutor(machines.address) as executor:
        executor.client.wait_for_workers(3, timeout=60)
        results = {result.name: result for result in executor.run(jobs, kill_in_the_middle)}
    assert killed
    assert {name.rsplit(" ", 1)[1]: result.outcome for name, result in results.items()} == dict.fromkeys(
        PERIODS, "done"
    ) | {"2012-2020": "failed"}
    assert all(
        (planned.job.folder() / "report.json").exists() == ("2012" not in planned.job.period) for planned in jobs
    )
    assert "not this one" in results["binh-dinh 2012-2020"].message
    assert not [path for path in (jobs[0].job.outputs / ".work").rglob("*") if path.is_file()]


def test_a_job_that_kills_its_workers_fails_alone(make_planned: MakePlanned, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    waits = WAIT.format(marks=str(marks), seconds=60)
    jobs = [make_planned(f"if period == '2009-2020':{waits.replace(LINE, f'{LINE}    ')}", period=period)
            for period in PERIODS[:3]]  # fmt: skip
    killed: list[int] = []
    machines = Machines(tmp_path)

    def kill_the_worker(name: str, *news: object) -> None:
        del news
        if name.endswith("2009-2020") and len(killed) < 2:
            wait_for(lambda: kernels(marks))
            nanny = machines.processes[1].pid
            (worker,) = (each for each in psutil.Process(nanny).children() if each.children())
            killed.append(worker.pid)
            for each in family(worker.pid):
                each.kill()
            wait_for(lambda: started(worker.pid) is None and not kernels(marks))

    try:
        machines.scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1")
        machines.worker("only")
        results = run(machines, jobs, kill_the_worker)
    finally:
        machines.stop()
    assert len(set(killed)) == 2
    assert [results[planned.job.name].outcome for planned in jobs] == ["failed", "done", "done"]
    assert "run.worker_died" in results[jobs[0].job.name].message


RUNNER = """
import pickle, sys
from pathlib import Path
from sxsh_eval.errors import ProblemsError
from sxsh_eval.runs.cluster.executor import ClusterExecutor
jobs = pickle.loads(Path(sys.argv[2]).read_bytes())
try:
    with ClusterExecutor(sys.argv[1]) as executor:
        list(executor.run(jobs))
except KeyboardInterrupt:
    sys.exit(130)
"""


def start_runner(scheduler: str, jobs: list[Planned], folder: Path) -> subprocess.Popen[bytes]:
    import pickle

    (folder / "jobs").write_bytes(pickle.dumps(jobs))
    script = folder / "runner.py"
    script.write_text(f"if __name__ == '__main__':\n{'    '.join(RUNNER.splitlines(keepends=True))}", encoding="utf-8")
    with (folder / "errors").open("wb") as errors:
        return subprocess.Popen(
            [sys.executable, str(script), scheduler, str(folder / "jobs")],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stderr=errors,
            start_new_session=True,
        )


@pytest.mark.parametrize("scheduler", ["cluster", "local:2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_the_end_of_the_runner_ends_its_jobs(
    machines: Machines, make_planned: MakePlanned, tmp_path: Path, scheduler: str, number: signal.Signals
) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    jobs = [make_planned(WAIT.format(marks=str(marks), seconds=90), period=period) for period in PERIODS[:3]]
    runner = start_runner(machines.address if scheduler == "cluster" else scheduler, jobs, tmp_path)
    try:
        wait_for(lambda: len(kernels(marks)) == 2)
        family_ = family(runner.pid)
        os.killpg(runner.pid, number) if number == signal.SIGINT else runner.kill()
        assert runner.wait(timeout=30) == (130 if number == signal.SIGINT else -9)
        wait_for(lambda: not kernels(marks), seconds=15)
        if scheduler != "cluster":
            wait_for(lambda: not [each for each in family_ if each.is_running() and each.status() != "zombie"], 15)
        assert len(list(marks.iterdir())) == 2, "the third job has begun all the same"
    finally:
        for each in family(runner.pid):
            each.kill()
    assert not any((planned.job.folder()).exists() for planned in jobs)
    if number == signal.SIGINT:
        assert (tmp_path / "errors").read_text(encoding="utf-8") == ""


def test_workers_of_this_machine(make_planned: MakePlanned) -> None:
    jobs = [make_planned("1", period=period) for period in PERIODS[:2]]
    told: list[tuple[str, str, int, int]] = []
    with ClusterExecutor("local:2") as executor:
        first = {result.name: result for result in executor.run(jobs[:1], lambda *news: told.append(news))}
        second = {result.name: result for result in executor.run(jobs[1:])}
    assert [(result.outcome, result.folder) for result in (first | second).values()] == [
        ("done", planned.job.folder()) for planned in jobs
    ]
    assert told[0] == (jobs[0].job.name, "notebook", 0, 0)
    assert told[-1] == (jobs[0].job.name, "done", 0, 0)
    assert (jobs[0].job.name, "notebook", 4, 4) in told


def test_what_is_wrong_with_a_job_is_told_as_in_a_local_run(machines: Machines, make_planned: MakePlanned) -> None:
    absent, strange = make_planned("1", name="absent"), make_planned("1", name="strange", period="2009-2015")
    absent.job.notebook.unlink()
    text = strange.job.notebook.read_text(encoding="utf-8").replace("settings: dict = {}", "setings: dict = {}")
    strange.job.notebook.write_text(text, encoding="utf-8")
    results = run(machines, [absent, strange])
    for planned in (absent, strange):
        with pytest.raises(ProblemsError) as caught:
            perform(planned)
        result = results[planned.job.name]
        assert (result.message, result.exit_code) == (str(caught.value), caught.value.exit_code)
        assert (result.outcome, result.folder) == ("failed", planned.job.folder())
