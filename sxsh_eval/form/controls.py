"""The control of one field: how its value is chosen, what stands beneath it."""

from __future__ import annotations

from typing import Any

import ipywidgets

from sxsh_eval.form.desk import Desk
from sxsh_eval.form.entries import show_entry
from sxsh_eval.form.fields import Field
from sxsh_eval.form.widgets import Quiet, column, html, note_html, offer, said, told


class FieldControl:
    """Control of a field with its explanation and message.

    Parameters
    ----------
    desk : Desk
    field : Field
    options : tuple of str
        What may be chosen where the model does not say: scenarios, files.
    """

    def __init__(self, desk: Desk, field: Field, options: tuple[str, ...] = ()) -> None:
        self._desk, self.field = desk, field
        self._options = options or field.options
        self._quiet = Quiet()
        self._beneath = html()
        self.controls: list[Any] = self._made()
        self.view = column([*self.controls, self._beneath], "sx-field")
        self.refresh()

    def refresh(self) -> None:
        """Show the value of the moment and what is wrong with it; nothing while it has no effect."""
        with self._quiet:
            self._show()
        self._beneath.value = self._told()
        self.view.layout.display = "" if self._desk.state.matters(self.field.key) else "none"

    def _made(self) -> list[Any]:
        speaker, field = self._desk.speaker, self.field
        if field.kind == "switch":
            return [self._watched(ipywidgets.Checkbox(description=speaker.label(field), indent=False))]
        if field.kind in {"choice", "file"}:
            return [self._watched(ipywidgets.Dropdown(description=speaker.label(field)))]
        if self._is_ticked():
            boxes = [
                ipywidgets.Checkbox(description=speaker.option(field, name), indent=False) for name in self._options
            ]
            return [html(f"<strong>{speaker.label(field)}</strong>"), *map(self._watched, boxes)]
        return [self._watched(ipywidgets.Text(description=speaker.full_label(field), continuous_update=False))]

    def _is_ticked(self) -> bool:
        return self.field.kind == "many" or (self.field.kind == "names" and bool(self._options))

    def _watched(self, control: Any) -> Any:
        told(control, self._take)
        return control

    def _take(self, value: Any) -> None:
        """The analyst has changed the control."""
        if self._quiet:
            return
        desk, field = self._desk, self.field
        if self._is_ticked():
            desk.state.choose(field.key, self._ticked())
        elif field.kind in {"switch", "choice", "file"}:
            desk.state.choose(field.key, value)
        else:
            desk.state.enter(field.key, value, percent=desk.speaker.is_percent(field))
        desk.changed()

    def _ticked(self) -> list[str]:
        """Chosen words: those chosen before in their order, unknown ones among them, then new ones."""
        chosen = [name for name, box in zip(self._options, self.controls[1:], strict=True) if box.value]
        value = self._desk.state.value(self.field.key) or []
        before = [name for name in value if name in chosen or name not in self._options]
        return [*before, *(name for name in chosen if name not in before)]

    def _show(self) -> None:
        desk, field = self._desk, self.field
        value = desk.state.value(field.key)
        if self._is_ticked():
            for name, box in zip(self._options, self.controls[1:], strict=True):
                box.value = name in (value or [])
        elif field.kind == "switch":
            self.controls[0].value = value is True
        elif field.kind in {"choice", "file"}:
            self._show_choice(str(value or ""))
        elif (mistake := desk.state.mistakes.get(field.key)) is not None:
            self.controls[0].value = mistake.text
        else:
            shown = show_entry(field, value, desk.speaker.language.code, as_percent=desk.speaker.is_percent(field))
            self.controls[0].value = shown

    def _show_choice(self, value: str) -> None:
        """Offer what is on offer, and the present value even if it is not."""
        speaker, names = self._desk.speaker, list(self._options)
        names = ["", *names] if self.field.kind == "file" else names
        names += [value] if value not in names else []
        options = [(speaker.option(self.field, name) or speaker.text("form.no_file"), name) for name in names]
        offer(self.controls[0], options)
        self.controls[0].value = value

    def offer(self, options: tuple[str, ...]) -> None:
        """Offer other files."""
        self._options = options
        self.refresh()

    def _told(self) -> str:
        """Problem, change, explanation, range: what stands beneath the control."""
        desk, speaker, field = self._desk, self._desk.speaker, self.field
        problems = desk.problems_at(field.key)
        text = "".join(said(f"✖ {speaker.sentence(each)}", "problem", role="alert") for each in problems)
        if field.key in desk.state.settings and not problems:
            standard = speaker.standard(field, desk.state.standard(field.key))
            text += said(f"● {speaker.text('form.changed', standard=standard)}", "changed")
        limits = [speaker.range(field)]
        if field.key not in desk.state.settings and field.kind not in {"file", "switch"}:
            limits.append(speaker.standard(field, desk.state.standard(field.key)))
        limit = "; ".join(part for part in limits if part)
        limit = f" {limit[:1].upper()}{limit[1:]}" if limit else ""
        return text + note_html(speaker.text(f"form.field.{field.words}.help") + limit)
