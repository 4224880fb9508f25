"""Refusals, warnings kept as checks, and the labels that a general estimator writes beside its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.result import CHECKS, estimate_row

NAN = float("nan")


@dataclass(frozen=True)
class Labels:
    """What the numbers are about: the words of an `Estimates` row that no data can tell.

    Attributes
    ----------
    indicator, province, sector : str
        Keys of the table.
    unit : str
        Unit of the outcome ("share", "enterprise", ...); units of parameters follow from the method.
    evidence : str
        One of `sxsh_eval.estimates.result.EVIDENCE`.
    source : str
        Where the data come from.
    """

    indicator: str = "outcome"
    province: str = ""
    sector: str = ""
    unit: str = "share"
    evidence: str = "surveyed"
    source: str = ""

    def row(
        self,
        term: str,
        estimate: float,
        *,
        period: str = "",
        unit: str | None = None,
        interval: tuple[float, float] | None = None,
        reason: str = "",
        **numbers: float,
    ) -> dict[str, Any]:
        """One row of an `Estimates` table under these labels; `numbers` as in `estimate_row`."""
        return estimate_row(
            (self.indicator, self.province, self.sector, period, term),
            estimate,
            unit=unit or self.unit,
            evidence=self.evidence,
            source=self.source,
            interval=interval,
            reason=reason,
            **numbers,
        )


def refuse(code: str, where: str, found: object, **values: object) -> NoReturn:
    """Stop with one named problem.

    Raises
    ------
    EstimationError
    """
    raise EstimationError([Problem(code, where, str(found), {key: str(value) for key, value in values.items()})])


def check_level(level: float) -> None:
    """Refuse a coverage outside (0, 1)."""
    if not 0 < level < 1:
        refuse("estimate.interval_level", "level", level)


def check(
    diagnostic: str,
    *,
    warns: bool = False,
    detail: str = "",
    statistic: float = NAN,
    df: float = NAN,
    p_value: float = NAN,
) -> dict[str, Any]:
    """One row of the checks; a warning's words are those of the problem ``estimate.<diagnostic>``."""
    verdict = "warning" if warns else "ok"
    return dict(zip(CHECKS, (diagnostic, statistic, df, p_value, verdict, detail), strict=True))


def as_checks(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the table of checks, in the contract's column order."""
    return pd.DataFrame(list(rows), columns=list(CHECKS))


def warnings_of(checks: pd.DataFrame, where: str = "") -> list[Problem]:
    """Problems, with words in both languages, of the checks that warn.

    Parameters
    ----------
    checks : DataFrame
        Columns `CHECKS`.
    where : str
        Place to name; the diagnostic by default.
    """
    rows = checks[checks["verdict"] == "warning"]
    pairs = zip(rows["diagnostic"].astype(str), rows["detail"].astype(str), strict=True)
    return [
        Problem(f"estimate.{name.removeprefix('estimate.')}", where or name, detail, severity="warning")
        for name, detail in pairs
    ]


def listed(items: Sequence[object], limit: int = 8) -> str:
    """Names for a message: the first few, then how many more."""
    names = ", ".join(str(item) for item in items[:limit])
    return names if len(items) <= limit else f"{names} … (+{len(items) - limit})"
