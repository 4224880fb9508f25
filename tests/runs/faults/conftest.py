"""Runners in processes of their own, with everything they start found by the plan's file in their command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.runs.notebooks import write_notebook

HERE = Path(__file__).parents[3]
PATIENCE = 120


class Runner:
    """A runner under way.

    Attributes
    ----------
    root : Path
        Folder of its project.
    process : Popen
    """

    def __init__(self, root: Path, plan: dict[str, Any], name: str = "plan") -> None:
        self.root, file = root, root / f"{name}.json"
        file.write_text(json.dumps(plan), encoding="utf-8")
        self._told = root / f"{name}.out"
        with self._told.open("wb") as out, (root / f"{name}.err").open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.runs.faults.runner", str(file)],
                env=os.environ | {"PYTHONPATH": str(HERE)},
                cwd=root,
                stdout=out,
                stderr=errors,
            )

    def told(self) -> list[list[Any]]:
        """Lines it has printed so far."""
        lines = self._told.read_text(encoding="utf-8").splitlines(keepends=True)
        found: list[list[Any]] = [json.loads(line) for line in lines if line.endswith("\n")]
        return found

    def outcomes(self) -> dict[str, str]:
        """Outcome of each province's job that has a result."""
        return {name.split()[0]: what for name, what, code, _ in self.told() if what in OUTCOMES and code is not None}

    def errors(self) -> str:
        """What it printed to its error stream."""
        return self._told.with_suffix(".err").read_text(encoding="utf-8")

    def wait(self, seconds: float = PATIENCE) -> int:
        """Exit code."""
        return self.process.wait(timeout=seconds)

    def family(self) -> list[psutil.Process]:
        """Everything it has started, and what those have."""
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found


OUTCOMES = {"done", "failed", "skipped", "not_run", "rendered"}
Start = Callable[..., Runner]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a runner for a plan in a small project; it is killed at the end of the test if it still runs."""
    runners: list[Runner] = []
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "study.yml").write_text("level: 0.95\n", encoding="utf-8")

    def begin(stages: list[list[dict[str, Any]]], *cells: str, name: str = "plan", **more: Any) -> Runner:
        write_notebook(tmp_path / "notebooks" / "province_report.ipynb", *cells)
        runner = Runner(tmp_path, {"by": "written", "stages": stages} | more, name)
        runners.append(runner)
        return runner

    yield begin
    (tmp_path / "go").touch()
    for runner in runners:
        if runner.process.poll() is None:
            runner.process.kill()
            runner.process.wait()


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def all_gone(processes: list[psutil.Process]) -> bool:
    """Whether none of these processes lives."""
    return not [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def waiting(root: Path) -> list[int]:
    """Numbers of the processes whose jobs wait for a word to go on."""
    return [int(mark.name.removeprefix("waiting-")) for mark in root.glob("waiting-*")]


def staged(root: Path) -> list[Path]:
    """Staging folders there are."""
    return list((root / "outputs" / ".work" / "staging").iterdir())


def published(root: Path) -> dict[str, str]:
    """Content of each province's report."""
    found = (root / "outputs" / "latest" / "province_report").glob("*/2016-2020/report.json")
    return {path.parts[-3]: path.read_text(encoding="utf-8") for path in found}
