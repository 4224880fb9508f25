"""Who answered: respondents against the whole frame from which they were drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.regression.model_matrix import is_categorical, levels_of, require_columns
from sxsh_eval.estimates.result import CHECKS
from sxsh_eval.shown import Shown

BalanceVerdict = Literal["balanced", "slightly_off", "unbalanced"]
SLIGHT, LARGE = 0.1, 0.25
COLUMNS = ("variable", "level", "frame", "respondents", "difference", "standardised", "response_rate", "verdict")


@dataclass(frozen=True, eq=False)
class NonresponseBalance(Shown):
    """Respondents beside the frame.

    Attributes
    ----------
    table : DataFrame
        One row per numeric variable and per level: `frame` and `respondents` are means or shares, `standardised` is
        their `difference` over the frame's standard deviation, `response_rate` the share of the level that answered
        (missing for numbers), `verdict` one of ``balanced`` (below 0.1), ``slightly_off``, ``unbalanced`` (0.25 on).
    n_frame, n_respondents : int
    response_rate : float
        Share of the frame's weight that answered.
    verdict : str
        Worst of the table.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: pd.DataFrame
    n_frame: int
    n_respondents: int
    response_rate: float
    verdict: BalanceVerdict

    def _facts(self) -> Mapping[str, Any]:
        return {"asked": self.n_frame, "answered": self.n_respondents, "response_rate": round(self.response_rate, 3)}

    @property
    def checks(self) -> pd.DataFrame:
        """Rows of diagnostics: the overall response rate, then every standardised difference."""
        rate = (
            "response_rate",
            self.response_rate,
            np.nan,
            np.nan,
            self.verdict,
            f"{self.n_respondents}/{self.n_frame}",
        )
        label = self.table["variable"] + self.table["level"].map(lambda level: f"={level}" if level else "")
        rows = zip(label, self.table["standardised"], self.table["verdict"], strict=True)
        balance = [("nonresponse_balance", value, np.nan, np.nan, verdict, name) for name, value, verdict in rows]
        return pd.DataFrame([rate, *balance], columns=list(CHECKS))


def nonresponse_balance(
    frame: pd.DataFrame, responded: str, variables: Sequence[str], *, weights: str | None = None
) -> NonresponseBalance:
    """Standardised differences between respondents and the frame.

    Parameters
    ----------
    frame : DataFrame
        One row for everyone who was asked (or listed), respondents included.
    responded : str
        Column of truth values (or 0 and 1).
    variables : sequence of str
        Known for everyone. Text, categorical and boolean columns are compared level by level; missing values count
        as a level of their own there and are left out of means.
    weights : str, optional
        Design weights of everyone.

    Returns
    -------
    NonresponseBalance

    Raises
    ------
    EstimationError
        ``estimate.no_such_column``, ``estimate.response_flag``, ``estimate.no_respondents``.

    Notes
    -----
    A difference of 0.1 standard deviations is commonly taken as negligible, 0.25 as too large for regression
    adjustment alone [1]_. The differences describe this sample: they are no tests, and do not shrink with its size.

    References
    ----------
    .. [1] Stuart, E. A. (2010), Matching methods for causal inference, Statistical Science 25.
    """
    require_columns(frame, [responded, *variables, *([weights] if weights else [])])
    answered = response_flag(frame[responded])
    weight = frame[weights].to_numpy(float) if weights else np.ones(len(frame))
    if not weight[answered].sum() > 0:
        raise EstimationError([Problem("estimate.no_respondents", responded, f"0 / {len(frame)}")])
    rows = [row for name in variables for row in variable_rows(frame[name], answered, weight)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    ranks: dict[BalanceVerdict, int] = {"balanced": 0, "slightly_off": 1, "unbalanced": 2}
    worst: BalanceVerdict = max(table["verdict"], key=lambda verdict: ranks[verdict], default="balanced")
    rate = float(weight[answered].sum() / weight.sum())
    return NonresponseBalance(table, len(frame), int(answered.sum()), rate, worst)


def verdict_of(standardised: float) -> BalanceVerdict:
    """Verdict on a standardised difference."""
    size = abs(standardised)
    return "balanced" if size < SLIGHT else "slightly_off" if size < LARGE else "unbalanced"


def response_flag(column: pd.Series) -> np.ndarray:
    """Truth values of a column that holds nothing else."""
    if column.isna().any() or not set(column.unique()) <= {0, 1}:
        raise EstimationError([Problem("estimate.response_flag", str(column.name), str(list(column.unique()[:3])))])
    return column.to_numpy(dtype=bool)


def variable_rows(column: pd.Series, answered: np.ndarray, weight: np.ndarray) -> list[tuple[object, ...]]:
    """Rows of one variable: its mean, or the share of each level."""
    name = str(column.name)
    if not is_categorical(column):
        known = column.notna().to_numpy()
        if not known.any():
            raise EstimationError([Problem("estimate.not_finite", name, "NA")])
        return [compare((name, ""), column.to_numpy(float)[known], answered[known], weight[known])]
    levels = [(str(level), (column == level).to_numpy(dtype=float, na_value=0.0)) for level in levels_of(column)]
    if column.isna().any():
        levels.append(("NA", column.isna().to_numpy(dtype=float)))
    return [compare((name, level), inside, answered, weight) for level, inside in levels]


def compare(label: tuple[str, str], values: np.ndarray, answered: np.ndarray, weight: np.ndarray) -> tuple[object, ...]:
    """One row of the table."""
    everyone = float(np.average(values, weights=weight))
    spread = float(np.sqrt(np.average((values - everyone) ** 2, weights=weight)))
    those = float(np.average(values[answered], weights=weight[answered])) if weight[answered].sum() > 0 else np.nan
    difference = those - everyone
    standardised = difference / spread if spread > 0 else 0.0
    rate = float((weight * values)[answered].sum() / (weight * values).sum()) if label[1] else np.nan
    return (*label, everyone, those, difference, standardised, rate, verdict_of(standardised))
