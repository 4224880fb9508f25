"""Complementary suppression: which further cells to hide so that no hidden cell can be worked out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sxsh_eval.estimates.disclosure.contributions import Contributions
from sxsh_eval.estimates.disclosure.deviations import SLACK, Flags, cheapest_move, joint_move
from sxsh_eval.estimates.disclosure.exact import Move, cheapest_cells
from sxsh_eval.estimates.disclosure.rules import PUBLISHED, Floats

ROUNDS = 8  # joint programmes before cells are looked at one by one
TOTAL, MARGIN = 1e3, 4.0  # how much dearer than other cells: the grand total; a margin, for each column added up
SHARPENING = 2  # passes that gather the moves on fewer cells
SEED = 20120731
ALONE = 20_000  # open cells times all cells, up to which they are moved one by one
REWARD = 100.0  # what moving a cell may cost in units of weight where many are moved together
Places = npt.NDArray[np.int64]


class Asked:
    """Which hidden cells are known to be movable by their distances, up and down.

    Parameters
    ----------
    given : Contributions
    hidden : ndarray of bool, shape (cells,)
    """

    def __init__(self, given: Contributions, hidden: Flags) -> None:
        self.given = given
        self.cells = np.flatnonzero(hidden & (given.rule != PUBLISHED))
        asked = given.distance[self.cells]
        self.needed = np.stack([asked, np.minimum(asked, given.value[self.cells])])  # up, down
        self.done = self.needed <= 0

    def learn(self, moves: Floats) -> None:
        """Note how far a possible move takes each cell."""
        at = moves[self.cells]
        self.done[0] |= at >= self.needed[0] * (1 - SLACK)
        self.done[1] |= -at >= self.needed[1] * (1 - SLACK)

    def open(self) -> Places:
        """Places in `cells` that are not done in both directions."""
        return np.flatnonzero(~self.done.all(axis=0))


def weights_of(given: Contributions) -> Floats:
    """Information lost by hiding each cell: more for larger cells and margins, far more for the grand total."""
    columns = np.array([len(key) for key in given.structure.keys])
    weight = (1.0 + np.log1p(np.maximum(given.n, 0.0))) * MARGIN ** (columns.max() - columns)
    return np.asarray(np.where(columns == 0, TOTAL * weight, weight))


def settle_jointly(asked: Asked, hidden: Flags, rounds: int = ROUNDS) -> None:
    """Show for as many cells as possible that they are safe already, many in one programme."""
    rng = np.random.default_rng(SEED)
    for _ in range(rounds):
        left = asked.open()
        if not len(left):
            return
        either = rng.choice([1.0, -1.0], size=len(left))
        signs = np.where(asked.done[0, left], -1.0, np.where(asked.done[1, left], 1.0, either))
        before = int(asked.done.sum())
        asked.learn(joint_move(asked.given, hidden, asked.cells[left], signs))
        if int(asked.done.sum()) == before:
            return


def protecting_move(given: Contributions, hidden: Flags, asked: Asked, places: Places, weights: Floats) -> Floats:
    """Cheapest move of some cells in a direction still open, its published partners made few by reweighting."""
    cells = asked.cells[places]
    signs = np.where(asked.done[0, places], -1.0, 1.0)
    reward = REWARD if len(places) > 1 else 0.0
    unit, cost = float(np.median(given.distance[cells])), weights
    moves = cheapest_move(given, hidden, cells, signs, cost, reward=reward)
    for _ in range(SHARPENING):
        if not moved_cells(given, hidden, moves).any():
            break
        cost = weights / (np.abs(moves) / unit + 0.1)
        moves = cheapest_move(given, hidden, cells, signs, cost, reward=reward)
    return moves


def moved_cells(given: Contributions, hidden: Flags, moves: Floats) -> Flags:
    """Published cells that a move changes by more than the solver's tolerance."""
    slack = SLACK * max(float(np.abs(moves).max()), 1e-12)
    return np.asarray(~hidden & (np.abs(moves) > slack) & (given.value > 0))


def complete(given: Contributions, hidden: Flags) -> Flags:
    """Hidden cells with those that have to be hidden beside them, for one measure.

    Parameters
    ----------
    given : Contributions
    hidden : ndarray of bool, shape (cells,)
        Hidden so far: all with a primary rule, and any others.

    Returns
    -------
    ndarray of bool
        No cell is taken back; every cell with a primary rule of this measure can be moved by its distance both ways.

    Notes
    -----
    The linear-programming heuristic of Kelly, Golden & Assad (1992), Networks 22, 397-417: for each hidden cell that is
    not safe yet, the cheapest other table that moves it far enough; published cells that move in it are hidden too.
    Where many are open they are first moved in one programme together. Small systems are then solved exactly
    (`cheapest_cells`). Zeros are never hidden to protect others.
    """
    weights = weights_of(given)
    found = by_heuristic(Asked(given, hidden), hidden.copy(), weights)
    best = cheapest_cells(given, hidden, asked_of(given, hidden), weights) if found.sum() > hidden.sum() else None
    if best is None:
        return found
    other = by_heuristic(Asked(given, hidden | best), hidden | best, weights)  # nothing to add but for its tolerance
    return other if weights[other & ~hidden].sum() < weights[found & ~hidden].sum() else found


def asked_of(given: Contributions, hidden: Flags) -> list[Move]:
    """Moves that every hidden cell with a primary rule must be able to make."""
    asked = Asked(given, hidden)
    return [
        Move(int(cell), sign, float(distance))
        for sign, row in zip((1.0, -1.0), asked.needed, strict=True)
        for cell, distance in zip(asked.cells, row, strict=True)
        if distance > 0
    ]


def by_heuristic(asked: Asked, hidden: Flags, weights: Floats) -> Flags:
    """Further cells found one cheapest move after another."""
    given, together = asked.given, True
    settle_jointly(asked, hidden)
    while len(left := asked.open()):
        alone = left[[int(np.argmax(asked.needed[0, left]))]]
        together = together and len(left) * len(hidden) > ALONE
        down = int(asked.done[0, alone[0]])
        moves = protecting_move(given, hidden, asked, left if together else alone, weights)
        new = moved_cells(given, hidden, moves)
        hidden |= new
        asked.learn(moves)
        if not together:
            asked.done[down, alone[0]] = True  # the programme has just moved it so far
        together = together and bool(new.any())
        if new.any():
            settle_jointly(asked, hidden, rounds=2)
    return hidden
