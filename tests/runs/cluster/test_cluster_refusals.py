"""What is told before anything runs, and when the cluster goes away."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.errors import UsageError
from sxsh_eval.runs.cluster.connection import Scheduler, parse_scheduler
from sxsh_eval.runs.cluster.executor import ClusterExecutor
from sxsh_eval.runs.cluster.machine import differences
from sxsh_eval.runs.planning.planned import Planned
from tests.runs.cluster.conftest import MakePlanned
from tests.runs.cluster.machines import ROOT, Machines, free_port


def refusal(call: Callable[[], object]) -> list[tuple[str, str, str]]:
    with pytest.raises(UsageError) as caught:
        call()
    assert caught.value.message()
    return [(problem.code, problem.where, problem.found) for problem in caught.value.problems]


def connect(address: str, seconds: float = 60) -> None:
    with ClusterExecutor(address, seconds):
        pytest.fail("connected")


def test_schedulers_are_addresses_or_a_number_of_processes() -> None:
    assert parse_scheduler("local:2") == Scheduler(workers=2)
    assert parse_scheduler(" tcp://10.0.0.1:8786/ ") == Scheduler("tcp://10.0.0.1:8786")
    for text in ("local", "local:0", "local:-1", "10.0.0.1:8786", "tcp://", "", "local:2 x"):
        assert refusal(lambda text=text: ClusterExecutor(text)) == [("usage.scheduler", "--scheduler", text.strip())]  # type: ignore[misc]


def test_without_dask_one_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as caught:
        connect("local:2")
    assert [problem.code for problem in caught.value.problems] == ["cluster.package"]
    assert 'pip install "sxsh-eval[cluster]"' in str(caught.value)


def test_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sxsh_eval.runs.cluster.connection.SECONDS_TO_CONNECT", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    ((code, where, _),) = refusal(lambda: connect(address))
    assert (code, where) == ("cluster.unreachable", address)


def test_differences_name_what_is_wanted_and_what_is_found() -> None:
    assert differences({"python": "3.11.7", "numpy": "2.4.6"}, {"python": "3.11.7"}) == {"numpy": ("2.4.6", "-")}


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Machines]:
    """A scheduler of its own."""
    machines = Machines(tmp_path)
    try:
        machines.scheduler()
        yield machines
    finally:
        machines.stop()


def test_workers_that_differ_are_all_listed(other: Machines, tmp_path: Path) -> None:
    assert refusal(lambda: connect(other.address, 0.2)) == [("cluster.no_workers", other.address, "0")]
    changed, empty = tmp_path / "changed", tmp_path / "empty"
    shutil.copytree(ROOT / "sxsh_eval", changed / "sxsh_eval", ignore=shutil.ignore_patterns("__pycache__"))
    with (changed / "sxsh_eval" / "problems.yml").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    (empty / "sxsh_eval").mkdir(parents=True)
    (empty / "sxsh_eval" / "__init__.py").write_text("", encoding="utf-8")
    other.worker("changed", package=changed, threads=2)
    other.worker("empty", package=empty)
    with pytest.raises(UsageError) as caught:
        connect_to_both(other)
    codes = sorted(problem.code for problem in caught.value.problems)
    assert codes == ["cluster.differs", "cluster.no_package", "cluster.threads"]
    differing = next(problem for problem in caught.value.problems if problem.code == "cluster.differs")
    assert differing.where.startswith("tcp://127.0.0.1:")
    assert differing.found.startswith("sxsh-eval ")
    assert differing.values["wanted"].startswith("sxsh-eval ")
    assert differing.found != differing.values["wanted"]


def connect_to_both(machines: Machines) -> None:
    distributed: Any = import_module("distributed")
    with distributed.Client(machines.address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    connect(machines.address)


@pytest.mark.notebook
def test_jobs_of_a_lost_scheduler_fail_and_say_so(other: Machines, make_planned: MakePlanned) -> None:
    jobs: list[Planned] = [make_planned("import time; time.sleep(60)", period=f"{year}-2020") for year in (2014, 2015)]
    other.worker("only")
    told: list[str] = []

    def stop(*news: object) -> None:
        if not told:
            told.append(str(news))
            other.stop()

    with ClusterExecutor(other.address) as executor:
        results = list(executor.run(jobs, stop))
    assert told
    assert sorted(result.name for result in results) == [planned.job.name for planned in jobs]
    assert {result.outcome for result in results} == {"failed"}
    assert all("cluster.lost" in result.message for result in results)
