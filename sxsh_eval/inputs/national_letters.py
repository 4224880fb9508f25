"""Letters of all provinces: the latest of each whose figures may be used."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.confirmed import usable_letter
from sxsh_eval.inputs.letter_files import find_letters, read_letter
from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.province_names import slug_on
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study

NONE_CONFIRMED = "letter.none_confirmed"


@dataclass(frozen=True)
class NationalLetters:
    """What provinces have sent.

    Attributes
    ----------
    letters : tuple of Letter
        One a province, by slug; figures that may not be used are left out.
    waiting : tuple of str
        Provinces with a letter of which no figure is confirmed.
    other_borders : tuple of str
        Provinces whose letter is about another territory than that of their name in the period.
    """

    letters: tuple[Letter, ...] = ()
    waiting: tuple[str, ...] = ()
    other_borders: tuple[str, ...] = ()


def read_letters(study: Study, registry: Registry) -> NationalLetters:
    """Latest usable letter of each province of any time.

    Parameters
    ----------
    study : Study
        Says where letters lie, and whether figures that nobody confirmed are used.
    registry : Registry

    Returns
    -------
    NationalLetters
        A letter of which nothing is confirmed gives way to the province's last one before it. Provinces are those of
        the period's first day: a letter of one that was merged since, or has been merged from others, is left out.

    Raises
    ------
    InputError
        With every problem of every letter.
    """
    problems: list[Problem] = []
    sent: dict[str, list[Letter]] = {}
    strange: list[str] = []
    day = dt.date(study.period.first, 1, 1)
    for slug in sorted({province.slug for province in registry.provinces}):
        try:
            found = [read_letter(path, registry) for path in find_letters(study.root / study.paths.claims, slug)]
        except InputError as error:
            problems += error.problems
            continue
        for letter in found:
            home = slug_in_period(letter, registry.provinces, day)
            if home is None:
                strange.append(slug)
            else:
                sent.setdefault(home, []).append(letter.model_copy(update={"province": home}))
    if problems:
        raise InputError(problems)
    usable = {
        slug: latest(sorted(own, key=lambda letter: letter.date), with_drafts=study.letters.use_unconfirmed)
        for slug, own in sorted(sent.items())
    }
    kept = tuple(letter for letter in usable.values() if letter is not None)
    waiting = tuple(slug for slug, letter in usable.items() if letter is None)
    return NationalLetters(kept, waiting, tuple(dict.fromkeys(strange)))


def slug_in_period(letter: Letter, provinces: tuple[Province, ...], day: dt.date) -> str | None:
    """Province of a day with the territory of a letter's province; None where borders have changed between the two."""
    early, late = sorted((letter.date, day))
    members: dict[str, list[str]] = {}
    for slug in [province.slug for province in provinces if province.valid_on(early)]:
        members.setdefault(slug_on(slug, provinces, late), []).append(slug)
    for home, parts in members.items():
        own = home if letter.date == late else parts[0]
        if len(parts) == 1 and own == letter.province:
            return parts[0] if letter.date == late else home
    return None


def latest(letters: list[Letter], *, with_drafts: bool) -> Letter | None:
    """Last of some letters of which anything may be used."""
    for letter in reversed(letters):
        try:
            return usable_letter(letter, with_drafts=with_drafts)
        except InputError as error:
            if {problem.code for problem in error.problems} != {NONE_CONFIRMED}:
                raise
    return None
