"""Part of the energy chapter: what speaks for or against reading the effect as that of adopting."""

from __future__ import annotations

from sxsh_eval.estimates.effects.subgroups import SubgroupEffects
from sxsh_eval.estimates.savings_checks import DOSES, SavingsChecks
from sxsh_eval.estimates.specifications import Row, percent_change
from sxsh_eval.estimates.survey.nonresponse import LARGE
from sxsh_eval.parameters.quantity import Listing, Num, Range, Value, phrase
from sxsh_eval.reports.model import Block, Text
from sxsh_eval.reports.sections.adoption_figures import records
from sxsh_eval.reports.sections.common import bullet, why

ALPHA = 0.05


def placebo(row: Row, name: str) -> Block:
    """Effect where there can be none."""
    value, low, high = (round(number, 1) for number in percent_change(row))
    verdict = "zero" if low <= 0 <= high else "not_zero"
    words: dict[str, Value] = {
        "value": Num(value=value, unit="percent_change", digits=1),
        "interval": Range(low=low, high=high, unit="percent_change", digits=1),
    }
    return bullet(f"savings.placebo_{name}_{verdict}", **words)


def left_share(checks: SavingsChecks, arm: str) -> Num:
    """Share of a group that is no longer seen."""
    if checks.attrition is None:
        raise ValueError("there is no attrition to show")
    row = checks.attrition.estimates.row(f"left:{arm}")
    return Num(value=round(float(row["estimate"]), 1), unit="percent", digits=1)


def by_support(dose: SubgroupEffects) -> Block:
    """Effect by support received, in one sentence."""
    items: list[Value] = []
    for name in DOSES:
        found = dose.table[dose.table["term"] == f"group:{name}"]
        if len(found) and found["conf_low"].notna().all():
            value, low, high = (round(number, 1) for number in percent_change(records(found)[0]))
            interval = Range(low=low, high=high, unit="count", digits=1)
            n = Num(value=int(found["n_treated"].iloc[0]), unit="count")
            change = Num(value=value, unit="percent_change", digits=1)
            items.append(phrase(f"savings.dose.{name}", value=change, interval=interval, n=n))
    p_value = Num(value=round(float(dose.equality.p_value), 3), unit="count", digits=3)
    verdict = "unequal" if dose.equality.p_value < ALPHA else "equal"
    return bullet(f"savings.dose_{verdict}", items=Listing(items=tuple(items), long=True), p=p_value)


def check_blocks(checks: SavingsChecks | None) -> list[Block]:
    """Checks in sentences, one bullet each.

    Parameters
    ----------
    checks : SavingsChecks or None

    Returns
    -------
    list of Block
    """
    if checks is None:
        return []
    blocks: list[Block] = []
    if checks.start is not None:
        blocks.append(placebo(checks.start, "start"))
    if checks.outcome is not None:
        blocks.append(placebo(checks.outcome, "outcome"))
    if checks.balance is not None:
        worst = checks.worst
        verdict = "unlike" if worst >= LARGE else "alike"
        blocks.append(bullet(f"savings.balance_{verdict}", worst=Num(value=round(worst, 2), unit="ratio", digits=2)))
    if checks.attrition is not None:
        p_value = float(checks.attrition.estimates.row("difference")["p_value"])
        verdict = "unequal" if p_value < ALPHA else "equal"
        ends = {"adopters": left_share(checks, "treated"), "others": left_share(checks, "control")}
        blocks.append(bullet(f"savings.attrition_{verdict}", **ends))
    if checks.dose is not None:
        blocks.append(by_support(checks.dose))
    blocks += [
        Text(
            phrase=phrase("savings.check_missing", check=phrase(f"savings.check.{name}"), why=why(problems)),
            style="note",
        )
        for name, problems in checks.refusals.items()
    ]
    return blocks
