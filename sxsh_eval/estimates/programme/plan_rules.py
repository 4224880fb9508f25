"""Rules on a plan of work: what its rows say that does not go together, what they leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from sxsh_eval.parameters.quantity import Num, Value

Row = Mapping[str, Any]
COMPONENTS = ("awareness", "information", "technical", "network", "finance")
"""Component projects of the Strategy, in its order."""


@dataclass(frozen=True)
class PlanRemark:
    """One thing to ask about a plan.

    Attributes
    ----------
    code : str
        Catalogue key ``plan.remark.<code>`` says it.
    severity : {"high", "medium", "low"}
    activity : str
        Empty where it is about the plan as a whole.
    year : int or None
    values : Mapping of str to Value
        What the sentence speaks of.
    """

    code: str
    severity: Literal["high", "medium", "low"]
    activity: str
    year: int | None
    values: Mapping[str, Value] = field(default_factory=dict)


def known(row: Row, name: str) -> bool:
    """Whether a cell is filled."""
    return name in row and not pd.isna(row[name]) and row[name] != ""


def number(row: Row, name: str) -> float:
    """Filled cell as a number, else NaN: every comparison with it is false."""
    return float(row[name]) if known(row, name) else float("nan")


def status(row: Row) -> str:
    """Status of a row, empty where none is given."""
    return str(row["status"]) if known(row, "status") else ""


def amount(row: Row, name: str) -> Num:
    """A quantity without its unit."""
    return Num(value=round(number(row, name), 2), unit="count")


def money(row: Row, name: str) -> Num:
    """An amount of money."""
    return Num(value=round(number(row, name), 1), unit="million_vnd")


def more_done(row: Row) -> Iterator[dict[str, Value]]:
    """More done than planned."""
    if number(row, "quantity_done") > number(row, "quantity_planned"):
        yield {"done": amount(row, "quantity_done"), "planned": amount(row, "quantity_planned")}


def done_short(row: Row) -> Iterator[dict[str, Value]]:
    """Said to be done with less than was planned."""
    if status(row) == "done" and number(row, "quantity_done") < number(row, "quantity_planned"):
        yield {"done": amount(row, "quantity_done"), "planned": amount(row, "quantity_planned")}


def ended_before_start(row: Row) -> Iterator[dict[str, Value]]:
    """Ends before it begins."""
    first, last = number(row, "start_month"), number(row, "end_month")
    if last < first:
        yield {"first": Num(value=int(first), unit="count"), "last": Num(value=int(last), unit="count")}


def overspent(row: Row) -> Iterator[dict[str, Value]]:
    """More spent than planned."""
    if number(row, "spent_mvnd") > number(row, "budget_mvnd"):
        yield {"spent": money(row, "spent_mvnd"), "budget": money(row, "budget_mvnd")}


def spent_unplanned(row: Row) -> Iterator[dict[str, Value]]:
    """Money spent where none was planned."""
    if number(row, "spent_mvnd") > 0 and not known(row, "budget_mvnd"):
        yield {"spent": money(row, "spent_mvnd")}


def spent_without_status(row: Row) -> Iterator[dict[str, Value]]:
    """Money spent on what has no status."""
    if number(row, "spent_mvnd") > 0 and not status(row):
        yield {"spent": money(row, "spent_mvnd")}


def spent_not_begun(row: Row) -> Iterator[dict[str, Value]]:
    """Money spent, or work done, on what has not begun or was cancelled."""
    if status(row) in {"planned", "cancelled"} and (number(row, "spent_mvnd") > 0 or number(row, "quantity_done") > 0):
        yield {"spent": money(row, "spent_mvnd")} if known(row, "spent_mvnd") else {"spent": money({"x": 0}, "x")}


def done_without_money(row: Row) -> Iterator[dict[str, Value]]:
    """Said to be done, with a budget of which nothing was spent."""
    if status(row) == "done" and number(row, "budget_mvnd") > 0 and number(row, "spent_mvnd") == 0:
        yield {"budget": money(row, "budget_mvnd")}


def without_unit(row: Row) -> Iterator[dict[str, Value]]:
    """A quantity of nobody knows what."""
    if known(row, "quantity_planned") and not known(row, "quantity_unit"):
        yield {"planned": amount(row, "quantity_planned")}


def no_responsible(row: Row) -> Iterator[dict[str, Value]]:
    """Nobody is named."""
    if not known(row, "responsible"):
        yield {}


def no_budget(row: Row) -> Iterator[dict[str, Value]]:
    """No money is planned, or nobody is named who pays."""
    if not number(row, "budget_mvnd") > 0 or row.get("payer") == "unknown":
        yield {}


def no_time(row: Row) -> Iterator[dict[str, Value]]:
    """No months."""
    if not (known(row, "start_month") and known(row, "end_month")):
        yield {}


def no_quantity(row: Row) -> Iterator[dict[str, Value]]:
    """Nothing that could be counted."""
    if not known(row, "quantity_planned"):
        yield {}


Rule = Callable[[Row], Iterator[dict[str, Value]]]
CONTRADICTIONS: Mapping[str, tuple[Literal["high", "medium", "low"], Rule]] = {
    "ended_before_start": ("high", ended_before_start),
    "spent_not_begun": ("high", spent_not_begun),
    "overspent": ("medium", overspent),
    "spent_unplanned": ("medium", spent_unplanned),
    "done_short": ("medium", done_short),
    "more_done": ("medium", more_done),
    "done_without_money": ("low", done_without_money),
    "spent_without_status": ("low", spent_without_status),
    "without_unit": ("low", without_unit),
}
GAPS: Mapping[str, Rule] = {
    "no_responsible": no_responsible,
    "no_budget": no_budget,
    "no_time": no_time,
    "no_quantity": no_quantity,
}
"""What a plan needs before it can be carried out, row by row."""


def contradictions(plan: pd.DataFrame) -> Iterator[PlanRemark]:
    """Rows that contradict themselves, the most serious rules first."""
    rows = [{str(key): value for key, value in row.items()} for row in plan.to_dict("records")]
    for code, (severity, rule) in CONTRADICTIONS.items():
        for row in rows:
            for values in rule(row):
                yield PlanRemark(code, severity, str(row["activity"]), int(row["year"]), values)


def uncovered(plan: pd.DataFrame) -> Iterator[PlanRemark]:
    """Component projects of the Strategy without any activity."""
    for name in COMPONENTS:
        if name not in set(plan["component"]):
            yield PlanRemark(f"no_component_{name}", "low", "", None)
