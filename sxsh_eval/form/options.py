"""Scenarios and method options, grouped as in ``study.yml``, with what has been changed from the standard."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import Any

from sxsh_eval.form.controls import FieldControl
from sxsh_eval.form.desk import Desk
from sxsh_eval.form.widgets import button, column, fold, heading, html, note, put_in, row

SCENARIOS = "programme.scenarios"
DATA = "data"
"""Group whose files have a part of their own."""


class OptionsPart:
    """All choices of ``study.yml`` that are no data files.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._open: set[str] = set()
        self._controls: dict[str, list[FieldControl]] = {}
        self.view = column()

    def draw(self) -> None:
        """Make all controls anew."""
        text = self._desk.speaker.text
        self._controls = {}
        self._changes = column()
        groups = [self._group(name, keys) for name, keys in self._groups().items()]
        self._first = groups[0].children[0]
        scenarios = self._controlled(SCENARIOS, [SCENARIOS])
        put_in(
            self.view,
            [
                heading(text("form.scenarios.heading")),
                note(text("form.scenarios.help")),
                *scenarios,
                heading(text("form.options.heading")),
                note(text("form.options.help")),
                self._changes,
                *groups,
            ],
        )
        self.refresh()

    def refresh(self) -> None:
        """Bring messages and the list of changes up to date."""
        for controls in self._controls.values():
            for control in controls:
                control.refresh()
        put_in(self._changes, self._changed())

    def _groups(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for key, field in self._desk.offers.fields.items():
            if field.group != DATA and key != SCENARIOS:
                groups.setdefault(field.group, []).append(key)
        return groups

    def _controlled(self, name: str, keys: list[str]) -> list[Any]:
        """Controls of fields, made when they are first seen."""
        offers = self._desk.offers
        own = {SCENARIOS: _ordered(offers.file.choices.programme.scenarios, offers.scenarios)}
        self._controls[name] = [FieldControl(self._desk, offers.fields[key], own.get(key, ())) for key in keys]
        return [control.view for control in self._controls[name]]

    def _group(self, name: str, keys: list[str]) -> Any:
        text = self._desk.speaker.text
        title = text("form.options.group", name=text(f"form.section.{name}"), n=str(len(keys)))

        def turned(is_open: bool) -> None:  # noqa: FBT001 - told by the button
            (self._open.add if is_open else self._open.discard)(name)
            if not is_open:
                self._controls.pop(name, None)

        def fill() -> list[Any]:
            return [column(self._controlled(name, keys), "sx-grid")]

        return fold(title, fill, opened=name in self._open, turned=turned)

    def _changed(self) -> list[Any]:
        """A line for each choice that differs from the standard, each with its way back."""
        desk, speaker = self._desk, self._desk.speaker
        keys = desk.state.changed()
        if not keys:
            return [html(f'<div class="sx-plain" role="status">{escape(speaker.text("form.options.unchanged"))}</div>')]
        lines: list[Any] = [heading(speaker.text("form.options.changed", n=str(len(keys))), 3)]
        lines += [row([html(self._line(key)), button(self._back(key), partial(self._reset, (key,)))]) for key in keys]
        if len(keys) > 1:
            lines.append(row([button(speaker.text("form.options.all_back"), partial(self._reset, keys))]))
        return lines

    def _name(self, key: str) -> str:
        field = self._desk.offers.fields.get(key)
        return key if field is None else self._desk.speaker.label(field)

    def _back(self, key: str) -> str:
        return self._desk.speaker.text("form.options.back", name=self._name(key))

    def _line(self, key: str) -> str:
        desk, speaker = self._desk, self._desk.speaker
        field = desk.offers.fields.get(key)
        if field is None:
            return f'<p class="sx-changed">● {escape(key)}: {escape(str(desk.state.settings[key]))}</p>'
        mistake = desk.state.mistakes.get(key)
        now = speaker.shown(field, desk.state.value(key)) if mistake is None else f"✖ {mistake.text}"
        told = speaker.text("form.options.line", name=speaker.full_label(field), now=now)
        return (
            f'<p class="sx-changed">● {escape(told)} ({escape(speaker.standard(field, desk.state.standard(key)))})</p>'
        )

    def _reset(self, keys: tuple[str, ...]) -> None:
        self._desk.state.reset(keys)
        self._desk.changed()
        self._keep_place(keys)

    def _keep_place(self, keys: tuple[str, ...]) -> None:
        """Where the keyboard goes when the pressed button is gone: to the field, else to what is still listed."""
        controls = (each for some in self._controls.values() for each in some if each.field.key in keys)
        found = next(controls, None)
        listed = [line.children[-1] for line in self._changes.children if getattr(line, "children", ())]
        place = found.controls[-1] if found is not None else listed[0] if listed else self._first
        place.focus()


def _ordered(first: tuple[str, ...], known: dict[str, Any]) -> tuple[str, ...]:
    """Standard scenarios in their order, then the others."""
    return (*first, *(name for name in known if name not in first and name != "baseline"))
