"""The choices of one evaluation: defaults of ``study.yml``, the province, the period and what a run overrides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.parameters.figures import ID, PROJECT_PATH, SLUG
from sxsh_eval.parameters.quantity import Frozen, Span
from sxsh_eval.parameters.survey import Survey
from sxsh_eval.shown import Shown

Language = Literal["vi", "en"]
Format = Literal["html", "pdf", "docx", "xlsx"]
NATIONAL = "national"
"""In place of a province: the whole country."""
ProjectPath = Annotated[str, Field(pattern=PROJECT_PATH, description="relative to the project's root")]


class Strategy(Frozen):
    """When the Strategy was signed, when it ends, where that stands."""

    start: dt.date
    end_year: int = Field(ge=2009, le=2100)
    source: str = Field(pattern=ID)


class Paths(Frozen):
    """Folders, relative to the project's root."""

    registry: ProjectPath
    claims: ProjectPath
    outputs: ProjectPath


class Thresholds(Frozen):
    """From which size on a consistency rule speaks.

    Attributes
    ----------
    activity_shortfall_ratio : float
        Units an outcome stands for, over the activity that should explain it.
    attendance_tolerance : float
        Relative difference within which an outcome equals attendance.
    peer_count_ratio : float
        Published total of another province over the implied one.
    growth_multiple : float
        Proposed over present level.
    result_lag_years : int
        Years between the last dated activity and the result.
    """

    activity_shortfall_ratio: float = Field(gt=1)
    attendance_tolerance: float = Field(gt=0, lt=1)
    peer_count_ratio: float = Field(ge=1)
    growth_multiple: float = Field(gt=1)
    result_lag_years: int = Field(ge=1)


class Energy(Frozen):
    """How energy is converted where data leave it open.

    Attributes
    ----------
    coal : str
        Fuel of the registry whose official factor stands for coal of unknown grade.
    fixed_grid_year : int
        Year of the grid factor that is used for all years.
    """

    coal: Literal["coal_dust_1_2", "coal_dust_3_4", "coal_dust_5_6", "coke"] = "coal_dust_3_4"
    fixed_grid_year: int = Field(default=2020, ge=2000, le=2100)


class Money(Frozen):
    """Assumptions that costs and benefits are added up with.

    Attributes
    ----------
    discount_rate : float
        Real, a year.
    price_year : int
        Year in whose prices money is counted.
    persistence_years : int
        Years after the last observed one in which its saving goes on.
    price_index : dict of int to float
        Price level by year; empty leaves costs at the prices they were paid in.
    """

    discount_rate: float = Field(default=0.10, ge=0, lt=1)
    price_year: int = Field(default=2020, ge=2000, le=2100)
    persistence_years: int = Field(default=5, ge=0, le=30)
    price_index: dict[int, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)


class MinimumCount(Frozen):
    """Fewest enterprises that a published number may rest on, by who reads it.

    Attributes
    ----------
    internal, public : int
        For readers inside the ministry and the departments; for everyone.
    """

    internal: int = Field(default=3, ge=2, le=1000)
    public: int = Field(default=10, ge=2, le=1000)

    @model_validator(mode="after")
    def check_order(self) -> Self:
        """The public never sees more than the ministry."""
        if self.public < self.internal:
            raise PydanticCustomError("study.minimum_count", "'public' is below 'internal'")
        return self


class Dominance(Frozen):
    """When few enterprises make up nearly all of a sum.

    Attributes
    ----------
    n : int
        How many of the largest are counted.
    share : float
        Part of the sum, in (0.5, 1], above which it is not published.
    """

    n: int = Field(default=2, ge=1, le=5)
    share: float = Field(default=0.9, gt=0.5, le=1)


class Disclosure(Frozen):
    """What may leave: rules on numbers that rest on enterprises.

    Attributes
    ----------
    audience : {"internal", "public"}
        Who reads the report.
    minimum_count : MinimumCount
    p_percent : float
        How near, in per cent, nobody may come to the number of one enterprise or to a hidden number.
    dominance : Dominance
    hide_zeros : bool
        Whether "none of them" is hidden too.
    """

    audience: Literal["internal", "public"] = "internal"
    minimum_count: MinimumCount = MinimumCount()
    p_percent: float = Field(default=10, gt=0, le=100)
    dominance: Dominance = Dominance()
    hide_zeros: bool = False


class Programme(Frozen):
    """How the programme after 2020 is projected.

    Attributes
    ----------
    scenarios : tuple of str
        Names of files in ``parameters/scenarios``, in the order of the report; the first is compared with.
    horizon : int
        Last year.
    paths : int
        Drawn futures.
    level : float
        Coverage of the intervals of projections.
    chance : float
        Probability with which a plan is to reach its target.
    """

    scenarios: tuple[Annotated[str, Field(pattern=ID)], ...] = ("no_programme",)
    horizon: int = Field(default=2030, ge=2021, le=2050)
    paths: int = Field(default=2000, ge=100, le=100_000)
    level: float = Field(default=0.9, gt=0.5, lt=1)
    chance: float = Field(default=0.8, gt=0, lt=1)


TABLES = ("enterprises", "survey", "population", "costs", "energy_prices", "metering", "plan")
"""Tables that a study may name."""


class Data(Frozen):
    """Enterprise data of the province, when there are any.

    Attributes
    ----------
    enterprises, survey, population, costs, energy_prices, metering, plan : str
        Files relative to the project's root, columns as in ``parameters/codebook``; empty text means none.
    synthetic : bool
        Whether to use the seeded synthetic panel instead: every page then says so.
    synthetic_enterprises : int
        Its number of enterprises in the mean province; a province has between a half and twice as many.
    """

    enterprises: str = Field(default="", pattern=f"^$|{PROJECT_PATH}")
    survey: str = Field(default="", pattern=f"^$|{PROJECT_PATH}")
    population: str = Field(default="", pattern=f"^$|{PROJECT_PATH}")
    costs: str = Field(default="", pattern=f"^$|{PROJECT_PATH}")
    energy_prices: str = Field(default="", pattern=f"^$|{PROJECT_PATH}")
    metering: str = Field(default="", pattern=f"^$|{PROJECT_PATH}")
    plan: str = Field(default="", pattern=f"^$|{PROJECT_PATH}")
    synthetic: bool = False
    synthetic_enterprises: int = Field(default=2000, ge=100, le=1_000_000)


class Letters(Frozen):
    """How figures read from letters are used.

    Attributes
    ----------
    use_unconfirmed : bool
        Whether figures that a program read and nobody has confirmed are used: every page then says so.
    """

    use_unconfirmed: bool = False


class Choices(Frozen):
    """What ``study.yml`` holds: everything but the province and the period.

    Attributes
    ----------
    level : float
        Coverage of intervals.
    seed : int
        Of all random draws.
    periods : tuple of Span
        Reporting periods on offer.
    years_allowed : Span
        Years inside which any period may lie.
    letter : bool
        Whether a province's run also writes its letter to the Ministry.
    """

    level: float = Field(gt=0.5, lt=1)
    seed: int = Field(ge=0)
    strategy: Strategy
    periods: tuple[Span, ...] = Field(min_length=1)
    years_allowed: Span
    paths: Paths
    thresholds: Thresholds
    survey: Survey
    energy: Energy = Energy()
    costs: Money = Money()
    programme: Programme = Programme()
    disclosure: Disclosure = Disclosure()
    data: Data
    letters: Letters = Letters()
    letter: bool = False
    languages: tuple[Language, ...] = Field(min_length=1)
    formats: tuple[Format, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def check_periods(self) -> Self:
        """Offered periods lie inside the allowed years."""
        if not all(self.years_allowed.contains(span) for span in self.periods):
            raise PydanticCustomError("study.period_outside", "a period lies outside years_allowed")
        return self


class Study(Choices, Shown):
    """All choices of one evaluation, frozen.

    Attributes
    ----------
    province : str
        Slug on the first day of the period; `NATIONAL` for the whole country.
    period : Span
        Years evaluated.
    root : Path
        Folder that holds ``parameters/``; left out of the JSON form, which must not depend on the machine.
    level, seed, thresholds, data, survey, programme, disclosure : see `Choices`
        Keys of ``study.yml`` and what each means.
    """

    province: str = Field(pattern=SLUG)
    period: Span
    root: Path = Field(exclude=True, repr=False)

    if not TYPE_CHECKING:  # where a type checker would take every name for one that may be set

        def __setattr__(self, name: str, value: Any) -> None:
            """Refuse: other choices are another study."""
            raise UsageError([Problem("usage.frozen_study", f"study.{name}", str(value), {"key": name})])

    def _facts(self) -> Mapping[str, Any]:
        told = {"province": self.province, "period": f"{self.period.first}–{self.period.last}", "level": self.level}
        data = {f"data.{name}": getattr(self.data, name) for name in TABLES if getattr(self.data, name)}
        return told | data | {"audience": self.disclosure.audience, "synthetic": self.data.synthetic}
