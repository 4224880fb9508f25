"""Values that know their unit and wait for a language: what facts, numbers and words are passed around as."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.shown import Named


class Frozen(Named, BaseModel):
    """Base of all typed values: immutable, no unknown keys, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Words(Frozen):
    """A title or sentence in both languages."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Span(Frozen):
    """Calendar years, both ends included."""

    first: int = Field(ge=1900, le=2100)
    last: int = Field(ge=1900, le=2100)

    @model_validator(mode="after")
    def check_order(self) -> Self:
        """Runs forwards."""
        if self.first > self.last:
            raise PydanticCustomError("value.reversed", "'first' is after 'last'")
        return self

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a year."""
        return self.first <= other.last and other.first <= self.last


class Num(Frozen):
    """One number with its unit.

    Attributes
    ----------
    value : int or float
        Per cent are kept as printed: 10 means 10 %.
    unit : str
        Key ``unit.<unit>`` of the catalogues.
    digits : int, optional
        Decimals to print; by default as many as the value needs, at most two.
    bound : {"exact", "about", "over", "at_least", "at_most"}
        How the source words it ("trên 50 %" is ``over``).
    """

    kind: Literal["num"] = "num"
    value: int | float
    unit: str
    digits: int | None = None
    bound: Literal["exact", "about", "over", "at_least", "at_most"] = "exact"


class Range(Frozen):
    """Two ends of an interval or a band, with their unit."""

    kind: Literal["range"] = "range"
    low: int | float
    high: int | float
    unit: str
    digits: int | None = None


class Day(Frozen):
    """A calendar date; ``short`` for tables."""

    kind: Literal["day"] = "day"
    value: date
    form: Literal["long", "short"] = "long"


class Years(Frozen):
    """A year or a span of years."""

    kind: Literal["years"] = "years"
    first: int
    last: int


class Name(Frozen):
    """Words that come from data in both languages (a title of the registry, an analyst's note)."""

    kind: Literal["name"] = "name"
    vi: str
    en: str


class Verbatim(Frozen):
    """Text that is the same in every language: a document's number, a code, a file name."""

    kind: Literal["verbatim"] = "verbatim"
    text: str


class Mark(Frozen):
    """A category shown as word, shape and colour: a verdict, a grade of evidence, a severity."""

    kind: Literal["mark"] = "mark"
    scale: Literal["verdict", "evidence", "severity", "status"]
    name: str


class Phrase(Frozen):
    """A sentence of the catalogues with the values it speaks of."""

    kind: Literal["phrase"] = "phrase"
    key: str
    values: dict[str, Value] = Field(default_factory=dict)


class Listing(Frozen):
    """Several values read as one list: ``a, b và c``, or ``a; b; c`` for long ones."""

    kind: Literal["listing"] = "listing"
    items: tuple[Value, ...]
    long: bool = False


Value = Annotated[
    Num | Range | Day | Years | Name | Verbatim | Mark | Phrase | Listing,
    Field(discriminator="kind"),
]
Phrase.model_rebuild()
Listing.model_rebuild()


def as_name(words: Words) -> Name:
    """Words of data as a value."""
    return Name(vi=words.vi, en=words.en)


def phrase(key: str, /, **values: Value) -> Phrase:
    """Sentence `key` of the catalogues with its values."""
    return Phrase(key=key, values=values)


def as_years(span: Span) -> Years:
    """Years of data as a value."""
    return Years(first=span.first, last=span.last)
