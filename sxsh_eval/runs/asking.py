"""What is asked on the command line, prepared, or refused with everything that is wrong in it and in what it reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem, ProblemsError, UsageError, distinct
from sxsh_eval.parameters.study import find_study
from sxsh_eval.runs.carrying_out import Prepared, prepare
from sxsh_eval.runs.jobs import check_slug
from sxsh_eval.runs.planning.requests import Request, chosen_forms, parse_settings, read_request


def prepare_asked(texts: Sequence[str], file: Path | None, outputs: str, **choices: Any) -> Prepared:
    """Plan of what is asked.

    Parameters
    ----------
    texts : sequence of str
        Settings as ``key=value``.
    file : Path, optional
        Of choices.
    outputs : str
        Folder or URL as typed; empty for the study's own.
    **choices
        Fields of `Request`.

    Returns
    -------
    Prepared

    Raises
    ------
    InputError
        If a file is wrong.
    UsageError
        If only what is asked is wrong. Both tell all that is wrong in the request, the study, the registry, the
        scenarios, the fleets.
    """
    request, refusal = _asked(texts, file, Request(**choices))
    if refusal is None:
        try:
            prepared = prepare(request, outputs)
        except (InputError, UsageError) as error:
            refusal = error
        else:
            _check_registry(prepared, request)
            return prepared
    raise type(refusal)(distinct([*refusal.problems, *_other_problems(request)]))


def _asked(texts: Iterable[str], file: Path | None, request: Request) -> tuple[Request, ProblemsError | None]:
    """Request as far as it can be read, with what is wrong in its form."""
    problems: list[Problem] = []
    refusal: type[ProblemsError] = UsageError
    for text in texts:
        try:
            request = replace(request, settings=parse_settings([text], request.settings))
        except UsageError as error:
            problems += error.problems
    try:
        request = read_request(request, file)
    except InputError as error:
        problems += error.problems
        refusal = InputError
    return request, refusal(problems) if problems else None


def _other_problems(request: Request) -> list[Problem]:
    """Everything wrong with a request and the parameters it leans on; nothing where there is no project."""
    from sxsh_eval.runs.parameter_checks import examine_parameters
    from sxsh_eval.runs.saved_runs import request_problems

    try:
        reading = examine_parameters(find_study(request.study or "").resolve())
    except UsageError:
        return []
    asked = request_problems(request, reading.study) if reading.study is not None else []
    return [*asked, *_form_problems(request), *reading.problems]


def _form_problems(request: Request) -> list[Problem]:
    """What is wrong with the names of languages, formats, the run."""
    problems: list[Problem] = []
    for check in (
        lambda: chosen_forms(request.languages, request.formats),
        lambda: check_slug(request.name, "--name") if request.name else "",
    ):
        try:
            check()
        except UsageError as error:
            problems += error.problems
    return problems


def _check_registry(prepared: Prepared, request: Request) -> None:
    """Refuse a run whose reports would all fail for what is wrong in the registry."""
    from sxsh_eval.parameters.registry_files import examine_registry
    from sxsh_eval.parameters.study import open_study

    if any(planned.action == "execute" for planned in prepared.plan.jobs):
        file = open_study(request.study or "")
        wrong = examine_registry(file.root / file.choices.paths.registry).problems
        if wrong:
            raise InputError(distinct([*wrong, *_other_problems(request)]))
