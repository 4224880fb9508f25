"""Patterns made ready for searching, and where they stand in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sxsh_eval.inputs.letters.folding import Folded, Phrase, as_phrase, fold_text
from sxsh_eval.parameters.letter_patterns import LetterPatterns

OTHER = "other:"
TIGHT = 40


@dataclass(frozen=True)
class Hit:
    """A phrase that stands in a text: characters, the name of its pattern, letters of the phrase."""

    start: int
    end: int
    name: str
    size: int = 0


class Searcher:
    """Finds the phrases of all patterns.

    Parameters
    ----------
    patterns : LetterPatterns
    """

    def __init__(self, patterns: LetterPatterns) -> None:
        self.patterns = patterns
        self.abbreviations = dict(patterns.vocabulary.abbreviations)

    def fold(self, text: str) -> Folded:
        """Text ready for searching."""
        return fold_text(text, self.abbreviations)

    @cached_property
    def subjects(self) -> dict[str, tuple[tuple[Phrase, ...], tuple[Phrase, ...]]]:
        """Phrases with their exceptions, by indicator or other subject."""
        found = {name: (made(p.phrases), made(p.unless, strict=True)) for name, p in self.patterns.indicators.items()}
        others = self.patterns.other_subjects.items()
        return found | {OTHER + name: (made(p.phrases), made(p.unless, strict=True)) for name, p in others}

    @cached_property
    def populations(self) -> dict[str, tuple[Phrase, ...]]:
        """Phrases by population."""
        return {name: made(pattern.phrases) for name, pattern in self.patterns.populations.items()}

    @cached_property
    def counted(self) -> dict[str, tuple[Phrase, ...]]:
        """Words for counted things by unit; signs of other subjects under their name."""
        nouns: dict[str, tuple[Phrase, ...]] = {
            unit: made(words) for unit, words in self.patterns.vocabulary.counted.items()
        }
        others = self.patterns.other_subjects.items()
        return nouns | {OTHER + name: made(pattern.signs) for name, pattern in others if pattern.signs}

    @cached_property
    def needs(self) -> dict[str, tuple[Phrase, ...]]:
        """Phrases that must also stand near a figure, by indicator."""
        return {name: made(pattern.needs) for name, pattern in self.patterns.indicators.items()}

    @cached_property
    def in_targets(self) -> dict[str, tuple[Phrase, ...]]:
        """Phrases that name an indicator only of figures aimed at."""
        return {name: made(pattern.in_targets) for name, pattern in self.patterns.indicators.items()}

    @cached_property
    def cues(self) -> dict[str, tuple[Phrase, ...]]:
        """Cue words by their use: ``targets``, ``parts``, ``payers.international`` and so on."""
        found: dict[str, tuple[Phrase, ...]] = {}
        for name in type(self.patterns.cues).model_fields:
            value = getattr(self.patterns.cues, name)
            parts = value.items() if isinstance(value, Mapping) else [("", value)]
            found |= {f"{name}.{key}" if key else name: made(words) for key, words in parts}
        return found

    def subject_hits(self, folded: Folded, start: int, end: int) -> list[Hit]:
        """Indicators and other subjects that a stretch of text speaks of, in order."""
        found: list[Hit] = []
        for name, (phrases, unless) in self.subjects.items():
            hits = find_all(folded, phrases, name, start, end)
            if hits and unless:
                covers = find_all(folded, unless, name, start, end)
                hits = [hit for hit in hits if not any(inside(hit, cover) for cover in covers)]
            found += shortest(hits)
        return sorted(found, key=lambda hit: (hit.start, hit.end))

    def population_hits(self, folded: Folded, start: int, end: int, allowed: Iterable[str]) -> list[Hit]:
        """Populations of some that a stretch of text names: of those inside one another the longest."""
        found = [
            hit
            for name in allowed
            for hit in shortest(find_all(folded, self.populations.get(name, ()), name, start, end))
        ]
        return outermost(found)

    def cue_hits(self, folded: Folded, cue: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """Places of one kind of cue words, in order."""
        return sorted(find_all(folded, self.cues[cue], cue, start, end), key=lambda hit: (hit.start, hit.end))

    def cue_groups(self, prefix: str) -> list[str]:
        """Names of the cues of one field (``payers.``)."""
        return [name for name in self.cues if name.startswith(prefix)]

    def has_any(self, folded: Folded, phrases: Iterable[Phrase], start: int = 0, end: int | None = None) -> bool:
        """Whether one of some phrases stands in a stretch of text."""
        return any(True for phrase in phrases for _ in folded.find(phrase, start, end))

    def counted_at(self, folded: Folded, text: str, at: int, *, signs: bool = False) -> Hit | None:
        """Counted thing or sign of another subject (or only such signs) that begins right at a place; the longest."""
        rest = at + len(text[at:]) - len(text[at:].lstrip(" "))
        best: Hit | None = None
        for name, phrases in self.counted.items():
            for phrase in phrases if name.startswith(OTHER) or not signs else ():
                hit = next((Hit(*span, name) for span in folded.starting(phrase, rest)), None)
                if hit and (best is None or hit.end > best.end):
                    best = hit
        return best

    def thing_end(self, folded: Folded, text: str, at: int) -> int:
        """End of the counted thing or population whose name begins right at a place; -1 where none does."""
        noun = self.counted_at(folded, text, at)
        rest = at + len(text[at:]) - len(text[at:].lstrip(" "))
        named = [phrase for phrases in self.populations.values() for phrase in phrases]
        ends = [end for phrase in named if len(phrase.parts) == 1 for _, end in folded.starting(phrase, rest)]
        return max([*ends, *([noun.end] if noun else [])], default=-1)

    def counted_hits(self, folded: Folded, start: int, end: int) -> list[Hit]:
        """Counted things named in a stretch of text, in order, those inside others left out."""
        found = [hit for name, words in self.counted.items() for hit in find_all(folded, words, name, start, end)]
        return outermost(found)


def made(phrases: Iterable[str], *, strict: bool = False) -> tuple[Phrase, ...]:
    """Phrases of a file ready for searching; those without a letter are left out."""
    return tuple(phrase for each in phrases if (phrase := as_phrase(each, strict=strict)).parts)


def find_all(folded: Folded, phrases: Iterable[Phrase], name: str, start: int, end: int | None) -> list[Hit]:
    """Every place of some phrases."""
    return [
        Hit(*span, name, sum(map(len, phrase.parts))) for phrase in phrases for span in folded.find(phrase, start, end)
    ]


def outermost(hits: list[Hit]) -> list[Hit]:
    """Hits that lie in no other one, in order; of those in one place that of the longest phrase."""
    found: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, -each.end, -each.size)):
        if not found or not inside(hit, found[-1]):
            found.append(hit)
    return found


def inside(hit: Hit, cover: Hit) -> bool:
    """Whether a hit lies within another."""
    return cover.start <= hit.start and hit.end <= cover.end


def shortest(hits: list[Hit]) -> list[Hit]:
    """Hits of one pattern, of those with the same end only one: the tightest of those with a gap, else the longest."""
    by_end: dict[int, Hit] = {}
    for hit in sorted(hits, key=lambda each: each.start, reverse=True):
        known = by_end.get(hit.end)
        if known is None or hit.end - hit.start < TIGHT:
            by_end[hit.end] = hit
    return list(by_end.values())


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Sentences of a paragraph as characters (start, end); points inside numbers and abbreviations end none.

    Parameters
    ----------
    text : str

    Yields
    ------
    tuple of int
    """
    start = 0
    for at, letter in enumerate(text):
        if letter in ".!?…" and ends_sentence(text, at):
            yield start, at + 1
            start = at + 1
    if text[start:].strip():
        yield start, len(text)


SHORT = frozenset({"tp", "tx", "ths", "ts", "pgs", "gs", "ks", "ct", "tm", "kt", "tl", "tr", "no", "stt", "q", "p"})


def ends_sentence(text: str, at: int) -> bool:
    """Whether a point ends a sentence: a capital, a dash or nothing follows, no abbreviation stands before."""
    after = text[at + 1 : at + 4]
    if not after.strip():
        return True
    if not after[0].isspace():
        return False
    follower = after.lstrip()[:1]
    word = text[max(0, at - 8) : at].rsplit(" ", 1)[-1].strip("(").lower()
    return (
        (follower.isupper() or follower in '-+–"“*•' or follower.isdigit()) and word not in SHORT and not word.isdigit()
    )
