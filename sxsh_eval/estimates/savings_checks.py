"""Checks of the energy effect against what would mislead: other causes, unlike groups, enterprises that leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.adoption import SUPPORT, tried
from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.attrition import Attrition, attrition_table
from sxsh_eval.estimates.effects.group_time import group_time_effects
from sxsh_eval.estimates.effects.matching_balance import Balance, balance_table
from sxsh_eval.estimates.effects.placebo_start import placebo_start
from sxsh_eval.estimates.effects.subgroups import SubgroupEffects, dose_effects
from sxsh_eval.estimates.savings import Refused, Savings
from sxsh_eval.estimates.savings_panel import ROLES
from sxsh_eval.estimates.specifications import Row
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Guarded

PLACEBO_OUTCOME = "employees_person"
ALIKE = ("sector", "size_class")
EARLIER = 2
DOSES = ("none", "one", "several")


@dataclass(frozen=True, eq=False)
class SavingsChecks(Guarded):
    """What speaks for or against reading the effect as that of adopting.

    Attributes
    ----------
    start : dict or None
        Effect of a start moved back by two years, from the years before adopting alone.
    outcome : dict or None
        Effect on the logarithm of the number of employees, which adopting is not meant to change.
    balance : Balance or None
        Adopters beside the others when first seen.
    attrition : Attrition or None
        Who is no longer seen in the last year.
    dose : SubgroupEffects or None
        Effect by how many kinds of support had been received by the year of adopting: ``none``, ``one``, ``several``.
    refusals : dict
        Why a check is missing, by its name.
    """

    gate: ClassVar[str] = "release_estimates"
    shows: ClassVar[tuple[str, ...]] = ("balance", "attrition", "dose")

    start: Row | None
    outcome: Row | None
    balance: Balance | None
    attrition: Attrition | None
    dose: SubgroupEffects | None
    refusals: Mapping[str, tuple[Problem, ...]]

    @property
    def worst(self) -> float:
        """Largest standardised difference between adopters and the others; NaN without balance."""
        if self.balance is None:
            return float("nan")
        return float(np.nanmax(np.abs(self.balance.means["standardised_difference"].to_numpy(float))))


def check_savings(savings: Savings | Refused | None, study: Study) -> SavingsChecks | None:
    """Placebo start, placebo outcome, balance, attrition.

    Parameters
    ----------
    savings : Savings or Refused or None
        From `estimate_savings`.
    study : Study

    Returns
    -------
    SavingsChecks or None
        None where there is no effect to check.
    """
    if not isinstance(savings, Savings):
        return None
    used, refusals = savings.panel.used, dict[str, tuple[Problem, ...]]()
    return SavingsChecks(
        start=tried("start", refusals, lambda: moved_start(used, study)),
        outcome=tried("outcome", refusals, lambda: other_outcome(used, study)) if PLACEBO_OUTCOME in used else None,
        balance=tried("balance", refusals, lambda: alike(used, study)),
        attrition=tried("attrition", refusals, lambda: leaving(used, study)),
        dose=tried("dose", refusals, lambda: by_support(used, study)) if supports(used) else None,
        refusals=refusals,
    )


def moved_start(used: pd.DataFrame, study: Study) -> Row:
    """Effect before there can be one."""
    found = placebo_start(used, **ROLES, earlier=EARLIER, control="not_yet", level=study.level)
    return found.row("overall")


def other_outcome(used: pd.DataFrame, study: Study) -> Row:
    """Effect on an outcome that adopting is not meant to move."""
    people = pd.to_numeric(used[PLACEBO_OUTCOME], errors="coerce").astype("float64")
    rows = used[people > 0].assign(log_people=np.log(people[people > 0]))
    roles = ROLES | {"outcome": "log_people"}
    return aggregate_effects(
        group_time_effects(rows, **roles, control="not_yet", level=study.level), "simple"
    ).estimates.row("overall")


def first_seen(used: pd.DataFrame) -> pd.DataFrame:
    """First row of each enterprise, with whether it ever adopts."""
    first = used.sort_values(["enterprise_id", "year"], kind="stable").drop_duplicates("enterprise_id")
    return first.assign(adopts=first["adoption_year"].notna())


def alike(used: pd.DataFrame, study: Study) -> Balance:
    """Sector, size and energy per output when first seen."""
    first = first_seen(used)
    names = [name for name in ALIKE if name in first and len(first[name].unique()) > 1]
    return balance_table(first, treated="adopts", covariates=[*names, "log_intensity"], level=study.level)


def supports(used: pd.DataFrame) -> list[str]:
    """Columns of support received."""
    return [name for name in SUPPORT if name in used]


def by_support(used: pd.DataFrame, study: Study) -> SubgroupEffects:
    """Effect by kinds of support received by the year of adopting."""
    start = pd.to_numeric(used["adoption_year"], errors="coerce").astype("float64")
    given = used[supports(used)].astype("float64").fillna(0).sum(axis=1).where(used["year"] <= start, 0)
    most = given.groupby(used["enterprise_id"]).transform("max")
    kinds = np.where(most == 0, DOSES[0], np.where(most == 1, DOSES[1], DOSES[2]))
    rows = used.assign(support_received=kinds)
    return dose_effects(rows, dose="support_received", control="not_yet", level=study.level, **ROLES)


def leaving(used: pd.DataFrame, study: Study) -> Attrition:
    """Who is seen in the last year, among those seen from the first on."""
    first = used.groupby("enterprise_id")["year"].transform("min")
    rows = used[first == used["year"].min()]
    rows = rows.assign(adopts=rows["adoption_year"].notna())
    return attrition_table(rows, unit="enterprise_id", time="year", treated="adopts", level=study.level)
