"""The examples that stand beside the phrases of letters, tried on the reader: who adds a phrase sees what it breaks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.letters.extract import read_figures
from sxsh_eval.inputs.letters.phrases import Searcher
from sxsh_eval.inputs.letters.reading import Reading
from sxsh_eval.inputs.letters.text import LetterText, Paragraph
from sxsh_eval.parameters.letter_patterns import Example, LetterPatterns
from sxsh_eval.parameters.registry import Registry

FOLDER = "letter_patterns"


@dataclass(frozen=True)
class Trial:
    """Patterns with the registry that they name."""

    patterns: LetterPatterns
    registry: Registry

    def read(self, text: str) -> Reading:
        """Reading of one sentence."""
        line = " ".join(unicodedata.normalize("NFC", text).split())
        letter = LetterText(file=FOLDER, sha256="0" * 64, paragraphs=(Paragraph(line, 1),))
        return read_figures(letter, self.registry, self.patterns)

    def claims(self, text: str) -> list[Claim]:
        """Figures taken from one sentence."""
        return list(self.read(text).letter.claims.values())

    def population(self, text: str) -> str:
        """Population that a text names first; empty when it names none."""
        search = Searcher(self.patterns)
        hits = search.population_hits(search.fold(text), 0, len(text), list(self.patterns.populations))
        return hits[0].name if hits else ""


def example_problems(patterns: LetterPatterns, registry: Registry) -> Iterator[Problem]:
    """Examples that the reader does not read as they say.

    Parameters
    ----------
    patterns : LetterPatterns
    registry : Registry

    Yields
    ------
    Problem
        Codes ``pattern.example``, ``pattern.counterexample``, ``pattern.other_subject``, ``pattern.population``.
    """
    trial = Trial(patterns, registry)
    for name, pattern in patterns.indicators.items():
        where = f"{FOLDER}/indicators.yml · {name}"
        yield from (problem for each in pattern.examples for problem in wrong_example(trial, name, each, where))
        for text in pattern.not_examples:
            if name in {claim.indicator for claim in trial.claims(text)}:
                yield Problem("pattern.counterexample", where, text, {"name": name})
    for name, other in patterns.other_subjects.items():
        for text in other.examples:
            if trial.claims(text) or "other_subject" not in {each.fate for each in trial.read(text).numbers}:
                yield Problem("pattern.other_subject", f"{FOLDER}/other_subjects.yml · {name}", text)
    for name, population in patterns.populations.items():
        wanted = [(text, True) for text in population.examples] + [(text, False) for text in population.not_examples]
        for text, named in wanted:
            if (trial.population(text) == name) != named:
                values = {"name": name, "read": trial.population(text) or "-"}
                yield Problem("pattern.population", f"{FOLDER}/populations.yml · {name}", text, values)


def wrong_example(trial: Trial, name: str, example: Example, where: str) -> Iterator[Problem]:
    """An example of an indicator whose figure is not found, or is found otherwise."""
    claims = trial.claims(example.text)
    own = [claim for claim in claims if claim.indicator == name]
    values = [claim.value.value if claim.value else claim.band.low if claim.band else None for claim in own]
    right = values == [example.value]
    right = right and example.population in {None, own[0].population} and example.kind in {None, own[0].kind}
    if not right:
        read = ", ".join(f"{claim.as_printed}: {claim.indicator}/{claim.population}/{claim.kind}" for claim in claims)
        wanted = "/".join(part for part in (name, example.population, example.kind) if part)
        yield Problem(
            "pattern.example", where, example.text, {"wanted": f"{example.value:g}: {wanted}", "read": read or "-"}
        )
