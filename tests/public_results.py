"""What the public verbs return, read from their annotations."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

import numpy as np

import sxsh_eval as sx
from sxsh_eval.shown import Several, Shown


def kinds_in(hint: Any) -> Iterator[type]:
    """Classes that a return annotation names, through unions, tuples or results of several."""
    parts = get_args(hint)
    if getattr(hint, "__origin__", None) is np.ndarray:
        yield np.ndarray
    elif parts and getattr(hint, "__origin__", None) is not Several and not hasattr(hint, "__metadata__"):
        for one in parts:
            if one is not Ellipsis:
                yield from kinds_in(one)
    elif getattr(hint, "__origin__", None) is Several:
        yield from kinds_in(parts[0])
    elif hint is not NoneType and inspect.isclass(hint):
        yield hint


@cache
def returned() -> dict[str, tuple[type, ...]]:
    """Classes returned by every public verb."""
    found: dict[str, tuple[type, ...]] = {}
    for name in sx.__all__:
        verb = getattr(sx, name)
        if not inspect.isclass(verb):
            found[name] = tuple(kinds_in(get_type_hints(verb)["return"]))
    return found


@cache
def shown_kinds() -> tuple[type[Shown], ...]:
    """Every class of results that shows itself and is returned by some verb."""
    kinds = {kind for kinds in returned().values() for kind in kinds if issubclass(kind, Shown)}
    return tuple(sorted(kinds, key=lambda kind: (kind.__name__, kind.__module__)))
