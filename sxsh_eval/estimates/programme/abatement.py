"""Marginal abatement cost curve: what each instrument, or each sector, costs for a TOE and a tonne of CO2 less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from sxsh_eval.estimates.diagnosis import as_checks, check
from sxsh_eval.estimates.intervals import binomial_interval
from sxsh_eval.estimates.programme.abatement_flows import Flows, flows_of, offered_reach
from sxsh_eval.estimates.programme.outcomes import conversion_of
from sxsh_eval.estimates.programme.responses import Array, Timing
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.estimates.result import Estimates, Method, as_estimates, estimate_row
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Scenario
from sxsh_eval.parameters.study import Study

METHOD = Method(
    "abatement",
    "(present value of costs - energy money) / discounted TOE, against no programme with the same draws",
    references=("Kesicki, Ekins 2012", "Taylor 2012"),
)
RATIOS = {
    "abatement_cost_toe": ("net", "toe_discounted", "vnd_per_toe"),
    "abatement_cost_tco2": ("net", "tco2_discounted", "vnd_per_tco2"),
    "abatement_programme_toe": ("programme", "toe_discounted", "vnd_per_toe"),
    "abatement_programme_tco2": ("programme", "tco2_discounted", "vnd_per_tco2"),
}
"""Numbers for a unit saved: numerator, denominator, unit."""
AMOUNTS = {"abatement_toe": ("toe", "toe"), "abatement_tco2": ("tco2", "tco2")}


@dataclass(frozen=True, eq=False)
class Option:
    """One step of the curve: additional amounts in every drawn future."""

    sector: str
    term: str
    flows: Flows

    def ratio(self, over: str, under: str) -> Array:
        """Quotient in every future, NaN where nothing is saved."""
        numerator, denominator = (np.asarray(getattr(self.flows, name)) for name in (over, under))
        made = np.divide(numerator, denominator, out=np.full(len(numerator), np.nan), where=denominator > 0)
        return np.asarray(made)

    def saves(self, level: float) -> bool:
        """Whether it saves in so many futures that an interval of a quotient has both ends."""
        return bool(np.mean(self.flows.toe_discounted > 0) > (1 + level) / 2)


def abatement_curve(
    base: Base,
    scenario: Scenario,
    study: Study,
    registry: Registry,
    *,
    by: Literal["instrument", "sector"] = "instrument",
) -> Estimates:
    """Options of a scenario in the order of what they cost for a TOE saved.

    Parameters
    ----------
    base : Base
    scenario : Scenario
        Its amounts are those of the options.
    study : Study
        Horizon, discount rate, years that savings go on after the horizon, level.
    registry : Registry
        Grid factors.
    by : {"instrument", "sector"}
        One option an instrument, alone in all groups it is offered to; or one a sector, with all instruments.

    Returns
    -------
    Estimates
        ``abatement_toe``, ``abatement_tco2``: saved in the horizon year beyond no programme, official TOE and tonnes;
        ``abatement_cost_*``: VND net of energy money for each saved, programme and enterprises together;
        ``abatement_programme_*``: the programme's VND alone; ``abatement_rank``: place in the order, with its interval;
        ``abatement_before``: per cent of futures in which an option is cheaper than the next. Rows in the order of the
        curve. The check ``abatement_order`` has the per cent of futures with exactly this order.

    Notes
    -----
    Each option stands alone: what two have in common, what one takes from or adds to the next, is not in a curve, nor
    are hidden costs, other benefits, or the path over time (Kesicki and Ekins 2012). Negative costs therefore do not
    say that everyone ought to have done it already. Among negative costs the order is no ranking: a smaller saving
    makes the same gain look larger (Taylor 2012), so widths have to be read beside them.

    References
    ----------
    .. [1] Kesicki, F., Ekins, P. (2012), Marginal abatement cost curves: a call for caution, Climate Policy 12,
       219-236.
    .. [2] Taylor, S. (2012), The ranking of negative-cost emissions reduction measures, Energy Policy 48, 430-438.
    """
    options = ordered(tuple(options_of(base, scenario, study, registry, by)))
    keys = base.places[0] if len(base.places) == 1 else NATIONAL, f"{base.year + 1}-{study.programme.horizon}"
    level = study.programme.level
    rows = [row for option in options for row in option_rows(option, keys, scenario.source, level)]
    rows += order_rows(options, keys, scenario.source, level)
    made = as_estimates(rows, replace(METHOD, level=level))
    return replace(made, checks=as_checks(order_checks(options)))


def options_of(
    base: Base, scenario: Scenario, study: Study, registry: Registry, by: Literal["instrument", "sector"]
) -> Iterator[Option]:
    """Each option followed through all drawn futures, less the same futures without a programme."""
    timing = Timing.of(base, scenario, study)
    conversion = conversion_of(registry, tuple(range(base.year, timing.horizon + 1)), study.energy.fixed_grid_year)
    reach = offered_reach(base, scenario)
    nothing = flows_of(base, scenario, 0 * reach, timing, study, conversion)
    sectors = base.cells["sector"].to_numpy(object)
    chosen: list[tuple[str, str, Array]]
    if by == "instrument":
        chosen = [("", name, reach * (np.arange(len(INSTRUMENTS)) == at)) for at, name in enumerate(INSTRUMENTS)]
    else:
        chosen = [(sector, "all", reach * (sectors == sector)[:, None]) for sector in base.sectors]
    for sector, term, some in chosen:
        if some.any():
            yield Option(sector, term, flows_of(base, scenario, some, timing, study, conversion).less(nothing))


def ordered(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """From the cheapest TOE; those that save nothing come last."""
    return tuple(sorted(options, key=lambda one: (np.nan_to_num(middle_cost(one), nan=np.inf), one.sector, one.term)))


def middle_cost(option: Option) -> float:
    """Median cost for a TOE; NaN where no future saves."""
    costs = option.ratio("net", "toe_discounted")
    return float(np.nanmedian(costs)) if np.isfinite(costs).any() else float("nan")


def option_rows(option: Option, where: tuple[str, str], source: str, level: float) -> Iterator[dict[str, Any]]:
    """Amounts and quotients of one option."""
    for name, (amount, unit) in AMOUNTS.items():
        drawn = np.asarray(getattr(option.flows, amount))
        yield _row(name, option, where, source, (unit, ""), drawn, level)
    for name, (over, under, unit) in RATIOS.items():
        reason = "" if option.saves(level) else "abatement_saving_not_shown"
        yield _row(name, option, where, source, (unit, reason), option.ratio(over, under), level)


def _row(
    name: str, option: Option, where: tuple[str, str], source: str, said: tuple[str, str], drawn: Array, level: float
) -> dict[str, Any]:
    """Median with its interval over futures, or without one for a reason; `said` is unit and reason."""
    unit, reason = said
    keys = (name, where[0], option.sector, where[1], option.term)
    known = drawn[np.isfinite(drawn)]
    if reason:
        value = float(np.median(known)) if len(known) else float("nan")
        return estimate_row(keys, value, unit=unit, evidence="projected", source=source, reason=reason)
    method: Literal["nearest", "linear"] = "nearest" if unit == "count" else "linear"
    ends = np.array([(1 - level) / 2, 0.5, (1 + level) / 2])
    low, middle, high = np.quantile(known, ends, method=method)
    interval = float(low), float(high)
    return estimate_row(keys, float(middle), unit=unit, evidence="projected", source=source, interval=interval)


def costs_of(options: tuple[Option, ...]) -> Array:
    """Cost for a TOE, options x futures; endless where nothing is saved."""
    return np.array([np.nan_to_num(option.ratio("net", "toe_discounted"), nan=np.inf) for option in options])


def order_rows(
    options: tuple[Option, ...], where: tuple[str, str], source: str, level: float
) -> Iterator[dict[str, Any]]:
    """Place of each option in the order of every future; how often it comes before the next."""
    if not options:
        return
    costs = costs_of(options)
    ranks = np.argsort(np.argsort(costs, axis=0, kind="stable"), axis=0, kind="stable") + 1.0
    for at, option in enumerate(options):
        yield _row("abatement_rank", option, where, source, ("count", ""), ranks[at], level)
        if at + 1 < len(options):
            before = costs[at] < costs[at + 1]
            low, high = binomial_interval(before.sum(), len(before), level=level)
            yield estimate_row(
                ("abatement_before", where[0], option.sector, where[1], option.term),
                100 * float(before.mean()),
                unit="percent",
                evidence="projected",
                source=source,
                interval=(100 * float(low), 100 * float(high)),
            )


def order_checks(options: tuple[Option, ...]) -> list[dict[str, Any]]:
    """Per cent of futures in which the whole order is that of the curve."""
    if len(options) < 2:  # noqa: PLR2004 - an order needs two
        return []
    costs = costs_of(options)
    rising = (costs[:-1] < costs[1:]).all(axis=0)
    return [check("abatement_order", statistic=100 * float(rising.mean()))]
