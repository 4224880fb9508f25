"""Words in Vietnamese and English: catalogues, numbers and dates. Language is applied here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern, parse_pattern

from sxsh_eval.parameters.quantity import (
    Day,
    Listing,
    Mark,
    Name,
    Num,
    Phrase,
    Range,
    Value,
    Verbatim,
    Words,
    Years,
)
from sxsh_eval.parameters.yaml_files import read_yaml

LANGUAGES = ("vi", "en")
Made = TypeVar("Made")


class Fill(Formatter):
    """Placeholders of the catalogues; ``{what!c}`` begins with a capital, ``{what!l}`` without."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """Capital first letter for ``!c``, small for ``!l``."""
        if conversion == "c":
            return value[:1].upper() + value[1:]
        if conversion == "l":
            return value[:1].lower() + value[1:]
        return super().convert_field(value, conversion)


FILL = Fill()
QUOTED = re.compile(r'(`[^`]*`|\bsx\.\w+\([^)]*\))|"([^"]+)"')
"""What is typed, to be left as it is, or words between straight quotation marks."""
COMMAND = "sxsh-eval "
CONVERSION = "!"
"""Sign without which an entry has no conversion, so that Python's own filling will do."""
MARCH = 3  # months from here on take no leading zero in official documents
MINUS = "\N{MINUS SIGN}"
NOT_ZERO = re.compile("[1-9]")
LONG_DATE = {"vi": "'ngày' {day} 'tháng' {month} 'năm' y", "en": "d MMMM y"}


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str | dict[str, str]]:
    """Nested catalogue as dotted keys; a mapping of plural forms (``one``, ``other``) stays together."""
    flat: dict[str, str | dict[str, str]] = {}
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict) and set(value) != {"one", "other"}:
            flat |= flatten(value, f"{path}.")
        else:
            flat[path] = value
    return flat


@cache
def catalogue(code: str) -> dict[str, str | dict[str, str]]:
    """All entries of one language, by dotted key; straight quotation marks around words become “these”.

    Raises
    ------
    KeyError
        If two files define the same key.
    """
    entries: dict[str, str | dict[str, str]] = {}
    for file in sorted(Path(__file__).parent.joinpath("text", code).glob("*.yml")):
        part = {key: _quoted(entry) for key, entry in flatten(read_yaml(file).data or {}).items()}
        if twice := entries.keys() & part.keys():
            raise KeyError(f"{file.name} repeats {sorted(twice)}")
        entries |= part
    return entries


def _quoted(entry: str | dict[str, str]) -> str | dict[str, str]:
    """Entry with the quotation marks of print, but for commands to be typed."""
    if isinstance(entry, dict):
        return {form: QUOTED.sub(_printed, text) for form, text in entry.items()}
    return entry if COMMAND in entry else QUOTED.sub(_printed, entry)


def _printed(found: re.Match[str]) -> str:
    return found[1] or f"“{found[2]}”"


@cache
def locale_of(code: str) -> Locale:
    """Babel's locale of a language."""
    return Locale.parse("vi_VN" if code == "vi" else "en_GB")


@cache
def number_pattern(digits: int | None) -> NumberPattern:
    """Babel's pattern for so many decimals; for two at most without a number."""
    return parse_pattern("#,##0.##" if digits is None else "#,##0" + ("." + "0" * digits if digits else ""))


@lru_cache(maxsize=20_000)
def number_text(code: str, value: float, digits: int | None) -> str:
    """Number in the style of a language."""
    text = str(number_pattern(digits).apply(value, locale_of(code))).replace("-", MINUS)
    return text if NOT_ZERO.search(text) else text.removeprefix(MINUS)


@dataclass(frozen=True)
class Language:
    """One language of a report.

    Attributes
    ----------
    code : {"vi", "en"}
    memory : dict, optional
        Where `recall` keeps what was made; without one everything is made anew.
    """

    code: str
    memory: dict[tuple[str, int], tuple[object, Any]] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def remembering(cls, code: str) -> Language:
        """Language for one rendering: what several formats need is made once. It keeps every value it was shown."""
        return cls(code, {})

    def recall(self, kind: str, source: object, make: Callable[[], Made]) -> Made:
        """What is made from a value, made again only if this language has no memory.

        Parameters
        ----------
        kind : str
            What is made.
        source : object
            From what; never changed afterwards. It is known by identity and kept alive.
        make : callable
            Makes it.

        Returns
        -------
        Made
            The same object every time.
        """
        if self.memory is None:
            return make()
        key = kind, id(source)
        if key not in self.memory:
            self.memory[key] = source, make()
        made: Made = self.memory[key][1]
        return made

    @property
    def locale(self) -> Locale:
        """Babel's locale: ``vi_VN`` or ``en_GB``."""
        return locale_of(self.code)

    def text(self, key: str, /, **filled: str) -> str:
        """Entry `key` of the catalogue with its placeholders filled with finished text."""
        entry = catalogue(self.code)[key]
        if isinstance(entry, dict):
            raise TypeError(f"{key} has plural forms: it needs a number")
        return FILL.vformat(entry, (), filled) if CONVERSION in entry else entry.format_map(filled)

    def words(self, words: Words | Name) -> str:
        """Half of the words in this language."""
        return words.vi if self.code == "vi" else words.en

    def say(self, phrase: Phrase) -> str:
        """Sentence with all its values in this language."""
        return self.text(phrase.key, **{name: self.show(value) for name, value in phrase.values.items()})

    def show(self, value: Value) -> str:  # noqa: PLR0911 - one line a kind of value
        """Any value as text of this language."""
        match value:
            case Num():
                return self.text(f"bound.{value.bound}", n=self.quantity(value.value, value.unit, value.digits))
            case Range():
                low, high = (self.number(end, value.digits) for end in (value.low, value.high))
                joined = self.text("range.signed" if value.low < 0 else "range.plain", low=low, high=high)
                ends = low if low == high else joined
                return self.with_unit(ends, value.unit, value.high)
            case Day():
                return self.date(value)
            case Years():
                return str(value.first) if value.first == value.last else f"{value.first}–{value.last}"
            case Name():
                return self.words(value)
            case Verbatim():
                return value.text
            case Mark():
                return self.text(f"mark.{value.scale}.{value.name}")
            case Phrase():
                return self.say(value)
            case Listing():
                items = [self.show(item) for item in value.items]
                return "; ".join(items) if value.long else format_list(items, locale=self.locale)

    def number(self, value: float, digits: int | None = None) -> str:
        """Number in this language's style: 0,5 and 286.000.000; 0.5 and 286,000,000."""
        return number_text(self.code, value, digits)

    def quantity(self, value: float, unit: str, digits: int | None = None) -> str:
        """Number with its unit."""
        text = str(int(value)) if unit == "year" else self.number(value, digits)
        return self.with_unit(text, unit, value)

    def with_unit(self, text: str, unit: str, value: float) -> str:
        """Finished digits with the unit's word in the right plural form."""
        entry = catalogue(self.code)[f"unit.{unit}"]
        if isinstance(entry, dict):
            entry = entry["one" if abs(value) == 1 else "other"]
        return entry.format_map({"n": text})

    def date(self, day: Day) -> str:
        """``ngày 24 tháng 4 năm 2018`` (days under 10, January and February take a zero) or ``24 April 2018``."""
        moment = day.value
        if day.form == "short":
            return str(format_date(moment, format="d/M/y" if self.code == "vi" else "d MMM y", locale=self.locale))
        if self.code == "vi":
            month = f"{moment.month:02d}" if moment.month < MARCH else str(moment.month)
            pattern = LONG_DATE["vi"].format(day=f"{moment.day:02d}", month=month)
        else:
            pattern = LONG_DATE["en"]
        return str(format_date(moment, format=pattern, locale=self.locale))
