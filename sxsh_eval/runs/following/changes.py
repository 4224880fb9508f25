"""What the last run of a job changed, as values for whoever shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sxsh_eval.errors import ProblemsError
from sxsh_eval.estimates.comparison import CHANGED, SAME, Difference, largest_first
from sxsh_eval.parameters.quantity import Phrase, Value, phrase
from sxsh_eval.reports.comparison.cells import shown
from sxsh_eval.reports.comparison.differences import UNTOLD, kind_words
from sxsh_eval.reports.comparison.facts import Change, Comparison, Pair
from sxsh_eval.reports.comparison.labels import Labels
from sxsh_eval.reports.comparison.overview import cautions, change_name
from sxsh_eval.reports.model import Text
from sxsh_eval.runs.comparison.compare import compare_sides
from sxsh_eval.runs.comparison.records import flat
from sxsh_eval.runs.comparison.sides import Side, earlier_version, read_job
from sxsh_eval.runs.following.values import Changes, ChoiceChange, NumberChange
from sxsh_eval.runs.following.words import both, count, maybe
from sxsh_eval.runs.planning.fingerprint import file_hash
from sxsh_eval.runs.portal import DEPTH
from sxsh_eval.runs.project import Project, open_project
from sxsh_eval.runs.publish import recover_all
from sxsh_eval.runs.record import RECORD, RunRecord

MOST = 200
BEYOND = {"beyond": True, "within": False}


def changes_since_last(root: Path, folder: Path, most: int = MOST) -> Changes | None:
    """What differs in a job folder from what stood there before its last run.

    The rules of disclosure of comparisons hold: numbers that either run hides are not told, nor sums, shares or
    averages that are a few enterprises apart; the values are for the house alone.

    Parameters
    ----------
    root : Path
        Folder of the project.
    folder : Path
        Job folder, absolute or relative to the root; that of a failed attempt has nothing to compare.
    most : int
        Numbers that are put into words.

    Returns
    -------
    Changes or None
        None when nothing stood there before, or the folder is no finished job's.
    """
    sides = sides_of_last((root / folder).resolve())
    if sides is None:
        return None
    try:
        project: Project | None = open_project(root / "parameters" / "study.yml")
    except ProblemsError:
        project = None
    found = compare_sides(*sides, root.resolve())
    changes = _in_words(found, Labels(None if project is None else project.registry), most)
    old, new = (_own_choices(project, job.record) for side in sides for job in side.jobs.values())
    return replace(changes, choices=_with_own(changes.choices, old, new))


def sides_of_last(folder: Path) -> tuple[Side, Side] | None:
    """What stood in a job folder before its last run, and what stands there; None without either."""
    outputs = folder.parents[DEPTH - 1]
    recover_all(outputs)
    before = earlier_version(outputs, folder)
    if before is None or not (folder / RECORD).is_file():
        return None
    key, new = read_job(folder)
    name = folder.relative_to(outputs).parts[0]
    return Side(name, before, {key: read_job(before)[1]}, before=True), Side(name, folder, {key: new})


def _in_words(found: Comparison, labels: Labels, most: int) -> Changes:
    """The values of one job's comparison."""
    (pair,) = found.pairs
    told = largest_first(one for one in pair.differences if one.kind not in UNTOLD)
    warns = [block for block in cautions(found) if isinstance(block, Text)]
    return Changes(
        summary=both(_summary(found, pair)),
        numbers=tuple(_number(one, labels, pair.key.province) for one in told[:most]),
        equal=pair.of_kind(*SAME),
        unequal=found.unequal,
        choices=_changes("settings", found.settings),
        inputs=_changes("inputs", found.inputs),
        versions=_changes("code", found.code),
        new_warnings=tuple(both(value) for value in pair.new_warnings),
        gone_warnings=tuple(both(value) for value in pair.gone_warnings),
        cautions=tuple(both(block.phrase) for block in warns),
    )


def _summary(found: Comparison, pair: Pair) -> Phrase:
    total = sum(found.counts.values())
    if pair.state != "compared":
        return phrase("following.changed.without", why=phrase(f"compare.state.{pair.state}"))
    if not found.unequal:
        return phrase("following.changed.nothing", n=count(total))
    beyond = count(pair.of_kind("beyond"))
    return phrase("following.changed.numbers", changed=count(found.unequal), n=count(total), beyond=beyond)


def _number(one: Difference, labels: Labels, province: str) -> NumberChange:
    """One number in words of both languages."""
    cells, scope = shown(one), labels.scope(one.row, province)
    label: Value = labels.what(one.row)
    if scope is not None:
        label = phrase("following.changed.scoped", what=label, scope=scope)
    return NumberChange(
        label=both(label),
        old=maybe(cells.old),
        new=maybe(cells.new),
        difference=maybe(cells.difference) if one.kind in CHANGED else None,
        relative=maybe(cells.relative),
        kind=one.kind,
        verdict=both(kind_words(one)),
        beyond=BEYOND.get(one.kind),
    )


def _changes(kind: str, changes: Iterable[Change]) -> tuple[ChoiceChange, ...]:
    return tuple(ChoiceChange(one.name, both(change_name(kind, one)), one.old, one.new) for one in changes)


def _with_own(changes: tuple[ChoiceChange, ...], old: dict[str, str], new: dict[str, str]) -> tuple[ChoiceChange, ...]:
    """Choices with the study's own values, of either run, where it left them alone."""
    filled = (replace(one, old=one.old or old.get(one.key, ""), new=one.new or new.get(one.key, "")) for one in changes)
    return tuple(one for one in filled if one.old != one.new)


def _own_choices(project: Project | None, record: RunRecord | None) -> dict[str, str]:
    """Values of ``study.yml`` by dotted key, if that file still is the one a run has read."""
    if project is None or record is None:
        return {}
    name = str(record.parameters.get("study", ""))
    path = project.root / name
    if not path.is_file() or record.inputs.get(name) != file_hash(path):
        return {}
    return flat(project.choices.model_dump(mode="json"))
