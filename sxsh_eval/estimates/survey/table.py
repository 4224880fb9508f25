"""Result of a survey estimate: a labelled table with its covariance, warnings and method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.intervals import t_quantile
from sxsh_eval.estimates.result import CHECKS, KEYS, NUMBERS, WORDS, Estimates, Method, no_checks
from sxsh_eval.estimates.survey.stages import Floats
from sxsh_eval.shown import Shown

COLUMNS = ("variable", "category", "estimate", "std_error", "conf_low", "conf_high", "df", "deff")
NO_SPREAD = 1e-12  # of the estimate: a standard error below it is rounding
COLUMNS_AFTER = ("n_obs", "population", "reason")


@dataclass(frozen=True, eq=False)
class SurveyEstimates(Shown):
    """Estimates from a survey design.

    Attributes
    ----------
    table : DataFrame
        The `by` columns, then `COLUMNS` and `COLUMNS_AFTER`: variable, category (empty for numbers), estimate,
        standard error, interval, degrees of freedom, design effect, observations, estimated population, and the
        reason why an interval is missing or a point: ``full_enumeration``, ``no_degrees_of_freedom`` (a domain with
        no more sampled units than strata), ``no_variation``, ``zero_denominator``.
    method : Method
    cov : DataFrame, optional
        Design covariance, in the order of the table.
    checks : DataFrame
        Warnings of the design and on rows left out.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: pd.DataFrame
    method: Method
    cov: pd.DataFrame | None = None
    checks: pd.DataFrame = field(default_factory=no_checks)

    def to_estimates(
        self, keys: Mapping[str, str], *, unit: str, source: str, evidence: str = "surveyed", scale: float = 1.0
    ) -> Estimates:
        """Same numbers under the contract of all estimates.

        Parameters
        ----------
        keys : dict
            Values, or names of `by` columns, for ``indicator``, ``province``, ``sector``, ``period`` and ``term``;
            what is missing is empty. `by` columns that no key names and the category are joined into ``term``.
        unit, source, evidence : str
        scale : float
            Factor of estimates, errors and intervals; 100 turns shares into per cent.

        Returns
        -------
        Estimates
        """
        by = [column for column in self.table.columns if column not in (*COLUMNS, *COLUMNS_AFTER)]
        columns: dict[str, Any] = {
            key: self.table[name].astype(str) if (name := keys.get(key, "")) in by else name for key in KEYS
        }
        left = [*(column for column in by if column not in keys.values()), "category"]
        parts = [self.table[name].astype(str).tolist() for name in left]
        given = [columns["term"]] * len(self.table) if isinstance(columns["term"], str) else columns["term"].tolist()
        first = [term or variable for term, variable in zip(given, self.table["variable"].tolist(), strict=True)]
        columns["term"] = ["|".join(part for part in row if part) for row in zip(first, *parts, strict=True)]
        for number in NUMBERS:
            factor = scale if number not in ("p_value", "n_obs") else 1.0
            columns[number] = self.table[number].to_numpy() * factor if number in self.table else float("nan")
        columns |= {"unit": unit, "evidence": evidence, "reason": self.table["reason"], "source": source}
        words = pd.DataFrame(columns, index=self.table.index, columns=[*KEYS, *NUMBERS, *WORDS])
        cov = None if self.cov is None else self.cov * scale**2
        return Estimates(words, self.method, cov, self.checks)


def check_rows(problems: tuple[Problem, ...]) -> pd.DataFrame:
    """Warnings as rows of diagnostics."""
    nothing = float("nan")
    rows = [(p.code, nothing, nothing, nothing, "warning", f"{p.where}: {p.found}") for p in problems]
    return pd.DataFrame(rows, columns=list(CHECKS)) if rows else no_checks()


def t_interval(estimate: Floats, std_error: Floats, df: Floats, level: float) -> tuple[Floats, Floats]:
    """Wald interval by Student's t; normal where `df` is infinite, NaN where it is not positive."""
    half = t_quantile(0.5 + level / 2, np.where(df > 0, df, np.nan)) * std_error
    return estimate - half, estimate + half


def settle(frame: pd.DataFrame, enumerated: NDArray[np.bool_], *, ends_known: bool = False) -> pd.DataFrame:
    """Intervals with their reasons: a point only in a full enumeration, nothing where the variance says nothing.

    Parameters
    ----------
    frame : DataFrame
        Columns estimate, std_error, conf_low, conf_high, df.
    enumerated : ndarray of bool
        Rows without sampling error.
    ends_known : bool
        Whether the interval is right at a variance of zero (proportions).
    """
    low, high, error = (frame[name].to_numpy(float).copy() for name in ("conf_low", "conf_high", "std_error"))
    estimate, df = frame["estimate"].to_numpy(float), frame["df"].to_numpy(float)
    reason = np.full(len(frame), "", dtype=object)
    if not ends_known:
        reason[~(error > NO_SPREAD * np.abs(estimate))] = "no_variation"
    reason[df <= 0] = "no_degrees_of_freedom"
    reason[~np.isfinite(estimate)] = "zero_denominator"
    enumerated = enumerated & np.isfinite(estimate)
    reason[enumerated] = "full_enumeration"
    bare = ~enumerated & (reason != "")
    low[bare], high[bare] = np.nan, np.nan
    low[enumerated], high[enumerated], error[enumerated] = estimate[enumerated], estimate[enumerated], 0.0
    return frame.assign(std_error=error, conf_low=low, conf_high=high, reason=pd.array(reason, dtype="str"))
