"""One job: a notebook for a province and a period, and the folder its outputs belong in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.parameters.choices import NATIONAL, Format
from sxsh_eval.parameters.text import fold

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LONGEST = 40
"""Letters of a name: on Windows a whole path has 260 at most, of which the project itself may take 80."""
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
WORK = ".work"
FAILED = ".failed"
LETTER = "letter.docx"
"""The province's letter to the Ministry, beside its reports."""
PROVINCE_REPORT = "province_report"
"""Notebook that is meant where none is named."""


def check_slug(text: str, where: str) -> str:
    """`text`, when it can be a folder's name on every system.

    Parameters
    ----------
    text : str
        Lower-case ASCII letters and digits joined by hyphens or underscores, at most 40.
    where : str
        Option or key, for the message.

    Raises
    ------
    UsageError
        If it is something else; suggests a name that would do.
    """
    if len(text) <= LONGEST and SLUG.fullmatch(text) and text not in RESERVED:
        return text
    suggestion = fold(text)[:LONGEST].strip("-")
    if not suggestion or suggestion in RESERVED:
        suggestion = "trial"
    raise UsageError([Problem("usage.slug", where, repr(text)[:120], {"nearest": suggestion})])


@dataclass(frozen=True)
class Used:
    """A job of an earlier stage whose results another one reads.

    Attributes
    ----------
    name : str
        Name of the stage; of several jobs of it, with the place and period that differ from the reader's own.
    folder : Path
        Its job folder.
    fingerprint : str
        SHA-256 over all that decides its numbers.
    """

    name: str
    folder: Path
    fingerprint: str


@dataclass(frozen=True)
class Job:
    """What to execute, with which choices, and where to put it.

    Attributes
    ----------
    root : Path
        Folder of the project; paths in records are relative to it.
    outputs : Path
        Folder of all outputs.
    run, province, period : str
        Slugs; they name the folders. The province of a national job is ``national``.
    notebook, study : Path
        Absolute paths.
    settings : dict
        Overrides of the study, plain JSON.
    languages, formats : tuple of str
        What to render; no format renders nothing.
    inputs : tuple of Path
        Files whose content decides the result.
    province_name : str
        The province's own name in Vietnamese.
    letter : bool
        Whether to write the province's letter to the Ministry too.
    uses : tuple of Used
        Jobs that must be finished before and whose folders the notebook is told.
    hashes : mapping of str to str
        SHA-256 of `inputs` by path when the job was planned.
    choices : mapping of str to object
        All choices of the study with the settings applied, as plain JSON, when the job was planned.
    fingerprint : str
        SHA-256 over all that decides the numbers, when the job was planned.
    either : bool
        Whether its notebook takes a province or ``national``, rather than always the country.
    """

    root: Path
    outputs: Path
    run: str
    notebook: Path
    province: str
    period: str
    study: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    languages: tuple[str, ...] = ("vi", "en")
    formats: tuple[str, ...] = get_args(Format)
    inputs: tuple[Path, ...] = ()
    province_name: str = ""
    letter: bool = False
    uses: tuple[Used, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = ""
    either: bool = False

    @property
    def name(self) -> str:
        """Short name for progress and messages; no two jobs of a run share it."""
        notebook = "" if self.notebook.stem == PROVINCE_REPORT else f" · {self.notebook.stem}"
        return f"{self.province} {self.period}{notebook}"

    @property
    def writes_letter(self) -> bool:
        """Whether the province's letter is written beside the reports: asked for, and for one province."""
        return self.letter and self.province != NATIONAL and self.notebook.stem == PROVINCE_REPORT

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Names of the nested folders under the outputs folder."""
        return (self.run, self.notebook.stem, self.province, self.period)

    def folder(self) -> Path:
        """Job folder, which lies under the outputs folder.

        Raises
        ------
        UsageError
            If a part is no slug or a link leads out of the outputs folder.
        """
        return job_folder(self.outputs, self.parts)

    def parameters(self, output: Path) -> dict[str, Any]:
        """Parameters of the notebook, which writes its report into `output`; one of the country takes no province."""
        place = {} if self.province == NATIONAL and not self.either else {"province": self.province}
        uses = {"uses": {used.name: str(used.folder) for used in self.uses}} if self.uses else {}
        return {
            **place,
            "period": self.period,
            "study": str(self.study),
            "settings": dict(self.settings),
            "output": str(output),
            **uses,
        }

    def relative(self, path: Path) -> str:
        """Path as records and messages show it: relative to the project where that is possible."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


def job_folder(outputs: Path, parts: tuple[str, str, str, str]) -> Path:
    """Folder of a job, checked to lie under `outputs`.

    Parameters
    ----------
    outputs : Path
    parts : tuple of str
        Run, notebook, province, period.

    Raises
    ------
    UsageError
        If a part is no slug or a link leads out of `outputs`.
    """
    for part, where in zip(parts, ("--name", "--notebook", "--province", "--period"), strict=True):
        check_slug(part, where)
    folder = outputs.joinpath(*parts)
    if not folder.resolve().is_relative_to(outputs.resolve()):
        raise UsageError([Problem("output.outside", str(outputs), str(folder.resolve()))])
    return folder


def failed_folder(folder: Path) -> Path:
    """Folder beside a job folder that keeps what a failed attempt left."""
    return folder.with_name(f"{folder.name}{FAILED}")
