"""Domains of a table: which rows are estimated, in which group, with which values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sxsh_eval.errors import EstimationError, Problem, nearest
from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.design_checks import SHOWN, names_of, some
from sxsh_eval.estimates.survey.stages import Codes, Floats, column_codes, compress, crossed
from sxsh_eval.estimates.survey.table import COLUMNS, COLUMNS_AFTER
from sxsh_eval.estimates.survey.variance import DomainVariance, stage_cells

Columns = str | Sequence[str]
Missing = Literal["drop", "refuse"]
Domain = str | ArrayLike | None


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows that are estimated, by domain.

    Attributes
    ----------
    labels : DataFrame
        Values of the `by` columns, one row a domain; no columns without `by`.
    rows : ndarray of int, or None
        Rows that lie in a domain with a positive weight; None for all.
    group : ndarray of int
        Domain of each of them.
    problems : tuple of Problem
        Warnings on rows left out.
    """

    labels: pd.DataFrame
    rows: Codes | None
    group: Codes
    problems: tuple[Problem, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def pick(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Values of the rows that lie in a domain."""
        return values if self.rows is None else values[self.rows]

    def sums(self, values: Floats | None = None) -> Floats:
        """Sums by domain, or counts."""
        return np.bincount(self.group, values, minlength=len(self)).astype(float)


def check_columns(data: pd.DataFrame, columns: Sequence[str], role: str) -> None:
    """Every column exists.

    Raises
    ------
    EstimationError
    """
    known = [str(column) for column in data.columns]
    problems = [
        Problem("estimate.no_such_column", role, name, {"nearest": nearest(name, known) or "-"})
        for name in columns
        if name not in data.columns
    ]
    if problems:
        raise EstimationError(problems)


def domain_mask(design: SurveyDesign, domain: Domain) -> NDArray[np.bool_] | None:
    """Rows of a subpopulation, given as a boolean column's name or one boolean a row."""
    if domain is None:
        return None
    if isinstance(domain, str):
        check_columns(design.data, [domain], "domain")
        values = design.data[domain]
    else:
        values = domain if isinstance(domain, pd.Series) else pd.Series(np.asarray(domain))
        if isinstance(domain, pd.Series) and not domain.index.equals(design.data.index):
            raise ValueError("the domain's index is not that of the design's data")
    mask = values.to_numpy()
    if mask.shape != (len(design),) or mask.dtype != bool:
        raise EstimationError([Problem("estimate.domain_not_boolean", "domain", f"{mask.dtype}, shape {mask.shape}")])
    return mask


def make_groups(
    design: SurveyDesign, variables: Sequence[str], by: Columns | None, domain: Domain, missing: Missing
) -> Groups:
    """Domains of an estimate: rows in `domain` with a value of every variable and of every `by` column.

    Raises
    ------
    EstimationError
        Unknown columns, missing values under ``missing="refuse"``, no rows left.
    """
    columns = names_of(by)
    check_columns(design.data, variables, "variables")
    check_columns(design.data, columns, "by")
    if taken := {*COLUMNS, *COLUMNS_AFTER}.intersection(columns):
        raise EstimationError([Problem("estimate.reserved_name", "by", ", ".join(sorted(taken)))])
    keep, problems = rows_kept(design, [*variables, *columns], domain_mask(design, domain), missing)
    rows = None if keep is None else np.flatnonzero(keep)
    if rows is not None and not len(rows):
        raise EstimationError([Problem("estimate.empty_domain", "domain", f"0 of {len(design)} rows")])
    if not columns:
        count = len(design) if rows is None else len(rows)
        return Groups(pd.DataFrame(index=[0]), rows, np.zeros(count, dtype=np.int64), problems)
    table = design.data[list(columns)]
    group = crossed(table if rows is None else table.iloc[rows], columns)
    first = np.zeros(int(group.max()) + 1, dtype=np.int64)
    first[group] = np.arange(len(group)) if rows is None else rows
    return Groups(table.iloc[first].reset_index(drop=True), rows, group, problems)


def rows_kept(
    design: SurveyDesign, columns: Sequence[str], mask: NDArray[np.bool_] | None, missing: Missing
) -> tuple[NDArray[np.bool_] | None, tuple[Problem, ...]]:
    """Rows to estimate from (None for all), and warnings on those that lack values."""
    keep = mask
    if not (design.weights > 0).all():
        keep = design.weights > 0 if keep is None else keep & (design.weights > 0)
    problems = []
    lacking = np.zeros(len(design), dtype=bool)
    for column in dict.fromkeys(columns):
        if design.data[column].hasnans:
            lacking |= design.data[column].isna().to_numpy()
    if keep is not None:
        lacking &= keep
    if lacking.any():
        found = f"{int(lacking.sum())} rows: {some(design.data.index[np.flatnonzero(lacking)[: SHOWN + 1]])}"
        severity: Literal["error", "warning"] = "error" if missing == "refuse" else "warning"
        problems.append(Problem("estimate.values_missing", ", ".join(columns), found, severity=severity))
        if missing == "refuse":
            raise EstimationError(problems)
        keep = ~lacking if keep is None else keep & ~lacking
    return keep, tuple(problems)


@dataclass(frozen=True, eq=False)
class Outcome:
    """Values to average or sum: of a numeric variable, or the indicator of one category.

    Attributes
    ----------
    variable, category : str
        `category` is empty for numeric variables.
    y : ndarray of float
        Value of each row that lies in a domain.
    """

    variable: str
    category: str
    y: Floats


def outcomes(design: SurveyDesign, groups: Groups, variable: str) -> list[Outcome]:
    """Outcomes of a column: itself when numeric or boolean, else the indicator of each category."""
    column = design.data[variable]
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        picked = column if groups.rows is None else column.iloc[groups.rows]
        values = picked.to_numpy(float)
        if not np.isfinite(values).all():
            raise EstimationError(
                [Problem("estimate.values_infinite", variable, f"{(~np.isfinite(values)).sum()} rows")]
            )
        return [Outcome(variable, "", values)]
    codes, levels = column_codes(column)
    inside, used = compress(groups.pick(codes).astype(np.int64), len(levels))
    return [Outcome(variable, str(levels[place]), (inside == k).astype(float)) for k, place in enumerate(used)]


def domain_variance(design: SurveyDesign, groups: Groups) -> DomainVariance:
    """Variance machinery of a design for given domains."""
    cells = tuple(stage_cells(design, stage, groups.rows, groups.group, len(groups)) for stage in design.stages)
    return DomainVariance(design, groups.rows, groups.group, len(groups), cells)


def enumerated(design: SurveyDesign, groups: Groups) -> NDArray[np.bool_]:
    """Domains of which every unit was drawn at every stage, which therefore have no sampling error."""
    partly = np.zeros(len(groups))
    for stage in design.stages:
        drawn = stage.complete[stage.stratum[stage.unit]]
        partly += groups.sums(groups.pick(~drawn).astype(float))
    return np.asarray(partly == 0)
