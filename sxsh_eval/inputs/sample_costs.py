"""Synthetic costs and energy prices: made up so that the chapter on costs can be seen. Never a result."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sxsh_eval.inputs.sample_model import CARRIERS, SIZES, SUPPORT

# Round numbers of no source. Million VND: investment of an adopter by size, support given to one enterprise by kind,
# yearly running of the programme in a province; part of all investments so far that running them takes a year.
INVESTMENT_MVND = dict(zip(SIZES, (40.0, 300.0, 1_500.0, 8_000.0), strict=True))
SUPPORT_MVND = dict(zip(SUPPORT, (0.5, 3.0, 15.0, 60.0, 100.0), strict=True))
PROGRAMME_MVND = 300.0
UPKEEP = 0.03
SPREAD = 0.5
# VND per unit of the carriers in the first year; all rise alike.
PRICES_VND = dict(zip(CARRIERS, (1_000.0, 2_000_000.0, 10_000_000.0, 14_000_000.0, 18_000_000.0), strict=True))
PRICE_RISE = 0.04


def draw_costs(panel: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Costs of the synthetic enterprises, of the programme that supports them.

    Parameters
    ----------
    panel : DataFrame
        Rows of the synthetic enterprises by year.
    rng : Generator

    Returns
    -------
    DataFrame
        ``province, year, payer, kind, amount_mvnd``, one row each, in this order. An adopter invests once, in the year
        of adoption: a log-normal amount around that of its size. Establishments then spend `UPKEEP` of all investments
        so far every year. The programme pays each support in the first year in which an enterprise has it, subsidies as
        investment, and a fixed amount a year.
    """
    places = pd.MultiIndex.from_product(
        [sorted(set(panel["province"])), sorted(set(panel["year"]))], names=["province", "year"]
    )
    starts = panel[(panel["adoption_year"] == panel["year"]).fillna(value=False).astype("bool")]
    drawn = np.exp(SPREAD * rng.standard_normal(len(starts))) * starts["size_class"].map(INVESTMENT_MVND)
    invested = added(starts.assign(mvnd=drawn), places)
    support = {
        name: added(first_rows(panel, f"has_{name}").assign(mvnd=SUPPORT_MVND[name]), places) for name in SUPPORT
    }
    advice = pd.concat([support[name] for name in SUPPORT if name != "subsidy"], axis=1).sum(axis=1)
    amounts: dict[tuple[str, str], pd.Series[float]] = {
        ("programme", "operation"): advice + PROGRAMME_MVND,
        ("programme", "investment"): support["subsidy"],
        ("enterprise", "investment"): invested,
        ("enterprise", "operation"): UPKEEP * invested.groupby(level="province").cumsum(),
    }
    parts = [
        each.rename("amount_mvnd").reset_index().assign(payer=payer, kind=kind)
        for (payer, kind), each in amounts.items()
    ]
    columns = ["province", "year", "payer", "kind", "amount_mvnd"]
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)[columns]
    return table.sort_values(columns[:4], ignore_index=True)


def first_rows(panel: pd.DataFrame, flag: str) -> pd.DataFrame:
    """Row of each enterprise in the first year of a state."""
    return panel[panel[flag]].drop_duplicates("enterprise_id")


def added(rows: pd.DataFrame, places: pd.MultiIndex) -> pd.Series[float]:
    """Sum of ``mvnd`` by province and year, zero where there is none."""
    return rows.groupby(["province", "year"])["mvnd"].sum().reindex(places, fill_value=0.0)


def made_up_prices(years: range) -> pd.DataFrame:
    """Energy prices that rise by the same rate every year: ``year, carrier, vnd_per_unit``."""
    rows = [
        (year, name, round(price * (1 + PRICE_RISE) ** (year - years[0]), -1))
        for year in years
        for name, price in PRICES_VND.items()
    ]
    return pd.DataFrame(rows, columns=["year", "carrier", "vnd_per_unit"])
