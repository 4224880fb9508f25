"""From a fleet to the places and periods of its stages; from those to jobs that know what they use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sxsh_eval.errors import Problem, UsageError, nearest
from sxsh_eval.inputs.letter_files import find_letters
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.fleet import ALL, LETTERS, REGION, Fleet, Stage
from sxsh_eval.parameters.quantity import Span
from sxsh_eval.parameters.study import StudyFile, parse_period
from sxsh_eval.runs.planning.places import is_national, report_notebooks, takes_country


@dataclass(frozen=True)
class Wanted:
    """One job to be: a stage's notebook for a place (slug, or `NATIONAL`) and a period."""

    label: str
    place: str
    span: Span
    stage: Stage = field(compare=False)

    @property
    def period(self) -> str:
        """Years joined by a hyphen."""
        return f"{self.span.first}-{self.span.last}"

    def reads(self, other: Wanted) -> bool:
        """Whether this one uses that one: an earlier stage it names, same period, same province where both have one."""
        named = other.label in self.stage.uses and self.span == other.span
        return named and (self.place == other.place or NATIONAL in (self.place, other.place))


@dataclass
class Found:
    """What an expansion found: jobs to be, problems with what was asked."""

    wanted: list[Wanted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, problems: Iterable[Problem]) -> None:
        """Keep problems, each once: what is unknown in one period is not told again for the next."""
        for problem in problems:
            if all((problem.code, problem.where, problem.found) != (p.code, p.where, p.found) for p in self.problems):
                self.problems.append(problem)


def _as_it_is(problem: Problem, _stage: int) -> Problem:
    return problem


def expand(
    fleet: Fleet, file: StudyFile, notebooks: Path, located: Callable[[Problem, int], Problem] = _as_it_is
) -> Found:
    """All jobs of a fleet in its order, each once.

    Parameters
    ----------
    fleet : Fleet
    file : StudyFile
    notebooks : Path
        Folder of the notebooks.
    located : callable
        Problem of the stage at a position of the fleet, at the place of the choice that it is about.

    Returns
    -------
    Found
        With a problem for every province, region, period or notebook that is unknown or does not fit.
    """
    whole, known = Found(), report_notebooks(notebooks)
    for at, stage in enumerate(fleet.stages):
        found = _of_stage(stage, file, notebooks, known)
        whole.wanted += found.wanted
        whole.note(located(problem, at) for problem in found.problems)
    whole.wanted = list(dict.fromkeys(whole.wanted)) if not whole.problems else []
    return whole


def _of_stage(stage: Stage, file: StudyFile, notebooks: Path, known: Sequence[str]) -> Found:
    found = Found()
    if stage.notebook not in known:
        values = {"known": ", ".join(known) or "-", "nearest": nearest(stage.notebook, known) or "-"}
        found.note([Problem("usage.unknown_notebook", "--notebook", stage.notebook, values)])
    notebook = notebooks / f"{stage.notebook}.ipynb"
    national, either = is_national(notebook), takes_country(notebook)
    for span in _spans(stage, file, found):
        places = _country(stage, found) if national else _provinces(stage, span, file, found, either=either)
        found.wanted += [Wanted(stage.label, place, span, stage) for place in places]
    return found


def _spans(stage: Stage, file: StudyFile, found: Found) -> list[Span]:
    if stage.each.period == (ALL,):
        return list(file.choices.periods)
    spans = []
    for text in stage.each.period:
        try:
            spans.append(parse_period(text, file.choices))
        except UsageError as error:
            found.note(error.problems)
    return spans or [file.choices.periods[0]]  # with a problem: provinces are looked at all the same


def _country(stage: Stage, found: Found) -> list[str]:
    values = {"notebook": stage.notebook}
    named = [name for name in stage.each.province or () if name != NATIONAL]
    found.note(Problem("usage.notebook_of_country", "--province", name, values) for name in named)
    return [NATIONAL]


def _provinces(stage: Stage, span: Span, file: StudyFile, found: Found, *, either: bool) -> list[str]:
    slugs: list[str] = []
    for name in stage.each.province or (LETTERS,):
        try:
            slugs += [NATIONAL] if either and name == NATIONAL else _named(name, span, file, stage)
        except UsageError as error:
            found.note(error.problems)
    return list(dict.fromkeys(slugs))


def _named(name: str, span: Span, file: StudyFile, stage: Stage) -> list[str]:
    """Slugs that one entry of ``each.province`` stands for on the first day of a period."""
    day = dt.date(span.first, 1, 1)
    valid = [province for province in file.provinces if province.valid_on(day)]
    if name == ALL:
        return [province.slug for province in valid]
    if name == LETTERS:
        claims = file.root / file.choices.paths.claims
        return [province.slug for province in valid if find_letters(claims, province.slug)]
    if name.startswith(REGION):
        region, known = name.removeprefix(REGION).strip(), sorted({province.region for province in valid})
        if region not in known:
            values = {"known": ", ".join(known), "nearest": nearest(region, known) or "-"}
            raise UsageError([Problem("usage.unknown_region", "--province", name, values)])
        return [province.slug for province in valid if province.region == region]
    if name == NATIONAL:
        raise UsageError([Problem("usage.notebook_of_province", "--province", name, {"notebook": stage.notebook})])
    return [file.province(name, span).slug]


def needed(wanted: Sequence[Wanted], chosen: Sequence[Wanted]) -> list[Wanted]:
    """Chosen jobs with all that they use, in the fleet's order."""
    keep = set(chosen)
    for job in reversed(wanted):
        if job not in keep and any(other in keep and other.reads(job) for other in wanted):
            keep.add(job)
    return [job for job in wanted if job in keep]


def settings_of(fleet: Fleet, wanted: Wanted, given: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, Any]:
    """Settings of one job: the fleet's, the stage's, the province's, then those given for this run.

    Parameters
    ----------
    fleet : Fleet
    wanted : Wanted
    given : mapping
        Of this run.
    own : mapping of str to str
        Key of `Fleet.overrides` by slug.
    """
    override = fleet.overrides.get(own.get(wanted.place, ""), {})
    return {**fleet.settings, **wanted.stage.settings, **override, **given}


def override_keys(fleet: Fleet, spans: Iterable[Span], file: StudyFile) -> tuple[dict[str, str], dict[str, Problem]]:
    """Key of `Fleet.overrides` by slug; a problem by each key that names no province at the beginning of any period."""
    keys: dict[str, str] = {}
    problems: dict[str, Problem] = {}
    every = tuple(spans)
    for name in fleet.overrides:
        errors: list[Problem] = []
        for span in every:
            try:
                keys[file.province(name, span).slug] = name
            except UsageError as error:
                errors += error.problems
        if every and len(errors) >= len(every):
            problems[name] = errors[0]
    return keys, problems
