"""Checking what analysts edit: study, registry, codebooks, letters, saved runs, words; every problem of every file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from sxsh_eval.errors import InputError, Problem, ProblemsError, UsageError, distinct
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letter_files import find_letters, read_letter
from sxsh_eval.inputs.letters.pattern_examples import example_problems
from sxsh_eval.inputs.schemas import all_schemas
from sxsh_eval.parameters.codebook import read_codebook
from sxsh_eval.parameters.letter_patterns import read_patterns
from sxsh_eval.parameters.registry_files import FILES, RegistryReading
from sxsh_eval.parameters.schemas import schema_text
from sxsh_eval.parameters.study import find_study, project_root
from sxsh_eval.parameters.table_rules import read_table_rules
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import label_of, read_yaml
from sxsh_eval.reports.catalogue_check import catalogue_problems
from sxsh_eval.runs.parameter_checks import examine_parameters
from sxsh_eval.runs.saved_runs import saved_run_forms, saved_run_problems

STUDY = "study.yml"
Made = TypeVar("Made")


@dataclass
class _Findings:
    """Problems of all files so far."""

    problems: list[Problem] = field(default_factory=list)

    def attempt(self, read: Callable[[], Made], registry: RegistryReading | None = None) -> Made | None:
        """What `read` gives; None when it found problems, kept unless wrong entries of the registry explain them."""
        try:
            return read()
        except ProblemsError as error:
            self.problems += [each for each in error.problems if registry is None or registry.certain(each)]
            return None


def parameters_of(target: Path) -> Path | None:
    """Folder ``parameters`` that an analyst means by a folder or a YAML file of a project; None: the project's own.

    Raises
    ------
    InputError
        If there is no such file.
    UsageError
        If the folder belongs to no project.
    """
    if target.is_file():
        inside = [folder for folder in target.resolve().parents if (folder / "parameters" / STUDY).is_file()]
        return inside[0] / "parameters" if inside else None
    if not target.is_dir():
        raise InputError([Problem("file.missing", label_of(target), "-")])
    if target.resolve().name == "parameters" or (target / STUDY).exists():
        return target
    if (target / "parameters" / STUDY).exists():
        return target / "parameters"
    raise UsageError([Problem("usage.no_parameters", label_of(target), "-")])


def check_project(folder: Path | None) -> str:
    """Read all files an evaluation leans on.

    Parameters
    ----------
    folder : Path, optional
        The folder ``parameters``; by default that of the project in the working directory.

    Returns
    -------
    str
        That there are no problems, with the number of entries read, in both languages.

    Raises
    ------
    InputError
        With every problem of every file.
    UsageError
        If there is no project.
    """
    study = (folder / STUDY if folder is not None else find_study()).resolve()
    findings, reading = _Findings(), examine_parameters(study)
    registry = reading.registry
    findings.problems += reading.problems
    for codebook in sorted((study.parent / "codebook").glob("*.yml")):
        findings.attempt(partial(read_codebook, codebook))
    findings.attempt(lambda: read_table_rules(study.parent / "table_rules.yml"))
    patterns = findings.attempt(partial(read_patterns, study.parent / "letter_patterns", registry.registry), registry)
    if patterns is not None and not registry.problems:
        findings.problems += example_problems(patterns, registry.registry)
    if reading.study is not None:
        findings.problems += saved_run_problems(reading.study)
    else:
        findings.problems += saved_run_forms(project_root(study))
    findings.problems += [*_outdated_schemas(study.parent / "schemas"), *catalogue_problems()]
    letters = _check_letters(project_root(study) / reading.paths.claims, registry, findings)
    if findings.problems:
        raise InputError(distinct(findings.problems))
    entries = sum(len(getattr(registry.registry, name)) for name in FILES)
    figures = sum(len(letter.claims) for letter in letters)
    files, count = len(FILES), len(letters)
    return (
        f"Không có vấn đề: {entries} mục trong {files} tệp danh mục, {figures} số liệu trong {count} công văn.\n"
        f"No problems: {entries} entries in {files} registry files, {figures} figures in {count} "
        f"{'letter' if count == 1 else 'letters'}."
    )


def _letter_alone(path: Path) -> Letter:
    return validate(read_yaml(path), Letter)


def _check_letters(folder: Path, registry: RegistryReading, findings: _Findings) -> list[Letter]:
    """Read every letter; only for itself where the provinces of the registry are not to be relied on."""
    letters = []
    for path in sorted(folder.glob("*.y*ml")):
        if "provinces" in registry.doubtful:
            letter = findings.attempt(partial(_letter_alone, path))
        else:
            letter = findings.attempt(partial(read_letter, path, registry.registry), registry)
        if letter is not None:
            letters.append(letter)
            if path not in find_letters(folder, letter.province):
                values = {"example": f"{letter.province}-{letter.date.year}.yml"}
                findings.problems.append(Problem("letter.file_name", label_of(path), path.name, values))
    return letters


def _outdated_schemas(folder: Path) -> list[Problem]:
    problems = []
    for name, schema in all_schemas().items():
        path = folder / f"{name}.schema.json"
        if not path.is_file() or path.read_text(encoding="utf-8") != schema_text(schema):
            problems.append(Problem("schema.outdated", label_of(path), "≠" if path.exists() else "-"))
    return problems
