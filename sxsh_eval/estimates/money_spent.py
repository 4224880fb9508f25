"""What was spent in one province: the table of costs or, without one, the amounts that the letter names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sxsh_eval.estimates.claimed import claim_number, claim_span, estimate_implied, place_text
from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Span

BUDGET, ADOPTION = "budget", "adoption"
MILLION = 1e6
ESTABLISHMENTS = ("enterprises",)  # payers of a letter who are not the programme
COLUMNS = ("year", "payer", "kind", "amount_vnd", "std_error")
Grade = Literal["measured", "claimed"]


@dataclass(frozen=True, eq=False)
class Spent:
    """Amounts by year.

    Attributes
    ----------
    table : DataFrame
        `COLUMNS`, in VND; payers ``programme`` and ``enterprise``; ``kind`` is empty where it is not known.
    evidence : {"measured", "claimed"}
        From accounts, or from the letter.
    source : str
    claims : tuple of str
        Ids in the letter.
    is_spread : bool
        Whether an amount for several years was spread evenly over them.
    """

    table: pd.DataFrame
    evidence: Grade
    source: str
    claims: tuple[str, ...] = ()
    is_spread: bool = False

    @property
    def payers(self) -> list[str]:
        """Who paid something."""
        paid = self.table[self.table["amount_vnd"] > 0]
        return [payer for payer in ("programme", "enterprise") if (paid["payer"] == payer).any()]

    @property
    def last(self) -> int:
        """Last year in which something was paid."""
        return int(self.table.loc[self.table["amount_vnd"] > 0, "year"].max())

    def until(self, year: int) -> Spent | None:
        """What was spent up to a year; None if nothing was."""
        own = self.table[self.table["year"] <= year].reset_index(drop=True)
        if not (own["amount_vnd"] > 0).any():
            return None
        return Spent(own, self.evidence, self.source, self.claims, self.is_spread)


def money_spent(inputs: Inputs, source: str) -> Spent | None:
    """Amounts from the table of costs, else from the letter; None where neither names any.

    Parameters
    ----------
    inputs : Inputs
    source : str
        Name of the table of costs.

    Returns
    -------
    Spent or None
    """
    if inputs.costs is not None:
        given = inputs.costs
        errors = given["std_error_mvnd"] if "std_error_mvnd" in given else pd.Series(0.0, index=given.index)
        table = given[["year", "payer", "kind"]].assign(
            year=given["year"].astype("int64"),
            amount_vnd=MILLION * given["amount_mvnd"].astype("float64"),
            std_error=MILLION * errors.astype("float64").fillna(0.0),
        )
        return Spent(table.reset_index(drop=True), "measured", source)
    return None if inputs.letter is None else claimed_spending(inputs.letter)


def budget_claims(letter: Letter) -> dict[str, Claim]:
    """Amounts of money spent that the letter names, each once."""
    return {
        key: claim
        for key, claim in letter.claims.items()
        if claim.indicator == BUDGET and claim.kind == "budget" and claim.unit == "vnd"
        if claim.value is not None and claim.part_of is None and claim.repeats is None
    }


def claimed_spending(letter: Letter) -> Spent | None:
    """Amounts of the letter, spread evenly over the years they are for."""
    claims = budget_claims(letter)
    rows = []
    for claim in claims.values():
        span = claim_span(claim)
        years = range(span.first, span.last + 1)
        payer = "enterprise" if claim.payer in ESTABLISHMENTS else "programme"
        rows += [(year, payer, "", claim_number(claim) / len(years), 0.0) for year in years]
    if not rows:
        return None
    source = "; ".join(dict.fromkeys(place_text(letter, claim) for claim in claims.values()))
    spread = any(claim_span(claim).first < claim_span(claim).last for claim in claims.values())
    return Spent(pd.DataFrame(rows, columns=list(COLUMNS)), "claimed", source, tuple(claims), spread)


def claimed_adopters(inputs: Inputs) -> tuple[float, float, float] | None:
    """Number of adopters that the letter states or implies, with the interval its rounding leaves open."""
    for claim in inputs.claims.values():
        counted = claim.unit in {"enterprise", "establishment"} and claim.value is not None
        if claim.indicator == ADOPTION and claim.kind == "result" and counted and claim.part_of is None:
            number = claim_number(claim)
            return number, number, number
    table = estimate_implied(inputs).table
    own = table[(table["indicator"] == ADOPTION) & (table["term"] == "count") & table["conf_low"].notna()]
    if not len(own):
        return None
    estimate, low, high = (float(own.iloc[0][name]) for name in ("estimate", "conf_low", "conf_high"))
    return (estimate, low, high) if low > 0 else None


def upkeep(spent: Spent, last: int, years: int) -> Spent:
    """The same with the running costs of establishments going on as in the last year.

    Parameters
    ----------
    spent : Spent
    last : int
        Last observed year.
    years : int
        How long they go on.

    Returns
    -------
    Spent
    """
    table = spent.table
    going = table[(table["year"] == last) & (table["kind"] == "operation") & (table["payer"] == "enterprise")]
    later = [going.assign(year=last + step) for step in range(1, years + 1)]
    return Spent(
        pd.concat([table, *later], ignore_index=True), spent.evidence, spent.source, spent.claims, spent.is_spread
    )


def account_years(spent: Spent, last: int) -> Span:
    """From the first year in which money was spent to the last observed one."""
    return Span(first=int(spent.table.loc[spent.table["amount_vnd"] > 0, "year"].min()), last=last)
