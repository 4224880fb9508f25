"""What to make, for which provinces, for which years."""

from __future__ import annotations

from typing import Any

import ipywidgets

from sxsh_eval.errors import UsageError
from sxsh_eval.form.desk import Desk
from sxsh_eval.form.widgets import Quiet, column, heading, html, note, note_html, offer, put_in, row, said, told
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.fleet import ALL, LETTERS
from sxsh_eval.parameters.study import parse_period

FLEET = "fleet:"
OWN = "own"
SHOWN = 8
"""Lines of the list of provinces."""


class TargetPart:
    """The first part of the form.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._quiet = Quiet()
        self.view = column()
        self._search = ""

    def draw(self) -> None:
        """Make all controls anew."""
        text = self._desk.speaker.text
        self._what = ipywidgets.Dropdown(description=text("form.target.notebook"), options=self._offered())
        self._find = ipywidgets.Text(
            description=text("form.target.search"), placeholder=text("form.target.search_example"), value=self._search
        )
        self._place = ipywidgets.SelectMultiple(description=text("form.target.province"), rows=SHOWN)
        self._period = ipywidgets.Dropdown(description=text("form.target.period"))
        self._years = ipywidgets.Text(description=text("form.target.years"), continuous_update=False)
        self._messages = {key: html() for key in ("notebook", "province", "period")}
        self._provinces = column(
            [self._find, self._place, note(text("form.target.province_help")), self._messages["province"]], "sx-field"
        )
        self._own = column([self._years, note(text("form.target.years_help"))])
        what = column([self._what, note(text("form.target.notebook_help")), self._messages["notebook"]], "sx-field")
        period = column([self._period, self._own, self._messages["period"]], "sx-field")
        put_in(
            self.view,
            [
                heading(text("form.target.heading")),
                row([column([what, period]), self._provinces], "sx-pair"),
            ],
        )
        self.refresh()
        told(self._what, self._make)
        told(self._find, self._seek)
        told(self._place, self._choose_places)
        told(self._period, self._choose_period)
        told(self._years, self._enter_years)

    def refresh(self) -> None:
        """Show the choices of the moment and what is wrong with them."""
        with self._quiet:
            self._show()
        for key, message in self._messages.items():
            problems = self._desk.problems_at("fleet" if key == "notebook" and self._desk.state.fleet else key)
            speaker = self._desk.speaker
            message.value = "".join(said(f"✖ {speaker.sentence(each)}", "problem", role="alert") for each in problems)
        if not self._messages["province"].value:
            self._messages["province"].value = note_html(self._chosen_places())

    def _offered(self) -> list[tuple[str, str]]:
        offers, speaker = self._desk.offers, self._desk.speaker
        options = [(speaker.language.words(offer.title), offer.name) for offer in offers.notebooks]
        fleets = {} if offers.fleets is None else offers.fleets.fleets
        for name, fleet in fleets.items():
            options.append(
                (speaker.text("form.target.fleet_of", title=speaker.language.words(fleet.title)), FLEET + name)
            )
        known, value = [name for _, name in options], self._value()
        return options if value in known else [*options, (value.removeprefix(FLEET), value)]

    def _value(self) -> str:
        state = self._desk.state
        return FLEET + state.fleet if state.fleet else state.notebook

    def _show(self) -> None:
        state, text = self._desk.state, self._desk.speaker.text
        offer(self._what, self._offered())
        self._what.value = self._value()
        notebook = None if state.fleet else self._desk.offers.notebook(state.notebook)
        self._provinces.layout.display = "none" if notebook is not None and notebook.national else ""
        whole = [(text("form.target.as_fleet"), ())] if state.fleet else []
        periods = [(period, (period,)) for period in self._desk.offers.periods]
        own: tuple[str, Any] = (text("form.target.own_years"), OWN)
        offer(self._period, [*whole, *periods, (text("form.target.all_periods"), (ALL,)), own])
        known = [value for _, value in self._period.options]
        is_own = state.periods not in known or (state.periods == () and not state.fleet)
        self._period.value = OWN if is_own else state.periods
        self._own.layout.display = "" if is_own else "none"
        self._years.value = ", ".join(state.periods) if is_own else ""
        self._list_places()

    def _list_places(self) -> None:
        """Places that fit what is sought, those chosen among them."""
        options = self._places()
        offer(self._place, options)
        known = [value for _, value in options]
        chosen = tuple(place for place in self._desk.state.provinces if place in known)
        if set(self._place.value) != set(chosen):
            self._place.value = chosen

    def _places(self) -> list[tuple[str, str]]:
        offers, state, speaker = self._desk.offers, self._desk.state, self._desk.speaker
        notebook = None if state.fleet else offers.notebook(state.notebook)
        options = []
        if not self._search:
            special = [LETTERS, ALL] if notebook is None or not notebook.either else [NATIONAL, LETTERS, ALL]
            options = [(speaker.text(f"form.target.place.{name}"), name) for name in special]
        for province in offers.provinces(state.year, self._search):
            name = speaker.language.words(province.name)
            mark = speaker.text("form.target.with_letter", name=name) if offers.has_letter(province.slug) else name
            options.append((mark, province.slug))
        known = [value for _, value in options]
        return [*((self._place_name(place), place) for place in state.provinces if place not in known), *options]

    def _place_name(self, place: str) -> str:
        """Name of a place that the list would not hold."""
        return self._desk.speaker.province(place, self._desk.state.year)

    def _chosen_places(self) -> str:
        state, text = self._desk.state, self._desk.speaker.text
        if not state.provinces:
            return text("form.target.as_fleet") if state.fleet else ""
        return text("form.target.chosen", names=", ".join(map(self._place_name, state.provinces)))

    def _make(self, value: str) -> None:
        if self._quiet:
            return
        if value.startswith(FLEET):
            self._desk.state.make(fleet=value.removeprefix(FLEET))
        else:
            self._desk.state.make(notebook=value)
        self._desk.changed()

    def _seek(self, value: str) -> None:
        if self._quiet:
            return
        self._search = value
        with self._quiet:
            self._list_places()

    def _choose_places(self, value: tuple[str, ...]) -> None:
        if not self._quiet:
            self._desk.state.provinces = tuple(value)
            self._desk.changed()

    def _choose_period(self, value: Any) -> None:
        if self._quiet:
            return
        if value == OWN:
            self._own.layout.display = ""
            return
        self._desk.state.periods = value
        self._desk.changed()

    def _enter_years(self, value: str) -> None:
        if self._quiet:
            return
        parts = [part.strip() for part in value.replace(";", ",").split(",")]
        self._desk.state.periods = tuple(self._plain(part) for part in parts if part) or ("-",)
        self._desk.changed()

    def _plain(self, text: str) -> str:
        """Years with a plain hyphen; what cannot be read stays as typed, for its message."""
        try:
            span = parse_period(text, self._desk.offers.file.choices)
        except UsageError:
            return text
        return f"{span.first}-{span.last}"
