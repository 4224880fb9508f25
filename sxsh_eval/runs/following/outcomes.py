"""What came of a job, as a panel of results shows it: changes, files, headline values. Light imports alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sxsh_eval.parameters.quantity import Words


@dataclass(frozen=True)
class NumberChange:
    """One number that differs.

    Attributes
    ----------
    label : Words
        What it is.
    old, new : Words or None
        With unit and interval, or the reason why there is none; None where that run lacks the row.
    difference : Words or None
        Only where the two may be subtracted.
    relative : Words or None
        The same over the old value.
    kind : str
        As of `estimates.comparison.Kind`.
    verdict : Words
        What may be said of the difference.
    beyond : bool or None
        Whether the difference exceeds the uncertainty; None where that cannot be said.
    """

    label: Words
    old: Words | None
    new: Words | None
    difference: Words | None
    relative: Words | None
    kind: str
    verdict: Words
    beyond: bool | None


@dataclass(frozen=True)
class ChoiceChange:
    """A choice, input file or version that differs.

    Attributes
    ----------
    key : str
        Dotted name of a choice, path of a file, name of a package.
    name : Words
        The key in words, where there are some.
    old, new : str
        As written, of files and programs the beginning of a hash; empty where a run lacks it. A choice that a run left
        alone has the value of ``study.yml``, where that file is still the one of the run.
    """

    key: str
    name: Words
    old: str
    new: str


@dataclass(frozen=True)
class Changes:
    """What a run changed in one job folder.

    Attributes
    ----------
    summary : Words
        One sentence.
    numbers : tuple of NumberChange
        That may be told, largest first.
    equal, unequal : int
        Numbers that are the same, numbers that are not; what is kept back counts but is not listed.
    choices, inputs, versions : tuple of ChoiceChange
    new_warnings, gone_warnings : tuple of Words
    cautions : tuple of Words
        What a reader has to know before using the differences.
    """

    summary: Words
    numbers: tuple[NumberChange, ...]
    equal: int
    unequal: int
    choices: tuple[ChoiceChange, ...] = ()
    inputs: tuple[ChoiceChange, ...] = ()
    versions: tuple[ChoiceChange, ...] = ()
    new_warnings: tuple[Words, ...] = ()
    gone_warnings: tuple[Words, ...] = ()
    cautions: tuple[Words, ...] = ()


@dataclass(frozen=True)
class ResultFile:
    """One file to open.

    Attributes
    ----------
    path : str
        Relative to the root; absolute where it lies elsewhere.
    kind : {"report", "workbook", "letter", "data", "notebook"}
        A rendered report; another workbook; the letter to the Ministry; values; the executed notebook.
    language : {"vi", "en", ""}
    format : str
        Ending of the name.
    size : int
        Bytes.
    """

    path: str
    kind: Literal["report", "workbook", "letter", "data", "notebook"]
    language: Literal["vi", "en", ""]
    format: str
    size: int


@dataclass(frozen=True)
class Headline:
    """One line of the scorecard.

    Attributes
    ----------
    indicator : Words
    target, figure, as_of : Words or None
    verdict, evidence : Words or None
        In words.
    mark : str
        Name of the verdict, by which it is coloured; empty without one.
    """

    indicator: Words
    target: Words | None
    figure: Words | None
    as_of: Words | None
    verdict: Words | None
    evidence: Words | None
    mark: str = ""


@dataclass(frozen=True)
class ResultLinks:
    """What lies in a job folder.

    Attributes
    ----------
    files : tuple of ResultFile
        Reports first, in the order of languages and formats.
    log : str
        Of the job, relative to the root; empty without one.
    headlines : tuple of Headline
        Empty where there is no scorecard.
    warnings : tuple of Words
        Of the run, then of its report; those of a program stand as they are.
    banners : tuple of Words
        What every page says of its data.
    failure : str
        Message of a failed attempt that stands beside the last good report; empty without one.
    """

    files: tuple[ResultFile, ...]
    log: str
    headlines: tuple[Headline, ...]
    warnings: tuple[Words, ...]
    banners: tuple[Words, ...]
    failure: str = ""
