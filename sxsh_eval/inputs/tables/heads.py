"""Heads of a table: which column of the codebook each names, in which unit, where its units stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from sxsh_eval.inputs.tables.form_exports import is_export, is_of_tool, own_name
from sxsh_eval.inputs.tables.unit_names import UnitSeen, named_unit
from sxsh_eval.parameters.codebook import Codebook
from sxsh_eval.parameters.text import fold

LAST_BRACKET = re.compile(r"^(?P<base>.*\S)\s*[(\[](?P<unit>[^()\[\]]*)[)\]]\s*$", re.DOTALL)
AFTER_SIGN = re.compile(r"^(?P<base>.*[^\s,;:/–-])\s*(?:[,;:]|\s[-–])\s*(?P<unit>[^,;:]+)$", re.DOTALL)
ENDINGS = re.compile(r"[\s*:.]+$")
NUMBERING = re.compile(r"^\s*(?:\(\d{1,2}\)|\d{1,2}[.)])\s+")
BARE_UNIT = ("don-vi", "don-vi-tinh", "dvt", "dv-tinh", "unit", "units")
REPEATED = re.compile(r"\.\d+$")


@dataclass(frozen=True)
class Head:
    """A head as it was understood.

    Attributes
    ----------
    text : str
        As in the file.
    column : str
        Name in the codebook; empty where nobody knows it.
    unit : UnitSeen, optional
        Unit that the head names.
    unit_text : str
        What stood in the place of a unit, known or not.
    unit_of : str
        Column whose units this one holds; empty for columns of values.
    exact : bool
        Whether it is the codebook's own name, which carries its unit.
    of_tool : bool
        Whether a tool for forms added the column, which holds no answer.
    """

    text: str
    column: str = ""
    unit: UnitSeen | None = None
    unit_text: str = ""
    unit_of: str = ""
    exact: bool = False
    of_tool: bool = False


@dataclass
class HeadReader:
    """Understands heads by exact names first, then by titles or aliases; never by likeness."""

    codebook: Codebook
    units: dict[str, UnitSeen]
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {
            fold(text): name
            for name, column in self.codebook.columns.items()
            for text in (name, column.title.vi, column.title.en, *column.aliases)
        }

    def read(self, heads: Iterable[object]) -> list[Head]:
        """All heads of a table in their order.

        Parameters
        ----------
        heads : iterable
            As in the file, from the left.

        Returns
        -------
        list of Head
        """
        found: list[Head] = []
        texts = [str(text) for text in heads]
        exported = is_export(texts)
        for text in texts:
            left = found[-1].column if found else ""
            head = self.one(text, left)
            found.append(Head(text, of_tool=True) if exported and is_of_tool(text) and not head.exact else head)
        return found

    def one(self, raw: str, left: str) -> Head:
        """One head; `left` is the column before it, to which a bare "Đơn vị" belongs."""
        text = unicodedata.normalize("NFC", raw)
        text = NUMBERING.sub("", ENDINGS.sub("", " ".join(text.split())))
        for name in (text, own_name(text)):
            if name in self.codebook.columns:
                return Head(raw, name, exact=True)
        bracketed = self.with_unit(raw, text)
        if bracketed and bracketed.unit:
            return bracketed
        return self.by_name(raw, text) or self.of_units(raw, text, left) or bracketed or Head(raw)

    def by_name(self, raw: str, text: str) -> Head | None:
        """Head that is a title or an alias as a whole."""
        column = self.names.get(fold(text))
        return Head(raw, column) if column else None

    def of_units(self, raw: str, text: str, left: str) -> Head | None:
        """Head of a column of units: bare beside its amounts, named after them, or ``<column>_unit``."""
        folded = fold(REPEATED.sub("", text))
        amount = ""
        if folded in BARE_UNIT:
            amount = left
        elif text.endswith("_unit") and text.removesuffix("_unit") in self.codebook.columns:
            amount = text.removesuffix("_unit")
        else:
            for start in sorted(BARE_UNIT, key=len, reverse=True):
                if folded.startswith(f"{start}-"):
                    amount = self.names.get(folded.removeprefix(f"{start}-").removeprefix("cua-"), "")
                    break
        if not amount:
            return None
        column = self.codebook.columns[amount]
        if column.unit_column:
            return Head(raw, column.unit_column)
        return Head(raw, unit_of=amount) if column.unit else None

    def with_unit(self, raw: str, text: str) -> Head | None:
        """Head whose end names a unit: in brackets, after a sign, or as the end of a codebook name."""
        for pattern in (LAST_BRACKET, AFTER_SIGN):
            match = pattern.match(text)
            column = self.names.get(fold(match["base"])) if match else None
            if match and column:
                return self.in_unit(raw, column, match["unit"].strip(), brackets=pattern is LAST_BRACKET)
        stem, _, ending = text.rpartition("_")
        unit = named_unit(ending.replace("_", " "), self.units) if stem else None
        for name, column_of in self.codebook.columns.items():
            if unit and column_of.unit and name == f"{stem}_{column_of.unit}":
                return Head(raw, name, unit, ending)
        return None

    def in_unit(self, raw: str, column: str, unit_text: str, *, brackets: bool) -> Head | None:
        """Head of a column with what its end says of the unit; other words in brackets are a remark."""
        unit = named_unit(unit_text, self.units)
        if unit is None and not brackets:
            return None
        return Head(raw, column, unit, unit_text if self.codebook.columns[column].unit else "")
