"""All released numbers of a job by key, ``numbers.json``: for comparing runs, for maps, for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.estimates.benchmark.merged import MergedProvinces
from sxsh_eval.estimates.disclosure.gate import HIDDEN, named_in, names_of
from sxsh_eval.estimates.disclosure.release import Released
from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.national_store import plain
from sxsh_eval.estimates.pace import Paces
from sxsh_eval.estimates.printed import known, merged_table, printed_tables
from sxsh_eval.estimates.progress import Progress
from sxsh_eval.estimates.result import KEYS, WORDS, Estimates
from sxsh_eval.estimates.samples_needed import needed_samples
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.choices import TABLES
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.saved import write_json
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

NUMBERS_FILE = "numbers.json"
FIGURES = ("estimate", "std_error", "conf_low", "conf_high", "n_obs")


class NumberRow(Frozen):
    """One number under the contract of `Estimates`, with the table that it stands in; a missing number is null."""

    table: str
    indicator: str
    province: str
    sector: str
    period: str
    term: str
    estimate: float | None
    std_error: float | None
    conf_low: float | None
    conf_high: float | None
    n_obs: float | None
    unit: str
    evidence: str
    reason: str
    source: str

    @property
    def key(self) -> tuple[str, ...]:
        """What the number is of: table, then `KEYS`."""
        return (self.table, self.indicator, self.province, self.sector, self.period, self.term)


class TableMethod(Frozen):
    """How the numbers of a table were made.

    Attributes
    ----------
    estimator : str
    level : float or None
        Coverage of the intervals; None where they are rounding intervals.
    """

    estimator: str
    level: float | None


class Numbers(Frozen, Shown):
    """Content of ``numbers.json``.

    Attributes
    ----------
    synthetic : bool
        Whether the enterprises are made up.
    audience : {"internal", "public"}
        Whom the numbers were released for.
    minimum_count : int
        Fewest enterprises that a number of this audience may rest on.
    methods : dict of str to TableMethod
        By table.
    rows : tuple of NumberRow
        Unique by `NumberRow.key`. Hidden numbers keep their key with the reason ``confidential``.
    """

    schema_version: Literal[1] = 1
    synthetic: bool
    audience: Literal["internal", "public"]
    minimum_count: int
    methods: dict[str, TableMethod]
    rows: tuple[NumberRow, ...]

    def _facts(self) -> Mapping[str, Any]:
        return {"numbers": len(self.rows), "tables": len(self.methods), "audience": self.audience}


def number_rows(tables: dict[str, Estimates]) -> Iterator[NumberRow]:
    """Rows of all tables."""
    for name, found in tables.items():
        for row in plain(found.table[[*KEYS, *FIGURES, *WORDS]]):
            yield NumberRow.model_validate({"table": name} | row)


def without_names(rows: Iterator[NumberRow], names: frozenset[str]) -> Iterator[NumberRow]:
    """Rows whose words name no enterprise; one whose key does is left out."""
    looked: dict[str, bool] = {}

    def named(text: str) -> bool:
        if text not in looked:
            looked[text] = named_in(text, names)
        return looked[text]

    for row in rows:
        words = {name: HIDDEN for name in WORDS if named(getattr(row, name))}
        if not any(named(part) for part in row.key):
            yield row.model_copy(update=words) if words else row


def _samples(
    shown: Released, inputs: Inputs | NationalInputs, study: Study, implied: Estimates | None
) -> Estimates | None:
    """Sizes that a province's report prints where enterprise data have not answered."""
    if implied is None or not isinstance(inputs, Inputs):
        return None
    return needed_samples(implied, inputs, study, shares=shown.adoption is None, effects=shown.savings is None)


def collect_numbers(  # noqa: PLR0913 - one name an estimator
    shown: Released,
    inputs: Inputs | NationalInputs,
    study: Study,
    *,
    progress: Progress | None = None,
    claimed: Estimates | None = None,
    implied: Estimates | None = None,
    pace: Paces | None = None,
    reported: Estimates | None = None,
    merged: MergedProvinces | None = None,
) -> Numbers:
    """All numbers of a job that its report may show.

    Parameters
    ----------
    shown : Released
        From `release_estimates` or `release_national_estimates`.
    inputs : Inputs or NationalInputs
    study : Study
    progress, claimed, implied, pace, reported
        Of letters, or of publications, which are public: they pass no gate.
    merged : MergedProvinces, optional
        Made of released numbers: hidden ones are hidden there too.

    Returns
    -------
    Numbers
    """
    letter = known({
        "progress": None if progress is None else progress.estimates,
        "claimed": claimed,
        "implied": implied,
        "pace": None if pace is None else pace.estimates,
        "reported": reported,
        "samples": _samples(shown, inputs, study, implied),
    })  # fmt: skip
    gated = printed_tables(shown, study.level) | merged_table(merged)
    tables, rows = letter | gated, number_rows(gated)
    if shown.choices.audience == "public":
        rows = without_names(rows, names_of(getattr(inputs, name, None) for name in TABLES))
    return Numbers(
        synthetic=inputs.synthetic,
        audience=shown.choices.audience,
        minimum_count=Rules.of(shown.choices).minimum_count,
        methods={
            name: TableMethod(estimator=found.method.estimator, level=found.method.level)
            for name, found in tables.items()
        },
        rows=(*number_rows(letter), *rows),
    )


def save_numbers(  # noqa: PLR0913 - one name an estimator
    shown: Released,
    inputs: Inputs | NationalInputs,
    study: Study,
    output: str,
    *,
    progress: Progress | None = None,
    claimed: Estimates | None = None,
    implied: Estimates | None = None,
    pace: Paces | None = None,
    reported: Estimates | None = None,
    merged: MergedProvinces | None = None,
) -> Path | None:
    """Write ``numbers.json`` into a folder, at once or not at all.

    Parameters
    ----------
    shown, inputs, study, progress, claimed, implied, pace, reported, merged
        As of `collect_numbers`.
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).

    Returns
    -------
    Path or None
        The file.
    """
    if not output:
        return None
    letter: dict[str, Any] = {"progress": progress, "claimed": claimed, "implied": implied, "pace": pace}
    numbers = collect_numbers(shown, inputs, study, **letter, reported=reported, merged=merged)
    return write_json(numbers, Path(output), NUMBERS_FILE)


def table_numbers(tables: Mapping[str, Estimates | None], study: Study, *, synthetic: bool) -> Numbers:
    """All numbers of some tables, of which everything may leave.

    Parameters
    ----------
    tables : Mapping of str to Estimates or None
        By name; None and empty ones are left out.
    study : Study
    synthetic : bool

    Returns
    -------
    Numbers
    """
    found = {name: table for name, table in tables.items() if table is not None and len(table.table)}
    return Numbers(
        synthetic=synthetic,
        audience=study.disclosure.audience,
        minimum_count=Rules.of(study.disclosure).minimum_count,
        methods={
            name: TableMethod(estimator=each.method.estimator, level=each.method.level) for name, each in found.items()
        },
        rows=tuple(number_rows(found)),
    )


def read_numbers(folder: Path | str) -> Numbers:
    """Numbers of a job folder.

    Parameters
    ----------
    folder : Path or str

    Returns
    -------
    Numbers

    Raises
    ------
    InputError
        ``numbers.missing`` or ``numbers.damaged``.
    """
    path = Path(folder) / NUMBERS_FILE
    try:
        numbers = Numbers.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError([Problem("numbers.missing", str(path), error.strerror or str(error))]) from error
    except ValidationError as error:
        first = error.errors()[0]
        found = f"{'.'.join(str(part) for part in first['loc']) or 'JSON'}: {first['msg']}"
        raise InputError([Problem("numbers.damaged", str(path), found)]) from error
    if len({row.key for row in numbers.rows}) < len(numbers.rows):
        raise InputError([Problem("numbers.damaged", str(path), "rows: keys are not unique")])
    return numbers
