"""Squares of the tile map from the registry's provinces of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.quantity import Num, Value, as_name, phrase
from sxsh_eval.reports.charts.benchmark_data import MapTile
from sxsh_eval.reports.language import catalogue

SHORT = "figures.tile_map.short"
"""Entries of the catalogues for names too long for a square."""


def short_name(province: Province) -> Value:
    """Name of a province as it stands in a square: its own, or the short one of the catalogues."""
    key = f"{SHORT}.{province.slug}"
    return phrase(key) if key in catalogue("vi") else as_name(province.name)


def province_tiles(
    provinces: Iterable[Province], day: date, values: Mapping[str, Value], absent: Value
) -> tuple[MapTile, ...]:
    """Squares for all provinces that existed on a day, their archipelagos after them.

    Parameters
    ----------
    provinces : iterable of Province
        Of all times, as in the registry.
    day : date
        63 provinces until 30/6/2025, 34 from 1/7/2025.
    values : Mapping of str to Value
        By slug: the number, or in other words why there is none.
    absent : Value
        Why there is none where `values` has nothing.

    Returns
    -------
    tuple of MapTile
        From north to south. An archipelago has the value of the province that it belongs to.
    """
    tiles = []
    for place in sorted((one for one in provinces if one.valid_on(day)), key=lambda one: one.tile):
        found = values.get(place.slug, absent)
        known = {"value": found} if isinstance(found, Num) else {"missing": found}
        tiles.append(MapTile(row=place.tile[0], column=place.tile[1], label=short_name(place), **known))
        for group in place.islands:
            at = {"row": group.tile[0], "column": group.tile[1]}
            tiles.append(MapTile(label=as_name(group.name), part_of=as_name(place.name), **at, **known))
    return tuple(tiles)
