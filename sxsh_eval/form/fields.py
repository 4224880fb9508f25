"""Fields of the form, read off the typed choices: a new field of a model appears by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from sxsh_eval.parameters.choices import Choices
from sxsh_eval.parameters.figures import PROJECT_PATH
from sxsh_eval.parameters.leaves import Bounds, Leaf, leaves, value_at
from sxsh_eval.parameters.settings import LEFT_OUT

Kind = Literal[
    "number", "whole", "share", "choice", "many", "switch", "text", "file", "names", "numbers", "wholes", "table"
]
GENERAL = "general"
"""Group of the choices that stand outside all sections of ``study.yml``."""
NEEDS: dict[str, tuple[str, Any]] = {
    "data.synthetic_enterprises": ("data.synthetic", True),
    "survey.power_exponent": ("survey.allocation", "power"),
    "survey.census_most": ("survey.census", None),
}
"""Fields that matter only while another has a value (None: any but an empty one), and that field."""
SIMPLE: dict[Any, Kind] = {float: "number", int: "whole", bool: "switch", str: "text"}
LISTS: dict[Any, Kind] = {float: "numbers", int: "wholes", str: "names"}


@dataclass(frozen=True)
class Field:
    """One choice that a run may change.

    Attributes
    ----------
    key : str
        Dotted, as settings name it.
    kind : str
        ``number``, ``whole`` number, ``share`` (a number from 0 to 1), ``choice``, ``many`` choices, ``switch``,
        ``text``, ``file``; ``names``, ``numbers``, ``wholes``: lists of such; ``table``: numbers by year.
    group : str
        Section of ``study.yml``, or `GENERAL`.
    words : str
        Key of its words: `key` without `members`.
    members : tuple of str
        Keys of a mapping with listed keys, such as a size class.
    bounds : Bounds
        Of the number, or of each one of a list.
    options : tuple of str
        Allowed words of a choice.
    standard : object
        Plain value that ``study.yml`` or the model gives; None: none.
    optional : bool
        Whether it may be left empty.
    """

    key: str
    kind: Kind
    group: str
    words: str
    members: tuple[str, ...]
    bounds: Bounds
    options: tuple[str, ...]
    standard: Any
    optional: bool


def fields_of(choices: Choices, model: type[BaseModel] = Choices) -> tuple[Field, ...]:
    """All fields of the form, in the order of the models.

    Parameters
    ----------
    choices : Choices
        Standard values: those of ``study.yml``.
    model : type
        Whose values are the fields.

    Returns
    -------
    tuple of Field
    """
    standard = choices.model_dump(mode="json")
    return tuple(_field(leaf, standard) for leaf in leaves(model) if leaf.path[0] not in LEFT_OUT)


def _field(leaf: Leaf, standard: Mapping[str, Any]) -> Field:
    kind, options = _kind(leaf)
    words = ".".join(part for part in leaf.path if part not in leaf.members)
    return Field(
        key=leaf.key,
        kind=kind,
        group=leaf.path[0] if len(leaf.path) > 1 else GENERAL,
        words=words,
        members=leaf.members,
        bounds=leaf.bounds,
        options=options,
        standard=value_at(standard, leaf.path),
        optional=leaf.optional,
    )


def _kind(leaf: Leaf) -> tuple[Kind, tuple[str, ...]]:
    origin = get_origin(leaf.kind)
    if origin is Literal:
        return "choice", tuple(map(str, get_args(leaf.kind)))
    if origin is dict:
        return "table", ()
    if origin is tuple:
        item = _bare(get_args(leaf.kind)[0])
        if get_origin(item) is Literal:
            return "many", tuple(map(str, get_args(item)))
        return LISTS[item], ()
    if PROJECT_PATH in leaf.pattern:
        return "file", ()
    return ("share" if leaf.kind is float and _is_part(leaf.bounds) else SIMPLE[leaf.kind]), ()


def _bare(kind: Any) -> Any:
    """Type without what is annotated to it."""
    return get_args(kind)[0] if hasattr(kind, "__metadata__") else kind


def _is_part(bounds: Bounds) -> bool:
    """Whether a number can only be a part of a whole."""
    low = bounds.above if bounds.least is None else bounds.least
    high = bounds.below if bounds.most is None else bounds.most
    return low is not None and high is not None and low >= 0 and high <= 1
