"""Reading the columns of an area model out of a table, refusing what cannot be used by name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import qr

from sxsh_eval.errors import EstimationError, Problem, nearest

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
SHOWN = 5
SPARE_AREAS = 3
RANK_TOLERANCE = 1e-9


def names_of(labels: Sequence[object] | pd.Index) -> str:
    """First few names, with the number of the others."""
    names = [str(label) for label in labels]
    more = f" (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def refuse(code: str, where: str, found: str, **values: str) -> EstimationError:
    """Error with one problem."""
    return EstimationError([Problem(code, where, found, values)])


def one_of(word: str, known: Sequence[str], where: str) -> None:
    """Refuse a word that is not among the known ones."""
    if word not in known:
        raise refuse("estimate.area_choice", where, word, known=", ".join(known), nearest=nearest(word, known) or "-")


def check_table(data: pd.DataFrame, columns: Sequence[str], level: float) -> None:
    """Refuse absent columns, repeated areas and an impossible level, all at once."""
    known = [str(column) for column in data.columns]
    problems = [
        Problem("estimate.area_column", name, name, {"known": ", ".join(known), "nearest": nearest(name, known) or "-"})
        for name in columns
        if name not in known
    ]
    repeated = data.index[data.index.duplicated()].unique()
    if len(repeated):
        problems.append(Problem("estimate.area_repeated", "index", names_of(repeated)))
    if not 0 < level < 1:
        problems.append(Problem("estimate.area_level", "level", f"{level:g}"))
    if problems:
        raise EstimationError(problems)


def numbers(data: pd.DataFrame, column: str) -> Array:
    """Column as floating-point numbers, missing ones as NaN; text and infinities are refused."""
    found = pd.to_numeric(data[column], errors="coerce").astype("float64")
    wrong = (found.isna() & data[column].notna()) | np.isinf(found)
    if wrong.any():
        raise refuse("estimate.area_not_number", column, names_of(data.index[wrong]))
    return np.array(found, dtype=np.float64)


def sorted_positions(index: pd.Index) -> npt.NDArray[np.intp]:
    """Order of the areas by name, so that sums do not depend on the order of the rows."""
    return np.argsort(index.astype(str).to_numpy(), kind="stable")


def design_matrix(data: pd.DataFrame, covariates: Sequence[str], has_data: Mask) -> pd.DataFrame:
    """Constant with covariates; words become indicators against the first level.

    Parameters
    ----------
    data : DataFrame
        One row an area.
    covariates : Sequence of str
        Columns; numbers enter as they are, everything else as categories.
    has_data : array of bool, shape (m,)
        Areas with a direct estimate; the columns must be independent over these.

    Returns
    -------
    DataFrame
        Shape (m, p), of full column rank.

    Raises
    ------
    EstimationError
        If a covariate is missing somewhere, columns are collinear, or too few areas have data.
    """
    parts = [pd.DataFrame({"const": np.ones(len(data))}, index=data.index)]
    for name in covariates:
        if data[name].isna().any():
            raise refuse("estimate.area_covariate", name, names_of(data.index[data[name].isna()]))
        if pd.api.types.is_numeric_dtype(data[name]) and not pd.api.types.is_bool_dtype(data[name]):
            parts.append(pd.DataFrame({name: numbers(data, name)}, index=data.index))
        else:
            levels = sorted({str(level) for level in data.loc[has_data, name]})
            parts.append(
                pd.DataFrame({f"{name}={level}": (data[name].astype(str) == level) * 1.0 for level in levels[1:]})
            )
            unseen = ~data[name].astype(str).isin(levels)
            if unseen.any():
                raise refuse("estimate.area_level_unseen", name, names_of(pd.Index(data.loc[unseen, name].unique())))
    x = pd.concat(parts, axis=1)
    used = int(has_data.sum())
    if used < x.shape[1] + SPARE_AREAS:
        raise refuse("estimate.area_too_few", "index", str(used), needed=str(x.shape[1] + SPARE_AREAS))
    check_rank(x.loc[has_data])
    return x


def check_rank(x: pd.DataFrame) -> None:
    """Refuse columns that others determine, by name."""
    scaled = x.to_numpy() / np.maximum(np.sqrt(np.square(x.to_numpy()).sum(axis=0)), np.finfo(float).tiny)
    diagonal_of, pivots = qr(scaled, mode="r", pivoting=True)
    diagonal = np.abs(np.diag(diagonal_of))
    dependent = sorted(int(pivot) for pivot, size in zip(pivots, diagonal, strict=True) if size < RANK_TOLERANCE)
    if dependent:
        raise refuse("estimate.area_collinear", "covariates", names_of(x.columns[dependent]))
