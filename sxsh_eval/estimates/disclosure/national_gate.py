"""What may leave of the national report: effects by size, sector, province, and with each sector left out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sxsh_eval.estimates.disclosure.gate import Gate
from sxsh_eval.estimates.disclosure.savings_gate import UNIT, few_treated, release_savings
from sxsh_eval.estimates.disclosure.structure import LinkedTable
from sxsh_eval.estimates.disclosure.suppression import Pattern
from sxsh_eval.estimates.effects.subgroups import SubgroupEffects
from sxsh_eval.estimates.national_savings import NationalSavings
from sxsh_eval.estimates.result import CONFIDENTIAL, Estimates, masked
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.parameters.study import Study

PART = "national"
GROUPS = ("size_class", "sector", "province")


def release_national(national: NationalSavings, study: Study, gate: Gate) -> NationalSavings | Refused:
    """National savings without the numbers that would tell on single enterprises.

    Parameters
    ----------
    national : NationalSavings
        From `estimate_national_savings`.
    study : Study
    gate : Gate

    Returns
    -------
    NationalSavings or Refused
    """
    whole = release_savings(national.whole, study, gate)
    if isinstance(whole, Refused):
        return whole
    pattern = adopters_pattern(national.whole, gate)
    by_sector = by_group(national.by_sector, "sector", pattern, gate)
    return replace(
        national,
        whole=whole,
        clustered=None if national.clustered is None else gate.unnamed_checks(national.clustered),
        by_size=by_group(national.by_size, "size_class", pattern, gate),
        by_sector=by_sector,
        without_sector=without(national.without_sector, by_sector, pattern),
        provinces=provinces(national.provinces, pattern, gate),
        refusals=gate.unnamed_parts(national.refusals),
    )


def adopters_pattern(whole: Savings, gate: Gate) -> Pattern:
    """Numbers of adopters by size, sector, province, each as when it was first seen."""
    used = whole.panel.used.sort_values("year", kind="stable").drop_duplicates(UNIT)
    adopters = used[used["adoption_year"].notna()]
    names = [name for name in GROUPS if name in adopters]
    words = {name: adopters[name].astype("str") for name in names}
    tables = [LinkedTable(f"adopters_by_{name}", (name,)) for name in names]
    return gate.protect(PART, adopters.assign(**words), tables, unit=UNIT)


def by_group(found: SubgroupEffects | None, name: str, pattern: Pattern, gate: Gate) -> SubgroupEffects | None:
    """Effects of kinds of enterprises, and their differences from the first kind."""
    if found is None:
        return None
    level = found.table["term"].str.split(":", n=1).str[1]
    hide = level.map(lambda one: pattern.hides(**{name: one})).astype(bool)
    kept = in_company(few_treated(masked(found.estimates, hide), gate), "group:")
    table = kept.table
    groups = table["term"].str.startswith("group:")
    hidden = set(table.loc[groups & (table["reason"] == CONFIDENTIAL), "term"].str.removeprefix("group:"))
    return replace(found, estimates=gate.unnamed_checks(masked(kept, level.isin(hidden))))


def in_company(found: Estimates, prefix: str = "") -> Estimates:
    """A second row hidden where one is hidden alone: it would be the whole less the others.

    Notes
    -----
    Effects rest on fewer adopters than there are, so a count may be too small here although its cell is not.
    """
    table = found.table
    rows = table["term"].str.startswith(prefix) & table["n_treated"].ne(0)
    if (rows & (table["reason"] == CONFIDENTIAL)).sum() != 1 or table.loc[rows, "n_treated"].isna().all():
        return found
    smallest = table.loc[rows, "n_treated"].idxmin()  # hidden ones are missing, so they are passed over
    return masked(found, pd.Series(table.index == smallest, index=table.index))


def without(found: Estimates | None, groups: SubgroupEffects | None, pattern: Pattern) -> Estimates | None:
    """Effects with a sector left out: beside the whole they tell that of the sector."""
    if found is None:
        return None
    known = pd.DataFrame({"term": [], "reason": []}) if groups is None else groups.table
    hidden = set(known.loc[known["reason"] == CONFIDENTIAL, "term"].astype("str").str.removeprefix("group:"))
    sector = found.table["term"].str.removeprefix("without:")
    return masked(found, sector.map(lambda one: one in hidden or pattern.hides(sector=one)).astype(bool))


def provinces(found: Estimates | None, pattern: Pattern, gate: Gate) -> Estimates | None:
    """Effects of provinces; the shrunken one is made of the raw one."""
    if found is None:
        return None
    hide: pd.Series[bool] = found.table["province"].map(lambda slug: pattern.hides(province=slug)).astype(bool)
    kept = few_treated(masked(found, hide), gate)
    slugs = set(kept.table.loc[kept.table["reason"] == CONFIDENTIAL, "province"])
    if len(slugs) == 1:
        left = kept.table[~kept.table["province"].isin(slugs) & kept.table["n_treated"].gt(0)]
        slugs |= set(left.nsmallest(1, "n_treated")["province"])
    return masked(kept, kept.table["province"].isin(slugs))
