"""Linked tables as one linear system: every cell of every table is a sum of atoms that all of them share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

Key = tuple[tuple[str, str], ...]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LinkedTable:
    """A table of one run, published with all its margins.

    Attributes
    ----------
    id : str
        Unique among the tables that are protected together.
    by : tuple of str
        Columns whose levels cross; empty for a grand total.
    """

    id: str
    by: tuple[str, ...]

    def margins(self) -> Iterator[frozenset[str]]:
        """Sets of columns of the table and of each of its margins, the grand total last."""
        for size in range(len(self.by), -1, -1):
            for chosen in combinations(self.by, size):
                yield frozenset(chosen)


def key_of(**levels: object) -> Key:
    """Name of a cell: the levels of its columns; columns that are added up are left out."""
    return tuple(sorted((name, str(level)) for name, level in levels.items()))


@dataclass(frozen=True, eq=False)
class Block:
    """Atoms that cross some columns; tables inside these columns are sums of them."""

    columns: tuple[str, ...]
    first: int
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of atoms."""
        return int(np.prod(self.shape, dtype=np.int64))

    def codes(self, chosen: Sequence[str]) -> Codes:
        """Cell of a margin that each atom belongs to."""
        grid = np.indices(self.shape).reshape(len(self.shape), -1) if self.shape else np.zeros((0, 1), dtype=np.int64)
        places = [self.columns.index(name) for name in chosen]
        return flat_codes([grid[place] for place in places], [self.shape[place] for place in places], self.size)

    def margin(self, chosen: Sequence[str], atoms: int) -> sparse.csr_array:
        """Matrix that sums all atoms of the system to the cells of a margin of this block."""
        codes = self.codes(chosen)
        rows = int(np.prod([self.shape[self.columns.index(name)] for name in chosen], dtype=np.int64))
        columns = self.first + np.arange(self.size)
        return sparse.csr_array((np.ones(self.size), (codes, columns)), shape=(rows, atoms))


def flat_codes(codes: Sequence[Codes], shape: Sequence[int], length: int) -> Codes:
    """One number for each combination of levels."""
    flat = np.zeros(length, dtype=np.int64)
    for code, size in zip(codes, shape, strict=True):
        flat = flat * size + code
    return flat


def joined(edges: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Sets of columns whose margins determine each other exactly: those that form a circle are crossed with each other.

    Notes
    -----
    Tables that agree on shared margins have a common parent table when their columns form an acyclic hypergraph (tested
    by the reduction of Graham and of Yu & Ozsoyoglu). A circle, as A x B, B x C, A x C, need not: it becomes A x B x C.
    """
    distinct = list(dict.fromkeys(edges))
    whole = [edge for edge in distinct if not any(edge < other for other in distinct)]
    left = {place: set(edge) for place, edge in enumerate(whole)}
    changed = True
    while changed:
        changed = False
        for place, edge in list(left.items()):
            others = [other for at, other in left.items() if at != place]
            shared = {name for name in edge if any(name in other for other in others)}
            if others and (shared != edge or any(shared <= other for other in others)):
                changed = True
                left[place] = shared
                if any(shared <= other for other in others):
                    del left[place]
    if len(left) <= 1:
        return whole
    circle = frozenset[str]().union(*(whole[place] for place in left))
    return joined([circle, *(edge for place, edge in enumerate(whole) if place not in left)])


@dataclass(frozen=True, eq=False)
class Structure:
    """Cells as sums of atoms.

    Attributes
    ----------
    levels : dict of str to tuple of str
        Of every column, sorted.
    keys : tuple of Key
        Of the cells.
    margins : tuple of (columns, first, size)
        Cells of one margin lie together.
    blocks : tuple of Block
    cells : csr_array, shape (cells, atoms)
    links : csr_array, shape (links, atoms)
        Differences that are zero: margins that two blocks share.
    """

    levels: Mapping[str, tuple[str, ...]]
    keys: tuple[Key, ...]
    margins: tuple[tuple[tuple[str, ...], int, int], ...]
    blocks: tuple[Block, ...]
    cells: sparse.csr_array
    links: sparse.csr_array

    @property
    def atoms(self) -> int:
        """Number of atoms."""
        return int(self.cells.shape[1])

    def place(self) -> dict[Key, int]:
        """Row of each cell."""
        return {key: row for row, key in enumerate(self.keys)}


def levels_of(rows: pd.DataFrame, tables: Sequence[LinkedTable]) -> dict[str, tuple[str, ...]]:
    """Levels that occur, of all columns of the tables."""
    names = sorted({name for table in tables for name in table.by})
    return {name: tuple(sorted(set(rows[name].astype(str)))) for name in names}


def linear_structure(levels: Mapping[str, tuple[str, ...]], tables: Sequence[LinkedTable]) -> Structure:
    """Linear system of some linked tables.

    Parameters
    ----------
    levels : Mapping
        Levels by column.
    tables : sequence of LinkedTable

    Returns
    -------
    Structure
    """
    blocks: list[Block] = []
    first = 0
    for edge in joined([frozenset(table.by) for table in tables]):
        columns = tuple(sorted(edge))
        blocks.append(Block(columns, first, tuple(len(levels[name]) for name in columns)))
        first += blocks[-1].size
    parts: list[Any] = []
    keys: list[Key] = []
    margins: list[tuple[tuple[str, ...], int, int]] = []
    for chosen in dict.fromkeys(margin for table in tables for margin in table.margins()):
        columns = tuple(sorted(chosen))
        block = next(block for block in blocks if chosen <= set(block.columns))
        parts.append(block.margin(columns, first))
        names = list(named(columns, levels))
        margins.append((columns, len(keys), len(names)))
        keys += names
    cells = sparse.csr_array(sparse.vstack(parts))
    return Structure(levels, tuple(keys), tuple(margins), tuple(blocks), cells, shared_margins(blocks, first))


def named(columns: Sequence[str], levels: Mapping[str, tuple[str, ...]]) -> Iterator[Key]:
    """Keys of all cells of a margin, in the order of `flat_codes`."""
    shape = [len(levels[name]) for name in columns]
    for place in np.ndindex(*shape):
        yield tuple((name, levels[name][at]) for name, at in zip(columns, place, strict=True))


def shared_margins(blocks: Sequence[Block], atoms: int) -> sparse.csr_array:
    """Margins that two blocks have in common are equal."""
    rows: list[Any] = [sparse.csr_array((0, atoms))]
    for one, other in combinations(blocks, 2):
        common = sorted(set(one.columns) & set(other.columns))
        rows.append(one.margin(common, atoms) - other.margin(common, atoms))
    return sparse.csr_array(sparse.vstack(rows))
