"""The two sides of a comparison: from a run's name or a folder to its jobs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sxsh_eval.errors import Problem, ProblemsError, UsageError, nearest
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.comparison.facts import JobKey, SideFacts
from sxsh_eval.runs.earlier import earlier_folder
from sxsh_eval.runs.jobs import FAILED
from sxsh_eval.runs.portal import job_folders
from sxsh_eval.runs.record import RECORD, RunRecord, read_record

DEEPEST = 4
"""Folders that may lie between the given one and a job folder's record."""
LONGEST = 48
"""Letters of a side's part of a folder's name: Windows takes 260 in a whole path."""

BEFORE = "before"


@dataclass(frozen=True)
class SideJob:
    """One job of a side.

    Attributes
    ----------
    folder : Path
    record : RunRecord or None
        None when it is damaged.
    damage : str
        What is wrong with the record.
    attempt : RunRecord or None
        A failed attempt: beside the outputs that are there, or alone.
    """

    folder: Path
    record: RunRecord | None = None
    damage: str = ""
    attempt: RunRecord | None = None

    @property
    def failed(self) -> bool:
        """Whether there is nothing but a failed attempt."""
        return self.attempt is not None and self.folder.name.endswith(FAILED)


@dataclass(frozen=True)
class Side:
    """One of two runs.

    Attributes
    ----------
    name : str
        As the analyst named it.
    place : Path
    jobs : dict of JobKey to SideJob
    before : bool
        Whether it is what stood in the folders of a run before its last execution.
    """

    name: str
    place: Path
    jobs: dict[JobKey, SideJob]
    before: bool = False

    def facts(self, root: Path) -> SideFacts:
        """What a report tells of it; `root` is the project's folder."""
        days = sorted(job.record.started.date().isoformat() for job in self.jobs.values() if job.record)
        near = self.place.is_relative_to(root)
        place = self.place.relative_to(root).as_posix() if near else self.place.as_posix()
        return SideFacts(self.name, place, len(self.jobs), *((days[0], days[-1]) if days else ("", "")), self.before)

    @property
    def slug(self) -> str:
        """The name as part of a folder's name."""
        name = fold(self.name)[-LONGEST:].strip("-") or "run"
        return f"{name}-{BEFORE}" if self.before else name


def read_side(outputs: Path, text: str, option: str) -> Side:
    """Jobs that a run's name or a folder holds.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs.
    text : str
        Name of a run, or the path of a run, of a notebook's, province's or job's folder, inside the outputs or not.
    option : str
        Of the command, for messages.

    Raises
    ------
    UsageError
        ``usage.unknown_run`` when there is no such run or folder; ``compare.no_jobs`` when it holds no job;
        ``compare.several_runs`` when it holds a job more than once.
    """
    place = find_place(outputs, text, option)
    jobs: dict[JobKey, SideJob] = {}
    twice: dict[JobKey, list[Path]] = {}
    attempts: dict[JobKey, SideJob] = {}
    for folder in record_folders(place):
        key, job = read_job(folder)
        if job.attempt is not None:
            attempts[key] = job
        elif key in jobs:
            twice.setdefault(key, [jobs[key].folder]).append(folder)
        else:
            jobs[key] = job
    if twice:
        found = "; ".join(str(folder) for folder in next(iter(twice.values())))
        raise UsageError([Problem("compare.several_runs", f"{option}: {text}", found)])
    for key, failed in attempts.items():
        known = jobs.get(key)
        jobs[key] = failed if known is None else SideJob(known.folder, known.record, known.damage, failed.attempt)
    if not jobs:
        raise UsageError([Problem("compare.no_jobs", f"{option}: {text}", str(place))])
    return Side(text, place, dict(sorted(jobs.items())))


def read_before(outputs: Path, side: Side) -> tuple[Side, Side]:
    """What stood in a run's folders before its last execution, beside the run's jobs of which that is kept.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs.
    side : Side

    Returns
    -------
    old, new : Side

    Raises
    ------
    UsageError
        If nothing is kept.
    """
    old: dict[JobKey, SideJob] = {}
    for key, job in side.jobs.items():
        if (place := earlier_version(outputs, job.folder)) is not None:
            old[key] = read_job(place)[1]
    if not old:
        raise UsageError([Problem("compare.nothing_before", f"A: {side.name}", str(side.place))])
    root = earlier_folder(outputs, side.place)
    return Side(side.name, root, old, before=True), replace(side, jobs={key: side.jobs[key] for key in old})


def earlier_version(outputs: Path, folder: Path) -> Path | None:
    """Folder with what stood in a job folder before its last execution; None when nothing is kept."""
    if not folder.is_relative_to(outputs):
        return None
    place = earlier_folder(outputs, folder)
    return place if (place / RECORD).is_file() else None


def find_place(outputs: Path, text: str, option: str) -> Path:
    """Folder that a text means: first among the outputs, then anywhere."""
    for place in (outputs / text, Path(text)):
        if text and place.is_dir():
            return place.resolve()
    known = sorted({folder.relative_to(outputs).parts[0] for folder in job_folders(outputs)})
    values = {"known": ", ".join(known) or "-", "nearest": nearest(text, known) or "-"}
    raise UsageError([Problem("usage.unknown_run", option, text, values)])


def record_folders(place: Path) -> Iterator[Path]:
    """Folders with a record, none of them hidden."""
    for depth in range(DEEPEST + 1):
        for path in sorted(place.glob("*/" * depth + RECORD)):
            if not any(part.startswith(".") for part in path.relative_to(place).parts):
                yield path.parent


def read_job(folder: Path) -> tuple[JobKey, SideJob]:
    """Job of a folder; where its record is damaged, the folders' names tell which it is."""
    notebook, province, period = (*["-"] * 3, *folder.parts)[-3:]
    named = JobKey(notebook, province, period.removesuffix(FAILED))
    try:
        record = read_record(folder)
    except ProblemsError as error:
        return named, SideJob(folder, damage=error.problems[0].found)
    job = record.job
    key = JobKey(job.notebook, job.province, job.period)
    if record.status == "failed":
        return key, SideJob(folder, record, attempt=record)
    return key, SideJob(folder, record)
