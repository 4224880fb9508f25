"""Every number that is not equal as one plain Excel sheet: for a fleet whose differences no page can hold."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

from sxsh_eval.estimates.comparison import CHANGED, Difference, largest_first
from sxsh_eval.parameters.quantity import Value
from sxsh_eval.reports.comparison.cells import scale_of, values_of
from sxsh_eval.reports.comparison.differences import UNTOLD, kind_words
from sxsh_eval.reports.comparison.labels import Labels, reason_words
from sxsh_eval.reports.comparison.overview import side_name
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.render.stable import MOMENT

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from sxsh_eval.estimates.numbers import NumberRow
    from sxsh_eval.parameters.registry import Registry
    from sxsh_eval.reports.comparison.cells import Scale
    from sxsh_eval.reports.comparison.facts import Comparison, JobKey
    from sxsh_eval.reports.language import Language

HEADS = (
    ("compare_job", 26), ("compare_number", 46), ("compare_scope", 24),
    ("compare_old", 14), ("compare_old_low", 12), ("compare_old_high", 12),
    ("compare_new", 14), ("compare_new_low", 12), ("compare_new_high", 12), ("compare_unit", 16),
    ("compare_difference", 14), ("compare_relative", 10), ("compare_multiple", 12),
    ("compare_kind", 30), ("compare_reason", 28),
)  # fmt: skip
MOST_ROWS = 1_000_000
PERCENT = 100.0
Cell = str | float | None


class Words:
    """Words of one language, each worked out once."""

    def __init__(self, language: Language, registry: Registry | None) -> None:
        self.language = language
        self.labels = Labels(registry)
        self.known: dict[tuple[str, ...], str] = {}

    def once(self, key: tuple[str, ...], make: Callable[[], Value | None]) -> str:
        """Text of the value of a key."""
        if key not in self.known:
            value = make()
            self.known[key] = "" if value is None else self.language.show(value)
        return self.known[key]

    def job(self, key: JobKey) -> str:
        """Place and period."""
        return self.once(key, lambda: self.labels.job(key))

    def what(self, row: NumberRow) -> str:
        """The number in words."""
        return self.once((row.table, row.indicator, row.term, ""), lambda: self.labels.what(row))

    def scope(self, row: NumberRow, province: str) -> str:
        """Sector, place and time."""
        key = ("scope", row.province, row.sector, row.period, province)
        return self.once(key, lambda: self.labels.scope(row, province))

    def kind(self, one: Difference) -> str:
        """What may be said of the difference."""
        return self.once(("kind", one.kind, str(one.method)), lambda: kind_words(one))

    def reason(self, row: NumberRow) -> str:
        """Why a number is missing."""
        return self.once(("reason", row.reason), lambda: reason_words(row.reason))

    def unit(self, unit: str) -> str:
        """Unit without a number."""
        entry = catalogue(self.language.code).get(f"unit.{unit}", unit)
        return (entry["other"] if isinstance(entry, dict) else entry).replace("{n}", "").strip()


def all_numbers(found: Comparison, language: Language, registry: Registry | None = None) -> bytes:
    """Write every number that is not equal, largest difference first.

    Parameters
    ----------
    found : Comparison
    language : Language
    registry : Registry, optional
        As of `comparison_report`.

    Returns
    -------
    bytes
        An ``.xlsx`` file of one sheet; numbers are numbers, nothing is a formula.
    """
    from xlsxwriter import Workbook

    file = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, {**options, "nan_inf_to_errors": False})
    book.set_properties({"title": language.text("compare.title.report"), "created": MOMENT})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    write_heads(found, language, sheet, bold)
    words, last = Words(language, registry), 2
    for last, (key, one) in enumerate(ordered(found), start=3):
        for at, cell in enumerate(row_of(key, one, words)):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(last, at, cell)
            elif cell is not None:
                sheet.write_number(last, at, cell)
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 0, max(last, 3), len(HEADS) - 1)
    book.close()
    return file.getvalue()


def write_heads(found: Comparison, language: Language, sheet: Worksheet, bold: Format) -> None:
    """What the sheet is, whom it is for, what its columns are."""
    banners = [language.text(f"render.{name}") for name in ("internal", "synthetic") if getattr(found, name)]
    sides = [language.show(side_name(side)) for side in (found.old, found.new)]
    title = [language.text("compare.title.report"), *sides, *banners]
    sheet.write_string(0, 0, " · ".join(title))
    sheet.write_string(1, 0, language.text("compare.internal") if found.internal else "")
    for at, (name, width) in enumerate(HEADS):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, language.text(f"column.{name}"), bold)


def ordered(found: Comparison) -> list[tuple[JobKey, Difference]]:
    """All that is not equal with its job, as many as Excel takes."""
    jobs = {id(one): key for key, one in found.differing() if one.kind not in UNTOLD}
    listed = largest_first(one for _, one in found.differing() if one.kind not in UNTOLD)
    return [(jobs[id(one)], one) for one in listed[:MOST_ROWS]]


def row_of(key: JobKey, one: Difference, words: Words) -> tuple[Cell, ...]:
    """Cells of one number, in the order of `HEADS`."""
    size = max((abs(value) for value in (*values_of(one.old), *values_of(one.new))), default=0.0)
    scales = [scale_of(row or one.row, size) for row in (one.old, one.new)]
    old, new = (three(row, scale) for row, scale in zip((one.old, one.new), scales, strict=True))
    difference = None
    if one.kind in CHANGED and old[0] is not None and new[0] is not None:
        difference = new[0] - old[0]
    unit = " → ".join(dict.fromkeys(words.unit(scale.unit) for scale in scales))
    relative = None if one.relative is None else PERCENT * one.relative
    row = one.row
    numbers = (*old, *new, unit, difference, relative, one.multiple)
    return (
        words.job(key),
        words.what(row),
        words.scope(row, key.province),
        *numbers,
        words.kind(one),
        words.reason(row),
    )


def three(row: NumberRow | None, scale: Scale) -> tuple[float | None, ...]:
    """Estimate and ends of the interval on their scale."""
    values = (None, None, None) if row is None else (row.estimate, row.conf_low, row.conf_high)
    return tuple(None if value is None else scale.of(value) for value in values)
