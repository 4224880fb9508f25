"""One analysis on given data: whether it can be done, why not, what would have to be obtained, which verb does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

import pandas as pd

from sxsh_eval.errors import LABELS, EstimationError, Problem
from sxsh_eval.estimates.diagnosis import warnings_of
from sxsh_eval.estimates.disclosure.gate import HIDDEN, named_in
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.parameters.quantity import Phrase, Value, Words, as_name, phrase
from sxsh_eval.shown import Shown

Verdict = Literal["possible", "weak", "impossible"]
Made = TypeVar("Made")
MOST_REASONS = 3


@dataclass(frozen=True)
class Analysis(Shown):
    """One analysis.

    Attributes
    ----------
    name : str
        Key ``advise.analysis.<name>`` says in words what it answers.
    verdict : {"possible", "weak", "impossible"}
        Weak: numbers come out, with warnings that have to be told beside them.
    verb : str
        Public verb to call next.
    problems : tuple of Problem
        What the verb refused or warned of.
    obtain : tuple of str
        Tables, or ``letter``, without which it cannot be done; of a table there is a template.
    reason : Phrase or None
        Why, where no problem says it.
    """

    name: str
    verdict: Verdict
    verb: str
    problems: tuple[Problem, ...] = ()
    obtain: tuple[str, ...] = ()
    reason: Phrase | None = None

    def _facts(self) -> Mapping[str, Any]:
        told = {"analysis": phrase(f"advise.analysis.{self.name}"), "verdict": self.verdict, "reason": self.said}
        return told | {"obtain": ", ".join(self.obtain), "verb": f"sx.{self.verb}"}

    @property
    def said(self) -> Value:
        """Reasons in both languages; empty where nothing stands in the way."""
        if self.reason is not None:
            return self.reason
        kept = list({one.code: one for one in self.problems}.values())[:MOST_REASONS]
        return as_name(Words(vi=sentences(kept, "vi"), en=sentences(kept, "en"))) if kept else phrase("advise.nothing")


def sentences(problems: Sequence[Problem], language: str) -> str:
    """What was found, needed, and is to be done."""
    label = LABELS[language]
    plain = [one.severity == "warning" or one.found in {"", "-"} for one in problems]
    return "; ".join(
        one.brief(language) if bare else f"{label['found']}: {one.found} – {label['expected']}: {one.brief(language)}"
        for one, bare in zip(problems, plain, strict=True)
    )


@dataclass(frozen=True, eq=False)
class Tried:
    """What came of calling a verb.

    Attributes
    ----------
    found : object or None
    problems : tuple of Problem
        Refusals where nothing was found, else warnings.
    """

    found: Any
    problems: tuple[Problem, ...] = ()


def call(make: Callable[[], Any]) -> Tried:
    """Result of a verb, or its refusal."""
    try:
        found = make()
    except EstimationError as refusal:
        return Tried(None, refusal.problems)
    return Tried(None, found.problems) if isinstance(found, Refused) else Tried(found)


def no_table(table: str, period: str) -> Problem:
    """A table that is needed and is not there, or has no rows in the period."""
    return Problem("advise.no_table", f"data.{table}", "-", {"table": table, "period": period})


NO_LETTER = Problem("advise.no_letter", "data/claims", "-")


def whole(name: str, verb: str, tried: Tried, lacking: Problem, *warnings: Problem) -> Analysis:
    """Verdict on a verb by what came of calling it.

    Parameters
    ----------
    name, verb : str
    tried : Tried
    lacking : Problem
        Why a verb that refuses nothing gives nothing: what is to be obtained.
    *warnings : Problem
        What has to be told beside the result.

    Returns
    -------
    Analysis
    """
    if tried.found is None and not tried.problems:
        return Analysis(name, "impossible", verb, (lacking,), (table_of(lacking),))
    if tried.found is None:
        return Analysis(name, "impossible", verb, tried.problems)
    told = (*tried.problems, *warnings)
    return Analysis(name, "weak" if told else "possible", verb, told)


def table_of(lacking: Problem) -> str:
    """Table that a problem asks for, or ``letter``."""
    return lacking.values.get("table", "letter")  # noqa: PD011 - a mapping, no frame


def part(name: str, verb: str, parent: Analysis, refused: Iterable[Problem]) -> Analysis:
    """Verdict on a part of a result by the refusal that the result kept of it."""
    if parent.verdict == "impossible":
        return replace(parent, name=name, verb=verb)
    problems = tuple(refused)
    return Analysis(name, "impossible" if problems else "possible", verb, problems)


@dataclass(frozen=True)
class Unnamed:
    """Names of enterprises that no reason may repeat."""

    names: frozenset[str] = field(default_factory=frozenset)

    def free(self, analysis: Analysis) -> Analysis:
        """The same without the codes and names of enterprises."""
        return replace(analysis, problems=tuple(self.clean(one) for one in analysis.problems))

    def clean(self, problem: Problem) -> Problem:
        """Problem whose texts name nobody."""
        texts = {"found": problem.found, **problem.values}  # noqa: PD011 - a mapping, no frame
        free = {key: HIDDEN if named_in(text, self.names) else text for key, text in texts.items()}
        return replace(problem, found=free.pop("found"), values=free)


def warned(checks: pd.DataFrame | None) -> tuple[Problem, ...]:
    """Warnings of a table of checks."""
    return () if checks is None else tuple(warnings_of(checks))
