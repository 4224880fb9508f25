"""Fleets: which notebooks run for which provinces and periods, in which order, with which settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.errors import InputError, Problem, nearest
from sxsh_eval.parameters.choices import Format, Language
from sxsh_eval.parameters.figures import NAME
from sxsh_eval.parameters.quantity import Frozen, Words
from sxsh_eval.parameters.sound import sound_parts
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, read_yaml

FLEET_FILE = "fleet.yml"
ALL, LETTERS, REGION = "all", "letters", "region:"
Named = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=NAME)]
Settings = Annotated[
    dict[Named, Any], Field(description="choices that differ from study.yml, by dotted key: costs.discount_rate: 0.08")
]


class Render(Frozen):
    """Which files are made of each report; left out: as in ``study.yml``."""

    languages: tuple[Language, ...] | None = Field(default=None, min_length=1)
    formats: tuple[Format, ...] | None = None


def as_many(value: Any) -> Any:
    """One name as a list of one; a number, such as a year, as its text."""
    if isinstance(value, dict):
        raise PydanticCustomError("value.not_names", "a name or a list of names is needed")
    if isinstance(value, list):
        return tuple(map(_as_name, value))
    name = _as_name(value)
    return (name,) if isinstance(name, str) else value


def _as_name(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


OneOrMore = Annotated[
    tuple[Named, ...],
    BeforeValidator(as_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
    Field(min_length=1),
]


class Each(Frozen):
    """For what a notebook runs.

    Attributes
    ----------
    province : tuple of str, optional
        ``all`` (every province on the first day of the period), ``letters`` (those with a letter), ``region:<slug>``,
        names of provinces. A notebook of the whole country takes none.
    period : tuple of str
        ``all`` (the periods of ``study.yml``) or periods such as ``2016-2020``.
    """

    province: OneOrMore | None = None
    period: OneOrMore = (ALL,)


class Stage(Frozen):
    """One notebook for many places; its jobs run side by side once the earlier stages are finished.

    Attributes
    ----------
    notebook : str
        Name in ``notebooks/``, without ending.
    name : str
        By which later stages use it; by default that of the notebook.
    uses : tuple of str
        Names of earlier stages whose results (of the same period, and the same province where both have one) the
        notebook reads through its parameter ``uses``.
    """

    notebook: Name
    name: str = Field(default="", pattern=f"^$|{NAME}")
    each: Each = Each()
    uses: tuple[str, ...] = ()
    settings: Settings = Field(default_factory=dict)
    render: Render = Render()

    @property
    def label(self) -> str:
        """Name of the stage."""
        return self.name or self.notebook


class Fleet(Frozen):
    """Stages in order.

    Attributes
    ----------
    settings : dict
        For all stages.
    overrides : dict of str to dict
        Settings of single provinces, over those of fleet and stage.
    """

    title: Words
    stages: tuple[Stage, ...] = Field(min_length=1)
    settings: Settings = Field(default_factory=dict)
    render: Render = Render()
    overrides: dict[Named, Settings] = Field(default_factory=dict)

    @model_validator(mode="after")
    def check_stages(self) -> Self:
        """Stages have different names and use earlier ones only."""
        earlier: list[str] = []
        for stage in self.stages:
            if stage.label in earlier:
                raise PydanticCustomError("fleet.stage_twice", "stage named twice", {"found": stage.label})
            for used in stage.uses:
                if used not in earlier:
                    context = {"found": f"{stage.label}: {used}", "known": ", ".join(earlier) or "-"}
                    context["nearest"] = nearest(used, earlier) or "-"
                    raise PydanticCustomError("fleet.unknown_stage", "no earlier stage of that name", context)
            earlier.append(stage.label)
        return self


class Fleets(Frozen):
    """Content of ``fleet.yml``.

    Attributes
    ----------
    default : str
        The fleet that runs when none is named.
    fleets : dict of str to Fleet
    """

    default: Name
    fleets: dict[Name, Fleet] = Field(min_length=1)

    @model_validator(mode="after")
    def check_default(self) -> Self:
        """The default is one of the fleets."""
        if self.default not in self.fleets:
            context = {"found": self.default, "known": ", ".join(self.fleets)}
            context["nearest"] = nearest(self.default, self.fleets) or "-"
            raise PydanticCustomError("fleet.unknown_default", "no fleet of that name", context)
        return self


def sound_fleets(parameters: Path) -> tuple[dict[str, Fleet], tuple[Problem, ...]]:
    """Fleets that are right by themselves, with everything wrong in ``fleet.yml``.

    Parameters
    ----------
    parameters : Path
        Folder ``parameters``; it may have no ``fleet.yml``.

    Returns
    -------
    tuple of (dict of str to Fleet, tuple of Problem)
    """
    path = parameters / FLEET_FILE
    if not path.is_file():
        return {}, ()
    try:
        document = read_yaml(path)
    except InputError as error:
        return {}, error.problems
    whole = sound_parts(document, Fleets)
    if whole.value is not None:
        return whole.value.fleets, ()
    given = document.data.get("fleets") if isinstance(document.data, dict) else None
    return dict(sound_parts(Document(document.label, given), dict[Name, Fleet]).entries), whole.problems


def read_fleets(parameters: Path) -> Fleets | None:
    """Fleets of a project.

    Parameters
    ----------
    parameters : Path
        Folder ``parameters``.

    Returns
    -------
    Fleets or None
        None when the project has no ``fleet.yml``.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    path = parameters / FLEET_FILE
    return validate(read_yaml(path), Fleets) if path.is_file() else None
