"""Invented letters for tests: figures of no real province."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.study import Study, read_study

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SEED = next(iter(sorted((SHARED / "seed").glob("*.txt"))), None)
INVENTED = ROOT / "tests" / "cases" / "letters" / "tinh-mau.txt"
WORDS = {"vi": "câu thử", "en": "test words"}
HEAD: dict[str, Any] = {
    "province": "lao-cai",
    "number": "1/TEST",
    "date": dt.date(2018, 12, 31),
    "title": WORDS,
    "issuer": WORDS,
    "addressee": WORDS,
    "span": {"first": 2016, "last": 2018},
    "claims": {},
}
RESULT: dict[str, Any] = {
    "kind": "result",
    "wording": WORDS,
    "as_of": dt.date(2018, 12, 31),
    "dating": "stated",
    "place": {"section": "I.3.c"},
}
ACTIVITY: dict[str, Any] = {
    "kind": "activity",
    "wording": WORDS,
    "period": {"first": 2018, "last": 2018},
    "dating": "stated",
    "place": {"section": "I.2.a"},
    "basis": "count",
}
PROPOSAL: dict[str, Any] = {
    "kind": "proposal",
    "wording": WORDS,
    "period": {"first": 2021, "last": 2030},
    "dating": "stated",
    "place": {"section": "III.4.b"},
}
KINDS = {"result": RESULT, "activity": ACTIVITY, "proposal": PROPOSAL, "budget": ACTIVITY | {"kind": "budget"}}


@cache
def registry() -> Registry:
    """The project's own registry."""
    return read_registry(ROOT / "parameters" / "registry")


def study(period: str = "2016-2020", province: str = "lao-cai", **settings: Any) -> Study:
    """The project's own choices."""
    path = ROOT / "parameters" / "study.yml"
    return read_study(str(path), province=province, period=period, settings=settings)


def claim(indicator: str, value: float, **changes: Any) -> dict[str, Any]:
    """A claim of an indicator in its own unit and population, with changes."""
    known = registry().indicators[indicator]
    kind = changes.pop("kind", "activity" if known.level != "outcome" else "result")
    unit = changes.pop("unit", known.unit)
    printed = f"{value:g}".replace(".", ",") + ("%" if unit == "percent" else "")
    base = deepcopy(KINDS[kind]) | {
        "indicator": indicator,
        "population": known.population,
        "value": {"value": value, "unit": unit},
        "as_printed": printed,
    }
    if "band" in changes:
        del base["value"]
    return base | changes


def letter(claims: dict[str, dict[str, Any]] | None = None, **changes: Any) -> Letter:
    """A letter with these claims; other fields by keyword."""
    return Letter.model_validate(deepcopy(HEAD) | {"claims": claims or {}} | changes)


def inputs(claims: dict[str, dict[str, Any]] | None = None, **changes: Any) -> Inputs:
    """Inputs around an invented letter."""
    return Inputs(registry(), letter(claims, **changes))
