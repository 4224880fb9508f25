"""Content of the summary that stands first in a marked copy, whichever library writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sxsh_eval.inputs.tables.examined import Examined
from sxsh_eval.reports.workbooks.problem_lines import Place, ProblemLine
from sxsh_eval.reports.workbooks.problem_page import fact_lines
from sxsh_eval.reports.workbooks.safe_book import EN, VI, both

WIDTHS = [14.0, 34.0, 22.0, 10.0, 34.0, 40.0, 48.0, 14.0]
HEADS = ("severity", "rule", "cells", "count", "found", "expected", "action", "link")
LONGEST = 900
"""Letters of a list of cells or of what was found that one row shows."""


@dataclass(frozen=True)
class SummaryRow:
    """One problem.

    Attributes
    ----------
    severity : str
    texts : tuple of str
        All columns but the link.
    first : tuple of int, optional
        Cell to go to.
    """

    severity: str
    texts: tuple[str, ...]
    first: Place | None


@dataclass(frozen=True)
class Summary:
    """What was checked and what was found.

    Attributes
    ----------
    title : str
    facts : tuple of str
    heads : tuple of str
    rows : tuple of SummaryRow
    """

    title: str
    facts: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[SummaryRow, ...]


def summary_of(examined: Examined, lines: Sequence[ProblemLine], notes: Sequence[str], rows: str = "") -> Summary:
    """Summary of a check.

    Parameters
    ----------
    examined : Examined
    lines : sequence of ProblemLine
    notes : sequence of str
        Keys of what is to be known about the copy.
    rows : str
        Most rows that it shows, where it is an excerpt.

    Returns
    -------
    Summary
    """
    facts = [
        f"{vi}\n{en}" for vi, en in zip(*(fact_lines(examined, lines, each.code) for each in (VI, EN)), strict=True)
    ]
    facts += [f"{VI.text(key, rows=rows)}\n{EN.text(key, rows=rows)}" for key in notes]
    found = tuple(SummaryRow(line.severity, _texts(line), line.first) for line in lines)
    title = VI.text("problems.title", file=examined.cells.label)
    return Summary(title, tuple(facts), tuple(both(f"problem_column.{head}") for head in HEADS), found)


def _texts(line: ProblemLine) -> tuple[str, ...]:
    place = f"{line.column}: {line.cells}" if line.column and line.cells else line.column or line.cells or line.where
    texts = (
        both(f"problems.{line.severity}"),
        f"{line.title.vi}\n{line.title.en}",
        place,
        str(line.count or ""),
        line.found,
        f"{line.expected.vi}\n{line.expected.en}",
        f"{line.action.vi}\n{line.action.en}",
    )
    return tuple(text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for text in texts)
