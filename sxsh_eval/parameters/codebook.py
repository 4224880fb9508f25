"""The codebook: what the columns of an input table mean, written once for people, checks and editors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.parameters.figures import ID
from sxsh_eval.parameters.quantity import Frozen, Words
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import read_yaml

Id = Annotated[str, Field(pattern=ID)]
ColumnUnit = Literal["kwh", "tonne", "m3", "mvnd", "person"]
FLAG = re.compile(r"^(is|has)_")


class Column(Frozen):
    """One column.

    Attributes
    ----------
    type : {"text", "year", "integer", "number", "flag"}
        A flag is true or false.
    unit : str, optional
        Ends the column's name: ``coal_tonne``.
    required : bool
        Whether a table without the column is refused.
    may_be_empty : bool
        Whether cells may be empty: not known, or does not apply.
    allowed : mapping of str to Words, optional
        Codes with their titles.
    allowed_from : {"provinces", "sectors"}, optional
        File of the registry that lists the codes.
    low, high : float, optional
        Smallest and largest possible value.
    """

    title: Words
    type: Literal["text", "year", "integer", "number", "flag"]
    unit: ColumnUnit | None = None
    required: bool = True
    may_be_empty: bool = False
    allowed: dict[str, Words] | None = None
    allowed_from: Literal["provinces", "sectors"] | None = None
    low: float | None = None
    high: float | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def check_shape(self) -> Self:
        """Codes for text, limits for numbers, in order."""
        coded = self.allowed is not None or self.allowed_from is not None
        if coded and self.type != "text":
            raise PydanticCustomError("codebook.codes_of_text", "only text has codes")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise PydanticCustomError("value.reversed", "'low' is above 'high'")
        return self

    @property
    def is_numeric(self) -> bool:
        """Whether cells are numbers."""
        return self.type in {"year", "integer", "number"}


class Stage(Frozen):
    """A state on the way to adoption.

    Attributes
    ----------
    after : tuple of str
        States that must have been reached before, or in the same year.
    """

    state: Id
    after: tuple[Id, ...] = ()


class Codebook(Frozen):
    """Columns of one table.

    Attributes
    ----------
    unit, period : str
        Columns that together name a row.
    within : tuple of str
        Further columns that do.
    columns : mapping of str to Column
    stages : tuple of Stage
        In their usual order.
    event_years : mapping of str to str
        Column with the year in which a state began, by state.
    """

    title: Words
    unit: Id
    period: Id
    within: tuple[Id, ...] = ()
    columns: dict[Id, Column] = Field(min_length=1)
    stages: tuple[Stage, ...] = ()
    event_years: dict[Id, Id] = Field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """Columns that together name a row."""
        return [self.unit, self.period, *self.within]

    @model_validator(mode="after")
    def check_names(self) -> Self:
        """Names tell unit and kind; everything that is referred to exists."""
        for name, column in self.columns.items():
            if column.unit and not name.endswith(f"_{column.unit}"):
                raise PydanticCustomError("codebook.unit_suffix", "{found}", {"found": name, "unit": column.unit})
            if (column.type == "flag") != bool(FLAG.match(name)):
                raise PydanticCustomError("codebook.flag_name", "{found}", {"found": name})
        used = [*self.keys, *self.event_years, *self.event_years.values()]
        used += [name for stage in self.stages for name in (stage.state, *stage.after)]
        for name in used:
            if name not in self.columns:
                known = ", ".join(self.columns)
                raise PydanticCustomError("codebook.unknown_column", "{found}", {"found": name, "known": known})
        return self


def read_codebook(path: Path) -> Codebook:
    """Read one codebook.

    Parameters
    ----------
    path : Path
        For example ``parameters/codebook/enterprises.yml``.

    Returns
    -------
    Codebook

    Raises
    ------
    InputError
        With every problem of the file.
    """
    return validate(read_yaml(path), Codebook)
