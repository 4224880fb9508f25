"""The record of a job, ``run.json``: what was done, with what, and what came of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, Field, ValidationError

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.parameters.quantity import Frozen

RECORD = "run.json"


class JobName(Frozen):
    """The four names that make a job's folder, with the province's own name in Vietnamese."""

    run: str
    notebook: str
    province: str
    period: str
    province_name: str


class Code(Frozen):
    """Version of the program; commit and changes are known only inside a git clone."""

    version: str
    commit: str | None
    dirty: bool | None


class FailureRecord(Frozen):
    """Why a job failed; fields as in `runs.evidence.Failure`."""

    message: str
    exit_code: int
    cell: int | None = None
    line: int | None = None
    exception: str = ""
    traceback: str = ""


class RunRecord(Frozen):
    """Content of ``run.json``.

    Attributes
    ----------
    parameters : dict
        As the notebook got them, but for the places of files on this machine.
    fingerprint : str
        SHA-256 over all that decides the numbers; equal fingerprints mean equal reports.
    parts : dict of str to str
        SHA-256 of each kind of thing in the fingerprint, which tells what has changed.
    rendered : str
        SHA-256 over what turned the saved report into files.
    inputs, files : dict of str to str
        SHA-256 by path; inputs relative to the project, files to the job folder.
    seconds : dict of str to float
        Wall-clock time by stage.
    """

    schema_version: Literal[1] = 1
    job: JobName
    status: Literal["done", "failed"]
    failure: FailureRecord | None = None
    parameters: dict[str, Any]
    fingerprint: str = Field(pattern=r"^[0-9a-f]{64}$")
    parts: dict[str, str] = Field(default_factory=dict)
    rendered: str = ""
    inputs: dict[str, str]
    code: Code
    python: str
    packages: dict[str, str]
    started: AwareDatetime
    seconds: dict[str, float]
    warnings: tuple[str, ...] = ()
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    files: dict[str, str]


def canonical_json(value: Any) -> str:
    """JSON text that is the same for equal values: sorted keys, letters as they are, newline at the end."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def write_record(record: RunRecord, folder: Path) -> None:
    """Write a record into a staging folder."""
    (folder / RECORD).write_text(canonical_json(record.model_dump(mode="json")), encoding="utf-8")


def read_record(folder: Path) -> RunRecord:
    """Record of a job folder.

    Raises
    ------
    InputError
        If there is none, or it is damaged.
    """
    path = folder / RECORD
    try:
        return RunRecord.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError([Problem("run.no_record", str(path), error.strerror or str(error))]) from error
    except ValidationError as error:
        first = error.errors()[0]
        found = f"{'.'.join(str(part) for part in first['loc']) or 'JSON'}: {first['msg']}"
        raise InputError([Problem("run.damaged_record", str(path), found)]) from error
    except UnicodeDecodeError as error:
        raise InputError([Problem("run.damaged_record", str(path), "UTF-8")]) from error
