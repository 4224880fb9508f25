"""Rules between entries of the registry: what is named exists, units agree, borders and tiles do not collide."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from pydantic import BaseModel

from sxsh_eval.errors import Problem, nearest
from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.figures import same_family
from sxsh_eval.parameters.prior_names import prior_problems
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.yaml_files import Document, KeyPath

NAMED_BY = {
    "source": "sources",
    "share_source": "sources",
    "population": "populations",
    "indicator": "indicators",
    "later": "indicators",
    "explained_by": "indicators",
    "region": "regions",
    "sector": "sectors",
    "sectors": "sectors",
    "part_of": "sectors",
    "province": "provinces",
    "provinces": "provinces",
    "merged_into": "provinces",
    "successors": "provinces",
    "overlaps": "cases",
}
FIELDS = tuple(Registry.model_fields)


def cross_check(registry: Registry, documents: Mapping[str, Document]) -> list[Problem]:
    """Problems between entries.

    Parameters
    ----------
    registry : Registry
        Entries that are valid one by one.
    documents : Mapping of str to Document
        Files they were read from, for places in messages.

    Returns
    -------
    list of Problem
        Empty when all is well.
    """
    return [
        *unknown_references(registry, documents),
        *unequal_units(registry, documents["targets"]),
        *impossible_units(registry, documents["results"]),
        *overlapping_periods(registry.provinces, documents["provinces"]),
        *missing_successors(registry.provinces, documents["provinces"]),
        *shared_tiles(registry.provinces, documents["provinces"]),
        *repeated_years(registry, documents["grid_factors"]),
        *prior_problems(registry.priors, documents["priors"], complete=True),
    ]


def references(value: Any, path: KeyPath = ()) -> Iterator[tuple[str, str, KeyPath]]:
    """Kind, key and place of everything that entries name."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if name in NAMED_BY and isinstance(inner, str):
                yield NAMED_BY[name], inner, (*path, name)
            elif name in NAMED_BY and isinstance(inner, tuple):
                yield from ((NAMED_BY[name], each, (*path, name, at)) for at, each in enumerate(inner))
            else:
                yield from references(inner, (*path, name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from references(inner, (*path, key))
    elif isinstance(value, tuple):
        for at, inner in enumerate(value):
            yield from references(inner, (*path, at))


def unknown_references(registry: Registry, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Names of entries that no file holds."""
    known: dict[str, set[str]] = {name: set(getattr(registry, name)) for name in set(NAMED_BY.values()) - {"provinces"}}
    known["provinces"] = {province.slug for province in registry.provinces}
    for name in FIELDS:
        for kind, key, path in references(getattr(registry, name)):
            if key not in known[kind]:
                values = {"file": f"{kind}.yml", "nearest": nearest(key, known[kind]) or "-"}
                yield Problem("registry.unknown_reference", documents[name].where(path), key, values)


def unequal_units(registry: Registry, document: Document) -> Iterator[Problem]:
    """Targets in another unit than their indicator."""
    for key, target in registry.targets.items():
        indicator = registry.indicators.get(target.indicator)
        if indicator is not None and target.unit != indicator.unit:
            part = "value" if target.value else "band"
            values = {"unit": indicator.unit, "indicator": target.indicator}
            yield Problem("target.unit", document.where((key, part, "unit")), target.unit, values)


def impossible_units(registry: Registry, document: Document) -> Iterator[Problem]:
    """Published results in a unit that neither their indicator has nor, for a share, the units that it counts."""
    for key, result in registry.results.items():
        indicator = registry.indicators.get(result.indicator)
        if indicator is None:
            continue
        names = (indicator.population, result.population) if indicator.unit == "percent" else ()
        counted = [registry.populations[name].unit for name in names if name in registry.populations]
        if not any(same_family(result.unit, unit) for unit in (indicator.unit, *counted)):
            part = "value" if result.value else "band"
            values = {"units": ", ".join(dict.fromkeys((indicator.unit, *counted))), "indicator": result.indicator}
            yield Problem("result.unit", document.where((key, part, "unit")), result.unit, values)


def overlapping_periods(provinces: Iterable[Province], document: Document) -> Iterator[Problem]:
    """Entries of one slug that are valid on the same day."""
    entries = list(enumerate(provinces))
    for (_, one), (at, other) in combinations(entries, 2):
        if one.slug == other.slug and (one.valid_on(other.valid_from) or other.valid_on(one.valid_from)):
            yield Problem("province.overlap", document.where((at, "valid_from")), f"{other.slug} {other.valid_from}")


def missing_successors(provinces: tuple[Province, ...], document: Document) -> Iterator[Problem]:
    """Successors that do not exist on the day after the end."""
    for at, province in enumerate(provinces):
        if province.valid_to is None or province.merged_into is None:
            continue
        day = province.valid_to + dt.timedelta(days=1)
        if not any(other.slug == province.merged_into and other.valid_on(day) for other in provinces):
            values = {"date": day.isoformat(), "slug": province.merged_into}
            yield Problem("province.no_successor", document.where((at, "merged_into")), province.merged_into, values)


def shared_tiles(provinces: tuple[Province, ...], document: Document) -> Iterator[Problem]:
    """Two provinces or archipelagos on one tile of the map of some day."""
    for day in sorted({province.valid_from for province in provinces}):
        taken: dict[tuple[int, int], list[int]] = defaultdict(list)
        for at, province in enumerate(provinces):
            if province.valid_on(day):
                for tile in province.tiles():
                    taken[tile].append(at)
        for tile, places in taken.items():
            if len(places) > 1:
                names = ", ".join(provinces[at].slug for at in places)
                values = {"tile": f"[{tile[0]}, {tile[1]}]", "date": day.isoformat()}
                yield Problem("province.tile_taken", document.where((places[-1], "tile")), names, values)


def repeated_years(registry: Registry, document: Document) -> Iterator[Problem]:
    """Two grid factors for one year."""
    seen: set[int] = set()
    for at, factor in enumerate(registry.grid_factors):
        if factor.year in seen:
            yield Problem("grid.repeated_year", document.where((at, "year")), str(factor.year))
        seen.add(factor.year)
