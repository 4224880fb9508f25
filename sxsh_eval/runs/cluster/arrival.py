"""Outputs that come back from a worker: made to look as if they had been made here, then published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sxsh_eval.errors import Problem, ProblemsError
from sxsh_eval.runs.attempt import failed
from sxsh_eval.runs.cluster.parcels import places_of, unpack
from sxsh_eval.runs.cluster.places import read_back, translated
from sxsh_eval.runs.cluster.remote import Returned
from sxsh_eval.runs.evidence import FAULT
from sxsh_eval.runs.jobs import Job, failed_folder
from sxsh_eval.runs.notebook import NOTEBOOK
from sxsh_eval.runs.planning.fingerprint import decisive_parts, fingerprint, shown_parameters
from sxsh_eval.runs.planning.planned import Planned
from sxsh_eval.runs.provenance import code_version, output_hashes
from sxsh_eval.runs.publish import discard, publish, staging
from sxsh_eval.runs.record import read_record, write_record
from sxsh_eval.runs.worker import Result


def arrived(planned: Planned, returned: Returned) -> Result:
    """Publish what a worker sent back.

    Parameters
    ----------
    planned : Planned
        The caller holds the lock of its folder.
    returned : Returned

    Returns
    -------
    Result
        As a local run gives it; a failed one when the worker could not do the job or the outputs cannot be replaced.
    """
    job = planned.job
    if returned.differs:
        problems = [differing(job.name, *pair, name) for name, pair in returned.differs.items()]
        return failed(job, ProblemsError(problems), FAULT)
    if returned.fault:
        problem = Problem("cluster.fault", job.name, returned.fault.strip()[-1500:])
        return failed(job, ProblemsError([problem]), FAULT)
    words = {returned.root: str(job.root), returned.outputs: str(job.outputs)}
    result: Result = read_back(returned.result, places_of(job))
    result = replace(result, message=translated(result.message, words))
    if not returned.files:
        return result
    try:
        _publish(planned, result, returned.files, words)
    except ProblemsError as error:
        return failed(job, error)
    return result


def differing(where: str, wanted: str, found: str, name: str) -> Problem:
    """Problem of a version that is not the runner's."""
    return Problem("cluster.differs", where, f"{name} {found}", {"wanted": f"{name} {wanted}"})


def _publish(planned: Planned, result: Result, files: bytes, words: Mapping[str, str]) -> None:
    job = planned.job
    good = result.outcome != "failed"
    with staging(job.outputs) as ready:
        unpack(files, ready)
        if planned.action == "execute":
            _settle(job, ready, words)
        publish(job.outputs, ready, job.folder() if good else failed_folder(job.folder()))
    if good and planned.action == "execute":
        discard(job.outputs, failed_folder(job.folder()))


def _settle(job: Job, ready: Path, words: Mapping[str, str]) -> None:
    """Put this machine's facts in place of the worker's: folders in texts, the project's commit."""
    notebook = ready / NOTEBOOK
    if notebook.exists():
        before = notebook.read_text(encoding="utf-8")
        if (after := translated(before, words)) != before:
            notebook.write_text(after, encoding="utf-8")
    record = read_record(ready)
    failure = record.failure
    if failure is not None:
        texts = {name: translated(getattr(failure, name), words) for name in ("message", "traceback")}
        failure = failure.model_copy(update=texts)
    inputs = dict(job.hashes) or record.inputs
    parts = decisive_parts(job, inputs)
    changes = {
        "failure": failure,
        "parameters": shown_parameters(job),
        "fingerprint": job.fingerprint or fingerprint(parts),
        "parts": parts,
        "inputs": inputs,
        "code": code_version(job.root),
        "warnings": tuple(translated(warning, words) for warning in record.warnings),
        "files": output_hashes(ready),
    }
    write_record(record.model_copy(update=changes), ready)
