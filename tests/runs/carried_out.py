"""Short ways to carry out jobs in tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sxsh_eval.runs.earlier import earlier_root
from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.local.executor import LocalExecutor
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.session import Watch, run_plan
from sxsh_eval.runs.worker import Result


def execute(*jobs: Job) -> list[Planned]:
    """A stage in which each job is executed."""
    return [Planned(job, "execute", "new") for job in jobs]


def run_jobs(jobs: Sequence[Job], watch: Watch | None = None, processes: int = 1) -> list[Result]:
    """Carry out jobs that do not depend on each other."""
    with LocalExecutor(processes) as executor:
        return run_plan([execute(*jobs)], executor, watch)


def leftovers(outputs: Path) -> list[Path]:
    """Files that only a run under way may have: locks, staging, former outputs; not what is kept to compare with."""
    kept = earlier_root(outputs)
    return [path for path in (outputs / ".work").rglob("*") if path.is_file() and not path.is_relative_to(kept)]


class Notes:
    """A watch that remembers."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, int, int]] = []
        self.results: list[Result] = []

    def stage(self, name: str, stage: str, done: int, total: int) -> None:
        """Note a stage."""
        self.told.append((name, stage, done, total))

    def result(self, result: Result) -> None:
        """Note a result."""
        self.results.append(result)
