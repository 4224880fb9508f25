"""Finding phrases in a text as people do: case, spaces and punctuation do not matter, lost diacritics neither."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

GAP = "…"
WIDEST_GAP = 90
LOOSE_FROM = 8
LONG_FROM, SLIPS = 16, 2
WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def folded_letter(letter: str) -> str:
    """Lower-case ASCII letters and digits of one character; empty for everything else."""
    plain = unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))
    return "".join(each for each in plain if each.isascii() and each.isalnum())


def fold_phrase(phrase: str) -> str:
    """Phrase as it is searched: folded letters without spaces."""
    return "".join(map(folded_letter, phrase))


@lru_cache(maxsize=4096)
def accents_of(letter: str) -> str:
    """Marks of one character: tone and shape of a vowel, the bar of ``đ``."""
    plain = letter.lower()
    return (
        "đ"
        if plain == "đ"
        else "".join(each for each in unicodedata.normalize("NFD", plain) if unicodedata.combining(each))
    )


def count_accents(text: str) -> Counter[str]:
    """Marks of a text, wherever in it they stand (``khóa`` and ``khoá`` have the same)."""
    return Counter(mark for letter in text for mark in accents_of(letter))


@dataclass(frozen=True)
class Folded:
    """A text without diacritics, spaces and punctuation, with the place of each letter.

    Attributes
    ----------
    letters : str
    places : tuple of int
        Position in the text of each letter; letters that stand for an abbreviation share its place.
    ends : tuple of int
        Position after each letter.
    borders : frozenset of int
        Where words of the text begin and end, counted in letters.
    accents : tuple of str
        Marks that each letter has lost.
    """

    letters: str
    places: tuple[int, ...]
    ends: tuple[int, ...]
    borders: frozenset[int]
    accents: tuple[str, ...]

    def find(self, phrase: Phrase, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Places of the text (start, end) where a phrase stands, between two positions of the text."""
        low = bisect_left(self.places, start)
        high = len(self.places) if end is None else bisect_left(self.places, end)
        at = self.letters.find(phrase.parts[0], low, high)
        while at >= 0:
            last = self.last_of(phrase, at, high)
            if last is not None:
                yield self.places[at], self.ends[last - 1]
            at = self.letters.find(phrase.parts[0], at + 1, high)

    def starting(self, phrase: Phrase, at: int) -> Iterator[tuple[int, int]]:
        """Place of a phrase that begins exactly at a position of the text, at a border of words or after digits."""
        low = bisect_left(self.places, at)
        if low < len(self.places) and self.places[low] == at and self.letters.startswith(phrase.parts[0], low):
            last = self.last_of(phrase, low, len(self.places))
            if last is not None and last in self.borders:
                yield self.places[low], self.ends[last - 1]

    def last_of(self, phrase: Phrase, at: int, high: int) -> int | None:
        """Letter after the last one of a phrase that begins at a letter; None when its further parts are missing."""
        position = at
        for number, part in enumerate(phrase.parts):
            if number:
                position = self.letters.find(part, position, min(high, position + WIDEST_GAP + len(part)))
                if position < 0:
                    return None
            end = position + len(part)
            if len(part) < LOOSE_FROM and not self.on_borders(position, end):
                return None
            if not self.sounds_like(phrase.accents[number], position, end, strict=phrase.strict):
                return None
            position = end
        return position

    def sounds_like(self, wanted: Counter[str], start: int, end: int, *, strict: bool = False) -> bool:
        """Whether letters have the marks of a phrase, or none at all; long phrases may have a slip, unless strict."""
        found = Counter(mark for marks in self.accents[start:end] for mark in marks)
        differing = max(sum((found - wanted).values()), sum((wanted - found).values()))
        return not found or differing <= (SLIPS if end - start >= LONG_FROM and not strict else 0)

    def on_borders(self, start: int, end: int) -> bool:
        """Whether letters begin and end with words of the text."""
        return start in self.borders and end in self.borders


@dataclass(frozen=True)
class Phrase:
    """A phrase to look for: parts in this order, with at most `WIDEST_GAP` letters between them.

    A strict one has exactly its marks (``nhỏ áp dụng`` is not ``nhờ áp dụng``).
    """

    text: str
    parts: tuple[str, ...]
    accents: tuple[Counter[str], ...]
    strict: bool = False


@lru_cache(maxsize=4096)
def as_phrase(text: str, *, strict: bool = False) -> Phrase:
    """Phrase of a pattern file; ``…`` stands for any words."""
    parts = [part for part in text.split(GAP) if fold_phrase(part)]
    return Phrase(text, tuple(map(fold_phrase, parts)), tuple(map(count_accents, parts)), strict)


def fold_text(text: str, abbreviations: Mapping[str, str]) -> Folded:
    """Text made ready for finding phrases.

    Parameters
    ----------
    text : str
        NFC.
    abbreviations : Mapping of str to str
        What a word in capitals stands for (``SXSH``).

    Returns
    -------
    Folded
    """
    letters: list[str] = []
    places: list[int] = []
    ends: list[int] = []
    accents: list[str] = []
    borders: set[int] = set()
    for match in WORD.finditer(text):
        borders.add(len(letters))
        full = abbreviations.get(match.group())
        if full is not None:
            folded = fold_phrase(full)
            letters += folded
            accents += [accents_of(letter) for letter in full for _ in folded_letter(letter)]
            places += [match.start()] * len(folded)
            ends += [match.end()] * len(folded)
            borders |= inner_borders(full, len(letters) - len(folded))
        else:
            for offset, letter in enumerate(match.group(), match.start()):
                if letters and offset > match.start() and letter.isdigit() != text[offset - 1].isdigit():
                    borders.add(len(letters))
                for each in folded_letter(letter):
                    letters.append(each)
                    accents.append(accents_of(letter))
                    places.append(offset)
                    ends.append(offset + 1)
        borders.add(len(letters))
    return Folded("".join(letters), tuple(places), tuple(ends), frozenset(borders), tuple(accents))


def inner_borders(full: str, at: int) -> set[int]:
    """Borders of the words that an abbreviation stands for."""
    borders = set()
    for word in full.split():
        borders.add(at)
        at += len(fold_phrase(word))
    return borders
