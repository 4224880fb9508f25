"""The gate between estimates and reports: rules, names that must not be read, and a log of what was kept back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from sxsh_eval.errors import Problem
from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.disclosure.structure import LinkedTable
from sxsh_eval.estimates.disclosure.suppression import Pattern, protect
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.parameters.study import Study

HIDDEN = ":c"
WITHHELD = "disclosure.withheld"
NAMES = ("enterprise_id", "enterprise_name", "name", "tax_code")


@dataclass(frozen=True)
class Kept:
    """One cell, or one part of a report, that was kept back.

    Attributes
    ----------
    part : str
        Chapter.
    table : str
        Linked table of the chapter; empty for a whole part.
    cell : str
        Levels of the cell, or the part's name.
    rule : str
        Primary rule, or ``complementary``.
    """

    part: str
    table: str
    cell: str
    rule: str


@dataclass(eq=False)
class Gate:
    """Rules of one report with the log of what they kept back.

    Attributes
    ----------
    rules : Rules
    public : bool
        Whether everyone may read the report.
    synthetic : bool
    names : frozenset of str
        Codes and names of enterprises, of at least four letters or digits.
    log : list of Kept
    """

    rules: Rules
    public: bool
    synthetic: bool
    names: frozenset[str] = frozenset()
    log: list[Kept] = field(default_factory=list)

    def protect(
        self,
        part: str,
        rows: pd.DataFrame,
        tables: Sequence[LinkedTable],
        *,
        unit: str,
        measures: Sequence[str] = ("",),
    ) -> Pattern:
        """Pattern of the linked tables of a chapter, which goes into the log."""
        found = protect(rows, tables, self.rules, unit=unit, measures=measures)
        seen: set[str] = set()
        for table in tables:
            for row in found.listed(table).itertuples():
                if str(row.cell) not in seen:
                    seen.add(str(row.cell))
                    self.log.append(Kept(part, table.id, str(row.cell), str(row.rule)))
        return found

    def few(self, count: float) -> bool:
        """Whether a number rests on some enterprises, but on too few."""
        return 0 < count < self.rules.minimum_count

    def withhold(self, part: str, what: str, rule: str = "count") -> tuple[Problem, ...]:
        """Problem that stands in place of a part."""
        self.log.append(Kept(part, "", what, rule))
        values = {"minimum": str(self.rules.minimum_count)}
        return (Problem(WITHHELD, part, HIDDEN, values, severity="warning"),)

    def refused(self, part: str, rule: str = "count") -> Refused:
        """A whole chapter kept back."""
        return Refused(self.withhold(part, part, rule), self.synthetic)

    def unnamed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The same without the codes and names of enterprises, for everyone's eyes."""
        return tuple(replace(one, found=HIDDEN) if self.tells(one.found) else one for one in problems)

    def unnamed_parts(self, refusals: Mapping[str, tuple[Problem, ...]]) -> dict[str, tuple[Problem, ...]]:
        """The same of all parts of a chapter."""
        return {part: self.unnamed(problems) for part, problems in refusals.items()}

    def unnamed_checks(self, found: Estimates) -> Estimates:
        """The same whose checks, which are written beside national estimates, name nobody."""
        detail = found.checks["detail"].astype(object)
        told = detail.map(lambda text: HIDDEN if self.tells(str(text)) else text)
        return Estimates(found.table, found.method, found.cov, found.checks.assign(detail=told))

    def tells(self, text: str) -> bool:
        """Whether a text names an enterprise and may be read by everyone."""
        return self.public and named_in(text, self.names)


def named_in(text: str, names: frozenset[str]) -> bool:
    """Whether a text has a code or name of an enterprise in it."""
    words = {word.strip(".,;:()[]'\"«»“”") for word in text.split()}
    return bool(words & names) or any(" " in name and name in text for name in names)


LEAST = 4  # letters or digits of a code that is looked for: shorter ones are ordinary numbers


def names_of(tables: Iterable[pd.DataFrame | None]) -> frozenset[str]:
    """Codes and names of all enterprises."""
    found: set[str] = set()
    for table in tables:
        if table is not None:
            for column in [name for name in NAMES if name in table]:
                found |= {str(name) for name in set(table[column].dropna()) if len(str(name)) >= LEAST}
    return frozenset(found)


def gate_of(study: Study, tables: Iterable[pd.DataFrame | None], *, synthetic: bool) -> Gate:
    """Gate of a study over the tables that enterprises or answers came from."""
    choices = study.disclosure
    return Gate(Rules.of(choices), choices.audience == "public", synthetic, names_of(tables))


def yes_no(values: pd.Series[Any]) -> pd.Series[str]:
    """Flag as ``yes``, ``no``, or ``missing``."""
    return values.astype("boolean").map({True: "yes", False: "no"}).astype(object).fillna("missing").astype("str")
