"""Every error a user can meet: one base, and a list of problems instead of the first one found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal

import yaml

Severity = Literal["error", "warning"]
LABELS = {
    "vi": {"found": "thấy", "expected": "cần", "action": "cách sửa"},
    "en": {"found": "found", "expected": "expected", "action": "what to do"},
}
MOST_NAMES = 30


@cache
def problem_catalogue() -> dict[str, dict[str, dict[str, str]]]:
    """Expected value and remedy of every problem code, in Vietnamese and English."""
    text = files("sxsh_eval").joinpath("problems.yml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, some ten times as fast where it is there
    catalogue: dict[str, dict[str, dict[str, str]]] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    return catalogue


def nearest(name: str, known: Iterable[str]) -> str:
    """Known name most like `name`, or an empty string when none is close."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with its place and the way out.

    Attributes
    ----------
    code : str
        Stable dotted name, a key of ``problems.yml``.
    where : str
        File, line or cell, and key.
    found : str
        What stands there.
    values : Mapping[str, str]
        Fills the placeholders of the catalogue's sentences.
    severity : {"error", "warning"}
        Errors stop the job; warnings are kept and listed.
    """

    code: str
    where: str
    found: str
    values: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = "error"

    def say(self, part: Literal["expected", "action"], language: str) -> str:
        """Sentence of the catalogue with this problem's values."""
        return problem_catalogue()[self.code][part][language].format_map({"found": self.found, **self.values})

    def brief(self, language: str) -> str:
        """What is needed, or for a warning what to do; its code where neither can be said."""
        parts: tuple[Literal["expected", "action"], ...] = ("expected", "action")
        for part in parts if self.severity == "error" else reversed(parts):
            try:
                return self.say(part, language)
            except KeyError:  # a placeholder that nobody filled, or no such entry
                continue
        return self.code

    def lines(self, language: str) -> list[str]:
        """Print form: place, then found, expected and what to do."""
        label = LABELS[language]
        return [
            f"[{self.code}] {self.where}",
            f"   {label['found']}: {self.found}",
            f"   {label['expected']}: {self.say('expected', language)}",
            f"   {label['action']}: {self.say('action', language)}",
        ]


def distinct(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in their order, each once: the same at the same place is not told again."""
    found: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        found.setdefault((problem.code, problem.where, problem.found), problem)
    return list(found.values())


@dataclass(frozen=True)
class TableProblem(Problem):
    """A problem of cells of a table: one a rule and column, however many rows it concerns.

    Attributes
    ----------
    column : str
        Name as in the file; empty for whole rows.
    rows : tuple of int
        Rows of the file as a spreadsheet numbers them: the head is row 1 unless the file says otherwise.
    """

    column: str = ""
    rows: tuple[int, ...] = ()


class SxshError(Exception):
    """Base of all errors of this package; on its own it means a fault of ours."""

    exit_code: ClassVar[int] = 3


class ProblemsError(SxshError):
    """Carries all problems found, not only the first.

    Attributes
    ----------
    problems : tuple of Problem
        At least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.message())

    def message(self) -> str:
        """Whole message: all problems in Vietnamese, then all in English."""
        count = len(self.problems)
        heads = {"vi": f"Có {count} vấn đề:", "en": f"{count} problem{'s' if count > 1 else ''}:"}
        lines: list[str] = []
        for language, head in heads.items():
            lines.append(head)
            for number, problem in enumerate(self.problems, start=1):
                first, *rest = problem.lines(language)
                lines += [f"{number}. {first}", *rest]
            lines.append("")
        return "\n".join(lines).rstrip()

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class InputError(ProblemsError):
    """Data or parameter files are wrong."""

    exit_code = 1


class UsageError(ProblemsError):
    """The call is wrong: an unknown province, period, parameter or run."""

    exit_code = 2


class NoSuchNameError(AttributeError):
    """A name that is not there, with the one most like it; looked for only when somebody reads the message.

    Parameters
    ----------
    where : str
        What was asked for the name.
    name : str
    known : callable
        Gives the names that there are.
    owners : callable
        Gives what else has the name.
    """

    def __init__(
        self, where: str, name: str, known: Callable[[], Iterable[str]], owners: Callable[[], Iterable[str]] = tuple
    ) -> None:
        super().__init__(f"{where} has no {name!r}")
        self.asked, self.known, self.owners = (where, name), known, owners

    def __str__(self) -> str:
        where, name = self.asked
        owners = ", ".join(self.owners())
        values = {"where": where, "nearest": nearest(name, self.known()) or "-", "owners": owners}
        problem = Problem("usage.name_of_another" if owners else "usage.no_such_name", where, name, values)
        return "\n".join(line for language in LABELS for line in problem.lines(language))

    def __reduce__(self) -> tuple[type[AttributeError], tuple[str]]:
        return AttributeError, (str(self),)


class NoSuchRowError(KeyError):
    """A term of which a table does not have exactly one row, with the terms that it has."""

    def __init__(self, term: str, indicator: str | None, known: Iterable[str]) -> None:
        super().__init__(term, indicator, tuple(known))

    def __str__(self) -> str:
        term, indicator, known = self.args
        names = list(dict.fromkeys(known))
        values = {"known": ", ".join(names[:MOST_NAMES]) or "-", "nearest": nearest(term, names) or "-"}
        problem = Problem("usage.no_such_row", indicator or "row", term, values)
        return "\n".join(line for language in LABELS for line in problem.lines(language))

    def __reduce__(self) -> tuple[type[NoSuchRowError], tuple[str, str | None, tuple[str, ...]]]:
        return NoSuchRowError, self.args


class EstimationError(ProblemsError):
    """The data do not carry the estimate that is asked of them."""

    exit_code = 1


class RunError(SxshError):
    """A notebook failed although its inputs were accepted.

    Attributes
    ----------
    exit_code : int
        1 when the cell raised an `InputError`, 2 for a `UsageError`, else 3.
    """

    def __init__(self, message: str, exit_code: int = 3) -> None:
        super().__init__(message)
        self.code = exit_code

    def __reduce__(self) -> tuple[type[RunError], tuple[str, int]]:
        return type(self), (str(self), self.code)


def check_kind(value: object, kind: type | tuple[type, ...], verb: str) -> None:
    """Refuse something of another kind before it fails somewhere inside.

    Parameters
    ----------
    value : object
        What was given.
    kind : type or tuple of type
    verb : str
        What gives such an object, as it is called.

    Raises
    ------
    UsageError
        If it is none of these kinds.
    """
    if not isinstance(value, kind):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        wanted = " | ".join(one.__name__ for one in kinds)
        values = {"wanted": wanted, "verb": verb}
        raise UsageError([Problem("usage.wrong_object", wanted, f"{type(value).__name__}: {str(value)[:80]}", values)])
