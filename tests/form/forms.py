"""A form of a project in miniature, with a run that only pretends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event as Signal
from typing import Any

from sxsh_eval.form.page import Form
from sxsh_eval.form.places import open_offers
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.run_files import RunFile, read_run_file
from sxsh_eval.runs.following.values import Event, JobPlan

JOB = "binh-dinh 2016-2020"
FOLDER = "outputs/latest/province_report/binh-dinh/2016-2020"
PLAN = Event("plan", jobs=(JobPlan(JOB, "execute", Words(vi="chưa có", en="none yet"), FOLDER),))


class FakeRun:
    """A run that does what the test says: it has ended as soon as it is started, unless it is told to last."""

    made: list[FakeRun]
    """All of one test; set by its fixture."""
    lasts = False
    events: tuple[Event, ...] = ()

    def __init__(self, file: Path, *, root: Path, on_event: Callable[[Event], None], force: bool = False) -> None:
        self.choices: RunFile = read_run_file(file)
        self.file, self.root, self.force = file, root, force
        self._tell, self._over = on_event, Signal()
        self.stopped = 0
        type(self).made.append(self)

    def start(self) -> None:
        for event in self.events:
            self._tell(event)
        if not self.lasts:
            self._end(0)

    def stop(self) -> None:
        self.stopped += 1
        self._end(130)

    def wait(self, seconds: float | None = None) -> int | None:
        return self._code if self._over.wait(seconds) else None

    def _end(self, code: int) -> None:
        self._code = code
        self._tell(Event("end", exit_code=code))
        self._over.set()


def fake_run(*events: Event, lasts: bool = False) -> type[FakeRun]:
    """A kind of run of its own for one test."""
    return type("Fake", (FakeRun,), {"made": [], "events": events, "lasts": lasts})


def make_form(language: str = "vi", run: type[FakeRun] | None = None) -> Form:
    """Form of the project in the working directory."""
    return Form(open_offers(), language, run or fake_run())


def inside(widget: Any) -> Iterator[Any]:
    """A widget with all that is in it, in the order of the page."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def page_text(form: Form) -> str:
    """All words of the page."""
    parts = []
    for widget in inside(form.view):
        parts += [widget.value] if type(widget).__name__ == "HTML" else [getattr(widget, "description", "")]
    return "\n".join(parts)


def control(form: Form, label: str) -> Any:
    """The only control with this label, else the only one whose label begins like this."""
    controls = [each for each in inside(form.view) if getattr(each, "description", "").startswith(label)]
    exact = [each for each in controls if each.description == label]
    found = exact or controls
    assert len(found) == 1, (label, [each.description for each in found])
    return found[0]


def press(form: Form, label: str) -> None:
    """Press the only button whose words begin like this; one that cannot be pressed is a failure."""
    button = control(form, label)
    assert not button.disabled, label
    button.click()
