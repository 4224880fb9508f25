"""Known population counts beside a sample: both must speak of the same groups and the same population."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem, nearest
from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.stages import Codes, Floats, crossed, first_of

Counts = Mapping[Any, float] | pd.Series
SIZE = "(Intercept)"
SAME = 1e-6


@dataclass(frozen=True, eq=False)
class KnownCounts:
    """Population counts of the groups of a sample.

    Attributes
    ----------
    columns : tuple of str
    levels : tuple of tuple of str
        Group labels in the order of the codes.
    codes : ndarray of int, shape (rows,)
        Group of each row.
    counts : ndarray of float, shape (groups,)
        Population units, all positive.
    """

    columns: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    codes: Codes
    counts: Floats

    @property
    def name(self) -> str:
        """Columns in one word."""
        return " x ".join(self.columns)

    def label(self, group: int) -> str:
        """``stype=E`` or ``stype=E, size=small``."""
        return ", ".join(f"{column}={level}" for column, level in zip(self.columns, self.levels[group], strict=True))

    def sums(self, weights: Floats) -> Floats:
        """Weights added up by group."""
        return np.bincount(self.codes, weights=weights, minlength=len(self.counts)).astype(float)


def words(key: object) -> tuple[str, ...]:
    """Level or tuple of levels as text."""
    return tuple(map(word, key)) if isinstance(key, tuple) else (word(key),)


def word(part: object) -> str:
    """Level as text; 1.0 is 1."""
    return str(int(part)) if isinstance(part, float) and part.is_integer() else str(part)


def known_counts(design: SurveyDesign, columns: Sequence[str], counts: Counts) -> KnownCounts:
    """Counts matched to the rows of a sample; levels are compared as text.

    Parameters
    ----------
    design : SurveyDesign
    columns : sequence of str
    counts : Series or mapping
        Population units by level, or by tuple of levels.

    Returns
    -------
    KnownCounts

    Raises
    ------
    EstimationError
        With every level that does not match or cannot be met.
    """
    data, where = design.data, " x ".join(columns)
    check_columns(data, columns)
    codes = crossed(data, columns)
    first = data.iloc[first_of(codes, int(codes.max()) + 1)]
    levels = tuple(words(tuple(row)) for row in first[list(columns)].itertuples(index=False))
    given = {words(key): float(value) for key, value in counts.items()}
    weight = np.bincount(codes, weights=design.weights)
    sampled = {level for level, total in zip(levels, weight, strict=True) if total > 0}
    problems = [
        *(problem("estimate.calibration_unknown_level", where, level) for level in levels if level not in given),
        *(
            problem("estimate.calibration_empty_cell", where, level, value)
            for level, value in given.items()
            if value and level not in sampled
        ),
        *(
            problem("estimate.calibration_counts", where, level, given[level])
            for level in levels
            if not 0 < given.get(level, 1) < np.inf
        ),
    ]
    if problems:
        raise EstimationError(problems)
    return KnownCounts(tuple(columns), levels, codes, np.array([given[level] for level in levels]))


def problem(code: str, where: str, level: tuple[str, ...], count: float | None = None) -> Problem:
    """Refusal of one group."""
    found = ", ".join(level) + ("" if count is None else f": {count:g}")
    return Problem(code, where, found)


def check_columns(data: pd.DataFrame, columns: Sequence[str]) -> None:
    """Columns exist and have no gaps."""
    problems = []
    for name in columns:
        if name not in data.columns:
            known = nearest(name, [str(column) for column in data.columns])
            problems.append(Problem("estimate.no_such_column", "calibration", name, {"nearest": known or "-"}))
        elif gaps := int(data[name].isna().sum()):
            problems.append(Problem("estimate.calibration_missing", name, f"{gaps} NA"))
    if problems:
        raise EstimationError(problems)


def same_size(known: Sequence[KnownCounts], size: float | None = None) -> None:
    """Refuse margins that add up to different populations.

    Raises
    ------
    EstimationError
        ``estimate.calibration_totals_differ``
    """
    totals = {margin.name: float(margin.counts.sum()) for margin in known}
    if size is not None:
        totals[SIZE] = size
    if totals and max(totals.values()) - min(totals.values()) > SAME * max(totals.values()):
        found = "; ".join(f"{name}: {total:g}" for name, total in totals.items())
        raise EstimationError([Problem("estimate.calibration_totals_differ", ", ".join(totals), found)])
