"""Small sets of linked tables to protect, and what a reader may know about them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.disclosure.structure import Key, LinkedTable
from sxsh_eval.estimates.disclosure.suppression import Pattern, protect

CHOICES = (
    (("p", "s"),),
    (("p", "s"), ("p", "z")),
    (("p", "s"), ("s", "z"), ("p", "z")),
    (("p", "s", "z"),),
    (("p", "adopts"), ("s", "adopts"), ("z", "adopts")),
    (("p",), ("s",), ("p", "z")),
)


def enterprises(seed: int, count: int, levels: tuple[int, int, int] = (4, 3, 2)) -> pd.DataFrame:
    """Enterprises in unequal places, sectors and sizes, with skewed energy."""
    rng = np.random.default_rng(seed)

    def column(letter: str, size: int) -> list[str]:
        return [f"{letter}{code}" for code in rng.choice(size, count, p=rng.dirichlet(np.ones(size)))]

    names = dict(
        zip("psz", (column(letter.upper(), size) for letter, size in zip("psz", levels, strict=True)), strict=True)
    )
    adopts = np.where(rng.random(count) < 0.2, "yes", "no")
    toe = np.round(rng.lognormal(3, 1.5, count), 3)
    return pd.DataFrame({"id": np.arange(count), **names, "adopts": adopts, "toe": toe})


def rows_in(rows: pd.DataFrame, key: Key) -> pd.DataFrame:
    """Rows of one cell."""
    for name, level in key:
        rows = rows[rows[name] == level]
    return rows


def linked(columns: Sequence[tuple[str, ...]]) -> list[LinkedTable]:
    """Tables by their columns."""
    return [LinkedTable(f"table_{place}", by) for place, by in enumerate(columns)]


def protected(rows: pd.DataFrame, columns: Sequence[tuple[str, ...]], rules: Rules, *measures: str) -> Pattern:
    """Pattern of some tables."""
    return protect(rows, linked(columns), rules, unit="id", measures=measures or ("",))


samples = st.builds(enterprises, seed=st.integers(0, 10_000), count=st.integers(5, 60))
rulings = st.builds(
    Rules,
    minimum_count=st.sampled_from([2, 3, 5, 10]),
    p_percent=st.sampled_from([5.0, 10.0, 25.0]),
    hide_zeros=st.booleans(),
)
"""Rules as any study may set them."""
sets = st.sampled_from(CHOICES)
measures = st.sampled_from([("",), ("toe",), ("", "toe")])
