"""One planned job carried out so that nothing that goes wrong with it can hold up the others."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import replace

from sxsh_eval.errors import Problem, ProblemsError
from sxsh_eval.runs.disk_room import no_room
from sxsh_eval.runs.evidence import FAULT
from sxsh_eval.runs.job_log import append_log
from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.planning.planned import Planned, perform
from sxsh_eval.runs.worker import Progress, Result

Perform = Callable[[Planned, Progress | None], Result]


def attempt(planned: Planned, progress: Progress | None = None, by: Perform = perform) -> Result:
    """Result of a planned job, whatever happens to it.

    Parameters
    ----------
    planned : Planned
        Not one to be skipped; the caller holds the lock of its folder.
    progress : callable, optional
        Called with the stage, cells done and cells in all.
    by : callable, optional
        What carries it out.

    Returns
    -------
    Result
        A failed one when the notebook or the outputs refuse, the disk is full, or the program itself is at fault;
        the traceback of such a fault is in the job's log.
    """
    job, began = planned.job, time.perf_counter()
    try:
        result = by(planned, progress)
    except ProblemsError as error:
        result = failed(job, error)
    except Exception as error:  # noqa: BLE001 (one job's trouble, whatever it is, must not end the others)
        if (problem := no_room(error, str(job.folder()))) is not None:
            result = failed(job, ProblemsError([problem]), exit_code=1)
        else:
            append_log(job.folder(), "".join(traceback.format_exception(error)))
            found = f"{type(error).__name__}: {str(error)[:300]}"
            result = failed(job, ProblemsError([Problem("run.fault", job.name, found)]))
    return replace(result, seconds=time.perf_counter() - began)


def failed(job: Job, error: ProblemsError, exit_code: int | None = None) -> Result:
    """Result of a job that left no folder of a failed attempt behind."""
    code = error.exit_code if exit_code is None else exit_code
    return Result(job.name, job.folder(), code or FAULT, str(error), outcome="failed")
