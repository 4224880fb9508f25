"""What the synthetic panel is made with, and what it hands out: settings, known effects, tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from sxsh_eval.shown import Shown

SUPPORT = ("information", "training", "rapid_assessment", "detailed_assessment", "subsidy")
SIZES = ("micro", "small", "medium", "large")
SIZE_SHARES = (0.45, 0.35, 0.12, 0.08)
CARRIERS = ("electricity_kwh", "coal_tonne", "fuel_oil_tonne", "diesel_oil_tonne", "lpg_tonne")
STATES = (
    "is_informed",
    "is_aware",
    *(f"has_{name}" for name in SUPPORT),
    "is_adopting",
    "is_monitored",
    "has_dedicated_unit",
)


def support_effects() -> dict[str, float]:
    """Log hazard ratios of the instruments."""
    return dict(zip(SUPPORT, (0.35, 0.5, 0.6, 0.8, 0.9), strict=True))


def size_effects() -> dict[str, float]:
    """Log hazard ratios of the size classes against micro."""
    return dict(zip(SIZES, (0.0, 0.3, 0.7, 1.1), strict=True))


def sector_effects() -> dict[str, float]:
    """Log hazard ratios of VSIC divisions against the first."""
    values = (0.0, 0.3, 0.2, -0.2, -0.3, 0.4, 0.2, 0.0, 0.1, 0.3, -0.1, -0.4)
    return dict(zip(("10", "11", "13", "14", "16", "17", "20", "22", "23", "24", "25", "31"), values, strict=True))


@dataclass(frozen=True)
class PanelModel:
    """Settings of the synthetic enterprises; `sample_panel` gives the formulas.

    Attributes
    ----------
    base_hazard, hazard_trend : float
        Complementary log-log of the yearly chance of adopting in the first year, and its rise a year.
    support, size, sector : Mapping of str to float
        Log hazard ratios of instruments received by the end of the year before, size classes, VSIC divisions.
    province_spread, district_spread : float
        Standard deviations of the effects of places on the log hazard.
    saving_percent, delay_years, fade : float
        Fall of energy per output in the long run, years until most of it is there, part of it that the last cohort
        lacks against the first.
    pretrend_percent : float
        Yearly change of intensity of later adopters before they adopt; other than 0 breaks parallel trends.
    entry, exit : float
        Part of the enterprises founded after the first year; yearly chance of closing.
    missing : float
        Part of the cells of energy, output and employees that are missing, and of the answers on dedicated units.
    size_shares, sector_shares : tuple of float
        Parts of the enterprises by size class and by VSIC division, in the order of `size` and `sector`; None makes
        all divisions alike.
    """

    base_hazard: float = -4.3
    hazard_trend: float = 0.08
    support: Mapping[str, float] = field(default_factory=support_effects)
    size: Mapping[str, float] = field(default_factory=size_effects)
    sector: Mapping[str, float] = field(default_factory=sector_effects)
    province_spread: float = 0.4
    district_spread: float = 0.0
    saving_percent: float = 10.0
    delay_years: float = 1.5
    fade: float = 0.4
    pretrend_percent: float = 0.0
    entry: float = 0.25
    exit: float = 0.02
    missing: float = 0.03
    size_shares: tuple[float, ...] = SIZE_SHARES
    sector_shares: tuple[float, ...] | None = None


@dataclass(frozen=True)
class SurveyPlan:
    """How the survey is drawn from the register of the last year.

    Attributes
    ----------
    asked : int
        Questionnaires sent, about; more where strata have few districts, because two of each are drawn.
    intensity : tuple of float
        Relative sampling rates of micro, small, medium and large enterprises.
    response : float
        Chance of an answer of a micro enterprise that does not adopt.
    response_size, response_adopting : float
        Log odds ratios of answering: a size class up; adopting. The second makes non-response biased.
    """

    asked: int = 1200
    intensity: tuple[float, float, float, float] = (0.6, 1.0, 2.0, 3.0)
    response: float = 0.55
    response_size: float = 0.25
    response_adopting: float = 0.0


@dataclass(frozen=True, eq=False)
class Truth:
    """Everything that an estimate of the panel can be held against.

    Attributes
    ----------
    hazard : Mapping of str to float
        Log hazard ratios by column: ``has_training``, ``size_class=large``, ``sector=17`` (first levels are 0).
    baseline : Series
        Complementary log-log hazard by year of a micro enterprise of the first sector without support.
    province_effects, district_effects : Series
        On the log hazard.
    savings : DataFrame
        ``cohort, event_time, percent_change, log_change`` of energy per output.
    average_percent_change : float
        Mean over all adopting enterprise-years of the panel.
    model : PanelModel
        All settings.
    rates : DataFrame
        ``indicator, by, group, enterprises, rate`` over the whole register of the last year; shares in [0, 1].
    """

    hazard: Mapping[str, float]
    baseline: pd.Series[float]
    province_effects: pd.Series[float]
    district_effects: pd.Series[float]
    savings: pd.DataFrame
    average_percent_change: float
    model: PanelModel
    rates: pd.DataFrame


@dataclass(frozen=True, eq=False)
class SamplePanel(Shown):
    """Synthetic enterprises with known effects.

    Attributes
    ----------
    enterprises : DataFrame
        One row an enterprise and year, columns of the codebook ``enterprises``.
    survey : DataFrame
        One row a respondent of the last year, states and design: ``stratum, cluster, stratum_clusters,
        design_weight, weight``.
    register : DataFrame
        One row an enterprise of the last year with its true states, ``is_sampled`` and ``has_answered``.
    population : DataFrame
        Enterprises of the last year by ``province, sector, size_class``.
    costs, energy_prices : DataFrame
        As in the codebooks of these names; see `draw_costs` and `made_up_prices`.
    metering : DataFrame
        As in its codebook: sites of `sample_metering.SITES`, in the first province.
    plan : DataFrame
        As in its codebook: made-up activities of the last two years, in the first province.
    truth : Truth
    synthetic : bool
        Always true; every table carries ``is_synthetic`` and ``attrs["synthetic"]``.
    """

    enterprises: pd.DataFrame
    survey: pd.DataFrame
    register: pd.DataFrame
    population: pd.DataFrame
    costs: pd.DataFrame
    energy_prices: pd.DataFrame
    metering: pd.DataFrame
    plan: pd.DataFrame
    truth: Truth
    synthetic: Literal[True] = True

    def _facts(self) -> Mapping[str, Any]:
        tables = ("enterprises", "survey", "population", "costs", "metering", "plan")
        return {f"rows.{name}": len(getattr(self, name)) for name in tables}

    @property
    def asked(self) -> pd.DataFrame:
        """Survey with those who were asked without answering, as in the codebook ``survey``."""
        silent = self.register[self.register["is_sampled"] & ~self.register["has_answered"]]
        known = [name for name in self.survey if name in silent and name not in STATES]
        rows = silent[known].assign(year=self.survey["year"].max(), has_answered=False)
        answers = self.survey.astype(dict.fromkeys([name for name in STATES if name in self.survey], "boolean"))
        return marked(pd.concat([answers.assign(has_answered=True), rows], ignore_index=True))

    @property
    def counts(self) -> pd.DataFrame:
        """Population as in the codebook ``population``."""
        return self.population.rename(columns={"enterprises": "establishments"}).assign(year=self.survey["year"].max())


def marked(table: pd.DataFrame) -> pd.DataFrame:
    """Table that says it is synthetic, in a column as well as in its attributes."""
    table = table.assign(is_synthetic=True)
    table.attrs["synthetic"] = True
    return table
