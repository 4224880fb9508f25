"""A project to call the command line in."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.runs.notebooks import write_notebook

ROOT = Path(__file__).parents[1]
settings.register_profile("suite", max_examples=40, deadline=None)  # a test that needs more says so
settings.load_profile("suite")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a script: Ctrl-C is tested all the same
    signal.signal(signal.SIGINT, signal.default_int_handler)
for name in ("SIGHUP", "SIGQUIT"):  # the same under nohup
    number = getattr(signal, name, None)
    if number is not None and signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)


FLEET = """\
default: letters
fleets:
  letters:
    title: {vi: thu, en: trial}
    stages:
      - notebook: province_report
        each: {province: letters}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real parameters and claims, tiny notebooks, a default fleet of one; the working directory is inside."""
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters")
    (tmp_path / "parameters" / "fleet.yml").write_text(FLEET, encoding="utf-8")
    shutil.copytree(ROOT / "data" / "claims", tmp_path / "data" / "claims")
    write_notebook(tmp_path / "notebooks" / "province_report.ipynb")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Jobs the command line would run; none is run."""
    jobs: list[Any] = []

    def note(stages: list[list[Any]], executor: object, watch: object) -> list[Any]:
        del executor, watch
        given = [planned.job for stage in stages for planned in stage]
        jobs.extend(given)
        from sxsh_eval.runs.worker import Result

        return [Result(job.name, job.folder()) for job in given]

    monkeypatch.setattr("sxsh_eval.runs.session.run_plan", note)
    monkeypatch.setattr("sxsh_eval.runs.portal.write_portal", lambda outputs, _unchanged: outputs / "index.html")
    return jobs
