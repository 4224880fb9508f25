"""One job from start to finish: execute, render, record, publish."""

from __future__ import annotations

import json
import os
import shutil
import traceback
import warnings as python_warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sxsh_eval.errors import InputError, Problem, ProblemsError
from sxsh_eval.runs.disk_room import no_room
from sxsh_eval.runs.evidence import FAULT, REPORT, Failure
from sxsh_eval.runs.jobs import Job, failed_folder
from sxsh_eval.runs.notebook import NOTEBOOK, execute_notebook
from sxsh_eval.runs.portal.card import write_card
from sxsh_eval.runs.provenance import Stopwatch, make_record
from sxsh_eval.runs.publish import discard, publish, staging
from sxsh_eval.runs.record import FailureRecord, write_record
from sxsh_eval.runs.saved_report import read_report

# Called with the stage ("notebook" or "render"), cells done and cells in all.
Progress = Callable[[str, int, int], None]
Outcome = Literal["done", "rendered", "skipped", "failed", "not_run"]


@dataclass(frozen=True)
class Result:
    """What came of a job.

    Attributes
    ----------
    name : str
        The job's short name.
    folder : Path
        Job folder, or the folder of the failed attempt.
    exit_code : int
        0 when all went well.
    message : str
        Why it failed, in both languages; empty when it did not.
    warnings : int
    files : tuple of str
        Names of the files in `folder`.
    outcome : {"done", "rendered", "skipped", "failed", "not_run"}
        Not run: something that it uses failed, or the run was stopped before.
    seconds : float
        Wall-clock time.
    """

    name: str
    folder: Path
    exit_code: int = 0
    message: str = ""
    warnings: int = 0
    files: tuple[str, ...] = ()
    outcome: Outcome = "done"
    seconds: float = 0.0


def run_job(job: Job, progress: Progress | None = None) -> Result:
    """Execute and render one job, then publish it; a failed attempt goes beside the former outputs.

    The caller holds the lock of the job folder.

    Parameters
    ----------
    job : Job
    progress : callable, optional

    Returns
    -------
    Result

    Raises
    ------
    InputError
        If the notebook cannot be read or the outputs cannot be replaced.
    UsageError
        If the notebook does not take the parameters.
    """
    folder, stopwatch = job.folder(), Stopwatch()
    target = failed_folder(folder)
    with staging(job.outputs) as ready:
        with stopwatch.stage("notebook"):
            execution = execute_notebook(
                job.notebook,
                job.parameters(ready),
                ready,
                failed_notebook=job.relative(target / NOTEBOOK),
                progress=None if progress is None else lambda done, all_: progress("notebook", done, all_),
            )
        failure, warnings = execution.failure, execution.warnings
        if failure is None and (job.formats or job.writes_letter):
            with stopwatch.stage("render"):
                failure, rendered = _render(job, ready, progress)
            warnings += rendered
        _forget_places(job, ready, folder if failure is None else target)
        return _publish(job, stopwatch, ready, warnings, failure)


def _publish(job: Job, stopwatch: Stopwatch, ready: Path, warnings: tuple[str, ...], failure: Failure | None) -> Result:
    folder = job.folder()
    if failure is not None:
        for path in ready.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in {NOTEBOOK, REPORT}:
                path.unlink()
    else:
        write_card(ready, job.province, job.period)
    noted = None if failure is None else FailureRecord.model_validate(vars(failure))
    record = make_record(job, stopwatch, ready, warnings, noted)
    seconds = sum(stopwatch.seconds.values())
    told: dict[str, Any] = {"warnings": len(warnings), "files": tuple(record.files), "seconds": seconds}
    if failure is None:
        write_record(record, ready)
        publish(job.outputs, ready, folder)
        with suppress(OSError):
            discard(job.outputs, failed_folder(folder))
        return Result(job.name, folder, **told)
    result = Result(job.name, folder, failure.exit_code, failure.message, outcome="failed", **told)
    try:
        write_record(record, ready)
        publish(job.outputs, ready, failed_folder(folder))
    except (InputError, OSError):
        return replace(result, files=())
    return replace(result, folder=failed_folder(folder))


def _render(job: Job, ready: Path, progress: Progress | None) -> tuple[Failure | None, tuple[str, ...]]:
    """Render the report of a staging folder; a renderer's exception is a failure of ours."""
    from sxsh_eval.reports.render.files import render_files
    from sxsh_eval.runs.letters.official import add_letter

    if progress is not None:
        progress("render", 0, 0)
    with python_warnings.catch_warnings(record=True) as caught:
        python_warnings.simplefilter("always")
        try:
            if job.formats:
                render_files(read_report(ready), ready, job.languages, job.formats)
            if job.writes_letter:
                add_letter(job, ready)
        except ProblemsError as error:
            return Failure(str(error), error.exit_code, exception=type(error).__name__), ()
        except Exception as error:  # noqa: BLE001 (recorded with its traceback, shown as a fault of ours)
            if (full := no_room(error, str(job.folder()))) is not None:
                return Failure(ProblemsError([full]).message(), 1, exception=type(error).__name__), ()
            found = f"{type(error).__name__}: {str(error)[:300]}"
            values = {"record": job.relative(failed_folder(job.folder()) / "run.json")}
            message = ProblemsError([Problem("run.render_failed", job.name, found, values)]).message()
            return Failure(
                message, FAULT, exception=type(error).__name__, traceback="".join(traceback.format_exception(error))
            ), ()
    return None, tuple(f"{warning.category.__name__}: {warning.message}" for warning in caught)


def _forget_places(job: Job, ready: Path, target: Path) -> None:
    """Replace this machine's paths in the saved notebook: it is handed on to others."""
    path = ready / NOTEBOOK
    text = path.read_text(encoding="utf-8")
    base = job.root if target.is_relative_to(job.root) else job.outputs
    for place, name in ((str(ready), target.relative_to(base).as_posix()), (f"{job.root}{os.sep}", "")):
        for form in (place, place.encode("unicode_escape").decode()):
            text = text.replace(json.dumps(form, ensure_ascii=False)[1:-1], name)
    path.write_text(text, encoding="utf-8")
