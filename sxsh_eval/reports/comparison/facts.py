"""What is to be told of two runs: facts alone, read by `sxsh_eval.runs`, no words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sxsh_eval.estimates.comparison import LETTER_TABLES, SAME, Difference, Kind
from sxsh_eval.parameters.quantity import Value

State = Literal[
    "compared",
    "only_old",
    "only_new",
    "failed",
    "no_numbers",
    "damaged_numbers",
]
STATES: tuple[State, ...] = State.__args__  # type: ignore[attr-defined]


class JobKey(NamedTuple):
    """What makes two jobs the same; both are slugs, the period is ``2016-2020``."""

    notebook: str
    province: str
    period: str


class Change(NamedTuple):
    """A setting, version or file that differs, with the jobs in which it does; empty where a side lacks it."""

    name: str
    old: str
    new: str
    jobs: tuple[JobKey, ...]


@dataclass(frozen=True)
class SideFacts:
    """One of the two runs.

    Attributes
    ----------
    name : str
        As the analyst named it.
    place : str
        Its folder, as short as it is from the project.
    jobs : int
    first, last : str
        Days on which its jobs were started, ISO; empty where no record tells.
    before : bool
        Whether it is what stood in the folders of the run of this name before its last execution.
    """

    name: str
    place: str
    jobs: int
    first: str = ""
    last: str = ""
    before: bool = False


@dataclass(frozen=True)
class Pair:
    """One job in both runs.

    Attributes
    ----------
    key : JobKey
    state : State
    detail : str
        What was found where something is wrong: the message of a failed job, the damage of a file.
    side : {"old", "new", "both", ""}
        Where it is wrong.
    differences : tuple of Difference
        All but equal numbers.
    counts : Counter
        Numbers by (table, kind), equal ones too.
    synthetic : tuple of bool
        Whether the enterprises are made up, old and new.
    audience : tuple of str
        Whom the numbers were released for, old and new.
    attempts : tuple of bool
        Whether a later attempt failed beside the outputs that are compared, old and new.
    damaged : tuple of bool
        Whether the record is damaged, so that only the numbers are known, old and new.
    new_warnings, gone_warnings : tuple of Value
    """

    key: JobKey
    state: State
    detail: str = ""
    side: Literal["old", "new", "both", ""] = ""
    differences: tuple[Difference, ...] = ()
    counts: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    synthetic: tuple[bool, bool] = (False, False)
    audience: tuple[str, str] = ("internal", "internal")
    attempts: tuple[bool, bool] = (False, False)
    damaged: tuple[bool, bool] = (False, False)
    new_warnings: tuple[Value, ...] = ()
    gone_warnings: tuple[Value, ...] = ()

    def of_kind(self, *kinds: Kind) -> int:
        """How many numbers there are of some kinds."""
        return sum(count for (_, kind), count in self.counts.items() if kind in kinds)


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side.

    Attributes
    ----------
    old, new : SideFacts
    pairs : tuple of Pair
        By notebook, province and period; those of one side among them.
    settings, code, inputs : tuple of Change
        Parameters of notebooks; versions of the program and of packages; input files by hash, shortened.
    provenance : int
        Jobs whose records were compared.
    levels : tuple of float
        Coverage of the intervals in either run.
    """

    old: SideFacts
    new: SideFacts
    pairs: tuple[Pair, ...]
    settings: tuple[Change, ...] = ()
    code: tuple[Change, ...] = ()
    inputs: tuple[Change, ...] = ()
    provenance: int = 0
    levels: tuple[float, ...] = ()

    @property
    def compared(self) -> tuple[Pair, ...]:
        """Pairs with numbers on both sides."""
        return tuple(pair for pair in self.pairs if pair.state == "compared")

    @property
    def counts(self) -> Counter[Kind]:
        """Numbers by kind, over all jobs."""
        found: Counter[Kind] = Counter()
        for pair in self.compared:
            for (_, kind), count in pair.counts.items():
                found[kind] += count
        return found

    @property
    def unequal(self) -> int:
        """Numbers that are not the same in both runs."""
        return sum(count for kind, count in self.counts.items() if kind not in SAME)

    @property
    def nothing_differs(self) -> bool:
        """Whether all jobs are in both runs and all their numbers are equal."""
        return len(self.compared) == len(self.pairs) and self.unequal == 0

    @property
    def synthetic(self) -> bool:
        """Whether any number comes from enterprises that are made up."""
        return any(any(pair.synthetic) for pair in self.compared)

    @property
    def internal(self) -> bool:
        """Whether numbers of enterprises are held against each other: subtracting may tell what each run hides."""
        return any(table not in LETTER_TABLES for pair in self.compared for table, _ in pair.counts)

    def differing(self) -> Iterator[tuple[JobKey, Difference]]:
        """All numbers that are not equal, with their job."""
        for pair in self.pairs:
            for one in pair.differences:
                yield pair.key, one
