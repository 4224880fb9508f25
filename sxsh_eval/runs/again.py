"""Rendering saved reports once more, in other languages or formats, without running a notebook."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from sxsh_eval.errors import Problem, UsageError, nearest
from sxsh_eval.reports.render.files import render_files
from sxsh_eval.runs.jobs import FAILED, job_folder
from sxsh_eval.runs.locks import locked
from sxsh_eval.runs.planning.fingerprint import rendering_hash
from sxsh_eval.runs.portal import DEPTH, job_folders
from sxsh_eval.runs.provenance import Stopwatch, output_hashes
from sxsh_eval.runs.publish import locks_folder, prepare_outputs, publish, recover, staging
from sxsh_eval.runs.record import read_record, write_record
from sxsh_eval.runs.saved_report import read_report
from sxsh_eval.runs.worker import Result


def find_jobs(outputs: Path, text: str) -> list[Path]:
    """Job folders that a run's name or a path names.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs.
    text : str
        Name of a run, or the path of a folder at or under a run's folder.

    Returns
    -------
    list of Path
        At least one; failed attempts are left out.

    Raises
    ------
    UsageError
        If there is no such run or folder.
    """
    outputs = outputs.resolve()
    places = [place.resolve() for place in (outputs / text, Path(text))]
    for place in places:
        inside = place.is_relative_to(outputs) and place != outputs
        found = [folder for folder in job_folders(outputs) if inside and folder.is_relative_to(place)]
        if found := [folder for folder in found if not folder.name.endswith(FAILED)]:
            return found
    known = sorted({folder.relative_to(outputs).parts[0] for folder in job_folders(outputs)})
    values = {"known": ", ".join(known) or "-", "nearest": nearest(text, known) or "-"}
    raise UsageError([Problem("usage.unknown_run", "render", text, values)])


def render_again(outputs: Path, folder: Path, languages: Sequence[str], formats: Sequence[str]) -> Result:
    """Render the saved report of one job; its other files stay.

    Parameters
    ----------
    outputs, folder : Path
        Folder of all outputs, job folder.
    languages, formats : sequence of str
        What to render.

    Raises
    ------
    InputError
        If the report or the record is missing or damaged, or the outputs cannot be written.
    UsageError
        If another run holds the job folder.
    """
    outputs = outputs.resolve()
    parts = folder.relative_to(outputs).parts
    if len(parts) != DEPTH:
        raise UsageError([Problem("output.outside", str(outputs), str(folder))])
    run, notebook, province, period = parts
    target = job_folder(outputs, (run, notebook, province, period))
    prepare_outputs(outputs)
    with locked(locks_folder(outputs), ".".join(parts)):
        return render_saved(outputs, target, languages, formats)


def render_saved(
    outputs: Path,
    folder: Path,
    languages: Sequence[str],
    formats: Sequence[str],
    beside: Callable[[Path], object] | None = None,
) -> Result:
    """Render the saved report of one job folder whose lock the caller holds.

    Parameters, errors and result as of `render_again`; `beside` puts more files into the staging folder.
    """
    *_, province, period = folder.parts
    with staging(outputs) as ready:
        recover(outputs, folder)
        record, report, stopwatch = read_record(folder), read_report(folder), Stopwatch()
        shutil.copytree(folder, ready, dirs_exist_ok=True)
        with stopwatch.stage("render"):
            written = render_files(report, ready, languages, formats) if languages and formats else {}
            if beside is not None:
                beside(ready)
        changes = {
            "seconds": record.seconds | stopwatch.seconds,
            "languages": tuple(dict.fromkeys((*record.languages, *languages))),
            "formats": tuple(dict.fromkeys((*record.formats, *formats))),
            "files": output_hashes(ready),
            "rendered": rendering_hash(),
        }
        write_record(record.model_copy(update=changes), ready)
        publish(outputs, ready, folder)
    return Result(
        f"{province} {period}",
        folder,
        warnings=len(record.warnings),
        files=tuple(written),
        outcome="rendered",
        seconds=stopwatch.seconds["render"],
    )
