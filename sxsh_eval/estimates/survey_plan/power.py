"""What a panel of enterprises could show of the energy that adopting saves: power by its size, smallest fall seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.estimates.savings_panel import energy_panel
from sxsh_eval.estimates.survey_plan.frame import Place
from sxsh_eval.estimates.survey_plan.panel_power import PanelCase, PanelDraws, simulate_panel
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

Known = Literal["chosen", "data", "registry"]
ASSUMPTION = "spread_log_intensity_change"
FEW_ENTERPRISES = 30
"""Enterprises from which on the spread is estimated from them."""
YEARS, ADOPTERS, CORRELATIONS, SPREADS = (2, 3, 6), (0.1, 0.5), (0.0, 0.2), (2 / 3, 5 / 3)
"""Changes of one thing at a time; spreads are multiples of the planned one."""
MONTE_CARLO = 1.96
GRID = ["enterprises", "fall_percent", "power", "mc_error"]
CHANGES = ["what", "value", "planned", "detectable", "low", "high"]
METHOD = Method(
    "panel_power",
    "simulated panels without effect; share whose interval leaves zero out once the effect is added",
    0.95,
    ("Callaway, B. & Sant'Anna, P. H. C. (2021), Journal of Econometrics 225, 200-230",),
)


@dataclass(frozen=True, eq=False)
class PanelPower(Shown):
    """Power of a planned panel.

    Attributes
    ----------
    case : PanelCase
        As planned, with the number of enterprises that changes of one thing are shown for.
    known : {"chosen", "data", "registry"}
        Where the spread of log intensity is from.
    fewest : int or None
        Enterprises that a spread from data rests on.
    grid : DataFrame
        ``enterprises, fall_percent, power, mc_error``, parts from 0 to 1.
    sizes : DataFrame
        ``enterprises, detectable, low, high, false_alarms``: smallest fall seen with the wanted power, per cent, with
        its Monte Carlo interval; part of panels without effect that show one against the normal critical value.
    changes : DataFrame
        ``what, value, planned, detectable, low, high``: the same for one number of enterprises when one thing is
        changed.
    repetitions : int
        Simulated panels behind each number.
    power : float
        Wanted.
    estimates : Estimates
        All of these with their Monte Carlo intervals.
    synthetic : bool
        Whether the spread is that of made-up enterprises.
    """

    shows: ClassVar[tuple[str, ...]] = ("sizes",)

    case: PanelCase
    known: Known
    fewest: int | None
    grid: pd.DataFrame
    sizes: pd.DataFrame
    changes: pd.DataFrame
    repetitions: int
    power: float
    estimates: Estimates
    synthetic: bool

    def _facts(self) -> Mapping[str, Any]:
        return {"repetitions": self.repetitions, "power": self.power}

    def enough(self, fall_percent: float) -> int | None:
        """Fewest of the simulated numbers of enterprises that show a fall with the wanted power; None without one."""
        own = self.grid[(self.grid["fall_percent"] == fall_percent) & (self.grid["power"] >= self.power)]
        return int(own["enterprises"].min()) if len(own) else None

    def __repr__(self) -> str:
        return f"<PanelPower: {len(self.sizes)} sizes, {self.repetitions} panels each>"


def estimate_power(inputs: Place, study: Study) -> PanelPower:
    """Power of a panel of enterprises to show what adopting saves.

    Parameters
    ----------
    inputs : Inputs or NationalInputs
        Where there are enterprises by year, the spread of log intensity is theirs; else the registry's assumption.
    study : Study
        Its ``survey.panel`` has enterprises, years, adopters, falls to be seen, repetitions.

    Returns
    -------
    PanelPower
    """
    panel, seed = study.survey.panel, study.seed
    spread, known, fewest = planned_spread(inputs, study)
    middle = panel.enterprises[len(panel.enterprises) // 2]
    case = PanelCase(
        middle, panel.years, panel.adopters_percent / 100, spread, panel.intraclass_correlation, panel.cluster_size
    )

    def draws(one: PanelCase, number: int) -> PanelDraws:
        rng = np.random.default_rng([seed, number])
        return simulate_panel(one, repetitions=panel.repetitions, rng=rng, level=study.level)

    by_size = [draws(replace(case, enterprises=count), at) for at, count in enumerate(panel.enterprises)]
    grid = [(one.case.enterprises, fall, *one.power(fall)) for one in by_size for fall in panel.falls_percent]
    sizes = pd.DataFrame(
        [(one.case.enterprises, *one.detectable(study.survey.power), one.false_alarms) for one in by_size],
        columns=["enterprises", "detectable", "low", "high", "false_alarms"],
    )
    changed = [
        (what, value, planned, *draws(one, 1000 + at).detectable(study.survey.power))
        for at, (what, value, planned, one) in enumerate(one_change(case))
    ]
    own = by_size[len(by_size) // 2]
    changed += [
        ("spread", factor * spread, spread, *own.scaled(factor).detectable(study.survey.power)) for factor in SPREADS
    ]
    tables = pd.DataFrame(grid, columns=GRID), sizes, pd.DataFrame(changed, columns=CHANGES)
    place = inputs.province if isinstance(inputs, Inputs) else NATIONAL
    return PanelPower(
        case, known, fewest, *tables, repetitions=panel.repetitions, power=study.survey.power,
        estimates=power_estimates(place, study, *tables), synthetic=known == "data" and inputs.synthetic,
    )  # fmt: skip


def one_change(case: PanelCase) -> Iterator[tuple[str, float, float, PanelCase]]:
    """The planned panel with one thing but the spread changed: what, its value, the planned value, the panel."""
    for years in (years for years in YEARS if years != case.years):
        yield "years", years, case.years, replace(case, years=years)
    for adopters in (part for part in ADOPTERS if abs(part - case.adopters) > 1e-9):  # noqa: PLR2004 - rounding
        yield "adopters", 100 * adopters, 100 * case.adopters, replace(case, adopters=adopters)
    for correlation in (one for one in CORRELATIONS if one != case.correlation):
        yield "correlation", correlation, case.correlation, replace(case, correlation=correlation)
    yield "by_place", 1, 0, replace(case, by_place=True)


def planned_spread(inputs: Place, study: Study) -> tuple[float, Known, int | None]:
    """Standard deviation of the yearly change of log intensity, where it is from, enterprises behind it."""
    chosen = study.survey.panel.spread
    if chosen is not None:
        return chosen, "chosen", None
    try:
        panel = energy_panel(inputs, study)
    except EstimationError:
        panel = None
    least = max(FEW_ENTERPRISES, Rules.of(study.disclosure).minimum_count)
    if panel is not None:
        changes = untreated_changes(panel.used)
        count = int(changes["enterprise_id"].nunique())
        if count >= least:
            return float(changes["change"].std()), "data", count
    return float(inputs.registry.assumptions[ASSUMPTION].value.value), "registry", None


def untreated_changes(used: pd.DataFrame) -> pd.DataFrame:
    """Changes of log intensity from one year to the next before adopting, less those that all share."""
    rows = used.sort_values(["enterprise_id", "year"])[["enterprise_id", "year", "log_intensity", "adoption_year"]]
    before = rows.groupby("enterprise_id")[["year", "log_intensity"]].shift()
    rows = rows.assign(change=rows["log_intensity"] - before["log_intensity"], gap=rows["year"] - before["year"])
    free = rows["adoption_year"].isna() | (rows["adoption_year"].fillna(0) > rows["year"])
    rows = rows[free.astype(bool) & (rows["gap"] == 1)]
    return rows.assign(change=rows["change"] - rows.groupby("year")["change"].transform("mean"))


def power_estimates(
    place: str, study: Study, grid: pd.DataFrame, sizes: pd.DataFrame, changes: pd.DataFrame
) -> Estimates:
    """Numbers of the simulation with their Monte Carlo intervals, per cent."""
    period = f"{study.period.first}-{study.period.last}"

    def row(indicator: str, term: str, value: float, low: float, high: float) -> dict[str, Any]:
        keys = (indicator, place, "", period, term)
        ends = (max(low, 0.0), min(high, 100.0))
        return estimate_row(
            keys, value, unit="percent", evidence="projected", source="evaluators_assumption", interval=ends
        )

    rows = []
    for one in grid.to_dict("records"):
        power, half = 100 * one["power"], 100 * MONTE_CARLO * one["mc_error"]
        term = f"{one['enterprises']}|{one['fall_percent']:g}%"
        rows.append(row("panel_power", term, power, power - half, power + half))
    named = [(f"{one['enterprises']}", one) for one in sizes.to_dict("records")]
    named += [(f"{one['what']}={one['value']:g}", one) for one in changes.to_dict("records")]
    for term, one in named:
        rows.append(row("panel_detectable_fall", term, one["detectable"], one["low"], one["high"]))
    for one in sizes.to_dict("records"):
        found = float(one["false_alarms"])
        half = 100 * MONTE_CARLO * sqrt(found * (1 - found) / study.survey.panel.repetitions)
        rows.append(
            row("panel_false_alarms", f"{one['enterprises']}", 100 * found, 100 * found - half, 100 * found + half)
        )
    return as_estimates(rows, METHOD)
