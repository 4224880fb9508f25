"""Totals with their parts, parts with their wholes, stated size classes with computed ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.rules.judged import Judged, sure

LEAST_UNIT = 0.5  # half of the last digit of amounts written without decimals, for each part


def totals(judged: Judged) -> Iterator[TableProblem]:
    """Totals that differ from the sum of their parts by more than the tolerance."""
    for total in judged.codebook.totals:
        if not judged.has(total.total, *total.parts):
            continue
        whole = judged.floats(total.total)
        parts = sum((judged.floats(name) for name in total.parts), start=pd.Series(0.0, index=whole.index))
        allowed = judged.rules.thresholds.total_tolerance * np.maximum(whole.abs(), parts.abs())
        wrong = (whole - parts).abs() > np.maximum(allowed, LEAST_UNIT * len(total.parts))
        shown = whole.map("{:,.6g}".format) + " ≠ " + parts.map("{:,.6g}".format)
        values = {"total": judged.maker.head(total.total), "parts": " + ".join(map(judged.maker.head, total.parts))}
        yield from judged.maker.cells("table.total_not_sum", total.total, sure(wrong), shown=shown, values=values)


def shares(judged: Judged) -> Iterator[TableProblem]:
    """Parts above their whole."""
    for share in judged.codebook.shares:
        if not judged.has(share.part, share.whole):
            continue
        part, whole = judged.floats(share.part), judged.floats(share.whole)
        code = "table.part_above_whole" if share.certain else "table.part_unlikely"
        shown = part.map("{:g}".format) + " > " + whole.map("{:g}".format)
        values = {"part": judged.maker.head(share.part), "whole": judged.maker.head(share.whole)}
        yield from judged.maker.cells(code, share.part, sure(part > whole), shown=shown, values=values)


def size_classes(judged: Judged) -> Iterator[TableProblem]:
    """Stated size classes that the decree of the year does not give."""
    if judged.has("size_class", "size_class_computed"):
        stated, computed = judged.table["size_class"], judged.table["size_class_computed"]
        differs = stated.notna() & computed.notna() & stated.ne(computed)
        shown = stated.astype("str") + " → " + computed.astype("str")
        yield from judged.maker.cells("table.size_class_differs", "size_class", sure(differs), shown=shown)
