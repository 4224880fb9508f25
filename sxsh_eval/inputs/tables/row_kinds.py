"""Rows below the head that are no data: examples of our template, totals, remarks at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sxsh_eval.inputs.tables.cells import Aside, clean_head
from sxsh_eval.parameters.text import fold

EXAMPLE_HEAD = "Dòng mẫu · Example"
"""Head of the template's first column, which marks the example row; it holds no data."""

EXAMPLE_MARK = "VÍ DỤ"
TOTAL = re.compile(r"(tong(-(cong|so|toan-tinh))?|cong|grand-total|total|sum)(-[0-9ivx]+)?")
REMARK = re.compile(r"(ghi-chu|nguon|nguoi-lap|thu-truong|xac-nhan|ngay-.*-thang|note|source)(-.*)?")


def is_example_head(head: str) -> bool:
    """Whether a head is that of the template's column of marks."""
    return fold(head) == fold(EXAMPLE_HEAD)


def kind_of_row(values: Sequence[Any], keys: Sequence[int], mark: int | None) -> Aside | None:
    """What a row is if it is no data.

    Parameters
    ----------
    values : sequence
        Cells of the row.
    keys : sequence of int
        Places, from 0, of the columns that name a row.
    mark : int or None
        Place of the template's column of marks.

    Returns
    -------
    {"example", "total", "note"} or None
        A total or remark is only what leaves a column that names a row empty.
    """
    if mark is not None and mark < len(values) and fold(clean_head(values[mark])) == fold(EXAMPLE_MARK):
        return "example"
    if all(key < len(values) and is_filled(values[key]) for key in keys):
        return None
    filled = [value for value in values if is_filled(value)]
    first = fold(clean_head(filled[0])) if filled else ""
    if TOTAL.fullmatch(first):
        return "total"
    return "note" if len(filled) <= len(values) // 2 and REMARK.fullmatch(first) else None


def is_filled(value: Any) -> bool:
    """Whether a cell holds anything but spaces."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))
