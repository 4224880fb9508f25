"""Effects apart for kinds of units or for doses of the treatment, with a test that they are equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import NAN, Labels, as_checks, check, listed, refuse
from sxsh_eval.estimates.effects.aggregation import Kind, aggregate_effects
from sxsh_eval.estimates.effects.group_time import group_time_effects
from sxsh_eval.estimates.effects.group_time_tables import REFERENCES, effect_row
from sxsh_eval.estimates.effects.influence import TINY, WaldTest, covariance, normal_quantile, wald_test
from sxsh_eval.estimates.effects.panel_checks import starts
from sxsh_eval.estimates.effects.panel_columns import coded
from sxsh_eval.estimates.effects.panel_design import PanelDesign, panel_design
from sxsh_eval.estimates.result import KEYS, NUMBERS, WORDS, Estimates, Method
from sxsh_eval.shown import Shown

Floats = NDArray[np.float64]
MOST = 20
PANEL = ("outcome", "unit", "time", "cohort", "treated", "weights", "cluster", "covariates")


@dataclass(frozen=True, eq=False)
class SubgroupEffects(Shown):
    """Overall effects of several groups of units.

    Attributes
    ----------
    estimates : Estimates
        Rows ``group:<level>`` with covariance, the treated of each in ``n_treated``; then
        ``difference:<level>`` from the first level that has an estimate.
    influence : array, shape (n_units, n_rows)
    equality : WaldTest
        That all groups have the same effect.
    """

    shows: ClassVar[tuple[str, ...]] = ("estimates",)

    estimates: Estimates
    influence: Floats
    equality: WaldTest

    @property
    def table(self) -> pd.DataFrame:
        """Rows of the estimates."""
        return self.estimates.table

    @property
    def checks(self) -> pd.DataFrame:
        """What was tested and what a reader has to know."""
        return self.estimates.checks


def heterogeneous_effects(
    data: pd.DataFrame,
    *,
    by: str,
    kind: Kind = "simple",
    labels: Labels | None = None,
    level: float = 0.95,
    **options: Any,
) -> SubgroupEffects:
    """Overall effect of each kind of unit, compared with controls of its own kind.

    Parameters
    ----------
    data : DataFrame
    by : str
        Column of the kinds (size, sector), the same in all rows of a unit.
    kind : {"simple", "dynamic", "group", "calendar"}
        Which overall, as in `aggregate_effects`.
    labels : Labels, optional
    level : float
    **options
        As in `group_time_effects`: columns, ``control``, ``method``, ...

    Returns
    -------
    SubgroupEffects

    Raises
    ------
    EstimationError
        As in `panel_design`; ``estimate.subgroups_vary``, ``estimate.subgroups_too_many``.

    Notes
    -----
    Errors of differences and the test that all are equal come from the joint influence functions, so that clusters
    that reach across the kinds are allowed for.
    """
    design = design_of(data, by, options)
    levels, codes = kinds_of(design, data, by, np.ones(design.n_units, dtype=bool))
    members = [codes == place for place in range(len(levels))]
    return put_together(data, design, levels, members, (kind, level, labels), options)


def dose_effects(
    data: pd.DataFrame,
    *,
    dose: str,
    bins: Sequence[float] | int | None = None,
    kind: Kind = "simple",
    labels: Labels | None = None,
    level: float = 0.95,
    **options: Any,
) -> SubgroupEffects:
    """Overall effect of each dose of the treatment, compared with all who are never treated.

    Parameters
    ----------
    data : DataFrame
    dose : str
        Column of the dose received, the same in all rows of a treated unit; that of controls is not read.
    bins : sequence of float or int, optional
        Ends of the classes of a numeric dose, or number of classes of equal size; each value is a class without.
    kind, labels, level, **options
        As in `heterogeneous_effects`. With ``control="not_yet"`` those of the same dose who start later also serve.

    Returns
    -------
    SubgroupEffects

    Raises
    ------
    EstimationError
        As in `heterogeneous_effects`; ``estimate.effects_no_never_treated``.

    Notes
    -----
    A larger effect of a larger dose is an effect of the dose only if units of different doses would have gained alike
    from the same dose [1]_; otherwise it also shows who chose which.

    References
    ----------
    .. [1] Callaway, B., Goodman-Bacon, A. & Sant'Anna, P. H. C. (2024), Difference-in-differences with a continuous
       treatment, NBER Working Paper 32117.
    """
    design = design_of(data, dose, options)
    treated = design.cohort >= 0
    if treated.all():
        refuse("estimate.effects_no_never_treated", dose, "0")
    table = data
    if bins is not None:
        table = data.assign(**{dose: classes(design, data, dose, treated, bins)})
    levels, codes = kinds_of(design, table, dose, treated)
    members = [(codes == place) | ~treated for place in range(len(levels))]
    return put_together(data, design, levels, members, (kind, level, labels), options)


def design_of(data: pd.DataFrame, column: str, options: dict[str, Any]) -> PanelDesign:
    """Design of the whole panel, after a check of the column."""
    if column not in data.columns:
        known = listed([str(name) for name in data.columns])
        refuse("estimate.columns_missing", "panel", column, known=known)
    return panel_design(data, **{name: value for name, value in options.items() if name in PANEL})


def kinds_of(
    design: PanelDesign, data: pd.DataFrame, column: str, units: NDArray[np.bool_]
) -> tuple[list[str], NDArray[np.int64]]:
    """Levels of a column among some units, and the code of each unit; -1 for those without one.

    Raises
    ------
    EstimationError
    """
    values = data[column].iloc[design.rows]
    used = units[design.unit] & values.notna().to_numpy()
    labels, found = coded(values[used])
    codes = np.full(design.n_units, -1, dtype=np.int64)
    owners = design.unit[used]
    codes[owners[::-1]] = found[::-1]
    moved = np.unique(owners[codes[owners] != found])
    if moved.size:
        refuse("estimate.subgroups_vary", column, f"{moved.size}: {listed(list(design.units[moved]))}")
    if not 0 < labels.size <= MOST:
        refuse("estimate.subgroups_too_many", column, labels.size, most=MOST)
    return [str(label) for label in labels], codes


def classes(
    design: PanelDesign, data: pd.DataFrame, dose: str, treated: NDArray[np.bool_], bins: Sequence[float] | int
) -> pd.Series[Any]:
    """Classes of a numeric dose: by given ends, or of equal size among the treated units."""
    numbers = pd.to_numeric(data[dose], errors="coerce")
    if isinstance(bins, int):
        first = design.rows[starts(design.unit)][treated]
        ends = np.unique(np.nanquantile(numbers.to_numpy(dtype=float)[first], np.linspace(0, 1, bins + 1)))
        return pd.cut(numbers, list(ends), include_lowest=True)
    return pd.cut(numbers, list(bins), include_lowest=True)


def put_together(
    data: pd.DataFrame,
    design: PanelDesign,
    levels: list[str],
    members: list[NDArray[np.bool_]],
    asked: tuple[Kind, float, Labels | None],
    options: dict[str, Any],
) -> SubgroupEffects:
    """Effects group by group, their differences and the test."""
    kind, level, labels = asked
    cells, influence = [], np.zeros((design.n_units, len(levels)))
    for place, inside in enumerate(members):
        cell, column = one_group(data, design, inside, kind, {**options, "level": level})
        cells.append(cell)
        influence[inside, place] = column
    known = [place for place, cell in enumerate(cells) if not cell["reason"]]
    gaps = influence[:, known[1:]] - influence[:, known[:1]]
    values = np.array([cells[place]["estimate"] for place in known])
    spread = covariance(gaps, design.cluster)
    equality = wald_test(values[1:] - values[:1], spread, design.clusters.size)
    names = [f"group:{name}" for name in levels] + [f"difference:{levels[place]}" for place in known[1:]]
    errors = np.sqrt(np.diag(spread))
    for value, error in zip(values[1:] - values[:1], errors, strict=True):
        cells.append({"estimate": value, "std_error": error, "reason": "", "n_treated": 0, "n_obs": design.n_units})
    influence = np.column_stack([influence, gaps])
    labels, reach = labels or Labels(unit="outcome", evidence="caused"), normal_quantile(level)
    rows = [effect_row(labels, name, cell, reach) for name, cell in zip(names, cells, strict=True)]
    table = pd.DataFrame(rows, columns=[*KEYS, *NUMBERS, *WORDS]).assign(
        n_treated=[cell["n_treated"] for cell in cells]
    )
    cov = covariance(influence, design.cluster)
    lost = np.array([bool(cell["reason"]) for cell in cells])
    cov[lost] = cov[:, lost] = NAN
    checks = pd.concat([design.checks, as_checks(equality_checks(levels, cells, equality, level))], ignore_index=True)
    method = Method(f"subgroups_{kind}", "group-time effects by group of units", level, REFERENCES)
    frame = pd.DataFrame(cov, index=names, columns=names)
    return SubgroupEffects(Estimates(table, method, frame, checks), influence, equality)


def one_group(
    data: pd.DataFrame, design: PanelDesign, inside: NDArray[np.bool_], kind: Kind, options: dict[str, Any]
) -> tuple[dict[str, Any], Floats]:
    """Overall of one group with its influence function on the scale of all units; a reason where there is none."""
    size = int(inside.sum())
    treated = int((inside & (design.cohort >= 0)).sum())
    found = {"estimate": NAN, "std_error": NAN, "n_treated": treated, "n_obs": size}
    rows = inside[design.unit]
    coded_units = {design.columns.unit: design.unit[rows]}  # numbers are matched sooner than names
    try:
        effects = group_time_effects(data.iloc[design.rows[rows]].assign(**coded_units), **options)
        overall = aggregate_effects(effects, kind)
    except EstimationError as error:
        return found | {"reason": error.problems[0].code.removeprefix("estimate.")}, np.zeros(size)
    row = overall.estimates.row("overall")
    estimate, size_of_error = float(row["estimate"]), float(row["std_error"])
    influence = np.zeros(size)
    influence[np.isin(np.flatnonzero(inside), effects.design.units)] = overall.influence[:, 0]
    influence *= design.n_units / effects.design.n_units
    reason = "" if size_of_error > TINY * design.spread else "effects_no_variance"
    return found | {"estimate": estimate, "std_error": size_of_error, "reason": reason}, influence


def equality_checks(
    levels: list[str], cells: list[dict[str, Any]], equality: WaldTest, level: float
) -> list[dict[str, Any]]:
    """Groups without an estimate, and the test that all are equal."""
    lost = [f"{name}: {cell['reason']}" for name, cell in zip(levels, cells, strict=False) if cell["reason"]]
    rows = [check("subgroups_missing", warns=bool(lost), statistic=float(len(lost)), detail=listed(lost))]
    if equality.reason:
        return [*rows, check("subgroups_not_tested", warns=True, detail=str(equality.df))]
    numbers = {"statistic": equality.statistic, "df": float(equality.df), "p_value": equality.p_value}
    detail = f"{equality.statistic:.3f}, {equality.df}, p {equality.p_value:.4f}"
    return [*rows, check("subgroups_equal", warns=equality.p_value < 1 - level, detail=detail, **numbers)]
