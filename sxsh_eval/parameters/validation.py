"""From what a file says to typed values, or to a list of everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sxsh_eval.errors import InputError, Problem, nearest, problem_catalogue
from sxsh_eval.parameters.yaml_files import SHOWN, Document, KeyPath

CODES = {
    "missing": "value.missing",
    "extra_forbidden": "yaml.unknown_key",
    "literal_error": "value.choice",
    "string_pattern_mismatch": "value.pattern",
    "string_too_short": "value.missing",
    "greater_than": "value.range",
    "greater_than_equal": "value.range",
    "less_than": "value.range",
    "less_than_equal": "value.range",
    "string_type": "value.not_text",
    "int_type": "value.not_integer",
    "int_from_float": "value.not_integer",
    "float_type": "value.not_number",
    "finite_number": "value.not_number",
    "bool_type": "value.not_boolean",
    "date_type": "value.not_date",
    "date_parsing": "value.not_date",
    "date_from_datetime_parsing": "value.not_date",
    "date_from_datetime_inexact": "value.not_date",
    "tuple_type": "value.not_list",
    "list_type": "value.not_list",
    "too_short": "value.list_length",
    "too_long": "value.list_length",
    "dict_type": "value.not_mapping",
    "mapping_type": "value.not_mapping",
    "model_type": "value.not_mapping",
    "model_attributes_type": "value.not_mapping",
}
LIMITS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
UNION_MEMBERS = {"int", "float"}

T = TypeVar("T")


def validate(document: Document, kind: type[T]) -> T:
    """Typed value of a document.

    Parameters
    ----------
    document : Document
        What the file says.
    kind : type
        Type the data must have, judged strictly: text is never read as a number.

    Returns
    -------
    T
        Value of that type.

    Raises
    ------
    InputError
        With one problem for every place that is wrong.
    """
    adapter: TypeAdapter[T] = TypeAdapter(kind)
    text = json.dumps(document.data, default=dt.date.isoformat)
    try:
        return adapter.validate_json(text, strict=True)
    except ValidationError as error:
        raise InputError(problems_of(error, document, kind)) from None


def problems_of(error: ValidationError, document: Document, kind: Any) -> list[Problem]:
    """One problem for each place that pydantic refused, in the order of the file."""
    problems: dict[tuple[str, KeyPath], Problem] = {}
    for details in error.errors(include_url=False):
        path = place(details)
        problem = one_problem(details, path, document, kind)
        problems.setdefault((problem.code, path), problem)
    return list(problems.values())


def place(details: ErrorDetails) -> KeyPath:
    """Key path of an error, without the members of unions that pydantic adds."""
    path = tuple(part for part in details["loc"] if part != "[key]")
    return path[:-1] if path and path[-1] in UNION_MEMBERS else path


def code_of(details: ErrorDetails) -> str:
    """Problem code of an error; rules of our own models carry theirs."""
    kind = details["type"]
    if details["loc"] and details["loc"][-1] in UNION_MEMBERS:
        return "value.not_number"
    if kind == "missing" and details["loc"][-1] == "source":
        return "value.missing_source"
    if kind == "missing" and isinstance(details["loc"][-1], int):
        return "value.list_length"
    return CODES.get(kind, kind if kind in problem_catalogue() else "value.refused")


def one_problem(details: ErrorDetails, path: KeyPath, document: Document, kind: Any) -> Problem:
    """Problem with all values its sentences need."""
    context = {key: str(value) for key, value in details.get("ctx", {}).items()}
    code = code_of(details)
    found = "-" if details["type"] == "missing" else context.pop("found", shown(details["input"]))
    limits = [f"{LIMITS[key]} {value}" for key, value in context.items() if key in LIMITS]
    values = {"key": str(path[-1]) if path else "", "message": details["msg"], "limit": ", ".join(limits), **context}
    if code == "yaml.unknown_key":
        found = values["key"]
        values |= known_values(found, fields_at(kind, path[:-1]))
    if code == "value.choice":
        of_key = "[key]" in details["loc"]
        values |= known_values(found, key_choices_at(kind, path[:-1]) if of_key else choices_at(kind, path))
    return Problem(code, document.where(path), found, values)


def known_values(found: str, known: Iterable[str]) -> dict[str, str]:
    """List of what is allowed, with the one nearest to what was found."""
    names = list(known)
    return {"known": ", ".join(names) or "-", "nearest": nearest(found, names) or "-"}


def shown(value: object) -> str:
    """Short form of a value for a message."""
    if isinstance(value, Mapping):
        text = "{" + ", ".join(map(str, value)) + "}"
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def inner_types(kind: Any, key: str | int) -> list[Any]:
    """Types that a key or list position may have inside `kind`."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return inner_types(arguments[0], key)
    if origin in {Union, UnionType}:
        return [found for argument in arguments for found in inner_types(argument, key)]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(key))
        return [field.annotation] if field else []
    if origin is tuple:
        return [arguments[0]]
    return [arguments[-1]] if isinstance(origin, type) and issubclass(origin, Mapping) else []


def types_at(kind: Any, path: KeyPath) -> list[Any]:
    """Types that may stand at `path` inside `kind`, unions and annotations opened."""
    kinds = [kind]
    for key in path:
        kinds = [found for each in kinds for found in inner_types(each, key)]
    return [part for each in kinds for part in opened(each)]


def opened(kind: Any) -> list[Any]:
    """Members of a union or the type inside an annotation."""
    if get_origin(kind) is Annotated:
        return opened(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        return [part for argument in get_args(kind) for part in opened(argument)]
    return [kind]


def fields_at(kind: Any, path: KeyPath) -> list[str]:
    """Keys that are allowed at `path` inside `kind`."""
    models = [each for each in types_at(kind, path) if isinstance(each, type) and issubclass(each, BaseModel)]
    return [name for model in models for name in model.model_fields]


def choices_at(kind: Any, path: KeyPath) -> list[str]:
    """Words that are allowed at `path` inside `kind`."""
    return [str(word) for each in types_at(kind, path) if get_origin(each) is Literal for word in get_args(each)]


def key_choices_at(kind: Any, path: KeyPath) -> list[str]:
    """Words that are allowed as keys of the mapping at `path` inside `kind`."""
    keys = [get_args(each)[0] for each in types_at(kind, path) if len(get_args(each)) > 1]
    return [str(word) for key in keys for each in opened(key) if get_origin(each) is Literal for word in get_args(each)]
