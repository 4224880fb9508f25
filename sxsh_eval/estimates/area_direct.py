"""Direct estimates of areas: read out of a table, judged, put on the scale of the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sxsh_eval.estimates.area_inputs import Array, Mask, names_of, numbers, refuse
from sxsh_eval.estimates.area_scales import Scale, to_scale


@dataclass(frozen=True)
class Direct:
    """Direct estimates of all areas, on the scale of the model.

    Attributes
    ----------
    raw, raw_error, n : array of shape (m,)
        As given: value, standard error, effective sample size.
    y, psi : array of shape (m,)
        On the scale, with sampling variance.
    has_data : array of bool, shape (m,)
    """

    raw: Array
    raw_error: Array
    n: Array
    y: Array
    psi: Array
    has_data: Mask


def direct_values(data: pd.DataFrame, direct: str, variance: str, scale: Scale) -> Direct:
    """Direct estimates with their variances on the scale of the model; areas with neither are set aside.

    Parameters
    ----------
    data : DataFrame
        One row an area.
    direct, variance : str
        Columns with the estimate and its sampling variance.
    scale : Scale

    Returns
    -------
    Direct

    Raises
    ------
    EstimationError
        If a variance or an effective sample size is not positive, or a rate is outside [0, 1] or at its bound without
        an effective sample size.
    """
    raw, psi = numbers(data, direct), numbers(data, variance)
    size = numbers(data, scale.effective_n) if scale.effective_n else np.full(len(raw), np.nan)
    has_data = ~np.isnan(raw) & ~np.isnan(size if scale.effective_n else psi)
    if scale.name != "identity":
        check_rates(raw, size, data.index)
    wrong = has_data & ~((size if scale.effective_n else psi) > 0)
    if wrong.any():
        raise refuse("estimate.area_variance", scale.effective_n or variance, names_of(data.index[wrong]))
    if scale.name == "identity":
        return Direct(raw=raw, raw_error=np.sqrt(psi), n=size, y=raw, psi=psi, has_data=has_data)
    size = np.where(np.isnan(size), raw * (1 - raw) / psi, size)
    y, on_scale = np.full(len(raw), np.nan), np.full(len(raw), np.nan)
    y[has_data], on_scale[has_data] = to_scale(raw[has_data], size[has_data], scale.name)
    psi = np.where(np.isnan(psi), raw * (1 - raw) / size, psi)
    return Direct(raw=raw, raw_error=np.sqrt(psi), n=size, y=y, psi=on_scale, has_data=has_data)


def check_rates(raw: Array, size: Array, areas: pd.Index) -> None:
    """Refuse rates outside [0, 1], or at a bound without an effective sample size."""
    outside = (raw < 0) | (raw > 1)
    if outside.any():
        raise refuse("estimate.area_rate", "direct", names_of(areas[outside]))
    at_bound = np.isnan(size) & ((raw == 0) | (raw == 1))
    if at_bound.any():
        raise refuse("estimate.area_rate_at_bound", "direct", names_of(areas[at_bound]))
