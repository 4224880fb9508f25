"""Wild cluster bootstrap with the hypothesis imposed: p values and intervals for few clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.estimates.diagnosis import Labels, as_checks, check, check_level, refuse
from sxsh_eval.estimates.effects.clustered_design import (
    FEW_TREATED,
    ClusteredDesign,
    LinearModel,
    cluster_checks,
    clustered_design,
)
from sxsh_eval.estimates.effects.wild_statistics import TIE, Kind, drawn, inverted, patterns, statistics
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from sxsh_eval.shown import Shown

ENUMERATED = 12
REFERENCES = (
    "Cameron, A. C., Gelbach, J. & Miller, D. (2008), Bootstrap-based improvements, Rev. Econ. Stat. 90, 414-427",
    "Roodman, D., Nielsen, M., MacKinnon, J. & Webb, M. (2019), Fast and wild, Stata Journal 19, 4-60",
)


@dataclass(frozen=True, eq=False)
class WildBootstrap(Shown):
    """Result of the bootstrap.

    Attributes
    ----------
    table : Estimates
        One row, the coefficient with its clustered error, bootstrap p value and interval of all values that the
        bootstrap does not reject.
    statistic : float
        Student's statistic of the hypothesis.
    enumerated : bool
        Whether all sign patterns were used, so that nothing is random.
    draws : int
        Number of draws, or of sign patterns.
    """

    shows: ClassVar[tuple[str, ...]] = ("table",)

    table: Estimates
    statistic: float
    enumerated: bool
    draws: int

    @property
    def p_value(self) -> float:
        """Of the hypothesis, two-sided and symmetric."""
        return float(self.table.table["p_value"].iloc[0])

    @property
    def interval(self) -> tuple[float, float]:
        """Values of the coefficient that are not rejected."""
        row = self.table.table.iloc[0]
        return float(row["conf_low"]), float(row["conf_high"])

    @property
    def checks(self) -> pd.DataFrame:
        """Checks of the table."""
        return self.table.checks


def wild_cluster_bootstrap(  # noqa: PLR0913 - a model and a bootstrap
    data: pd.DataFrame,
    model: LinearModel,
    term: str,
    *,
    null: float = 0.0,
    draws: int = 999,
    kind: Kind = "rademacher",
    rng: np.random.Generator | None = None,
    level: float = 0.95,
    labels: Labels | None = None,
) -> WildBootstrap:
    """Test of one coefficient that keeps its level with few clusters, with the interval it implies.

    Parameters
    ----------
    data : DataFrame
    model : LinearModel
        Outcome, regressors, fixed effects, clusters, weights.
    term : str
        Regressor to test.
    null : float
        Hypothesised value.
    draws : int
        Number of draws; with `kind` ``rademacher`` and up to 12 clusters all sign patterns are used instead.
    kind : {"rademacher", "webb"}
        Weights of the clusters: signs, or Webb's six points (for few clusters).
    rng : Generator, optional
        A fixed one by default, so that the same data give the same numbers.
    level : float
    labels : Labels, optional

    Returns
    -------
    WildBootstrap

    Raises
    ------
    EstimationError
        ``estimate.clusters_*``, ``estimate.columns_missing``, ``estimate.bootstrap_draws``,
        ``estimate.bootstrap_kind``, ``estimate.interval_level``.

    Notes
    -----
    The restricted bootstrap (WCR) with residuals under the hypothesis and statistics studentised by clustered errors
    (CRV1). All work is on sums within clusters. The p value is the share of draws larger than the data's statistic, as
    boottest has it; over all sign patterns, where the data themselves are among them, ties count, so it is at least two
    over the number of patterns.
    """
    check_level(level)
    if draws < 1:
        refuse("estimate.bootstrap_draws", "draws", draws)
    if kind not in ("rademacher", "webb"):
        refuse("estimate.bootstrap_kind", "kind", kind)
    design = clustered_design(data, model)
    place = design.place(term)
    every = kind == "rademacher" and design.count <= ENUMERATED
    signs = patterns(design.count) if every else drawn(design.count, draws, kind, rng or np.random.default_rng(0))
    found = statistics(design, place, signs, ties=every)
    ends = inverted(found, 1 - level)
    labels = labels or Labels("effect", unit="outcome", evidence="caused")
    open_ended = not np.isfinite(ends).all()
    row = labels.row(
        term,
        found.estimate,
        interval=ends,
        std_error=found.std_error,
        p_value=found.p_value(null),
        n_obs=float(len(design.y)),
    )
    row["reason"] = "bootstrap_open" if open_ended else ""
    method = Method("wild_cluster_bootstrap", "t*(v) = a'K v / |C v|", level, REFERENCES)
    table = Estimates(
        as_estimates([row], method).table, method, None, as_checks(checks(design, term, level, every=every))
    )
    size = 2 * signs.shape[1] if every else signs.shape[1]
    return WildBootstrap(table, (found.estimate - null) / found.std_error, every, size)


def checks(design: ClusteredDesign, term: str, level: float, *, every: bool) -> list[dict[str, Any]]:
    """What limits the test: patterns too few to reject anything, few treated clusters."""
    least = 2.0 ** (1 - design.count)
    treated = design.treated.get(term, design.count)
    return [
        *cluster_checks(design),
        check(
            "bootstrap_few_patterns",
            warns=every and least > (1 - level) * (1 + TIE),
            statistic=least,
            detail=f"{design.count}: p >= {least:.3g}",
        ),
        check("bootstrap_few_treated", warns=treated < FEW_TREATED, statistic=float(treated), detail=str(treated)),
    ]
