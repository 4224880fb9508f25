"""Every number of a paragraph: figures with value, bound and unit sign; times; digits that are no figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sxsh_eval.inputs.letters.figure_groups import bands, fractions, joined_words, spelt_figures, wholes
from sxsh_eval.inputs.letters.figures import Figure, measured
from sxsh_eval.inputs.letters.marks import Mark, find_marks
from sxsh_eval.inputs.letters.times import When, find_times
from sxsh_eval.inputs.printed import EITHER, GROUPED, GROUPED_EN, MAX_DIGITS, PLAIN

MAX_PARAGRAPH, MAX_FIGURES = 20_000, 300
DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
WELL_FORMED = re.compile(rf"{GROUPED}|{GROUPED_EN}|{PLAIN}")
YEARS_GLUED = re.compile(r"(?:(?:19|20)[0-9]{2}[.,])+(?:19|20)[0-9]{2}")


@dataclass(frozen=True)
class Numbers:
    """All numbers of one paragraph."""

    figures: tuple[Figure, ...]
    times: tuple[When, ...]
    marks: tuple[Mark, ...]
    loose: tuple[tuple[int, int], ...] = ()


def find_numbers(text: str, *, lone: bool = True, english: bool = False) -> Numbers:
    """Find every number of a paragraph.

    Parameters
    ----------
    text : str
        NFC. A paragraph of more than `MAX_PARAGRAPH` characters or `MAX_FIGURES` figures is none of a letter: its
        numbers are only listed.
    lone : bool
        False in a cell of a table, where a bare number is no page number.
    english : bool
        Style of the document, for numbers that can be read two ways.

    Returns
    -------
    Numbers
        Every run of digits lies in exactly one figure, time, mark or loose span.
    """
    if len(text) > MAX_PARAGRAPH:
        return Numbers((), (), (), tuple(match.span() for match in DIGITS.finditer(text)))
    marks = find_marks(text, lone=lone)
    taken = bytearray(len(text))
    for mark in marks:
        cover(taken, mark.start, mark.end)
    times = tuple(each for each in find_times(text) if not any(taken[each.start : each.end]) and is_time(each, text))
    for time in times:
        cover(taken, time.start, time.end)
    singles = [each for match in DIGITS.finditer(text) for each in pieces(match, taken)]
    figures = [measured(text, *each, english=english) for each in singles if is_value(text, *each)]
    loose = tuple(each for each in singles if not is_value(text, *each))
    figures = joined_words(text, wholes(text, fractions(text, bands(text, figures))))
    if len(figures) > MAX_FIGURES:
        return Numbers((), times, marks, loose + tuple((each.start, each.end) for each in figures))
    spelt = spelt_figures(text, figures, taken)
    return Numbers(tuple(sorted([*figures, *spelt], key=lambda each: each.start)), times, marks, loose)


def cover(taken: bytearray, start: int, end: int) -> None:
    """Mark characters as read."""
    taken[start:end] = b"\1" * (end - start)


def is_time(time: When, text: str) -> bool:
    """Whether a bare number of four digits, or ``4/2018``, is a time: said so, or nothing counted follows."""
    if time.said:
        return True
    after = text[time.end : time.end + 2].lstrip()
    return not (after[:1].isalpha() and after[:1].islower()) and not after.startswith("%")


def pieces(match: re.Match[str], taken: bytearray) -> Iterator[tuple[int, int]]:
    """Digits of one run that nothing else has taken; where something has, what is left of it."""
    start, end = match.span()
    if not any(taken[start:end]) and not YEARS_GLUED.fullmatch(match.group()):
        yield start, end
        return
    for part in re.finditer(r"[0-9]+", match.group()):
        low, high = start + part.start(), start + part.end()
        free = [at for at in range(low, high) if not taken[at]]
        if free:
            yield free[0], free[-1] + 1


def is_value(text: str, start: int, end: int) -> bool:
    """Whether digits can be a figure: well-formed, not too long for a number, not the end of a negative one."""
    negative = text[max(0, start - 2) : start] == " -" and start > len("- ")
    return end - start <= MAX_DIGITS and not negative and bool(WELL_FORMED.fullmatch(text, start, end))


def is_english_style(text: str) -> bool | None:
    """Style in which a document writes numbers: True for English, None when nothing tells.

    Parameters
    ----------
    text : str
        The whole document.

    Returns
    -------
    bool or None
    """
    tokens = [each for each in DIGITS.findall(text) if not EITHER.fullmatch(each)]
    vietnamese = sum(
        bool(re.fullmatch(r"[0-9]+,[0-9]{1,2}|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}|0,[0-9]+", each)) for each in tokens
    )
    english = sum(
        bool(re.fullmatch(rf"[0-9]+\.[0-9]|[0-9]+\.[0-9]{{2}}|{GROUPED_EN}|0\.[0-9]+", each)) for each in tokens
    )
    return None if vietnamese == english else english > vietnamese
