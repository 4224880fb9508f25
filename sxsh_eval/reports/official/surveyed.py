"""What a run's report says beside the letter's figures, found by the stable keys of its sentences and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sxsh_eval.parameters.entries import Indicator
from sxsh_eval.parameters.quantity import Mark, Name, Num, Phrase, Range, Value
from sxsh_eval.reports.model import Report, Section, Table, Text
from sxsh_eval.reports.official.facts import VI, Facts
from sxsh_eval.reports.render.pieces import plain


@dataclass(frozen=True)
class Found:
    """One sentence of a report with the grade and source of its numbers.

    Attributes
    ----------
    key : str
        Key of the sentence.
    values : mapping of str to Value
    grade : str
        Name of the grade of evidence, read from the table that holds the same numbers.
    source : Phrase
        Source of that table.
    """

    key: str
    values: Mapping[str, Value]
    grade: str
    source: Phrase

    def number(self, name: str) -> Num:
        """A number of the sentence.

        Raises
        ------
        TypeError
            If it is something else.
        """
        value = self.values[name]
        if not isinstance(value, Num):
            raise TypeError(name)
        return value

    def interval(self, name: str = "interval") -> Range:
        """An interval of the sentence.

        Raises
        ------
        TypeError
            If it is something else.
        """
        value = self.values[name]
        if not isinstance(value, Range):
            raise TypeError(name)
        return value


def sections_in(sections: Iterable[Section]) -> Iterator[Section]:
    """Sections with all their parts."""
    for section in sections:
        yield section
        yield from sections_in(section.parts)


def tables_of(report: Report) -> dict[str, Table]:
    """Tables by id."""
    blocks = (block for section in sections_in(report.sections) for block in section.blocks)
    return {block.id: block for block in blocks if isinstance(block, Table)}


def sentences_of(report: Report) -> dict[str, Phrase]:
    """First sentence of each key."""
    found: dict[str, Phrase] = {}
    for section in sections_in(report.sections):
        for block in section.blocks:
            if isinstance(block, Text):
                found.setdefault(block.phrase.key, block.phrase)
    return found


def grades_in(row: Iterable[Value | None]) -> list[str]:
    """Grades of evidence in a table's row, from left to right."""
    return [cell.name for cell in row if isinstance(cell, Mark) and cell.scale == "evidence"]


def find(report: Report | None, key: str, table: str, row: int = 0) -> Found | None:
    """Sentence of a report whose numbers are graded in a table's row; None without either.

    Parameters
    ----------
    report : Report or None
    key : str
        Key of the sentence; one that ends in ``*`` stands for the first with that beginning.
    table : str
        Id of the table whose row gives the grade.
    row : int

    Returns
    -------
    Found or None
    """
    if report is None:
        return None
    sentences, graded = sentences_of(report), tables_of(report).get(table)
    names = [name for name in sentences if name == key or (key.endswith("*") and name.startswith(key[:-1]))]
    grades = grades_in(graded.rows[row]) if graded and graded.rows else []
    if not names or not grades or graded is None:
        return None
    said = sentences[names[0]]
    return Found(said.key, said.values, grades[-1], graded.source)


def survey_beside(facts: Facts, indicator: Indicator) -> str | None:
    """What the survey found for an indicator of the letter, with its interval and the verdict.

    Parameters
    ----------
    facts : Facts
    indicator : Indicator

    Returns
    -------
    str or None
        None where no survey speaks of it.
    """
    against = tables_of(facts.report).get("adoption_against") if facts.report else None
    for row in against.rows if against else ():
        title, survey, verdict = row[0], row[3], row[-1]
        if survey is not None and verdict is not None and _short(title) == indicator.short.vi:
            return VI.text("official.note.survey", survey=plain(survey, VI), verdict=plain(verdict, VI))
    return None


def _short(title: Value | None) -> str:
    """Short title of the indicator that heads a row."""
    inner = title.values.get("text") if isinstance(title, Phrase) else None
    return inner.vi if isinstance(inner, Name) else ""
