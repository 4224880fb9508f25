"""What whoever follows a run is told: a forecast, events, what came of it. Light imports alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from sxsh_eval.errors import Problem
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.runs.following.outcomes import (
    Changes,
    ChoiceChange,
    Headline,
    NumberChange,
    ResultFile,
    ResultLinks,
)

__all__ = [
    "Changes",
    "ChoiceChange",
    "Event",
    "EventKind",
    "Forecast",
    "Headline",
    "JobPlan",
    "NumberChange",
    "ResultFile",
    "ResultLinks",
    "Seconds",
    "event_of",
    "line_of",
]
EventKind = Literal["plan", "stage", "result", "problems", "end"]


@dataclass(frozen=True)
class Seconds:
    """Time that something is expected to take, from earlier records.

    Attributes
    ----------
    usual : float
        Median of the records, s.
    fastest, slowest : float
        Shortest and longest of them, s; no interval of any coverage.
    records : int
        How many there are; of a sum the fewest that one of its jobs rests on.
    """

    usual: float
    fastest: float
    slowest: float
    records: int


@dataclass(frozen=True)
class JobPlan:
    """What would be done for one job, why, how long it may take.

    Attributes
    ----------
    name : str
        Of the job, as in events.
    action : {"execute", "render", "skip"}
    reason : Words
    folder : str
        Job folder, relative to the root; absolute where it lies elsewhere.
    seconds : Seconds or None
        None where no record tells; 0 for a job that is skipped.
    basis : Words or None
        What the time rests on, or why there is none.
    """

    name: str
    action: Literal["execute", "render", "skip"]
    reason: Words
    folder: str = ""
    seconds: Seconds | None = None
    basis: Words | None = None


@dataclass(frozen=True)
class Forecast:
    """A plan that has not been run.

    Attributes
    ----------
    jobs : tuple of JobPlan
        In order; all of them, those that are skipped too.
    processes : int
        Jobs at a time.
    seconds : Seconds or None
        Of everything with that many processes; None while one job's time is unknown.
    basis : Words
        What the sum rests on, or why there is none.
    """

    jobs: tuple[JobPlan, ...]
    processes: int
    seconds: Seconds | None
    basis: Words


@dataclass(frozen=True)
class Event:
    """One line of JSON on the standard output of ``sxsh-eval run FILE --events``.

    Attributes
    ----------
    kind : {"plan", "stage", "result", "problems", "end"}
        The plan comes first, the end last; between them stages and one result a job. Problems come instead of a
        plan, or after it when the run is refused; nothing runs then.
    job : str
        Name of the job.
    stage : {"", "start", "again", "notebook", "render"}
    done, total : int
        Cells run, cells in all.
    outcome : {"", "done", "rendered", "skipped", "failed", "not_run"}
    seconds : float
        Time that the job took, s.
    folder : str
        Folder with its files, relative to the root; absolute where it lies elsewhere.
    files : tuple of str
        Names in `folder`.
    message : str
        Of a failed job in both languages; of an end what the analyst is told.
    jobs : tuple of JobPlan
    problems : tuple of Problem
    exit_code : int or None
        Of the run, when it has ended.
    log : str
        File that tells more of a failure, relative to the root where it lies there.
    """

    kind: EventKind
    job: str = ""
    stage: str = ""
    done: int = 0
    total: int = 0
    outcome: str = ""
    seconds: float = 0.0
    folder: str = ""
    files: tuple[str, ...] = ()
    message: str = ""
    jobs: tuple[JobPlan, ...] = ()
    problems: tuple[Problem, ...] = ()
    exit_code: int | None = None
    log: str = ""


@cache
def _events() -> TypeAdapter[Event]:
    return TypeAdapter(Event)


def line_of(event: Event) -> str:
    """Event as one line of JSON, newline at its end; what says nothing is left out."""
    return _events().dump_json(event, exclude_defaults=True).decode() + "\n"


def event_of(line: str) -> Event | None:
    """Event that a line of JSON holds; None where it holds none."""
    try:
        return _events().validate_json(line)
    except ValidationError:
        return None
