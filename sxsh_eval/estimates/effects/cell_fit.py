"""Regression on cohort-time cells by either path: cohort moments, or rows with covariates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sxsh_eval.estimates.effects.absorbed import fit_rows, marks, stacked, unit_centred
from sxsh_eval.estimates.effects.cell_design import CellDesign
from sxsh_eval.estimates.effects.moment_regression import Fit, fit_moments
from sxsh_eval.estimates.effects.panel_source import PanelSource


def fit_cells(source: PanelSource, design: CellDesign) -> Fit:
    """Outcome on unit effects, time effects, covariates and the columns of a design.

    Parameters
    ----------
    source : PanelSource
    design : CellDesign
        Over the source's cohorts and times.

    Returns
    -------
    Fit
        Of the covariates, then the columns of the design.
    """
    if source.moments is not None:
        return fit_moments(source.moments, design)
    rows = source.rows
    assert rows is not None  # noqa: S101 - a source has moments or rows
    covariates = unit_centred(rows, source.covariates)
    columns = stacked(marks(rows.time, len(source.times)), covariates, cells_of_rows(source, design))
    return fit_rows(rows, columns, covariates.shape[1] + len(design.names))


def cells_of_rows(source: PanelSource, design: CellDesign) -> Any:
    """Columns of a design for every row, sparse (n, K)."""
    from scipy.sparse import csr_array

    assert source.rows is not None  # noqa: S101
    assert source.cohort is not None  # noqa: S101
    table = csr_array(design.values.reshape(-1, len(design.names)))
    return table[source.cohort * len(source.times) + source.rows.time]


def with_controls(source: PanelSource) -> PanelSource:
    """The same panel where someone is never treated: else the last cohort serves, until its treatment starts.

    Parameters
    ----------
    source : PanelSource

    Returns
    -------
    PanelSource
    """
    last = source.cohorts[-1]
    if np.isinf(last):
        return source
    keep = source.times < last
    cohorts = np.append(source.cohorts[:-1], np.inf)
    times = source.times[keep]
    if source.moments is not None:
        moments = source.moments.at_times(keep)
        moments = replace(moments, cohort=np.where(moments.cohort == last, np.inf, moments.cohort))
        return replace(source, cohorts=cohorts, times=times, moments=moments)
    assert source.rows is not None  # noqa: S101
    assert source.cohort is not None  # noqa: S101
    kept = keep[source.rows.time]
    rows, cohort = source.rows.where(kept), source.cohort[kept]
    return replace(source, cohorts=cohorts, times=times, rows=rows, cohort=cohort, covariates=source.covariates[kept])
