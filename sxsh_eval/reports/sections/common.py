"""What several sections say in the same way: places, intervals, sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from math import isnan
from typing import Any

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.result import CONFIDENTIAL
from sxsh_eval.estimates.rounding import Interval, claim_interval
from sxsh_eval.inputs.claims import Claim, Letter, Place
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Target
from sxsh_eval.parameters.quantity import (
    Day,
    Listing,
    Mark,
    Name,
    Num,
    Phrase,
    Range,
    Span,
    Value,
    Verbatim,
    Words,
    as_name,
    as_years,
    phrase,
)
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.model import Column, Text

CLAIMED = Mark(scale="evidence", name="claimed")
DERIVED = Mark(scale="evidence", name="derived")
PROJECTED = Mark(scale="evidence", name="projected")
NOTHING = phrase("common.no_figure")
HIDDEN = phrase("disclosure.hidden")


def titled(words: Words) -> Phrase:
    """Words of data with a capital, for the beginning of a cell."""
    return phrase("common.capital", text=as_name(words))


def sections_of(places: Iterable[Place]) -> Value:
    """Section numbers, each once."""
    return Listing(items=tuple(section_name(text) for text in dict.fromkeys(place.section for place in places)))


def section_name(section: str) -> Value:
    """``I.3.c`` as it stands; head, body and foot of the letter in words."""
    return phrase(f"place.{section}") if section in {"head", "body", "foot"} else Verbatim(text=section)


def letter_source(letter: Letter) -> Phrase:
    """Source line: issuer, number and date of the letter."""
    return phrase(
        "source.letter",
        issuer=as_name(letter.issuer),
        number=Verbatim(text=letter.number),
        date=Day(value=letter.date),
    )


def letter_and_targets(letter: Letter) -> Phrase:
    """Source line of tables that hold the letter against the Strategy."""
    return phrase("source.letter_and_strategy", letter=letter_source(letter))


def claim_value(claim: Claim) -> Value:
    """Figure as reported, with its rounding interval where it has one."""
    value = claim.value or claim.band
    if value is None:
        return NOTHING
    interval = claim_interval(claim)
    return with_interval(value, interval) if interval and isinstance(value, Num) else value


def with_interval(value: Num, interval: Interval, *, digits: int = 2) -> Phrase:
    """``10 % (9,5–10,5)``; the ends take the value's fixed decimals, if it has any."""
    low, high = (round(end, digits) for end in interval)
    return phrase(
        "common.with_interval", value=value, interval=Range(low=low, high=high, unit="count", digits=value.digits)
    )


def with_range(numbers: tuple[float, float, float], unit: str, digits: int) -> Phrase | Num:
    """Estimate with its interval; the estimate alone where there is none."""
    value, low, high = numbers
    number = Num(value=round(value, digits), unit=unit, digits=digits)
    return number if isnan(low) else with_interval(number, (low, high), digits=digits)


def cell(row: Mapping[Any, Any], unit: str = "count", digits: int = 0, scale: float = 1.0) -> Phrase | Num:
    """The same from a row of the contract, times `scale`; the sign for a number that may not leave the house."""
    if row.get("reason") == CONFIDENTIAL:
        return HIDDEN
    value, low, high = (scale * float(row[name]) for name in ("estimate", "conf_low", "conf_high"))
    return with_range((value, low, high), unit, digits)


def count_cell(row: Mapping[Any, Any], name: str = "n_obs") -> Phrase | Num:
    """Number of enterprises or answers behind a row."""
    return HIDDEN if row.get("reason") == CONFIDENTIAL else Num(value=int(row[name]), unit="count")


def fewest_of(rows: Iterable[Mapping[Any, Any]], name: str = "n_obs") -> int | None:
    """Enterprises or answers behind the row that rests on fewest, of those that are shown; None where none is."""
    known = [row for row in rows if row.get("reason") != CONFIDENTIAL and not isnan(float(row[name]))]
    return min((int(row[name]) for row in known), default=None)


def hidden_note(rows: Iterable[Mapping[Any, Any]]) -> tuple[Phrase, ...]:
    """Note that tells what the sign of hidden numbers means, where there are any."""
    return (phrase("note.hidden"),) if any(row.get("reason") == CONFIDENTIAL for row in rows) else ()


def withheld(problems: Iterable[Problem]) -> Text:
    """That a part is kept back, in place of it."""
    return Text(phrase=phrase("disclosure.withheld", why=why(problems)), style="warning")


def why(problems: Iterable[Problem]) -> Listing:
    """What was found and what to do, of every problem."""
    return _listing(problems, lambda problem, code: f"{problem.found}: {problem.say('action', code)}")


def needed(problems: Iterable[Problem]) -> Listing:
    """What would be needed, of every problem: for readers, who set no parameters."""
    return _listing(problems, lambda problem, code: problem.say("expected", code))


def needs(problems: Iterable[Problem]) -> Listing:
    """What is lacking, then what to do, of every problem."""
    return _listing(problems, lambda problem, code: f"{problem.say('expected', code)}; {problem.say('action', code)}")


def _listing(problems: Iterable[Problem], say: Callable[[Problem, str], str]) -> Listing:
    """Sentences on problems, with columns of data by their names."""

    def told(problem: Problem, code: str) -> str:
        words = catalogue(code)
        return re.sub(
            r"\b[a-z][a-z0-9_]+\b", lambda hit: str(words.get(f"data_word.{hit[0]}", hit[0])), say(problem, code)
        )

    return Listing(items=tuple(Name(vi=told(each, "vi"), en=told(each, "en")) for each in problems), long=True)


def synthetic_source(study: Study) -> Phrase:
    """Source of numbers that are made up."""
    return phrase("source.synthetic", seed=seed_of(study))


def seed_of(study: Study) -> Value:
    """With which seed the data of a study were drawn; nothing for imported tables, which bring none."""
    drawn = phrase("source.seed", seed=Num(value=study.seed, unit="year"))
    return drawn if study.data.synthetic else Verbatim(text="")


def enterprises_source(year: int, study: Study, *, synthetic: bool) -> Phrase:
    """Source: the table of enterprises up to a year, or that it is made up."""
    return synthetic_source(study) if synthetic else phrase("source.enterprises", year=Num(value=year, unit="year"))


def claim_time(claim: Claim) -> Value:
    """Years or date of a claim; says so when the letter gives none."""
    if claim.dating == "undated":
        return phrase("common.undated")
    time: Value = (
        Day(value=claim.as_of, form="short") if claim.as_of else as_years(claim.period or Span(first=1900, last=1900))
    )
    return time if claim.dating == "stated" else phrase("common.inferred", time=time)


def target_number(target: Target) -> Num | Range:
    """Value or band of a target."""
    value = target.value or target.band
    if value is None:
        raise ValueError("a target has a value or a band")
    return value


def target_text(target: Target) -> Phrase:
    """``90 % (2020)``."""
    return phrase("common.target", value=target_number(target), due=Num(value=target.due, unit="year"))


def head(key: str, *, share: float = 1.0, align: str = "left") -> Column:
    """Column with head ``column.<key>``."""
    return Column.model_validate({"head": phrase(f"column.{key}"), "share": share, "align": align})


def paragraph(key: str, /, **values: Value) -> Text:
    """A paragraph of the catalogues."""
    return Text(phrase=phrase(key, **values))


def bullet(key: str, /, **values: Value) -> Text:
    """A bullet of the catalogues."""
    return Text(phrase=phrase(key, **values), style="bullet")


def boxed(key: str, /, **values: Value) -> Text:
    """A key message."""
    return Text(phrase=phrase(key, **values), style="key_message")


def province_name(inputs: Inputs) -> Name:
    """Name of the province, at the letter's date where there is one."""
    return as_name(inputs.place.name)
