"""How adoption spreads in one province: a curve over the years, and what each kind of support does to next year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.adoption import ADOPTING, SIZES, SUPPORT, tried
from sxsh_eval.estimates.diagnosis import Labels
from sxsh_eval.estimates.diffusion import Diffusion
from sxsh_eval.estimates.diffusion_choice import DiffusionChoice, compare_diffusion
from sxsh_eval.estimates.diffusion_outlook import project_diffusion
from sxsh_eval.estimates.diffusion_series import Columns
from sxsh_eval.estimates.hazard import Hazard, HazardModel, discrete_hazard
from sxsh_eval.estimates.person_periods import person_periods
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Guarded

STEPS = 4  # points a year of the drawn curve


@dataclass(frozen=True, eq=False)
class Spread(Guarded):
    """Spread of adoption over the years of a panel.

    Attributes
    ----------
    years : DataFrame
        ``year``, ``share`` adopting in per cent, ``enterprises`` observed.
    choice : DiffusionChoice or None
        Logistic, Gompertz and Bass curves compared.
    diffusion : Diffusion or None
        The chosen curve; where none is clearly better, the first that fits.
    curve : Estimates or None
        The fitted curve, by quarters of the observed years.
    outlook : Estimates or None
        Its extension to the Strategy's end, only where the saturation is identified.
    hazard : Hazard or None
    refusals : dict
        Why a part is missing, by its name.
    synthetic : bool
    withheld : int
        Years that may not leave the house and are absent from `years`.
    """

    gate: ClassVar[str] = "release_estimates"
    shows: ClassVar[tuple[str, ...]] = ("years", "curve", "outlook")

    years: pd.DataFrame
    choice: DiffusionChoice | None
    diffusion: Diffusion | None
    curve: Estimates | None
    outlook: Estimates | None
    hazard: Hazard | None
    refusals: Mapping[str, tuple[Problem, ...]]
    synthetic: bool
    withheld: int = 0

    def _facts(self) -> Mapping[str, Any]:
        return {"years": len(self.years), "withheld": self.withheld}


def yearly_shares(panel: pd.DataFrame) -> pd.DataFrame:
    """Share adopting among the enterprises observed in each year, per cent."""
    groups = panel.groupby("year", sort=True)[ADOPTING]
    return pd.DataFrame({"share": 100 * groups.mean(), "enterprises": groups.size()}).reset_index()


def at_risk_rows(panel: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Enterprises and years in which they could still adopt, with support so far, size and sector as numbers.

    Parameters
    ----------
    panel : DataFrame
        One row an enterprise and year.

    Returns
    -------
    tuple
        Person-periods, whose ``enterprise_id`` counts enterprises in the order of their first rows; names of the
        covariates, of which the smallest size class and the first sector have none.
    """
    support = [name for name in SUPPORT if name in panel and len(panel[name].unique()) > 1]
    dummies = {f"size_class={size}": panel["size_class"] == size for size in SIZES[1:] if "size_class" in panel}
    if "sector" in panel:
        dummies |= {f"sector={code}": panel["sector"] == code for code in sorted(panel["sector"].unique())[1:]}
    varied = {name: column.astype(float) for name, column in dummies.items() if column.any() and not column.all()}
    known = {name: panel[name].astype(float) for name in support}
    wide = panel.assign(enterprise_id=pd.factorize(panel["enterprise_id"])[0], **known, **varied)
    covariates = (*support, *varied)
    rows = person_periods(wide, unit="enterprise_id", period="year", adopted="adoption_year", covariates=covariates)
    return rows.table, covariates


def hazard_of(panel: pd.DataFrame, study: Study, labels: Labels) -> Hazard:
    """Chance of adopting in the next year by support received so far, with size and sector held equal."""
    rows, covariates = at_risk_rows(panel)
    return fitted_hazard(rows, covariates, study, labels)


def fitted_hazard(rows: pd.DataFrame, covariates: tuple[str, ...], study: Study, labels: Labels) -> Hazard:
    """Hazard model of `at_risk_rows`."""
    model = HazardModel(covariates=covariates, period="year", cluster="enterprise_id")
    return discrete_hazard(rows, model, labels=labels, level=study.level)


def estimate_spread(inputs: Inputs, study: Study) -> Spread | None:
    """Diffusion curve and hazard of adoption.

    Parameters
    ----------
    inputs : Inputs
        With enterprises by year.
    study : Study

    Returns
    -------
    Spread or None
        None without a panel. Years after the study's period are not used. A part that the data do not allow is left
        out, with its refusal kept.
    """
    if inputs.enterprises is None:
        return None
    panel = inputs.enterprises[inputs.enterprises["year"] <= study.period.last]
    if panel.empty:
        return None
    years = yearly_shares(panel)
    refusals: dict[str, tuple[Problem, ...]] = {}
    labels = Labels(indicator="adoption", province=inputs.province, unit="percent", source="enterprises")
    columns = Columns(time="year", value="share", population="enterprises")
    choice = tried("diffusion", refusals, lambda: compare_diffusion(years, columns=columns, labels=labels))
    diffusion = shown_curve(choice)
    curve = outlook = None
    if diffusion is not None:
        first, last = int(years["year"].min()), int(years["year"].max())
        inside = [first + step / STEPS for step in range(STEPS * (last - first) + 1)]
        curve = project_diffusion(diffusion, inside)
        ahead = [last + step / STEPS for step in range(STEPS * max(0, study.years_allowed.last - last) + 1)]
        if diffusion.identified and len(ahead) > 1:
            outlook = project_diffusion(diffusion, ahead)
    hazard = tried("hazard", refusals, lambda: hazard_of(panel, study, labels))
    return Spread(years, choice, diffusion, curve, outlook, hazard, refusals, inputs.synthetic)


def shown_curve(choice: DiffusionChoice | None) -> Diffusion | None:
    """The chosen curve, else the first that fits, if any does."""
    if choice is None or not choice.fits:
        return None
    return choice.fits[choice.chosen] if choice.chosen else next(iter(choice.fits.values()))
