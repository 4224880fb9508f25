"""Every page on how to change things does what it says, the mistake at its end included."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.docs.in_process import Command, cell_output, commands_here
from tests.docs.pages import FOLDER, Step, change, missing, steps, visible, way_of
from tests.letters import ROOT
from tests.notebook_cells import code_cells
from tests.runs.notebooks import PARAMETERS, nbformat

PAGES = sorted(FOLDER.glob("*.md"))
TOPICS = {"indicator", "target", "claims", "fuel_factor", "scenario", "notebook", "words", "format"}
FOLDERS = ("parameters", "data/claims")
KEPT = ("read_study", "sx.read_inputs", "sx.data_section", "sx.estimate_progress", "import sxsh_eval")
LAST = """\
report = sx.province_report(inputs, choices, sections=[data, distances], chapters=sx.read_chapters(choices, uses))
sx.save_report(report, output)
"""


def short_report(path: Path) -> None:
    """In place of the province report: its first cells and its last."""
    kept = [source for source in code_cells("province_report") if any(name in source for name in KEPT)]
    sources = [*kept, LAST]
    cells = [nbformat.v4.new_code_cell(PARAMETERS + "uses: dict = {}\n", metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")


@dataclass
class Reader:
    """Somebody who follows a page to the letter."""

    project: Path
    run: Command
    names: dict[str, Any] = field(default_factory=dict)
    shown: str = ""

    def follow(self, step: Step) -> None:
        if step.action == "see":
            assert missing(step, self.shown) == [], self.shown
        elif step.action == "see_in":
            assert missing(step, visible(self.project / step.place)) == []
        elif step.action == "command":
            for line in step.lines():
                code, self.shown = self.run(line)
                assert (code != 0) == step.wrong, self.shown
        elif step.action == "python":
            self.shown = cell_output(step.body, self.names)
        else:
            change(self.project, step)


def another_process(line: str, project: Path) -> tuple[int, str]:
    """A command in a process that takes the program from the project, if it has it, else from here."""
    first, *words = shlex.split(line)
    program = [sys.executable, "-m", "sxsh_eval"] if first == "sxsh-eval" else [sys.executable]
    home = project if (project / "sxsh_eval").is_dir() else ROOT
    environment = os.environ | {"PYTHONPATH": str(home), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([*program, *words], cwd=project, env=environment, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_every_topic_has_its_page() -> None:
    assert {path.stem for path in PAGES} - {"README"} == TOPICS
    contents = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\((\w+)\.md\)", contents)) == TOPICS


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_it_does_what_it_says(
    topic: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = steps((FOLDER / f"{topic}.md").read_text(encoding="utf-8"))
    way = way_of(page)
    for folder in (*FOLDERS, *(["sxsh_eval"] if way == "copy" else [])):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    short_report(tmp_path / "notebooks" / "province_report.ipynb")
    monkeypatch.chdir(tmp_path)
    here = commands_here(monkeypatch, capsys)
    if way == "copy":  # the page begins with a report that is there
        assert here("run --province binh-dinh --period 2016-2020 --format xlsx")[0] == 0
    reader = Reader(tmp_path, here if way == "here" else partial(another_process, project=tmp_path))
    for step in page:
        reader.follow(step)
    assert any(step.action == "see" and step.wrong for step in page)
    assert any(step.action.startswith("see") and not step.wrong for step in page)
