"""Two runners on the same outputs at once: one does it all, the other is told and touches nothing."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.errors import UsageError
from sxsh_eval.runs.locks import all_locked, owner
from tests.runs.carried_out import leftovers
from tests.runs.faults.conftest import Runner, Start, published, until, waiting

NAMES = [f"p-{number:02d}" for number in range(12)]
STAGES: list[list[dict[str, Any]]] = [[{"province": name, "do": "wait"} for name in NAMES]]


def test_one_wins_and_the_other_is_told_what_is_held(start: Start, tmp_path: Path) -> None:
    runners = [start(STAGES, name=name) for name in ("one", "two")]
    until(lambda: len(waiting(tmp_path)) == 2)
    until(lambda: [runner for runner in runners if runner.process.poll() is not None])
    (loser,) = [runner for runner in runners if runner.process.poll() is not None]
    (winner,) = [runner for runner in runners if runner is not loser]
    assert loser.wait() == 2
    code, message = _refusal(loser)
    assert code == "output.locked"
    assert f"pid {winner.process.pid}" in message
    assert message.count("latest.province_report.p-00.2016-2020") == 2  # once in each language
    workers = {process.pid for process in winner.family()}
    (tmp_path / "go").touch()
    assert winner.wait() == 0
    assert published(tmp_path).keys() == set(NAMES)
    assert {int(writer) for writer in published(tmp_path).values()} <= workers
    assert leftovers(tmp_path / "outputs") == []


def _refusal(runner: Runner) -> tuple[str, str]:
    ((kind, code, _, message),) = runner.told()
    assert kind == "refused"
    return code, message


def test_every_folder_that_is_held_is_named_with_its_holder(tmp_path: Path) -> None:
    with all_locked(tmp_path, ["b", "d"]), pytest.raises(UsageError) as caught, all_locked(tmp_path, "abcde"):
        pytest.fail("two holders")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("output.locked", "b, d")
    assert sorted(path.name for path in tmp_path.iterdir()) == []


@pytest.mark.parametrize("stale", [False, True])
def test_of_many_that_want_the_same_at_the_same_moment_exactly_one_gets_it(tmp_path: Path, stale: bool) -> None:  # noqa: FBT001 - pytest's form
    for number in range(12):
        folder = tmp_path / str(number)
        folder.mkdir()
        if stale:
            for name in NAMES[::3]:
                (folder / f"{name}.lock").write_text(json.dumps(owner() | {"started": 1.0}), encoding="utf-8")
        assert _race(folder, 4) == 1
        assert list(folder.iterdir()) == []


def _race(folder: Path, runners: int) -> int:
    """How many of several at once get all locks; whoever gets them keeps them until all have tried."""
    begin, end = threading.Barrier(runners), threading.Barrier(runners)
    won: list[int] = []

    def run(number: int) -> None:
        begin.wait()
        try:
            with all_locked(folder, NAMES):
                won.append(number)
                end.wait()
        except UsageError:
            end.wait()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(won)
