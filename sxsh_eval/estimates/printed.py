"""The numbers that a report prints or draws, by table: what of the released estimates may be handed on as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from sxsh_eval.estimates.adoption import ADOPTING, SUPPORT, Adoption
from sxsh_eval.estimates.area_result import SmallAreas
from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.benchmark.merged import MergedProvinces
from sxsh_eval.estimates.disclosure.release import Released
from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.national_savings import NationalSavings, overall_table, specification_table
from sxsh_eval.estimates.national_store import tables_of
from sxsh_eval.estimates.province_costs import ProvinceCosts
from sxsh_eval.estimates.result import CONFIDENTIAL, KEYS, Estimates, Method, as_estimates, estimate_row, masked
from sxsh_eval.estimates.savings import Savings
from sxsh_eval.estimates.savings_checks import SavingsChecks
from sxsh_eval.estimates.site_savings import SiteSavings
from sxsh_eval.estimates.spread import Spread

Tables = dict[str, Estimates]
COUNTED_OTHERWISE = {"spread_curve", "spread_outlook", "spread_parameters", "site_savings"}
"""Tables whose ``n_obs`` counts years or months rather than enterprises."""
INTENSITIES = ("specific_energy_toe", "specific_energy_gj")
PERCENT = 100.0


def printed_tables(shown: Released, level: float) -> Tables:
    """Tables of the released estimates, each with the rows that reports print or draw.

    Parameters
    ----------
    shown : Released
    level : float
        Coverage of the intervals.

    Returns
    -------
    dict of str to Estimates
        By name; a chapter that was kept back or refused is absent. A row that rests on fewer enterprises than the
        rules ask for is hidden here too, should the gate ever have let it pass.
    """
    found: Tables = {}
    if isinstance(shown.adoption, Adoption):
        found |= adoption_tables(shown.adoption)
    if isinstance(shown.spread, Spread):
        found |= spread_tables(shown.spread)
    if isinstance(shown.savings, Savings):
        found |= savings_tables(shown.savings, level)
    if shown.checks is not None:
        found |= check_tables(shown.checks)
    if isinstance(shown.costs, ProvinceCosts):
        found |= known({"costs": shown.costs.observed, "costs_outlook": shown.costs.outlook})
    if isinstance(shown.sites, tuple):
        found |= site_table(shown.sites)
    if isinstance(shown.national, NationalSavings):
        found |= {f"national_{name}": table for name, table in tables_of(shown.national, level).items()}
    if isinstance(shown.benchmark, Benchmark):
        found |= benchmark_tables(shown.benchmark)
    least = Rules.of(shown.choices).minimum_count
    return {name: table if name in COUNTED_OTHERWISE else with_enough(table, least) for name, table in found.items()}


def known(tables: Mapping[str, Estimates | None]) -> Tables:
    """Those that there are."""
    return {name: table for name, table in tables.items() if table is not None}


def with_enough(found: Estimates, least: int) -> Estimates:
    """The same without the numbers that rest on too few."""
    return masked(found, found.table["n_obs"].between(1, least - 1))


def only(found: Estimates | None, keep: pd.Series[bool] | None) -> Estimates | None:
    """Some rows of a table."""
    if found is None or keep is None:
        return None
    return Estimates(found.table[keep].reset_index(drop=True), found.method, checks=found.checks)


def adoption_tables(one: Adoption) -> Tables:
    """Shares, numbers, groups, districts, determinants."""
    tables = {
        "adoption": one.shares,
        "adoption_numbers": one.numbers,
        "adoption_unweighted": one.unweighted,
        **{f"adoption_by_{name}": found for name, found in one.groups.items()},
        "adoption_districts": None if one.areas is None else district_table(one.areas, one.shares),
        "adoption_determinants": one.determinants,
    }
    return known(tables)


def district_table(areas: SmallAreas, shares: Estimates) -> Estimates:
    """Shrunken share adopting of each district, per cent; hidden districts keep their row."""
    about = shares.table.iloc[0]
    rows = []
    for district, row in areas.table.iterrows():
        ends = (float(row["conf_low"]) * PERCENT, float(row["conf_high"]) * PERCENT)
        hidden = pd.isna(row["shrunk"])
        keys = (str(about["indicator"]), str(about["province"]), "", str(about["period"]), f"{ADOPTING}|{district}")
        rows.append(
            estimate_row(
                keys,
                float(row["shrunk"]) * PERCENT,
                unit="percent",
                evidence=str(about["evidence"]),
                source=str(about["source"]),
                interval=None if hidden else ends,
                reason=CONFIDENTIAL if hidden else "",
                std_error=float(row["std_error"]) * PERCENT,
                n_obs=float(row["n_obs"]),
            )
        )
    return as_estimates(rows, areas.method)


def spread_tables(one: Spread) -> Tables:
    """The fitted curve at the end of each year, its parameters, what goes with adopting next year."""
    curves = {"spread_curve": one.curve, "spread_outlook": one.outlook}
    tables = {name: only(found, None if found is None else whole_years(found)) for name, found in curves.items()}
    tables["spread_parameters"] = None if one.diffusion is None else one.diffusion.parameters
    if one.hazard is not None:
        parts = {"spread_hazard_ratios": one.hazard.ratios, "spread_hazard_effects": one.hazard.effects}
        tables |= {name: only(found, found.table["term"].isin(SUPPORT)) for name, found in parts.items()}
    return known(tables)


def whole_years(found: Estimates) -> pd.Series[bool]:
    """Rows of whole years; the quarters between them are for drawing."""
    return ~found.table["period"].astype("str").str.contains(".", regex=False)


def savings_tables(one: Savings, level: float) -> Tables:
    """Effect, its tests, energy per output as printed, what changed energy use, quantities."""
    tables = {
        "savings": overall_table(one),
        "savings_events": one.events.estimates,
        "savings_specifications": specification_table(one, level),
        "savings_bounds": None if one.bounds is None else one.bounds.table,
        "savings_smoothness": None if one.smooth is None else one.smooth.table,
        "intensity": only(one.intensity, None if one.intensity is None else printed_intensity(one.intensity)),
        "decomposition": one.decomposition,
        "saved": one.saved,
    }
    return known(tables)


def printed_intensity(found: Estimates) -> pd.Series[bool]:
    """Ratios of the first and the last year, which the gate has looked at."""
    table = found.table
    ends = table["period"].isin([table["period"].min(), table["period"].max()])
    return ends & table["indicator"].isin(INTENSITIES) & (table["term"] == "ratio")


def check_tables(one: SavingsChecks) -> Tables:
    """Placebos, effect by support received."""
    rows = {"savings_placebo_start": one.start, "savings_placebo_outcome": one.outcome}
    method = Method("placebo", "effect where there can be none")
    tables: Tables = {name: as_estimates([row], method) for name, row in rows.items() if row is not None}
    return tables | known({"savings_by_support": None if one.dose is None else one.dose.estimates})


def benchmark_tables(one: Benchmark) -> Tables:
    """Rates of all provinces as counted, shrunken, their ranks; savings pooled."""
    parts: dict[str, list[Estimates | None]] = {
        "benchmark_country": [rates.whole for rates in one.rates.values()],
        "benchmark_rates": [rates.direct for rates in one.rates.values()],
        "benchmark_shrunk": [rates.shrunk_table() for rates in one.rates.values()],
        "benchmark_ranks": [rates.rank_table() for rates in one.rates.values()],
        "benchmark_savings": [None if one.pooled is None else one.pooled.table],
    }
    return known({name: stacked([part for part in found if part is not None]) for name, found in parts.items()})


def merged_table(merged: MergedProvinces | None) -> Tables:
    """Rates in the borders since the merger; reported figures are those of ``reported`` again."""
    return {} if merged is None else known({"merged_rates": stacked(list(merged.rates.values()))})


def stacked(parts: list[Estimates]) -> Estimates | None:
    """Tables of one method under each other."""
    if not parts:
        return None
    return Estimates(pd.concat([part.table for part in parts], ignore_index=True), parts[0].method)


def site_table(sites: tuple[SiteSavings, ...]) -> Tables:
    """Metered sites, named in the terms: ``M01|avoided``."""
    parts = list(site_rows(sites))
    if not parts:
        return {}
    tables = [replace(part, table=part.table.assign(term=f"{site}|" + part.table["term"])) for site, part in parts]
    together = pd.concat([part.table for part in tables], ignore_index=True).drop_duplicates(list(KEYS))
    return {"site_savings": Estimates(together, tables[0].method)}


def site_rows(sites: tuple[SiteSavings, ...]) -> Iterator[tuple[str, Estimates]]:
    """Sites that have a result."""
    for site in sites:
        if site.savings is not None:
            yield site.site, Estimates(site.savings.totals.table, site.savings.totals.method)
