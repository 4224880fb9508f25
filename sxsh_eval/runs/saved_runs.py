"""Checking saved choices of runs, ``parameters/runs/*.yml``: everything wrong at once, nothing executed."""

from __future__ import annotations

from dataclasses import replace

from sxsh_eval.errors import Problem, ProblemsError, UsageError
from sxsh_eval.parameters.run_files import FOLDER, RunFile
from sxsh_eval.parameters.scenario_files import list_problems
from sxsh_eval.parameters.study import StudyFile, with_settings
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, read_yaml
from sxsh_eval.runs.planning.choosing import chosen_part
from sxsh_eval.runs.planning.fleet_jobs import Found, expand
from sxsh_eval.runs.planning.job_making import NOTEBOOKS
from sxsh_eval.runs.planning.plan import chosen_fleet
from sxsh_eval.runs.planning.requests import Request, with_file

SET = "--set "


def saved_run_problems(file: StudyFile) -> list[Problem]:
    """Problems of all saved choices of a project.

    Parameters
    ----------
    file : StudyFile
        Without errors.

    Returns
    -------
    list of Problem
        Each with the line of its file.
    """
    problems: list[Problem] = []
    for path in sorted((file.root / FOLDER).glob("*.yml")):
        try:
            document = read_yaml(path)
            choices = validate(document, RunFile)
        except ProblemsError as error:
            problems += error.problems
            continue
        problems += [replace(each, where=_where(each, document)) for each in _meant(choices, file)]
    return problems


def _meant(choices: RunFile, file: StudyFile) -> list[Problem]:
    """What is wrong with choices that a command line would name by its options."""
    request = with_file(Request(study=file.path), choices)
    found = Found()
    try:
        settings = with_settings(file.choices, file.document.data, choices.settings)
        folder, name = file.root / "parameters" / "scenarios", "programme.scenarios"
        if name in choices.settings:
            found.note(list_problems(settings.programme.scenarios, folder, Document("--set", None)))
    except UsageError as error:
        found.note(error.problems)
    try:
        fleet = chosen_fleet(request, file)
    except UsageError as error:
        return [*found.problems, *error.problems]
    if not any((file.root / NOTEBOOKS).glob("*.ipynb")):
        return found.problems  # parameters on their own, as in a copy to be looked at
    expanded = expand(fleet, file, file.root / NOTEBOOKS)
    if choices.fleet and not expanded.problems:
        chosen_part(request, file, expanded)
    found.note(expanded.problems)
    return found.problems


def _where(problem: Problem, document: Document) -> str:
    """Line of the file in place of the option of the command line."""
    if problem.where.startswith(SET):
        key = problem.where.removeprefix(SET).partition("[")[0]
        settings = [
            name for name in dict(document.data).get("settings", {}) if name == key or name.startswith(f"{key}.")
        ]
        return document.where(("settings", settings[0] if settings else key))
    if problem.where.startswith("--"):
        return document.where((problem.where.removeprefix("--"),))
    return problem.where
