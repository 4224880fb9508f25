"""What may leave of the chapters on adoption: shares, numbers, groups, districts, answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from sxsh_eval.estimates.adoption import ADOPTING, GROUPS, Adoption, with_assessed
from sxsh_eval.estimates.against import Comparison
from sxsh_eval.estimates.area_result import SmallAreas
from sxsh_eval.estimates.disclosure.gate import Gate, yes_no
from sxsh_eval.estimates.disclosure.structure import LinkedTable
from sxsh_eval.estimates.disclosure.suppression import Pattern
from sxsh_eval.estimates.response import Weighting
from sxsh_eval.estimates.result import Estimates, is_hidden, masked, masked_rows
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.estimates.spread import Spread

PART = "adoption"
ANSWERED = "answered"
NAN = float("nan")


def answers(adoption: Adoption, asked: pd.DataFrame | None) -> pd.DataFrame:
    """One row an establishment asked, its stages as words; those without an answer have none."""
    rows = with_assessed(adoption.design.data if asked is None else asked).reset_index(drop=True)
    answered = rows["has_answered"].astype(bool) if "has_answered" in rows else pd.Series(data=True, index=rows.index)
    stages = [str(term) for term in adoption.shares.table["term"]]
    words = {stage: yes_no(rows[stage]).where(answered, "unanswered") for stage in stages}
    levels = {name: rows[name].astype("str") for name in GROUPS if name in rows}
    return pd.DataFrame({**levels, **words, ANSWERED: yes_no(answered), "row": rows.index})


def linked_tables(adoption: Adoption, rows: pd.DataFrame) -> list[LinkedTable]:
    """Every table that the chapter prints: stages, groups, response."""
    stages = [str(term) for term in adoption.shares.table["term"]]
    found = [LinkedTable(f"stage.{stage}", (ANSWERED, stage)) for stage in stages]
    groups = [name for name in GROUPS if name in rows]
    return [*found, *(LinkedTable(f"by_{name}", (name, ANSWERED, ADOPTING)) for name in groups)]


def share_hidden(pattern: Pattern, stage: str, **level: str) -> bool:
    """Whether a share would give away a hidden number: those that have the stage, those that have not, or all."""
    return any(
        pattern.hides(**level, **cell) for cell in ({stage: "yes"}, {stage: "no"}, {ANSWERED: "yes"})
    )  # fmt: skip


def release_adoption(adoption: Adoption, asked: pd.DataFrame | None, gate: Gate) -> Adoption | Refused:
    """Adoption without the numbers that would tell on single establishments.

    Parameters
    ----------
    adoption : Adoption
        From `estimate_adoption`.
    asked : DataFrame or None
        All who were asked, as of `Inputs.asked_in`.
    gate : Gate

    Returns
    -------
    Adoption or Refused
        `Refused` where the share adopting itself may not leave.
    """
    if adoption.n_obs < gate.rules.minimum_count:
        return gate.refused(PART)
    rows = answers(adoption, asked)
    pattern = gate.protect(PART, rows, linked_tables(adoption, rows), unit="row")
    if share_hidden(pattern, ADOPTING):
        return gate.refused(PART)
    groups = {name: by_group(found, name, pattern) for name, found in adoption.groups.items()}
    hidden = {str(term) for term in adoption.shares.table["term"] if share_hidden(pattern, str(term))}
    return replace(
        adoption,
        shares=masked(adoption.shares, adoption.shares.table["term"].isin(hidden)),
        numbers=masked(adoption.numbers, adoption.numbers.table["term"].isin(hidden)),
        groups=groups,
        areas=None if adoption.areas is None else areas(adoption.areas, pattern),
        determinants=None if adoption.determinants is None else effects(adoption.determinants, groups, gate),
        comparisons=tuple(one if one.term not in hidden else unsaid(one) for one in adoption.comparisons),
        weighting=weighting(adoption.weighting, pattern, gate),
        refusals=gate.unnamed_parts(adoption.refusals),
    )


def by_group(found: Estimates, name: str, pattern: Pattern) -> Estimates:
    """Shares by the levels of a group."""
    levels = found.table["term"].str.split("|").str[1]
    return masked(found, levels.map(lambda level: share_hidden(pattern, ADOPTING, **{name: level})).astype(bool))


def areas(found: SmallAreas, pattern: Pattern) -> SmallAreas:
    """Districts: the shrunken rate is made of the raw one."""
    hide = pd.Series(
        [share_hidden(pattern, ADOPTING, district=str(name)) for name in found.table.index], index=found.table.index
    )
    return replace(found, table=masked_rows(found.table, hide) if hide.any() else found.table)


def effects(found: Estimates, groups: dict[str, Estimates], gate: Gate) -> Estimates:
    """Effects of levels whose own share is hidden, or which few have."""
    hidden = {
        (name, str(row["term"]).split("|")[1])
        for name, shares in groups.items()
        for row in shares.table.to_dict("records")
        if is_hidden({str(key): value for key, value in row.items()})
    }
    pairs = zip(found.table["covariate"].astype(str), found.table["level"].astype(str), strict=True)
    few = found.table["n_obs"].between(1, gate.rules.minimum_count - 1)
    return masked(found, few | pd.Series([pair in hidden for pair in pairs], index=found.table.index))


def unsaid(one: Comparison) -> Comparison:
    """Comparison that cannot be made in what leaves the house."""
    return replace(one, estimate=NAN, survey=(NAN, NAN), n_obs=0, verdict="confidential")


def weighting(found: Weighting, pattern: Pattern, gate: Gate) -> Weighting:
    """Who answered, without the levels in which few did or did not."""

    def rate_hidden(row: dict[Any, Any]) -> bool:
        level = {str(row["variable"]): str(row["level"])}
        return any(pattern.hides(**level, **cell) for cell in ({ANSWERED: "yes"}, {ANSWERED: "no"}, {}))

    composition, balance = found.composition, found.balance
    if len(composition):
        hide = pd.Series([rate_hidden(row) for row in composition.to_dict("records")], index=composition.index)
        kept = composition["population"]
        composition = masked_rows(composition, hide).assign(population=kept)
    if balance is not None:
        hide = pd.Series([rate_hidden(row) for row in balance.table.to_dict("records")], index=balance.table.index)
        balance = replace(balance, table=masked_rows(balance.table, hide))
    return replace(found, composition=composition, balance=balance, refusals=gate.unnamed(found.refusals))


def release_spread(spread: Spread, panel: pd.DataFrame, gate: Gate) -> Spread | Refused:
    """Spread without the years in which few enterprises had adopted, or few had not.

    Parameters
    ----------
    spread : Spread
        From `estimate_spread`.
    panel : DataFrame
        Enterprises by year that it was made from.
    gate : Gate

    Returns
    -------
    Spread or Refused
        `Refused` where no year may leave.
    """
    rows = panel.assign(year=panel["year"].astype("str"), adopts=yes_no(panel[ADOPTING]))
    rows = rows[["enterprise_id", "year", "adopts"]].reset_index(drop=True)
    pattern = gate.protect("spread", rows, [LinkedTable("years", ("year", "adopts"))], unit="enterprise_id")
    hide = spread.years["year"].map(
        lambda year: any(pattern.hides(year=year, **cell) for cell in ({"adopts": "yes"}, {"adopts": "no"}, {}))
    )
    if hide.all():
        return gate.refused("spread")
    years = spread.years[~hide.astype(bool)].reset_index(drop=True)
    return replace(spread, years=years, withheld=int(hide.sum()), refusals=gate.unnamed_parts(spread.refusals))
