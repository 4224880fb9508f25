"""What has been chosen in a form: everything that a run file can hold, and what is wrong with it. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, get_args

from sxsh_eval.errors import Problem, ProblemsError, UsageError
from sxsh_eval.form.entries import read_entry
from sxsh_eval.form.fields import NEEDS
from sxsh_eval.form.places import Offers, takes
from sxsh_eval.parameters.choices import NATIONAL, Format, Language
from sxsh_eval.parameters.fleet import ALL, LETTERS, REGION
from sxsh_eval.parameters.run_files import RunFile
from sxsh_eval.parameters.study import parse_period, typed, with_settings
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document
from sxsh_eval.runs.jobs import PROVINCE_REPORT, check_slug
from sxsh_eval.runs.planning.plan import Plan, make_plan
from sxsh_eval.runs.planning.requests import Request, with_file

LANGUAGES: tuple[str, ...] = get_args(Language)
FORMATS: tuple[str, ...] = get_args(Format)


@dataclass(frozen=True)
class Mistake:
    """A text that means nothing in its field."""

    text: str
    problem: Problem


@dataclass
class FormState:
    """Choices of one run as they are being made.

    Attributes
    ----------
    offers : Offers
    name, fleet, notebook : str
        As in `RunFile`; a fleet goes before the notebook.
    provinces, periods : tuple of str
    settings : dict
        Choices that differ from the standard, by dotted key.
    mistakes : dict of str to Mistake
        Texts that mean nothing in their fields, by dotted key.
    languages, formats : tuple of str
    """

    offers: Offers
    name: str = ""
    fleet: str = ""
    notebook: str = PROVINCE_REPORT
    provinces: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    mistakes: dict[str, Mistake] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        choices = self.offers.file.choices
        self.periods = self.periods or self.offers.periods[:1]
        self.languages = self.languages or choices.languages
        self.formats = self.formats or choices.formats
        if not self.provinces and (first := self.offers.first_province(self.year)):
            self.provinces = (first,)

    @property
    def year(self) -> int:
        """First year of the first period that can be read."""
        for text in self.periods:
            try:
                return parse_period(text, self.offers.file.choices).first
            except UsageError:
                continue
        return max(span.first for span in self.offers.file.choices.periods)

    def standard(self, key: str) -> Any:
        """Value of a field where the run says nothing: the fleet's, else that of ``study.yml``."""
        fleets = self.offers.fleets
        own = fleets.fleets[self.fleet].settings if fleets is not None and self.fleet in fleets.fleets else {}
        return own.get(key, self.offers.fields[key].standard)

    def value(self, key: str) -> Any:
        """Value of a field now."""
        return self.settings.get(key, self.standard(key))

    def matters(self, key: str) -> bool:
        """Whether a field has any effect as the others stand; one that has been changed is always worth seeing."""
        if key in self.settings or key in self.mistakes or key not in NEEDS:
            return True
        other, wanted = NEEDS[key]
        return bool(self.value(other)) if wanted is None else bool(self.value(other) == wanted)

    def enter(self, key: str, text: str, *, percent: bool = False) -> None:
        """Take a text typed into a field; what means nothing is kept as a mistake, and the value stays as it was."""
        try:
            self.choose(key, read_entry(self.offers.fields[key], text, percent=percent))
        except UsageError as error:
            self.mistakes[key] = Mistake(text, error.problems[0])

    def make(self, *, notebook: str = "", fleet: str = "") -> None:
        """Choose what to make: a notebook, or a whole fleet."""
        if bool(fleet) != bool(self.fleet):
            self.periods = () if fleet else self.offers.periods[:1]
            first = () if fleet else self.offers.first_province(self.year)
            self.provinces = (first,) if first else ()
        self.fleet, self.notebook = fleet, notebook or ("" if fleet else PROVINCE_REPORT)

    def choose(self, key: str, value: Any) -> None:
        """Set a field; the standard value is no setting, an emptied optional field is one unless it is empty anyway."""
        self.mistakes.pop(key, None)
        if value == self.standard(key):
            self.settings.pop(key, None)
        else:
            self.settings[key] = value

    def reset(self, keys: Iterable[str]) -> None:
        """Back to the standard."""
        for key in tuple(keys):
            self.settings.pop(key, None)
            self.mistakes.pop(key, None)

    def changed(self) -> tuple[str, ...]:
        """Keys of choices that differ from the standard, those that mean nothing among them, in the fields' order."""
        keys = self.settings.keys() | self.mistakes.keys()
        return (
            *(key for key in self.offers.fields if key in keys),
            *(key for key in keys if key not in self.offers.fields),
        )

    def run_file(self, *, name: str | None = None) -> RunFile:
        """Choices as a run file.

        Raises
        ------
        InputError
            If a choice has a form that no run file can hold.
        """
        choices = self.offers.file.choices
        data = {
            "name": self.name if name is None else name,
            "fleet": self.fleet,
            "notebook": "" if self.notebook == PROVINCE_REPORT and not self.fleet else self.notebook,
            "province": list(self._places()),
            "period": list(self.periods),
            "settings": dict(self.settings),
            "languages": [] if self.languages == choices.languages else list(self.languages),
            "formats": [] if self.formats == choices.formats else list(self.formats),
        }
        return validate(Document("--set", data), RunFile)

    def load(self, file: RunFile) -> None:
        """Take the choices of a run file; nothing of it is lost, also what is unknown."""
        choices = self.offers.file.choices
        self.name, self.fleet = file.name, file.fleet
        self.notebook = file.notebook or ("" if file.fleet else PROVINCE_REPORT)
        self.provinces, self.periods = file.province, file.period or (() if file.fleet else self.offers.periods[:1])
        self.languages = file.languages or choices.languages
        self.formats = file.formats or choices.formats
        self.settings, self.mistakes = {}, {}
        for key, value in file.settings.items():
            known = key in self.offers.fields
            present = self.offers.fields[key].standard if known else None
            self.settings[key] = typed(value, list(present) if isinstance(present, tuple) else present)

    def field_problems(self) -> tuple[Problem, ...]:
        """What is wrong with the fields, told without looking at any file."""
        problems = [mistake.problem for mistake in self.mistakes.values()]
        sound = {key: value for key, value in self.settings.items() if key not in self.mistakes}
        file = self.offers.file
        problems += _problems(
            lambda: with_settings(file.choices, file.document.data, {**self._fleet_settings(), **sound})
        )
        problems += self._target_problems()
        problems += [Problem("form.none_chosen", "languages", "-")] if not self.languages else []
        problems += [Problem("form.none_chosen", "formats", "-")] if not self.formats else []
        problems += _problems(lambda: check_slug(self.name, "--name")) if self.name else []
        return tuple(problems)

    def request(self) -> Request:
        """What the command line would be asked for."""
        return with_file(Request(study=self.offers.file.path), self.run_file())

    def plan(self) -> Plan:
        """Plan of the run, everything checked.

        Raises
        ------
        InputError, UsageError
            With all problems.
        """
        if problems := self.field_problems():
            raise UsageError(problems)
        return make_plan(self.request())

    def _fleet_settings(self) -> Mapping[str, Any]:
        fleets = self.offers.fleets
        return {} if fleets is None or self.fleet not in fleets.fleets else fleets.fleets[self.fleet].settings

    def _places(self) -> tuple[str, ...]:
        """Provinces as a run file names them: none for a notebook of the country."""
        offer = None if self.fleet else self.offers.notebook(self.notebook)
        return () if offer is not None and offer.national else self.provinces

    def _target_problems(self) -> list[Problem]:
        """What is wrong with periods and provinces."""
        if self.fleet:
            return []
        problems: list[Problem] = []
        for text in self.periods:
            if text != ALL:
                problems += _problems(partial(parse_period, text, self.offers.file.choices))
        offer = self.offers.notebook(self.notebook)
        if offer is None or offer.national:
            return problems
        if not self.provinces:
            return [*problems, Problem("form.none_chosen", "--province", "-")]
        for place in self.provinces:
            problems += self._place_problems(place, offer_takes=takes(offer, place))
        return problems

    def _place_problems(self, place: str, *, offer_takes: bool) -> list[Problem]:
        if place in {ALL, LETTERS} or place.startswith(REGION):
            return []
        if place == NATIONAL:
            values = {"notebook": self.notebook}
            return [] if offer_takes else [Problem("usage.notebook_of_province", "--province", place, values)]
        found = []
        for text in self.periods:
            try:
                span = parse_period(text, self.offers.file.choices)
            except UsageError:
                continue
            found += _problems(partial(self.offers.file.province, place, span))
        return found


def _problems(check: Callable[[], object]) -> list[Problem]:
    try:
        check()
    except ProblemsError as error:
        return list(error.problems)
    return []
