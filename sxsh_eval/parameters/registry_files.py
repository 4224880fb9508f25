"""Reading the registry's folder: one YAML file a kind of entry, all problems of all files in one message."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

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
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, read_yaml

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
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    parts: dict[str, Any] = {}
    for name, kind in FILES.items():
        try:
            documents[name] = read_yaml(folder / f"{name}.yml")
            parts[name] = validate(documents[name], kind)
        except InputError as error:
            problems += error.problems
    if not problems:
        registry = Registry(**parts)
        problems += cross_check(registry, documents)
    if problems:
        raise InputError(problems)
    return registry


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
