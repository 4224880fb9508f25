"""Checking what analysts edit: study, registry, codebooks, letters, saved runs, words; every problem of every file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from sxsh_eval.errors import InputError, Problem, ProblemsError
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letter_files import find_letters, read_letter
from sxsh_eval.inputs.letters.pattern_examples import example_problems
from sxsh_eval.inputs.schemas import all_schemas
from sxsh_eval.parameters.choices import Choices
from sxsh_eval.parameters.codebook import read_codebook
from sxsh_eval.parameters.fleet import read_fleets
from sxsh_eval.parameters.letter_patterns import read_patterns
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import FILES, read_registry
from sxsh_eval.parameters.scenario_files import list_problems, read_scenario_files
from sxsh_eval.parameters.schemas import schema_text
from sxsh_eval.parameters.study import find_study, open_study, project_root
from sxsh_eval.parameters.table_rules import read_table_rules
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import label_of, read_yaml
from sxsh_eval.reports.catalogue_check import catalogue_problems
from sxsh_eval.runs.saved_runs import saved_run_problems

Made = TypeVar("Made")


@dataclass
class _Findings:
    """Problems of all files so far."""

    problems: list[Problem] = field(default_factory=list)

    def attempt(self, read: Callable[[], Made]) -> Made | None:
        """What `read` gives; None when it found problems, which are kept."""
        try:
            return read()
        except ProblemsError as error:
            self.problems += error.problems
            return None


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
    study = (folder / "study.yml" if folder is not None else find_study()).resolve()
    root, findings = project_root(study), _Findings()
    choices = findings.attempt(lambda: validate(read_yaml(study), Choices))
    registry = findings.attempt(lambda: read_registry(_place(root, choices, "registry")))
    for codebook in sorted((study.parent / "codebook").glob("*.yml")):
        findings.attempt(partial(read_codebook, codebook))
    findings.attempt(lambda: read_table_rules(study.parent / "table_rules.yml"))
    findings.attempt(lambda: read_fleets(study.parent))
    if registry is not None:
        findings.problems += _scenario_problems(study, choices, registry)
        patterns = findings.attempt(partial(read_patterns, study.parent / "letter_patterns", registry))
        findings.problems += [] if patterns is None else example_problems(patterns, registry)
    if choices is not None and registry is not None:
        findings.problems += findings.attempt(lambda: saved_run_problems(open_study(study))) or []
    findings.problems += [*_outdated_schemas(study.parent / "schemas"), *catalogue_problems()]
    letters = _check_letters(_place(root, choices, "claims"), registry, findings)
    if findings.problems:
        raise InputError(findings.problems)
    entries = sum(len(getattr(registry, name)) for name in FILES)
    figures = sum(len(letter.claims) for letter in letters)
    files, count = len(FILES), len(letters)
    return (
        f"Không có vấn đề: {entries} mục trong {files} tệp danh mục, {figures} số liệu trong {count} công văn.\n"
        f"No problems: {entries} entries in {files} registry files, {figures} figures in {count} "
        f"{'letter' if count == 1 else 'letters'}."
    )


def _scenario_problems(study: Path, choices: Choices | None, registry: Registry) -> list[Problem]:
    """Problems of all scenarios, whether the study names them or not; none in a project without the folder."""
    folder, findings = study.parent / "scenarios", _Findings()
    if folder.is_dir():
        findings.attempt(lambda: read_scenario_files(folder, registry))
        if choices is not None:
            findings.problems += list_problems(choices.programme.scenarios, folder, read_yaml(study))
    return findings.problems


def _place(root: Path, choices: Choices | None, name: str) -> Path:
    """Folder that the study names, or the usual one when the study cannot be read."""
    usual = {"registry": "parameters/registry", "claims": "data/claims"}
    return root / (usual[name] if choices is None else getattr(choices.paths, name))


def _letter_alone(path: Path) -> Letter:
    return validate(read_yaml(path), Letter)


def _check_letters(folder: Path, registry: Registry | None, findings: _Findings) -> list[Letter]:
    """Read every letter; without a registry only for itself."""
    letters = []
    for path in sorted(folder.glob("*.y*ml")):
        if registry is None:
            letter = findings.attempt(partial(_letter_alone, path))
        else:
            letter = findings.attempt(partial(read_letter, path, registry))
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
