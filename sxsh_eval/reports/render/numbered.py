"""Order and numbers of chapters, tables and figures, the same in every office format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from sxsh_eval.reports.model import Block, Figure, Report, Section, Table

Counters = dict[type[Table | Figure], "count[int]"]


@dataclass(frozen=True)
class Chapter:
    """One section with its place in the report.

    Attributes
    ----------
    level : int
        1 for a chapter, 2 for a part of it, and so on.
    number : str
        ``2.1`` for the first part of the second chapter.
    blocks : tuple of (Block, int or None)
        Blocks of the section itself; tables and figures with their running number.
    """

    section: Section
    level: int
    number: str
    blocks: tuple[tuple[Block, int | None], ...]


def chapters(report: Report) -> Iterator[Chapter]:
    """All sections of a report in reading order.

    Parameters
    ----------
    report : Report
        Report to walk through.

    Yields
    ------
    Chapter
        Each section once, a chapter before its parts.
    """
    counters: Counters = {Table: count(1), Figure: count(1)}
    yield from _walk(report.sections, "", 1, counters)


def _walk(sections: tuple[Section, ...], above: str, level: int, counters: Counters) -> Iterator[Chapter]:
    for place, section in enumerate(sections, start=1):
        number = f"{above}{place}"
        blocks = tuple((block, _number(block, counters)) for block in section.blocks)
        yield Chapter(section, level, number, blocks)
        yield from _walk(section.parts, f"{number}.", level + 1, counters)


def _number(block: Block, counters: Counters) -> int | None:
    match block:
        case Table():
            return next(counters[Table])
        case Figure():
            return next(counters[Figure])
        case _:
            return None
