"""A plan carried out before whoever listens to its events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sxsh_eval.runs.carrying_out import Prepared, run_prepared
from sxsh_eval.runs.following.forecast import forecast_of
from sxsh_eval.runs.following.places import near_root
from sxsh_eval.runs.following.telling import Teller
from sxsh_eval.runs.following.values import Event
from sxsh_eval.runs.job_log import log_file
from sxsh_eval.runs.local.executor import processes_here
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.worker import Result


class EventsWatch:
    """Watch that tells stages and results as events.

    Parameters
    ----------
    teller : Teller
    root : Path
        Folder of the project.
    """

    def __init__(self, teller: Teller, root: Path) -> None:
        self._teller, self._root = teller, root

    def stage(self, name: str, stage: str, done: int, total: int) -> None:
        """Tell where a job stands."""
        self._teller.tell(Event("stage", name, stage, done, total))

    def result(self, result: Result) -> None:
        """Tell how a job ended."""
        log = log_file(result.folder)
        self._teller.tell(
            Event(
                "result",
                result.name,
                outcome=result.outcome,
                seconds=round(result.seconds, 3),
                folder=near_root(result.folder, self._root) if result.folder.exists() else "",
                files=tuple(sorted(result.files)),
                message=result.message,
                exit_code=result.exit_code,
                log=near_root(log, self._root) if log.exists() else "",
            )
        )


def carried_out(prepared: Prepared, processes: int | None, scheduler: str, teller: Teller) -> Event:
    """Carry out a plan; tells the plan with its forecast, then stages and results.

    Parameters
    ----------
    prepared, processes, scheduler
        As of `carrying_out.carry_out`.
    teller : Teller

    Returns
    -------
    Event
        The end: exit code of the gravest of all jobs, or of an end that somebody asked for with what is told of it.
    """

    @contextmanager
    def watching(jobs: Sequence[Planned], at_a_time: int, note: str) -> Iterator[EventsWatch]:
        teller.tell(Event("plan", jobs=forecast_of(prepared.plan, at_a_time).jobs, message=note))
        yield EventsWatch(teller, jobs[0].job.root)

    ending = run_prepared(prepared, processes, scheduler, watching)
    return Event("end", message=ending.message, exit_code=ending.exit_code)


def only_planned(prepared: Prepared, processes: int | None, teller: Teller) -> Event:
    """Tell a plan with its forecast; nothing runs."""
    at_a_time, note = processes_here(processes)
    teller.tell(Event("plan", jobs=forecast_of(prepared.plan, at_a_time).jobs, message=note))
    return Event("end", exit_code=0)
