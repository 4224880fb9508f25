"""What a fast reader of workbooks leaves out: error cells, formulas without a value, hidden rows with columns."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
ERROR_MARK = re.compile(rb"""\bt=["']e["']""")
ADDRESS = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</)")
TEXT_INSIDE = re.compile(rb"<(?:\w+:)?(?:t|is)\b")
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^>]*\bhidden=["'](?:1|true)["'])[^>]*?\br=["']([0-9]+)["']""")
COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
EXCERPT = 80


class SheetDetails:
    """Details of one sheet of an ``.xlsx``.

    Attributes
    ----------
    errors, uncalculated : dict of tuple to str
        Error word or formula, by row and column from 1.
    hidden_rows, hidden_columns : set of int
        From 1.
    """

    def __init__(self, content: bytes) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.uncalculated: dict[tuple[int, int], str] = {}
        self.hidden_rows = {int(row) for row in HIDDEN_ROW.findall(content)}
        self.hidden_columns = set(_hidden_columns(content))
        if ERROR_MARK.search(content) or FORMULA.search(content):
            self._look_at_cells(content)

    def _look_at_cells(self, content: bytes) -> None:
        for cell in CELL.finditer(content):
            attributes, inside = cell[1], cell[2] or b""
            is_error, formula = ERROR_MARK.search(attributes), FORMULA.search(inside)
            at = ADDRESS.search(attributes)
            if at is None or not (is_error or formula):
                continue
            place = (int(at[2]), column_number(at[1].decode()))
            value = VALUE.search(inside)
            word = value[1].decode("utf-8", "replace").strip() if value else ""
            if is_error:
                self.errors[place] = word or "#ERROR!"
            elif not word and not TEXT_INSIDE.search(inside) and b't="str"' not in attributes:
                own = formula[1] if formula and formula[1] else b""
                self.uncalculated[place] = f"={own.decode('utf-8', 'replace')}"[:EXCERPT]


def _hidden_columns(content: bytes) -> Iterator[int]:
    head = content[: content.find(b"sheetData")]
    for column in COLUMN.findall(head):
        found = dict(re.findall(rb"""\b(\w+)=["']([^"']*)["']""", column))
        if found.get(b"hidden") in {b"1", b"true"}:
            yield from range(int(found[b"min"]), min(int(found[b"max"]), 16384) + 1)


def column_number(letters: str) -> int:
    """Number, from 1, of a column by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def read_details(path: Path, sheets: list[str]) -> dict[str, SheetDetails]:
    """Details of some sheets of an ``.xlsx`` or ``.xlsm``.

    Parameters
    ----------
    path : Path
        A workbook that the guard let pass: small enough, without document types.
    sheets : list of str
        Names of the sheets wanted.

    Returns
    -------
    dict of str to SheetDetails
        Those that were found.
    """
    with ZipFile(path) as archive:
        members = set(archive.namelist())
        targets = {
            relation.get("Id"): relation.get("Target") or ""
            for relation in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        found = {}
        for sheet in fromstring(archive.read("xl/workbook.xml")).iter():
            name = sheet.get("name")
            target = targets.get(sheet.get(RELATION) or sheet.get(STRICT_RELATION))
            if not sheet.tag.endswith("}sheet") or name not in sheets or not target:
                continue
            member = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            if member in members:
                found[name] = SheetDetails(archive.read(member))
        return found
