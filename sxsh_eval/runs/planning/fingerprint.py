"""What decides a result, as hashes: equal fingerprints mean equal numbers, equal rendering hashes equal files."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.kernel import PACKAGE
from sxsh_eval.runs.notebook_source import read_cells
from sxsh_eval.runs.record import canonical_json

NUMERICAL = ("numpy", "pandas", "scipy", "statsmodels")
REPORTING = ("babel", "jinja2", "matplotlib", "seaborn", "python-docx", "typst", "xlsxwriter", "fontpkg-be-vietnam-pro")
SOURCES = {".py", ".yml", ".j2", ".css", ".typ", ".js"}
LOOKS = (
    "reports/render/",
    "reports/workbooks/",
    "reports/review/",
    "reports/official/",
    "reports/shown/",
    "runs/",
    "form/",
    "commands/",
    "cli.py",
)
"""Parts of the package that decide no number of a report."""
RENDERERS = ("reports/", "parameters/")
NOT_DECISIVE = ("languages", "formats", "letter", "periods", "years_allowed", "paths")
"""Choices that decide which reports and files are made, not what they say."""


def sha256(content: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    return sha256(path.read_bytes())


def file_hashes(paths: Iterable[Path], base: Path, digest: Callable[[Path], str] = file_hash) -> dict[str, str]:
    """SHA-256 of files by their path relative to `base`, sorted; `digest` may remember what it has read."""
    hashes = {}
    for path in paths:
        name = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name
        hashes[name] = digest(path)
    return dict(sorted(hashes.items()))


@cache
def source_hashes() -> dict[str, str]:
    """SHA-256 of every source file of this package, by its path in it."""
    return file_hashes((path for path in PACKAGE.rglob("*") if path.suffix in SOURCES), PACKAGE)


@cache
def package_hash() -> str:
    """SHA-256 over the whole source of this package."""
    return sha256(canonical_json(source_hashes()).encode())


@cache
def numbers_hash() -> str:
    """SHA-256 over the source that can change a number: all but renderers, runs and commands."""
    return sha256(canonical_json({k: v for k, v in source_hashes().items() if not k.startswith(LOOKS)}).encode())


@cache
def rendering_hash() -> str:
    """SHA-256 over the source and the packages that turn a saved report into files."""
    source = {name: value for name, value in source_hashes().items() if name.startswith(RENDERERS)}
    return sha256(canonical_json([source, versions(REPORTING)]).encode())


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


def notebook_hash(path: Path) -> str:
    """SHA-256 over a notebook's cells; saved outputs do not count."""
    return sha256(canonical_json([[cell.kind, cell.source, list(cell.tags)] for cell in read_cells(path)]).encode())


def shown_parameters(job: Job) -> dict[str, Any]:
    """Parameters as records show them: without the places of files on this machine."""
    shown = job.parameters(job.outputs) | {"study": job.relative(job.study)}
    del shown["output"]
    if job.uses:
        shown["uses"] = {used.name: used.fingerprint for used in job.uses}
    return shown


def decisive_parts(job: Job, inputs: Mapping[str, str]) -> dict[str, str]:
    """SHA-256 of each kind of thing that decides a job's numbers.

    Parameters
    ----------
    job : Job
        Where its choices are known, they stand for the study file and for settings.
    inputs : mapping of str to str
        SHA-256 of the input files by path.

    Returns
    -------
    dict of str to str
        ``notebook``, ``parameters``, ``inputs``, ``uses``, ``package``, ``packages``.
    """
    shown = shown_parameters(job)
    uses = shown.pop("uses", {})
    if job.choices:
        shown["settings"] = {name: value for name, value in job.choices.items() if name not in NOT_DECISIVE}
        inputs = {name: value for name, value in inputs.items() if name != shown["study"]}
    parts: dict[str, Any] = {
        "notebook": notebook_hash(job.notebook),
        "parameters": shown,
        "inputs": dict(inputs),
        "uses": uses,
        "package": numbers_hash(),
        "packages": {"python": platform.python_version(), **versions(NUMERICAL)},
    }
    return {name: sha256(canonical_json(value).encode()) for name, value in parts.items()}


def fingerprint(parts: Mapping[str, str]) -> str:
    """SHA-256 over everything that decides a job's numbers."""
    return sha256(canonical_json(dict(parts)).encode())
