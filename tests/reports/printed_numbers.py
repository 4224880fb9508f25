"""Which numbers of a report's tables stand in ``numbers.json``, by unit and by the digits that are printed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.numbers import Numbers
from sxsh_eval.parameters.quantity import Listing, Num, Phrase, Range, Value
from sxsh_eval.reports.model import Report, Table
from sxsh_eval.reports.release_check import blocks_of

Floats = npt.NDArray[np.float64]
Place = tuple[str, str]
"""Id of a table, key of a column's head."""
DIVIDED = (1.0, 1e3, 1e6, 1e9)
"""Units that a number in VND or per million VND is printed in."""
SIGNIFICANT = 3


def numbers_of(value: Value | None) -> Iterator[tuple[float, int | None]]:
    """Numbers of a cell with the decimals they are printed with; no years."""
    if isinstance(value, Num) and value.unit != "year":
        yield float(value.value), value.digits if isinstance(value.value, float) else 0
    elif isinstance(value, Range):
        yield from ((float(end), value.digits) for end in (value.low, value.high))
    elif isinstance(value, Phrase):
        for inner in value.values.values():
            yield from numbers_of(inner)
    elif isinstance(value, Listing):
        for inner in value.items:
            yield from numbers_of(inner)


def half_a_step(value: float, digits: int | None) -> float:
    """Half a unit of the last digit that is printed."""
    if digits is not None:
        return 0.5 * 10.0**-digits
    text = np.format_float_positional(abs(value), trim="-")
    if "." in text:
        return 0.5 * 10.0 ** -len(text.split(".")[1])
    whole = max(len(text) - SIGNIFICANT, 0) if value == round(value, SIGNIFICANT - len(text)) else 0
    return 0.5 * 10.0**whole


def known_values(numbers: Numbers) -> Floats:
    """Estimates with their ends in all units that they are printed in."""
    told = [(row.unit, row.estimate, row.conf_low, row.conf_high) for row in numbers.rows]
    flat = np.array([number for _, *three in told for number in three if number is not None], dtype=float)
    logs = [number for unit, *three in told if unit == "log_points" for number in three if number is not None]
    counts = np.array([row.n_obs for row in numbers.rows if row.n_obs is not None], dtype=float)
    parts = [flat / size for size in DIVIDED]
    every: Floats = np.concatenate([*parts, flat * 1e3, 100 * np.expm1(np.array(logs, dtype=float)), counts])
    return np.asarray(np.abs(every))


def without_a_row(report: Report, numbers: Numbers) -> dict[Place, list[float]]:
    """Numbers of a report's tables that are not in its file of numbers, by table and column."""
    known, found = known_values(numbers), dict[Place, list[float]]()
    for table in (block for block in blocks_of(report.sections) if isinstance(block, Table)):
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                for value, digits in numbers_of(cell):
                    near = np.abs(known - abs(value)) <= half_a_step(value, digits) + 1e-9 * abs(value)
                    if not near.any():
                        found.setdefault((table.id, column.head.key.removeprefix("column.")), []).append(value)
    return found


LEFT_OUT = {
    "what was set, by the registry, the study, a scenario or a letter": {
        *("target", "proposed", "strategy", "goal", "strategy_target", "own_target", "own_targets", "offer", "path"),
        *("plan_rate", "plan_case", "plan_enterprises", "survey_budget", "value"),
    },
    "sentences on a letter, with the figures that they quote": {"index", "finding", "ask", "because", "implied"},
    "counts, published or of those who adopt": {"count", "establishments", "adopters", "n"},
    "falls that a sample is planned for": {"fall"},
    "who answered: it describes a sample, and its changes would tell on few": {
        *("in_population", "among_answers", "among_asked", "response_rate")
    },
}
"""Columns whose numbers are no estimates, or stay in the report, by the reason."""


def forgotten(report: Report, numbers: Numbers) -> dict[Place, list[float]]:
    """Numbers that are in a report's tables, not in its file, for no reason."""
    meant = set().union(*LEFT_OUT.values())
    return {place: values for place, values in without_a_row(report, numbers).items() if place[1] not in meant}
