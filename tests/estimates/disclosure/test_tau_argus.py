"""Against tau-ARGUS: same primary cells, both patterns safe under our audit, ours not hiding much more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.estimates.disclosure.audit import audit
from sxsh_eval.estimates.disclosure.contributions import Contributions
from sxsh_eval.estimates.disclosure.rules import PUBLISHED, Rules
from sxsh_eval.estimates.disclosure.structure import Key, key_of
from tests.estimates.disclosure.linked import enterprises, protected, rows_in

pytauargus = pytest.importorskip("pytauargus")
RULES = Rules(minimum_count=3)
SEEDS = range(12)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tau-ARGUS writes its logs where it stands."""
    monkeypatch.chdir(tmp_path)


def statuses(rows: pd.DataFrame, folder: Path) -> dict[Key, str]:
    """Status of every cell by tau-ARGUS: safe, unsafe by a rule, suppressed beside, or empty."""
    made: Any = pytauargus.protect(
        rows[["p", "s", "toe"]], ["p", "s"], "toe", safety_rules="P(10,1)|NK(2,90)|FREQ(3,10)", suppress="OPT(1)",
        workdir=str(folder), decimals=3,
    )  # fmt: skip
    found = {}
    for row in made.tables[0].rows:
        levels = {name: row[name] for name in ("p", "s") if row[name] not in {"Total", "T"}}
        found[key_of(**levels)] = str(row["status"])
    return found


def compared(seed: int, folder: Path) -> tuple[dict[Key, str], Any]:
    rows = enterprises(seed, 90, (5, 4, 2))
    return statuses(rows, folder), protected(rows, [("p", "s")], RULES, "toe")


@pytest.mark.parametrize("seed", SEEDS)
def test_same_primary_cells(seed: int, tmp_path: Path) -> None:
    theirs, ours = compared(seed, tmp_path)
    measure = ours.measures[0]
    primary = {key for key, rule in zip(measure.structure.keys, measure.rule, strict=True) if rule != PUBLISHED}
    assert {key for key, status in theirs.items() if status == "U"} == primary


def as_they_ask(measure: Contributions, rows: pd.DataFrame) -> Contributions:
    """The same with the distances of the rules alone: tau-ARGUS asks no p per cent of the cell's own value."""
    distance = []
    for key, value, rule in zip(measure.structure.keys, measure.value, measure.rule, strict=True):
        x = np.r_[np.sort(rows_in(rows, key)["toe"])[::-1], 0.0, 0.0]
        by_p, by_n = x[0] / 10 - (value - x[0] - x[1]), (x[0] + x[1]) / 0.9 - value
        distance.append({"p_percent": by_p, "dominance": by_n}.get(str(rule), value / 10))
    return replace(measure, distance=np.maximum(np.array(distance), 1e-3))


@pytest.mark.parametrize("seed", SEEDS)
def test_both_patterns_are_safe(seed: int, tmp_path: Path) -> None:
    theirs, ours = compared(seed, tmp_path)
    measure = ours.measures[0]
    hidden = np.array([theirs.get(key) in {"U", "M"} for key in measure.structure.keys])
    assert audit(measure, ours.hidden())["safe"].all()
    assert audit(as_they_ask(measure, enterprises(seed, 90, (5, 4, 2))), hidden)["safe"].all()


def test_not_much_more_is_hidden(tmp_path: Path) -> None:
    cells = {"theirs": 0, "ours": 0}
    for seed in SEEDS:
        (folder := tmp_path / str(seed)).mkdir()
        theirs, ours = compared(seed, folder)
        cells["theirs"] += sum(status == "M" for status in theirs.values())
        cells["ours"] += sum(rule == "complementary" for rule in ours.rules.values())
    assert cells["theirs"] > 0
    assert cells["ours"] <= 1.25 * cells["theirs"]
