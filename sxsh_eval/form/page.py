"""The form as a whole: what an analyst sees who opens ``notebooks/start_here.ipynb``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets

from sxsh_eval.errors import Problem, ProblemsError, UsageError, nearest
from sxsh_eval.form.desk import Desk
from sxsh_eval.form.letters import LettersPart
from sxsh_eval.form.options import OptionsPart
from sxsh_eval.form.output import OutputPart
from sxsh_eval.form.places import Offers, open_offers
from sxsh_eval.form.running import RunPart
from sxsh_eval.form.tables import TablesPart
from sxsh_eval.form.target import TargetPart
from sxsh_eval.form.told import Starter
from sxsh_eval.form.widgets import column, html, note, put_in, row, style_sheet, told
from sxsh_eval.form.words import PROBLEMS
from sxsh_eval.reports.language import LANGUAGES

BOTH = "Ngôn ngữ / Language"
NAMES = {"vi": "Tiếng Việt", "en": "English"}
PARAMETERS = ("*.yml", "registry/*.yml", "scenarios/*.yml")
"""What a form offers is made from."""


class HeadPart:
    """Title, language, everything that is wrong at the moment.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        options = [(NAMES[code], code) for code in LANGUAGES]
        self._language = ipywidgets.Dropdown(description=BOTH, options=options, value=desk.speaker.language.code)
        told(self._language, desk.speak)
        self._title = html()
        self._head = row([self._title, self._language], "sx-head")
        self.view = column()

    def draw(self) -> None:
        """Say everything in the language of the moment."""
        text = self._desk.speaker.text
        self._problems = html()
        self._title.value = f"<h1>{text('form.title')}</h1>"
        place = html(f'<div id="{PROBLEMS}"></div>')
        put_in(self.view, [self._head, note(text("form.intro")), place, self._problems])
        self.refresh()

    def refresh(self) -> None:
        """List what is wrong."""
        content = self._desk.speaker.problems_html(self._desk.all_problems())
        if self._problems.value != content:
            self._problems.value = content


class Form:
    """The form of one project.

    Parameters
    ----------
    offers : Offers
    language : {"vi", "en"}
    starter : Starter

    Attributes
    ----------
    desk : Desk
    view : ipywidgets.VBox
    """

    def __init__(self, offers: Offers, language: str, starter: Starter) -> None:
        self.desk = Desk(offers, language)
        self.head = HeadPart(self.desk)
        self.target = TargetPart(self.desk)
        self.tables = TablesPart(self.desk)
        self.letters = LettersPart(self.desk)
        self.options = OptionsPart(self.desk)
        self.output = OutputPart(self.desk)
        self.run = RunPart(self.desk, starter)
        parts = (self.head, self.target, self.tables, self.letters, self.options, self.output, self.run)
        self.desk.add(*parts)
        views = (*(part.view for part in parts), self.run.bar.view, self.run.outcome)
        self.view = column([html(style_sheet()), *views], "sx-form")


_SHOWN: dict[Path, tuple[Form, dict[Path, int]]] = {}
"""Forms of this program by study file, each with the times of the parameters that it was made from."""


def start(language: str = "vi", study: Path | str = "") -> Any:
    """Show the form with which reports are made without typing commands.

    Parameters
    ----------
    language : {"vi", "en"}
        To begin with; the form itself changes it.
    study : Path or str
        Study file; empty text finds the project's own.

    Returns
    -------
    ipywidgets.Widget
        The form; a notebook shows it as the last line of a cell. Asked for again by the same program, it is the same
        one with its choices and its run, until the parameters change: whoever closed the page finds everything again.
        Where the project itself has errors, a page that says which.

    Raises
    ------
    UsageError
        If there is no such language.
    """
    from sxsh_eval.runs.following.followed import FollowedRun

    if language not in LANGUAGES:
        values = {"known": ", ".join(LANGUAGES), "nearest": nearest(language, LANGUAGES) or "-"}
        raise UsageError([Problem("usage.unknown_language", "language", language, values)])
    try:
        offers = open_offers(Path(study) if study else None)
        return _living(offers, lambda: Form(offers, language, FollowedRun)).view
    except ProblemsError as error:
        text = ipywidgets.HTML()
        text.value = f'<div role="alert"><pre>{_escaped(error.message())}</pre></div>'
        return text


def _living(offers: Offers, make: Callable[[], Form]) -> Form:
    """Form that this program has shown before; a new one where the parameters differ and nothing is under way."""
    folder = offers.root / "parameters"
    stamp = {path: path.stat().st_mtime_ns for pattern in PARAMETERS for path in folder.glob(pattern)}
    before = _SHOWN.get(offers.file.path)
    if before is not None and (before[0].desk.running or before[1] == stamp):
        return before[0]
    form = make()
    _SHOWN[offers.file.path] = (form, stamp)
    return form


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)
