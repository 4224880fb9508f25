"""Data files of the form: picked or uploaded, checked at once, imported when wanted."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import PurePath
from typing import Any

import ipywidgets

from sxsh_eval.errors import ProblemsError
from sxsh_eval.form.checking import Checked, check_table, import_file
from sxsh_eval.form.controls import FieldControl
from sxsh_eval.form.desk import Desk
from sxsh_eval.form.files import PRIVATE, TABLES, UPLOADS, store_upload, table_files
from sxsh_eval.form.widgets import (
    arrived,
    button,
    column,
    file_link,
    fold,
    heading,
    html,
    note,
    note_html,
    put_in,
    row,
    said,
    told,
)
from sxsh_eval.parameters.choices import TABLES as KINDS

GROUP = "data"


class TablesPart:
    """The part of the form about data files.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._checked: dict[str, Checked] = {}
        self._kind = KINDS[0]
        self._is_open = False
        fields = [field for field in desk.offers.fields.values() if field.group == GROUP]
        self._kinds = {field.key: field for field in fields if field.kind == "file"}
        self._switches = [field for field in fields if field.kind != "file"]
        self._files: dict[str, FieldControl] = {}
        self.view = column()

    def draw(self) -> None:
        """Make all controls anew."""
        desk, text = self._desk, self._desk.speaker.text
        self._files = {}
        self._others = [FieldControl(desk, field) for field in self._switches]
        self._results = {key: column() for key in self._kinds}
        self._used, self._upload_told = html(), html()
        put_in(
            self.view,
            [
                heading(text("form.tables.heading")),
                note(text("form.tables.help", folder=PRIVATE.as_posix())),
                *self._upload(),
                fold(text("form.tables.pick"), self._picking, opened=self._is_open, turned=self._turned),
                self._used,
                *self._results.values(),
                *(control.view for control in self._others),
            ],
        )
        self.refresh()
        for key in self._kinds:
            self._show(key)

    def refresh(self) -> None:
        """Bring messages up to date."""
        desk = self._desk
        for control in (*self._files.values(), *self._others):
            control.refresh()
        for key in self._kinds:
            if key in self._checked and self._checked[key].file != desk.state.value(key):
                del self._checked[key]
                self._show(key)
        used = [(desk.speaker.label(field), desk.state.value(key)) for key, field in self._kinds.items()]
        names = "\n".join(f"{label}: {file}" for label, file in used if file)
        wrong = [problem for key in self._kinds for problem in desk.problems_at(key)]
        self._used.value = said(names, "plain") + desk.speaker.problems_html(tuple(wrong))

    def _picking(self) -> list[Any]:
        """A list of files for each kind of table."""
        files = table_files(self._desk.offers.root)
        self._files = {key: FieldControl(self._desk, field, files) for key, field in self._kinds.items()}
        for key, control in self._files.items():
            told(control.controls[0], partial(self._picked, key))
        return [column([control.view for control in self._files.values()], "sx-grid")]

    def _turned(self, is_open: bool) -> None:  # noqa: FBT001 - told by the button
        self._is_open = is_open
        if not is_open:
            self._files = {}

    def _upload(self) -> list[Any]:
        desk, text = self._desk, self._desk.speaker.text
        kinds = [(desk.speaker.label(desk.offers.fields[f"{GROUP}.{kind}"]), kind) for kind in KINDS]
        which = ipywidgets.Dropdown(description=text("form.tables.kind"), options=kinds, value=self._kind)
        told(which, partial(setattr, self, "_kind"))
        sent = ipywidgets.FileUpload(accept=",".join(TABLES), multiple=False, description=text("form.tables.upload"))
        arrived(sent, self._sent)
        help_text = note(text("form.tables.upload_help", folder=UPLOADS.as_posix()))
        return [heading(text("form.tables.upload_heading"), 3), row([which, sent]), help_text, self._upload_told]

    def _sent(self, uploads: Any) -> None:
        """A file has come: keep it, use it, check it."""
        desk = self._desk
        for upload in uploads:
            try:
                path = store_upload(upload, desk.offers.root / UPLOADS, TABLES)
            except ProblemsError as error:
                self._upload_told.value = desk.speaker.problems_html(error.problems, "form.tables.refused")
                return
            name = path.relative_to(desk.offers.root).as_posix()
            self._upload_told.value = said(f"✔ {desk.speaker.text('form.tables.kept', path=str(path))}", "good")
            key = f"{GROUP}.{self._kind}"
            self._offer()
            desk.state.choose(key, name)
            desk.changed()
            self._picked(key, name)

    def _offer(self) -> None:
        """Offer files that have just come too."""
        for control in self._files.values():
            control.offer(table_files(self._desk.offers.root))

    def _picked(self, key: str, file: Any) -> None:
        """Check a file that has just been picked; folders were checked when they were imported."""
        if not file or file != self._desk.state.value(key) or PurePath(file).suffix.lower() not in TABLES:
            return
        if key not in self._checked or self._checked[key].file != file:
            self.check(key)

    def check(self, key: str) -> None:
        """Check the file of a field."""
        desk = self._desk
        text = desk.speaker.text("form.tables.checking")
        put_in(self._results[key], [html(said(text))])
        file = str(desk.state.value(key))
        self._checked[key] = check_table(desk.offers.root, desk.offers.file.path, file, key.removeprefix(f"{GROUP}."))
        self._show(key)

    def bring_in(self, key: str) -> None:
        """Import the file of a field, and use what was imported."""
        desk, kind = self._desk, key.removeprefix(f"{GROUP}.")
        done = import_file(desk.offers.root, desk.offers.file.path, str(desk.state.value(key)), kind)
        if not done.problems:
            self._offer()
            desk.state.choose(key, done.file)
        self._checked[key] = done
        desk.changed()
        self._checked[key] = done
        self._show(key)

    def _show(self, key: str) -> None:
        """What the check said, with links, and whether to import."""
        desk, text = self._desk, self._desk.speaker.text
        checked = self._checked.get(key)
        if checked is None:
            put_in(self._results[key], [])
            return
        if checked.problems:
            put_in(self._results[key], [html(desk.speaker.problems_html(checked.problems, "form.tables.refused"))])
            return
        sign, kind = ("✖", "problem") if checked.errors else ("✔", "good")
        code = desk.speaker.language.code
        lines = said(f"{sign} " + "\n".join(checked.facts[code]), kind)
        links = "".join(map(self._link, checked.files)) + self._folder(checked.files)
        head = heading(desk.speaker.label(self._kinds[key]), 3)
        shown = [head, html(lines + self._first(checked.first.get(code, []), checked.errors) + links)]
        if checked.usable:
            shown += [
                row([button(text("form.tables.import"), partial(self.bring_in, key))]),
                note(text("form.tables.import_help")),
            ]
        put_in(self._results[key], shown)

    def _link(self, file: str) -> str:
        text, root = self._desk.speaker.text, self._desk.offers.root
        ending = next(end for end in ("problems.html", "checked.xlsx", "") if file.endswith(end))
        name = {"problems.html": "form.tables.page", "checked.xlsx": "form.tables.copy", "": "form.tables.log"}[ending]
        return f"<p>{file_link(file, text(name), root)}</p>"

    def _folder(self, files: tuple[str, ...]) -> str:
        """Where files lie on this computer."""
        if not files:
            return ""
        folder = (self._desk.offers.root / files[0]).parent
        return note_html(self._desk.speaker.text("form.results.folder", path=str(folder)))

    def _first(self, lines: list[str], errors: int) -> str:
        """The first faults, and how many more the page lists."""
        if not lines:
            return ""
        more = self._desk.speaker.text("form.tables.more", n=str(errors - len(lines))) if errors > len(lines) else ""
        shown = "".join(f"<li>{escape(line)}</li>" for line in (*lines, more) if line)
        return f'<ul class="sx-problem">{shown}</ul>'
