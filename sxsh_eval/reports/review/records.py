"""The card of each figure on the review page: everything the record says, in words."""

from __future__ import annotations

from dataclasses import dataclass

from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.confirmed import LINKS
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.render.pieces import clean
from sxsh_eval.reports.review.words import (
    confidence_text,
    doubts_text,
    needs_a_look,
    place_text,
    status_text,
    time_text,
    value_text,
    word,
)


@dataclass(frozen=True)
class Fact:
    """One line of a card; `record` is the card it leads to, or 0."""

    label: str
    text: str
    record: int = 0


@dataclass(frozen=True)
class Record:
    """A figure's card.

    Attributes
    ----------
    number : int
        Position among the letter's figures, from 1: the small number in the text.
    key : str
        Id in the draft and in the workbook.
    strong : bool
        Whether it is to be looked at closely.
    """

    number: int
    key: str
    title: str
    value: str
    status: str
    strong: bool
    doubts: str
    facts: tuple[Fact, ...]


def letter_records(letter: Letter, registry: Registry, language: Language) -> tuple[Record, ...]:
    """Cards of all figures of a letter, in its order."""
    numbers = {key: at for at, key in enumerate(letter.claims, start=1)}
    return tuple(_record(key, claim, numbers, registry, language) for key, claim in letter.claims.items())


def _record(key: str, claim: Claim, numbers: dict[str, int], registry: Registry, language: Language) -> Record:
    indicator = registry.indicators.get(claim.indicator)
    return Record(
        number=numbers[key],
        key=key,
        title=language.words(indicator.title) if indicator else claim.indicator,
        value=value_text(claim, language),
        status=status_text(claim, language),
        strong=needs_a_look(claim),
        doubts=doubts_text(claim, language),
        facts=tuple(fact for fact in _facts(claim, numbers, registry, language) if fact.text),
    )


def _facts(claim: Claim, numbers: dict[str, int], registry: Registry, language: Language) -> list[Fact]:
    population = registry.populations.get(claim.population)
    told = {
        "kind": word(language, "kind_value", claim.kind),
        "population": language.words(population.title) if population else claim.population,
        "wording": clean(language.words(claim.wording)),
        "time": time_text(claim, language),
        "place": place_text(claim, language),
        "basis": "" if claim.basis == "not_stated" else word(language, "basis_value", claim.basis),
        "payer": word(language, "payer_value", claim.payer) if claim.payer else "",
        "confidence": confidence_text(claim, language),
    }
    facts = [Fact(language.text(f"review.{name}"), text) for name, text in told.items()]
    for link in LINKS:
        target = getattr(claim, link)
        if target is not None:
            number = numbers.get(target, 0)
            text = language.text(f"review.{link}", target=f"[{number}] {target}" if number else target)
            facts.append(Fact(language.text("review.links"), text, number))
    return facts
