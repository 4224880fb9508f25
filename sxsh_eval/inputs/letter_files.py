"""Reading the figures of official letters, checked against the registry: all problems in one message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sxsh_eval.errors import InputError, Problem, UsageError, nearest
from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.confirmed import LINKS, status_of
from sxsh_eval.inputs.printed import parse_printed, reads_as
from sxsh_eval.parameters.figures import same_family
from sxsh_eval.parameters.province_names import STAND_IN
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, KeyPath, read_yaml

NAMED_BY_NUMBER = frozenset({"document", "unit"})


def find_letters(folder: Path, province: str) -> list[Path]:
    """Claims files of a province, named ``<slug>-<year>.yml`` or ``<slug>-<year>-<anything>.yml``.

    Parameters
    ----------
    folder : Path
        ``data/claims``; may be absent.
    province : str
        Slug.

    Returns
    -------
    list of Path
        By file name.
    """
    name = re.compile(rf"{re.escape(province)}-[0-9]{{4}}(-[a-z0-9-]+)?\.ya?ml")
    return sorted(path for path in folder.glob("*.y*ml") if name.fullmatch(path.name)) if folder.is_dir() else []


def read_letter(path: Path, registry: Registry) -> Letter:
    """Read one official letter as data.

    Parameters
    ----------
    path : Path
        Claims file.
    registry : Registry
        Indicators, populations and provinces that the letter may name.

    Returns
    -------
    Letter
        Claims whose references exist, whose units suit their indicators and whose values agree with the print.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    document = read_yaml(path)
    letter = validate(document, Letter)
    problems = list(letter_problems(letter, registry, document))
    if problems:
        raise InputError(problems)
    return letter


def letter_problems(letter: Letter, registry: Registry, document: Document) -> Iterator[Problem]:
    """Problems of a letter that is well-formed by itself; what was rejected may be wrong."""
    if letter.province == STAND_IN:
        yield Problem("letter.province_not_stated", document.where(("province",)), letter.province)
    elif not any(each.slug == letter.province and each.valid_on(letter.date) for each in registry.provinces):
        values = {"date": letter.date.isoformat(), "nearest": meant(letter, registry)}
        yield Problem("letter.province", document.where(("province",)), letter.province, values)
    for key, claim in letter.claims.items():
        if status_of(claim) == "rejected":
            continue
        path = ("claims", key)
        yield from unknown_names(claim, registry, document, path)
        yield from unknown_links(key, letter, document, path)
        yield from unit_problems(claim, registry, document, path)
        yield from print_problems(claim, document, path)


def meant(letter: Letter, registry: Registry) -> str:
    """Province that a wrong slug may mean on the letter's date: by alias, by succession, else the two most alike."""
    try:
        return registry.province(letter.province, letter.date).slug
    except UsageError as error:
        values = error.problems[0].values
        return values.get("nearest") or values.get("successors") or values.get("last") or "-"


def unknown_names(claim: Claim, registry: Registry, document: Document, path: KeyPath) -> Iterator[Problem]:
    """Indicator or population that the registry does not hold."""
    for field, entries in (("indicator", registry.indicators), ("population", registry.populations)):
        name = getattr(claim, field)
        if name not in entries:
            values = {"file": f"{field}s.yml", "nearest": nearest(name, entries) or "-"}
            yield Problem("registry.unknown_reference", document.where((*path, field)), name, values)


def unknown_links(key: str, letter: Letter, document: Document, path: KeyPath) -> Iterator[Problem]:
    """Links to claims that the letter does not hold, or to the claim itself; parts in another unit than their total."""
    claim, others = letter.claims[key], [other for other in letter.claims if other != key]
    for field in LINKS:
        name = getattr(claim, field)
        if name is not None and name not in others:
            values = {"nearest": nearest(name, others) or "-"}
            yield Problem("letter.unknown_claim", document.where((*path, field)), name, values)
    total = letter.claims.get(claim.part_of or "")
    if total is not None and total.unit != claim.unit:
        values = {"total": f"{claim.part_of} ({total.unit})"}
        yield Problem("letter.part_unit", document.where((*path, "part_of")), claim.unit, values)


def units_allowed(claim: Claim, registry: Registry) -> list[str]:
    """Units in which a claim on an indicator may be: the indicator's; for a share, also the counted units."""
    indicator = registry.indicators[claim.indicator]
    units = [indicator.unit]
    if indicator.unit == "percent":
        names = (indicator.population, claim.population)
        units += [registry.populations[name].unit for name in names if name in registry.populations]
    return list(dict.fromkeys(units))


def unit_problems(claim: Claim, registry: Registry, document: Document, path: KeyPath) -> Iterator[Problem]:
    """Value in a unit that does not belong to its indicator."""
    if claim.indicator not in registry.indicators:
        return
    allowed = units_allowed(claim, registry)
    if not any(same_family(claim.unit, unit) for unit in allowed):
        values = {"known": ", ".join(allowed), "indicator": claim.indicator}
        part = "value" if claim.value else "band"
        yield Problem("letter.unit", document.where((*path, part, "unit")), claim.unit, values)


def print_problems(claim: Claim, document: Document, path: KeyPath) -> Iterator[Problem]:
    """Printed characters that do not read as the value."""
    printed = parse_printed(claim.as_printed)
    if printed is None and claim.unit in NAMED_BY_NUMBER:
        return
    ends = (claim.value.value,) * 2 if claim.value else (claim.band.low, claim.band.high) if claim.band else (0, 0)
    if not reads_as(claim.as_printed, *ends):
        shown = f"{ends[0]:.15g}" if ends[0] == ends[1] else f"{ends[0]:.15g} - {ends[1]:.15g}"
        yield Problem("letter.as_printed", document.where((*path, "as_printed")), claim.as_printed, {"value": shown})
