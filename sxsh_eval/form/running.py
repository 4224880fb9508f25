"""Check, forecast, run, stop: the buttons of the form and what they tell."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import RLock, Thread
from typing import Any

import ipywidgets

from sxsh_eval.errors import Problem, ProblemsError
from sxsh_eval.form.bar import Bar
from sxsh_eval.form.desk import Desk
from sxsh_eval.form.progress import (
    RESULTS,
    expected_html,
    forecast_html,
    jobs_html,
    outcome_html,
    problems_line,
    progress_html,
    reasons_html,
)
from sxsh_eval.form.results import result_html
from sxsh_eval.form.told import Run, Starter, Told
from sxsh_eval.form.widgets import column, file_link, heading, html, note, put_in, said
from sxsh_eval.form.words import Speaker
from sxsh_eval.parameters.run_files import write_run_file
from sxsh_eval.runs.disk_room import no_room
from sxsh_eval.runs.following.values import Event
from sxsh_eval.runs.jobs import WORK

Answer = Callable[[Speaker], tuple[str, str]]
"""What is said in the bar, and what stands beneath it, in a language."""
FEW = 6
"""Jobs whose results are shown in full; of more the index page tells."""
TICK = 1.0
"""Seconds between two looks at the clock."""


class RunPart:
    """The last part of the form: a word on running, the bar that stays in view, what came of it.

    Parameters
    ----------
    desk : Desk
    starter : Starter

    Attributes
    ----------
    view, outcome : ipywidgets.VBox
        What stands before the bar, and after it.
    bar : Bar
    """

    def __init__(self, desk: Desk, starter: Starter) -> None:
        self._desk, self._starter = desk, starter
        self._lock = RLock()
        self._told: Told | None = None
        self._run: Run | None = None
        self._file: Path | None = None
        self._stopping = self._collecting = self._force = False
        self._revision = desk.revision
        self._shown: list[Callable[[Speaker], str]] = []
        self._answer: tuple[int, Answer] | None = None
        self.bar = Bar(desk, check=self.check, estimate=self.estimate, start=self.start, stop=self.stop)
        self.view, self.outcome = column(), column()

    def draw(self) -> None:
        """Make all controls anew."""
        text = self._desk.speaker.text
        self._again = ipywidgets.Checkbox(description=text("form.run.force"), value=self._force, indent=False)
        self._again.observe(lambda change: setattr(self, "_force", change["new"]), names="value")
        self._details, self._reasons, self._lines, self._results = html(), html(), html(), html()
        put_in(self.view, [heading(text("form.run.heading")), note(text("form.run.help")), self._again])
        self.bar.draw()
        place = html(f'<div id="{RESULTS}"></div>')
        put_in(self.outcome, [place, self._details, self._reasons, self._lines, self._results])
        self.refresh()

    def refresh(self) -> None:
        """Bring buttons and messages up to date."""
        with self._lock:
            answer = self._present_answer()
            _put(self._details, "" if answer is None else answer(self._desk.speaker)[1])
            self._show_run()
            self.bar.show(self._state(), stopping=self._stopping)

    def _present_answer(self) -> Answer | None:
        """Answer to the last question, unless a choice has changed since."""
        return self._answer[1] if self._answer is not None and self._answer[0] == self._desk.revision else None

    def _state(self) -> str:
        """What the bar says: of a run under way, of what is wrong, of the last question, of the last run."""
        desk, speaker, told = self._desk, self._desk.speaker, self._told
        if desk.running and told is not None:
            return progress_html(speaker, told, stopping=self._stopping)
        if problems := desk.all_problems():
            return problems_line(speaker, len(problems))
        if (answer := self._present_answer()) is not None:
            return answer(speaker)[0]
        if self._collecting:
            return said(speaker.text("form.run.collecting"))
        if told is None or told.problems:
            return ""
        return outcome_html(speaker, told, stopped=self._stopping, earlier=self._revision != desk.revision)

    def check(self) -> None:
        """Check everything without running."""
        desk = self._desk
        try:
            plan = desk.state.plan()
        except ProblemsError as error:
            desk.refuse(error.problems)
            return
        count = str(len(plan.jobs))
        self._say(lambda speaker: (said(f"✔ {speaker.text('form.run.checked', n=count)}", "good"), ""))
        desk.refuse(())

    def _say(self, answer: Answer) -> None:
        """Answer a question about the choices as they are."""
        self._answer = (self._desk.revision, answer)

    def estimate(self) -> None:
        """Tell what would be done and how long it may take."""
        from sxsh_eval.runs.following.forecast import forecast

        desk = self._desk
        try:
            found = forecast(desk.state.request())
        except ProblemsError as error:
            desk.refuse(error.problems)
            return
        self._say(lambda speaker: (expected_html(speaker, found), forecast_html(speaker, found)))
        self.refresh()

    def start(self) -> None:
        """Start the run, unless something is wrong or one is under way."""
        desk = self._desk
        with self._lock:
            if desk.all_problems() or desk.running:
                return
            self._answer, self._shown, self._stopping = None, [], False
            self._revision = desk.revision
            try:
                self._file = self._written()
                self._told = Told()
                self._run = self._starter(self._file, root=desk.offers.root, on_event=self._take, force=self._force)
                self._run.start()
            except ProblemsError as error:
                self._told = None
                desk.refuse(error.problems)
                return
            except OSError as error:  # no room for what a process writes beside, no memory for one
                self._told = None
                desk.refuse((no_room(error, "") or Problem("output.unwritable", "-", error.strerror or str(error)),))
                return
            desk.running = True
        self.refresh()
        Thread(target=self._follow, args=(self._run,), daemon=True, name="form-run").start()

    def stop(self) -> None:
        """End the run; pressed again: at once."""
        run = self._run
        if run is None or not self._desk.running:
            return
        self._stopping = True
        self.refresh()
        Thread(target=run.stop, daemon=True, name="form-stop").start()

    def _written(self) -> Path:
        """Run file of this run, out of the way of saved settings."""
        desk = self._desk
        folder = Path(desk.offers.file.choices.paths.outputs) / WORK / "form"
        return write_run_file(desk.state.run_file(), desk.offers.root, secrets.token_hex(4), folder)

    def _take(self, event: Event) -> None:
        """An event has come, in a thread of the run's."""
        with self._lock:
            if self._told is None:
                return
            self._told.take(event)
            if event.kind != "stage":
                self._show_run()

    def _follow(self, run: Run) -> None:
        """Keep the clock going until the run is over, then show what it made."""
        while (code := run.wait(TICK)) is None:
            self._show_run()
        desk, told = self._desk, self._told
        with self._lock:
            if told is not None:
                told.finish(code)
            if self._file is not None:
                self._file.unlink(missing_ok=True)
            self._collecting = told is not None and bool(told.finished)
            desk.running = False
        desk.refresh()
        if told is not None and self._collecting:
            self._collect(told)
            self._collecting = False
            desk.refresh()

    def _collect(self, told: Told) -> None:
        """Look at what the jobs left."""
        from sxsh_eval.runs.following.changes import changes_since_last
        from sxsh_eval.runs.following.results import result_links

        root = self._desk.offers.root
        shown: list[Callable[[Speaker], str]] = []
        for line in told.finished[:FEW]:
            folder = root / line.folder
            try:
                links, changes = result_links(root, folder), changes_since_last(root, folder)
            except ProblemsError as error:
                shown.append(partial(Speaker.problems_html, problems=error.problems))
                continue
            title = partial(Speaker.job, name=line.plan.name, folder=line.folder)
            shown.append(partial(result_html, title=title, links=links, changes=changes))
        with self._lock:
            self._shown = shown

    def _show_run(self) -> None:
        """Bring bar, lines and results up to date."""
        with self._lock:
            told, desk, speaker = self._told, self._desk, self._desk.speaker
            if told is None:
                return
            _put(self._lines, jobs_html(speaker, told))
            _put(self._reasons, "" if desk.running or self._stopping else reasons_html(speaker, told))
            _put(self._results, self._index() + "".join(show(speaker) for show in self._shown))
            self.bar.tell(self._state())

    def _index(self) -> str:
        """Link to the page that lists everything."""
        outputs = self._desk.offers.file.choices.paths.outputs
        if not self._shown or not (self._desk.offers.root / outputs / "index.html").is_file():
            return ""
        link = file_link(f"{outputs}/index.html", self._desk.speaker.text("form.results.index"), self._desk.offers.root)
        return f"<p>{link}</p>"


def _put(widget: Any, content: str) -> None:
    """Set the content of a piece where it differs: what is not touched is not announced again."""
    if widget.value != content:
        widget.value = content
