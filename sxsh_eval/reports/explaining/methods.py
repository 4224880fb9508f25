"""Which methods there are to explain: their names, the verbs that carry them out, where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sxsh_eval.parameters.text import fold
from sxsh_eval.parameters.yaml_files import read_yaml
from sxsh_eval.reports.language import LANGUAGES, catalogue

FILE = Path(__file__).parent / "methods.yml"
HOLDERS = ("estimates", "effects", "totals", "table")
"""Attributes in which results of one class for several methods keep the numbers that tell which it was."""


@dataclass(frozen=True)
class MethodEntry:
    """One method; its words are ``explain.<name>.title``, ``.what`` and ``.reading`` of the catalogue.

    Attributes
    ----------
    name : str
        Key in ``methods.yml``.
    theme : str
        Its words are ``explain_theme.<theme>``.
    names : tuple of str
        What people, classes and estimators call it.
    verbs : tuple of str
        Public names that carry it out.
    references : dict of str to str
        Paper, decision or protocol by language; empty where the project's own rules are all there is.
    """

    name: str
    theme: str
    names: tuple[str, ...]
    verbs: tuple[str, ...]
    references: dict[str, str]

    def words(self) -> set[str]:
        """All by which it is found, folded."""
        titles = (str(catalogue(code)[f"explain.{self.name}.title"]) for code in LANGUAGES)
        return {fold(word) for word in (self.name, *self.names, *titles)}


@cache
def methods() -> dict[str, MethodEntry]:
    """All methods by name, in the order of the file."""
    return {
        name: MethodEntry(name, one["theme"], tuple(one["names"]), tuple(one["verbs"]), _references(one))
        for name, one in read_yaml(FILE).data.items()
    }


def _references(one: dict[str, Any]) -> dict[str, str]:
    said = one.get("reference", "")
    return dict(said) if isinstance(said, dict) else dict.fromkeys(LANGUAGES, said)


@cache
def methods_by_word() -> dict[str, str]:
    """Names of the methods by every word for them, folded; a verb of several methods means the first."""
    verbs = {fold(verb): entry.name for entry in reversed(methods().values()) for verb in entry.verbs}
    return verbs | {word: entry.name for entry in methods().values() for word in entry.words()}


def method_of(words: Iterable[str]) -> str:
    """Name of the method that the first known word means.

    Parameters
    ----------
    words : iterable of str
        Names of a verb, class or estimator; an estimator may go on after the method's name, as ``honest_smoothness``.

    Returns
    -------
    str
        Empty if none is known.
    """
    known = methods_by_word()
    for word in words:
        parts = fold(word).split("-")
        for length in range(len(parts), 0, -1):
            if name := known.get("-".join(parts[:length])):
                return name
    return ""


def called(thing: object) -> Iterator[str]:
    """By what a verb, class or result may be known; several results of a verb by the first."""
    while isinstance(thing, tuple) and thing:
        thing = thing[0]
    if own := getattr(thing, "__name__", None):
        yield own
        return
    for holder in (thing, *(getattr(thing, name, None) for name in HOLDERS)):
        if estimator := getattr(getattr(holder, "method", None), "estimator", None):
            yield estimator
    yield type(thing).__name__
