"""A run as the form sees it: how it is started and stopped, what it has told so far. No widgets."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from sxsh_eval.errors import Problem
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.runs.following.values import Event, JobPlan

NO_REASON = Words(vi="-", en="-")
COMPUTING = 2 / 3
"""Part of a bar that the notebook takes."""
TELLING = 0.2
"""Part of a run from which on the rest can be guessed."""
FINISHED = ("done", "rendered", "skipped")


class Run(Protocol):
    """A run in a process of its own, as `runs.following.followed.FollowedRun`."""

    def start(self) -> None:
        """Start it."""
        ...

    def stop(self) -> None:
        """End it; when this returns nothing of it is alive."""
        ...

    def wait(self, seconds: float | None = None) -> int | None:
        """Exit code; None while it runs."""
        ...


class Starter(Protocol):
    """Whoever makes runs."""

    def __call__(self, file: Path, *, root: Path, on_event: Callable[[Event], None], force: bool = False) -> Run:
        """Run of a file, not yet started."""
        ...


@dataclass(frozen=True)
class JobLine:
    """How far one job is.

    Attributes
    ----------
    plan : JobPlan
    state : str
        ``waiting``, a stage (``start``, ``again``, ``notebook``, ``render``), or an outcome.
    done, total : int
        Cells.
    seconds : float
        That it took, s.
    folder, message, log : str
        As in `Event`.
    """

    plan: JobPlan
    state: str = "waiting"
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    folder: str = ""
    message: str = ""
    log: str = ""

    @property
    def is_over(self) -> bool:
        """Whether it has its result."""
        return self.state in {*FINISHED, "failed", "not_run"}

    @property
    def part(self) -> float:
        """Part of its work that is done, by cells; rendering, which has none, stands for the last third."""
        if self.is_over:
            return 1.0
        if self.state == "render":
            return COMPUTING
        return COMPUTING * self.done / self.total if self.total else 0.0


@dataclass
class Told:
    """Events of one run taken together.

    Attributes
    ----------
    jobs : dict of str to JobLine
        In the order of the plan.
    problems : tuple of Problem
        Why nothing runs.
    message : str
        Of the end, in both languages.
    exit_code : int or None
        None while it runs.
    started, ended : float
        Of the clock that never goes back, s.
    """

    jobs: dict[str, JobLine] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    message: str = ""
    exit_code: int | None = None
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None

    def take(self, event: Event) -> None:
        """Take in one event."""
        match event.kind:
            case "plan":
                self.jobs = {plan.name: JobLine(plan, folder=plan.folder) for plan in event.jobs}
            case "stage":
                line = self._line(event.job)
                total = event.total or line.total
                done = event.done if event.total else line.done
                self.jobs[event.job] = replace(line, state=event.stage, done=done, total=total)
            case "result":
                folder = event.folder or self._line(event.job).folder
                line = replace(self._line(event.job), state=event.outcome, seconds=event.seconds, folder=folder)
                self.jobs[event.job] = replace(line, message=event.message, log=event.log)
            case "problems":
                self.problems = event.problems
            case "end":
                self.message = event.message
                self.finish(event.exit_code)

    def finish(self, code: int | None) -> None:
        """Note that the run is over."""
        self.ended = self.ended or time.monotonic()
        self.exit_code = code if self.exit_code is None else self.exit_code

    @property
    def elapsed(self) -> float:
        """Time since the start, s."""
        return (self.ended or time.monotonic()) - self.started

    @property
    def part(self) -> float:
        """Part of all jobs that is done."""
        return sum(line.part for line in self.jobs.values()) / len(self.jobs) if self.jobs else 0.0

    @property
    def remaining(self) -> float | None:
        """Time that is left, s: by earlier runs, else by what is done so far; None while neither tells anything."""
        left = [line for line in self.jobs.values() if not line.is_over]
        times = [line.plan.seconds for line in left]
        if left and all(each is not None for each in times):
            usual = sum(each.usual * (1 - line.part) for each, line in zip(times, left, strict=True) if each)
            return usual / max(1, sum(line.state != "waiting" for line in left))
        return self.elapsed * (1 - self.part) / self.part if self.part >= TELLING else None

    @property
    def finished(self) -> tuple[JobLine, ...]:
        """Jobs that have results to show."""
        return tuple(line for line in self.jobs.values() if line.state in FINISHED)

    @property
    def went_wrong(self) -> tuple[JobLine, ...]:
        """Jobs that failed or were not run."""
        return tuple(line for line in self.jobs.values() if line.state in {"failed", "not_run"})

    def _line(self, name: str) -> JobLine:
        return self.jobs.get(name) or JobLine(JobPlan(name, "execute", NO_REASON))
