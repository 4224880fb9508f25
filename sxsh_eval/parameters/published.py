"""Results that somebody published: what a province or the country is said to have reached, with its source."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.parameters.entries import Entry
from sxsh_eval.parameters.figures import ID, SLUG, Band, Figure
from sxsh_eval.parameters.quantity import Span


class PublishedResult(Entry):
    """A result as it stands in a publication: never checked by us, whatever its ``status`` says of the source.

    Attributes
    ----------
    indicator : str
    province : str, optional
        Slug; None is the whole country.
    population : str
        Whom the publication counts, which need not be the indicator's own population.
    programme : {"strategy", "other"}
        Whether it speaks of the Strategy or of a programme beside it.
    period, as_of : Span, date
        Exactly one: the years in which it was reached, or the day on which it held.
    value, band : Num, Range
        Exactly one of the two; per cent as printed.
    asked : int, optional
        Units behind a percentage, where the publication names them.
    """

    indicator: str = Field(pattern=ID)
    province: str | None = Field(default=None, pattern=SLUG)
    population: str = Field(pattern=ID)
    programme: Literal["strategy", "other"] = "strategy"
    period: Span | None = None
    as_of: dt.date | None = None
    value: Figure | None = None
    band: Band | None = None
    asked: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def check_shape(self) -> Self:
        """One of value and band, one of period and day."""
        if (self.value is None) == (self.band is None):
            raise PydanticCustomError("value.one_of", "exactly one of 'value' and 'band'")
        if (self.period is None) == (self.as_of is None):
            raise PydanticCustomError("result.no_time", "exactly one of 'period' and 'as_of'")
        return self

    @property
    def unit(self) -> str:
        """Unit of the value or band."""
        return self.value.unit if self.value else self.band.unit if self.band else ""

    @property
    def years(self) -> Span:
        """Years it speaks of; the year of the day where it has one."""
        if self.period is not None:
            return self.period
        year = self.as_of.year if self.as_of else 1900
        return Span(first=year, last=year)
