"""Runs followed from another process for real: events in order, faults told, nothing alive when stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sxsh_eval.runs.following.family import MARK, members
from sxsh_eval.runs.following.followed import FollowedRun
from sxsh_eval.runs.following.values import Event
from tests.conftest import ROOT
from tests.runs.carried_out import leftovers
from tests.runs.notebooks import write_notebook

PATIENCE = 120
WAIT = """
import os, pathlib, time
if province == "gia-lai":
    root = pathlib.Path(study).parents[1]
    (root / f"waiting-{os.getpid()}").touch()
    while not (root / "go").exists():
        time.sleep(0.05)
"""
ONE = "{province: binh-dinh, period: 2016-2020, formats: [xlsx], languages: [vi]}"
ALONE = "{province: gia-lai, period: 2016-2020, formats: [xlsx], languages: [vi]}"
TWO = "{province: [binh-dinh, gia-lai], period: 2016-2020, formats: [xlsx], languages: [vi]}"
PARENT = """
import sys, time
from pathlib import Path
from sxsh_eval.runs.following.followed import FollowedRun
run = FollowedRun(Path("parameters/runs/trial.yml"), root=Path.cwd(), on_event=lambda event: None)
run.start()
print(run._mark, flush=True)
time.sleep(600)
"""


class Followed(FollowedRun):
    """A run of ``parameters/runs/trial.yml`` that remembers its events."""

    def __init__(self, root: Path, choices: str, **more: float) -> None:
        self.events: list[Event] = []
        super().__init__(save(root, choices), root=root, on_event=self.events.append, **more)  # type: ignore[arg-type]

    def family(self) -> list[int]:
        assert self._process is not None
        return members(self._mark, self._process.pid)

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]


def save(root: Path, choices: str) -> Path:
    path = root / "parameters" / "runs" / "trial.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(choices, encoding="utf-8")
    return path


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def waiting(root: Path) -> list[int]:
    return [int(mark.name.removeprefix("waiting-")) for mark in root.glob("waiting-*")]


@pytest.mark.notebook
def test_a_run_tells_how_it_comes_along_and_stopping_leaves_no_process(project: Path) -> None:
    write_notebook(project / "notebooks" / "province_report.ipynb", WAIT)
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    run = Followed(project, TWO, patience=PATIENCE)
    assert not run.running
    run.start()
    assert run.running
    assert run.wait(0) is None
    with pytest.raises(RuntimeError):
        run.start()
    until(lambda: run.of("result") and waiting(project))
    family = run.family()
    assert set(waiting(project)) & set(family)  # kernels
    run.stop()
    assert run.family() == []
    assert all(map(_is_dead, family))
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
    assert (run.wait(0), run.running) == (130, False)
    assert [event.kind for event in (run.events[0], run.events[-1])] == ["plan", "end"]
    assert [(job.name, job.action, job.reason.vi) for job in run.events[0].jobs] == [
        ("binh-dinh 2016-2020", "execute", "chưa có kết quả"), ("gia-lai 2016-2020", "execute", "chưa có kết quả"),
    ]  # fmt: skip
    stages = [(event.stage, event.done, event.total) for event in run.of("stage") if event.job.startswith("binh-dinh")]
    assert stages == [("start", 0, 0), *[("notebook", done, 4) for done in (1, 2, 3, 4)], ("render", 0, 0)]
    done, not_run = run.of("result")
    assert (done.job, done.outcome, done.exit_code, done.message) == ("binh-dinh 2016-2020", "done", 0, "")
    assert done.folder == "outputs/latest/province_report/binh-dinh/2016-2020"
    assert "report.vi.xlsx" in done.files
    assert (project / done.log).is_file()
    assert (not_run.outcome, not_run.exit_code, not_run.folder) == ("not_run", 130, "")
    assert "1 việc đã xong được giữ nguyên" in run.events[-1].message
    assert leftovers(project / "outputs") == []
    assert list((project / "outputs" / ".work" / "staging").iterdir()) == []
    run.stop()
    assert (project / "outputs" / "index.html").is_file()


@pytest.mark.notebook
def test_asked_twice_a_run_that_does_not_listen_is_killed_with_all_it_has(project: Path) -> None:
    write_notebook(project / "notebooks" / "province_report.ipynb", WAIT)
    run = Followed(project, ALONE, patience=PATIENCE)
    run.start()
    until(lambda: waiting(project))
    family = run.family()
    assert set(waiting(project)) <= set(family)
    assert run._process is not None
    psutil.Process(run._process.pid).suspend()
    first = threading.Thread(target=run.stop)
    first.start()
    until(lambda: run._asked)
    assert run.running
    run.stop()
    first.join(PATIENCE)
    assert not first.is_alive()
    assert run.family() == []
    assert all(map(_is_dead, family))
    assert (run.wait(0), run.running) == (130, False)
    assert run.events[-1].kind == "end"


def _is_dead(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@pytest.mark.notebook
def test_of_two_visitors_one_is_told_to_wait_until_the_other_is_gone(project: Path) -> None:
    write_notebook(project / "notebooks" / "province_report.ipynb", WAIT)
    save(project, ALONE)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        mark = parent.stdout.readline().strip() if parent.stdout else ""
        until(lambda: waiting(project))
        assert set(waiting(project)) <= set(members(mark))
        _is_refused(Followed(project, ALONE))
        assert set(waiting(project)) <= set(members(mark))
    finally:
        parent.kill()
        parent.communicate()
    until(lambda: members(mark) == [], 30)
    assert leftovers(project / "outputs") == []
    (project / "go").touch()
    again = Followed(project, ALONE)
    again.start()
    assert again.wait(PATIENCE) == 0
    (done,) = again.of("result")
    assert (project / done.folder / "report.vi.xlsx").is_file()
    assert leftovers(project / "outputs") == []


def _is_refused(second: Followed) -> None:
    """One message that names the report; nothing is started."""
    second.start()
    assert second.wait(PATIENCE) == 2
    assert [event.kind for event in second.events if event.kind != "plan"] == ["problems", "end"]
    ((problem,),) = (event.problems for event in second.of("problems"))
    assert (problem.code, problem.where) == ("output.locked", "latest.province_report.gia-lai.2016-2020")


def test_a_refused_request_tells_every_problem_and_runs_nothing(project: Path) -> None:
    run = Followed(project, "{province: binh-dinx, period: 2016-2020, settings: {no.such: 1}}")
    run.start()
    assert run.wait(PATIENCE) == 2
    assert [event.kind for event in run.events] == ["problems", "end"]
    assert [(problem.code, problem.severity) for problem in run.events[0].problems] == [
        ("usage.unknown_province", "error"), ("usage.unknown_setting", "error"),
    ]  # fmt: skip
    assert "binh-dinh" in run.events[0].problems[0].say("action", "vi")
    assert not (project / "outputs").exists()


def test_a_fault_names_the_file_with_its_traceback(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "broken").mkdir()
    (project / "broken" / "sitecustomize.py").write_text(
        "import sys\nsys.modules['sxsh_eval.runs.planning.plan'] = None\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(project / "broken"))
    run = Followed(project, ONE)
    run.start()
    assert run.wait(PATIENCE) == 3
    (end,) = run.events
    assert "ModuleNotFoundError" in end.message
    assert "Traceback" in Path(end.log).read_text(encoding="utf-8")
    Path(end.log).unlink()


def test_a_run_that_dies_at_once_says_its_last_words(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "broken").mkdir()
    (project / "broken" / "sitecustomize.py").write_text(
        "import os\nos.write(2, b'out of luck')\nos._exit(9)\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(project / "broken"))
    told: list[Event] = []

    def failing(event: Event) -> None:
        told.append(event)
        raise ValueError("whoever listens is at fault")

    run = FollowedRun(save(project, ONE), root=project, on_event=failing)
    run.stop()
    run.start()
    assert run.wait(PATIENCE) == 9
    assert "out of luck" in told[0].message
    assert os.environ.get(MARK) is None
