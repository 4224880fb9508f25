"""Checking saved choices of runs, ``parameters/runs/*.yml``, and fleets: everything wrong at once, nothing executed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from sxsh_eval.errors import InputError, Problem, ProblemsError, UsageError
from sxsh_eval.parameters.fleet import FLEET_FILE, Fleet
from sxsh_eval.parameters.run_files import FOLDER, read_run_file
from sxsh_eval.parameters.study import StudyFile
from sxsh_eval.runs.planning.choosing import chosen_part
from sxsh_eval.runs.planning.fleet_jobs import Found, expand, override_keys
from sxsh_eval.runs.planning.job_making import NOTEBOOKS
from sxsh_eval.runs.planning.origins import FleetOrigins, Origin
from sxsh_eval.runs.planning.plan import choose_fleet
from sxsh_eval.runs.planning.requests import Request, read_request
from sxsh_eval.runs.planning.setting_checks import layer_problems, settings_problems


def saved_run_problems(file: StudyFile) -> list[Problem]:
    """Problems of all saved choices of a project.

    Parameters
    ----------
    file : StudyFile
        What is wrong with it, or with the registry and ``fleet.yml``, is not told here.

    Returns
    -------
    list of Problem
        Each with the line of its file.
    """
    problems: list[Problem] = []
    for path in sorted((file.root / FOLDER).glob("*.yml")):
        try:
            request = read_request(Request(study=file.path), path)
        except ProblemsError as error:
            problems += error.problems
            continue
        problems += request_problems(request, file)
    return problems


def saved_run_forms(root: Path) -> list[Problem]:
    """Problems of the form of saved choices, when there is no study to judge the choices by."""
    problems: list[Problem] = []
    for path in sorted((root / FOLDER).glob("*.yml")):
        try:
            read_run_file(path)
        except ProblemsError as error:
            problems += error.problems
    return problems


def request_problems(request: Request, file: StudyFile) -> list[Problem]:
    """What is wrong with the choices of a request: settings, fleet, provinces, periods, notebook.

    Parameters
    ----------
    request : Request
    file : StudyFile
        What is wrong with it, or with the registry and ``fleet.yml``, is not told here.

    Returns
    -------
    list of Problem
        Each at its place.
    """
    found = Found()
    found.note(map(request.origin.located, layer_problems(request.settings, file)))
    try:
        fleet, origins = choose_fleet(request, file)
        found.note(_places(request, fleet, file, origins) if _has_notebooks(file) else ())
    except UsageError as error:
        found.note(error.problems)
    except InputError:
        return found.problems  # of fleet.yml or the provinces, told of these files themselves
    return found.problems


def _places(request: Request, fleet: Fleet, file: StudyFile, origins: FleetOrigins) -> list[Problem]:
    """What is wrong with provinces, periods, notebook."""
    if not request.fleet:
        return expand(fleet, file, file.root / NOTEBOOKS, origins.located).problems
    expanded = expand(fleet, file, file.root / NOTEBOOKS)
    if expanded.problems:
        return []  # told of fleet.yml itself
    chosen_part(request, file, expanded)
    return expanded.problems


def fleet_problems(file: StudyFile, fleets: Mapping[str, Fleet]) -> list[Problem]:
    """Problems of the provinces, periods, notebooks and settings that ``fleet.yml`` names.

    Parameters
    ----------
    file : StudyFile
        What is wrong with it, or with the registry, is not told here.
    fleets : Mapping of str to Fleet
        Each right by itself.

    Returns
    -------
    list of Problem
        Each with the line of the file.
    """
    found = Found()
    for name, fleet in fleets.items():
        origins = FleetOrigins(Origin(), frozenset(), file.root / "parameters" / FLEET_FILE, name)
        found.note(settings_problems(fleet, file, {}, origins))
        with suppress(InputError):  # of the provinces, told of their own file
            found.note(_fleet_places(fleet, file, origins) if _has_notebooks(file) else ())
    return found.problems


def _fleet_places(fleet: Fleet, file: StudyFile, origins: FleetOrigins) -> Iterator[Problem]:
    expanded = expand(fleet, file, file.root / NOTEBOOKS, origins.located)
    yield from expanded.problems
    _, unknown = override_keys(fleet, {each.span for each in expanded.wanted}, file)
    yield from (origins.of_override(problem, key) for key, problem in unknown.items())


def _has_notebooks(file: StudyFile) -> bool:
    return any((file.root / NOTEBOOKS).glob("*.ipynb"))
