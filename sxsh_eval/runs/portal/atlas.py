"""Tile maps: which tiles a period has, which value stands in each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError
from sxsh_eval.parameters.entries import Indicator, Province, Region
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.registry_files import read_provinces
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import read_yaml
from sxsh_eval.reports.charts.classes import nice_edges
from sxsh_eval.runs.portal.lines import Line
from sxsh_eval.runs.portal.series import DISTANCE, KNOWN

PERIOD = re.compile(r"(\d{4})-(\d{4})")


@dataclass(frozen=True)
class Tile:
    """One square of the map; an archipelago has the slug of the province that it belongs to."""

    slug: str
    name: Words
    row: int
    column: int
    part_of: Words | None = None


@dataclass(frozen=True)
class Atlas:
    """What the registry says about provinces, regions and indicators; empty when there is no registry.

    Attributes
    ----------
    provinces : tuple of Province
        Of all times.
    """

    provinces: tuple[Province, ...] = ()
    regions: dict[str, Region] | None = None
    indicators: dict[str, Indicator] | None = None

    @cached_property
    def _by_day(self) -> dict[dt.date, dict[str, Province]]:
        return {}

    def on(self, period: str) -> dict[str, Province]:
        """Provinces by slug on the first day of a period, the day by which jobs find theirs."""
        match = PERIOD.fullmatch(period)
        if match is None or not dt.MINYEAR <= int(match[1]) <= dt.MAXYEAR:
            return {}
        day = dt.date(int(match[1]), 1, 1)
        if day not in self._by_day:
            self._by_day[day] = {place.slug: place for place in self.provinces if place.valid_on(day)}
        return self._by_day[day]

    def tiles(self, period: str) -> tuple[Tile, ...]:
        """Squares of the map of a period, from north to south; archipelagos follow their province."""
        found = []
        for place in sorted(self.on(period).values(), key=lambda place: place.tile):
            found.append(Tile(place.slug, place.name, *place.tile))
            found += [Tile(place.slug, group.name, *group.tile, place.name) for group in place.islands]
        return tuple(found)


def read_atlas(registry: Path | None) -> Atlas:
    """Read the three files the page needs of a registry; without them the page has no map."""
    if registry is None:
        return Atlas()
    try:
        return Atlas(
            read_provinces(registry),
            validate(read_yaml(registry / "regions.yml"), dict[str, Region]),
            validate(read_yaml(registry / "indicators.yml"), dict[str, Indicator]),
        )
    except InputError:
        return Atlas()


@dataclass(frozen=True)
class Sheet:
    """Values of one series in one run.

    Attributes
    ----------
    run, series, unit : str
    indicator : str
        Key of the registry.
    cells : dict of (str, str) to dict
        Value as of `select_values`, by province and period.
    synthetic : bool
    """

    run: str
    series: str
    unit: str
    indicator: str
    evidence: str
    cells: dict[tuple[str, str], dict[str, Any]]
    synthetic: bool

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Periods with a value, in order."""
        return tuple(sorted({period for _, period in self.cells}))

    @cached_property
    def numbers(self) -> list[float]:
        """All values that may be shown."""
        return [cell["value"] for cell in self.cells.values() if cell["value"] is not None]

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """Limits of the classes, the same for all periods."""
        return nice_edges(self.numbers) if self.numbers else ()


def make_sheets(lines: Iterable[Line], atlas: Atlas) -> list[Sheet]:
    """Sheets of all runs, those of a run in the order of `SERIES`, figures of letters last.

    Parameters
    ----------
    lines : iterable of Line
    atlas : Atlas
        Only provinces of the period's map count.
    """
    found: dict[tuple[str, str], list[tuple[str, Line, dict[str, Any]]]] = {}
    for line in lines:
        for value in line.card.get("values", ()):
            if value["province"] in atlas.on(line.period):
                found.setdefault((line.run, value["series"]), []).append((value["province"], line, value))
    sheets = []
    for (run, series), placed in found.items():
        first = placed[0][2]
        cells = {(province, line.period): value for province, line, value in placed}
        synthetic = any(line.synthetic for _, line, _ in placed)
        sheets.append(Sheet(run, series, first["unit"], first["indicator"], first["evidence"], cells, synthetic))
    return sorted(sheets, key=lambda sheet: (sheet.run, _rank(sheet.series), sheet.series))


def _rank(series: str) -> int:
    return KNOWN.get(series, len(KNOWN) + series.startswith(f"{DISTANCE}:"))
