"""Single values of a model and of all models inside it: what one run may change, by dotted key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo

ENDS = ((Gt, "gt", "above"), (Ge, "ge", "least"), (Lt, "lt", "below"), (Le, "le", "most"))


@dataclass(frozen=True)
class Bounds:
    """Ends of what a number may be; None where there is none.

    Attributes
    ----------
    above, least, below, most : float, optional
        Greater than, at least, less than, at most.
    """

    above: float | None = None
    least: float | None = None
    below: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Leaf:
    """One value of a model.

    Attributes
    ----------
    path : tuple of str
        Keys from the outermost model on.
    members : tuple of str
        Those of them that are keys of a mapping with listed keys (a size class), rather than fields.
    kind : type
        Without annotation and without None.
    bounds : Bounds
        Of the value, or of each one of a list.
    pattern : str
        Of the text, or of each one of a list; empty: any.
    optional : bool
        Whether it may be None or, in a mapping, left out.
    """

    path: tuple[str, ...]
    members: tuple[str, ...]
    kind: Any
    bounds: Bounds
    pattern: str
    optional: bool

    @property
    def key(self) -> str:
        """Dotted key, as settings name it."""
        return ".".join(self.path)


def leaves(model: type[BaseModel]) -> Iterator[Leaf]:
    """Single values of a model in its order, models and mappings with listed keys opened.

    Parameters
    ----------
    model : type

    Yields
    ------
    Leaf
    """
    for name, field in model.model_fields.items():
        yield from _opened(_leaf(Leaf((name,), (), field.annotation, Bounds(), "", optional=False), field.metadata))


def _leaf(leaf: Leaf, metadata: list[Any]) -> Leaf:
    """The leaf with what annotations of its type say."""
    leaf = replace(leaf, bounds=_bounds(leaf.bounds, metadata), pattern=_pattern(metadata) or leaf.pattern)
    if get_origin(leaf.kind) is Annotated:
        inner, *more = get_args(leaf.kind)
        return _leaf(replace(leaf, kind=inner), [part for each in more for part in _parts(each)])
    if get_origin(leaf.kind) in {Union, UnionType} and NoneType in get_args(leaf.kind):
        (inner,) = (each for each in get_args(leaf.kind) if each is not NoneType)
        return _leaf(replace(leaf, kind=inner, optional=True), [])
    if get_origin(leaf.kind) is tuple:
        item = _leaf(replace(leaf, kind=get_args(leaf.kind)[0]), [])
        return replace(leaf, bounds=item.bounds, pattern=item.pattern)
    return leaf


def _opened(leaf: Leaf) -> Iterator[Leaf]:
    kind = leaf.kind
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for inner in leaves(kind):
            yield replace(inner, path=leaf.path + inner.path, members=leaf.members + inner.members)
        return
    if get_origin(kind) is dict and get_origin(get_args(kind)[0]) is Literal:
        keys, value = get_args(kind)
        for key in get_args(keys):
            path, members = (*leaf.path, key), (*leaf.members, key)
            yield from _opened(_leaf(replace(leaf, path=path, members=members, kind=value, optional=True), []))
        return
    yield leaf


def _parts(annotation: Any) -> list[Any]:
    return annotation.metadata if isinstance(annotation, FieldInfo) else [annotation]


def _bounds(bounds: Bounds, metadata: list[Any]) -> Bounds:
    for part in metadata:
        for kind, mark, end in ENDS:
            if isinstance(part, kind):
                bounds = replace(bounds, **{end: getattr(part, mark)})
    return bounds


def _pattern(metadata: list[Any]) -> str:
    return next((pattern for part in metadata if (pattern := getattr(part, "pattern", None))), "")


def value_at(data: Any, path: tuple[str, ...]) -> Any:
    """Value at a path of plain data or models; None where there is none."""
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else getattr(data, key, None)
    return data
