"""How a result shows itself to whoever holds it in a notebook: a card, a tidy table, its figure, a clean list of names.

A result says here, by `shows` or `_facts`, what of it is worth seeing; words, tables or drawings are made by
folders to the right, which are looked up by name at the moment they are asked for. Nothing else in the house looks
rightwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from importlib import import_module
from inspect import isdatadescriptor
from sys import modules
from textwrap import shorten
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from sxsh_eval.errors import NoSuchNameError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CARDS = "sxsh_eval.reports.shown.card"
TIDY = "sxsh_eval.reports.shown.rows"
DRAWN = "sxsh_eval.reports.shown.drawn"
WORDS = "sxsh_eval.reports.shown.words"
MOST_LETTERS = 60
MOST_OWNERS = 3
Held_co = TypeVar("Held_co", covariant=True)
Made = TypeVar("Made")


class Named:
    """An object whose list of names, as Tab shows it, holds what an analyst can use of it."""

    __slots__ = ()

    def __dir__(self) -> list[str]:
        if "IPython" in modules:
            list_in_notebooks()
        return sorted(own_names(self))

    if not TYPE_CHECKING:  # where a type checker would take every name for known

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_") or hasattr(type(self), name):  # of the libraries, or of a property that failed
                return getattr(super(), "__getattr__", partial(object.__getattribute__, self))(name)
            raise NoSuchNameError(type(self).__name__, name, partial(dir, self), partial(owners_of, name))


class Shown(Named):
    """What every object that a public verb returns can do.

    Attributes
    ----------
    told : str
        Its words are ``shown.<told>.what``, ``shown.<told>.next``; the class's name when empty.
    shows : tuple of str
        Names of the attributes that hold its numbers, the most important first: tables, estimates, or other results.
    """

    told: ClassVar[str] = ""
    shows: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        """Give a class the short form in text unless it has its own: a saved notebook keeps what it shows."""
        super().__init_subclass__(**options)
        typed = hasattr(cls, "model_fields")
        if "__repr__" not in cls.__dict__ and (typed or cls.__repr__ is Shown.__repr__):
            for name in ("__repr__", "__str__") if typed else ("__repr__",):
                type.__setattr__(cls, name, Shown.__repr__)

    def _repr_html_(self) -> str:
        card: str = import_module(CARDS).card(self)
        return card

    def __repr__(self) -> str:
        facts = ((name, in_words(value)) for name, value in self._facts().items())
        told = ", ".join(f"{name}={words}" for name, words in facts if words)
        return f"<{type(self).__name__}{': ' * bool(told)}{told}>"

    def _facts(self) -> Mapping[str, Any]:
        """What to tell beside the numbers: ``shown.fact.<name>`` with a number, a text or a value in both languages."""
        return {}

    def tidy(self) -> pd.DataFrame:
        """Numbers as one table, a row a number.

        Returns
        -------
        DataFrame
            ``table`` (the attribute that holds it), ``indicator, province, sector, period, term, estimate, std_error,
            conf_low, conf_high, p_value, n_obs, unit, evidence, reason, source``; a row without interval has a reason.

        Raises
        ------
        UsageError
            If these numbers may tell on single enterprises, or there are none under the contract of estimates.
        """
        table: pd.DataFrame = import_module(TIDY).tidy(self)
        return table

    def plot(self, *facts: Any, figure: str = "", language: str = "vi") -> Axes:
        """The report's figure of this result.

        Parameters
        ----------
        *facts
            What the figure needs beside the result, in any order: the study, the inputs, other results. A text is taken
            for the name of the figure.
        figure : str
            Name of the figure where there are several; the first that can be drawn when empty.
        language : {"vi", "en"}

        Returns
        -------
        Axes
            Over the drawing, in its data's coordinates; ``axes.figure`` is the whole drawing, 165 mm wide.

        Raises
        ------
        UsageError
            If there is no such figure, something is missing that it needs, or the gate has not been passed.
        """
        axes: Axes = import_module(DRAWN).plot(self, facts, figure, language)
        return axes


class Guarded(Shown):
    """A result that holds numbers of single enterprises until a gate has let it through.

    Attributes
    ----------
    gate : str
        Public verb that lets it through; empty where nothing does.
    passed : bool
        Whether it has. A changed copy has to pass anew.
    """

    gate: ClassVar[str] = ""
    passed: ClassVar[bool] = False

    @property
    def may_be_shown(self) -> bool:
        """Whether its numbers may stand in a saved notebook."""
        return self.passed


def let_through(result: Made) -> Made:
    """The same result, marked as what a gate gave out; for gates alone."""
    if isinstance(result, Guarded):
        object.__setattr__(result, "passed", True)
    return result


class Several(tuple[Held_co, ...], Shown):
    """Results of one verb, one beside another: a tuple that shows itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return tuple.__repr__(self)


def in_words(value: object) -> str:
    """A fact as text: in Vietnamese where it waits for a language, cut where it is long."""
    said = str(value) if isinstance(value, str | int | float) else import_module(WORDS).VI.show(value)
    return shorten(said, MOST_LETTERS, placeholder=" …")


def own_names(result: object) -> Iterator[str]:
    """Fields, properties or methods that a result brings itself, without those of the libraries it stands on."""
    seen: set[str] = set(getattr(result, "__dict__", {}))
    for home in type(result).__mro__:
        if home.__module__.startswith("sxsh_eval."):
            seen |= {name for name, value in vars(home).items() if not_wiring(name, value)}
            seen |= set(vars(home).get("__annotations__", {})) if home is not Shown and home is not Guarded else set()
    wiring = WIRING | checks_of(type(result))
    return (name for name in seen if not name.startswith("_") and name not in wiring)


WIRING = {"told", "shows", "gate", "model_config"}
"""What says how a result shows itself or is checked: of no use to whoever holds it."""


def owners_of(name: str) -> list[str]:
    """Public kinds of results that have a name; none where they are many."""
    waiting, found = [*Shown.__subclasses__()], set()
    for kind in waiting:
        waiting += kind.__subclasses__()
        if any(name in {**vars(home), **vars(home).get("__annotations__", {})} for home in kind.__mro__):
            found.add(kind.__name__)
    return sorted(found - {Guarded.__name__}) if len(found) <= MOST_OWNERS else []


def checks_of(kind: type) -> set[str]:
    """Names of the functions that check the fields of a typed value."""
    made = getattr(kind, "__pydantic_decorators__", None)
    return {name for one in CHECKS for name in getattr(made, one, ())}


CHECKS = (
    "validators",
    "field_validators",
    "root_validators",
    "model_validators",
    "field_serializers",
    "model_serializers",
)


def not_wiring(name: str, value: object) -> bool:
    """Whether something in a class is a field, a property or a method to call on the result."""
    return not name.startswith("_") and (callable(value) or isdatadescriptor(value) or not isinstance(value, tuple))


@cache
def list_in_notebooks() -> None:
    """Have Tab without jedi list the same names: IPython adds those of the class unless it is told not to."""
    hooks: Any = import_module("IPython.utils.generics")
    hooks.complete_object.register(Named)(lambda held, _: dir(held))
