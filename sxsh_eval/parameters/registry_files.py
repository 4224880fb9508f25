"""Reading the registry's folder: one YAML file a kind of entry, all problems of all files in one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, get_origin

from pydantic import Field

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.parameters.cases import Case
from sxsh_eval.parameters.counterparts import Counterpart
from sxsh_eval.parameters.cross_checks import cross_check
from sxsh_eval.parameters.entries import FormerProvince, Indicator, Population, Province, Region, Source, Target
from sxsh_eval.parameters.factors import Assumption, Count, Fuel, GridFactor, Norm, Sector
from sxsh_eval.parameters.figures import ID, SECTOR, SLUG
from sxsh_eval.parameters.measures import Density, SizeDecree, Units
from sxsh_eval.parameters.published import PublishedResult
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import Prior
from sxsh_eval.parameters.sound import Sound, sound_parts
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, label_of, read_yaml

Id = Annotated[str, Field(pattern=ID)]
FILES: Mapping[str, Any] = {
    "sources": dict[Id, Source],
    "populations": dict[Id, Population],
    "indicators": dict[Id, Indicator],
    "targets": dict[Id, Target],
    "counterparts": dict[Id, Counterpart],
    "results": dict[Id, PublishedResult],
    "regions": dict[Annotated[str, Field(pattern=SLUG)], Region],
    "provinces": tuple[Province, ...],
    "former_provinces": tuple[FormerProvince, ...],
    "sectors": dict[Annotated[str, Field(pattern=SECTOR)], Sector],
    "fuels": dict[Id, Fuel],
    "grid_factors": tuple[GridFactor, ...],
    "norms": tuple[Norm, ...],
    "counts": tuple[Count, ...],
    "assumptions": dict[Id, Assumption],
    "units": Units,
    "densities": dict[Id, Density],
    "size_decrees": dict[Id, SizeDecree],
    "priors": dict[Id, Prior],
    "cases": dict[Id, Case],
}


def read_registry(folder: Path) -> Registry:
    """Read all published facts.

    Parameters
    ----------
    folder : Path
        Holds ``sources.yml`` to ``priors.yml``, one file a field of `Registry`.

    Returns
    -------
    Registry
        Typed entries whose references to each other all exist.

    Raises
    ------
    InputError
        With every problem of every file.
    """
    reading = examine_registry(folder)
    if reading.problems:
        raise InputError(reading.problems)
    return reading.registry


RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "result.unit": ("indicators", "populations"),
    "letter.unit": ("indicators", "populations"),
    "letter.province": ("provinces",),
    "province.no_successor": ("provinces",),
}
"""Files that have to be right as a whole for a problem to be one."""


@dataclass(frozen=True)
class RegistryReading:
    """What a registry's folder says, right or wrong.

    Attributes
    ----------
    registry : Registry
        Entries that are right by themselves; all of them when there are no problems.
    problems : tuple of Problem
        Everything wrong.
    doubtful : Mapping of str to (frozenset of str or None)
        By file: names of its wrong entries; None: nothing of the file can be relied on.
    """

    registry: Registry
    problems: tuple[Problem, ...]
    doubtful: Mapping[str, frozenset[str] | None]

    def certain(self, problem: Problem) -> bool:
        """Whether a problem of what names entries is one, rather than the shadow of a wrong entry told already."""
        if any(file in self.doubtful for file in RESTS_ON.get(problem.code, ())):
            return False
        file = "priors" if problem.code == "prior.missing" else problem.values.get("file", "").removesuffix(".yml")
        names = self.doubtful.get(file, frozenset())
        return names is not None and problem.found not in names


def examine_registry(folder: Path) -> RegistryReading:
    """Read all published facts with everything that is wrong, rules between sound entries included.

    Parameters
    ----------
    folder : Path
        As of `read_registry`.

    Returns
    -------
    RegistryReading
    """
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    parts: dict[str, Any] = {}
    doubtful: dict[str, frozenset[str] | None] = {}
    for name, kind in FILES.items():
        path = folder / f"{name}.yml"
        try:
            documents[name] = read_yaml(path)
        except InputError as error:
            problems += error.problems
            documents[name], sound = Document(label_of(path), None), Sound({}, None, ())
        else:
            sound = sound_parts(documents[name], kind)
            problems += sound.problems
        parts[name] = sound.value if sound.value is not None else _usable(kind, sound)
        if sound.value is None:
            data = documents[name].data
            is_map = get_origin(kind) is dict and isinstance(data, dict)
            doubtful[name] = frozenset(data) - sound.entries.keys() if is_map else None
    registry = Registry.model_construct(**parts) if problems else Registry(**parts)
    reading = RegistryReading(registry, (), doubtful)
    problems += filter(reading.certain, cross_check(registry, documents))
    return replace(reading, problems=tuple(problems))


def _usable(kind: Any, sound: Sound) -> Any:
    """What stands for a file with mistakes: its right entries, no list in part, nothing of another form."""
    origin = get_origin(kind)
    return dict(sound.entries) if origin is dict else () if origin is tuple else None


def read_provinces(folder: Path) -> tuple[Province, ...]:
    """Read the provinces alone, for looking up a name before anything else is read.

    Parameters
    ----------
    folder : Path
        Folder of the registry.

    Returns
    -------
    tuple of Province
        All periods of all provinces, each valid by itself.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    return validate(read_yaml(folder / "provinces.yml"), tuple[Province, ...])


def read_former_provinces(folder: Path) -> tuple[FormerProvince, ...]:
    """Read the units that provinces replaced, for telling their names from typing errors.

    Parameters
    ----------
    folder : Path
        Folder of the registry.

    Returns
    -------
    tuple of FormerProvince

    Raises
    ------
    InputError
        With every problem of the file.
    """
    return validate(read_yaml(folder / "former_provinces.yml"), tuple[FormerProvince, ...])
