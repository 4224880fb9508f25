"""Which province a text names on a day: exact after folding, then by alias; near names are told, never taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.parameters.entries import FormerProvince, Province
from sxsh_eval.parameters.text import fold

BEFORE_NAME = re.compile(r"^(ubnd-|uy-ban-nhan-dan-|so-cong-thuong-)?(tinh-|thanh-pho-|tp-|t-p-)?")
AFTER_NAME = re.compile(r"-(province|city)$")
SHOWN, LONGEST = 80, 200
STAND_IN = "chua-ro"
"""Written in place of the province of a letter that names none."""

LIKE = 0.5
CANDIDATES = 12

Unit = TypeVar("Unit", bound=Province | FormerProvince)


def find_province(
    provinces: Iterable[Province], text: str, on: date, former: Iterable[FormerProvince] = ()
) -> Province:
    """Province that `text` (slug, name or alias; diacritics, case and spaces optional) names on a date.

    Parameters
    ----------
    provinces : Iterable of Province
        All periods of all provinces.
    text : str
        As typed; "tỉnh" or "TP." before the name does no harm.
    on : date
        Day on which the province must exist: names and codes changed hands on 1/7/2025.
    former : Iterable of FormerProvince
        Units from before the registry's time, to be told apart from typing errors.

    Returns
    -------
    Province

    Raises
    ------
    UsageError
        If no province of that date has the name: says from when to when it has one, what became of it, or which two
        are nearest.
    """
    everything, old = tuple(provinces), tuple(former)
    if fold(text[:SHOWN]) == STAND_IN:
        raise UsageError([Problem("usage.province_not_stated", "--province", text[:SHOWN], {"date": on.isoformat()})])
    valid = [province for province in everything if province.valid_on(on)]
    if len(text) > LONGEST:
        raise UsageError([unknown(valid, text, on)])
    found = by_name(names_of(valid), text)
    if found is not None:
        return found
    gone = [unit for unit in old if by_name(names_of([unit]), text)]
    at_the_time = [unit for unit in gone if unit.years.first <= on.year <= unit.years.last]
    other = by_name(names_of(everything), text)
    if at_the_time or (gone and other is None):
        raise UsageError([former_unit((at_the_time or gone)[-1], everything, text, on)])
    if other is not None:
        raise UsageError([other_years(other, everything, text, on)])
    raise UsageError([unknown(valid, text, on)])


def unknown(provinces: Iterable[Province], text: str, on: date) -> Problem:
    """Text that names no province, with the two whose names are most like it."""
    near = ", ".join(f"{each.slug} ({each.name.vi})" for each in nearest_provinces(provinces, text[:LONGEST]))
    values = {"nearest": near or "-", "date": on.isoformat()}
    return Problem("usage.unknown_province", "--province", text[:SHOWN], values)


def nearest_provinces(provinces: Iterable[Province], text: str, most: int = 2) -> list[Province]:
    """Provinces whose names are most like a text, the nearest first; none when nothing is like it.

    Parameters
    ----------
    provinces : Iterable of Province
        Those that may be named.
    text : str
        As typed.
    most : int
        How many to return.

    Returns
    -------
    list of Province
        Only ever a hint: hà giang and hậu giang are as alike as a word and its typing error.
    """
    names = {form.replace("-", ""): province for form, province in names_of(provinces).items()}
    matches = get_close_matches(bare(text)[:SHOWN].replace("-", ""), list(names), n=CANDIDATES, cutoff=LIKE)
    return list({names[match].slug: names[match] for match in matches}.values())[:most]


def other_years(province: Province, provinces: Iterable[Province], text: str, on: date) -> Problem:
    """Name of a province that does not exist on the day: from when to when it does, what it became."""
    periods = [each for each in provinces if each.slug == province.slug]
    last = max(periods, key=lambda each: each.valid_from)
    end = f"{last.valid_to} → {last.merged_into or '-'}" if last.valid_to else "…"
    values = {"date": on.isoformat(), "first": min(each.valid_from for each in periods).isoformat(), "last": end}
    return Problem("usage.province_of_other_years", "--province", text[:SHOWN], values)


def former_unit(unit: FormerProvince, provinces: Iterable[Province], text: str, on: date) -> Problem:
    """Name of a unit from before the registry's time: its years, the provinces of its land on the day."""
    everything = tuple(provinces)
    slugs = dict.fromkeys(slug_on(slug, everything, on) for slug in unit.successors)
    names = {each.slug: each.name.vi for each in sorted(everything, key=lambda each: each.valid_from)}
    values = {
        "date": on.isoformat(),
        "name": unit.name.vi,
        "years": f"{unit.years.first}-{unit.years.last}",
        "successors": ", ".join(f"{slug} ({names[slug]})" for slug in slugs),
    }
    return Problem("usage.former_province", "--province", text[:SHOWN], values)


def slug_on(slug: str, provinces: tuple[Province, ...], on: date) -> str:
    """Province to which a province's land belongs on a day, after mergers; itself where the registry ends."""
    for province in sorted(provinces, key=lambda each: each.valid_from):
        if province.slug == slug and province.valid_to and province.valid_to < on and province.merged_into:
            slug = province.merged_into
    return slug


def forms_of(unit: Province | FormerProvince) -> list[str]:
    """Everything a unit is called."""
    own = [unit.slug] if isinstance(unit, Province) else []
    return [*own, unit.name.vi, unit.name.en, *unit.aliases]


def names_of(units: Iterable[Unit]) -> dict[str, Unit]:
    """Units by every folded form of their name; statistical codes are no names."""
    return {fold(form): unit for unit in units for form in forms_of(unit)}


def by_name(names: Mapping[str, Unit], text: str) -> Unit | None:
    """Unit that a text names, with or without "tỉnh" or "TP." before it, with or without spaces in it."""
    folded, stripped = fold(text), bare(text)
    found = names.get(folded) or names.get(stripped)
    if found is not None or not stripped:
        return found
    joined = stripped.replace("-", "")
    return next((unit for form, unit in names.items() if form.replace("-", "") == joined), None)


def bare(text: str) -> str:
    """Folded name without the words for province, city or the office that writes."""
    return AFTER_NAME.sub("", BEFORE_NAME.sub("", fold(text)))
