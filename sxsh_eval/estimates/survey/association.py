"""Tests of association between two categorical variables of a survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.regression.model_matrix import complete_rows, levels_of
from sxsh_eval.estimates.result import CHECKS
from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.stages import Floats
from sxsh_eval.estimates.survey.variance import score_covariance
from sxsh_eval.shown import Shown

STRONG = 0.05


@dataclass(frozen=True, eq=False)
class RaoScottTest(Shown):
    """Pearson's test of independence, corrected for the design.

    Attributes
    ----------
    table : DataFrame
        Estimated shares of the population, rows by columns, adding up to one.
    chisq : float
        Pearson's statistic of the estimated shares at the sample's size.
    df : int
        (rows - 1)(columns - 1).
    p_chisq : float
        Second-order corrected (Satterthwaite), taking the design's covariance as known.
    f, df1, df2, p_f : float
        The same referred to an F distribution, which allows for few sampled units: the form to report.
    design_effects : ndarray, shape (df,)
        Generalised design effects, the largest first; all one under simple random sampling.
    n_obs : int
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: pd.DataFrame
    chisq: float
    df: int
    p_chisq: float
    f: float
    df1: float
    df2: float
    p_f: float
    design_effects: Floats
    n_obs: int

    def _facts(self) -> Mapping[str, Any]:
        return {"n_obs": self.n_obs, "statistic": round(self.f, 3), "p_value": round(self.p_f, 4)}

    @property
    def checks(self) -> pd.DataFrame:
        """The two forms as rows of diagnostics."""
        detail = f"{self.table.index.name} x {self.table.columns.name}"
        rows = [
            ("rao_scott_f", self.f, self.df1, self.p_f, verdict(self.p_f), f"{detail}; df2 = {self.df2:.4g}"),
            ("rao_scott_chisq", self.chisq, float(self.df), self.p_chisq, verdict(self.p_chisq), detail),
        ]
        return pd.DataFrame(rows, columns=list(CHECKS))


def verdict(p: float) -> str:
    """``associated`` below five per cent, else ``no_association_shown``."""
    return "associated" if p < STRONG else "no_association_shown"


def rao_scott_test(design: SurveyDesign, rows: str, columns: str, *, where: pd.Series | None = None) -> RaoScottTest:
    """Rao-Scott test of independence in a two-way table.

    Parameters
    ----------
    design : SurveyDesign
    rows, columns : str
        Categorical variables; rows of data without either are left out as outside the domain.
    where : Series of bool, optional
        Domain.

    Returns
    -------
    RaoScottTest

    Raises
    ------
    EstimationError
        ``estimate.constant_covariate`` if a variable has one level only, ``estimate.empty_table`` if too many
        combinations are empty, ``estimate.no_degrees_of_freedom``.

    References
    ----------
    .. [1] Rao, J. N. K., Scott, A. J. (1984), On chi-squared tests for multiway contingency tables with cell
       proportions estimated from survey data, Annals of Statistics 12.
    .. [2] Thomas, D. R., Rao, J. N. K. (1987), Small-sample comparisons of level and power for simple goodness-of-fit
       statistics under cluster sampling, Journal of the American Statistical Association 82.
    """
    used = complete_rows(design.data, [rows, columns], where) & (design.weights != 0)
    data = design.data[used]
    cells, shape = cell_indicators(data, rows, columns)
    total = design.weights[used].sum()
    share = design.weights[used] @ cells / total
    scores = np.zeros((len(design), cells.shape[1]))
    scores[used] = (cells - share) * (design.weights[used] / total)[:, None]
    effects = design_effects(share, score_covariance(design, scores), shape, int(used.sum()))
    table = pd.DataFrame(
        share.reshape(shape),
        index=pd.Index([str(level) for level in levels_of(data[rows])], name=rows),
        columns=pd.Index([str(level) for level in levels_of(data[columns])], name=columns),
    )
    units = design.reweighted(np.where(used, design.weights, 0.0)).df
    if units < 1:
        found = {"coefficients": "1", "units": str(units)}
        raise EstimationError([Problem("estimate.no_degrees_of_freedom", f"{rows} x {columns}", str(units), found)])
    return refer(table, effects, int(used.sum()), units)


def cell_indicators(data: pd.DataFrame, rows: str, columns: str) -> tuple[Floats, tuple[int, int]]:
    """One column of 0 and 1 per combination of levels, and the table's shape."""
    sides = [(data[name], levels_of(data[name])) for name in (rows, columns)]
    for column, levels in sides:
        if len(levels) < 2:  # noqa: PLR2004 - a table has two sides
            raise EstimationError(
                [Problem("estimate.constant_covariate", str(column.name), ", ".join(map(str, levels)))]
            )
    codes = [pd.Categorical(column, categories=levels).codes.astype(int) for column, levels in sides]
    shape = (len(sides[0][1]), len(sides[1][1]))
    cell = codes[0] * shape[1] + codes[1]
    return np.asarray(cell[:, None] == np.arange(shape[0] * shape[1]), dtype=float), shape


def design_effects(share: Floats, cov: Floats, shape: tuple[int, int], n: int) -> Floats:
    """Eigenvalues of the design's covariance of log-linear interactions against the multinomial one."""
    contrasts = np.kron(centred_contrasts(shape[0]), centred_contrasts(shape[1]))
    inverse = np.divide(1.0, share, out=np.zeros_like(share), where=share > 0)
    weighted = contrasts * inverse[:, None]
    multinomial = contrasts.T @ weighted / n
    if np.linalg.matrix_rank(multinomial) < len(multinomial):
        empty = int((share <= 0).sum())
        raise EstimationError([Problem("estimate.empty_table", "table", f"{empty} / {len(share)}")])
    effects = np.linalg.eigvals(np.linalg.solve(multinomial, weighted.T @ cov @ weighted))
    return np.sort(effects.real)[::-1]


def centred_contrasts(levels: int) -> Floats:
    """Basis of the contrasts among levels that add up to zero, shape (levels, levels - 1)."""
    return np.asarray(np.eye(levels)[:, 1:] - 1 / levels)


def refer(table: pd.DataFrame, effects: Floats, n: int, units: int) -> RaoScottTest:
    """Statistics and p values from the shares and the design effects."""
    from scipy.stats import chi2, f

    share = table.to_numpy()
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    pearson = float(n * ((share - expected) ** 2 / expected).sum())
    total, squares = float(effects.sum()), float((effects**2).sum())
    df1 = total**2 / squares
    return RaoScottTest(
        table=table,
        chisq=pearson,
        df=len(effects),
        p_chisq=float(chi2.sf(pearson * total / squares, df1)),
        f=pearson / total,
        df1=df1,
        df2=df1 * units,
        p_f=float(f.sf(pearson / total, df1, df1 * units)),
        design_effects=effects,
        n_obs=n,
    )
