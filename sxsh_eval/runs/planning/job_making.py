"""Jobs of a plan: each with its inputs, their hashes, what it uses, its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.parameters.choices import NATIONAL, Study
from sxsh_eval.parameters.fleet import Fleet, Stage
from sxsh_eval.parameters.study import StudyFile
from sxsh_eval.runs.jobs import Job, Used
from sxsh_eval.runs.notebook_parameters import check_parameters, declared_parameters
from sxsh_eval.runs.planning.decisions import with_fingerprint
from sxsh_eval.runs.planning.files import Files
from sxsh_eval.runs.planning.fleet_jobs import Wanted
from sxsh_eval.runs.planning.places import takes_country
from sxsh_eval.runs.planning.requests import Request, chosen_forms

NOTEBOOKS = "notebooks"


@dataclass(frozen=True)
class JobMaker:
    """Makes the jobs of one plan."""

    request: Request
    fleet: Fleet
    file: StudyFile
    outputs: Path
    run: str
    files: Files

    def jobs(self, studies: Mapping[Wanted, Study], settings: Mapping[Wanted, dict[str, Any]]) -> dict[Wanted, Job]:
        """Jobs in order, each with fingerprint; those that it uses come before it."""
        jobs: dict[Wanted, Job] = {}
        problems: list[Problem] = []
        for wanted, study in studies.items():
            used = {each: job for each, job in jobs.items() if wanted.reads(each)}
            job = with_fingerprint(self._job(wanted, study, settings[wanted], used))
            problems += [problem for problem in _refusals(job) if problem not in problems]
            jobs[wanted] = job
        if problems:
            raise UsageError(problems)
        return jobs

    def _job(self, wanted: Wanted, study: Study, settings: dict[str, Any], used: Mapping[Wanted, Job]) -> Job:
        notebook = self.file.root / NOTEBOOKS / f"{wanted.stage.notebook}.ipynb"
        inputs = self.files.of(study, notebook, used.values())
        codes, forms = self._forms(wanted.stage, study)
        return Job(
            root=study.root,
            outputs=self.outputs,
            run=self.run,
            notebook=notebook,
            province=study.province,
            period=wanted.period,
            study=self.file.path.resolve(),
            settings=settings,
            languages=codes,
            formats=forms,
            inputs=inputs,
            province_name=self.files.name_of(study),
            letter=study.letter,
            uses=tuple(Used(_used_name(wanted, each), job.folder(), job.fingerprint) for each, job in used.items()),
            hashes=self.files.hashes(inputs),
            choices=study.model_dump(mode="json"),
            either=takes_country(notebook),
        )

    def _forms(self, stage: Stage, study: Study) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Languages and formats: those asked for, else of the stage, of the fleet, of the study."""
        given, own, whole = self.request, stage.render, self.fleet.render
        codes = given.languages or own.languages or whole.languages or study.languages
        if given.without_files:
            return chosen_forms(codes, ())[0], ()
        stated = next((forms for forms in (own.formats, whole.formats) if forms is not None), study.formats)
        if not given.formats and not stated:
            return chosen_forms(codes, ())[0], ()
        return chosen_forms(codes, given.formats or stated)


def _used_name(reader: Wanted, used: Wanted) -> str:
    """Stage of a used job, with its place where the reader has another of its own kind."""
    stage = used.label
    return stage if used.place in (NATIONAL, reader.place) else f"{stage}/{used.place}"


def _refusals(job: Job) -> tuple[Problem, ...]:
    """Problems with what the notebook of a job would be told."""
    declared = declared_parameters(job.notebook)
    if job.uses and "uses" not in declared:
        return (Problem("usage.uses_not_taken", job.notebook.name, ", ".join(used.name for used in job.uses)),)
    try:
        check_parameters(job.notebook, declared, job.parameters(job.outputs))
    except UsageError as error:
        return error.problems
    return ()
