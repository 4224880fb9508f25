"""The contract of every number: estimate, interval or the reason why there is none, unit, evidence, source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, NoSuchRowError, Problem
from sxsh_eval.shown import Shown

KEYS = ("indicator", "province", "sector", "period", "term")
NUMBERS = ("estimate", "std_error", "conf_low", "conf_high", "p_value", "n_obs")
WORDS = ("unit", "evidence", "reason", "source")
CHECKS = ("diagnostic", "statistic", "df", "p_value", "verdict", "detail")
CONFIDENTIAL = "confidential"
"""Reason of a row whose numbers may not leave the house: all of them are missing."""
EVIDENCE = ("claimed", "surveyed", "measured", "caused", "projected", "derived")


@dataclass(frozen=True)
class Method:
    """How numbers were made.

    Attributes
    ----------
    estimator : str
        Catalogue key ``method.<estimator>`` explains it in words.
    formula : str
    level : float or None
        Coverage of the intervals; None where they are rounding intervals, which contain the true printed value surely.
    references : tuple of str
    """

    estimator: str
    formula: str
    level: float | None = None
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a coverage that is none, such as 95 for 0.95: its intervals would be empty."""
        if self.level is not None and not 0 < self.level < 1:
            raise EstimationError([Problem("estimate.interval_level", "level", str(self.level))])


def no_checks() -> pd.DataFrame:
    """Empty table of diagnostics."""
    return pd.DataFrame(columns=list(CHECKS))


@dataclass(frozen=True, eq=False)
class Estimates(Shown):
    """Numbers under one contract.

    Attributes
    ----------
    table : DataFrame
        Columns `KEYS`, `NUMBERS`, `WORDS`; one row per number, unique on `KEYS`. A row without interval has a `reason`.
    method : Method
    cov : DataFrame, optional
        Covariance of the estimates, rows and columns in the order of the table.
    checks : DataFrame
        Columns `CHECKS`: what was tested, with which verdict; ``detail`` names who or what is concerned.

    Raises
    ------
    ValueError
        If the contract is broken: a fault of the estimator, not of the data.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: pd.DataFrame
    method: Method
    cov: pd.DataFrame | None = None
    checks: pd.DataFrame = field(default_factory=no_checks)

    def __post_init__(self) -> None:
        missing = {*KEYS, *NUMBERS, *WORDS} - set(self.table.columns)
        if missing:
            raise ValueError(f"columns missing: {sorted(missing)}")
        if len(set(zip(*(self.table[key].tolist() for key in KEYS), strict=True))) < len(self.table):
            raise ValueError("keys are not unique")
        estimate, low, high = (self.table[name].to_numpy(float) for name in ("estimate", "conf_low", "conf_high"))
        bare = np.isnan(low) & (self.table["reason"] == "").to_numpy(bool)
        if bare.any():
            raise ValueError(f"no interval and no reason: {self.table.loc[bare, 'term'].tolist()}")
        if ((low > estimate) | (estimate > high)).any():
            raise ValueError("an estimate lies outside its interval")
        if not set(self.table["evidence"]) <= set(EVIDENCE):
            raise ValueError("unknown grade of evidence")

    def _facts(self) -> Mapping[str, Any]:
        return {"numbers": len(self.table), "method": self.method.estimator}

    def row(self, term: str, indicator: str | None = None) -> dict[str, Any]:
        """Row of one term (and indicator), as a dict.

        Raises
        ------
        NoSuchRowError
            If there is none or more than one; a `KeyError` that says the nearest name.
        """
        hit = self.table[self.table["term"] == term]
        if indicator is not None:
            hit = hit[hit["indicator"] == indicator]
        if len(hit) != 1:
            raise NoSuchRowError(term, indicator, self.table["term"])
        return {str(key): value for key, value in hit.iloc[0].items()}


def estimate_row(
    keys: tuple[str, str, str, str, str],
    estimate: float,
    *,
    unit: str,
    evidence: str,
    source: str,
    interval: tuple[float, float] | None = None,
    reason: str = "",
    **numbers_beside: float,
) -> dict[str, Any]:
    """One row of an `Estimates` table; `keys` in the order of `KEYS`, `numbers_beside` others of `NUMBERS`."""
    low, high = interval or (float("nan"), float("nan"))
    numbers = dict.fromkeys(NUMBERS, float("nan")) | {"estimate": estimate, "conf_low": low, "conf_high": high}
    if unknown := numbers_beside.keys() - numbers.keys():
        raise ValueError(f"unknown numbers: {sorted(unknown)}")
    numbers |= numbers_beside
    return (
        dict(zip(KEYS, keys, strict=True))
        | numbers
        | {"unit": unit, "evidence": evidence, "reason": reason, "source": source}
    )


def as_estimates(rows: list[dict[str, Any]], method: Method) -> Estimates:
    """Rows as a table, in the contract's column order, even when there are none."""
    return Estimates(pd.DataFrame(rows, columns=[*KEYS, *NUMBERS, *WORDS]), method)


def masked(estimates: Estimates, hide: pd.Series[bool]) -> Estimates:
    """The same with some rows without any number, for the reason `CONFIDENTIAL`.

    Parameters
    ----------
    estimates : Estimates
    hide : Series of bool
        Aligned with the rows of the table.

    Returns
    -------
    Estimates
        Without covariance where a row is hidden; further columns of numbers are missing in these rows too.
    """
    if not hide.any():
        return estimates
    table = masked_rows(estimates.table, hide)
    table["reason"] = table["reason"].mask(hide, CONFIDENTIAL)
    return Estimates(table, estimates.method, None, estimates.checks)


def masked_rows(table: pd.DataFrame, hide: pd.Series[bool]) -> pd.DataFrame:
    """Table whose numbers are missing in some rows; columns of numbers become floating."""
    flagged = {name for name in table.columns if pd.api.types.is_bool_dtype(table[name])}
    numbers = [name for name in table.select_dtypes("number").columns if name not in flagged]
    return table.assign(**{name: table[name].astype("float64").mask(hide) for name in numbers})


def is_hidden(row: Mapping[Any, Any]) -> bool:
    """Whether a row of the contract may not leave the house."""
    return bool(row["reason"] == CONFIDENTIAL)
