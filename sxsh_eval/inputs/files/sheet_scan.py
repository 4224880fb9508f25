"""The farthest cell of a sheet, found without reading the sheet: libraries make room for every cell up to it."""

from __future__ import annotations

import re
from typing import NoReturn

from sxsh_eval.errors import InputError, Problem

MOST_CELLS = 2_000_000
"""Cells of the used rectangle from which most of it must be filled."""

MOST_CELLS_EVER = 20_000_000
FEWEST_FILLED = 0.1
"""Share of a large rectangle that cells must fill; formatted cells count."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
ROW_PLACE, CELL_PLACE = (
    re.compile(rb"""<(?:\w+:)?%s\b[^<>]*?\sr\s*=\s*["']([^"'<>]*)["']""" % name) for name in (b"row", b"c")
)
USUAL_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"')
USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"')
LETTERS, DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"
AREA = re.compile(rb"""<(?:\w+:)?(dimension|mergeCell)\b[^<>]*?\sref\s*=\s*["']([^"'<>]*)["']""")
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
REFERENCE = re.compile(rb"([A-Z]{1,3})([1-9][0-9]{0,6})")
RANGE = re.compile(rb"[A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?")
ROW = re.compile(rb"[1-9][0-9]{0,6}")


def column_number(letters: bytes) -> int:
    """Number of a column from 1: A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class SheetScan:
    """Follows the cells of one sheet while its part is unpacked.

    Parameters
    ----------
    where : str
        File and part in problems.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._tail = b""
        self._cells = self._merged = 0
        self._row = self._column = 0

    def add(self, piece: bytes) -> None:
        """Look at the next bytes of the part.

        Raises
        ------
        InputError
            ``file.sparse`` as soon as the place of a cell is no place.
        """
        text = self._tail + piece
        end = text.rfind(b"<")
        self._tail = text[end:] if end >= 0 else text
        whole = text[:end] if end >= 0 else b""
        rows = USUAL_ROW.findall(whole)
        if len(rows) != whole.count(b"<row") or b":row" in whole:
            rows = [self._match(ROW, place)[0] for place in ROW_PLACE.findall(whole)]
        self._row = max(self._row, *map(int, rows), 0)
        self._add_cells(whole)
        if b"dimension" in whole or b"mergeCell" in whole:
            self._add_areas(whole)

    def _add_areas(self, whole: bytes) -> None:
        """Note the reach of the stated used range and of merged cells."""
        for kind, area in AREA.findall(whole):
            if kind == b"dimension" and not RANGE.fullmatch(area):
                continue  # some programs leave it empty
            first, _, last = area.strip().partition(b":")
            rows, columns = self._reach(last or first)
            if kind == b"mergeCell":
                row, column = self._place(first)
                self._merged += max(rows - row + 1, 0) * max(columns - column + 1, 0)

    def _add_cells(self, whole: bytes) -> None:
        """Count cells and note their reach: quickly when each is written as Excel does, else one by one."""
        usual = USUAL_CELL.findall(whole)
        if len(usual) == whole.count(b"<c") and b":c" not in whole:
            self._cells += len(usual)
            places = b" ".join(usual)
            rows, columns = set(places.translate(None, LETTERS).split()), set(places.translate(None, DIGITS).split())
            self._row = max(self._row, *map(int, rows), 0)
            self._column = max(self._column, *map(column_number, columns), 0)
            return
        self._cells += len(CELL.findall(whole))
        for place in CELL_PLACE.findall(whole):
            self._reach(place)

    def finish(self) -> None:
        """Judge the whole sheet.

        Raises
        ------
        InputError
            ``file.sparse`` if its used rectangle is large and hardly filled, or larger than any table.
        """
        self.add(b"<")
        if self._row > LAST_ROW or self._column > LAST_COLUMN:
            self._refuse(f"{self._row} x {self._column}")
        rectangle = self._row * self._column
        sparse = rectangle > MOST_CELLS and self._cells < FEWEST_FILLED * rectangle
        if sparse or rectangle > MOST_CELLS_EVER or self._merged > MOST_CELLS:
            self._refuse(f"{self._row} x {self._column} / {self._cells}")

    def _reach(self, place: bytes) -> tuple[int, int]:
        """Row and column of a place, which the sheet now reaches."""
        row, column = self._place(place)
        self._row, self._column = max(self._row, row), max(self._column, column)
        return row, column

    def _place(self, place: bytes) -> tuple[int, int]:
        found = self._match(REFERENCE, place)
        return int(found[2]), column_number(found[1])

    def _match(self, pattern: re.Pattern[bytes], place: bytes) -> re.Match[bytes]:
        found = pattern.fullmatch(place.strip().upper())
        if found is None:
            self._refuse(place[:20].decode("ascii", "replace"))
        return found

    def _refuse(self, found: str) -> NoReturn:
        limits = {"limit": f"{MOST_CELLS:,}".replace(",", " ")}
        raise InputError([Problem("file.sparse", self._where, found, limits)])
