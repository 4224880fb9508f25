"""What has to be done for a job, judged by what its folder holds: nothing, rendering, or everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sxsh_eval.errors import ProblemsError
from sxsh_eval.reports.render.files import file_name
from sxsh_eval.runs.jobs import LETTER, Job, failed_folder
from sxsh_eval.runs.planning.fingerprint import decisive_parts, fingerprint, rendering_hash
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.record import RECORD, RunRecord, read_record

Elsewhere = Callable[[Path], frozenset[str]]


def with_fingerprint(job: Job) -> Job:
    """The job with its fingerprint; its hashes and choices are known by now."""
    return replace(job, fingerprint=fingerprint(decisive_parts(job, job.hashes)))


def decide(job: Job, stage: str, *, force: bool = False, elsewhere: Elsewhere | None = None) -> Planned:
    """What to do with a job, and why.

    Parameters
    ----------
    job : Job
        With fingerprint.
    stage : str
        Name of its stage.
    force : bool
        Execute it whatever its folder holds.
    elsewhere : callable, optional
        Names of files that are kept at another place than the folder itself.

    Returns
    -------
    Planned
        One that is to be rendered names the languages and formats that are missing or outdated.
    """
    folder = job.folder()
    record = _record(folder)
    if record is None:
        reason = "failed" if failed_folder(folder).exists() else "damaged" if folder.exists() else "new"
        return Planned(job, "execute", reason, stage=stage)
    if record.fingerprint != job.fingerprint:
        return Planned(job, "execute", "changed", _changes(job, record), stage)
    if force:
        return Planned(job, "execute", "forced", stage=stage)
    there = {path.name for path in folder.iterdir()} | (elsewhere(folder) if elsewhere else frozenset())
    return _with_files(job, record, there, stage)


def _with_files(job: Job, record: RunRecord, there: set[str], stage: str) -> Planned:
    """What is missing beside a result that is still right."""
    rendered = {file_name(language, form) for language in record.languages for form in record.formats} | {LETTER}
    if lost := sorted(name for name in record.files if name not in there and name not in rendered and "/" not in name):
        return Planned(job, "execute", "files", ", ".join(lost), stage)
    if record.rendered != rendering_hash() and (job.formats or record.formats):
        languages = tuple(dict.fromkeys((*record.languages, *job.languages)))
        formats = tuple(dict.fromkeys((*record.formats, *job.formats)))
        return Planned(replace(job, languages=languages, formats=formats), "render", "renderers", stage=stage)
    missing = [(lang, form) for lang in job.languages for form in job.formats if file_name(lang, form) not in there]
    letter = [LETTER] if job.writes_letter and LETTER not in there else []
    if not missing and not letter:
        return Planned(job, "skip", "same", stage=stage)
    names = ", ".join([file_name(*pair) for pair in missing] + letter)
    languages = tuple(dict.fromkeys(language for language, _ in missing))
    formats = tuple(dict.fromkeys(form for _, form in missing))
    return Planned(replace(job, languages=languages, formats=formats), "render", "forms", names, stage)


def _record(folder: Path) -> RunRecord | None:
    """Record of a finished job; None when there is none that can be trusted."""
    if not (folder / RECORD).is_file():
        return None
    try:
        record = read_record(folder)
    except ProblemsError:
        return None
    return record if record.status == "done" else None


def _changes(job: Job, record: RunRecord) -> str:
    """What differs from the recorded run: kinds of things, and the files among the inputs by name."""
    parts = decisive_parts(job, job.hashes)
    kinds = [name for name, value in parts.items() if record.parts.get(name) != value]
    if "inputs" not in kinds:
        return ", ".join(kinds)
    names = sorted({*job.hashes, *record.inputs})
    own = job.relative(job.study)
    changed = [name for name in names if name != own and job.hashes.get(name) != record.inputs.get(name)]
    return ", ".join([kind for kind in kinds if kind != "inputs"] + changed)
