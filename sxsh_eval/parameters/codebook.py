"""The codebook: what the columns of an input table mean, written once for people, checks and editors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sxsh_eval.parameters.figures import ID
from sxsh_eval.parameters.quantity import Frozen, Words
from sxsh_eval.parameters.text import fold
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import read_yaml

Id = Annotated[str, Field(pattern=ID)]
ColumnUnit = Literal["kwh", "tonne", "m3", "mvnd", "person", "toe", "percent"]
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
    form : {"tax_code", "vsic"}, optional
        What the text must look like: 10 or 13 digits; 2 to 5 digits that begin with a division of the registry.
    low, high : float, optional
        Smallest and largest possible value.
    usual_low, usual_high : float, optional
        Values outside are possible, but worth a look.
    aliases : tuple of str
        Further heads under which tables name the column; case, diacritics and punctuation do not count.
    unit_column : str, optional
        Column that names the unit of each cell, for amounts of things that have no common unit.
    fuel : str, optional
        Fuel of the registry that the column holds by mass, so that a volume can be converted.
    private : bool
        Whether cells identify an enterprise; public outputs never show them.
    computed : bool
        Whether the program fills the column; nobody is asked for it.
    """

    title: Words
    type: Literal["text", "year", "integer", "number", "flag"]
    unit: ColumnUnit | None = None
    required: bool = True
    may_be_empty: bool = False
    allowed: dict[str, Words] | None = None
    allowed_from: Literal["provinces", "sectors"] | None = None
    form: Literal["tax_code", "vsic"] | None = None
    low: float | None = None
    high: float | None = None
    usual_low: float | None = None
    usual_high: float | None = None
    aliases: tuple[str, ...] = ()
    unit_column: Id | None = None
    fuel: Id | None = None
    private: bool = False
    computed: bool = False
    note: Words | None = None

    @model_validator(mode="after")
    def check_shape(self) -> Self:
        """Codes for text, limits for numbers, in order."""
        coded = self.allowed is not None or self.allowed_from is not None or self.form is not None
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


class Total(Frozen):
    """A column that is the sum of others, where all are filled."""

    total: Id
    parts: tuple[Id, ...] = Field(min_length=2)


class Share(Frozen):
    """A column that counts part of what another counts.

    Attributes
    ----------
    certain : bool
        Whether more than the whole is impossible; otherwise it is only unlikely.
    """

    part: Id
    whole: Id
    certain: bool


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
    ladder : str, optional
        Column that names the last stage reached; its codes stand in the order of the stages.
    rungs : mapping of str to str
        State that a code of the ladder says has been reached, by code.
    totals : tuple of Total
    shares : tuple of Share
    scale : str, optional
        Column by which amounts are divided to compare enterprises of one sector.
    """

    title: Words
    unit: Id
    period: Id
    within: tuple[Id, ...] = ()
    columns: dict[Id, Column] = Field(min_length=1)
    stages: tuple[Stage, ...] = ()
    event_years: dict[Id, Id] = Field(default_factory=dict)
    ladder: Id | None = None
    rungs: dict[Id, Id] = Field(default_factory=dict)
    totals: tuple[Total, ...] = ()
    shares: tuple[Share, ...] = ()
    scale: Id | None = None

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
        used += [name for total in self.totals for name in (total.total, *total.parts)]
        used += [name for share in self.shares for name in (share.part, share.whole)]
        used += [*self.rungs.values(), *(name for name in (self.ladder, self.scale) if name)]
        used += [column.unit_column for column in self.columns.values() if column.unit_column]
        for name in used:
            if name not in self.columns:
                known = ", ".join(self.columns)
                raise PydanticCustomError("codebook.unknown_column", "{found}", {"found": name, "known": known})
        return self

    @model_validator(mode="after")
    def check_heads(self) -> Self:
        """No head stands for two columns."""
        owner: dict[str, str] = {}
        for name, column in self.columns.items():
            for head in {fold(text) for text in (name, column.title.vi, column.title.en, *column.aliases)}:
                if owner.setdefault(head, name) != name:
                    values = {"found": head, "one": owner[head], "other": name}
                    raise PydanticCustomError("codebook.head_twice", "{found}", values)
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
