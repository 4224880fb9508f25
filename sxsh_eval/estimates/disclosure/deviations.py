"""Other tables that a reader cannot tell from the true one: how far hidden cells may move while published ones stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linprog

from sxsh_eval.estimates.disclosure.contributions import Contributions
from sxsh_eval.estimates.disclosure.rules import Floats

Flags = npt.NDArray[np.bool_]
SLACK = 1e-6  # of the distance asked


class InfeasibleError(ArithmeticError):
    """No other table exists that moves the cell as asked."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Room of the atoms of one measure, given which cells are hidden.

    Attributes
    ----------
    given : Contributions
    hidden : ndarray of bool, shape (cells,)
    free : ndarray of bool, shape (atoms,)
        Atoms that may move at all: in no published cell that is zero.
    scale : float
        Numbers are divided by it, so that the solver's tolerance is relative.
    """

    given: Contributions
    hidden: Flags
    free: Flags
    scale: float

    @property
    def bounds(self) -> Floats:
        """Lowest move of each free atom: no atom falls below zero."""
        return np.asarray(-self.given.atoms[self.free] / self.scale)

    def part(self, rows: Flags) -> sparse.csr_array:
        """Rows of the cells over the free atoms."""
        return sparse.csr_array(self.given.structure.cells[rows][:, self.free])

    def fixed(self, rows: Flags) -> sparse.csr_array:
        """Sums over free atoms that cannot change: some cells, and differences of margins that blocks share."""
        return sparse.csr_array(
            sparse.vstack([self.part(rows), sparse.csr_array(self.given.structure.links[:, self.free])])
        )

    def matrices(self, cells: npt.NDArray[np.int64]) -> tuple[sparse.csr_array, sparse.csr_array]:
        """Some cells, then the differences that are zero, over all atoms."""
        return sparse.csr_array(self.given.structure.cells[cells]), self.given.structure.links

    def whole(self, moves: Floats) -> Floats:
        """Moves of all cells, in the unit of the values."""
        atoms = np.zeros(len(self.free))
        atoms[self.free] = moves * self.scale
        return np.asarray(self.given.structure.cells @ atoms)


def moves_of(given: Contributions, hidden: Flags, scale: float, *, published_fixed: bool) -> Moves:
    """Room of the atoms.

    Parameters
    ----------
    given : Contributions
    hidden : ndarray of bool
    scale : float
    published_fixed : bool
        Whether published cells stay as they are, so that an atom which is one by itself cannot move either.
    """
    cells = given.structure.cells
    still = ~hidden & (given.value <= 0)
    if published_fixed:
        still |= ~hidden & (np.diff(cells.indptr) == 1)
    touched = np.asarray(cells.T @ still.astype(np.float64))
    return Moves(given, hidden, touched == 0, scale)


def solved(cost: Floats, **problem: Any) -> Floats:
    """Solution of a linear programme.

    Raises
    ------
    InfeasibleError
        If it has none.
    """
    found = linprog(cost, method="highs", **problem)
    if found.x is None or found.status not in {0, 3}:
        raise InfeasibleError(str(found.message))
    return np.asarray(found.x, dtype=np.float64)


def cheapest_move(
    given: Contributions,
    hidden: Flags,
    cells: npt.NDArray[np.int64],
    signs: Floats,
    cost: Floats,
    *,
    reward: float = 0.0,
) -> Floats:
    """Moves of all cells that move hidden cells by their distances, at the least cost over published cells.

    Parameters
    ----------
    given : Contributions
    hidden : ndarray of bool, shape (cells,)
    cells : ndarray of int
        Cells to move.
    signs : ndarray
        Direction of each, 1 or -1.
    cost : ndarray, shape (cells,)
        Of moving each published cell by one unit (the median of the distances).
    reward : float
        What moving one of the cells by one unit may cost; 0 for a single cell that has to be moved.

    Returns
    -------
    ndarray, shape (cells,)
        Published cells that move would have to be hidden too.
    """
    distance = given.distance[cells]
    scale = float(np.median(distance))
    room = moves_of(given, hidden, scale, published_fixed=False)
    candidates = ~hidden & (given.value > 0)
    count, atoms, wanted = int(candidates.sum()), int(room.free.sum()), len(cells)
    unit = sparse.eye_array(count, format="csr")
    moved = sparse.hstack([room.part(candidates), -unit, unit, sparse.csr_array((count, wanted))])
    linked = sparse.csr_array(given.structure.links[:, room.free])
    linked = sparse.hstack([linked, sparse.csr_array((linked.shape[0], 2 * count + wanted))])
    equal = sparse.csr_array(sparse.vstack([moved, linked]))
    rows = sparse.csr_array(given.structure.cells[cells][:, room.free])
    reached = sparse.diags_array(distance / scale)
    asked = sparse.hstack([-sparse.diags_array(signs) @ rows, sparse.csr_array((wanted, 2 * count)), reached])
    least = np.zeros(wanted) if reward else np.ones(wanted)
    solution = solved(
        np.r_[np.zeros(atoms), cost[candidates], cost[candidates], -reward * distance / scale],
        A_eq=equal,
        b_eq=np.zeros(equal.shape[0]),
        A_ub=sparse.csr_array(asked),
        b_ub=np.zeros(wanted),
        bounds=np.c_[np.r_[room.bounds, np.zeros(2 * count), least],
                     np.r_[np.full(atoms + 2 * count, np.inf), np.ones(wanted)]],
    )  # fmt: skip
    return room.whole(solution[:atoms])


def joint_move(given: Contributions, hidden: Flags, cells: npt.NDArray[np.int64], signs: Floats) -> Floats:
    """Moves of all cells, published ones fixed, that take as many hidden cells as possible to their distances at once.

    Parameters
    ----------
    given : Contributions
    hidden : ndarray of bool
    cells : ndarray of int
        Hidden cells.
    signs : ndarray
        Direction of each, 1 or -1.

    Returns
    -------
    ndarray, shape (cells,)
    """
    distance = given.distance[cells]
    scale = float(np.median(distance))
    room = moves_of(given, hidden, scale, published_fixed=True)
    atoms, count = int(room.free.sum()), len(cells)
    if not atoms:
        return np.zeros(len(hidden))
    still = room.fixed(~hidden)
    still = still[np.diff(still.indptr) > 0]
    equal = sparse.hstack([still, sparse.csr_array((still.shape[0], count))])
    rows = sparse.csr_array(given.structure.cells[cells][:, room.free])
    reached = sparse.hstack([-sparse.diags_array(signs) @ rows, sparse.diags_array(distance / scale)])
    solution = solved(
        np.r_[np.zeros(atoms), -np.ones(count)],
        A_eq=sparse.csr_array(equal) if equal.shape[0] else None,
        b_eq=np.zeros(equal.shape[0]) if equal.shape[0] else None,
        A_ub=sparse.csr_array(reached),
        b_ub=np.zeros(count),
        bounds=np.c_[np.r_[room.bounds, np.zeros(count)], np.r_[np.full(atoms, np.inf), np.ones(count)]],
    )
    return room.whole(solution[:atoms])


def reachable(given: Contributions, hidden: Flags, cell: int, sign: int) -> float:
    """How far a reader must allow a hidden cell to be above (1) or below (-1) its value; infinite without a bound."""
    scale = max(float(given.distance[cell]), 1e-12)
    room = moves_of(given, hidden, scale, published_fixed=True)
    if not room.free.any():
        return 0.0
    target = np.zeros(len(hidden), dtype=bool)
    target[cell] = True
    row = room.part(target).toarray().ravel()
    if not row.any():
        return 0.0
    still = room.fixed(~hidden)
    still = still[np.diff(still.indptr) > 0]
    found = linprog(
        -sign * row,
        A_eq=still if still.shape[0] else None,
        b_eq=np.zeros(still.shape[0]) if still.shape[0] else None,
        bounds=np.c_[room.bounds, np.full(len(row), np.inf)],
        method="highs",
    )
    return float("inf") if found.fun is None else float(-found.fun) * scale  # standing still is possible: unbounded
