"""The glossary: terms of the field with their meaning, and where a text uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from sxsh_eval.parameters.quantity import Value, phrase
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.language import LANGUAGES, catalogue
from sxsh_eval.reports.model import Column, Section, Table

PREFIX = "glossary."
NOT = "-"
SECTION = "glossary_section"
TABLE = "glossary"
NOT_BEFORE = r"(?<![\w/@=.])(?<!\w-)(?<!\d[ \u00a0])"
NOT_AFTER = r"(?![\w/@=]|[.-]\w)"
"""No term in a word, path, address or name with a hyphen, nor right after a number: a note would look like a power."""


@dataclass(frozen=True)
class Term:
    """One term in one language.

    Attributes
    ----------
    name : str
        Key in ``glossary.yml``, the same in both languages.
    term : str
        As a head shows it.
    forms : tuple of str
        How it stands in text; a form that begins with a small letter may begin with a capital.
    unlike : tuple of str
        Longer stretches of text in which a form is part of other words.
    meaning : str
        One or two sentences.
    source : str
        Where they come from; empty where the wording is the evaluators' own.
    """

    name: str
    term: str
    forms: tuple[str, ...]
    unlike: tuple[str, ...]
    meaning: str
    source: str


@cache
def glossary(code: str) -> dict[str, Term]:
    """All terms of a language by name, those that need explaining most first.

    Parameters
    ----------
    code : {"vi", "en"}

    Returns
    -------
    dict of str to Term
    """
    entries = catalogue(code)
    names = [key.removeprefix(PREFIX).removesuffix(".term") for key in entries if _is_term(key)]
    return {name: _term(code, name) for name in names}


def _is_term(key: str) -> bool:
    return key.startswith(PREFIX) and key.endswith(".term")


def _term(code: str, name: str) -> Term:
    said = {part: str(catalogue(code)[f"{PREFIX}{name}.{part}"]) for part in ("term", "forms", "meaning", "source")}
    written = [form.strip() for form in said.pop("forms").split(";")]
    unlike = tuple(form.removeprefix(NOT) for form in written if form.startswith(NOT))
    return Term(name=name, forms=tuple(form for form in written if not form.startswith(NOT)), unlike=unlike, **said)


@cache
def names_by_word() -> dict[str, str]:
    """Names of the terms by their words in either language, without case, diacritics or punctuation."""
    words: dict[str, str] = {}
    for code in reversed(LANGUAGES):
        for term in glossary(code).values():
            words |= dict.fromkeys((fold(word) for word in (term.name, term.term, *term.forms)), term.name)
    return words


@cache
def _search(code: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Pattern of all forms, the longest first, and the names of the terms by form in small letters; none if unlike."""
    forms = {form: "" for term in glossary(code).values() for form in term.unlike}
    forms |= {form: term.name for term in glossary(code).values() for form in term.forms}
    longest = sorted(forms, key=lambda form: (-len(form), form))
    either = "|".join(_form(form) for form in longest)
    return re.compile(f"{NOT_BEFORE}(?:{either}){NOT_AFTER}"), {form.lower(): name for form, name in forms.items()}


def _form(form: str) -> str:
    first, rest = form[0], re.escape(form[1:]).replace(r"\ ", "[ \u00a0]")
    return (f"[{first}{first.upper()}]" if first.islower() else re.escape(first)) + rest


def find_terms(text: str, code: str) -> Iterator[tuple[int, int, str]]:
    """Where a text uses terms: whole words, the longest form first, never one inside another.

    Parameters
    ----------
    text : str
        In NFC, with single spaces.
    code : {"vi", "en"}

    Yields
    ------
    (int, int, str)
        Start, end and name of the term.
    """
    pattern, names = _search(code)
    for hit in pattern.finditer(text):
        if name := names[hit[0].replace("\u00a0", " ").lower()]:
            yield hit.start(), hit.end(), name


def glossary_section(names: Iterable[str], code: str) -> Section:
    """Section that lists terms in alphabetical order.

    Parameters
    ----------
    names : iterable of str
        Names of the terms.
    code : {"vi", "en"}
        Language whose alphabet counts.

    Returns
    -------
    Section
        One table: term, meaning, source.
    """
    terms = sorted((glossary(code)[name] for name in set(names)), key=lambda term: (fold(term.term), term.name))
    heads = (("term", 1.3), ("meaning", 4.0), ("source", 1.6))
    table = Table(
        id=TABLE,
        title=phrase("table.glossary"),
        columns=tuple(Column(head=phrase(f"column.{name}"), share=share) for name, share in heads),
        rows=tuple(_row(term) for term in terms),
        source=phrase("source.glossary"),
    )
    return Section(id=SECTION, title=phrase("section.glossary"), blocks=(table,))


def _row(term: Term) -> tuple[Value | None, ...]:
    word, meaning, source = (phrase(f"{PREFIX}{term.name}.{part}") for part in ("term", "meaning", "source"))
    return word, meaning, source if term.source else None
