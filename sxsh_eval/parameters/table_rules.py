"""Rules of tables: which stop the job, which are only listed, from which size on they speak."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sxsh_eval.parameters.quantity import Frozen, Words
from sxsh_eval.parameters.study import find_study
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import read_yaml

CODE = r"^table\.[a-z0-9_]+$"


class SuspectFactor(Frozen):
    """A ratio that looks like a unit taken for another.

    Attributes
    ----------
    factor : float
        Above 1; its inverse is suspected as well.
    against : tuple
        What a value is held against: the median of its sector, the enterprise's own other years.
    """

    factor: float = Field(gt=1)
    title: Words
    against: tuple[Literal["sector", "own"], ...] = Field(min_length=1)


class TableThresholds(Frozen):
    """From which size on a rule of tables speaks.

    Attributes
    ----------
    factor_tolerance : float
        Distance from a suspected factor, in decimal logarithms.
    sector_rows : int
        Fewest rows that make a sector's median.
    change_ratio : float
        Relative change from one year to the next.
    copied_years : int
        Years in a row with the same value.
    round_values : int
        Fewest amounts of an enterprise that are judged together.
    round_digits : int
        Significant digits of a round amount.
    total_tolerance : float
        Relative difference between a total and the sum of its parts.
    refused_share : float
        Part of the rows that may be refused before the whole table is.
    minority_style : float
        Part of a column's numbers in the other decimal style up to which the column's own style is still clear.
    """

    factor_tolerance: float = Field(gt=0, lt=1)
    sector_rows: int = Field(ge=3)
    change_ratio: float = Field(gt=0)
    copied_years: int = Field(ge=2)
    round_values: int = Field(ge=3)
    round_digits: int = Field(ge=1, le=4)
    total_tolerance: float = Field(ge=0, lt=1)
    refused_share: float = Field(ge=0, le=1)
    minority_style: float = Field(ge=0, lt=0.5)


class TableRule(Frozen):
    """One rule: what it finds, whether that stops the job."""

    severity: Literal["error", "warning"]
    title: Words


class TableRules(Frozen):
    """All rules of tables by code."""

    thresholds: TableThresholds
    factors: tuple[SuspectFactor, ...]
    rules: dict[Annotated[str, Field(pattern=CODE)], TableRule]


def read_table_rules(path: Path | None = None) -> TableRules:
    """Read the rules of tables.

    Parameters
    ----------
    path : Path, optional
        By default ``parameters/table_rules.yml`` of the project.

    Returns
    -------
    TableRules

    Raises
    ------
    InputError
        With every problem of the file.
    """
    return validate(read_yaml(path or find_study().parent / "table_rules.yml"), TableRules)
