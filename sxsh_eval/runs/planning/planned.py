"""What shall become of a job, and the seam between planning and whoever carries the plan out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from sxsh_eval.runs.again import render_saved
from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.worker import Progress as JobProgress
from sxsh_eval.runs.worker import Result, run_job

Action = Literal["execute", "render", "skip"]
Progress = Callable[[str, str, int, int], None]
"""Called with the job's name, the stage, cells done and cells in all."""


@dataclass(frozen=True)
class Planned:
    """A job with what is to be done and why.

    Attributes
    ----------
    job : Job
        With fingerprint.
    action : {"execute", "render", "skip"}
        Execute the notebook and render; render the saved report where files are missing; nothing, for all is there.
    reason : str
        Code of the reason, an entry of the console's words: ``new``, ``failed``, ``forced``, ``changed``, ``uses``,
        ``forms``, ``files``, ``same``.
    detail : str
        What changed, where it is known: names of inputs, settings, ``package`` ...
    stage : str
        Name of the stage.
    """

    job: Job
    action: Action
    reason: str
    detail: str = ""
    stage: str = ""


class Executor(Protocol):
    """Whoever carries out planned jobs: processes of this machine or a cluster."""

    def run(self, jobs: Sequence[Planned], progress: Progress | None) -> Iterator[Result]:
        """Carry out jobs that do not depend on each other; each is published when it is finished.

        Parameters
        ----------
        jobs : sequence of Planned
            None of them to be skipped; the caller holds the locks of their folders.
        progress : callable, optional

        Yields
        ------
        Result
            As they come; one a job, failed ones among them, also when a worker dies.
        """
        ...


def perform(planned: Planned, progress: JobProgress | None = None) -> Result:
    """Carry out one planned job in this process, up to the published folder.

    Parameters
    ----------
    planned : Planned
        Not one to be skipped; the caller holds the lock of its folder.
    progress : callable, optional
        Called with the stage, cells done and cells in all.

    Returns
    -------
    Result
        Also of a failed notebook.

    Raises
    ------
    InputError
        If the notebook cannot be read or the outputs cannot be replaced.
    UsageError
        If the notebook does not take the parameters.
    """
    job = planned.job
    if planned.action == "render":
        if progress is not None:
            progress("render", 0, 0)
        beside = _letter_of(job) if job.writes_letter else None
        result = render_saved(job.outputs, job.folder(), job.languages, job.formats, beside)
        return replace(result, name=job.name)
    return run_job(job, progress)


def _letter_of(job: Job) -> Callable[[Path], object]:
    from sxsh_eval.runs.letters.official import add_letter  # loads what writes Word files

    return lambda ready: add_letter(job, ready)
