"""A report as an editor leaves it: long tables in an annex, no warning twice."""

from __future__ import annotations

from itertools import count

from sxsh_eval.parameters.quantity import Num, Value, phrase
from sxsh_eval.reports.model import Block, Report, Section, Table, Text

LONGEST_READ = 18
"""Tables of more rows are looked things up in rather than read."""

SAID_BY_BANNER = frozenset({"adoption.synthetic", "national.synthetic"})
"""Warnings of single chapters that the banner on every page of a whole report makes superfluous."""

LONGEST_RUNNING = 110
"""Letters of a running head on one line."""


def edit_report(report: Report) -> Report:
    """Report in the order of its pages.

    Parameters
    ----------
    report : Report
        As a notebook saved it.

    Returns
    -------
    Report
        Tables of more than `LONGEST_READ` rows stand in a last chapter, a pointer with their number in their place;
        those of the last chapter stay there. Where a banner on every page says that data are made up, the chapters
        do not say it again.
    """
    if not report.sections:
        return report
    annexed: list[Table] = []
    *first, last = report.sections
    numbers = count(1 + sum(_count_kept(section) for section in first) + _count_all(last))
    sections = [_edit(section, report, annexed, numbers) for section in first]
    sections.append(_without_twice(last, report))
    if annexed:
        intro = Text(phrase=phrase("render.annex_intro"))
        sections.append(Section(id="annex", title=phrase("render.annex"), blocks=(intro, *annexed), new_page=True))
    return report.model_copy(update={"sections": tuple(sections)})


def _is_long(block: Block) -> bool:
    return isinstance(block, Table) and len(block.rows) > LONGEST_READ


def _count_kept(section: Section) -> int:
    """Tables that stay in a section."""
    kept = sum(isinstance(block, Table) and not _is_long(block) for block in section.blocks)
    return kept + sum(_count_kept(part) for part in section.parts)


def _count_all(section: Section) -> int:
    return sum(isinstance(block, Table) for block in section.blocks) + sum(map(_count_all, section.parts))


def _edit(section: Section, report: Report, annexed: list[Table], numbers: count[int]) -> Section:
    """Section with pointers in place of its long tables, which go to `annexed`."""
    blocks: list[Block] = []
    for block in _without_twice(section, report).blocks:
        if isinstance(block, Table) and _is_long(block):
            annexed.append(block)
            blocks.append(_pointer(block, next(numbers)))
        else:
            blocks.append(block)
    parts = tuple(_edit(part, report, annexed, numbers) for part in section.parts)
    return section.model_copy(update={"blocks": tuple(blocks), "parts": parts})


def _without_twice(section: Section, report: Report) -> Section:
    """Section without what the banner says on every page."""
    if not report.synthetic:
        return section
    kept = (block for block in section.blocks if not (isinstance(block, Text) and block.phrase.key in SAID_BY_BANNER))
    return section.model_copy(update={"blocks": tuple(kept)})


def _pointer(table: Table, number: int) -> Text:
    """Where a table is found."""
    rows = Num(value=len(table.rows), unit="count")
    values: dict[str, Value] = {"number": Num(value=number, unit="year"), "title": table.title, "rows": rows}
    return Text(phrase=phrase("render.in_annex", **values))


def running_head(title: str, subtitle: str) -> str:
    """What heads and feet of pages repeat: both where they fit one line, else the title alone."""
    whole = f"{title} · {subtitle}"
    return whole if len(whole) <= LONGEST_RUNNING else title
