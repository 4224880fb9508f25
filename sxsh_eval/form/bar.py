"""The bar that stays in view: what would run, the buttons, how far it is."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from sxsh_eval.form.desk import Desk
from sxsh_eval.form.widgets import button, column, html, put_in, row
from sxsh_eval.form.words import Speaker
from sxsh_eval.parameters.fleet import ALL

JOINT = " · "
MOST_NAMES = 3
"""Provinces that are named; of more the number is told."""


class Bar:
    """Buttons of the form with one line of what they would do and one of what they did.

    Parameters
    ----------
    desk : Desk
    check, estimate, start, stop : callable
        What the buttons do.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        check: Callable[[], None],
        estimate: Callable[[], None],
        start: Callable[[], None],
        stop: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._pressed = {"check": check, "estimate": estimate, "run": start, "stop": stop}
        self.view = column([], "sx-bar")

    def draw(self) -> None:
        """Make the buttons anew."""
        text = self._desk.speaker.text
        looks = {"run": "primary", "stop": "danger"}
        self._buttons: dict[str, Any] = {
            name: button(text(f"form.run.{name}"), pressed, looks.get(name, ""))
            for name, pressed in self._pressed.items()
        }
        self._what, self._state = html(), html()
        put_in(self.view, [self._what, row(self._buttons.values()), self._state])

    def show(self, state: str, *, stopping: bool) -> None:
        """Bring words and buttons up to date.

        Parameters
        ----------
        state : str
            What came of the buttons, as HTML.
        stopping : bool
            Whether the run has been told to stop.
        """
        desk, text = self._desk, self._desk.speaker.text
        wrong = bool(desk.all_problems())
        for name in ("run", "estimate"):
            self._buttons[name].disabled = wrong or desk.running
        self._buttons["stop"].disabled = not desk.running
        self._buttons["stop"].description = text("form.run.stop_now" if stopping and desk.running else "form.run.stop")
        self.tell(state)
        what = f'<p class="sx-what">{escape(summary(desk))}</p>'
        if self._what.value != what:
            self._what.value = what

    def tell(self, state: str) -> None:
        """Put another state in place of the present one; equal ones are not announced again."""
        if self._state.value != state:
            self._state.value = state


def summary(desk: Desk) -> str:
    """What would run, in one line."""
    state, speaker = desk.state, desk.speaker
    offer = None if state.fleet else desk.offers.notebook(state.notebook)
    places = () if offer is not None and offer.national else state.provinces
    parts = [speaker.made(state.notebook, state.fleet), _places(speaker, places, state.year)]
    parts.append(", ".join(speaker.text("form.target.all_periods") if each == ALL else each for each in state.periods))
    parts.append(", ".join(speaker.text(f"form.output.languages.{code}") for code in state.languages))
    parts.append(", ".join(speaker.text(f"form.output.formats.{name}") for name in state.formats))
    if changed := state.changed():
        parts.append(speaker.text("form.bar.changed", n=str(len(changed))))
    return JOINT.join(part for part in parts if part)


def _places(speaker: Speaker, places: tuple[str, ...], year: int) -> str:
    if len(places) > MOST_NAMES:
        return speaker.text("form.bar.places", n=str(len(places)))
    return ", ".join(speaker.province(place, year) for place in places)
