"""What may leave of the chapters on energy and money: sums, ratios, effects by year, sites."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sxsh_eval.estimates.disclosure.gate import Gate
from sxsh_eval.estimates.disclosure.rules import DOMINANCE
from sxsh_eval.estimates.disclosure.structure import LinkedTable
from sxsh_eval.estimates.disclosure.suppression import Pattern
from sxsh_eval.estimates.effects.attrition import Attrition
from sxsh_eval.estimates.effects.subgroups import SubgroupEffects
from sxsh_eval.estimates.province_costs import ProvinceCosts
from sxsh_eval.estimates.result import Estimates, masked
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.estimates.savings_checks import SavingsChecks, first_seen
from sxsh_eval.estimates.site_savings import SiteSavings
from sxsh_eval.parameters.study import Study

PART = "savings"
UNIT = "enterprise_id"
ENERGIES = ("energy_toe", "energy_gj", "emissions_tco2", "emissions_tco2_fixed", "energy_cost_vnd")
SUMMED = ("year", "sector", "province")


def release_savings(savings: Savings | Refused, study: Study, gate: Gate) -> Savings | Refused:
    """Savings without the numbers that would tell on single enterprises.

    Parameters
    ----------
    savings : Savings or Refused
        From `estimate_savings`, or the whole of `estimate_national_savings`.
    study : Study
    gate : Gate

    Returns
    -------
    Savings or Refused
        `Refused` where too few adopt, or too few do not, for any effect to leave.
    """
    if isinstance(savings, Refused):
        return replace(savings, problems=gate.unnamed(savings.problems))
    cohort = savings.panel.design.cohort
    adopters, others = int((cohort >= 0).sum()), int((cohort < 0).sum())
    if gate.few(adopters) or gate.few(others):
        return gate.refused(PART)
    rows = savings.panel.in_years(study.period.first, study.period.last)
    refusals = dict(savings.refusals)
    saved = None if savings.saved is None else release_saved(savings.saved, rows, gate)
    if savings.saved is not None and saved is None:
        refusals["saved"] = gate.withhold(PART, "saved", DOMINANCE)
    by_sector = sector_pattern(rows, gate)
    decomposition = savings.decomposition
    if decomposition is not None and hides_years(by_sector, rows):
        decomposition, refusals["decomposition"] = None, gate.withhold(PART, "decomposition", DOMINANCE)
    intensity = savings.intensity
    return replace(
        savings,
        effects=replace(savings.effects, estimates=gate.unnamed_checks(savings.effects.estimates)),
        events=replace(savings.events, estimates=gate.unnamed_checks(few_treated(savings.events.estimates, gate))),
        intensity=None if intensity is None else release_intensity(intensity, by_sector, gate),
        decomposition=None if decomposition is None else gate.unnamed_checks(of_all(decomposition)),
        saved=None if saved is None else gate.unnamed_checks(saved),
        against=savings.against if saved is not None else None,
        panel=replace(savings.panel, problems=gate.unnamed(savings.panel.problems)),
        refusals=gate.unnamed_parts(refusals),
        alternatives=tuple(replace(one, refusals=gate.unnamed(one.refusals)) for one in savings.alternatives),
    )


def of_all(decomposition: Estimates) -> Estimates:
    """Rows of all sectors together: those of a sector's adopters may rest on one enterprise, and nothing shows them."""
    table = decomposition.table[decomposition.table["sector"] == ""].reset_index(drop=True)
    return Estimates(table, decomposition.method, None, decomposition.checks)


def few_treated(found: Estimates, gate: Gate) -> Estimates:
    """Effects that rest on too few adopters."""
    return masked(found, found.table["n_treated"].between(1, gate.rules.minimum_count - 1))


def measures_of(rows: pd.DataFrame) -> list[str]:
    """Sums that are printed."""
    return [name for name in ENERGIES if name in rows]


def release_saved(saved: Estimates, rows: pd.DataFrame, gate: Gate) -> Estimates | None:
    """Amounts saved whose enterprises are enough, none of them too large; None where the total is not.

    Notes
    -----
    What adopters saved is their observed energy times a factor that is nearly the same for all, which the effect gives
    away: so the rules look at the energy that adopters used.
    """
    table = saved.table
    adopted = rows[rows["adoption_year"].astype("float64") <= rows["year"].astype("float64")]
    used = [name for name in SUMMED if name == "year" or (table[name] != "").any()] if len(table) else []
    linked = [LinkedTable(f"saved_by_{name}", (name,)) for name in used if name in adopted]
    words = {name: adopted[name].astype("str") for name in used if name in adopted}
    pattern = gate.protect(PART, adopted.assign(**words), linked, unit=UNIT, measures=measures_of(rows))
    if pattern.hides():
        return None
    levels = zip(table["period"].astype(str), table["sector"].astype(str), table["province"].astype(str), strict=True)
    hide = [
        pattern.hides(**{name: value for name, value in (("sector", sector), ("province", province)) if value})
        if sector or province else "-" not in period and pattern.hides(year=period)
        for period, sector, province in levels
    ]  # fmt: skip
    return masked(saved, pd.Series(hide, index=table.index))


def sector_pattern(rows: pd.DataFrame, gate: Gate) -> Pattern:
    """Cells of the table of energy per output: sectors in the first and last year."""
    ends = rows[rows["year"].isin([rows["year"].min(), rows["year"].max()])]
    ends = ends[(ends["energy_toe"] > 0) & (ends["output_mvnd"] > 0)]
    words = {name: ends[name].astype("str") for name in ("sector", "year")}
    measures = ["", *measures_of(rows), "output_mvnd"]
    return gate.protect(
        PART, ends.assign(**words), [LinkedTable("intensity", ("sector", "year"))], unit=UNIT, measures=measures
    )


def hides_years(pattern: Pattern, rows: pd.DataFrame) -> bool:
    """Whether the energy of all enterprises in the first or last year may not leave."""
    return any(pattern.hides(year=year) for year in (rows["year"].min(), rows["year"].max()))


def release_intensity(found: Estimates, pattern: Pattern, gate: Gate) -> Estimates:
    """Energy per output by sector and year."""
    cells = zip(found.table["sector"].astype(str), found.table["period"].astype(str), strict=True)
    hide = [pattern.hides(year=year, **({"sector": sector} if sector else {})) for sector, year in cells]
    few = found.table["n_obs"].between(1, gate.rules.minimum_count - 1)
    return masked(found, few | pd.Series(hide, index=found.table.index))


def release_checks(checks: SavingsChecks, savings: Savings, gate: Gate) -> SavingsChecks:
    """Checks without counts of few enterprises."""
    refusals = gate.unnamed_parts(checks.refusals)
    attrition, dose = checks.attrition, checks.dose
    if attrition is not None and few_leave(attrition, savings, gate):
        attrition, refusals["attrition"] = None, gate.withhold(PART, "attrition")
    if dose is not None and any_few(dose, gate):
        dose, refusals["dose"] = None, gate.withhold(PART, "dose")
    return replace(checks, attrition=attrition, dose=dose, refusals=refusals)


def any_few(found: SubgroupEffects, gate: Gate) -> bool:
    """Whether a group is small: with the whole known, leaving it out alone is no protection."""
    groups = found.table[found.table["term"].str.startswith("group:")]
    return any(gate.few(float(count)) for count in groups["n_treated"])


def few_leave(found: Attrition, savings: Savings, gate: Gate) -> bool:
    """Whether few adopters, or few others, left or stayed."""
    rows = savings.panel.used
    first = first_seen(rows[rows.groupby(UNIT)["year"].transform("min") == rows["year"].min()])
    sizes = first["adopts"].value_counts()
    for arm, adopts in (("treated", True), ("control", False)):
        all_units = float(sizes.get(adopts, 0))
        left = all_units * float(found.estimates.row(f"left:{arm}")["estimate"]) / 100
        if gate.few(round(left)) or gate.few(round(all_units - left)):
            return True
    return False


def release_costs(costs: ProvinceCosts, savings: Savings | Refused | None, gate: Gate) -> ProvinceCosts | Refused:
    """Costs, where enough enterprises stand behind them; what a letter claims is public already."""
    counted = costs.spent.evidence != "claimed" and costs.adopters is not None
    few = counted and costs.adopters is not None and gate.few(costs.adopters[0])
    hidden = costs.saved is not None and (not isinstance(savings, Savings) or savings.saved is None)
    if few or hidden:
        return gate.refused("costs")
    return replace(costs, refusals=gate.unnamed_parts(costs.refusals))


def release_sites(sites: tuple[SiteSavings, ...], gate: Gate) -> tuple[SiteSavings, ...] | Refused:
    """Metered sites, each of them one enterprise: for the ministry alone."""
    return gate.refused("sites") if gate.public else sites
