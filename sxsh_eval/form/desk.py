"""What the parts of a form share: the choices, the language, the news that something has changed."""

from __future__ import annotations

from typing import Any, Protocol

from sxsh_eval.errors import Problem
from sxsh_eval.form.places import Offers
from sxsh_eval.form.state import FormState
from sxsh_eval.form.words import Speaker
from sxsh_eval.reports.language import Language


class Part(Protocol):
    """One part of the form."""

    view: Any
    """Widget that stays the same; what is in it is drawn anew."""

    def draw(self) -> None:
        """Make all controls anew, in the language of the moment, with the choices of the moment."""
        ...

    def refresh(self) -> None:
        """Bring messages up to date after a change; controls stay, so that the keyboard keeps its place."""
        ...


class Desk:
    """Choices of one form, with all who have to know of changes.

    Parameters
    ----------
    offers : Offers
    language : {"vi", "en"}

    Attributes
    ----------
    state : FormState
    problems : tuple of Problem
        What is wrong with the choices now.
    refused : tuple of Problem
        What the last check or run said, until something is changed.
    running : bool
        Whether a run is under way.
    revision : int
        How often a choice has changed: what was said of an earlier one is of no use.
    """

    def __init__(self, offers: Offers, language: str) -> None:
        self.offers = offers
        self.state = FormState(offers)
        self.speaker = Speaker(Language(language), offers)
        self.parts: list[Part] = []
        self.problems: tuple[Problem, ...] = self.state.field_problems()
        self.refused: tuple[Problem, ...] = ()
        self.running = False
        self.revision = 0

    def add(self, *parts: Part) -> None:
        """Take in parts, in the order of the page."""
        self.parts += parts
        for part in parts:
            part.draw()

    def speak(self, language: str) -> None:
        """Change the language of everything; all choices stay."""
        self.speaker = Speaker(Language(language), self.offers)
        self._draw()

    def _draw(self) -> None:
        """Draw all parts anew."""
        self.problems = self.state.field_problems()
        for part in self.parts:
            part.draw()

    def redraw(self) -> None:
        """Draw all parts anew: many choices have changed at once."""
        self.revision += 1
        self._draw()

    def changed(self) -> None:
        """Tell all parts that a choice has changed."""
        self.revision += 1
        self.problems, self.refused = self.state.field_problems(), ()
        self.refresh()

    def refuse(self, problems: tuple[Problem, ...]) -> None:
        """Show what a check or a run said against the choices."""
        self.refused = problems
        self.refresh()

    def refresh(self) -> None:
        """Bring all messages up to date."""
        for part in self.parts:
            part.refresh()

    def all_problems(self) -> tuple[Problem, ...]:
        """Problems of the fields, then those of the last check that are not among them."""
        known = {(problem.code, problem.where) for problem in self.problems}
        return (*self.problems, *(each for each in self.refused if (each.code, each.where) not in known))

    def problems_at(self, key: str) -> tuple[Problem, ...]:
        """Problems that belong beside a field."""
        return tuple(problem for problem in self.all_problems() if self._belongs(self.speaker.key_of(problem), key))

    def _belongs(self, place: str, key: str) -> bool:
        """Whether a problem lies at a field, or at a group of which this field has been changed."""
        inside = bool(place) and key.startswith(f"{place}.")
        return place == key or (inside and key in self.state.settings)
