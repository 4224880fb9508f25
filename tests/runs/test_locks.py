"""Locks: one holder at a time, dead holders do not block."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sxsh_eval.errors import UsageError
from sxsh_eval.runs.locks import _break, all_locked, is_gone, locked, owner, started


def test_a_second_holder_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    with locked(tmp_path, "a"), pytest.raises(UsageError) as caught, locked(tmp_path, "a"):
        pytest.fail("two holders")
    assert caught.value.problems[0].code == "output.locked"
    assert str(os.getpid()) in str(caught.value)


def test_the_lock_is_free_again_after_use_even_after_an_exception(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path, "a"):
        raise ZeroDivisionError
    with locked(tmp_path, "a"):
        assert [path.name for path in tmp_path.iterdir()] == ["a.lock"]
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_process_that_has_ended_is_broken(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    (tmp_path / "a.lock").write_text(json.dumps(owner() | {"pid": int(done.stdout)}), encoding="utf-8")
    with locked(tmp_path, "a"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="only POSIX keeps ended processes for their parents")
def test_a_process_that_has_ended_but_is_still_listed_counts_as_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert started(process.pid)
        process.kill()
        while started(process.pid) is not None:
            time.sleep(0.01)
        assert psutil.pid_exists(process.pid)


def test_a_recycled_process_number_does_not_keep_a_lock_alive(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text(json.dumps(owner() | {"started": 1.0}), encoding="utf-8")
    with locked(tmp_path, "a"):
        pass


def test_the_lock_of_another_machine_is_respected(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text(json.dumps(owner() | {"host": "another"}), encoding="utf-8")
    with pytest.raises(UsageError, match="another"), locked(tmp_path, "a"):
        pytest.fail("two holders")


@pytest.mark.parametrize(("age", "free"), [(0, False), (60, True)])
def test_an_empty_lock_file_blocks_only_while_it_may_be_in_the_making(tmp_path: Path, age: int, free: bool) -> None:  # noqa: FBT001
    path = tmp_path / "a.lock"
    path.write_bytes(b"")
    os.utime(path, (time.time() - age,) * 2)
    if free:
        with locked(tmp_path, "a"):
            pass
    else:
        with pytest.raises(UsageError), locked(tmp_path, "a"):
            pytest.fail("two holders")


def test_a_lock_taken_between_looking_and_breaking_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    path.write_text(json.dumps(owner()), encoding="utf-8")
    _break(path, {"pid": 1, "host": "the dead one seen before"})
    assert json.loads(path.read_text(encoding="utf-8")) == owner()


def test_none_is_kept_when_one_of_several_is_taken(tmp_path: Path) -> None:
    with locked(tmp_path, "b"), pytest.raises(UsageError), all_locked(tmp_path, ["a", "b", "c"]):
        pytest.fail("two holders")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [None, [], "x", {"pid": "x"}, {}])
def test_nonsense_in_a_lock_file_names_no_living_holder(content: object) -> None:
    assert is_gone(content)
