"""A stop as in a power cut, at every request that publishing makes: then the old or the new report is there whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sxsh_eval.runs.earlier import KEPT
from sxsh_eval.runs.publish import prepare_outputs, recover_all
from sxsh_eval.runs.record import RECORD
from tests.runs.carried_out import leftovers
from tests.runs.faults.conftest import HERE
from tests.runs.faults.cut_short import FILES, PLACES, publish_anew

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks at every point")


BEFORE = {"new": "old", "old": "older"}


def told(folder: Path, names: frozenset[str] = frozenset(FILES)) -> set[str]:
    """Which versions the files of a folder are of."""
    assert {path.name for path in folder.iterdir()} == names
    return {version(path) for path in folder.iterdir()}


def version(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return str(json.loads(text)["started"]) if path.name == RECORD else text.removesuffix(path.name).strip()


def earlier(outputs: Path) -> set[str]:
    """Which versions the files kept for a comparison are of; the oldest has the notebook too."""
    folder = outputs.joinpath(".work", "earlier", *PLACES)
    names = frozenset(FILES) if (folder / "notebook.ipynb").exists() else KEPT & set(FILES)
    return told(folder, names)


def test_whatever_the_moment_the_next_run_finds_one_version_whole(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.runs.faults.cut_short", str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(HERE)},
        capture_output=True,
        check=True,
        text=True,
    )
    points = int(done.stdout)
    assert points > 25
    found = []
    for outputs in sorted(tmp_path.iterdir()):
        folder = outputs.joinpath(*PLACES)
        if folder.exists():
            assert len(told(folder)) == 1  # before anything is put right, what is seen as a report is whole
        prepare_outputs(outputs)
        recover_all(outputs)
        (which,) = told(folder)
        found.append(which)
        assert earlier(outputs) == {BEFORE[which]}
        assert not list((outputs / ".work" / "staging").iterdir())
        publish_anew(outputs)
        assert told(folder) == {"new"}
        assert earlier(outputs) == {"old"}  # the same execution published twice is no earlier one
        assert not folder.with_name("2016-2020.failed").exists()
        assert leftovers(outputs) == []
    assert found == sorted(found, reverse=True)  # old up to one point, new from there on
    assert set(found) == {"old", "new"}
    assert len(found) == points


def test_swaps_of_folders_that_another_run_holds_are_left_alone(tmp_path: Path) -> None:
    from sxsh_eval.runs.locks import locked
    from sxsh_eval.runs.publish import locks_folder

    prepare_outputs(tmp_path)
    aside = tmp_path.joinpath(".work", "former", *PLACES)
    aside.mkdir(parents=True)
    (aside / "report.json").write_text("old", encoding="utf-8")
    with locked(locks_folder(tmp_path), ".".join(PLACES)):
        recover_all(tmp_path)
    assert aside.exists()
    recover_all(tmp_path)
    assert not aside.exists()
    assert (tmp_path.joinpath(*PLACES) / "report.json").read_text(encoding="utf-8") == "old"
    shutil.rmtree(tmp_path / ".work")
    recover_all(tmp_path)
