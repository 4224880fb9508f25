"""A request from beginning to end: outputs found, plan made, executor chosen, results told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.study import open_study
from sxsh_eval.runs.planning.plan import Plan, make_plan
from sxsh_eval.runs.planning.planned import Executor
from sxsh_eval.runs.planning.requests import Request, outputs_folder
from sxsh_eval.runs.publish import recover_all
from sxsh_eval.runs.stores.address import is_store, local_outputs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from sxsh_eval.runs.planning.planned import Planned
    from sxsh_eval.runs.session import Watch
    from sxsh_eval.runs.stores.store import ObjectStore
    from sxsh_eval.runs.warm.process import WarmProcess
    from sxsh_eval.runs.worker import Result

    Watching = Callable[[Sequence[Planned], int, str], AbstractContextManager[Watch]]

ENOUGH_TO_REHEARSE = 4
"""Notebooks from which on rehearsing first uses in the warm process pays."""


@dataclass(frozen=True)
class Prepared:
    """A plan with the store that its outputs belong in, if any."""

    plan: Plan
    store: ObjectStore | None = None


def prepare(request: Request, outputs: str) -> Prepared:
    """Plan of a request, made from what is there.

    Parameters
    ----------
    request : Request
    outputs : str
        Folder or URL as typed; empty for the study's own.

    Raises
    ------
    InputError
        If files are wrong or a store cannot be read.
    UsageError
        With all that is unknown.
    """
    if not is_store(outputs):
        place = outputs_folder(local_outputs(outputs) if outputs else None, request.study)
        recover_all(place)
        return Prepared(make_plan(replace(request, outputs=place)))
    from sxsh_eval.runs.stores.store import ObjectStore

    store = ObjectStore(outputs, open_study(request.study or "").root)
    store.pull()
    return Prepared(make_plan(replace(request, outputs=store.outputs), store.files), store)


def rehearse(plan: Plan, warm: WarmProcess) -> None:
    """Tell a warm process what is coming, or the analyst that there is none."""
    executed = [planned.job for planned in plan.jobs if planned.action == "execute"]
    if executed and warm.socket is None:
        from sxsh_eval.runs.warm.provisioner import warn_once

        warn_once(sys.platform)
    elif len(executed) >= ENOUGH_TO_REHEARSE:
        first = next((job for job in executed if job.province != NATIONAL), executed[0])
        warm.rehearse(first.study, first.province, first.period)


@contextmanager
def executor_of(prepared: Prepared, processes: int | None, scheduler: str) -> Iterator[tuple[Executor, int, str]]:
    """Whoever carries a plan out, with the number of jobs at a time and a note on it."""
    with ExitStack() as stack:
        to_do = any(planned.action != "skip" for planned in prepared.plan.jobs)
        inner, processes, note = _inner(stack, processes, scheduler if to_do else "")
        if prepared.store is None:
            yield inner, processes, note
            return
        from sxsh_eval.runs.stores.executor import StoreExecutor

        yield StoreExecutor(inner, prepared.store), processes, note


def _inner(stack: ExitStack, processes: int | None, scheduler: str) -> tuple[Executor, int, str]:
    if scheduler:
        from sxsh_eval.runs.cluster.executor import ClusterExecutor

        cluster = stack.enter_context(ClusterExecutor(scheduler))
        return cluster, cluster.processes, ""
    from sxsh_eval.runs.local.executor import LocalExecutor

    local = stack.enter_context(LocalExecutor(processes))
    return local, local.processes, local.note


def carry_out(prepared: Prepared, processes: int | None, scheduler: str, say: Callable[[str], object]) -> int:
    """Carry out a plan before the analyst's eyes.

    Parameters
    ----------
    prepared : Prepared
    processes : int or None
        At most so many jobs at a time on this machine.
    scheduler : str
        Of a Dask cluster; empty for this machine.
    say : callable
        Takes what is to be told on the error stream.

    Returns
    -------
    int
        Exit code: the gravest of all jobs.
    """
    from sxsh_eval.runs.console import show_results
    from sxsh_eval.runs.progress import shown_progress

    began = perf_counter()
    ending = run_prepared(prepared, processes, scheduler, shown_progress)
    show_results(ending.results, ending.page, perf_counter() - began)
    if ending.message:
        say(ending.message)
    return ending.exit_code


@dataclass(frozen=True)
class Ending:
    """What came of a plan.

    Attributes
    ----------
    results : tuple of Result
        One a job, in the order of the plan.
    page : Path or str
        Index page, brought up to date.
    exit_code : int
        The gravest of all jobs, or that of an end that somebody asked for.
    message : str
        What is told of such an end; else empty.
    """

    results: tuple[Result, ...]
    page: Path | str
    exit_code: int
    message: str = ""


def run_prepared(prepared: Prepared, processes: int | None, scheduler: str, watching: Watching) -> Ending:
    """Carry out a plan, then bring the index page up to date.

    Parameters
    ----------
    prepared : Prepared
    processes, scheduler
        As of `carry_out`.
    watching : callable
        Takes all planned jobs, the number of jobs at a time and a note on it; gives a context with whoever is told.
    """
    from sxsh_eval.runs.planning.waves import waves
    from sxsh_eval.runs.session import run_plan
    from sxsh_eval.runs.stopping import Stopped

    plan, stopped = prepared.plan, None
    with (
        executor_of(prepared, processes, scheduler) as (executor, at_a_time, note),
        watching(plan.jobs, at_a_time, note) as watch,
    ):
        try:
            results = run_plan(waves(plan.stages), executor, watch)
        except Stopped as stop:
            stopped, results = stop, list(stop.results)
    page = _page(prepared, [each.folder for each in results if each.outcome == "skipped"])
    if stopped is not None:
        return Ending(tuple(results), page, stopped.exit_code, stopped.message())
    return Ending(tuple(results), page, max(result.exit_code for result in results))


def _page(prepared: Prepared, unchanged: list[Path]) -> Path | str:
    """Index page, brought up to date."""
    from sxsh_eval.runs.portal import write_portal

    if prepared.store is None:
        return write_portal(prepared.plan.outputs, unchanged)
    from sxsh_eval.runs.stores.pages import write_store_portal

    return write_store_portal(prepared.store)
