"""Covariates as numbers: dummy coding with a stated reference level, and the check that no column repeats others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import EstimationError, Problem, nearest

INTERCEPT = "(Intercept)"
RANK_TOLERANCE = 1e-9
TERM_COLUMNS = ("term", "covariate", "level", "is_reference", "n_obs")


@dataclass(frozen=True, eq=False)
class ModelMatrix:
    """Regressors with what each of them means.

    Attributes
    ----------
    matrix : DataFrame
        Shape (n, k), floats; the first column is ``(Intercept)``, the others bear the names of terms.
    terms : DataFrame
        One row per numeric covariate and per level of a categorical one, in the order of the model: `term`,
        `covariate`, `level` (empty for numbers), `is_reference` and `n_obs` (observations of that level). Reference
        levels have no column in `matrix`.
    """

    matrix: pd.DataFrame
    terms: pd.DataFrame

    @property
    def categorical(self) -> tuple[str, ...]:
        """Covariates that were coded by levels."""
        return tuple(self.terms.loc[self.terms["level"] != "", "covariate"].drop_duplicates())

    def columns_of(self, covariate: str) -> list[str]:
        """Columns that belong to a covariate."""
        rows = self.terms[(self.terms["covariate"] == covariate) & ~self.terms["is_reference"]]
        return [str(term) for term in rows["term"]]


def is_categorical(column: pd.Series) -> bool:
    """Whether a column holds levels (text, categories, truth values) rather than numbers."""
    return pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column)


def levels_of(column: pd.Series) -> list[object]:
    """Levels present, in the order of the categories, else sorted (numbers by value, the rest as text)."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        present = set(column.dropna())
        return [level for level in column.cat.categories if level in present]
    present = set(column.dropna().tolist())
    if all(isinstance(level, int | float) for level in present):
        return sorted(present)
    return sorted(present, key=str)


def sizes(column: pd.Series) -> dict[object, int]:
    """Rows of each level."""
    return {level: int(count) for level, count in column.value_counts().items()}


def reference_of(column: pd.Series, levels: Sequence[object], wanted: object | None) -> object:
    """Reference level: the one asked for, False for truth values, else the most frequent (the first of equals).

    Raises
    ------
    EstimationError
        ``estimate.unknown_reference`` if the level asked for does not occur.
    """
    if wanted is not None:
        for level in levels:
            if level == wanted or str(level) == str(wanted):
                return level
        known = [str(level) for level in levels]
        values = {"known": ", ".join(known), "nearest": nearest(str(wanted), known) or "-"}
        raise EstimationError([Problem("estimate.unknown_reference", str(column.name), str(wanted), values)])
    if pd.api.types.is_bool_dtype(column):
        return levels[0]
    counts = sizes(column)
    return max(levels, key=lambda level: (counts[level], -levels.index(level)))


def require_columns(data: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse names that the data do not have.

    Raises
    ------
    EstimationError
        ``estimate.no_such_column``, one problem per name.
    """
    known = [str(column) for column in data.columns]
    missing = [name for name in dict.fromkeys(names) if name not in data.columns]
    if missing:
        raise EstimationError(
            Problem("estimate.no_such_column", name, name, {"nearest": nearest(name, known) or "-"}) for name in missing
        )


def complete_rows(data: pd.DataFrame, names: Sequence[str], where: pd.Series | None = None) -> NDArray[np.bool_]:
    """Rows of a domain without a missing value in the named columns.

    Parameters
    ----------
    data : DataFrame
    names : sequence of str
    where : Series of bool, optional
        The domain, with the index of `data`; missing counts as outside.

    Returns
    -------
    ndarray of bool, shape (rows,)
    """
    require_columns(data, names)
    inside = np.ones(len(data), dtype=bool) if where is None else where.to_numpy(dtype=bool, na_value=False)
    return np.asarray(inside & data[list(names)].notna().all(axis=1).to_numpy())


def numeric_term(column: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One column of floats with its row of terms."""
    name = str(column.name)
    values = column.to_numpy(dtype=float, na_value=np.nan)
    if not np.isfinite(values).all():
        raise EstimationError([Problem("estimate.not_finite", name, "NaN / inf")])
    terms = pd.DataFrame([(name, name, "", False, len(column))], columns=list(TERM_COLUMNS))
    return pd.DataFrame({name: values}, index=column.index), terms


def categorical_term(column: pd.Series, reference: object | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Dummies of all levels but the reference, with one row of terms per level (reference included)."""
    name, levels = str(column.name), levels_of(column)
    base = reference_of(column, levels, reference)
    counts = sizes(column)
    rows = [(f"{name}={level}", name, str(level), level == base, counts[level]) for level in levels]
    dummies = {f"{name}={level}": (column == level).to_numpy(dtype=float) for level in levels if level != base}
    return pd.DataFrame(dummies, index=column.index), pd.DataFrame(rows, columns=list(TERM_COLUMNS))


def model_matrix(
    data: pd.DataFrame, covariates: Sequence[str], references: Mapping[str, object] | None = None
) -> ModelMatrix:
    """Regressors of a linear predictor, with an intercept.

    Parameters
    ----------
    data : DataFrame
        Complete rows; no missing value in `covariates`.
    covariates : sequence of str
        Numeric columns enter as they are; text, categorical and boolean columns by levels.
    references : mapping of str to level, optional
        Reference level per covariate; a numeric column named here is coded by levels. Default: False for truth values,
        else the most frequent level.

    Returns
    -------
    ModelMatrix

    Raises
    ------
    EstimationError
        ``estimate.no_such_column``, ``estimate.unknown_reference``, ``estimate.constant_covariate``,
        ``estimate.not_finite`` or ``estimate.collinear``.
    """
    wanted = dict(references or {})
    require_columns(data, [*covariates, *wanted])
    blocks, terms, constant = [pd.DataFrame({INTERCEPT: 1.0}, index=data.index)], [], []
    for name in dict.fromkeys(covariates):
        column = data[name]
        if column.nunique(dropna=True) < 2:  # noqa: PLR2004 - a covariate varies
            constant.append(Problem("estimate.constant_covariate", name, ", ".join(map(str, column.unique()))))
            continue
        as_levels = is_categorical(column) or name in wanted
        block, rows = categorical_term(column, wanted.get(name)) if as_levels else numeric_term(column)
        blocks.append(block)
        terms.append(rows)
    if constant:
        raise EstimationError(constant)
    matrix = pd.concat(blocks, axis=1)
    require_full_rank(matrix)
    empty = pd.DataFrame(columns=list(TERM_COLUMNS))
    return ModelMatrix(matrix, pd.concat(terms, ignore_index=True) if terms else empty)


def dependent_columns(matrix: NDArray[np.float64]) -> list[tuple[int, list[int]]]:
    """Columns that earlier ones already determine, each with the columns that do.

    Parameters
    ----------
    matrix : array, shape (n, k)

    Returns
    -------
    list of (int, list of int)
        Empty when the columns are linearly independent.
    """
    scale = np.linalg.norm(matrix, axis=0)
    unit = matrix / np.where(scale > 0, scale, 1.0)
    kept: list[int] = []
    basis = np.empty((matrix.shape[0], 0))
    found = []
    for index in range(unit.shape[1]):
        rest = unit[:, index] - basis @ (basis.T @ unit[:, index])
        rest -= basis @ (basis.T @ rest)
        length = float(np.linalg.norm(rest))
        if length > RANK_TOLERANCE:
            kept.append(index)
            basis = np.column_stack([basis, rest / length])
            continue
        weights = np.linalg.lstsq(unit[:, kept], unit[:, index], rcond=None)[0]
        found.append((index, [kept[i] for i in np.flatnonzero(np.abs(weights) > RANK_TOLERANCE**0.5)]))
    return found


def require_full_rank(matrix: pd.DataFrame) -> None:
    """Refuse collinear columns by name.

    Raises
    ------
    EstimationError
        ``estimate.collinear``, one problem per redundant column.
    """
    names = [str(name) for name in matrix.columns]
    found = dependent_columns(matrix.to_numpy(dtype=float))
    if found:
        raise EstimationError(
            Problem(
                "estimate.collinear",
                names[index],
                f"{names[index]} ~ {' + '.join(names[i] for i in others) or '0'}",
                {"others": ", ".join(names[i] for i in others) or "0"},
            )
            for index, others in found
        )
