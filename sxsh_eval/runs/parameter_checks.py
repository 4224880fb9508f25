"""What the parameters of a project say and everything wrong with them, gathered file by file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sxsh_eval.errors import InputError, Problem, distinct
from sxsh_eval.parameters.choices import Choices, Paths
from sxsh_eval.parameters.fleet import sound_fleets
from sxsh_eval.parameters.registry_files import RegistryReading, examine_registry
from sxsh_eval.parameters.scenario_files import list_problems, read_scenario_files
from sxsh_eval.parameters.sound import Sound, sound_parts
from sxsh_eval.parameters.study import StudyFile, project_root
from sxsh_eval.parameters.yaml_files import Document, label_of, read_yaml
from sxsh_eval.runs.planning.origins import value_in
from sxsh_eval.runs.saved_runs import fleet_problems

USUAL = Paths(registry="parameters/registry", claims="data/claims", outputs="outputs")
"""Where things are when the study does not say."""
SCENARIOS = "scenarios"
NEEDED = {"periods", "years_allowed", "paths"}
"""Parts of the study without which no province or period can be judged."""


@dataclass(frozen=True)
class ParametersReading:
    """Parameters as far as they are right.

    Attributes
    ----------
    study : StudyFile, optional
        With those choices alone that are right; None when not even provinces and periods can be judged.
    paths : Paths
        As the study says, else the usual ones.
    registry : RegistryReading
    problems : tuple of Problem
        Of study, registry, scenarios, fleets; each at its place.
    """

    study: StudyFile | None
    paths: Paths
    registry: RegistryReading
    problems: tuple[Problem, ...]


def examine_parameters(study: Path) -> ParametersReading:
    """Read study, registry, scenarios, fleets with everything that is wrong.

    Parameters
    ----------
    study : Path
        ``study.yml``, inside the folder ``parameters``.

    Returns
    -------
    ParametersReading

    Raises
    ------
    UsageError
        If the file lies in no folder named ``parameters``.
    """
    root = project_root(study)
    try:
        document = read_yaml(study)
        sound = sound_parts(document, Choices)
    except InputError as error:
        document, sound = Document(label_of(study), None), Sound({}, None, error.problems)
    paths = sound.entries.get("paths", USUAL)
    registry = examine_registry(root / paths.registry)
    problems = [*sound.problems, *registry.problems, *_scenario_problems(root / "parameters", registry)]
    problems += _list_problems(root / "parameters", document, sound)
    file = None
    if sound.entries.keys() >= NEEDED:
        choices = Choices.model_construct(**sound.entries) if sound.value is None else sound.value
        file = StudyFile(study, root, document, choices)
    fleets, wrong = sound_fleets(root / "parameters")
    problems += [*wrong, *(fleet_problems(file, fleets) if file is not None else ())]
    return ParametersReading(file, paths, registry, tuple(distinct(problems)))


def _scenario_problems(parameters: Path, reading: RegistryReading) -> list[Problem]:
    """Problems of all scenarios, whether the study names them or not; none in a project without the folder."""
    folder = parameters / SCENARIOS
    if folder.is_dir():
        try:
            read_scenario_files(folder, reading.registry)
        except InputError as error:
            return [problem for problem in error.problems if reading.certain(problem)]
    return []


def _list_problems(parameters: Path, document: Document, sound: Sound) -> list[Problem]:
    """Scenarios that the study names without there being a file, also where another choice of the study is wrong."""
    programme = sound.entries.get("programme")
    names = value_in(document.data, ("programme", "scenarios")) if programme is None else programme.scenarios
    is_list = isinstance(names, tuple) or (isinstance(names, list) and all(isinstance(name, str) for name in names))
    folder = parameters / SCENARIOS
    return list(list_problems(names, folder, document)) if is_list and folder.is_dir() else []
