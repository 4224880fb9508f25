"""Maps and tables of values as the template draws them; the script redraws them from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sxsh_eval.reports.charts.classes import class_of, nice_edges
from sxsh_eval.reports.language import LANGUAGES
from sxsh_eval.runs.portal import words
from sxsh_eval.runs.portal.atlas import Atlas, Sheet, Tile
from sxsh_eval.runs.portal.lines import Line

Links = dict[tuple[str, str, str], str]
MISSING, HIDDEN = "missing", "hidden"


@dataclass(frozen=True)
class Square:
    """A tile with what it shows.

    Attributes
    ----------
    tile : Tile
    name, part_of : dict
        Short name in both languages, of the tile and of the province an archipelago belongs to.
    look : str
        Class of the style: ``q0`` to ``q4``, ``missing`` or ``hidden``.
    text : str
        Value without interval.
    told : str
        Value with interval, for the tooltip.
    href : str
        Address of the report; empty when there is none.
    """

    tile: Tile
    name: words.Both
    part_of: words.Both | None = None
    look: str = MISSING
    text: str = ""
    told: str = ""
    href: str = ""


@dataclass(frozen=True)
class ValueTable:
    """One series of one run as a table of provinces by periods.

    Attributes
    ----------
    columns : list of (str, str)
        Period and the grid that belongs to it.
    rows : list
        Slug, name in both languages, then one cell (dict or None) a column.
    shared : tuple of float
        Limits of classes that all series of this unit share in the run.
    provinces : str
        How many provinces there are, for each number of them.
    """

    sheet: Sheet
    title: words.Both
    unit: words.Both
    columns: list[tuple[str, str]]
    rows: list[tuple[str, words.Both, list[dict[str, Any] | None]]]
    shared: tuple[float, ...]
    provinces: str


@dataclass(frozen=True)
class MapView:
    """All that the part on maps needs.

    Attributes
    ----------
    tables : list of ValueTable
    grids : dict of str to list of Square
        By name; that of the first map is filled.
    first : ValueTable
        The series shown before anything is chosen.
    period, grid : str
        Of the first map.
    small : list of (str, list of Square)
        Period and squares of the small maps shown at first.
    """

    tables: list[ValueTable]
    grids: dict[str, list[Square]]
    first: ValueTable
    period: str
    grid: str
    small: list[tuple[str, list[Square]]] = field(default_factory=list)


def short_name(name: words.Both) -> words.Both:
    """Name that fits into a tile."""
    return {
        "vi": name["vi"].replace("Thành phố ", "TP. "),
        "en": name["en"].replace(" Islands", "").replace(" City", ""),
    }


def report_links(lines: Iterable[Line]) -> Links:
    """Address of each report to read in a browser, by run, period and province."""
    found: Links = {}
    for line in lines:
        pages = [address for code in LANGUAGES for form, address in line.reports[code] if form == "HTML"]
        if pages:
            found.setdefault((line.run, line.period, line.province), pages[0])
    return found


def squares(tiles: Sequence[Tile], sheet: Sheet, period: str, links: Links) -> Iterator[Square]:
    """Tiles of a period filled with a series."""
    for tile in tiles:
        cell = sheet.cells.get((tile.slug, period))
        look, text, told = MISSING, "", ""
        if cell is not None and cell["hidden"]:
            look, text, told = HIDDEN, ":c", ":c"
        elif cell is not None and cell["value"] is not None:
            look = f"q{class_of(cell['value'], sheet.edges)}"
            text = words.number(cell["value"], sheet.unit, printed=cell["evidence"] == "claimed")
            told = words.value_text(cell, sheet.unit)
        name = short_name(words.as_both(tile.name))
        owner = short_name(words.as_both(tile.part_of)) if tile.part_of else None
        yield Square(tile, name, owner, look, text, told, links.get((sheet.run, period, tile.slug), ""))


def map_view(sheets: Sequence[Sheet], atlas: Atlas, runs: Sequence[str], links: Links) -> MapView | None:
    """View of all series, beginning with the newest run; None without any value.

    Parameters
    ----------
    sheets : sequence of Sheet
    atlas : Atlas
    runs : sequence of str
        Newest first.
    links : dict
        As of `report_links`.
    """
    if not sheets:
        return None
    ordered = sorted(sheets, key=lambda sheet: runs.index(sheet.run))
    names = _grid_names(ordered, atlas)
    shared = _shared_edges(ordered)
    tables = [_table(sheet, atlas, names, shared[sheet.run, sheet.unit]) for sheet in ordered]
    first = ordered[0]
    period = first.periods[-1]
    grids = {names[each]: list(squares(atlas.tiles(each), first, each, links)) for each in names}
    grids[names[period]] = list(squares(atlas.tiles(period), first, period, links))
    small = [(each, list(squares(atlas.tiles(each), first, each, links))) for each in first.periods]
    return MapView(tables, grids, tables[0], period, names[period], small)


def _grid_names(sheets: Sequence[Sheet], atlas: Atlas) -> dict[str, str]:
    """Grid of each period; periods with the same tiles share theirs."""
    found: dict[tuple[Tile, ...], str] = {}
    periods = sorted({period for sheet in sheets for period in sheet.periods})
    return {period: found.setdefault(atlas.tiles(period), f"grid{len(found)}") for period in periods}


def _shared_edges(sheets: Sequence[Sheet]) -> dict[tuple[str, str], tuple[float, ...]]:
    numbers: dict[tuple[str, str], list[float]] = {}
    for sheet in sheets:
        numbers.setdefault((sheet.run, sheet.unit), []).extend(sheet.numbers)
    return {key: nice_edges(values) if values else () for key, values in numbers.items()}


def _table(sheet: Sheet, atlas: Atlas, names: dict[str, str], shared: tuple[float, ...]) -> ValueTable:
    places = {slug: words.as_both(place.name) for period in sheet.periods for slug, place in atlas.on(period).items()}
    rows = [
        (slug, name, [sheet.cells.get((slug, period)) for period in sheet.periods]) for slug, name in places.items()
    ]
    rows.sort(key=lambda row: words.alphabetical(row[1]["vi"]))
    counts = sorted({len(atlas.on(period)) for period in sheet.periods}, reverse=True)
    return ValueTable(
        sheet,
        words.series_title(sheet, atlas),
        words.unit_both(sheet.unit),
        [(period, names[period]) for period in sheet.periods],
        rows,
        shared or sheet.edges,
        ", ".join(map(str, counts)),
    )
