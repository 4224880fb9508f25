"""From what the analyst asks for to jobs: provinces, periods and settings checked before anything runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from sxsh_eval.errors import Problem, UsageError, nearest
from sxsh_eval.inputs.letter_files import find_letters
from sxsh_eval.parameters.choices import NATIONAL, Choices, Study
from sxsh_eval.parameters.province_names import find_province
from sxsh_eval.parameters.registry_files import read_provinces
from sxsh_eval.parameters.study import find_study, project_root, read_study
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import read_yaml
from sxsh_eval.reports.language import LANGUAGES
from sxsh_eval.reports.render.files import FORMATS, check_choice
from sxsh_eval.runs.jobs import Job, check_slug
from sxsh_eval.runs.places import COUNTRY, chosen_places, national_inputs, province_inputs

NOTEBOOKS = "notebooks"


@dataclass(frozen=True)
class Request:
    """What the analyst asks for; empty choices mean the study's own.

    Attributes
    ----------
    provinces, periods, languages, formats : tuple of str
        As typed.
    settings : mapping of str to str
        Overrides of the study: values as typed, by dotted key.
    name : str
        Name of the run.
    notebook : str
        Name of a notebook in ``notebooks/``, without ending.
    study, outputs : Path, optional
        Study file (else found upwards from the working directory) and outputs folder (else the study's).
    """

    provinces: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    name: str = "latest"
    notebook: str = "province_report"
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    study: Path | None = None
    outputs: Path | None = None


def parse_settings(texts: Iterable[str]) -> dict[str, str]:
    """Overrides from ``key=value`` texts; what a value means is decided where the study is read.

    Raises
    ------
    UsageError
        With one problem for each text that is not of this form or names a key again.
    """
    settings: dict[str, str] = {}
    problems: list[Problem] = []
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not key or key in settings:
            problems.append(Problem("usage.setting", "--set", text))
        settings[key] = value
    if problems:
        raise UsageError(problems)
    return settings


def find_notebook(root: Path, name: str) -> Path:
    """Notebook of the folder ``notebooks/`` by its name.

    Raises
    ------
    UsageError
        If there is none of that name; names the nearest.
    """
    known = sorted(path.stem for path in (root / NOTEBOOKS).glob("*.ipynb"))
    if name not in known:
        values = {"known": ", ".join(known) or "-", "nearest": nearest(name, known) or "-"}
        raise UsageError([Problem("usage.unknown_notebook", "--notebook", name, values)])
    return root / NOTEBOOKS / f"{name}.ipynb"


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
    path = find_study(study or "").resolve()
    return project_root(path) / validate(read_yaml(path), Choices).paths.outputs


def chosen_forms(languages: Iterable[str], formats: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Languages and formats in their usual order; none given means all.

    Raises
    ------
    UsageError
        If one is unknown.
    """
    codes = check_choice(languages, LANGUAGES, "--language", "usage.unknown_language")
    return codes, check_choice(formats, FORMATS, "--format", "usage.unknown_format")


def plan_jobs(request: Request) -> list[Job]:
    """Jobs of a request, one for each province (or the country) with each period, all of them checked.

    Parameters
    ----------
    request : Request

    Returns
    -------
    list of Job
        At least one; none twice.

    Raises
    ------
    InputError
        If the study or the provinces have errors, or no province has a letter.
    UsageError
        With all that is unknown: province, period, setting, notebook, language, format, name.
    """
    path = find_study(request.study or "").resolve()
    choices, root = validate(read_yaml(path), Choices), project_root(path)
    name = request.notebook.removesuffix(".ipynb")
    notebook = root / NOTEBOOKS / f"{name}.ipynb"
    problems = [
        *_problems(lambda: find_notebook(root, name)),
        *_problems(lambda: chosen_forms(request.languages, request.formats)),
        *_problems(lambda: check_slug(request.name, "--name")),
    ]
    places, misplaced = chosen_places(request.provinces, notebook, root, choices)
    problems += misplaced
    periods = request.periods or tuple(f"{span.first}-{span.last}" for span in choices.periods)
    studies: list[Study] = []
    for province, period in product(places, periods):
        try:
            studies.append(read_study(path, province=province, period=period, settings=request.settings))
        except UsageError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise UsageError(problems)
    jobs = [make_job(request, path, notebook, study) for study in studies]
    return list({job.folder(): job for job in jobs}.values())


def _problems(check: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        check()
    except UsageError as error:
        return error.problems
    return ()


def make_job(request: Request, path: Path, notebook: Path, study: Study) -> Job:
    """Job of one study.

    Parameters
    ----------
    request : Request
    path, notebook : Path
        Study file, notebook.
    study : Study
        With the job's province (or the country) and period.
    """
    codes, forms = chosen_forms(request.languages or study.languages, request.formats or study.formats)
    registry, claims = study.root / study.paths.registry, study.root / study.paths.claims
    outputs = study.root / study.paths.outputs if request.outputs is None else request.outputs.resolve()
    first_day, known = dt.date(study.period.first, 1, 1), read_provinces(registry)
    country = study.province == NATIONAL
    files = national_inputs(study) if country else province_inputs(study, outputs)
    return Job(
        root=study.root,
        outputs=outputs,
        run=request.name,
        notebook=notebook,
        province=study.province,
        period=f"{study.period.first}-{study.period.last}",
        study=path,
        settings=request.settings,
        languages=codes,
        formats=forms,
        inputs=(path, *sorted(registry.glob("*.yml")), *find_letters(claims, study.province), *files),
        province_name=COUNTRY if country else find_province(known, study.province, first_day).name.vi,
        letter=study.letter,
    )
