"""One effect by many estimators: the default, the alternatives, and why some of them say nothing here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.extended_twfe import extended_twfe
from sxsh_eval.estimates.effects.group_time import group_time_effects
from sxsh_eval.estimates.effects.imputation import imputation_effects
from sxsh_eval.estimates.effects.naive import before_after, with_and_without
from sxsh_eval.estimates.effects.panel_design import PanelDesign
from sxsh_eval.estimates.effects.stacked import stacked_effects
from sxsh_eval.estimates.effects.sun_abraham import sun_abraham
from sxsh_eval.estimates.effects.two_way import two_way_fixed_effects
from sxsh_eval.estimates.result import Estimates

Family = Literal["naive", "regression", "group_time"]
Row = dict[str, Any]
DEFAULT = "not_yet_treated"
WINDOW = 3  # periods before and after, of the stacked estimator


@dataclass(frozen=True)
class Specification:
    """One estimate of the overall effect.

    Attributes
    ----------
    name : str
    family : {"naive", "regression", "group_time"}
    row : dict or None
        Row ``overall`` of its estimates, on the scale of the outcome.
    refusals : tuple of Problem
        Why there is none.
    """

    name: str
    family: Family
    row: Row | None = None
    refusals: tuple[Problem, ...] = ()

    @property
    def percent(self) -> tuple[float, float, float] | None:
        """Change in per cent with its interval, for an outcome in logarithms; see `percent_change`."""
        return None if self.row is None else percent_change(self.row)


def percent_change(row: Mapping[str, Any]) -> tuple[float, float, float]:
    """Change in per cent of a coefficient on a logarithm, with the ends of its interval.

    Parameters
    ----------
    row : Mapping
        ``estimate, conf_low, conf_high``.

    Returns
    -------
    tuple of float
        ``100 (exp(b) - 1)`` of the estimate and both ends: the interval keeps its coverage because the function rises,
        and is not symmetric.
    """
    value, low, high = (100 * float(np.expm1(float(row[name]))) for name in ("estimate", "conf_low", "conf_high"))
    return value, low, high


def overall_of(estimates: Estimates) -> Row:
    """Row ``overall``."""
    return estimates.row("overall")


def specifications(
    table: pd.DataFrame,
    design: PanelDesign,
    roles: Mapping[str, Any],
    *,
    covariates: tuple[str, ...] = (),
    default: Row,
    level: float = 0.95,
) -> tuple[Specification, ...]:
    """Overall effect by every estimator, in the order of a specification curve.

    Parameters
    ----------
    table : DataFrame
        Rows of the panel.
    design : PanelDesign
        Of `table`.
    roles : Mapping
        ``outcome, unit, time, cohort``: columns.
    covariates : tuple of str
        Columns that the estimator with covariates allows for; without any it is left out.
    default : dict
        Row of the default, `DEFAULT`, which is not estimated again.
    level : float

    Returns
    -------
    tuple of Specification
        An estimator that the data do not allow has its refusal in place of a row.
    """
    rows = not design.balanced  # of an unbalanced panel of this size the rows are faster than blocks by pattern

    def simple(source: PanelDesign | pd.DataFrame, **options: Any) -> Row:
        named: dict[str, Any] = {} if isinstance(source, PanelDesign) else dict(roles)
        effects = group_time_effects(source, level=level, **named, **options)
        return overall_of(aggregate_effects(effects, "simple").estimates)

    plans: list[tuple[str, Family, Callable[[], Row]]] = [
        ("before_after", "naive", lambda: overall_of(before_after(design, level=level))),
        ("with_and_without", "naive", lambda: overall_of(with_and_without(design, level=level))),
        ("two_way", "regression", lambda: two_way_fixed_effects(design, exact=rows, level=level).row("treatment")),
        ("sun_abraham", "regression", lambda: sun_abraham(design, exact=rows, level=level).row("overall")),
        ("extended_two_way", "regression",
         lambda: extended_twfe(design, absorb="unit", exact=rows, level=level).row("overall")),
        ("imputation", "regression", lambda: imputation_effects(design, exact=rows, level=level).row("overall")),
        ("stacked", "regression",
         lambda: overall_of(stacked_effects(table, before=WINDOW, after=WINDOW, level=level, **roles).effects)),
        (DEFAULT, "group_time", lambda: default),
        ("never_treated", "group_time", lambda: simple(design, control="never")),
        ("anticipation", "group_time", lambda: simple(design, control="not_yet", anticipation=1)),
    ]  # fmt: skip
    if covariates:
        adjusted = lambda: simple(table, control="not_yet", covariates=list(covariates))  # noqa: E731 - as the others
        plans.append(("with_covariates", "group_time", adjusted))
    return tuple(tried_one(name, family, make) for name, family, make in plans)


def tried_one(name: str, family: Family, make: Callable[[], Row]) -> Specification:
    """Result of one estimator or its refusal."""
    try:
        row = make()
    except EstimationError as refusal:
        return Specification(name, family, refusals=refusal.problems)
    if not np.isfinite(float(row["estimate"])) or not np.isfinite(float(row["conf_low"])):
        problem = Problem("estimate.specification_empty", name, str(row["reason"] or "-"))
        return Specification(name, family, refusals=(problem,))
    return Specification(name, family, row)
