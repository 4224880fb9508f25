"""Figures as analysts write them in YAML: numbers whose unit is known and whose percentages are possible."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from sxsh_eval.errors import nearest
from sxsh_eval.parameters.quantity import Num, Range

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ID = r"^[a-z][a-z0-9_]*$"
NAME = r"^[a-z0-9]+([_-][a-z0-9]+)*$"
PROJECT_PATH = r"^[\w-][\w .-]*(/[\w-][\w .-]*)*$"
SECTOR = r"^([B-E]|\d{2}|[a-z][a-z_]*)$"

Unit = Literal[
    "percent",
    "percent_change",
    "percentage_point",
    "ratio",
    "enterprise",
    "establishment",
    "assessment",
    "model",
    "person",
    "event",
    "department",
    "province",
    "cluster",
    "supermarket",
    "year",
    "years",
    "document",
    "unit",
    "vnd",
    "kwh",
    "toe",
    "gj",
    "tco2",
    "toe_per_tonne",
]
UNITS: tuple[str, ...] = get_args(Unit)
FAMILIES: tuple[frozenset[str], ...] = (frozenset({"enterprise", "establishment", "assessment", "model", "unit"}),)


def same_family(one: str, other: str) -> bool:
    """Whether two units count the same kind of thing (an assessed enterprise is also an assessment)."""
    return one == other or any(one in family and other in family for family in FAMILIES)


def check_unit(unit: str) -> None:
    """Refuse a unit that no catalogue can name."""
    if unit not in UNITS:
        values = {"found": unit, "nearest": nearest(unit, UNITS) or "-", "known": ", ".join(UNITS)}
        raise PydanticCustomError("value.unknown_unit", "unknown unit {found}", values)


def check_share(number: float, unit: str) -> None:
    """Refuse a percentage outside 0 to 100; what may grow beyond is ``percent_change``."""
    if unit == "percent" and not 0 <= number <= 100:  # noqa: PLR2004 - a percentage
        raise PydanticCustomError("value.percentage", "percentage {found}", {"found": f"{number:g}"})


def checked_num(num: Num) -> Num:
    """Number with a known unit."""
    check_unit(num.unit)
    check_share(num.value, num.unit)
    return num


def checked_range(band: Range) -> Range:
    """Band with a known unit whose ends are in order."""
    check_unit(band.unit)
    check_share(band.low, band.unit)
    check_share(band.high, band.unit)
    if band.low > band.high:
        raise PydanticCustomError("value.reversed", "'low' is above 'high'")
    return band


Figure = Annotated[Num, AfterValidator(checked_num)]
Band = Annotated[Range, AfterValidator(checked_range)]
