"""Sections on the runs themselves: what was compared, how many numbers differ, settings, data files, program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sxsh_eval.estimates.comparison import CHANGED, KINDS, SAME, Kind
from sxsh_eval.parameters.quantity import Day, Listing, Num, Phrase, Value, Verbatim, phrase
from sxsh_eval.reports.comparison.facts import STATES, Change, Comparison, JobKey, Pair, SideFacts
from sxsh_eval.reports.comparison.labels import Labels, table_title
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.model import Block, Column, Section, Table, Text
from sxsh_eval.reports.sections.common import boxed, bullet, head, paragraph

SOURCE = phrase("compare.source")
NAMED_JOBS = 4
"""Jobs that a cell names before it counts them."""


def count(value: int) -> Num:
    """A number of things."""
    return Num(value=value, unit="count")


def side_name(side: SideFacts) -> Value:
    """Name of a run, or that it is what stood there before."""
    name = Verbatim(text=side.name)
    return phrase("compare.before", name=name) if side.before else name


def side_words(side: SideFacts) -> Value:
    """Name, place and days of a run."""
    name, place = side_name(side), Verbatim(text=side.place)
    if not side.first:
        return phrase("compare.side_undated", name=name, place=place, jobs=count(side.jobs))
    first, last = (Day(value=date.fromisoformat(day), form="short") for day in (side.first, side.last))
    days: Value = first if first == last else phrase("compare.days", first=first, last=last)
    return phrase("compare.side", name=name, place=place, jobs=count(side.jobs), days=days)


def summary_section(found: Comparison) -> Section:
    """The answer first: nothing differs, or how much does; then what stands against comparing."""
    counts, jobs = found.counts, len(found.compared)
    numbers = sum(counts.values())
    if found.nothing_differs:
        blocks: list[Block] = [boxed("compare.nothing_differs", jobs=count(jobs), numbers=count(numbers))]
    elif not jobs:
        blocks = [boxed("compare.nothing_compared")]
    elif not found.unequal:
        blocks = [boxed("compare.numbers_equal", jobs=count(jobs), numbers=count(numbers))]
    else:
        values = {"jobs": jobs, "numbers": numbers, "same": sum(counts[kind] for kind in SAME)}
        values |= {kind: counts[kind] for kind in CHANGED}
        values["others"] = found.unequal - sum(counts[kind] for kind in CHANGED)
        blocks = [boxed("compare.summary", **{name: count(value) for name, value in values.items()})]
    return Section(id="summary", title=phrase("section.summary"), blocks=(*blocks, *cautions(found)))


def cautions(found: Comparison) -> list[Block]:
    """What a reader has to know before using the numbers."""
    keys: dict[str, int] = {
        "synthetic_differs": sum(len(set(pair.synthetic)) > 1 for pair in found.compared),
        "audience_differs": sum(len(set(pair.audience)) > 1 for pair in found.compared),
        "damaged_record": sum(any(pair.damaged) for pair in found.compared),
        "failed_since": sum(any(pair.attempts) for pair in found.compared),
        "public_twice": sum(pair.audience == ("public", "public") for pair in found.compared if found.internal),
        "few_told": found.counts["few"],
        "hidden_told": found.counts["hidden_once"],
    }
    keys |= {state: sum(pair.state == state for pair in found.pairs) for state in STATES if state != "compared"}
    lines = [Text(phrase=phrase(f"compare.caution.{key}", n=count(n)), style="warning") for key, n in keys.items() if n]
    return [*lines, *([paragraph("compare.internal")] if found.internal else [])]


def sides_section(found: Comparison, labels: Labels) -> Section:
    """Both runs, then every job that could not be compared, with why."""
    blocks: list[Block] = [
        bullet("compare.old", side=side_words(found.old)),
        bullet("compare.new", side=side_words(found.new)),
    ]
    wrong = [pair for pair in found.pairs if pair.state != "compared"]
    if wrong:
        blocks.append(states_table(wrong, labels))
    return Section(id="sides", title=phrase("compare.section.sides"), blocks=tuple(blocks))


def states_table(pairs: Iterable[Pair], labels: Labels) -> Table:
    """Jobs without numbers on both sides."""
    return Table(
        id="compare_states",
        title=phrase("compare.title.states"),
        columns=(head("compare_job", share=1.6), head("compare_state", share=1.6), head("compare_detail", share=2.4)),
        rows=tuple((labels.job(pair.key), state_words(pair), detail_words(pair.detail)) for pair in pairs),
        source=SOURCE,
    )


def state_words(pair: Pair) -> Phrase:
    """Why a job was not compared, and in which run."""
    state = phrase(f"compare.state.{pair.state}")
    return phrase(f"compare.in_{pair.side}", state=state) if pair.side else state


def detail_words(text: str) -> Verbatim | None:
    """First line of a message."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Verbatim(text=lines[0][:200]) if lines else None


def tables_table(found: Comparison) -> Table:
    """Numbers by chapter and kind."""
    names = list(dict.fromkeys(table for pair in found.compared for table, _ in pair.counts))
    rows = []
    for name in names:
        cells = [sum(pair.counts[name, kind] for pair in found.compared) for kind in KINDS]
        rows.append((table_title(name), *by_group(dict(zip(KINDS, cells, strict=True)))))
    return Table(
        id="compare_tables",
        title=phrase("compare.title.tables"),
        columns=(head("compare_table", share=2.4), *count_heads()),
        rows=tuple(rows),
        notes=(phrase("compare.note.kinds"),),
        source=SOURCE,
    )


def jobs_table(found: Comparison, labels: Labels) -> Table:
    """Numbers by job and kind, those with most differences beyond their uncertainty first."""
    pairs = sorted(found.compared, key=lambda pair: (-pair.of_kind("beyond"), -pair.of_kind("unclear"), pair.key))
    rows = tuple((labels.job(pair.key), *by_group({kind: pair.of_kind(kind) for kind in KINDS})) for pair in pairs)
    return Table(
        id="compare_jobs",
        title=phrase("compare.title.jobs"),
        columns=(head("compare_job", share=2.4), *count_heads()),
        rows=rows,
        notes=(phrase("compare.note.kinds"),),
        source=SOURCE,
    )


def count_heads() -> tuple[Column, ...]:
    """Heads of the columns of counts."""
    names = ("same", *CHANGED, "other", "appeared", "vanished")
    return tuple(head(f"compare_{name}", share=1.0, align="right") for name in names)


def by_group(kinds: Mapping[Kind, int]) -> tuple[Num, ...]:
    """Counts in the order of `count_heads`."""
    alone = {"appeared", "vanished"}
    same = sum(kinds[kind] for kind in SAME)
    other = sum(n for kind, n in kinds.items() if kind not in {*SAME, *CHANGED, *alone})
    told = (same, *(kinds[kind] for kind in CHANGED), other, kinds["appeared"], kinds["vanished"])
    return tuple(count(value) for value in told)


def causes_section(found: Comparison, labels: Labels) -> Section:
    """What could have made the difference: settings, data files, program."""
    blocks: list[Block] = [paragraph("compare.causes", n=count(found.provenance))]
    several = len(found.pairs) > 1
    for name, changes in (("settings", found.settings), ("inputs", found.inputs), ("code", found.code)):
        blocks.append(changes_table(name, changes, labels, several=several) if changes else same_causes(name, found))
    return Section(id="causes", title=phrase("compare.section.causes"), blocks=tuple(blocks))


def same_causes(name: str, found: Comparison) -> Text:
    """That nothing of a kind differs, or that no record tells."""
    return bullet(f"compare.same.{name}" if found.provenance else f"compare.unknown.{name}")


def changes_table(name: str, changes: tuple[Change, ...], labels: Labels, *, several: bool) -> Table:
    """Old and new side by side, with the jobs where there are several."""
    rows = [
        (change_name(name, one), told(one.old), told(one.new), *([jobs_words(one.jobs, labels)] if several else []))
        for one in changes
    ]
    return Table(
        id=f"compare_{name}",
        title=phrase(f"compare.title.{name}"),
        columns=(
            head(f"compare_{name}", share=2.2),
            head("compare_old", share=1.6),
            head("compare_new", share=1.6),
            *([head("compare_where", share=1.8)] if several else []),
        ),
        rows=tuple(rows),
        notes=(phrase("compare.note.inputs"),) if name == "inputs" else (),
        source=SOURCE,
    )


def change_name(kind: str, one: Change) -> Value:
    """A part of the program in words, else the name as it stands."""
    if kind == "code" and f"compare.code.{one.name}" in catalogue("vi"):
        return phrase(f"compare.code.{one.name}")
    return Verbatim(text=one.name)


def told(text: str) -> Value:
    """Value as written; a word where a side has none."""
    return Verbatim(text=text) if text else phrase("compare.absent")


def jobs_words(jobs: tuple[JobKey, ...], labels: Labels) -> Value:
    """Names of few jobs, number of many."""
    if len(jobs) <= NAMED_JOBS:
        return Listing(items=tuple(labels.job(key) for key in jobs), long=True)
    return phrase("compare.many_jobs", n=count(len(jobs)))
