"""From what a file says to typed values, or to a list of everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sxsh_eval.errors import InputError, Problem, nearest, problem_catalogue
from sxsh_eval.parameters.figures import ID, NAME, PROJECT_PATH, SLUG
from sxsh_eval.parameters.names import MOST, few, nearest_keys
from sxsh_eval.parameters.text import fold
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
GROUPS = 20
"""Names that a message lists when none is near."""
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
    try:
        return adapter.validate_json(data_text(document.data), strict=True)
    except ValidationError as error:
        raise InputError(problems_of(error, document, kind)) from None


def data_text(data: Any) -> str:
    """JSON of a file's data, which is judged strictly."""
    return json.dumps(data, default=dt.date.isoformat)


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
    if details["input"] is None and kind.endswith("_type"):
        return "value.nothing"
    return CODES.get(kind, kind if kind in problem_catalogue() else "value.refused")


def code_of_pattern(pattern: str) -> str:
    """Problem code of a text of another form: names and paths are told in words, codes by their pattern."""
    plain = pattern.removeprefix("^$|")
    return "value.path" if plain == PROJECT_PATH else "value.name" if plain in {ID, NAME, SLUG} else "value.pattern"


def one_problem(details: ErrorDetails, path: KeyPath, document: Document, kind: Any) -> Problem:
    """Problem with all values its sentences need."""
    context = {key: str(value) for key, value in details.get("ctx", {}).items()}
    code = code_of(details)
    found = "-" if details["type"] == "missing" else context.pop("found", shown(details["input"]))
    limits = [f"{LIMITS[key]} {value}" for key, value in context.items() if key in LIMITS]
    values = {"key": str(path[-1]) if path else "", "message": details["msg"], "limit": ", ".join(limits), **context}
    if code == "value.pattern":
        code = code_of_pattern(context.get("pattern", ""))
        values["example"] = nearest_form(code, found, context.get("pattern", ""))
    if code == "yaml.unknown_key":
        found = values["key"]
        values |= near_values(found, fields_at(kind, path[:-1]), keys_named(kind, found))
    if code == "value.choice":
        of_key = "[key]" in details["loc"]
        values |= known_values(found, key_choices_at(kind, path[:-1]) if of_key else choices_at(kind, path))
    return Problem(code, document.where(path), found, values)


def nearest_form(code: str, found: str, pattern: str) -> str:
    """What a name could be written as; an example of a path."""
    if code == "value.path":
        return "data/private/bang.xlsx"
    slug = fold(found)
    return (slug.replace("-", "_") if pattern == ID else slug) or "thu-nghiem-2"


def known_values(found: str, known: Iterable[str]) -> dict[str, str]:
    """List of what is allowed, with the one nearest to what was found."""
    names = list(known)
    return {"known": ", ".join(names) or "-", "nearest": nearest(found, names) or "-"}


def near_values(found: str, known: Iterable[str], elsewhere: Iterable[str]) -> dict[str, str]:
    """The few known names most like what was found, else the places at which that name is right, else all."""
    names = list(known)
    near = nearest_keys(found, names) or list(elsewhere)[:MOST]
    listed = near or (names if len(names) <= GROUPS else [few(found, names)])
    return {"known": ", ".join(listed) or "-", "nearest": near[0] if near else "-"}


def shown(value: object) -> str:
    """Short form of a value for a message."""
    if isinstance(value, Mapping):
        text = "{" + ", ".join(f"{key}{_shown_inside(inner)}" for key, inner in value.items()) + "}"
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _shown_inside(value: object) -> str:
    """A single value of a group with its colon; nothing for what holds more than one."""
    return "" if isinstance(value, Mapping | list) else f": {shown(value)}"


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


def keys_named(kind: Any, name: str, before: str = "") -> Iterator[str]:
    """Dotted keys of all values of that name inside a model."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for key, field in kind.model_fields.items():
            if before and key == name:
                yield f"{before}{key}"
            yield from keys_named(field.annotation, name, f"{before}{key}.")


def choices_at(kind: Any, path: KeyPath) -> list[str]:
    """Words that are allowed at `path` inside `kind`."""
    return [str(word) for each in types_at(kind, path) if get_origin(each) is Literal for word in get_args(each)]


def key_choices_at(kind: Any, path: KeyPath) -> list[str]:
    """Words that are allowed as keys of the mapping at `path` inside `kind`."""
    keys = [get_args(each)[0] for each in types_at(kind, path) if len(get_args(each)) > 1]
    return [str(word) for key in keys for each in opened(key) if get_origin(each) is Literal for word in get_args(each)]
