"""Work in a process of its own: its answer comes back, its faults do not."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.files import limits
from sxsh_eval.inputs.files.child import in_child
from tests.inputs.files import child_functions as functions
from tests.inputs.files import hostile_files as files

MEGABYTE = 2**20


def code_of(function: Any, *arguments: Any, **limits: Any) -> str:
    with pytest.raises(InputError) as caught:
        in_child(function, *arguments, **limits)
    (problem,) = caught.value.problems
    assert "{" not in problem.say("expected", "vi") + problem.say("action", "en")
    return problem.code


def test_the_answer_comes_back_whatever_is_printed() -> None:
    assert in_child(functions.double, 21) == 42


def test_only_what_is_needed_is_loaded() -> None:
    heavy = {"pandas", "numpy", "docx", "pypdfium2", "matplotlib", "pydantic"}
    assert heavy.isdisjoint(in_child(functions.modules))


def test_too_slow() -> None:
    start = time.monotonic()
    assert code_of(functions.sleep, 60, seconds=0.5) == "file.too_slow"
    assert time.monotonic() - start < 10


def test_too_big() -> None:
    assert code_of(functions.fill, 2**40, memory=400 * MEGABYTE) == "file.too_big"


@pytest.mark.skipif(limits.WATCHED, reason="this system watches every child already")
def test_too_big_where_the_system_sets_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from sxsh_eval.inputs.files import child

    monkeypatch.setattr(child, "MemoryWatch", lambda pid, memory: limits.MemoryWatch(pid, memory // 4, watched=True))
    assert code_of(functions.fill_slowly, 350 * MEGABYTE, memory=800 * MEGABYTE) == "file.too_big"


def test_a_crash_is_one_problem() -> None:
    assert code_of(functions.abort) == "file.crashed"
    assert code_of(functions.fail, "a.docx") == "file.crashed"


def test_a_workbook_that_ends_its_reader_does_not_end_us(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    path = files.write(tmp_path, "a.xlsx", files.with_cell("A1", "XFD1048576"))
    assert code_of(functions.read_first_sheet, str(path), seconds=30, memory=500 * MEGABYTE) == "file.too_big"
    good = files.write(tmp_path, "b.xlsx", files.workbook())
    assert in_child(functions.read_first_sheet, str(good)) == 2


def test_problems_pass_unchanged() -> None:
    with pytest.raises(InputError) as caught:
        in_child(functions.refuse, "a.xlsx")
    assert [one.code for one in caught.value.problems] == ["file.empty", "file.damaged"]


def test_children_of_the_child_end_too(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    assert code_of(functions.sleep_with_child, str(note), 60, seconds=3) == "file.too_slow"
    for pid in map(int, note.read_text(encoding="utf-8").split()):
        assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    assert not Path(in_child(functions.leave_file)).exists()
    note = tmp_path / "note"
    assert code_of(functions.leave_file_and_sleep, str(note), seconds=2) == "file.too_slow"
    assert not Path(note.read_text(encoding="utf-8")).exists()


def test_interrupting_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    import signal

    before = {one.pid for one in psutil.Process().children()}
    timer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        in_child(functions.sleep, 60, seconds=30)
    timer.join()
    assert {one.pid for one in psutil.Process().children()} <= before
