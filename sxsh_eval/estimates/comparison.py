"""The numbers of two runs by key: what is equal, what differs, and whether by more than its uncertainty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import inf, isclose
from typing import Literal, NamedTuple

from sxsh_eval.estimates.numbers import NumberRow, Numbers
from sxsh_eval.estimates.result import CONFIDENTIAL

Kind = Literal[
    "beyond",
    "unclear",
    "within",
    "no_interval",
    "interval",
    "unit",
    "gained",
    "lost",
    "reason",
    "hidden_once",
    "few",
    "not_comparable",
    "appeared",
    "vanished",
    "hidden",
    "equal",
]
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]
SAME: tuple[Kind, ...] = ("equal", "hidden")
CHANGED: tuple[Kind, ...] = ("beyond", "unclear", "within", "no_interval")
"""Kinds whose two numbers are subtracted."""
LETTER_TABLES = ("progress", "claimed", "implied", "pace", "reported")
"""Tables that rest on the letter alone, which is public."""
DESCRIPTIVE = ("surveyed", "measured")
SUMS = ("toe", "gj", "tco2", "vnd", "kwh", "establishment")
WITHOUT_ZERO = ("log_points", "outcome", "percentage_point", "time")
"""Units in which a change is not told as a part of the old value."""
ROUNDING = 1e-9
FIGURES = ("estimate", "std_error", "conf_low", "conf_high", "n_obs")


class Difference(NamedTuple):
    """One number in two runs.

    Attributes
    ----------
    old, new : NumberRow or None
        None where a run lacks it; without numbers where either run hides it.
    kind : Kind
    difference : float or None
        New less old, in the unit of both; only for `CHANGED`.
    relative : float or None
        The same over the old value, where that makes sense.
    multiple : float or None
        The same over the two half widths that lie between the estimates: above 1 the intervals are apart.
    method : bool
        Whether the two were made by another estimator, at another level or with another grade of evidence.
    """

    old: NumberRow | None
    new: NumberRow | None
    kind: Kind
    difference: float | None = None
    relative: float | None = None
    multiple: float | None = None
    method: bool = False

    @property
    def row(self) -> NumberRow:
        """Row whose key this is."""
        row = self.new or self.old
        if row is None:
            raise ValueError("a difference needs a row")
        return row


def compare_numbers(old: Numbers, new: Numbers) -> tuple[Difference, ...]:
    """Hold the numbers of two runs of one job against each other.

    Parameters
    ----------
    old, new : Numbers

    Returns
    -------
    tuple of Difference
        One for every key of either, in the order of `new`, then what is in `old` alone.

    Notes
    -----
    Two estimates on overlapping data are not independent, so their difference has no known error. Whatever their
    dependence, its standard deviation is at most the sum of theirs (Minkowski). ``beyond``: the intervals are apart,
    so the difference exceeds what chance alone would make at the intervals' level, under any dependence, for
    intervals that are symmetric; ends of rounding intervals exclude each other for certain. ``within``: each estimate
    lies inside the other's interval; that is no proof of equality, least of all on the same data, where chance makes
    no difference at all. ``unclear``: neither. Numbers that either run hides are dropped, and so are descriptive
    numbers whose enterprises differ by fewer than the rules ask for, because subtracting would tell on these few.
    """
    former = {row.key: row for row in old.rows}
    alone = unseen_alone if old.audience != new.audience else seen_alone
    least = max(old.minimum_count, new.minimum_count)
    found = []
    for row in new.rows:
        before = former.pop(row.key, None)
        method = old.methods.get(row.table) != new.methods.get(row.table)
        alike = old.synthetic == new.synthetic or row.table in LETTER_TABLES
        if before is None:
            found.append(Difference(None, alone(row), "appeared"))
        else:
            found.append(compare_rows(before, row, least, method=method, alike=alike))
    return (*found, *(Difference(alone(row), None, "vanished") for row in former.values()))


def seen_alone(row: NumberRow) -> NumberRow:
    """Row that only one of two runs for the same audience has."""
    return row


def unseen_alone(row: NumberRow) -> NumberRow:
    """The same where the other run was for another audience, which may be why it lacks the row."""
    return row if row.table in LETTER_TABLES else without_numbers(row)


def compare_rows(old: NumberRow, new: NumberRow, least: int, *, method: bool, alike: bool) -> Difference:
    """One key in both runs.

    Parameters
    ----------
    old, new : NumberRow
    least : int
        Fewest enterprises that a number may rest on.
    method : bool
        Whether the table was made in another way.
    alike : bool
        Whether both are made up, or both are real.
    """
    method = method or old.evidence != new.evidence
    hidden = [row.reason == CONFIDENTIAL for row in (old, new)]
    if any(hidden):
        kind: Kind = "hidden" if all(hidden) else "hidden_once"
        return Difference(without_numbers(old), without_numbers(new), kind, method=method)
    if not alike or old.unit != new.unit:
        return Difference(old, new, "unit" if alike else "not_comparable", method=method)
    if few_apart(old, new, least):
        return Difference(without_numbers(old), without_numbers(new), "few", method=method)
    if old.estimate is None or new.estimate is None:
        return Difference(old, new, without_estimate(old, new), method=method)
    return subtracted(old, new, method=method)


def without_numbers(row: NumberRow) -> NumberRow:
    """Key and words of a row."""
    return row.model_copy(update=dict.fromkeys(FIGURES))


def few_apart(old: NumberRow, new: NumberRow, least: int) -> bool:
    """Whether the difference of sums, shares or averages would tell on fewer enterprises than may be told on."""
    if old.n_obs is None or new.n_obs is None or old.table in LETTER_TABLES:
        return False
    return descriptive(new) and 0 < abs(new.n_obs - old.n_obs) < least


def descriptive(row: NumberRow) -> bool:
    """Whether a number is a sum, share or average of enterprises rather than the parameter of a model."""
    return row.unit in SUMS or (row.evidence in DESCRIPTIVE and not row.table.startswith("spread_"))


def without_estimate(old: NumberRow, new: NumberRow) -> Kind:
    """What there is to say where a number is missing on one side or both."""
    if old.estimate is not None:
        return "lost"
    if new.estimate is not None:
        return "gained"
    if old.reason != new.reason:
        return "reason"
    return "equal" if same_interval(old, new) else "interval"


def same(first: float | None, second: float | None, scale: float) -> bool:
    """Whether two numbers are equal but for the last digits of the arithmetic."""
    if first is None or second is None:
        return first is second
    return isclose(first, second, rel_tol=ROUNDING, abs_tol=ROUNDING * scale)


def width(row: NumberRow) -> float:
    """Width of the interval; 0 where there is none."""
    return 0.0 if row.conf_low is None or row.conf_high is None else row.conf_high - row.conf_low


def same_interval(old: NumberRow, new: NumberRow) -> bool:
    """Whether interval, error and number of observations are equal."""
    scale = max(width(old), width(new))
    pairs = [(getattr(old, name), getattr(new, name)) for name in FIGURES[1:]]
    return all(same(first, second, scale) for first, second in pairs)


def subtracted(old: NumberRow, new: NumberRow, *, method: bool) -> Difference:
    """Difference of two numbers in one unit."""
    if old.estimate is None or new.estimate is None:
        raise ValueError("there is nothing to subtract")
    if same(old.estimate, new.estimate, max(width(old), width(new))):
        kind: Kind = "equal" if same_interval(old, new) else "interval"
        return Difference(old, new, kind, method=method)
    difference = new.estimate - old.estimate
    proportional = old.unit not in WITHOUT_ZERO and old.estimate * new.estimate > 0
    relative = difference / abs(old.estimate) if proportional else None
    halves = facing_halves(old, new, rising=difference > 0)
    if halves is None:
        return Difference(old, new, "no_interval", difference, relative, None, method)
    size, together = abs(difference), sum(halves)
    multiple = size / together if together else inf
    kind = "beyond" if multiple > 1 else "within" if size <= min(halves) else "unclear"
    return Difference(old, new, kind, difference, relative, multiple if together else None, method)


def facing_halves(old: NumberRow, new: NumberRow, *, rising: bool) -> tuple[float, float] | None:
    """Parts of the two intervals that lie between the estimates; None where one has no interval on that side."""
    below, above = (old, new) if rising else (new, old)
    if below.conf_high is None or above.conf_low is None or below.estimate is None or above.estimate is None:
        return None
    return below.conf_high - below.estimate, above.estimate - above.conf_low


def largest_first(differences: Iterable[Difference]) -> list[Difference]:
    """Sorted by kind, then by size beside the uncertainty, then by size beside the old value."""

    def rank(one: Difference) -> tuple[int, float, float, tuple[str, ...]]:
        multiple = inf if one.kind == "beyond" and one.multiple is None else one.multiple or 0.0
        return KINDS.index(one.kind), -multiple, -abs(one.relative or 0.0), one.row.key

    return sorted(differences, key=rank)


def counted(differences: Iterable[Difference]) -> Counter[Kind]:
    """How many there are of each kind."""
    return Counter(one.kind for one in differences)
