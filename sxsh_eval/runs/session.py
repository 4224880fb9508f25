"""Carrying out a plan: folders locked, stages in order, results told as they come, an orderly end when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from sxsh_eval.errors import Problem, ProblemsError
from sxsh_eval.runs.attempt import failed
from sxsh_eval.runs.evidence import FAULT
from sxsh_eval.runs.job_log import JobLogs
from sxsh_eval.runs.jobs import Job, failed_folder
from sxsh_eval.runs.locks import all_locked
from sxsh_eval.runs.planning.planned import Executor, Planned
from sxsh_eval.runs.publish import locks_folder, prepare_outputs, recover
from sxsh_eval.runs.stopping import Stopped, stoppable
from sxsh_eval.runs.worker import Result

UNDER_WAY = {"start", "again", "notebook", "render"}


class Watch(Protocol):
    """Whoever is told how a plan comes along."""

    def stage(self, name: str, stage: str, done: int, total: int) -> None:
        """A job enters a stage (``start``, ``again``, ``notebook``, ``render``) or finishes a cell."""
        ...

    def result(self, result: Result) -> None:
        """A job has its result; each job has one."""
        ...


def run_plan(stages: Sequence[Sequence[Planned]], executor: Executor, watch: Watch | None = None) -> list[Result]:
    """Carry out a plan stage by stage; each job is published when it is finished.

    The locks of all folders that are to be written are held from before the first job until after the last: what a
    job of a later stage reads cannot be replaced by another run meanwhile.

    Parameters
    ----------
    stages : sequence of sequence of Planned
        No job of a stage depends on another of the same; names and folders of jobs differ.
    executor : Executor
        Open, if it is a context manager.
    watch : Watch, optional

    Returns
    -------
    list of Result
        One a planned job, in the order of the plan: skipped, failed and not run ones among them.

    Raises
    ------
    InputError
        If the outputs folder cannot be written.
    UsageError
        If another run holds folders; names all of them.
    Stopped
        On Ctrl-C or a request to terminate; all is tidied up, and the exception has the results.
    """
    plan = [planned for stage in stages for planned in stage]
    if len({planned.job.name for planned in plan}) < len(plan):
        raise ValueError("two jobs of a plan have the same name")
    session = _Session(plan, executor, watch)
    try:
        with stoppable(), _held([planned.job for planned in plan if planned.action != "skip"]):
            for stage in stages:
                session.carry_out(stage)
    except KeyboardInterrupt as error:
        stop = error if isinstance(error, Stopped) else Stopped()
        session.leave_off(stop)
        raise stop from None
    return session.in_order()


@contextmanager
def _held(jobs: Sequence[Job]) -> Iterator[None]:
    """Hold the locks of all job folders, with swaps finished that an earlier run left half-done."""
    with ExitStack() as stack:
        for outputs in sorted({job.outputs for job in jobs}):
            prepare_outputs(outputs)
            names = [".".join(job.parts) for job in jobs if job.outputs == outputs]
            stack.enter_context(all_locked(locks_folder(outputs), names))
        for job in jobs:
            folder = job.folder()
            recover(job.outputs, folder)
            recover(job.outputs, failed_folder(folder))
        yield


class _Session:
    """Results so far of a plan that is being carried out."""

    def __init__(self, plan: list[Planned], executor: Executor, watch: Watch | None) -> None:
        self._plan, self._executor = plan, executor
        self._watches: list[Watch] = [JobLogs(plan), *([watch] if watch is not None else [])]
        self._results: dict[str, Result] = {}
        self._unfit: dict[Path, Result] = {}

    def carry_out(self, stage: Sequence[Planned]) -> None:
        """Run what is to be run of a stage; what uses a failed job is not run."""
        ready: dict[str, Planned] = {}
        for planned in stage:
            if planned.action == "skip":
                self._finish(planned, Result(planned.job.name, planned.job.folder(), outcome="skipped"))
            elif causes := [self._unfit[used.folder] for used in planned.job.uses if used.folder in self._unfit]:
                self._finish(planned, _held_up(planned.job, causes))
            else:
                ready[planned.job.name] = planned
        if not ready:
            return
        results = self._executor.run(list(ready.values()), self._tell)
        try:
            for result in results:
                self._finish(ready.pop(result.name), result)
        finally:
            close: Callable[[], None] | None = getattr(results, "close", None)
            if close is not None:
                close()
        for planned in ready.values():
            problem = Problem("run.worker_died", planned.job.name, "-")
            self._finish(planned, failed(planned.job, ProblemsError([problem]), FAULT))

    def leave_off(self, stop: Stopped) -> None:
        """Give every job that has none yet the result that it was not run, and hand all results to the exception."""
        for planned in self._plan:
            job = planned.job
            if job.name in self._results:
                continue
            if planned.action == "skip":
                result = Result(job.name, job.folder(), outcome="skipped")
            else:
                message = ProblemsError([Problem("run.interrupted", job.name, stop.name)]).message()
                result = Result(job.name, job.folder(), stop.exit_code, message, outcome="not_run")
            self._finish(planned, result)
        stop.results = tuple(self.in_order())

    def in_order(self) -> list[Result]:
        """Results in the order of the plan."""
        return [self._results[planned.job.name] for planned in self._plan]

    def _finish(self, planned: Planned, result: Result) -> None:
        self._results[result.name] = result
        if result.outcome in {"failed", "not_run"}:
            self._unfit[planned.job.folder()] = result
        for watch in self._watches:
            watch.result(result)

    def _tell(self, name: str, stage: str, done: int, total: int) -> None:
        if stage in UNDER_WAY:
            for watch in self._watches:
                watch.stage(name, stage, done, total)


def _held_up(job: Job, causes: Sequence[Result]) -> Result:
    """Result of a job that is not run because others failed, with the gravest of their exit codes."""
    problem = Problem("run.not_run", job.name, "; ".join(cause.name for cause in causes))
    code = max(cause.exit_code for cause in causes)
    return Result(job.name, job.folder(), code, ProblemsError([problem]).message(), outcome="not_run")
