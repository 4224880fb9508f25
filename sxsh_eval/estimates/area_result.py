"""What an area model gives: every area's raw value with the shrunk one beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import pandas as pd

from sxsh_eval.estimates.result import CHECKS, Estimates, Method, as_estimates, estimate_row
from sxsh_eval.shown import Shown

COLUMNS = (
    "raw",
    "raw_std_error",
    "raw_low",
    "raw_high",
    "n_obs",
    "weight",
    "synthetic",
    "shrunk",
    "std_error",
    "conf_low",
    "conf_high",
    "kind",
)


@dataclass(frozen=True)
class AreaLabels:
    """What the numbers are called in an `Estimates` table.

    Attributes
    ----------
    indicator, unit, evidence, source, period : str
    place : {"province", "sector"}
        Key column that takes the names of the areas.
    factor : float
        Multiplies all values; 100 turns rates into per cent.
    """

    indicator: str
    unit: str
    evidence: str
    source: str
    period: str = ""
    place: Literal["province", "sector"] = "province"
    factor: float = 1.0


@dataclass(frozen=True, eq=False)
class SmallAreas(Shown):
    """Areas under one model.

    Attributes
    ----------
    table : DataFrame
        One row an area, in the order of the data, columns `COLUMNS`. ``weight`` is the part of the raw value in the
        shrunk one; ``kind`` is ``shrunk``, or ``synthetic`` for an area without data, whose raw value is missing.
    parameters : DataFrame
        ``estimate`` with ``std_error`` of the model's parameters (missing where the method gives none).
    method : Method
    checks : DataFrame
        Columns ``diagnostic, statistic, df, p_value, verdict, detail``.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: pd.DataFrame
    parameters: pd.DataFrame
    method: Method
    checks: pd.DataFrame

    def estimates(self, labels: AreaLabels) -> Estimates:
        """Both values of every area under the common contract.

        Parameters
        ----------
        labels : AreaLabels

        Returns
        -------
        Estimates
            Terms ``raw`` and ``shrunk`` of each area; an area without data has the second alone.
        """
        records = self.table.to_dict("index").items()
        rows = [row for area, values in records for row in area_rows(str(area), values, labels)]
        plain = as_estimates(rows, self.method)
        return Estimates(plain.table, self.method, checks=self.checks)


def area_rows(area: str, values: Mapping[Any, Any], labels: AreaLabels) -> list[dict[str, Any]]:
    """Rows of one area: the raw value where there is one, then the shrunk value."""
    rows = []
    for term, columns in {
        "raw": ("raw", "raw_std_error", "raw_low", "raw_high"),
        "shrunk": ("shrunk", "std_error", "conf_low", "conf_high"),
    }.items():
        value, error, low, high = (float(values[column]) * labels.factor for column in columns)
        if pd.isna(value):
            continue
        keys = (labels.indicator, *place_keys(area, labels), labels.period, term)
        rows.append(
            estimate_row(
                keys,
                value,
                unit=labels.unit,
                evidence=labels.evidence,
                source=labels.source,
                interval=(low, high),
                std_error=error,
                n_obs=float(values["n_obs"]),
            )
        )
    return rows


def place_keys(area: str, labels: AreaLabels) -> tuple[str, str]:
    """Province with sector of an area."""
    return (area, "") if labels.place == "province" else ("", area)


def check_row(diagnostic: str, verdict: str, detail: str = "", **numbers: float) -> dict[str, Any]:
    """One row of the checks; `numbers` among ``statistic``, ``df``, ``p_value``."""
    missing = dict.fromkeys(CHECKS, float("nan"))
    return {**missing, "diagnostic": diagnostic, "verdict": verdict, "detail": detail, **numbers}


def checks_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a table in the contract's column order."""
    return pd.DataFrame(rows, columns=list(CHECKS))


def parameters_table(values: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Parameters by name, each with its standard error."""
    return pd.DataFrame.from_dict(dict(values), orient="index", columns=["estimate", "std_error"], dtype="float64")
