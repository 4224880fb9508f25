"""Files that decide the results of jobs, found and hashed once for a whole plan."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from sxsh_eval.inputs.letter_files import find_letters
from sxsh_eval.inputs.national_runs import NOTEBOOK as NATIONAL_NOTEBOOK
from sxsh_eval.inputs.national_runs import find_national
from sxsh_eval.inputs.tables.named_files import is_synthetic
from sxsh_eval.parameters.choices import NATIONAL, TABLES, Study
from sxsh_eval.parameters.study import StudyFile
from sxsh_eval.runs.jobs import Job
from sxsh_eval.runs.planning.fingerprint import file_hash, file_hashes
from sxsh_eval.runs.planning.places import (
    COUNTRY,
    national_inputs,
    parameter_files,
    province_inputs,
    shows_national,
)


class Files:
    """Files of one plan.

    Parameters
    ----------
    file : StudyFile
    outputs : Path
        Folder of all outputs.
    """

    def __init__(self, file: StudyFile, outputs: Path) -> None:
        self._file, self._outputs = file, outputs
        self._digest = cache(file_hash)
        self._national: dict[tuple[int, int, bool], Path | None] = {}

    @cached_property
    def _registry(self) -> tuple[Path, ...]:
        return tuple(sorted((self._file.root / self._file.choices.paths.registry).glob("*.yml")))

    def of(self, study: Study, notebook: Path, uses: Iterable[Job]) -> tuple[Path, ...]:
        """Input files of a notebook's job; results of the jobs that it uses are known by their fingerprints instead."""
        told = any(job.notebook.stem == NATIONAL_NOTEBOOK for job in uses) or not shows_national(study, notebook)
        estimates = None if told else self._newest(study)
        if study.province == NATIONAL:
            tables = national_inputs(study, notebook.stem, dict.fromkeys(each.slug for each in self._file.provinces))
        else:
            tables = province_inputs(study, None)
        letters = find_letters(study.root / study.paths.claims, study.province)
        found = (*parameter_files(study, notebook), *letters, *tables, *([] if estimates is None else [estimates]))
        return (self._file.path.resolve(), *self._registry, *found)

    def _newest(self, study: Study) -> Path | None:
        """National estimates that the reports of a period show, looked for once."""
        key = (study.period.first, study.period.last, is_synthetic(study, TABLES))
        if key not in self._national:
            self._national[key] = find_national(self._outputs, study.period, synthetic=key[2])
        return self._national[key]

    def hashes(self, paths: Iterable[Path]) -> dict[str, str]:
        """SHA-256 of files by their path relative to the project, sorted."""
        return file_hashes(paths, self._file.root, self._digest)

    def name_of(self, study: Study) -> str:
        """Name of a job's province in Vietnamese."""
        return COUNTRY if study.province == NATIONAL else self._file.province(study.province, study.period).name.vi
