"""Units as people spell them: spelling to unit, multiplier before it, factor to the base unit with its source."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from sxsh_eval.parameters.measures import MeasureUnit, Units

SPACES = re.compile(r"[\s._·]+")


@dataclass(frozen=True)
class UnitSeen:
    """A unit that a head or a cell names.

    Attributes
    ----------
    name : str
        Key of the registry, with its multiplier if any: ``thousand kwh``.
    quantity : str
    factor : float
        Base units of the quantity in one of it.
    source, status : str
    label : str
        As people write it.
    """

    name: str
    quantity: str
    factor: float
    source: str
    status: str
    label: str


def spelling(text: str) -> str:
    """Form in which spellings are compared: compatibility forms, case, diacritics, dots and spaces do not count."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return SPACES.sub("", plain)


def unit_index(units: Units) -> dict[str, UnitSeen]:
    """All spellings of all units, alone or after a multiplier.

    Parameters
    ----------
    units : Units
        Of the registry.

    Returns
    -------
    dict of str to UnitSeen
        By `spelling`.
    """
    plain = {spelling(form): seen_as(name, unit) for name, unit in units.units.items() for form in (name, *unit.forms)}
    index = {}
    for word, multiplier in units.multipliers.items():
        for key, unit in plain.items():
            label = f"{multiplier.forms[0]} {unit.label}"
            factor = multiplier.factor * unit.factor
            seen = replace(unit, name=f"{word} {unit.name}", factor=factor, label=label)
            for form in multiplier.forms:
                index[spelling(form) + key] = seen
                index[f"{spelling(form)}x{key}"] = seen
    return {**index, **plain}


def named_unit(text: str, index: dict[str, UnitSeen]) -> UnitSeen | None:
    """Unit that a text names, or None.

    Parameters
    ----------
    text : str
        Such as ``1.000 lít``, ``triệu đồng/năm``.
    index : dict
        Of `unit_index`.

    Returns
    -------
    UnitSeen or None
    """
    key = spelling(text).removeprefix("dvt:").removeprefix("donvi:").removeprefix("donvitinh:")
    for ending in ("/nam", "/year", "/nm"):
        key = key.removesuffix(ending)
    return index.get(key)


def seen_as(name: str, unit: MeasureUnit) -> UnitSeen:
    """Unit of the registry as a head or cell names it."""
    return UnitSeen(name, unit.quantity, unit.factor, unit.source, unit.status, unit.forms[0])
