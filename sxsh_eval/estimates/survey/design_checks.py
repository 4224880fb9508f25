"""Checks of a survey design: each refusal names its column and the first rows concerned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import EstimationError, Problem, nearest
from sxsh_eval.estimates.survey.stages import Codes, Floats, LonelyPSU, Stage

SHOWN = 3  # examples named in a message


def names_of(columns: str | Sequence[str] | None) -> tuple[str, ...]:
    """Column names as a tuple."""
    return () if columns is None else (columns,) if isinstance(columns, str) else tuple(columns)


def some(values: Sequence[object] | NDArray[np.generic] | pd.Index) -> str:
    """First few values, with how many more there are."""
    listed = ", ".join(str(value) for value in list(values)[:SHOWN])
    return listed if len(values) <= SHOWN else f"{listed} (+{len(values) - SHOWN})"


class DesignCheck:
    """Problems of a design's columns, gathered so that all are told at once.

    Parameters
    ----------
    data : DataFrame
    columns : dict
        Column names by role: ``weights``, ``strata``, ``clusters``, ``fpc``.
    """

    def __init__(self, data: pd.DataFrame, columns: dict[str, tuple[str, ...]]) -> None:
        self.data = data
        self.columns = columns
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def refuse(self, code: str, where: str, found: str, **values: str) -> None:
        """Note a problem that stops."""
        self.errors.append(Problem(code, where, found, values))

    def warn(self, code: str, where: str, found: str, **values: str) -> None:
        """Note a problem that is only told."""
        self.warnings.append(Problem(code, where, found, values, "warning"))

    def stop(self) -> None:
        """Raise what was refused so far."""
        if self.errors:
            raise EstimationError(self.errors)

    def rows(self, where: NDArray[np.bool_]) -> str:
        """How many rows, and the labels of the first."""
        return f"{int(where.sum())} rows: {some(self.data.index[np.flatnonzero(where)[: SHOWN + 1]])}"

    def columns_given(self) -> None:
        """There are rows, all columns exist, and none of them has gaps."""
        if self.data.empty:
            self.refuse("estimate.no_rows", "data", "0 rows")
        for role, names in self.columns.items():
            for name in names:
                if name not in self.data.columns:
                    known = nearest(name, [str(column) for column in self.data.columns])
                    self.refuse("estimate.no_such_column", role, name, nearest=known or "-")
                elif (missing := self.data[name].isna().to_numpy()).any():
                    self.refuse("estimate.design_values_missing", f"{role}: {name}", self.rows(missing))
        most = max(len(self.columns["clusters"]), 1)
        if len(self.columns["fpc"]) > most:
            self.refuse("estimate.too_many_fpc", "fpc", some(self.columns["fpc"]), stages=str(most))

    def nested(self, strata: Codes, units: Codes) -> None:
        """No cluster lies in two strata; not every row is a cluster of its own."""
        name = self.columns["clusters"][0]
        count = int(units.max()) + 1
        stratum = np.zeros(count, dtype=np.int64)
        stratum[units] = strata
        if (astray := stratum[units] != strata).any():
            labels = self.data[name].to_numpy()[astray]
            self.refuse("estimate.clusters_not_nested", f"clusters: {name}", some(pd.unique(labels)))
        if count == len(units) > 1:
            self.warn("estimate.cluster_per_row", f"clusters: {name}", f"{count} clusters, {len(units)} rows")

    def weights(self) -> Floats:
        """Weights as numbers that are not negative; zeros are told."""
        (name,) = self.columns["weights"]
        values = self.numbers(name, "weights")
        bad = ~np.isfinite(values) | (values < 0)
        if bad.any() or not (values > 0).any():
            self.refuse(
                "estimate.weights_not_positive", f"weights: {name}", self.rows(bad if bad.any() else values == 0)
            )
        elif (values == 0).any():
            self.warn("estimate.weights_zero", f"weights: {name}", self.rows(values == 0))
        return values

    def numbers(self, name: str, role: str) -> Floats:
        """Column as floats, or a refusal."""
        if not pd.api.types.is_numeric_dtype(self.data[name]):
            self.refuse("estimate.not_numeric", f"{role}: {name}", str(self.data[name].dtype))
            self.stop()
        return self.data[name].to_numpy(float)

    def fractions(self, strata: Codes, sampled: Floats, row: Codes, depth: int) -> Floats:
        """Sampled fraction of each stratum at a depth; 0 where no population size is given."""
        if depth >= len(self.columns["fpc"]):
            return np.zeros(len(sampled))
        name = self.columns["fpc"][depth]
        where = f"fpc: {name}"
        values = self.numbers(name, "fpc")
        given = values[row]
        if (varies := values != given[strata]).any():
            self.refuse("estimate.fpc_varies", where, self.rows(varies))
        if any((self.numbers(column, "fpc") > 1).any() for column in self.columns["fpc"]):
            too_small = given < sampled
            fraction = np.divide(sampled, given, out=np.ones_like(given), where=~too_small)
        else:
            too_small, fraction = given < 0, given
        if too_small.any():
            first = int(np.flatnonzero(too_small)[0])
            found = f"{self.rows(too_small[strata])}; fpc {given[first]:g}, {sampled[first]:g} sampled"
            self.refuse("estimate.fpc_too_small", where, found)
        return np.asarray(fraction)

    def lonely(self, stages: Sequence[Stage], lonely_psu: LonelyPSU) -> None:
        """Strata with one sampled unit are refused unless an option says what to do with them."""
        for depth, stage in enumerate(stages):
            if not stage.lonely.any():
                continue
            rows = stage.lonely[stage.stratum[stage.unit]]
            columns = (
                [*self.columns["strata"], *self.columns["clusters"]] if not depth else list(self.columns["clusters"])
            )
            labels = self.data.loc[rows, columns].drop_duplicates().head(SHOWN)
            examples = "; ".join(", ".join(f"{k}={v}" for k, v in row.items()) for row in labels.to_dict("records"))
            found = f"{int(stage.lonely.sum())} of {len(stage.lonely)} strata at stage {depth + 1}: {examples or 'all'}"
            note = self.refuse if lonely_psu == "refuse" else self.warn
            note("estimate.lonely_psu", "strata", found, handled=lonely_psu)
