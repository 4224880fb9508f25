"""From what the analyst asks for to jobs: provinces, periods and settings checked before anything runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem, ProblemsError, UsageError, nearest
from sxsh_eval.inputs.letter_files import find_letters
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.scalars import ImpossibleDateError, plain_scalar
from sxsh_eval.parameters.study import Study, read_study
from sxsh_eval.reports.language import LANGUAGES
from sxsh_eval.reports.render.files import FORMATS, check_choice
from sxsh_eval.runs.jobs import Job, check_slug

STUDY = Path("parameters", "study.yml")


@dataclass(frozen=True)
class Request:
    """What the analyst asks for; empty choices mean the study's own.

    Attributes
    ----------
    provinces, periods, languages, formats : tuple of str
        As typed.
    settings : dict
        Overrides of the study, dotted keys.
    name : str
        Name of the run.
    notebook : str
        Name of a notebook in ``notebooks/``, without ending.
    study, outputs : Path, optional
        Study file (else found upwards from the working directory) and outputs folder (else the study's).
    """

    provinces: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    name: str = "latest"
    notebook: str = "province_report"
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    study: Path | None = None
    outputs: Path | None = None


def parse_settings(texts: Iterable[str]) -> dict[str, Any]:
    """Overrides from ``key=value`` texts; values mean what they mean in the project's YAML files.

    Raises
    ------
    UsageError
        With one problem for each text that is not of this form.
    """
    settings: dict[str, Any] = {}
    problems: list[Problem] = []
    for text in texts:
        key, equals, value = text.partition("=")
        try:
            meaning = plain_scalar(value.strip())
        except ImpossibleDateError:
            meaning = None
            problems.append(Problem("usage.setting", "--set", text))
        if not equals or not key.strip():
            problems.append(Problem("usage.setting", "--set", text))
        settings[key.strip()] = meaning.isoformat() if isinstance(meaning, dt.date) else meaning
    if problems:
        raise UsageError(problems)
    return settings


def find_study(given: Path | None) -> Path:
    """Study file, absolute.

    Parameters
    ----------
    given : Path, optional
        When absent, ``parameters/study.yml`` is looked for upwards from the working directory.

    Raises
    ------
    UsageError
        If there is none.
    """
    if given is not None:
        if given.is_file():
            return given.resolve()
        raise UsageError([Problem("usage.no_study", "--study", str(given))])
    for folder in (here := Path.cwd(), *here.parents):
        if (folder / STUDY).is_file():
            return (folder / STUDY).resolve()
    raise UsageError([Problem("usage.no_study", "--study", str(here))])


def find_notebook(root: Path, name: str) -> Path:
    """Notebook of the folder ``notebooks/`` by its name.

    Raises
    ------
    UsageError
        If there is none of that name; names the nearest.
    """
    name = name.removesuffix(".ipynb")
    known = sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))
    if name not in known:
        values = {"known": ", ".join(known) or "-", "nearest": nearest(name, known) or "-"}
        raise UsageError([Problem("usage.unknown_notebook", "--notebook", name, values)])
    return root / "notebooks" / f"{name}.ipynb"


def outputs_folder(given: Path | None, study: Path | None) -> Path:
    """Folder of all outputs: the one given, else the study's.

    Raises
    ------
    UsageError
        If none is given and there is no study file.
    InputError
        If the study file has errors.
    """
    if given is not None:
        return given.resolve()
    chosen = read_choices(find_study(study))
    return chosen.root / chosen.paths.outputs


def chosen_forms(languages: Iterable[str], formats: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Languages and formats in their usual order; none given means all.

    Raises
    ------
    UsageError
        If one is unknown.
    """
    codes = check_choice(languages, LANGUAGES, "--language", "usage.unknown_language")
    return codes, check_choice(formats, FORMATS, "--format", "usage.unknown_format")
