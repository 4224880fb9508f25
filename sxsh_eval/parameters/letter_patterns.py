"""Phrases by which letters word indicators, populations, kinds: analysts add to ``parameters/letter_patterns``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from sxsh_eval.errors import InputError, Problem, nearest
from sxsh_eval.parameters.figures import ID, Unit
from sxsh_eval.parameters.quantity import Frozen, Words
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, KeyPath, read_yaml

Id = Annotated[str, Field(pattern=ID)]
PhraseText = Annotated[
    str, Field(min_length=2, description="case, diacritics and spaces do not matter; … is any words")
]
Phrases = tuple[PhraseText, ...]
Kind = Literal["result", "target", "activity", "budget", "proposal", "plan"]
PayerId = Literal["state_central", "state_local", "international", "implementers", "enterprises"]


class Example(Frozen):
    """A made-up sentence that shows what a pattern takes.

    Attributes
    ----------
    text : str
    value : float
        Figure (lower end of a band) that must be found with this pattern's indicator.
    population, kind : str, optional
        Also checked where given.
    """

    text: str
    value: float
    population: Id | None = None
    kind: Kind | None = None


class IndicatorPattern(Frozen):
    """How letters word one indicator.

    Attributes
    ----------
    phrases : tuple of str
        One of them must stand in the figure's sentence, in its lead or heading, or in the head of its row or column.
    unless : tuple of str
        Longer phrases that hold one of `phrases` but mean something else.
    in_targets : tuple of str
        Phrases that name the indicator only of a figure aimed at that has no other meaning.
    beats : tuple of str
        Indicators whose phrases usually stand in the same sentence without being meant.
    needs : tuple of str
        One of these must also stand there.
    population : str
        Population when the letter words none; by default the indicator's.
    populations : tuple of str
        Populations that the letter's words may put in its place.
    counts : tuple of str
        Units of things counted; by default those of indicator and populations.
    documents : tuple of str
        For what a document's number proves: how such numbers end (``UBND``).
    lasts : bool
        Whether what was set up goes on to the end of the letter's span.
    dated_with : tuple of str
        Indicators of the same event: a figure without a date takes theirs from the same section.
    doubts : Mapping of str to tuple of str
        Words that make a doubt: ``part_of_energy`` where one of them stands beside the figure, ``not_per_product``
        where none stands in the sentence.
    """

    phrases: Phrases = Field(min_length=1)
    unless: Phrases = ()
    in_targets: Phrases = ()
    beats: tuple[Id, ...] = ()
    needs: Phrases = ()
    population: Id | None = None
    populations: tuple[Id, ...] = ()
    counts: tuple[Unit, ...] = ()
    documents: tuple[str, ...] = ()
    lasts: bool = False
    dated_with: tuple[Id, ...] = ()
    doubts: Mapping[Literal["part_of_energy", "not_per_product"], Phrases] = Field(default_factory=dict)
    examples: tuple[Example, ...] = Field(min_length=1)
    not_examples: tuple[str, ...] = Field(min_length=1)


class SubjectPattern(Frozen):
    """Figures of other subjects, which must not be taken.

    Attributes
    ----------
    signs : tuple of str
        Words directly after a figure that settle it (``kWh``).
    only_counts : bool
        Whether percentages never belong to it.
    examples : tuple of str
        Sentences whose figures are left.
    """

    phrases: Phrases = ()
    signs: Phrases = ()
    unless: Phrases = ()
    only_counts: bool = False
    examples: tuple[str, ...] = Field(min_length=1)


class PopulationPattern(Frozen):
    """How letters word one population; the longest phrase that stands in a sentence counts."""

    phrases: Phrases = Field(min_length=1)
    examples: tuple[str, ...] = Field(min_length=1)
    not_examples: tuple[str, ...] = ()


class Cues(Frozen):
    """Words that tell kinds, payers, times and links of figures.

    Attributes
    ----------
    sections : Mapping of str to tuple of str
        Words of headings by what their sections hold.
    targets, results, planned, asked : tuple of str
        The last of these before a figure tells whether it is aimed at, reached, planned or asked for.
    changes : tuple of str
        Directly before a share: it is a change, not a level.
    totals : tuple of str
        Before the sum of the figures above it.
    parts, shares : tuple of str
        What follows is a part of the figure before, or the same thing as a share or count.
    yearly : tuple of str
        The figure is per year.
    surveys : tuple of str
        Names a survey: its year also dates the results in the sentences after it.
    requests : tuple of str
        Before the number of the letter that this one answers.
    number_of : tuple of str
        Before a counted thing in the label of a bare number.
    titles, title_ends : tuple of str
        Documents whose titles hold years that date no figure, until one of the latter words follows.
    """

    sections: Mapping[Literal["report", "plan", "proposal", "objective"], Phrases]
    documents: Mapping[Literal["plan", "report"], Phrases]
    targets: Phrases
    results: Phrases
    planned: Phrases
    asked: Phrases
    changes: Phrases
    totals: Phrases
    parts: Phrases
    shares: Phrases
    yearly: Phrases
    surveys: Phrases
    titles: Phrases
    title_ends: Phrases
    payers: Mapping[PayerId, Phrases]
    bases: Mapping[Literal["estimate", "measurement"], Phrases]
    requests: Phrases
    number_of: Phrases


class Vocabulary(Frozen):
    """Abbreviations, counted things and names that letters use.

    Attributes
    ----------
    abbreviations : Mapping of str to str
        Words in capitals with what they stand for.
    counted : Mapping of str to tuple of str
        Words for counted things by unit.
    bodies, subjects : tuple
        Names of offices and subjects of letters in both languages.
    """

    abbreviations: Mapping[str, str]
    counted: Mapping[Unit, Phrases]
    bodies: tuple[Words, ...]
    subjects: tuple[Words, ...]


class LetterPatterns(Frozen):
    """All patterns; one field a file of ``parameters/letter_patterns``."""

    indicators: Mapping[str, IndicatorPattern]
    other_subjects: Mapping[str, SubjectPattern]
    populations: Mapping[str, PopulationPattern]
    cues: Cues
    vocabulary: Vocabulary


PATTERN_FILES: Mapping[str, Any] = {
    "indicators": dict[Id, IndicatorPattern],
    "other_subjects": dict[Id, SubjectPattern],
    "populations": dict[Id, PopulationPattern],
    "cues": Cues,
    "vocabulary": Vocabulary,
}


def read_patterns(folder: Path, registry: Registry) -> LetterPatterns:
    """Read all patterns for letters.

    Parameters
    ----------
    folder : Path
        ``parameters/letter_patterns``.
    registry : Registry
        Indicators and populations that patterns may name.

    Returns
    -------
    LetterPatterns

    Raises
    ------
    InputError
        With every problem of every file; an unknown name comes with the nearest known one.
    """
    problems: list[Problem] = []
    parts: dict[str, Any] = {}
    for name, kind in PATTERN_FILES.items():
        try:
            document = read_yaml(folder / f"{name}.yml")
            parts[name] = validate(document, kind)
            problems += unknown_names(parts[name], document, registry)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return LetterPatterns(**parts)


def unknown_names(part: Any, document: Document, registry: Registry) -> Iterator[Problem]:
    """Indicators or populations of a file that the registry does not hold."""
    for key, path, kind in named(part):
        known = getattr(registry, kind)
        if key not in known:
            values = {"file": f"{kind}.yml", "nearest": nearest(key, known) or "-"}
            yield Problem("registry.unknown_reference", document.where(path), key, values)


def named(part: Any) -> Iterator[tuple[str, KeyPath, str]]:
    """Every name of a registry's entry in a file, with its place and kind."""
    for key, pattern in part.items() if isinstance(part, dict) else ():
        if isinstance(pattern, IndicatorPattern):
            yield key, (key,), "indicators"
            for field in ("beats", "dated_with"):
                yield from ((name, (key, field), "indicators") for name in getattr(pattern, field))
            yield from ((name, (key, "populations"), "populations") for name in pattern.populations)
            if pattern.population:
                yield pattern.population, (key, "population"), "populations"
        elif isinstance(pattern, PopulationPattern):
            yield key, (key,), "populations"
