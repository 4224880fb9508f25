"""What Tab lists of an object: all that its help tells of, nothing of the libraries underneath."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from inspect import getdoc, isfunction
from typing import Any

from pydantic import BaseModel

import sxsh_eval as sx
from sxsh_eval.parameters.quantity import Frozen, Span
from sxsh_eval.shown import Named, checks_of
from tests.public_results import returned, shown_kinds

ATTRIBUTE = re.compile(r"^(\w+(?:, \w+)*) : ", re.MULTILINE)


def typed_kinds() -> Iterator[type[Frozen]]:
    """Every class of typed values that the public verbs use."""
    returned()  # which imports them all
    waiting: list[type[Frozen]] = [Frozen]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("sxsh_eval."):
            yield kind


@cache
def kinds() -> list[type]:
    """All classes whose objects an analyst may hold."""
    return sorted({*typed_kinds(), *shown_kinds()}, key=lambda kind: (kind.__module__, kind.__qualname__))


def bare(kind: type) -> Any:
    """An object of a class without any value: what it lists does not depend on them."""
    return kind.model_construct() if issubclass(kind, BaseModel) else object.__new__(kind)


def documented(kind: type) -> set[str]:
    """Names under the heading of attributes in a class's help."""
    _, _, told = (getdoc(kind) or "").partition("Attributes\n----------\n")
    return {name for names in ATTRIBUTE.findall(told.partition("\n\n")[0]) for name in names.split(", ")}


def own_methods(kind: type) -> set[str]:
    """Methods that a class or those above it in the package bring."""
    homes = [home for home in kind.__mro__ if home.__module__.startswith("sxsh_eval.")]
    return {name for home in homes for name, value in vars(home).items() if isfunction(value) and name[0] != "_"}


def faults(kind: type) -> set[str]:
    """Names that are missing from a list of names, or do not belong there."""
    names, fields = set(dir(bare(kind))), set(getattr(kind, "model_fields", ()))
    own = own_methods(kind) - checks_of(kind)
    missing = ((documented(kind) - {"told", "shows", "gate"}) | own | fields) - names
    foreign = {name for name in names if name.startswith(("_", "model_"))} | (
        names & set(dir(BaseModel)) - fields - own
    )
    return missing | foreign


def test_names_are_those_that_help_tells_of() -> None:
    assert all(issubclass(kind, Named) for kind in kinds())
    assert {kind.__qualname__: faults(kind) for kind in kinds() if faults(kind)} == {}


def test_there_are_many_kinds() -> None:
    assert len(kinds()) > 150
    assert sum(bool(documented(kind)) for kind in kinds()) > 100
    public = {kind for kind in map(sx.__getattr__, sx.__all__) if isinstance(kind, type)}
    assert {kind for kind in public if issubclass(kind, Named)} <= set(kinds())
    assert {"construct", "json"} <= set(dir(BaseModel))


def test_values_within_values_list_their_own_names_too() -> None:
    span = Span(first=2016, last=2020)
    assert dir(span) == ["contains", "first", "last", "overlaps"]
