"""Settings: single choices of ``study.yml`` that one run changes, by dotted key."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sxsh_eval.errors import InputError, Problem, UsageError
from sxsh_eval.parameters.choices import Choices
from sxsh_eval.parameters.leaves import leaves
from sxsh_eval.parameters.names import nearest_keys
from sxsh_eval.parameters.scalars import ImpossibleDateError, plain_scalar
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import SHOWN, Document

SET = "--set"
LEFT_OUT = ("strategy", "periods", "years_allowed", "paths", "languages", "formats")
"""Facts and folders of the project, which no single run changes; the last two stand elsewhere in a run file."""


def with_settings(choices: Choices, data: Mapping[str, Any], settings: Mapping[str, Any]) -> Choices:
    """Choices with the overrides of one run.

    Parameters
    ----------
    choices : Choices
        As the file says.
    data : Mapping
        The file's plain data.
    settings : Mapping
        Values by dotted key; None empties an optional one, also where the file gives it a value.

    Returns
    -------
    Choices

    Raises
    ------
    UsageError
        If a key is unknown or a value is impossible; lists all of these.
    """
    if not settings:
        return choices
    changed, problems = _changed(data, settings)
    try:
        made = validate(Document(SET, changed), Choices)
    except InputError as error:
        raise UsageError([*problems, *_as_typed(error.problems, settings)]) from None
    if problems:
        raise UsageError(problems)
    return made


def setting_problems(data: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with settings over a file that may itself be wrong.

    Parameters
    ----------
    data : Mapping
        The file's plain data.
    settings : Mapping
        Values by dotted key.

    Returns
    -------
    list of Problem
        Those that the file does not have by itself.
    """
    changed, problems = _changed(data, settings)
    try:
        validate(Document(SET, changed), Choices)
    except InputError as error:
        own = _problems_of(data)
        added = [problem for problem in error.problems if problem not in own]
        problems += _as_typed(added, settings)
    return problems


def _as_typed(problems: Iterable[Problem], settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems that show a text as it was typed: 2.000, not the number 2 that it means."""
    for problem in problems:
        text = settings.get(problem.where.removeprefix(f"{SET} "))
        yield replace(problem, found=text[:SHOWN]) if isinstance(text, str) and text.strip() else problem


def _problems_of(data: Mapping[str, Any]) -> tuple[Problem, ...]:
    try:
        validate(Document(SET, data), Choices)
    except InputError as error:
        return error.problems
    return ()


def setting_of(where: str) -> str | None:
    """Dotted key of the place of a problem of `with_settings`; empty for the choices as a whole, None elsewhere."""
    option, _, key = where.partition(" ")
    return key.partition("[")[0] if option == SET else None


def related(one: str, other: str) -> bool:
    """Whether of two dotted keys one is the other or lies inside it."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _changed(data: Mapping[str, Any], settings: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Data with the settings that can stand in them; problems with the others."""
    typed_leaves = tuple(leaves(Choices))
    known = list(dict.fromkeys([*dict(setting_keys(data)), *(leaf.key for leaf in typed_leaves)]))
    entries = {leaf.key for leaf in typed_leaves if leaf.path[-1] in leaf.members}
    texts = {leaf.key for leaf in typed_leaves if leaf.kind is str and not leaf.optional}
    changed = copy.deepcopy(dict(data))
    problems = []
    for key, value in settings.items():
        inner = _group_of(key, changed) if key in known else None
        last = key.rpartition(".")[2]
        if inner is None:
            problems.append(_nested_setting(key, value, known) or unknown_setting(key, known))
            continue
        try:
            is_text = key in texts and isinstance(value, str)
            inner[last] = value.strip() if is_text else typed(value, inner.get(last))
            if inner[last] is None and key in entries:
                del inner[last]  # a mapping says nothing of what it does not hold
        except ImpossibleDateError as error:
            problems.append(Problem("yaml.date", f"{SET} {key}", str(error)))
    return changed, problems


def _group_of(key: str, data: dict[str, Any]) -> dict[str, Any] | None:
    """Group of a key inside the data, made where it is absent; None where something else stands in its place."""
    for parent in key.split(".")[:-1]:
        inner = data.setdefault(parent, {})
        if not isinstance(inner, dict):
            return None
        data = inner
    return data


def _nested_setting(key: str, value: Any, known: Iterable[str]) -> Problem | None:
    """Problem of a group of settings written as in ``study.yml``, where each needs its dotted key."""
    inside = dict(setting_keys(value, f"{key}.")) if isinstance(value, Mapping) else {}
    names = [name for name in inside if name in known]
    if not names:
        return None
    example = f"{names[0]}: {inside[names[0]]}"
    return Problem("usage.nested_setting", f"{SET} {key}", f"{key}: {{{', '.join(value)}}}", {"example": example})


def unknown_setting(key: str, known: Iterable[str]) -> Problem:
    """Problem of a key that is none, with the few that may be meant; where none is near, the groups."""
    names = list(known)
    near = nearest_keys(key, names) or [f"{group}.…" for group in dict.fromkeys(_groups(names))]
    return Problem("usage.unknown_setting", f"{SET} {key}", key or "-", {"known": ", ".join(near), "nearest": near[0]})


def _groups(names: Iterable[str]) -> Iterator[str]:
    groups = (name.partition(".")[0] for name in names if "." in name)
    yield from (group for group in groups if group not in LEFT_OUT)


def setting_keys(data: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys of all single values (or lists) in the file, with these."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from setting_keys(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def typed(value: Any, present: Any) -> Any:
    """Meaning of a setting given as text; where the file has a list, commas separate its items."""
    if not isinstance(value, str):
        return value
    if isinstance(present, list):
        return [plain_scalar(part.strip()) for part in value.strip(" []").split(",") if part.strip()]
    return plain_scalar(value.strip())
