"""What a result came from: the only place that looks at the clock, at git and at the installed packages."""

from __future__ import annotations

import hashlib
import platform
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.kernel import PACKAGE
from sxsh_eval.runs.notebook import read_notebook
from sxsh_eval.runs.record import RECORD, Code, FailureRecord, JobName, RunRecord, canonical_json
from sxsh_eval.runs.version import package_version

NUMERICAL = ("numpy", "pandas", "scipy", "statsmodels")
REPORTING = ("babel", "jinja2", "matplotlib", "seaborn", "python-docx", "typst", "xlsxwriter", "fontpkg-be-vietnam-pro")
RUNNING = ("ipykernel", "nbclient", "papermill", "pydantic")
SOURCES = {".py", ".yml", ".j2", ".css", ".typ"}


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


def sha256(content: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def file_hashes(paths: Iterable[Path], base: Path) -> dict[str, str]:
    """SHA-256 of files by their path relative to `base`, sorted."""
    hashes = {}
    for path in paths:
        name = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name
        hashes[name] = sha256(path.read_bytes())
    return dict(sorted(hashes.items()))


def output_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of all files of a job folder but its record."""
    return file_hashes((path for path in folder.rglob("*") if path.is_file() and path != folder / RECORD), folder)


@cache
def package_hash() -> str:
    """SHA-256 over the source of this package."""
    files = (path for path in PACKAGE.rglob("*") if path.suffix in SOURCES)
    return sha256(canonical_json(file_hashes(files, PACKAGE)).encode())


def notebook_hash(path: Path) -> str:
    """SHA-256 over a notebook's cells; saved outputs do not count."""
    cells = [[cell.cell_type, cell.source, sorted(cell.metadata.get("tags", []))] for cell in read_notebook(path).cells]
    return sha256(canonical_json(cells).encode())


@cache
def versions(names: tuple[str, ...]) -> dict[str, str]:
    """Installed versions by distribution; ``-`` for one that is absent."""
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "-"
    return found


def shown_parameters(job: Job) -> dict[str, Any]:
    """Parameters as records show them: without the places of files on this machine."""
    shown = job.parameters(job.outputs) | {"study": job.relative(job.study)}
    del shown["output"]
    return shown


def fingerprint(job: Job, inputs: dict[str, str]) -> str:
    """SHA-256 over everything that decides a job's numbers.

    Parameters
    ----------
    job : Job
    inputs : dict of str to str
        SHA-256 of the input files by path.
    """
    decisive = {
        "notebook": notebook_hash(job.notebook),
        "parameters": shown_parameters(job),
        "inputs": inputs,
        "package": package_hash(),
        "python": platform.python_version(),
        "versions": versions(NUMERICAL),
    }
    return sha256(canonical_json(decisive).encode())


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
    inputs = file_hashes(job.inputs, job.root)
    run, notebook, province, period = job.parts
    return RunRecord(
        job=JobName(
            run=run, notebook=notebook, province=province, period=period, province_name=job.province_name or province
        ),
        status="done" if failure is None else "failed",
        failure=failure,
        parameters=shown_parameters(job),
        fingerprint=fingerprint(job, inputs),
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
