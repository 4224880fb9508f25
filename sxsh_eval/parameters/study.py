"""Reading ``study.yml`` with a province, a period and the settings of one run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.parameters.choices import NATIONAL, Choices, Study
from sxsh_eval.parameters.entries import FormerProvince, Province
from sxsh_eval.parameters.province_names import find_province
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.registry_files import read_former_provinces, read_provinces
from sxsh_eval.parameters.settings import typed, with_settings
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import SHOWN, Document, label_of, read_yaml

__all__ = ["Study", "StudyFile", "find_study", "open_study", "parse_period", "read_study", "typed", "with_settings"]
OWN_STUDY = "parameters/study.yml"
HERE = Path(__file__).resolve()
QUOTES = " \t\"'\u2018\u2019\u201c\u201d\u00ab\u00bb"
"""Left out around a period: word processors turn quotation marks into others."""
PERIOD = re.compile(r"([0-9]{4})\s*[-\u2013\u2014]\s*([0-9]{4})", re.ASCII)


def read_study(
    path: Path | str = "", *, province: str, period: str, settings: Mapping[str, Any] | None = None
) -> Study:
    """Choices of one evaluation.

    Parameters
    ----------
    path : Path or str, optional
        ``study.yml``, inside the project's ``parameters`` folder; empty text finds the project's own.
    province : str
        Slug, name or alias of a province that exists on the first day of the period; ``national`` for the country.
    period : str
        Years such as ``2016-2020``; an en dash will do.
    settings : Mapping, optional
        Overrides by dotted key (``thresholds.activity_shortfall_ratio``); text is read like an unquoted YAML value.

    Returns
    -------
    Study
        Frozen.

    Raises
    ------
    InputError
        If the file is wrong.
    UsageError
        If the province, the period or a setting is unknown or impossible; lists all of these.
    """
    return open_study(path).study(province, period, settings)


@dataclass(frozen=True)
class StudyFile:
    """``study.yml`` read once, for as many evaluations as are asked of it.

    Attributes
    ----------
    path, root : Path
        The file, the folder that holds ``parameters/``.
    document : Document
    choices : Choices
        As the file says.
    """

    path: Path
    root: Path
    document: Document
    choices: Choices

    @cached_property
    def provinces(self) -> tuple[Province, ...]:
        """All provinces of the registry, of all times."""
        return read_provinces(self.root / self.choices.paths.registry)

    @cached_property
    def former(self) -> tuple[FormerProvince, ...]:
        """Units from before the registry's time."""
        return read_former_provinces(self.root / self.choices.paths.registry)

    def study(self, province: str, period: str, settings: Mapping[str, Any] | None = None) -> Study:
        """Choices of one evaluation; parameters and errors as of `read_study`."""
        problems: list[Problem] = []
        choices, span, slug = self.choices, self.choices.periods[0], NATIONAL
        try:
            choices = with_settings(choices, self.document.data, settings or {})
        except UsageError as error:
            problems += error.problems
        try:
            span = parse_period(str(period), choices)
        except UsageError as error:
            problems += error.problems
        try:
            slug = NATIONAL if province == NATIONAL else self.province(str(province), span).slug
        except UsageError as error:
            problems += error.problems
        if problems:
            raise UsageError(problems)
        return Study(**dict(choices), province=slug, period=span, root=self.root)

    def province(self, text: str, span: Span) -> Province:
        """Province that a text names on the first day of a period; errors as of `find_province`."""
        day = dt.date(span.first, 1, 1)
        exact = [province for province in self.provinces if province.slug == text and province.valid_on(day)]
        return exact[0] if exact else find_province(self.provinces, text, day, self.former)


def open_study(path: Path | str = "") -> StudyFile:
    """Read a study file.

    Parameters
    ----------
    path : Path or str
        As of `find_study`.

    Returns
    -------
    StudyFile

    Raises
    ------
    InputError
        If the file is wrong.
    UsageError
        If there is no project.
    """
    file = find_study(path)
    document = read_yaml(file)
    return StudyFile(file, project_root(file), document, validate(document, Choices))


def find_study(path: Path | str = "") -> Path:
    """File of choices: the one named, else the project's own.

    Parameters
    ----------
    path : Path or str
        Empty text searches the working directory and the folders above it, then the folder of this package.

    Returns
    -------
    Path

    Raises
    ------
    UsageError
        If no project is found.
    """
    if str(path) not in {"", "."}:
        return Path(path)
    for folder in (Path.cwd(), *Path.cwd().parents, *HERE.parents):
        if (folder / OWN_STUDY).is_file():
            return folder / OWN_STUDY
    raise UsageError([Problem("usage.no_project", OWN_STUDY, label_of(Path.cwd()))])


def project_root(path: Path) -> Path:
    """Folder that holds ``parameters/``, searched upwards from the study file.

    Parameters
    ----------
    path : Path
        The study file.

    Returns
    -------
    Path
        Absolute.

    Raises
    ------
    UsageError
        If the file lies in no folder named ``parameters``.
    """
    for folder in path.resolve().parents:
        if folder.name == "parameters":
            return folder.parent
    raise UsageError([Problem("usage.study_outside_project", label_of(path), path.name)])


def parse_period(text: str, choices: Choices) -> Span:
    """Years of a period as typed.

    Parameters
    ----------
    text : str
        Two years joined by a hyphen or dash.
    choices : Choices
        Says which years are allowed, which periods are offered.

    Returns
    -------
    Span

    Raises
    ------
    UsageError
        If the text is no period, runs backwards or leaves the allowed years.
    """
    allowed = choices.years_allowed
    values = {
        "offered": ", ".join(f"{span.first}-{span.last}" for span in choices.periods),
        "first": str(allowed.first),
        "last": str(allowed.last),
    }
    match = PERIOD.fullmatch(text.strip(QUOTES))
    if match is None:
        raise UsageError([Problem("usage.period_form", "--period", text[:SHOWN], values)])
    first, last = int(match[1]), int(match[2])
    if first > last:
        raise UsageError([Problem("usage.period_reversed", "--period", text, values)])
    if not allowed.first <= first <= last <= allowed.last:
        raise UsageError([Problem("usage.period_outside", "--period", text, values)])
    return Span(first=first, last=last)
