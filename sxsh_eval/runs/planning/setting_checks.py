"""Settings judged before anything is planned: those of a fleet, of its stages, of its provinces, of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sxsh_eval.errors import Problem
from sxsh_eval.parameters.fleet import Fleet
from sxsh_eval.parameters.scenario_files import FOLDER, list_problems
from sxsh_eval.parameters.settings import SET, setting_problems, typed
from sxsh_eval.parameters.study import StudyFile
from sxsh_eval.parameters.yaml_files import Document
from sxsh_eval.runs.planning.origins import FleetOrigins

SCENARIOS = "programme.scenarios"


def settings_problems(
    fleet: Fleet, file: StudyFile, given: Mapping[str, Any], origins: FleetOrigins
) -> Iterator[Problem]:
    """What is wrong with the settings of a fleet and of a run, each at its place.

    Parameters
    ----------
    fleet : Fleet
    file : StudyFile
    given : mapping
        Settings of the run.
    origins : FleetOrigins

    Yields
    ------
    Problem
        The same one may come again: a stage has the settings of its fleet.
    """
    own = {**fleet.settings, **given}
    yield from _located(layer_problems(own, file), origins.located)
    for at, stage in enumerate(fleet.stages):
        if stage.settings:
            layer = layer_problems({**fleet.settings, **stage.settings, **given}, file)
            yield from _located(layer, lambda each, at=at: origins.located(each, at))  # type: ignore[misc]
    for key, settings in fleet.overrides.items():
        layer = layer_problems({**fleet.settings, **settings, **given}, file)
        yield from _located(layer, lambda each, key=key: origins.located(each, override=key))  # type: ignore[misc]


def _located(problems: list[Problem], place: Callable[[Problem], Problem]) -> Iterator[Problem]:
    return map(place, problems)


def layer_problems(settings: Mapping[str, Any], file: StudyFile) -> list[Problem]:
    """What is wrong with settings over a study: keys, values, scenarios without a file."""
    problems = setting_problems(file.document.data, settings) if settings else []
    if problems or SCENARIOS not in settings:
        return problems
    return list(list_problems(typed(settings[SCENARIOS], []), file.root / FOLDER, Document(SET, None)))
