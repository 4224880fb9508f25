"""A part of a fleet: what notebook, periods and provinces leave of it, with all that this part uses."""

from __future__ import annotations

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.study import StudyFile, parse_period
from sxsh_eval.runs.planning.fleet_jobs import Found, Wanted
from sxsh_eval.runs.planning.requests import Request


def chosen_part(request: Request, file: StudyFile, found: Found) -> list[Wanted]:
    """The part of a fleet that notebook, periods and provinces leave; a problem for each that fits nothing."""
    part = Found(found.wanted)
    chosen = _chosen(request, file, part)
    found.note(map(request.origin.located, part.problems))
    return chosen


def _chosen(request: Request, file: StudyFile, found: Found) -> list[Wanted]:
    chosen, notebook = found.wanted, request.notebook.removesuffix(".ipynb")
    if notebook:
        chosen = [job for job in chosen if notebook in (job.stage.notebook, job.label)]
        found.note([] if chosen else [_nothing("--notebook", notebook, found)])
    if request.periods:
        spans = []
        for text in request.periods:
            try:
                spans.append(parse_period(text, file.choices))
                fits = any(job.span == spans[-1] for job in chosen)
                found.note([] if fits else [_nothing("--period", text, found)])
            except UsageError as error:
                found.note(error.problems)
        chosen = [job for job in chosen if job.span in spans]
    if request.provinces:
        slugs: set[tuple[str, str]] = set()
        for text in request.provinces:
            slugs |= (own := _slugs(text, chosen, file, found))
            fits = not own or any((job.place, job.period) in own for job in chosen)
            found.note([] if fits else [_nothing("--province", text, found)])
        chosen = [job for job in chosen if (job.place, job.period) in slugs]
    return chosen


def _slugs(text: str, jobs: list[Wanted], file: StudyFile, found: Found) -> set[tuple[str, str]]:
    """Slugs that a text names, with the periods on whose first day it does; problems when it is never a province."""
    if text == NATIONAL:
        return {(NATIONAL, job.period) for job in jobs}
    slugs: set[tuple[str, str]] = set()
    problems: list[Problem] = []
    for span in dict.fromkeys(job.span for job in jobs):
        try:
            slugs.add((file.province(text, span).slug, f"{span.first}-{span.last}"))
        except UsageError as error:
            problems += error.problems
    if not slugs:
        found.note(problems)
    return slugs


def _nothing(where: str, text: str, found: Found) -> Problem:
    """Problem of a filter that leaves no job."""
    parts = {
        "--notebook": dict.fromkeys(job.label for job in found.wanted),
        "--period": dict.fromkeys(job.period for job in found.wanted),
        "--province": dict.fromkeys(job.place for job in found.wanted),
    }
    return Problem("usage.nothing_chosen", where, text, {"known": ", ".join(parts[where])[:400]})
