"""What of a file is sound when not all of it is: so that one mistake does not hide the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from sxsh_eval.errors import Problem
from sxsh_eval.parameters.validation import data_text, problems_of
from sxsh_eval.parameters.yaml_files import Document


@dataclass(frozen=True)
class Sound:
    """Outcome of reading a file that may be wrong.

    Attributes
    ----------
    entries : Mapping of str to object
        Typed values by key: those of a mapping's entries or of a model's fields that are right by themselves.
    value : object
        The whole, typed; None when anything is wrong.
    problems : tuple of Problem
        Everything wrong.
    """

    entries: Mapping[str, Any]
    value: Any
    problems: tuple[Problem, ...]


def sound_parts(document: Document, kind: Any) -> Sound:
    """Typed value of a document, or of those entries of it that are right.

    Parameters
    ----------
    document : Document
    kind : type
        Of the whole: a mapping or a model has entries, anything else is right as a whole or not at all.

    Returns
    -------
    Sound
    """
    value, problems = _validated(document.data, kind)
    if problems is None:
        return Sound(dict(value) if isinstance(value, Mapping | BaseModel) else {}, value, ())
    entries = {}
    for key, data in document.data.items() if isinstance(document.data, dict) else ():
        for inner in _kinds_of_entry(kind, key):
            entry, wrong = _validated(data, inner)
            if wrong is None:
                entries[key] = entry
    return Sound(entries, None, tuple(problems_of(problems, document, kind)))


def _validated(data: Any, kind: Any) -> tuple[Any, ValidationError | None]:
    try:
        return TypeAdapter(kind).validate_json(data_text(data), strict=True), None
    except ValidationError as error:
        return None, error


def _kinds_of_entry(kind: Any, key: str) -> list[Any]:
    """Type of an entry with its limits; none where the key itself is wrong."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(key)
        return [] if field is None else [field.rebuild_annotation()]
    if isinstance(origin := get_origin(kind), type) and issubclass(origin, Mapping):
        of_key, of_value = get_args(kind)
        return [] if _validated(key, of_key)[1] else [of_value]
    return []
