"""Stand-ins for carrying out a job, importable by worker processes: nothing runs, everything is published for real."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.publish import publish, staging
from sxsh_eval.runs.worker import Progress, Result


def nothing(planned: Planned, progress: Progress | None) -> Result:
    """Do nothing at all."""
    return Result(planned.job.name, planned.job.folder())


def written(planned: Planned, progress: Progress | None) -> Result:
    """Publish a file that names this process, unless the province of the job is told to fail or to wait."""
    job, folder = planned.job, planned.job.folder()
    told = job.settings.get("do")
    with staging(job.outputs) as ready:
        if progress is not None:
            progress("notebook", 1, 2)
        if told == "refuse":
            raise InputError([Problem("notebook.missing", job.name, "pretended")])
        if told == "raise":
            raise ValueError("something unforeseen")
        if told == "wait":
            _wait(job.root)
        if told == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if told == "die once" and _first(job.root / f"died-{job.province}"):
            os.kill(os.getpid(), signal.SIGKILL)
        (ready / "report.json").write_text(str(os.getpid()), encoding="utf-8")
        publish(job.outputs, ready, folder)
    return Result(job.name, folder, files=("report.json",), seconds=0.0)


def _first(mark: Path) -> bool:
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _wait(root: Path) -> None:
    (root / f"waiting-{os.getpid()}").touch()
    while not (root / "go").exists():
        time.sleep(0.02)


def stubborn(planned: Planned, progress: Progress | None) -> Result:
    """Wait for a word to go on, whatever is asked meanwhile."""
    while True:
        try:
            return written(planned, progress)
        except KeyboardInterrupt:
            continue


def large(planned: Planned, progress: Progress | None) -> Result:
    """Publish a file of as many kilobytes as the job says."""
    job = planned.job
    with staging(job.outputs) as ready:
        with (ready / "report.json").open("wb") as file:
            for _ in range(int(job.settings["do"])):
                file.write(b"x" * 1024)
        publish(job.outputs, ready, job.folder())
    return Result(job.name, job.folder(), files=("report.json",))


def environment(planned: Planned, progress: Progress | None) -> Result:
    """Tell two variables of this process."""
    names = ("SXSH_EVAL_TEST", "OMP_NUM_THREADS")
    return Result(planned.job.name, planned.job.folder(), files=tuple(os.environ.get(name, "") for name in names))


def without_thread_signals(planned: Planned, progress: Progress | None) -> Result:
    """As on Windows, where no signal can be sent to a thread."""
    vars(signal).pop("pthread_kill", None)
    return written(planned, progress)
