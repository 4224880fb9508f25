"""Which numbers of a job the page shows on its map: one value a province and series."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sxsh_eval.parameters.choices import NATIONAL

Row = Mapping[str, Any]
ENDS = ("estimate", "conf_low", "conf_high")
CONFIDENTIAL = "confidential"
BILLION, MILLION = 1e-9, 1e-6


@dataclass(frozen=True)
class Series:
    """Rows of ``numbers.json`` that belong together on one map.

    Attributes
    ----------
    name : str
        Its words are ``portal.series.<name>``.
    table, term : str
        As in ``numbers.json``.
    unit : str
        Its word is ``unit.<unit>``.
    indicator : str
        Empty: any.
    factor : float
        What the numbers are multiplied with to come to `unit`.
    saving : bool
        Whether the numbers are changes of a logarithm, shown as the part saved in per cent.
    """

    name: str
    table: str
    term: str
    unit: str
    indicator: str = ""
    factor: float = 1.0
    saving: bool = False

    def takes(self, row: Row) -> bool:
        """Whether a row is of this series."""
        return (
            row["table"] == self.table
            and row["term"] == self.term
            and (not self.indicator or row["indicator"] == self.indicator)
        )

    def numbers(self, row: Row) -> dict[str, float | None]:
        """Estimate and ends of the interval in the series' unit."""
        value, low, high = (row.get(name) for name in ENDS)
        if self.saving:
            value, low, high = (None if number is None else -100 * math.expm1(number) for number in (value, high, low))
        scaled = {
            name: None if number is None else float(number) * self.factor
            for name, number in (("value", value), ("low", low), ("high", high))
        }
        return {
            name: number if number is not None and math.isfinite(number) else None for name, number in scaled.items()
        }


SURVEYED = ("is_adopting", "is_aware", "is_informed", "has_training", "is_assessed", "is_monitored")
SERIES = (
    *(Series(f"adoption_{term}", "adoption", term, "percent") for term in (*SURVEYED, "has_dedicated_unit")),
    Series("adopters", "adoption_numbers", "is_adopting", "establishment"),
    Series("saving", "savings", "overall", "percent_change", saving=True),
    Series("saved_percent", "saved", "percent", "percent_change", "saved_energy_toe"),
    Series("saved_toe", "saved", "amount", "toe", "saved_energy_toe"),
    Series("saved_tco2", "saved", "amount", "tco2", "saved_emissions_tco2"),
    Series("saved_vnd", "saved", "amount", "billion_vnd", "saved_energy_cost_vnd", BILLION),
    Series("cost", "costs", "total", "billion_vnd", "cost_all", BILLION),
    Series("cost_per_toe", "costs", "per_energy_toe", "million_vnd_per_toe", "cost_all", MILLION),
    Series("payback", "costs", "payback", "years", "cost_all"),
    Series("national_saving", "national_overall", "overall", "percent_change", saving=True),
    Series("national_by_province", "national_provinces", "shrunk", "percent_change", saving=True),
    Series("national_saved_toe", "national_saved", "amount", "toe", "saved_energy_toe"),
    Series("national_awareness", "benchmark_shrunk", "shrunk", "percent", "awareness"),
    Series("national_adoption", "benchmark_shrunk", "shrunk", "percent", "adoption"),
)
KNOWN = {series.name: at for at, series in enumerate(SERIES)}
"""Position of each series on the page."""

HEADLINES = ("adoption_is_adopting", "saving", "saved_toe", "national_saving", "national_saved_toe")
CLAIMED, DISTANCE = "claimed", "progress"


def select_values(rows: Iterable[Row], province: str, period: str) -> list[dict[str, Any]]:
    """Values of a job for the page.

    Parameters
    ----------
    rows : iterable of mapping
        Rows of ``numbers.json``.
    province, period : str
        Of the job; a national job may speak of every province.

    Returns
    -------
    list of dict
        Keys ``series, indicator, province, value, low, high, unit, evidence, hidden, period``; one for each series
        and province. Where a series has several periods the job's own counts.
    """
    found: dict[tuple[str, str], tuple[bool, dict[str, Any]]] = {}
    for name, series, row in _placed(rows, province):
        own = row["period"] == period
        key = (name, row["province"] or NATIONAL)
        if key in found and (found[key][0] or not own):
            continue
        found[key] = (
            own,
            {
                "series": name,
                "indicator": row["indicator"],
                "province": key[1],
                **series.numbers(row),
                "unit": series.unit,
                "evidence": row["evidence"],
                "hidden": row["reason"] == CONFIDENTIAL,
                "period": row["period"],
            },
        )
    return [value for _, value in found.values()]


def _placed(rows: Iterable[Row], province: str) -> Iterator[tuple[str, Series, Row]]:
    """Rows about whole provinces, each with its series."""
    letter: list[Row] = []
    for row in rows:
        if row["sector"] or (row["province"] != province and province != NATIONAL):
            continue
        letter += [row] if row["table"] in {CLAIMED, DISTANCE} else []
        for series in SERIES:
            if series.takes(row):
                yield series.name, series, row
    yield from _of_letter(letter)


def _of_letter(rows: list[Row]) -> Iterator[tuple[str, Series, Row]]:
    """The newest figure of each indicator and the distances to targets.

    Counts of a letter with more than one are left out: they may be parts of each other.
    """
    by_indicator: dict[str, list[Row]] = {}
    for row in rows:
        if row["table"] == CLAIMED:
            by_indicator.setdefault(row["indicator"], []).append(row)
        elif row["term"].startswith("distance_"):
            name = f"{DISTANCE}:{row['indicator']}:{row['term'].removeprefix('distance_')}"
            yield name, Series(name, DISTANCE, row["term"], row["unit"]), row
    for indicator, claims in by_indicator.items():
        shares = [row for row in claims if row["unit"] == "percent"] or claims
        if len(shares) == 1 or shares[0]["unit"] == "percent":
            newest = max(shares, key=lambda row: str(row["period"])[-4:])
            name = f"{CLAIMED}:{indicator}"
            money = newest["unit"] == "vnd"
            unit, factor = ("million_vnd", MILLION) if money else (newest["unit"], 1.0)
            yield name, Series(name, CLAIMED, newest["term"], unit, factor=factor), newest
