"""Saving and energy of establishments drawn from the panel, where it tells them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.programme.base_frame import Frame
from sxsh_eval.estimates.programme.base_scales import Numbers
from sxsh_eval.estimates.programme.prior_draws import Drawn, Origin, belief, side_by_side, uniforms
from sxsh_eval.estimates.savings import default_effects
from sxsh_eval.estimates.savings_panel import EnergyPanel, energy_panel
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs

SOURCE = "enterprises"
FEWEST = 5
"""Enterprises below which a mean says nothing."""
ELECTRICITY = "electricity_kwh"


def energy_draws(inputs: Inputs | NationalInputs, frame: Frame) -> tuple[dict[str, Drawn], list[Problem]]:
    """Parameters of energy that the panel tells.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
    frame : Frame

    Returns
    -------
    tuple
        Those of ``saving, energy_toe, electricity_share, energy_price`` that could be estimated; refusals.

    Notes
    -----
    ``saving`` is the mean effect on adopters over the observed years (Callaway & Sant'Anna 2021, the default of the
    chapter on savings), not that of the first year. Means and ratios are those of the panel's last year, normal on the
    logarithm (log odds for the share) with delta-method errors; the panel is taken as it is, whoever is in it.
    """
    try:
        panel = energy_panel(inputs, frame.study)
    except EstimationError as refusal:
        return {}, list(refusal.problems)
    if panel is None:
        return {}, []
    last = panel.table[panel.table["year"] == panel.table["year"].max()]
    found = {"energy_toe": energy_by_size(last, frame)}
    found |= ratio_draws(last, frame)
    try:
        found["saving"] = saving(panel, frame)
    except EstimationError as refusal:
        return found, list(refusal.problems)
    return found, []


def saving(panel: EnergyPanel, frame: Frame) -> Drawn:
    """Part of energy per output that adopters save on average.

    Raises
    ------
    EstimationError
        If the panel carries no effect.
    """
    from scipy.special import ndtri

    row = aggregate_effects(default_effects(panel.design, frame.study), "simple").estimates.row("overall")
    effect, error = float(row["estimate"]), float(row["std_error"])
    change = effect + error * ndtri(uniforms(frame.study, "saving"))
    treated = row.get("n_treated", float("nan"))
    fewest = int(treated) if np.isfinite(treated) else None
    return Drawn(-np.expm1(change), (Origin("caused", SOURCE, reason="mean_of_years", fewest=fewest),))


def energy_by_size(last: pd.DataFrame, frame: Frame) -> Drawn:
    """Mean energy a year of an establishment of each size class; believed where too few are seen."""
    from scipy.special import ndtri

    columns = []
    for size in frame.sizes:
        toe = last.loc[last["size_class"] == size, "energy_toe"].dropna() if "size_class" in last else pd.Series([])
        if len(toe) < FEWEST or toe.mean() <= 0:
            columns.append(belief("energy_toe", frame.registry, frame.study, size=size))
            continue
        error = float(toe.std() / toe.mean() / np.sqrt(len(toe)))
        drawn = np.exp(np.log(toe.mean()) + error * ndtri(uniforms(frame.study, f"energy_toe_{size}")))
        columns.append(Drawn(np.asarray(drawn), (Origin("measured", SOURCE, reason="not_sampled", fewest=len(toe)),)))
    return side_by_side(columns)


def ratio_draws(last: pd.DataFrame, frame: Frame) -> dict[str, Drawn]:
    """Electricity in energy, and the price of energy, as ratios of sums over the enterprises."""
    from scipy.special import expit, logit, ndtri

    found = {}
    carriers = frame.registry.fuels["electricity"].official
    per_kwh = next((each.toe_per_unit for each in carriers if each.unit == "kwh"), None)
    share = ratio(last, ELECTRICITY, per_kwh or 0.0)
    if share is not None and 0 < share[0] < 1:
        at = ndtri(uniforms(frame.study, "electricity_share"))
        drawn = expit(logit(share[0]) + share[1] / (share[0] * (1 - share[0])) * at)
        found["electricity_share"] = as_measured(drawn, share[2])
    price = ratio(last, "energy_cost_vnd", 1.0)
    if price is not None and price[0] > 0:
        drawn = price[0] * np.exp(price[1] / price[0] * ndtri(uniforms(frame.study, "energy_price")))
        found["energy_price"] = as_measured(drawn, price[2])
    return found


def as_measured(values: Numbers, count: int) -> Drawn:
    """Values that enterprises tell."""
    return Drawn(np.asarray(values), (Origin("measured", SOURCE, reason="not_sampled", fewest=count),))


def ratio(last: pd.DataFrame, column: str, factor: float) -> tuple[float, float, int] | None:
    """Sum of a column times `factor` over that of energy, its linearised standard error, the number of enterprises."""
    if column not in last or factor == 0:
        return None
    rows = last[[column, "energy_toe"]].dropna()
    if len(rows) < FEWEST or rows["energy_toe"].sum() <= 0:
        return None
    above, below = rows[column].to_numpy(float) * factor, rows["energy_toe"].to_numpy(float)
    value = float(above.sum() / below.sum())
    scores = (above - value * below) / below.sum()
    return value, float(np.sqrt(len(rows) / (len(rows) - 1) * (scores**2).sum())), len(rows)
