"""What a result came from: the only place that looks at the clock, at git and at the installed packages."""

from __future__ import annotations

import platform
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.planning.fingerprint import (
    NUMERICAL,
    REPORTING,
    decisive_parts,
    file_hashes,
    fingerprint,
    rendering_hash,
    shown_parameters,
    versions,
)
from sxsh_eval.runs.record import RECORD, Code, FailureRecord, JobName, RunRecord
from sxsh_eval.runs.version import package_version

RUNNING = ("ipykernel", "nbclient", "papermill", "pydantic")


class Stopwatch:
    """Start of a job and the seconds of its stages."""

    def __init__(self) -> None:
        self.started = datetime.now(UTC)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time spent inside towards stage `name`."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(time.perf_counter() - begin, 3)


def output_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of all files of a job folder but its record."""
    return file_hashes((path for path in folder.rglob("*") if path.is_file() and path != folder / RECORD), folder)


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, encoding="utf-8", timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


@cache
def code_version(root: Path) -> Code:
    """Version of the package, commit of the project and whether tracked files differ from it."""
    commit = _git(root, "rev-parse", "HEAD")
    changes = _git(root, "status", "--porcelain", "--untracked-files=no") if commit else None
    return Code(version=package_version(), commit=commit, dirty=None if changes is None else bool(changes))


def make_record(
    job: Job, stopwatch: Stopwatch, folder: Path, warnings: tuple[str, ...], failure: FailureRecord | None
) -> RunRecord:
    """Record of a job whose files lie in `folder`, all but the record itself.

    Parameters
    ----------
    job : Job
    stopwatch : Stopwatch
        Started with the job.
    folder : Path
        Staging folder.
    warnings : tuple of str
    failure : FailureRecord or None
        None when all went well.
    """
    inputs = dict(job.hashes) or file_hashes(job.inputs, job.root)
    parts = decisive_parts(job, inputs)
    run, notebook, province, period = job.parts
    return RunRecord(
        job=JobName(
            run=run, notebook=notebook, province=province, period=period, province_name=job.province_name or province
        ),
        status="done" if failure is None else "failed",
        failure=failure,
        parameters=shown_parameters(job),
        fingerprint=job.fingerprint or fingerprint(parts),
        parts=parts,
        rendered=rendering_hash(),
        inputs=inputs,
        code=code_version(job.root),
        python=platform.python_version(),
        packages=versions(tuple(sorted((*NUMERICAL, *REPORTING, *RUNNING)))),
        started=stopwatch.started,
        seconds=dict(stopwatch.seconds),
        warnings=warnings,
        languages=job.languages,
        formats=job.formats,
        files=output_hashes(folder),
    )
