"""Jobs carried out on this machine: in this process when one at a time is enough, else by supervised workers."""

from __future__ import annotations

import os
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from multiprocessing import connection
from pathlib import Path
from types import TracebackType
from typing import Self

from sxsh_eval.errors import Problem, ProblemsError
from sxsh_eval.runs.attempt import Perform, attempt, failed
from sxsh_eval.runs.evidence import FAULT
from sxsh_eval.runs.local.memory import MEGABYTE, shed_memory
from sxsh_eval.runs.local.process import SECONDS_TO_CLEAR_UP, STOP
from sxsh_eval.runs.local.supervised import SupervisedWorker
from sxsh_eval.runs.planning.planned import Planned, Progress, perform
from sxsh_eval.runs.publish import clear_abandoned
from sxsh_eval.runs.worker import Result

NEEDED = 600 * MEGABYTE
"""Memory that a worker with its kernel may take."""
GROWN = 700 * MEGABYTE
"""Memory at which a worker is replaced by a fresh one before its next job."""
ATTEMPTS = 2


def processes_here(wanted: int | None = None) -> tuple[int, str]:
    """How many jobs this machine can carry out at the same time, and what limits it.

    Parameters
    ----------
    wanted : int, optional
        The analyst's own choice, which is taken as it is.

    Returns
    -------
    count : int
    note : str
        A line in both languages when memory limits the number; else empty.
    """
    if wanted is not None:
        return max(1, wanted), ""
    import psutil

    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    free = psutil.virtual_memory().available
    count = max(1, min(processors, free // NEEDED))
    if count == processors:
        return processors, ""
    size = f"{free // MEGABYTE} MB"
    vi = f"chỉ còn {size} bộ nhớ trống nên chạy {count} thay vì {processors} việc cùng lúc"
    return count, f"{vi} · only {size} of memory are free, so {count} instead of {processors} jobs at a time"


class LocalExecutor:
    """Carries out jobs on this machine. A context manager: workers live from the first jobs to its end.

    Workers and their kernels have the environment variables of this process: open a warm process around the executor.

    Parameters
    ----------
    processes : int, optional
        At most this many jobs at a time; by default as many as processors and free memory allow.
    by : callable, optional
        What carries out one job; importable by name.

    Attributes
    ----------
    processes : int
    note : str
        What limits their number, for the analyst.
    """

    def __init__(self, processes: int | None = None, by: Perform = perform) -> None:
        self.processes, self.note = processes_here(processes)
        self._by = by
        self._workers: list[SupervisedWorker] = []
        self._leaving: list[SupervisedWorker] = []
        self._open = ExitStack()
        self._logs: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._end()
        finally:
            self._open.close()
            self._logs = None

    def run(self, jobs: Sequence[Planned], progress: Progress | None) -> Iterator[Result]:
        """Carry out jobs; see `planned.Executor`.

        A job whose worker dies is tried once more in another worker; the other jobs do not notice. When the caller
        stops, for whatever reason, running jobs are broken off and nothing is left of them.
        """
        tell = progress or (lambda *_: None)
        if not self._workers and min(self.processes, len(jobs)) == 1:
            for planned in jobs:
                yield self._run_here(planned, tell)
                shed_memory()
            return
        try:
            yield from self._share_out(deque((planned, 1) for planned in jobs), tell)
        except BaseException:
            self._break_off({planned.job.outputs for planned in jobs})
            raise

    def _run_here(self, planned: Planned, tell: Progress) -> Result:
        tell(planned.job.name, "start", 0, 0)
        return attempt(planned, lambda *news: tell(planned.job.name, *news), self._by)

    def _share_out(self, waiting: deque[tuple[Planned, int]], tell: Progress) -> Iterator[Result]:
        self._hand_out(waiting, tell)
        while busy := {worker.pipe: worker for worker in self._workers if worker.task}:
            for pipe in connection.wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]  # of the pipes just given
                result = self._hear(worker, waiting, tell)
                if result is not None:
                    yield result
            self._hand_out(waiting, tell)

    def _hand_out(self, waiting: deque[tuple[Planned, int]], tell: Progress) -> None:
        while waiting:
            worker = next((worker for worker in self._workers if not worker.task), None)
            if worker is None and len(self._workers) < self.processes:
                worker = SupervisedWorker(self._by, self._log_folder())
                self._workers.append(worker)
            if worker is None:
                return
            planned, _ = task = waiting.popleft()
            worker.give(task)
            tell(planned.job.name, "start", 0, 0)

    def _hear(self, worker: SupervisedWorker, waiting: deque[tuple[Planned, int]], tell: Progress) -> Result | None:
        planned, number = worker.task or _no_task()
        try:
            kind, *news = worker.pipe.recv()
        except (EOFError, OSError):
            return self._bury(worker, planned, number, waiting, tell)
        if kind == "stage":
            tell(planned.job.name, *news)
            return None
        result, memory = news
        worker.task = None
        if memory > GROWN:
            self._workers.remove(worker)
            worker.tell(None)
            self._leaving.append(worker)
        return result if isinstance(result, Result) else None

    def _bury(
        self,
        worker: SupervisedWorker,
        planned: Planned,
        number: int,
        waiting: deque[tuple[Planned, int]],
        tell: Progress,
    ) -> Result | None:
        self._workers.remove(worker)
        found = worker.bury()
        clear_abandoned(planned.job.outputs)
        if number < ATTEMPTS:
            waiting.append((planned, number + 1))
            tell(planned.job.name, "again", 0, 0)
            return None
        return failed(planned.job, ProblemsError([Problem("run.worker_died", planned.job.name, found)]), FAULT)

    def _break_off(self, outputs: set[Path]) -> None:
        for worker in self._workers:
            worker.tell(STOP)
        self._end()
        for place in outputs:
            clear_abandoned(place)

    def _end(self) -> None:
        """End all workers: idle ones at once, those with a job when they have tidied up."""
        gone = [*self._workers, *self._leaving]
        self._workers, self._leaving = [], []
        for worker in gone:
            worker.tell(None)
        for worker in gone:
            worker.end(SECONDS_TO_CLEAR_UP)

    def _log_folder(self) -> Path:
        if self._logs is None:
            self._logs = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="sxsh-workers-")))
        return self._logs


def _no_task() -> tuple[Planned, int]:
    raise AssertionError("only workers with a job are listened to")
