"""From the cells of a row to the fields of a figure: what was not edited stays exactly as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sxsh_eval.inputs.claims import Claim
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.reports.review.columns import FIELDS, Cell

GROUPS: dict[str, tuple[str, ...]] = {}
for _column in FIELDS:
    GROUPS[_column.field] = (*GROUPS.get(_column.field, ()), _column.name)


def claim_fields(
    cells: Mapping[str, Any], claim: Claim | None, before: Mapping[str, Cell], registry: Registry
) -> dict[str, Any]:
    """Fields of a figure as plain data, without its review.

    Parameters
    ----------
    cells : Mapping of str to object
        Typed values by column; None where the cell is empty.
    claim : Claim or None
        The figure as it was read; None for one that the analyst adds.
    before : Mapping of str to Cell
        What the program had written in the row.
    registry : Registry
        Gives the English words of a population.

    Returns
    -------
    dict
        As `Letter` takes it in JSON.
    """
    fields: dict[str, Any] = {}
    read = {} if claim is None else claim.model_dump(mode="json", exclude_none=True, exclude={"review"})
    for name, columns in GROUPS.items():
        if claim is not None and all(same(cells.get(column), before.get(column)) for column in columns):
            kept = ("value", "band") if name == "value" else (name,)
            fields |= {part: read[part] for part in kept if part in read}
        else:
            fields |= made(name, cells, registry)
    return fields


def same(one: Any, other: Any) -> bool:
    """Whether a cell was left alone; the key of a choice counts as its word."""
    return (one if one != "" else None) == (other if other != "" else None)


def made(name: str, cells: Mapping[str, Any], registry: Registry) -> dict[str, Any]:  # noqa: PLR0911 - one a field
    """Field made of the cells of its columns; an empty dict where they are empty."""
    match name:
        case "value":
            return figure(cells)
        case "period":
            span = {part: cells[part] for part in ("first", "last") if cells.get(part) is not None}
            if len(span) == 1:
                span = dict.fromkeys(("first", "last"), next(iter(span.values())))
            return {"period": span} if span else {}
        case "place":
            place = {part: cells[part] for part in ("section", "paragraph") if cells.get(part) is not None}
            return {"place": place}
        case "wording":
            population = registry.populations.get(str(cells.get("population")))
            text = cells.get("wording") or (population.title.vi if population else "-")
            return {"wording": {"vi": text, "en": population.title.en if population else text}}
        case "note":
            return {"note": {"vi": cells["note"], "en": cells["note"]}} if cells.get("note") else {}
        case "as_of":
            return {"as_of": cells["as_of"].isoformat()} if cells.get("as_of") else {}
    return {name: cells[name]} if cells.get(name) is not None else {}


def figure(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Value or band."""
    unit, low, high = cells.get("unit"), cells.get("value"), cells.get("high")
    if low is None:
        return {}
    if high is not None:
        return {"band": {"low": low, "high": high, "unit": unit}}
    bound = cells.get("bound") or "exact"
    return {"value": {"value": low, "unit": unit, **({} if bound == "exact" else {"bound": bound})}}
