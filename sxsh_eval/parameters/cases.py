"""Cases: what cleaner production cost and saved where it was carried out, as published."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.parameters.entries import Entry
from sxsh_eval.parameters.figures import SECTOR, SLUG, Band
from sxsh_eval.parameters.quantity import Span, Words

AMOUNTS = (
    "investment_vnd",
    "investment_usd",
    "saving_vnd_per_year",
    "saving_usd_per_year",
    "saving_kwh_per_year",
    "avoided_tco2_per_year",
    "saving",
)


class Case(Entry):
    """One enterprise or programme with at least one published figure.

    Attributes
    ----------
    title, programme, measures : Words
        Whose, within what, which measures; in our words.
    level : {"enterprise", "programme"}
    enterprises : int, optional
        How many it stands for.
    provinces, sectors : tuple of str
        Empty where the source names none.
    years : Span, optional
    investment_vnd, investment_usd : float, optional
        Current money.
    saving_vnd_per_year, saving_usd_per_year, saving_kwh_per_year, avoided_tco2_per_year : float, optional
        Yearly; a figure whose period the source leaves open stands in `note` only.
    saving : Range, optional
        Part of energy, materials or their cost, per cent.
    realised : bool
        False where potential was identified, not realised.
    overlaps : tuple of str
        Cases that count some of the same enterprises: never to be added up.
    """

    title: Words
    programme: Words | None = None
    measures: Words | None = None
    level: Literal["enterprise", "programme"]
    enterprises: int | None = Field(default=None, ge=1)
    provinces: tuple[Annotated[str, Field(pattern=SLUG)], ...] = ()
    sectors: tuple[Annotated[str, Field(pattern=SECTOR)], ...] = ()
    years: Span | None = None
    investment_vnd: float | None = Field(default=None, gt=0)
    investment_usd: float | None = Field(default=None, gt=0)
    saving_vnd_per_year: float | None = Field(default=None, gt=0)
    saving_usd_per_year: float | None = Field(default=None, gt=0)
    saving_kwh_per_year: float | None = Field(default=None, gt=0)
    avoided_tco2_per_year: float | None = Field(default=None, gt=0)
    saving: Band | None = None
    realised: bool = True
    overlaps: tuple[str, ...] = ()

    @model_validator(mode="after")
    def check_figures(self) -> Self:
        """A case without any figure compares with nothing."""
        if all(getattr(self, name) is None for name in AMOUNTS):
            raise PydanticCustomError("case.no_figure", "no figure")
        return self

    @property
    def payback(self) -> float | None:
        """Investment over yearly saving, years, where both are known in one currency."""
        for currency in ("vnd", "usd"):
            paid, saved = getattr(self, f"investment_{currency}"), getattr(self, f"saving_{currency}_per_year")
            if paid is not None and saved is not None:
                return float(paid / saved)
        return None
