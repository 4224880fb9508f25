"""What a form may offer: notebooks, fleets, provinces of a period, scenarios, saved settings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sxsh_eval.errors import ProblemsError
from sxsh_eval.form.fields import Field, fields_of
from sxsh_eval.inputs.letter_files import find_letters
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.fleet import Fleets, read_fleets
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.run_files import FOLDER
from sxsh_eval.parameters.study import StudyFile, open_study
from sxsh_eval.parameters.text import fold
from sxsh_eval.parameters.yaml_files import read_yaml
from sxsh_eval.reports.language import LANGUAGES, catalogue
from sxsh_eval.runs.jobs import PROVINCE_REPORT
from sxsh_eval.runs.notebook_source import read_cells
from sxsh_eval.runs.planning.job_making import NOTEBOOKS
from sxsh_eval.runs.planning.places import is_national, report_notebooks, takes_country

HEADING = "# "


@dataclass(frozen=True)
class Offer:
    """One notebook that makes a report.

    Attributes
    ----------
    name : str
        Without ending.
    title : Words
    national : bool
        Whether it runs for the country alone.
    either : bool
        Whether it takes a province or the country.
    """

    name: str
    title: Words
    national: bool
    either: bool


@dataclass(frozen=True)
class Offers:
    """Everything that the form of one project offers.

    Attributes
    ----------
    file : StudyFile
    """

    file: StudyFile

    @property
    def root(self) -> Path:
        """Folder of the project."""
        return self.file.root

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Fields by key, in the order of the models."""
        return {field.key: field for field in fields_of(self.file.choices)}

    @cached_property
    def notebooks(self) -> tuple[Offer, ...]:
        """Notebooks that make reports; the one that is meant where none is named comes first."""
        folder = self.root / NOTEBOOKS
        names = sorted(report_notebooks(folder), key=lambda name: (name != PROVINCE_REPORT, name))
        return tuple(_offer(folder / f"{name}.ipynb") for name in names)

    @cached_property
    def fleets(self) -> Fleets | None:
        """Fleets of the project; None when it has none, or none that can be read."""
        try:
            return read_fleets(self.root / "parameters")
        except ProblemsError:
            return None  # the check tells what is wrong

    @cached_property
    def scenarios(self) -> dict[str, Words]:
        """Titles of scenarios by name."""
        titles = {}
        for path in sorted((self.root / "parameters" / "scenarios").glob("*.yml")):
            try:
                title = dict(read_yaml(path).data)["title"]
                titles[path.stem] = Words(vi=title["vi"], en=title["en"])
            except (ProblemsError, KeyError, TypeError, ValueError):  # the check tells what is wrong
                titles[path.stem] = Words(vi=path.stem, en=path.stem)
        return titles

    @property
    def periods(self) -> tuple[str, ...]:
        """Periods of ``study.yml``, those that end last first."""
        spans = sorted(self.file.choices.periods, key=lambda span: (-span.last, -span.first))
        return tuple(f"{span.first}-{span.last}" for span in spans)

    @property
    def saved(self) -> tuple[str, ...]:
        """Names of saved settings."""
        return tuple(sorted(path.stem for path in (self.root / FOLDER).glob("*.yml")))

    def notebook(self, name: str) -> Offer | None:
        """Notebook of a name; the province report for an empty one."""
        wanted = name.removesuffix(".ipynb") or PROVINCE_REPORT
        return next((offer for offer in self.notebooks if offer.name == wanted), None)

    def provinces(self, year: int, search: str = "") -> tuple[Province, ...]:
        """Provinces on the first day of a year whose names hold a text, diacritics optional; by Vietnamese name.

        Parameters
        ----------
        year : int
        search : str
            As typed: "binh dinh" finds Bình Định.
        """
        day, sought = dt.date(year, 1, 1), fold(search).replace("-", "")
        found = [each for each in self.file.provinces if each.valid_on(day) and _named(each, sought)]
        return tuple(sorted(found, key=lambda each: fold(each.name.vi)))

    def has_letter(self, slug: str) -> bool:
        """Whether a province has a letter."""
        return bool(find_letters(self.root / self.file.choices.paths.claims, slug))

    def first_province(self, year: int) -> str:
        """Province to begin with: the first one with a letter; empty without any."""
        return next((each.slug for each in self.provinces(year) if self.has_letter(each.slug)), "")


def open_offers(study: Path | None = None) -> Offers:
    """Offers of a project.

    Parameters
    ----------
    study : Path, optional
        Study file; by default searched from the working directory upwards.

    Returns
    -------
    Offers

    Raises
    ------
    InputError
        If the study file has errors.
    UsageError
        If there is no project.
    """
    return Offers(open_study(study or ""))


def takes(offer: Offer, place: str) -> bool:
    """Whether a notebook can run for a place: a province, or the whole country."""
    return offer.either or offer.national == (place == NATIONAL)


def _named(province: Province, sought: str) -> bool:
    forms = (province.slug, province.name.vi, province.name.en, *province.aliases)
    return any(sought in fold(form).replace("-", "") for form in forms)


def _offer(path: Path) -> Offer:
    return Offer(path.stem, _title(path), is_national(path), takes_country(path))


def _title(path: Path) -> Words:
    """Title of a notebook: that of the index page, else its heading, both languages with a slash between."""
    known = {code: catalogue(code).get(f"portal.notebooks.{path.stem}") for code in LANGUAGES}
    if all(isinstance(title, str) for title in known.values()):
        return Words(vi=str(known["vi"]), en=str(known["en"]))
    try:
        first = next((cell.source for cell in read_cells(path) if cell.kind == "markdown"), "")
    except ProblemsError:
        first = ""  # running it tells what is wrong
    line = next((line for line in first.splitlines() if line.startswith(HEADING)), HEADING + path.stem)
    vi, _, en = line.removeprefix(HEADING).partition(" / ")
    return Words(vi=vi.strip() or path.stem, en=(en or vi).strip() or path.stem)
