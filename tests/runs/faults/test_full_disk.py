"""A full disk, on a small file system of its own or by a limit on files: one clear message, good reports untouched."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.errors import InputError, problem_catalogue
from sxsh_eval.runs.disk_room import is_full
from sxsh_eval.runs.locks import locked
from tests.runs.carried_out import leftovers
from tests.runs.faults.conftest import Start

KILOBYTES = 800
# A cell that writes more than fits into the job's folder, or prints more than fits into the saved notebook.
WRITE = """
if settings.get("do") == "write":
    with open(output + "/large.bin", "wb") as file:
        for _ in range(2000):
            file.write(b"x" * 1024)
if settings.get("do") == "print":
    for _ in range(2000):
        print("x" * 1024)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Outputs on a file system of a few hundred kilobytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={KILOBYTES}k", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError as error:
        pytest.skip(f"no small file system can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"no small file system can be mounted here: {done.stderr.decode().strip()}")
    yield place / "outputs"
    subprocess.run(["umount", "-l", str(place)], check=True)


def content(outputs: Path) -> dict[str, bytes]:
    """Everything published, without logs."""
    files = sorted((outputs / "latest" / "province_report").rglob("*"))
    return {str(path.relative_to(outputs)): path.read_bytes() for path in files if path.is_file()}


def staged(outputs: Path) -> list[Path]:
    return list((outputs / ".work" / "staging").iterdir())


def wishes(**told: Any) -> list[list[dict[str, Any]]]:
    return [[{"province": name, "do": do} for name, do in told.items()]]


def test_a_job_without_room_fails_alone_and_the_former_reports_stay(start: Start, small_disk: Path) -> None:
    more: dict[str, Any] = {"by": "large", "outputs": str(small_disk)}
    assert start(wishes(a=10, b=300, c=10), **more).wait() == 0
    before = content(small_disk)
    assert [len(text) for text in before.values()] == [10_240, 307_200, 10_240]
    second = start(wishes(a=20, b=600, c=20), name="second", **more)
    assert second.wait() == 1
    assert second.outcomes() == {"a": "done", "b": "failed", "c": "done"}
    (message,) = [line[3] for line in second.told() if line[1] == "failed"]
    assert message.count("[output.disk_full]") == 2  # once in each language
    assert "No space left" in message
    after = content(small_disk)
    assert after.keys() == before.keys()
    assert [len(text) for text in after.values()] == [20_480, 307_200, 20_480]
    assert staged(small_disk) == []
    assert leftovers(small_disk) == []


@pytest.mark.notebook
def test_notebooks_that_find_no_room_in_a_cell_or_when_they_are_saved(start: Start, small_disk: Path) -> None:
    more: dict[str, Any] = {"by": "perform", "outputs": str(small_disk)}
    assert start(wishes(a="", b="", c=""), WRITE, **more).wait() == 0
    before = content(small_disk)
    second = start(wishes(a="write", b="print", c=""), WRITE, name="second", **more)
    assert second.wait() == 1
    assert second.outcomes() == {"a": "failed", "b": "failed", "c": "done"}
    messages = [line[3] for line in second.told() if line[1] == "failed"]
    assert ["[output.disk_full]" in message for message in messages] == [True, True]
    after = content(small_disk)
    kept = [name for name in before if "/c/" not in name]
    assert len(kept) == 8
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert staged(small_disk) == []
    assert second.errors() == ""


def test_a_disk_that_is_full_before_anything_runs_is_one_problem(start: Start, small_disk: Path) -> None:
    small_disk.mkdir()
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "full").write_bytes(b"x" * 1024 * (KILOBYTES + 1))
    runner = start(wishes(a=1, b=1), by="large", outputs=str(small_disk))
    assert runner.wait() == 1
    assert [line[:2] for line in runner.told()] == [["refused", "output.disk_full"]]
    assert leftovers(small_disk) == []


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX systems")
def test_a_limit_on_files_is_told_in_the_same_way(start: Start, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    assert start(wishes(a=10, b=10), by="large").wait() == 0
    before = content(outputs)
    second = start(wishes(a=20, b=300), by="large", name="second", largest_file=100_000)
    assert second.wait() == 1
    assert second.outcomes() == {"a": "done", "b": "failed"}
    assert "[output.disk_full]" in second.told()[-1][3] + second.told()[-2][3]
    (name,) = [name for name in before if "/b/" in name]
    assert content(outputs)[name] == before[name]
    assert staged(outputs) == []


def test_a_lock_that_cannot_be_written_leaves_no_lock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("sxsh_eval.runs.locks.json.dump", full)
    with pytest.raises(InputError) as caught, locked(tmp_path, "a"):
        pytest.fail("held")
    assert [problem.code for problem in caught.value.problems] == ["output.disk_full"]
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_recognised_behind_other_exceptions() -> None:
    inner = OSError(errno.ENOSPC, "No space left on device")
    outer = RuntimeError("the file could not be made")
    outer.__context__ = inner
    assert is_full(inner)
    assert is_full(outer)
    assert not is_full(OSError(errno.EACCES, "denied"))
    assert not is_full(ValueError("[Errno 28]"))
    assert "output.disk_full" in problem_catalogue()
