"""Complementary suppression of small systems by one integer programme for all hidden cells at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint

from sxsh_eval.estimates.disclosure.contributions import Contributions
from sxsh_eval.estimates.disclosure.deviations import Flags, Moves, moves_of
from sxsh_eval.estimates.disclosure.rules import Floats
from sxsh_eval.estimates.solvers import milp

LARGEST = 400  # published cells times moves asked, up to which the programme is tried
NODES = 200  # of the search: a limit that does not depend on the machine's speed
REACH = 4.0  # a published cell that moves is let move by so many times the distance asked

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Move:
    """A hidden cell that has to be movable by a distance in one direction."""

    cell: int
    sign: float
    distance: float


def cheapest_cells(given: Contributions, hidden: Flags, asked: list[Move], weights: Floats) -> Flags | None:
    """Published cells of least total weight that have to be hidden so that every move asked is possible.

    Parameters
    ----------
    given : Contributions
    hidden : ndarray of bool, shape (cells,)
    asked : list of Move
    weights : ndarray, shape (cells,)

    Returns
    -------
    ndarray of bool or None
        None where the system is too large or the search ended without a solution.

    Notes
    -----
    The model of Fischetti & Salazar (2001), Management Science 47, 1008-1027, written out: a binary variable a cell, a
    copy of the table's moves for each direction of each hidden cell.
    """
    candidates = np.flatnonzero(~hidden & (given.value > 0))
    if not asked or len(candidates) * len(asked) > LARGEST:
        return None
    scale = float(np.median([move.distance for move in asked]))
    room = moves_of(given, hidden, scale, published_fixed=False)
    limits, low, high = constraints(room, candidates, asked)
    size, moves = len(candidates), len(asked) * int(room.free.sum())
    found = milp(
        np.r_[weights[candidates], np.zeros(moves)],
        constraints=LinearConstraint(limits, low, high),
        integrality=np.r_[np.ones(size), np.zeros(moves)],
        bounds=Bounds(np.r_[np.zeros(size), np.tile(room.bounds, len(asked))],
                      np.r_[np.ones(size), np.full(moves, np.inf)]),
        options={"node_limit": NODES},
    )  # fmt: skip
    return None if found.x is None else chosen(found.x[:size], candidates, len(hidden))


def constraints(room: Moves, candidates: Places, asked: list[Move]) -> tuple[sparse.csr_array, Floats, Floats]:
    """Matrix over the binary variables, then the moves of the free atoms for each move asked; lower, upper limits."""
    cells, links = (sparse.csr_array(matrix[:, room.free]) for matrix in room.matrices(candidates))
    size, atoms, count = len(candidates), cells.shape[1], len(asked)
    limits, low, high = [], [], []
    for place, move in enumerate(asked):
        target = sparse.csr_array(move.sign * room.given.structure.cells[[move.cell]][:, room.free])
        most = REACH * move.distance
        up = sparse.diags_array(np.full(size, most / room.scale))
        down = sparse.diags_array(np.minimum(room.given.value[candidates], most) / room.scale)
        parts = [
            (sparse.csr_array((1, size)), target, move.distance / room.scale, np.inf),
            (sparse.csr_array((links.shape[0], size)), links, 0.0, 0.0),
            (-up, cells, -np.inf, 0.0),
            (down, cells, 0.0, np.inf),
        ]
        for left, right, least, upper in parts:
            rows = right.shape[0]
            ahead, behind = (sparse.csr_array((rows, each * atoms)) for each in (place, count - place - 1))
            limits.append(sparse.hstack([left, ahead, right, behind]))
            low += [least] * rows
            high += [upper] * rows
    return sparse.csr_array(sparse.vstack(limits)), np.array(low), np.array(high)


def chosen(flags: Floats, candidates: Places, size: int) -> Flags:
    """Cells whose variable is one."""
    found = np.zeros(size, dtype=bool)
    found[candidates[flags > 0.5]] = True  # noqa: PLR2004 - a binary variable up to the solver's tolerance
    return found
