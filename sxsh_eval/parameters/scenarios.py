"""Scenarios of the programme after 2020: which instruments reach whom, as overrides of a baseline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.parameters.entries import Status
from sxsh_eval.parameters.figures import ID, SECTOR
from sxsh_eval.parameters.quantity import Frozen, Words, as_name
from sxsh_eval.shown import Shown

Instrument = Literal[
    "information",
    "training",
    "rapid_assessment",
    "detailed_assessment",
    "demonstration",
    "finance",
    "dedicated_officer",
    "norms_inspection",
]
INSTRUMENTS: tuple[Instrument, ...] = get_args(Instrument)
SizeClass = Literal["micro", "small", "medium", "large"]
SIZE_CLASSES: tuple[SizeClass, ...] = get_args(SizeClass)
Law = Literal["fixed", "uniform", "normal", "lognormal", "logitnormal"]


class Prior(Frozen):
    """What is believed of a parameter where no data speak: a central value with its 90 % range.

    Attributes
    ----------
    title : Words
    law : {"fixed", "uniform", "normal", "lognormal", "logitnormal"}
        ``uniform`` has `low`, `high` as its ends; the others have them as 5th, 95th percentiles, `central` as median.
        ``logitnormal`` is for shares in per cent.
    central, low, high : float
    unit : str
        Unit of these numbers, such as ``percent``, ``ratio``, ``vnd``, ``toe``.
    source, status : str
        As of every entry of the registry.
    """

    title: Words
    law: Law
    central: float
    low: float | None = None
    high: float | None = None
    unit: str
    source: str = Field(pattern=ID)
    status: Status
    note: Words | None = None

    @model_validator(mode="after")
    def check_range(self) -> Self:
        """A law other than ``fixed`` has a range around its centre."""
        if self.law == "fixed":
            return self
        if self.low is None or self.high is None or not self.low <= self.central <= self.high:
            raise PydanticCustomError("prior.range", "'low' <= 'central' <= 'high' are needed", self._numbers())
        positive = self.law in {"lognormal", "logitnormal"}
        if (positive and self.low <= 0) or (self.law == "logitnormal" and self.high >= 100):  # noqa: PLR2004 - per cent
            raise PydanticCustomError("prior.outside_law", "range outside the law's", self._numbers())
        return self

    def _numbers(self) -> dict[str, str]:
        """What a message shows of it."""
        ends = {"low": self.low, "central": self.central, "high": self.high}
        told = ", ".join(f"{name} {'-' if value is None else format(value, '.15g')}" for name, value in ends.items())
        return {"found": f"{self.law}: {told}"}


class Offer(Frozen):
    """How much of one instrument is offered each year: exactly one of `reach`, `number`, `budget`.

    Attributes
    ----------
    reach : float, optional
        Part of the establishments of the group that have not adopted yet, per cent a year.
    number : float, optional
        Establishments (officers for ``dedicated_officer``) a year.
    budget : float, optional
        Million VND a year, at prices of the study's price year.
    per : {"province", "nation"}
        Whether `number` or `budget` is that of each province (as of 63), or of the country.
    sizes, sectors : tuple
        Whom it is offered to; empty means all.
    """

    reach: float | None = Field(default=None, ge=0, le=100)
    number: float | None = Field(default=None, ge=0)
    budget: float | None = Field(default=None, ge=0)
    per: Literal["province", "nation"] = "province"
    sizes: tuple[SizeClass, ...] = ()
    sectors: tuple[Annotated[str, Field(pattern=SECTOR)], ...] = ()

    @model_validator(mode="after")
    def check_amount(self) -> Self:
        """One amount."""
        if sum(amount is not None for amount in (self.reach, self.number, self.budget)) != 1:
            raise PydanticCustomError("scenario.one_amount", "exactly one of 'reach', 'number', 'budget'")
        return self


class Scenario(Frozen, Shown):
    """A programme that could be run, complete: what its file leaves out comes from the baseline.

    Attributes
    ----------
    id : str
        Name of its file.
    title, basis : Words
        What it is called; which document or thought it rests on.
    first, last : int
        Years in which instruments are offered.
    ramp_years : int
        Years until the full amount is reached, in equal steps.
    instruments : Mapping of Instrument to Offer
        Those not named are not offered.
    capacity : Mapping of Instrument to float
        Most establishments a year that the support centres of one province can serve; for ``dedicated_officer`` those
        that one officer looks after.
    priors : Mapping of str to Prior
        Beliefs that replace those of the registry.
    """

    id: str = Field(pattern=ID)
    title: Words
    basis: Words
    source: str = Field(pattern=ID)
    status: Status
    first: int = Field(ge=2019, le=2050)
    last: int = Field(ge=2019, le=2050)
    ramp_years: int = Field(default=1, ge=1, le=10)
    instruments: Mapping[Instrument, Offer] = Field(default_factory=dict)
    capacity: Mapping[Instrument, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    priors: Mapping[str, Prior] = Field(default_factory=dict)

    @model_validator(mode="after")
    def check_years(self) -> Self:
        """Ends after it begins."""
        if self.first > self.last:
            raise PydanticCustomError("value.reversed", "'first' is after 'last'")
        return self

    def _facts(self) -> Mapping[str, Any]:
        told = {"id": self.id, "title": as_name(self.title), "basis": as_name(self.basis)}
        return told | {"years": f"{self.first}–{self.last}", "instruments": ", ".join(self.instruments)}
