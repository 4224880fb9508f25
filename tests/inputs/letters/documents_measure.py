"""How well a letter was read: figures found, missed and invented, and the fields of those found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isclose
from typing import Any

from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.parameters.figures import same_family

FIELDS = ("unit", "indicator", "population", "kind", "first", "last", "payer")


@dataclass
class Measured:
    """One letter against what a person read in it.

    Attributes
    ----------
    found, expected, invented : int
        Figures; optional ones count neither as expected nor as invented.
    right, judged : Counter
        Fields of the found figures.
    remarks : list of str
        What was missed, invented or misread.
    """

    found: int = 0
    expected: int = 0
    invented: int = 0
    right: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        """One row of the table that the tests print."""
        shares = "  ".join(f"{one} {self.right[one]}/{self.judged[one]}" for one in FIELDS if self.judged[one])
        recall = f"{self.found}/{self.expected}"
        precision = f"{self.found}/{self.found + self.invented}"
        return f"{name:14} recall {recall:7} precision {precision:7} {shares}"


def ends(claim: Claim) -> tuple[float, float]:
    """Value twice, or the ends of the band."""
    if claim.value is not None:
        return claim.value.value, claim.value.value
    assert claim.band is not None
    return claim.band.low, claim.band.high


def fields_of(claim: Claim) -> dict[str, Any]:
    """Fields that are judged; a date stands for its year."""
    first = claim.period.first if claim.period else None
    last = claim.period.last if claim.period else claim.as_of.year if claim.as_of else None
    return {
        "unit": claim.unit, "indicator": claim.indicator, "population": claim.population, "kind": claim.kind,
        "first": first, "last": last, "payer": claim.payer,
    }  # fmt: skip


def agrees(name: str, wanted: Any, got: Any) -> bool:
    """Whether a field is as one of the readings allows."""
    allowed = wanted if isinstance(wanted, list) else [wanted]
    return any(same_family(got, one) for one in allowed) if name == "unit" else got in allowed


def best_match(wanted: Mapping[str, Any], left: Mapping[str, Claim]) -> str | None:
    """Claim with the value that agrees in most fields; the earlier of equals."""
    low, high = float(wanted["low"]), float(wanted.get("high", wanted["low"]))
    same = [key for key, claim in left.items() if isclose(ends(claim)[0], low) and isclose(ends(claim)[1], high)]
    scores = {
        key: sum(agrees(name, wanted[name], fields_of(left[key])[name]) for name in FIELDS if name in wanted)
        for key in same
    }
    return max(same, key=lambda key: scores[key], default=None)


def measure(letter: Letter, wanted: list[dict[str, Any]]) -> Measured:
    """Compare a letter's claims with the figures a person read."""
    left, out = dict(letter.claims), Measured()
    for one in wanted:
        optional = one.get("optional", False)
        key = best_match(one, left)
        out.expected += not optional
        if key is None:
            out.remarks += [] if optional else [f"missed: {one}"]
            continue
        got = fields_of(left.pop(key))
        if optional:
            continue
        out.found += 1
        for name in (name for name in FIELDS if name in one):
            out.judged[name] += 1
            right = agrees(name, one[name], got[name])
            out.right[name] += right
            out.remarks += [] if right else [f"{key}: {name} {got[name]}, not {one[name]}"]
    out.invented = len(left)
    out.remarks += [f"invented: {key} ({claim.as_printed}, {claim.indicator})" for key, claim in left.items()]
    return out
