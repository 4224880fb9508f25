"""How long a plan may take, from the records of what has been run before; no record, no number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapreplace
from pathlib import Path
from statistics import median
from typing import Any, Literal

from sxsh_eval.parameters.quantity import Phrase, phrase
from sxsh_eval.runs.carrying_out import prepare
from sxsh_eval.runs.earlier import earlier_root
from sxsh_eval.runs.following.places import near_root
from sxsh_eval.runs.following.values import Forecast, JobPlan, Seconds
from sxsh_eval.runs.following.words import both, count, length
from sxsh_eval.runs.local.executor import processes_here
from sxsh_eval.runs.planning.plan import Plan
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.planning.requests import Request
from sxsh_eval.runs.planning.shown import reason_of
from sxsh_eval.runs.planning.waves import waves
from sxsh_eval.runs.record import RECORD

Likeness = Literal["settings", "place", "notebook"]
LIKENESSES: tuple[Likeness, ...] = ("settings", "place", "notebook")
"""How like a record is to a job, nearest first; only the nearest there are count."""
STAGES = ("notebook", "render")


@dataclass(frozen=True)
class Timed:
    """What a record tells of time.

    Attributes
    ----------
    notebook, province, period : str
    settings : dict
    seconds : dict of str to float
        By stage.
    """

    notebook: str
    province: str
    period: str
    settings: dict[str, Any]
    seconds: dict[str, float]


def forecast(request: Request, processes: int | None = None) -> Forecast:
    """What a request would do, with the time it may take.

    Parameters
    ----------
    request : Request
    processes : int, optional
        Jobs at a time; by default as many as this machine carries out.

    Returns
    -------
    Forecast

    Raises
    ------
    InputError, UsageError
        As of `make_plan`: the request cannot be run.
    """
    plan = prepare(request, str(request.outputs or "")).plan
    return forecast_of(plan, processes_here(processes)[0])


def forecast_of(plan: Plan, processes: int) -> Forecast:
    """The same of a plan with a number of jobs at a time.

    Notes
    -----
    Jobs are shared out in the order of the plan, each to whoever is free first (list scheduling; Graham 1966, Bell
    System Technical Journal 45), wave by wave. The fastest and slowest sums assume that every job is as fast, or as
    slow, as it has ever been.
    """
    records = list(timed_records(plan.outputs, {planned.job.notebook.stem for planned in plan.jobs}))
    jobs = {planned.job.name: job_plan(planned, records) for planned in plan.jobs}
    planned_waves = [[jobs[planned.job.name] for planned in wave] for wave in waves(plan.stages)]
    seconds = _whole(planned_waves, processes)
    return Forecast(
        tuple(jobs.values()), processes, seconds, both(_whole_basis(list(jobs.values()), processes, seconds))
    )


def timed_records(outputs: Path, notebooks: Iterable[str]) -> Iterator[Timed]:
    """Finished runs of some notebooks among the outputs, the version before the last of each job too.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs; need not exist.
    notebooks : iterable of str
        Names without ending.
    """
    for name in sorted(notebooks):
        for root in (outputs, earlier_root(outputs)):
            for path in sorted(root.glob(f"*/{name}/*/*/{RECORD}")):
                if (timed := _timed(path)) is not None:
                    yield timed


def _timed(path: Path) -> Timed | None:
    """What one record tells; None when it failed or cannot be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["status"] != "done":
            return None
        job, parameters = record["job"], record["parameters"]
        seconds = {str(name): float(value) for name, value in record["seconds"].items()}
        return Timed(job["notebook"], job["province"], job["period"], dict(parameters.get("settings", {})), seconds)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def job_plan(planned: Planned, records: Sequence[Timed]) -> JobPlan:
    """What would be done for a job, with the time it may take."""
    seconds, basis = expected(planned, records)
    folder = near_root(planned.job.folder(), planned.job.root)
    return JobPlan(planned.job.name, planned.action, both(reason_of(planned)), folder, seconds, both(basis))


def expected(planned: Planned, records: Sequence[Timed]) -> tuple[Seconds | None, Phrase]:
    """Time of one job from the nearest records, and what it rests on."""
    if planned.action == "skip":
        return Seconds(0, 0, 0, 0), phrase("following.expected.skip")
    renders = bool(planned.job.formats or planned.job.writes_letter)
    needed = ["render"] if planned.action == "render" else [stage for stage in STAGES if renders or stage != "render"]
    told = [record for record in records if record.notebook == planned.job.notebook.stem]
    told = [record for record in told if all(stage in record.seconds for stage in needed)]
    for likeness in LIKENESSES:
        like = [record for record in told if likeness_of(planned, record, likeness)]
        if like:
            return _summed([sum(record.seconds[stage] for stage in needed) for record in like], likeness)
    return None, phrase("following.expected.unknown")


def likeness_of(planned: Planned, record: Timed, likeness: Likeness) -> bool:
    """Whether a record of the same notebook is as like as that."""
    job = planned.job
    if likeness == "notebook":
        return True
    same_place = (record.province, record.period) == (job.province, job.period)
    return same_place and (likeness == "place" or record.settings == dict(job.settings))


def _summed(times: list[float], likeness: Likeness) -> tuple[Seconds, Phrase]:
    seconds = Seconds(median(times), min(times), max(times), len(times))
    like = phrase(f"following.like.{likeness}")
    if len(times) == 1:
        return seconds, phrase("following.expected.one", usual=length(seconds.usual), like=like)
    return seconds, phrase("following.expected.several", n=count(len(times)), like=like, **_lengths(seconds))


def _lengths(seconds: Seconds) -> dict[str, Phrase]:
    return {name: length(getattr(seconds, name)) for name in ("usual", "fastest", "slowest")}


def _whole(planned_waves: Sequence[Sequence[JobPlan]], processes: int) -> Seconds | None:
    """Time of everything; None while one job's is unknown."""
    known = [[job.seconds for job in wave if job.seconds is not None] for wave in planned_waves]
    if sum(map(len, known)) < sum(map(len, planned_waves)):
        return None
    usual, fastest, slowest = (
        sum(makespan([getattr(one, name) for one in wave], processes) for wave in known)
        for name in ("usual", "fastest", "slowest")
    )
    return Seconds(
        usual, fastest, slowest, min((one.records for wave in known for one in wave if one.records), default=0)
    )


def makespan(times: Sequence[float], processes: int) -> float:
    """Time until the last of some jobs has ended, each given in order to whoever is free first, s."""
    busy = [0.0] * max(1, processes)
    for seconds in times:
        heapreplace(busy, busy[0] + seconds)
    return max(busy)


def _whole_basis(jobs: Sequence[JobPlan], processes: int, seconds: Seconds | None) -> Phrase:
    if all(job.action == "skip" for job in jobs):
        return phrase("following.whole.none")
    if seconds is None:
        return phrase("following.whole.unknown", n=count(sum(job.seconds is None for job in jobs)))
    at_once = count(min(processes, sum(job.action != "skip" for job in jobs)))
    if seconds.fastest == seconds.slowest:
        return phrase("following.whole.one", usual=length(seconds.usual), processes=at_once)
    return phrase("following.whole.several", processes=at_once, **_lengths(seconds))
