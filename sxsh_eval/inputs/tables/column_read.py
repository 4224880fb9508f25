"""What reading one column gives: values in their type, cells nobody could read, problems, units used."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sxsh_eval.errors import TableProblem


@dataclass(frozen=True)
class Conversion:
    """A unit that amounts of a column were given in.

    Attributes
    ----------
    column, head : str
        Name in the codebook, head in the file.
    unit : str
        As the registry calls it.
    factor : float
        Units of the column in one of it.
    source, status : str
        Of the factor.
    rows : int
        Cells converted with it.
    """

    column: str
    head: str
    unit: str
    factor: float
    source: str
    status: str
    rows: int


@dataclass
class ColumnRead:
    """A column in its type.

    Attributes
    ----------
    cells : Series
        NaN or NA where empty or faulty.
    faulty : Series of bool
        Cells that could not be understood; other rules leave them alone.
    problems : list of TableProblem
    conversions : list of Conversion
    """

    cells: pd.Series
    faulty: pd.Series[bool]
    problems: list[TableProblem] = field(default_factory=list)
    conversions: list[Conversion] = field(default_factory=list)
