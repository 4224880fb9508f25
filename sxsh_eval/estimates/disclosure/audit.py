"""Audit of a pattern: the bounds that a reader can work out for each hidden cell from everything published."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sxsh_eval.estimates.disclosure.contributions import Contributions
from sxsh_eval.estimates.disclosure.deviations import SLACK, Flags, reachable
from sxsh_eval.estimates.disclosure.rules import PUBLISHED


def audit(given: Contributions, hidden: Flags, cells: np.typing.NDArray[np.int64] | None = None) -> pd.DataFrame:
    """Bounds of hidden cells given all published ones, that nothing is negative, and nothing else.

    Parameters
    ----------
    given : Contributions
    hidden : ndarray of bool, shape (cells,)
    cells : ndarray of int, optional
        Which hidden cells to look at; by default those with a primary rule.

    Returns
    -------
    DataFrame
        ``cell``, ``value``, ``low``, ``high``, ``distance`` (asked on either side), ``safe``.

    Notes
    -----
    Two linear programmes a cell; that counts are whole numbers is not used, which makes the bounds wider than a patient
    reader's: distances of counts are therefore at least one whole unit. That no cell is negative is used.
    """
    if cells is None:
        cells = np.flatnonzero(hidden & (given.rule != PUBLISHED))
    rows = []
    for cell in cells:
        value, asked = float(given.value[cell]), float(given.distance[cell])
        down, up = (reachable(given, hidden, int(cell), sign) for sign in (-1, 1))
        safe = up >= asked * (1 - SLACK) and down >= min(asked, value) * (1 - SLACK)
        rows.append((int(cell), value, value - down, value + up, asked, safe))
    return pd.DataFrame(rows, columns=["cell", "value", "low", "high", "distance", "safe"])
