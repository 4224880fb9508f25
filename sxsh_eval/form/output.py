"""Languages, formats, name of the run; settings saved and opened."""

from __future__ import annotations

from typing import Any

import ipywidgets

from sxsh_eval.errors import ProblemsError
from sxsh_eval.form.desk import Desk
from sxsh_eval.form.state import FORMATS, LANGUAGES
from sxsh_eval.form.widgets import Quiet, button, column, heading, html, note, offer, put_in, row, said, told
from sxsh_eval.parameters.run_files import FOLDER, RunFile, read_run_file, write_run_file
from sxsh_eval.parameters.yaml_files import label_of
from sxsh_eval.runs.jobs import check_slug


class OutputPart:
    """What comes out, under which name.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._quiet = Quiet()
        self._overwrites = ""
        self._told = ""
        self.view = column()

    def draw(self) -> None:
        """Make all controls anew."""
        text, state = self._desk.speaker.text, self._desk.state
        self._ticks = {
            kind: {name: self._tick(kind, name) for name in names}
            for kind, names in (("languages", LANGUAGES), ("formats", FORMATS))
        }
        self._messages = {key: html() for key in ("languages", "formats", "name")}
        self._name = ipywidgets.Text(description=text("form.output.name"), value=state.name, continuous_update=False)
        told(self._name, self._call)
        self._status = html(self._told)
        self._saved = ipywidgets.Dropdown(description=text("form.output.saved"))
        self._save = button(text("form.output.save"), self.save)
        put_in(
            self.view,
            [
                heading(text("form.output.heading")),
                *(self._ticked(kind) for kind in self._ticks),
                column([self._name, note(text("form.output.name_help")), self._messages["name"]], "sx-field"),
                heading(text("form.output.settings_heading"), 3),
                note(text("form.output.settings_help", folder=FOLDER.as_posix())),
                row([self._save]),
                row([self._saved, button(text("form.output.open"), self.open)]),
                self._status,
            ],
        )
        self.refresh()

    def refresh(self) -> None:
        """Show the choices of the moment and what is wrong with them."""
        desk = self._desk
        with self._quiet:
            for kind, ticks in self._ticks.items():
                for name, tick in ticks.items():
                    tick.value = name in getattr(desk.state, kind)
            self._name.value = desk.state.name
            chosen, saved = self._saved.value, desk.offers.saved
            offer(self._saved, [(desk.speaker.text("form.output.none_saved"), ""), *((name, name) for name in saved)])
            self._saved.value = chosen if chosen in saved else ""
        for key, message in self._messages.items():
            told_of = desk.problems_at(key)
            message.value = "".join(
                said(f"✖ {desk.speaker.sentence(each)}", "problem", role="alert") for each in told_of
            )

    def save(self) -> None:
        """Save the settings under the run's name; one of other content only when asked twice."""
        desk, text = self._desk, self._desk.speaker.text
        try:
            name = check_slug(desk.state.name or "-", "--name")
            if desk.problems:
                self._tell(said(f"✖ {text('form.output.mend_first')}", "problem", role="alert"))
                return
            choices = desk.state.run_file(name=name)
            if self._differs(name, choices) and self._overwrites != name:
                self._overwrites = name
                self._save.description = text("form.output.overwrite", name=name)
                self._tell(said(text("form.output.exists", name=name), "changed", role="alert"))
                return
            path = write_run_file(choices, desk.offers.root, name)
        except ProblemsError as error:
            desk.refuse(error.problems)
            self._tell(desk.speaker.problems_html(error.problems))
            return
        self._overwrites, self._save.description = "", text("form.output.save")
        self._tell(said(f"✔ {text('form.output.is_saved', path=str(path), command=label_of(path))}", "good"))
        self.refresh()

    def open(self) -> None:
        """Take the choices of the saved settings that are picked."""
        if name := self._saved.value:
            self.read(name)

    def read(self, name: str) -> None:
        """Take the choices of saved settings; those of the form stay when the file is wrong."""
        desk = self._desk
        try:
            file = read_run_file(desk.offers.root / FOLDER / f"{name}.yml")
        except ProblemsError as error:
            self._tell(desk.speaker.problems_html(error.problems))
            return
        desk.state.load(file)
        desk.refused = ()
        self._told = said(f"✔ {desk.speaker.text('form.output.is_open', name=name)}", "good")
        desk.redraw()

    def _differs(self, name: str, choices: RunFile) -> bool:
        """Whether there are other settings of that name already."""
        path = self._desk.offers.root / FOLDER / f"{name}.yml"
        try:
            return path.exists() and read_run_file(path) != choices
        except ProblemsError:
            return True

    def _tell(self, message: str) -> None:
        self._told = self._status.value = message

    def _tick(self, kind: str, name: str) -> Any:
        tick = ipywidgets.Checkbox(description=self._desk.speaker.text(f"form.output.{kind}.{name}"), indent=False)
        told(tick, lambda _: self._choose(kind))
        return tick

    def _ticked(self, kind: str) -> Any:
        text = self._desk.speaker.text
        head = html(f"<strong>{text(f'form.output.{kind}_heading')}</strong>")
        return column([head, row(self._ticks[kind].values()), self._messages[kind]], "sx-field")

    def _choose(self, kind: str) -> None:
        if not self._quiet:
            setattr(self._desk.state, kind, tuple(name for name, tick in self._ticks[kind].items() if tick.value))
            self._desk.changed()

    def _call(self, value: str) -> None:
        if not self._quiet:
            self._desk.state.name = value.strip()
            self._overwrites, self._save.description = "", self._desk.speaker.text("form.output.save")
            self._desk.changed()
