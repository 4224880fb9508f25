"""What energy costs an enterprise, from prices that somebody states; the registry has none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.inputs.unit_factors import CARRIERS, Carrier


def energy_costs(
    table: pd.DataFrame,
    prices: pd.DataFrame | None,
    *,
    carriers: Sequence[Carrier] = CARRIERS,
    time: str = "year",
) -> pd.Series[float]:
    """Cost of the energy of each row.

    Parameters
    ----------
    table : DataFrame
        Columns of `carriers` (those that are absent count as not used) and `time`.
    prices : DataFrame or None
        ``column, vnd_per_unit`` and, where prices change, ``year``: prices of one year for all years value savings at
        constant prices.
    carriers : sequence of Carrier
    time : str

    Returns
    -------
    Series of float
        VND; missing where an amount is.

    Raises
    ------
    EstimationError
        ``estimate.energy_no_prices`` without any price, or for carriers or years without one.
    """
    used = [carrier.column for carrier in carriers if carrier.column in table]
    if prices is None or not len(prices):
        raise EstimationError([Problem("estimate.energy_no_prices", "prices", ", ".join(used) or "-")])
    years = table[time].to_numpy()
    total, without = np.zeros(len(table)), []
    for column in used:
        own = prices[prices["column"] == column]
        amounts = table[column].to_numpy(dtype=np.float64, na_value=np.nan)
        price = np.full(len(table), own["vnd_per_unit"].iloc[0] if len(own) == 1 and "year" not in own else np.nan)
        if "year" in own:
            price = pd.Series(years).map(own.set_index("year")["vnd_per_unit"]).to_numpy(np.float64, na_value=np.nan)
        lost = np.isnan(price) & (amounts > 0)
        if lost.any():
            without.append(f"{column} ({', '.join(map(str, sorted(set(years[lost]))[:8]))})")
        total += amounts * np.where(amounts == 0, 0.0, price)
    if without:
        raise EstimationError([Problem("estimate.energy_no_prices", "prices", "; ".join(without))])
    return pd.Series(total, index=table.index, name="energy_cost_vnd")


def constant_prices(prices: pd.DataFrame, year: int, used: Sequence[str]) -> pd.DataFrame:
    """Prices of one year, to value the energy of all years alike.

    Parameters
    ----------
    prices : DataFrame
        ``year, carrier, vnd_per_unit``, as in the codebook ``energy_prices``.
    year : int
        Year in whose prices money is counted.
    used : sequence of str
        Carriers that need a price.

    Returns
    -------
    DataFrame
        ``column, vnd_per_unit``, as `energy_costs` takes them.

    Raises
    ------
    EstimationError
        ``estimate.energy_no_prices``, naming carriers without a price in that year.
    """
    own = prices[prices["year"] == year]
    absent = [name for name in used if name not in set(own["carrier"])]
    if absent:
        found = ", ".join(f"{name} ({year})" for name in absent)
        raise EstimationError([Problem("estimate.energy_no_prices", "prices", found)])
    return own.rename(columns={"carrier": "column"})[["column", "vnd_per_unit"]].reset_index(drop=True)
