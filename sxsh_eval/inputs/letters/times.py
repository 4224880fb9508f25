"""Dates, years and spans of years in a paragraph, in the forms Vietnamese documents use."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FIRST_YEAR, LAST_YEAR = 1950, 2100
DECEMBER = 12
YEAR = r"(?:19|20)[0-9]{2}(?![0-9])"
TO = r"(?:-|\u2013|\u2014|đến|đên|tới|to)"
DAY_WORDS = rf"ngày\s*([0-9]{{1,2}})\s*tháng\s*([0-9]{{1,2}})\s*năm\s*({YEAR})"
DAY_DIGITS = rf"(?<![0-9/.,-])([0-9]{{1,2}})\s?(?P<sep>[/.-])\s?([0-9]{{1,2}})\s?(?P=sep)\s?({YEAR})"
MONTH = rf"(?:tháng\s*([0-9]{{1,2}})\s*(?:[/-]|năm)\s*({YEAR})|(?<![0-9/.,])([0-9]{{1,2}})/({YEAR})(?!\s*/))"
SPAN = rf"(?<![0-9.,/])({YEAR})\s*{TO}\s*(?:(?:hết|cuối)\s*)?(?:năm\s*)*({YEAR})(?![.,/]?[0-9])"
LIST = rf"(?<![0-9.,/])({YEAR})((?:\s*(?:,|và|;|&)\s*(?:năm\s*)?{YEAR})+)(?![.,/]?[0-9])"
ONE = rf"(?<![0-9.,/])({YEAR})(?![.,/]?[0-9])"
TIME = re.compile(
    rf"(?P<words>{DAY_WORDS})|(?P<digits>{DAY_DIGITS})|(?P<month>{MONTH})|(?P<span>{SPAN})|(?P<list>{LIST})|(?P<one>{ONE})",
    re.IGNORECASE,
)
UNTIL = re.compile(
    r"(?:đến|tới|tính đến|by|until)\s*(?:hết|cuối|nay|thời điểm)?\s*(?:ngày|tháng|năm|\s)*$", re.IGNORECASE
)
SINCE = re.compile(r"(?:từ|kể từ|since)\s*(?:đầu)?\s*(?:ngày|tháng|năm|\s)*$", re.IGNORECASE)
TO_NOW = re.compile(r"\s*(?:đến|tới)\s*(?:nay|thời điểm)", re.IGNORECASE)
BY_YEAR = re.compile(
    r"(?:năm|giai đoạn|kỳ|thời kỳ|từ|đến|tới|trước|sau|hết|cuối|đầu|in|by|since|[,–-])\s*$", re.IGNORECASE
)
LOOK_BACK = 30

Form = Literal["day", "month", "years", "until", "since"]


@dataclass(frozen=True)
class When:
    """A time that a text names.

    Attributes
    ----------
    start, end : int
        Characters of the paragraph that hold its digits.
    first, last : date
        Days it covers.
    form : {"day", "month", "years", "until", "since"}
        ``until``: a level reached by `last`; ``since``: from `first` to the day of the letter.
    said : bool
        Whether words around it say that it is a time; a bare number of four digits may also be a count.
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    form: Form
    said: bool = True


def find_times(text: str) -> tuple[When, ...]:
    """Times that a paragraph names, in order.

    Parameters
    ----------
    text : str
        NFC.

    Returns
    -------
    tuple of When
    """
    return tuple(each for match in TIME.finditer(text) for each in times_of(match, text))


def times_of(match: re.Match[str], text: str) -> Iterator[When]:
    """Time of one match, or nothing when such a day does not exist."""
    groups = [each for each in match.groups()[1:] if each is not None]
    before = text[max(0, match.start() - LOOK_BACK) : match.start()]
    if match["words"] or match["digits"]:
        numbers = [int(each) for each in re.findall(r"[0-9]+", match.group())]
        yield from one_day(match, numbers, before)
    elif match["month"]:
        month, year = [int(each) for each in re.findall(r"[0-9]+", match.group())]
        yield from one_month(match, month, year, before)
    else:
        years = [int(each) for each in re.findall(YEAR, match.group())]
        yield years_of(match, years, text, bool(groups))


def one_day(match: re.Match[str], numbers: list[int], before: str) -> Iterator[When]:
    """A calendar day."""
    try:
        day = dt.date(numbers[2], numbers[1], numbers[0])
    except ValueError:
        return
    form: Form = "until" if UNTIL.search(before) else "since" if SINCE.search(before) else "day"
    yield When(match.start(), match.end(), day, day, form)


def one_month(match: re.Match[str], month: int, year: int, before: str) -> Iterator[When]:
    """A calendar month; ``4/2018`` without the word counts when such a month exists."""
    if not 1 <= month <= DECEMBER:
        return
    first = dt.date(year, month, 1)
    following = dt.date(year + month // DECEMBER, month % DECEMBER + 1, 1)
    form: Form = "until" if UNTIL.search(before) else "since" if SINCE.search(before) else "month"
    said = "tháng" in match.group().lower() or bool(re.search(r"tháng\s*$", before, re.IGNORECASE))
    yield When(match.start(), match.end(), first, following - dt.timedelta(days=1), form, said=said)


def years_of(match: re.Match[str], years: list[int], text: str, grouped: bool) -> When:  # noqa: FBT001 - private step
    """A year, a span or a list of years."""
    before = text[max(0, match.start() - LOOK_BACK) : match.start()]
    first, last = min(years), max(years)
    several = len(years) > 1
    form: Form = "years"
    if not several and SINCE.search(before) and TO_NOW.match(text, match.end()):
        form = "since"
    elif not several and UNTIL.search(before):
        form = "until"
    said = several or bool(BY_YEAR.search(before)) or not grouped
    return When(match.start(), match.end(), dt.date(first, 1, 1), dt.date(last, 12, 31), form, said=said)
