"""Costs and savings by year at the prices of one year, as flows of money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.diagnosis import listed, refuse
from sxsh_eval.estimates.result import Estimates

Floats = npt.NDArray[np.float64]
PAYERS = ("programme", "enterprise")
NEEDED = ("year", "payer", "amount_vnd")


@dataclass(frozen=True)
class CostPlan:
    """Choices that costs and benefits are added up with.

    Attributes
    ----------
    discount_rate : float
        Real, a year, such as 0.1.
    price_year : int
        Year in whose prices money is counted.
    persistence_years : int
        Years after the last observed one in which its saving goes on; 0 counts nothing that was not observed.
    price_index : Mapping of int to float
        Price level by year, to bring costs to the price year; without it they stay as they were paid.
    """

    discount_rate: float
    price_year: int
    persistence_years: int = 0
    price_index: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Costs:
    """Costs at constant prices.

    Attributes
    ----------
    amounts, variances : DataFrame
        Payers by year.
    deflated : bool
    """

    amounts: pd.DataFrame
    variances: pd.DataFrame
    deflated: bool


@dataclass(frozen=True, eq=False)
class Flow:
    """Savings of one quantity by year, observed and then persisting.

    Attributes
    ----------
    years : ndarray of int
    amounts : ndarray
    cov : ndarray
    """

    years: npt.NDArray[np.int64]
    amounts: Floats
    cov: Floats

    def weighted(self, weights: Floats) -> tuple[float, float]:
        """Sum under weights by year with its standard error."""
        return float(weights @ self.amounts), float(np.sqrt(max(float(weights @ self.cov @ weights), 0.0)))


def costs_by_year(table: pd.DataFrame, plan: CostPlan) -> Costs:
    """Costs of each payer by year at the prices of the plan's year.

    Parameters
    ----------
    table : DataFrame
        ``year, payer, amount_vnd`` and optionally ``std_error`` where an amount was estimated; payers ``programme`` and
        ``enterprise``.
    plan : CostPlan

    Returns
    -------
    Costs

    Raises
    ------
    EstimationError
        ``estimate.costs_none``, ``estimate.columns_missing``, ``estimate.costs_values``, ``estimate.costs_payer``,
        ``estimate.costs_no_index``.
    """
    if not len(table):
        refuse("estimate.costs_none", "costs", 0)
    absent = [name for name in NEEDED if name not in table]
    if absent:
        refuse("estimate.columns_missing", "costs", ", ".join(absent), known=", ".join(map(str, table.columns)))
    errors = table["std_error"] if "std_error" in table else pd.Series(0.0, index=table.index)
    amounts = table["amount_vnd"].to_numpy(np.float64, na_value=np.nan)
    spread = errors.to_numpy(np.float64, na_value=np.nan)
    if not (np.isfinite(amounts).all() and (amounts >= 0).all() and (np.nan_to_num(spread, nan=-1) >= 0).all()):
        refuse("estimate.costs_values", "costs", int((~(np.isfinite(amounts) & (amounts >= 0))).sum()))
    unknown = sorted(set(table["payer"]) - set(PAYERS))
    if unknown:
        refuse("estimate.costs_payer", "costs", ", ".join(map(str, unknown)), known=", ".join(PAYERS))
    factor = price_factors(table["year"], plan)
    rows = pd.DataFrame(
        {"payer": table["payer"], "year": table["year"], "a": amounts * factor, "v": (spread * factor) ** 2}
    )
    wide = [
        rows.pivot_table(index="payer", columns="year", values=name, aggfunc="sum", fill_value=0.0)
        .reindex(list(PAYERS))
        .fillna(0.0)
        for name in ("a", "v")
    ]
    return Costs(wide[0], wide[1], deflated=bool(plan.price_index) or set(table["year"]) == {plan.price_year})


def price_factors(years: pd.Series[int], plan: CostPlan) -> Floats:
    """What brings an amount of each year to the prices of the plan's year."""
    if not plan.price_index:
        return np.ones(len(years))
    absent = sorted({int(year) for year in {*years, plan.price_year}} - set(plan.price_index))
    if absent:
        refuse("estimate.costs_no_index", "price_index", listed(absent))
    return np.array([plan.price_index[plan.price_year] / plan.price_index[int(year)] for year in years])


def flow_of(saved: Estimates, quantity: str, plan: CostPlan) -> Flow | None:
    """Savings of a quantity by year from the rows of `estimate_saved`; None where it has none."""
    table = saved.table.reset_index(drop=True)
    own = table[(table["indicator"] == f"saved_{quantity}") & (table["term"] == "amount")]
    own = own[(own["province"] == "") & (own["sector"] == "") & own["estimate"].notna()]
    single = own[own["period"].str.fullmatch(r"\d+")]
    if not len(single):
        return None
    years = single["period"].astype("int64").to_numpy()
    amounts = single["estimate"].to_numpy(np.float64)
    if saved.cov is None:
        cov = np.diag(single["std_error"].to_numpy(np.float64) ** 2)
    else:
        places = single.index.to_numpy(np.int64)
        cov = saved.cov.to_numpy(np.float64)[np.ix_(places, places)]
    later = np.arange(1, plan.persistence_years + 1)
    repeat = np.concatenate([np.eye(len(years)), np.repeat(np.eye(len(years))[-1:], len(later), axis=0)])
    return Flow(np.concatenate([years, years[-1] + later]), repeat @ amounts, repeat @ cov @ repeat.T)


def yearly(frame: pd.DataFrame, payers: list[str], years: npt.NDArray[np.int64]) -> Floats:
    """Sum over payers in each of the years."""
    return frame.loc[payers].sum().reindex(years, fill_value=0.0).to_numpy(np.float64)
