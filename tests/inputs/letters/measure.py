"""How well a reading agrees with the figures that a person found: precision and recall, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sxsh_eval.inputs.claims import Claim, Letter

FIELDS = (
    "value",
    "unit",
    "indicator",
    "kind",
    "population",
    "place",
    "time",
    "payer",
    "part_of",
    "paired_with",
    "repeats",
)
Row = dict[str, Any]


def ends(claim: Claim) -> tuple[float, float]:
    """Both ends of value or band."""
    if claim.value:
        return (float(claim.value.value),) * 2
    assert claim.band
    return float(claim.band.low), float(claim.band.high)


def row_of(claim: Claim, letter: Letter) -> Row:
    """Fields that are compared; links by the value of what they point to."""
    time = (claim.period.first, claim.period.last) if claim.period else claim.as_of
    row: Row = {
        "value": ends(claim),
        "unit": claim.unit,
        "indicator": claim.indicator,
        "kind": claim.kind,
        "population": claim.population,
        "place": (claim.place.section, claim.place.paragraph),
        "time": time,
        "payer": claim.payer,
    }
    for link in ("part_of", "paired_with", "repeats"):
        other = letter.claims.get(getattr(claim, link) or "")
        row[link] = ends(other)[0] if other else None
    return row


def rows_of(letter: Letter) -> list[Row]:
    """All figures of a letter."""
    return [row_of(claim, letter) for claim in letter.claims.values()]


def expected_rows(path: Path) -> tuple[Mapping[str, Any], list[Row]]:
    """Frame and figures of a file of expected figures."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = []
    for figure in data["figures"]:
        row: Row = dict.fromkeys(FIELDS)
        row |= {name: figure.get(name) for name in FIELDS if name in figure}
        row["value"] = tuple(map(float, figure.get("band") or [figure["value"]] * 2))
        row["place"] = (figure["section"], figure["paragraph"])
        time = figure.get("period") or figure["as_of"]
        row["time"] = time if isinstance(time, dt.date) else tuple(time)
        rows.append(row)
    return data, rows


@dataclass
class Score:
    """Figures found, missed and invented, with the fields that differ."""

    expected: int = 0
    read: int = 0
    matched: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    wrong: list[str] = field(default_factory=list)

    def table(self, title: str) -> str:
        """Precision and recall by field."""
        lines = [f"{title}: {self.expected} expected, {self.read} read, {self.matched} matched"]
        for name in FIELDS:
            precision = self.right[name] / self.read if self.read else 1.0
            recall = self.right[name] / self.expected if self.expected else 1.0
            lines.append(f"  {name:12} precision {precision:5.3f}  recall {recall:5.3f}")
        return "\n".join([*lines, *self.wrong])


def likeness(one: Row, other: Row) -> int:
    """How many fields agree; figures of another value are never the same."""
    return sum(one[name] == other[name] for name in FIELDS) if one["value"] == other["value"] else 0


def compare(read: Sequence[Row], expected: Sequence[Row]) -> Score:
    """Match each expected figure with the likest one read that is still free."""
    score = Score(len(expected), len(read))
    free = list(read)
    pairs = sorted(((likeness(e, r), i, j) for i, e in enumerate(expected) for j, r in enumerate(read)), reverse=True)
    used_expected: set[int] = set()
    used_read: set[int] = set()
    for like, i, j in pairs:
        if like < 3 or i in used_expected or j in used_read:
            continue
        used_expected.add(i)
        used_read.add(j)
        score.matched += 1
        for name in FIELDS:
            same = expected[i][name] == read[j][name]
            score.right[name] += same
            if not same:
                score.wrong.append(
                    f"  {expected[i]['indicator']} {expected[i]['value'][0]:g}: "
                    f"{name} is {read[j][name]}, expected {expected[i][name]}"
                )
    score.wrong += [f"  missed {row}" for i, row in enumerate(expected) if i not in used_expected]
    score.wrong += [f"  invented {row}" for j, row in enumerate(free) if j not in used_read]
    return score
