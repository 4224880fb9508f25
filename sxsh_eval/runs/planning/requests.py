"""What the analyst asks for, as typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem, UsageError, nearest
from sxsh_eval.parameters.names import few
from sxsh_eval.parameters.run_files import FOLDER, RunFile
from sxsh_eval.parameters.settings import SET
from sxsh_eval.parameters.study import find_study, open_study
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, label_of, read_yaml
from sxsh_eval.reports.language import LANGUAGES
from sxsh_eval.reports.render.files import FORMATS, check_choice
from sxsh_eval.runs.planning.origins import OPTIONS, Origin, of_run_file


@dataclass(frozen=True)
class Request:
    """What the analyst asks for; empty choices mean the fleet's or the study's own.

    Attributes
    ----------
    fleet : str
        A fleet of ``fleet.yml``: provinces, periods and notebook then choose a part of it. Without one, they say what
        runs; where nothing at all is said, the default fleet does.
    provinces, periods, languages, formats : tuple of str
        As typed.
    settings : mapping
        Overrides of the study by dotted key: values, or texts as typed.
    name : str
        Name of the run; by default that of the fleet, or ``latest``.
    notebook : str
        Name of a notebook in ``notebooks/``, without ending.
    study, outputs : Path, optional
        Study file (else found upwards from the working directory) and outputs folder (else the study's).
    force : bool
        Run the chosen jobs again even when nothing has changed.
    without_files : bool
        Render nothing.
    origin : Origin
        Where the choices stand.
    """

    fleet: str = ""
    provinces: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    notebook: str = ""
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    study: Path | None = None
    outputs: Path | None = None
    force: bool = False
    without_files: bool = False
    origin: Origin = field(default_factory=Origin)


def parse_settings(texts: Iterable[str], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Overrides from ``key=value`` texts; what a value means is decided where the study is read.

    Parameters
    ----------
    texts : iterable of str
    before : mapping, optional
        Those read already, which come with the result.

    Raises
    ------
    UsageError
        With one problem for each text that is not of this form or names a key again.
    """
    settings = dict(before or {})
    problems: list[Problem] = []
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not key or key in settings:
            problems.append(Problem("usage.setting", "--set", text))
        settings[key] = value
    if problems:
        raise UsageError(problems)
    return settings


def with_file(request: Request, file: RunFile, document: Document | None = None) -> Request:
    """Request in which a file's choices stand wherever the request itself says nothing; settings are joined.

    Parameters
    ----------
    request : Request
        As typed: it goes before the file, setting by setting.
    file : RunFile
    document : Document, optional
        What it was read from: problems then name its lines.
    """
    filed: dict[str, Any] = {
        "name": file.name,
        "fleet": file.fleet,
        "notebook": file.notebook,
        "provinces": file.province,
        "periods": file.period,
        "languages": file.languages,
        "formats": file.formats,
    }
    empty = {key: value for key, value in filed.items() if not getattr(request, key)}
    typed = [option for option, key in zip(OPTIONS, filed, strict=True) if key not in empty]
    typed += [f"{SET} {key}" for key in request.settings]
    origin = request.origin if document is None else of_run_file(document, typed)
    return replace(request, **empty, settings={**file.settings, **request.settings}, origin=origin)


def read_request(request: Request, path: Path | None) -> Request:
    """Request joined with the choices of a file, if one is named.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    if path is None:
        return request
    if not path.exists():
        raise InputError([no_run_file(path, request.study)])
    document = read_yaml(path)
    return with_file(request, validate(document, RunFile), document)


def no_run_file(path: Path, study: Path | None) -> Problem:
    """Problem of a file of choices that is not there, with those that are saved."""
    try:
        folder = find_study(study or "").resolve().parents[1] / FOLDER
    except UsageError:
        return Problem("file.missing", label_of(path), "-")
    saved = {each.stem: label_of(each) for each in sorted(folder.glob("*.yml"))}
    near = nearest(path.stem, saved)
    values = {"known": few(path.stem, saved), "nearest": saved.get(near, "-")}
    return Problem("file.no_run_file", label_of(path), "-", values)


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
    file = open_study(study or "")
    return file.root / file.choices.paths.outputs


def chosen_forms(languages: Iterable[str], formats: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Languages and formats in their usual order; none given means all.

    Raises
    ------
    UsageError
        If one is unknown.
    """
    codes = check_choice(languages, LANGUAGES, "--language", "usage.unknown_language")
    return codes, check_choice(formats, FORMATS, "--format", "usage.unknown_format")
