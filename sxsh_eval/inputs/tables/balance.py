"""What became of the rows of a table: everything that goes in is counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Balance:
    """Rows of a table: read = used + refused + deduplicated.

    Attributes
    ----------
    read : int
        Rows of data in the file.
    used : int
    refused : int
        Rows that an error names; each is listed.
    deduplicated : int
        Rows that repeat an earlier one in every column.
    aside : int
        Rows of the file that are no data and not counted in `read`: examples, totals, remarks.
    """

    read: int
    used: int
    refused: int
    deduplicated: int
    aside: int = 0

    @property
    def holds(self) -> bool:
        """Whether every row read has been accounted for."""
        return self.read == self.used + self.refused + self.deduplicated

    def __add__(self, other: Balance) -> Balance:
        return Balance(
            self.read + other.read,
            self.used + other.used,
            self.refused + other.refused,
            self.deduplicated + other.deduplicated,
            self.aside + other.aside,
        )
