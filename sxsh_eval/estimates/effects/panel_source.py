"""What the panel verbs accept - a table, a checked panel, or moments - brought into one form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sxsh_eval.estimates.effects.absorbed import PanelRowSet
from sxsh_eval.estimates.effects.cohort_moments import CohortMoments, moments_from_matrix
from sxsh_eval.estimates.effects.moment_blocks import Array, Codes
from sxsh_eval.estimates.effects.panel_design import PanelDesign, panel_design
from sxsh_eval.estimates.effects.panel_results import Path

MANY_BLOCKS = 5000
Source = pd.DataFrame | PanelDesign | CohortMoments


@dataclass(frozen=True, eq=False)
class PanelSource:
    """A panel either as moments, or as rows.

    Attributes
    ----------
    cohorts : array (G,)
        Infinity, in the last place, for never treated.
    times : array (T,)
    moments : CohortMoments or None
    rows : PanelRowSet or None
    cohort : array of int (n,) or None
        Code of the cohort of each row.
    covariates : array (n, p)
    names : tuple of str
    checks : list of dict
    """

    cohorts: Array
    times: Array
    moments: CohortMoments | None
    rows: PanelRowSet | None = None
    cohort: Codes | None = None
    covariates: Array = field(default_factory=lambda: np.empty((0, 0)))
    names: tuple[str, ...] = ()
    checks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """How this panel is estimated."""
        return "exact" if self.moments is None else "moments"


def panel_source(data: Source, exact: bool, **columns: Any) -> PanelSource:  # noqa: FBT001
    """Moments where they suffice, else rows.

    Parameters
    ----------
    data : DataFrame, PanelDesign or CohortMoments
    exact : bool
        Use rows even where moments suffice.
    **columns
        Of `panel_design`, for a DataFrame.

    Returns
    -------
    PanelSource

    Raises
    ------
    EstimationError
        As in `panel_design`; ``estimate.moments_design`` for moments of which no effect can be estimated.
    """
    if isinstance(data, CohortMoments):
        from sxsh_eval.estimates.effects.moment_checks import checked_moments

        moments, checks = checked_moments(data)
        return PanelSource(moments.cohorts, moments.times, moments, checks=checks)
    design = data if isinstance(data, PanelDesign) else panel_design(data, **columns)
    checks = [{str(key): value for key, value in row.items()} for row in design.checks.to_dict("records")]
    cohorts = np.unique(design.first_treated)
    if not exact and (made := moments_of(design)) is not None:
        return PanelSource(cohorts, design.times, made, checks=checks)
    return PanelSource(
        cohorts,
        design.times,
        None,
        rows_of(design),
        np.searchsorted(cohorts, design.first_treated)[design.unit],
        design.covariates,
        design.covariate_names,
        checks,
    )


def rows_of(design: PanelDesign) -> PanelRowSet:
    """Rows of a checked panel, clustered by unit where it has no clusters."""
    cluster = np.arange(design.n_units) if design.cluster is None else design.cluster
    return PanelRowSet(design.unit, design.time, design.outcome, design.weights, cluster[design.unit])


def moments_of(design: PanelDesign) -> CohortMoments | None:
    """Moments of a checked panel; None where covariates, changing weights or too many patterns of gaps stand against.

    Parameters
    ----------
    design : PanelDesign

    Returns
    -------
    CohortMoments or None
    """
    if design.covariate_names:
        return None
    first = np.flatnonzero(np.append(True, np.diff(design.unit) != 0))
    weights = design.weights[first]
    if (weights[design.unit] != design.weights).any():
        return None
    matrix = design.matrix()
    if not design.balanced:
        kinds = len(np.unique(np.packbits(~np.isnan(matrix), axis=1), axis=0))
        if kinds * (len(design.cohorts) + 1) > MANY_BLOCKS:
            return None
    return moments_from_matrix(matrix, design.first_treated, design.times, weights=weights, groups=design.cluster)
