"""Files that jobs read, packed so that each travels once: what several jobs read apart from what only one reads."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sxsh_eval.runs.cluster.places import Places
from sxsh_eval.runs.jobs import LETTER, Job
from sxsh_eval.runs.notebook import NOTEBOOK
from sxsh_eval.runs.planning.planned import Planned

PARAMETERS = "parameters"
SCHEMAS = "schemas"
RENDERED = {".html", ".pdf", ".docx", ".xlsx"}


def packed(files: Mapping[str, Path]) -> bytes:
    """Zip archive of files by name, the same bytes for the same content.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name].read_bytes())
    return file.getvalue()


def packed_folder(folder: Path) -> bytes:
    """Zip archive of all files under a folder; empty bytes when there is no such folder."""
    if not folder.is_dir():
        return b""
    return packed({path.relative_to(folder).as_posix(): path for path in files_under(folder)})


def unpack(content: bytes, folder: Path) -> None:
    """Write the files of an archive under a folder."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)


def files_under(folder: Path) -> list[Path]:
    """All files below a folder, but for those in folders whose names begin with a dot."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)]


def places_of(job: Job) -> Places:
    """Places of a job's project on this machine."""
    return Places(job.root, job.outputs)


def parameter_files(root: Path) -> list[Path]:
    """Files of a project's parameters, without the schemas made from the models."""
    folder = root / PARAMETERS
    return [path for path in files_under(folder) if path.relative_to(folder).parts[0] != SCHEMAS]


def files_of(planned: Planned, parameters: Iterable[Path] | None = None) -> dict[str, Path]:
    """Everything that a job may read, by its name.

    Parameters
    ----------
    planned : Planned
    parameters : iterable of Path, optional
        Files of the project's parameters, where they are known already.

    Returns
    -------
    dict of str to Path
        The project's parameters, the notebook, the job's inputs, the folders of the jobs that it uses but for what
        was rendered there; to render once more, also the job's own folder.
    """
    job, places = planned.job, places_of(planned.job)
    found = [*(parameter_files(job.root) if parameters is None else parameters)]
    found += [path for path in (job.study, job.notebook, *job.inputs) if path.is_file()]
    for used in job.uses:
        found += [path for path in files_under(used.folder) if not _rendered(path)]
    if planned.action == "render":
        found += files_under(job.folder())
    return {places.name(path): path for path in found}


def _rendered(path: Path) -> bool:
    return path.suffix in RENDERED or path.name in {NOTEBOOK, LETTER}


@dataclass(frozen=True)
class Group:
    """Files that the same jobs read.

    Attributes
    ----------
    files : dict of str to Path
        By name.
    readers : frozenset of int
        Positions of the jobs.
    """

    files: Mapping[str, Path]
    readers: frozenset[int]


def grouped(jobs: Sequence[Planned]) -> list[Group]:
    """Files of jobs by who reads them; every file is in one group.

    Parameters
    ----------
    jobs : sequence of Planned
    """
    readers: dict[tuple[str, Path], set[int]] = {}
    parameters = {root: parameter_files(root) for root in {planned.job.root for planned in jobs}}
    for position, planned in enumerate(jobs):
        for item in files_of(planned, parameters[planned.job.root]).items():
            readers.setdefault(item, set()).add(position)
    groups: dict[frozenset[int], dict[str, Path]] = {}
    for (name, path), positions in readers.items():
        groups.setdefault(frozenset(positions), {})[name] = path
    return [Group(files, positions) for positions, files in groups.items()]


def hash_of(contents: Iterable[bytes]) -> str:
    """SHA-256 over several contents."""
    digest = hashlib.sha256()
    for content in contents:
        digest.update(content)
    return digest.hexdigest()
