"""Sections on the numbers: those that changed, largest first, those that came or went, warnings that are new."""

from __future__ import annotations

from collections.abc import Sequence

from sxsh_eval.estimates.comparison import CHANGED, KINDS, SAME, Difference, Kind, largest_first
from sxsh_eval.parameters.quantity import Num, Phrase, Value, phrase
from sxsh_eval.reports.comparison.cells import shown
from sxsh_eval.reports.comparison.facts import Comparison, JobKey
from sxsh_eval.reports.comparison.labels import Labels, reason_words
from sxsh_eval.reports.comparison.overview import SOURCE, count
from sxsh_eval.reports.model import Block, Column, Section, Table, Text
from sxsh_eval.reports.sections.common import head, paragraph

Placed = tuple[JobKey, Difference]
Row = tuple[Value | None, ...]
ALONE: tuple[Kind, ...] = ("appeared", "vanished")
UNTOLD: tuple[Kind, ...] = (*SAME, "hidden_once", "few")
"""Kinds that are counted but not listed: a list of what one run hides would say where to look in the other."""
OTHER = tuple(kind for kind in KINDS if kind not in {*CHANGED, *ALONE, *UNTOLD})
MOST_ROWS = 400
"""Rows that a page can hold; the workbook of all numbers holds the rest."""


def placed_first(found: Comparison, kinds: Sequence[Kind]) -> list[Placed]:
    """Differences of some kinds with their jobs, largest first."""
    jobs = {id(one): key for key, one in found.differing() if one.kind in kinds}
    ordered = largest_first(one for _, one in found.differing() if one.kind in kinds)
    return [(jobs[id(one)], one) for one in ordered]


def is_whole(found: Comparison) -> bool:
    """Whether the report shows every number that is not equal."""
    return len(found.pairs) == 1 or found.unequal <= MOST_ROWS


def kind_words(one: Difference) -> Phrase:
    """What may be said of a difference, with a flag where the numbers were made in different ways."""
    kind = phrase(f"compare.kind.{one.kind}")
    return phrase("compare.kind_method", kind=kind) if one.method else kind


def first_cells(key: JobKey, one: Difference, labels: Labels, *, several: bool) -> Row:
    """Job, number, scope."""
    job = (labels.job(key),) if several else ()
    return (*job, labels.what(one.row), labels.scope(one.row, key.province))


def first_heads(*, several: bool) -> tuple[Column, ...]:
    """Heads of these."""
    job = (head("compare_job", share=1.4),) if several else ()
    return (*job, head("compare_number", share=2.6), head("compare_scope", share=1.3))


def changed_table(placed: list[Placed], labels: Labels, *, several: bool) -> Table:
    """Numbers that were subtracted."""
    rows = []
    for key, one in placed:
        cells = shown(one)
        numbers = (cells.old, cells.new, cells.difference, cells.relative)
        rows.append((*first_cells(key, one, labels, several=several), *numbers, kind_words(one)))
    return Table(
        id="compare_changed",
        title=phrase("compare.title.changed"),
        columns=(
            *first_heads(several=several),
            head("compare_old_number", share=1.8, align="right"),
            head("compare_new_number", share=1.8, align="right"),
            head("compare_difference", share=1.2, align="right"),
            head("compare_relative", share=0.9, align="right"),
            head("compare_kind", share=1.5),
        ),
        rows=tuple(rows),
        notes=(phrase("compare.note.order"),),
        source=SOURCE,
    )


def other_table(placed: list[Placed], labels: Labels, *, several: bool) -> Table:
    """Numbers that differ but cannot be subtracted, or of which only the interval differs."""
    rows = []
    for key, one in placed:
        cells = shown(one)
        rows.append((*first_cells(key, one, labels, several=several), cells.old, cells.new, kind_words(one)))
    return Table(
        id="compare_other",
        title=phrase("compare.title.other"),
        columns=(
            *first_heads(several=several),
            head("compare_old_number", share=1.8, align="right"),
            head("compare_new_number", share=1.8, align="right"),
            head("compare_kind", share=2.2),
        ),
        rows=tuple(rows),
        source=SOURCE,
    )


def alone_table(placed: list[Placed], labels: Labels, *, several: bool) -> Table:
    """Numbers that only one of the runs has."""
    rows = []
    for key, one in placed:
        cells = shown(one)
        value = cells.new if one.kind == "appeared" else cells.old
        reason = reason_words(one.row.reason)
        rows.append((*first_cells(key, one, labels, several=several), kind_words(one), value, reason))
    return Table(
        id="compare_alone",
        title=phrase("compare.title.alone"),
        columns=(
            *first_heads(several=several),
            head("compare_kind", share=1.6),
            head("compare_value", share=1.8, align="right"),
            head("compare_reason", share=1.6),
        ),
        rows=tuple(rows),
        notes=(phrase("compare.note.alone"),),
        source=SOURCE,
    )


def differences_section(found: Comparison, labels: Labels) -> Section:
    """Numbers that differ; of a large fleet those beyond their uncertainty alone."""
    several, whole = len(found.pairs) > 1, is_whole(found)
    blocks: list[Block] = []
    changed = placed_first(found, CHANGED if whole else ("beyond",))
    if not whole:
        blocks.append(paragraph("compare.only_beyond", n=count(min(len(changed), MOST_ROWS)), all=count(len(changed))))
    if changed:
        blocks.append(changed_table(changed if whole else changed[:MOST_ROWS], labels, several=several))
    elif whole:
        blocks.append(paragraph("compare.none_changed"))
    if whole:
        for kinds, make in ((OTHER, other_table), (ALONE, alone_table)):
            if placed := placed_first(found, kinds):
                blocks.append(make(placed, labels, several=several))
    return Section(id="differences", title=phrase("compare.section.differences"), blocks=tuple(blocks))


def warnings_section(found: Comparison, labels: Labels) -> Section | None:
    """Warnings that only one of the runs has; None where there are none."""
    rows: list[Row] = []
    for kind in ("new", "gone"):
        for pair in found.pairs:
            texts = pair.new_warnings if kind == "new" else pair.gone_warnings
            rows += [(labels.job(pair.key), phrase(f"compare.warning.{kind}"), text) for text in texts]
    if not rows:
        return None
    kept = rows[:MOST_ROWS]
    table = Table(
        id="compare_warnings",
        title=phrase("compare.title.warnings"),
        columns=(head("compare_job", share=1.3), head("compare_which", share=0.8), head("compare_warning", share=3.5)),
        rows=tuple(kept),
        notes=(phrase("compare.note.cut", n=count(len(kept)), all=count(len(rows))),) if len(kept) < len(rows) else (),
        source=SOURCE,
    )
    return Section(id="warnings", title=phrase("compare.section.warnings"), blocks=(table,))


def reading_section(found: Comparison) -> Section:
    """What the words of the tables mean and what cannot be said."""
    keys = ["unclear", "within", "no_interval", "same_data", "many", "other_method", "equal"]
    if found.internal:
        keys.append("hidden")
    blocks: list[Block] = [Text(phrase=phrase(f"compare.reading.{key}"), style="bullet") for key in keys]
    first = phrase("compare.reading.beyond")
    if found.levels:
        level = Num(value=round(100 * found.levels[-1], 1), unit="percent")
        first = phrase("compare.reading.beyond_level", level=level)
    blocks.insert(0, Text(phrase=first, style="bullet"))
    return Section(id="reading", title=phrase("compare.section.reading"), blocks=tuple(blocks))
