"""Two runs compared: jobs matched, numbers and records held against each other, the report published whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sxsh_eval.errors import InputError, Problem, UsageError
from sxsh_eval.estimates.comparison import SAME, compare_numbers
from sxsh_eval.estimates.numbers import Numbers, read_numbers
from sxsh_eval.parameters.quantity import Value
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.reports.comparison.differences import is_whole
from sxsh_eval.reports.comparison.facts import Comparison, JobKey, Pair, State
from sxsh_eval.runs.comparison.records import Records, all_changes, warnings_of
from sxsh_eval.runs.comparison.sides import Side, SideJob, read_before, read_side
from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.locks import locked
from sxsh_eval.runs.planning.requests import chosen_forms
from sxsh_eval.runs.project import open_project
from sxsh_eval.runs.publish import locks_folder, prepare_outputs, publish, recover_all, staging

COMPARISONS = "comparisons"
USUAL = ("html", "xlsx")
ALL_NUMBERS = "all-numbers"
NAMED = 5


@dataclass(frozen=True)
class CompareRequest:
    """What to compare.

    Attributes
    ----------
    old : str
        Name of a run, or a folder.
    new : str or None
        The same; None takes `old` for the new side, and for the old one what stood there before its last execution.
    languages, formats : tuple of str
        None given: all languages; HTML and Excel.
    outputs, study : Path or None
        As of the command line.
    """

    old: str
    new: str | None = None
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    outputs: Path | None = None
    study: Path | None = None


@dataclass(frozen=True)
class Compared:
    """What came of it.

    Attributes
    ----------
    found : Comparison
    folder : Path
    files : tuple of str
        Names of the files in `folder`.
    """

    found: Comparison
    folder: Path
    files: tuple[str, ...]


def compare_runs(request: CompareRequest) -> Compared:
    """Compare two runs; write the report into ``comparisons/<old>--<new>``.

    Parameters
    ----------
    request : CompareRequest

    Returns
    -------
    Compared

    Raises
    ------
    UsageError
        If a run or folder is not there, both are the same, or they have no job in common, or of a single one nothing
        that stood there before is kept.
    InputError
        If the project's files are wrong or the outputs cannot be written.
    """
    codes, forms = chosen_forms(request.languages, request.formats or USUAL)
    project = open_project(request.study)
    outputs = (request.outputs or project.root / project.choices.paths.outputs).resolve()
    recover_all(outputs)
    old, new = both_sides(outputs, request)
    found = compare_sides(old, new, project.root)
    folder = outputs / COMPARISONS / f"{old.slug}--{new.slug}{'-2' if old.slug == new.slug else ''}"
    prepare_outputs(outputs)
    with locked(locks_folder(outputs), f"{COMPARISONS}.{folder.name}"), staging(outputs) as ready:
        write_files(found, project.registry, ready, codes, forms)
        names = tuple(sorted(path.name for path in ready.iterdir()))
        publish(outputs, ready, folder)
    return Compared(found, folder, names)


def both_sides(outputs: Path, request: CompareRequest) -> tuple[Side, Side]:
    """The two runs of a request, or one run and what stood there before."""
    first = read_side(outputs, request.old, "A")
    if request.new is None:
        return read_before(outputs, first)
    second = read_side(outputs, request.new, "B")
    check_sides(first, second)
    return first, second


def check_sides(old: Side, new: Side) -> None:
    """Refuse what cannot be compared."""
    if old.place == new.place:
        raise UsageError([Problem("compare.same_run", f"A: {old.name}; B: {new.name}", str(old.place))])
    if not old.jobs.keys() & new.jobs.keys():
        some = [", ".join(" ".join(key) for key in list(side.jobs)[:NAMED]) for side in (old, new)]
        raise UsageError([Problem("compare.no_common_job", f"A: {old.name}; B: {new.name}", f"{some[0]} ≠ {some[1]}")])


def write_files(
    found: Comparison, registry: Registry, folder: Path, codes: tuple[str, ...], forms: tuple[str, ...]
) -> None:
    """Render the report; for a fleet whose differences no page can hold, all of them as a plain workbook too."""
    from sxsh_eval.reports.comparison.report import comparison_report
    from sxsh_eval.reports.comparison.workbook import all_numbers
    from sxsh_eval.reports.language import Language
    from sxsh_eval.reports.render.files import render_files

    render_files(comparison_report(found, registry), folder, codes, forms)
    if not is_whole(found):
        for code in codes:
            content = all_numbers(found, Language(code), registry)
            (folder / f"{ALL_NUMBERS}.{code}.xlsx").write_bytes(content)


def compare_sides(old: Side, new: Side, root: Path) -> Comparison:
    """Everything that differs between two sides.

    Parameters
    ----------
    old, new : Side
    root : Path
        Folder of the project.
    """
    levels: set[float] = set()
    pairs = [
        compare_jobs(key, old.jobs.get(key), new.jobs.get(key), levels) for key in sorted({**old.jobs, **new.jobs})
    ]
    records = list(both_records(old, new))
    differing = all_changes(records)
    return Comparison(
        old=old.facts(root),
        new=new.facts(root),
        pairs=tuple(pairs),
        settings=differing["settings"],
        code=differing["code"],
        inputs=differing["inputs"],
        provenance=len(records),
        levels=tuple(sorted(levels)),
    )


def both_records(old: Side, new: Side) -> Iterator[Records]:
    """Records of jobs that were finished in both runs."""
    for key in old.jobs.keys() & new.jobs.keys():
        first, second = old.jobs[key], new.jobs[key]
        if first.record and second.record and not first.failed and not second.failed:
            yield key, first.record, second.record


def compare_jobs(key: JobKey, old: SideJob | None, new: SideJob | None, levels: set[float]) -> Pair:
    """One job in both runs; coverages of its intervals are added to `levels`."""
    if old is None or new is None:
        return Pair(key, "only_new" if old is None else "only_old")
    if old.failed or new.failed:
        return wrong(key, "failed", [failure_of(job) if job.failed else None for job in (old, new)])
    first, second = numbers_of(old), numbers_of(new)
    if isinstance(first, Problem) or isinstance(second, Problem):
        problems = [one if isinstance(one, Problem) else None for one in (first, second)]
        damaged = any(one is not None and one.code == "numbers.damaged" for one in problems)
        found = [None if one is None else one.found for one in problems]
        return wrong(key, "damaged_numbers" if damaged else "no_numbers", found)
    levels |= {method.level for side in (first, second) for method in side.methods.values() if method.level}
    return with_numbers(key, (old, new), (first, second))


def numbers_of(job: SideJob) -> Numbers | Problem:
    """Numbers of a job, or what is wrong with them."""
    try:
        return read_numbers(job.folder)
    except InputError as error:
        return error.problems[0]


def failure_of(job: SideJob) -> str:
    """Message of a failed job."""
    return job.attempt.failure.message if job.attempt and job.attempt.failure else "-"


def wrong(key: JobKey, state: State, found: list[str | None]) -> Pair:
    """Job that cannot be compared; `found` says what is wrong on either side, None where nothing is."""
    told = [text for text in found if text is not None]
    side: Literal["old", "new", "both"] = "both" if len(told) == len(found) else "new" if found[0] is None else "old"
    return Pair(key, state, told[0], side)


def with_numbers(key: JobKey, jobs: tuple[SideJob, SideJob], numbers: tuple[Numbers, Numbers]) -> Pair:
    """Job with numbers on both sides."""
    old, new = numbers
    differences = compare_numbers(old, new)
    unequal = tuple(one for one in differences if one.kind not in SAME)
    former, latter = both_warnings(jobs)
    return Pair(
        key,
        "compared",
        differences=unequal,
        counts=Counter((one.row.table, one.kind) for one in differences),
        synthetic=(old.synthetic, new.synthetic),
        audience=(old.audience, new.audience),
        attempts=(jobs[0].attempt is not None, jobs[1].attempt is not None),
        damaged=(bool(jobs[0].damage), bool(jobs[1].damage)),
        new_warnings=tuple(value for text, value in latter.items() if text not in former),
        gone_warnings=tuple(value for text, value in former.items() if text not in latter),
    )


def both_warnings(jobs: tuple[SideJob, SideJob]) -> tuple[dict[str, Value], dict[str, Value]]:
    """Warnings of both sides; a report that is the same in both is not read."""
    hashes = {job.record.files.get(REPORT, job.folder) if job.record else job.folder for job in jobs}
    told = [warnings_of(job.folder, job.record, report=len(hashes) > 1) for job in jobs]
    return told[0], told[1]
