"""The file of the national estimates, ``estimates.json``: written by one notebook, read by the provinces' reports."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
from pydantic import ValidationError

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.estimates.national_savings import NationalSavings, overall_table, specification_table
from sxsh_eval.estimates.result import CHECKS, KEYS, NUMBERS, WORDS, Estimates, Method
from sxsh_eval.inputs.national_runs import ESTIMATES, NOTEBOOK, find_national, of_kind, outputs_of
from sxsh_eval.inputs.tables.named_files import is_synthetic
from sxsh_eval.parameters.choices import NATIONAL, TABLES
from sxsh_eval.parameters.quantity import Frozen, Span
from sxsh_eval.parameters.saved import write_json
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import Shown

Cell = str | float | None
TEXT = (*KEYS, *WORDS)


class StoredMethod(Frozen):
    """How the numbers of a table were made; as `Method`."""

    estimator: str
    formula: str
    level: float | None
    references: tuple[str, ...]


class StoredTable(Frozen):
    """One table under the contract of `Estimates`, without its covariance; a missing number is null."""

    method: StoredMethod
    rows: tuple[dict[str, Cell], ...]
    checks: tuple[dict[str, Cell], ...]


class StoredEstimates(Frozen):
    """Content of ``estimates.json``.

    Attributes
    ----------
    period : Span
    synthetic : bool
    enterprises, adopters, provinces : int
        Units behind the effect, those of them that adopt, their provinces.
    tables : dict of str to StoredTable
    """

    schema_version: int = 1
    period: Span
    synthetic: bool
    level: float
    enterprises: int
    adopters: int
    provinces: int
    tables: dict[str, StoredTable]


@dataclass(frozen=True, eq=False)
class NationalEstimates(Shown):
    """National estimates read back.

    Attributes
    ----------
    path : Path
        File they came from.
    run : str
        Name of the run that made them.
    stored : StoredEstimates
    tables : dict of str to Estimates
        ``overall``, ``events``, ``specifications``, and, where the data allowed them, ``clustered``, ``by_size``,
        ``by_sector``, ``without_sector``, ``provinces``, ``decomposition``, ``saved``.
    """

    shows: ClassVar[tuple[str, ...]] = ("tables",)

    path: Path
    run: str
    stored: StoredEstimates
    tables: dict[str, Estimates]

    def _facts(self) -> Mapping[str, Any]:
        return {"run": self.run}

    @property
    def overall(self) -> dict[str, Any]:
        """Row of the national effect on the logarithm."""
        return self.tables["overall"].row("overall")

    def of_province(self, slug: str, term: str = "shrunk") -> dict[str, Any] | None:
        """Row of a province's effect, ``raw`` or ``shrunk``; None where it has none."""
        if "provinces" not in self.tables:
            return None
        table = self.tables["provinces"].table
        hit = table[(table["province"] == slug) & (table["term"] == term)]
        return None if hit.empty else {str(key): value for key, value in hit.iloc[0].items()}


def tables_of(national: NationalSavings, level: float) -> dict[str, Estimates]:
    """All tables by name; parts that were refused are absent."""
    found: dict[str, Estimates | None] = {
        "overall": overall_table(national.whole),
        "events": national.whole.events.estimates,
        "specifications": specification_table(national.whole, level),
        "clustered": national.clustered,
        "by_size": None if national.by_size is None else national.by_size.estimates,
        "by_sector": None if national.by_sector is None else national.by_sector.estimates,
        "without_sector": national.without_sector,
        "provinces": national.provinces,
        "decomposition": national.whole.decomposition,
        "saved": national.whole.saved,
    }
    return {name: table for name, table in found.items() if table is not None}


def plain(frame: pd.DataFrame) -> tuple[dict[str, Cell], ...]:
    """Rows as JSON has them: NaN and infinities become null, numbers keep all their digits."""
    return tuple({str(name): cell(value) for name, value in row.items()} for row in frame.to_dict("records"))


def cell(value: Any) -> Cell:
    """One value as JSON has it."""
    if isinstance(value, str) or value is None:
        return value
    number = float(value)
    return number if math.isfinite(number) else None


def column(values: pd.Series[Any], name: str) -> pd.Series[Any]:
    """Column as it was: words of the contract, other words, or numbers."""
    if name in TEXT or values.map(lambda value: isinstance(value, str)).any():
        return values.fillna("").astype("str")
    return pd.to_numeric(values).astype("float64")


def stored(estimates: Estimates) -> StoredTable:
    """Table as it is written."""
    method = estimates.method
    words = StoredMethod(
        estimator=method.estimator, formula=method.formula, level=method.level, references=method.references
    )
    return StoredTable(method=words, rows=plain(estimates.table), checks=plain(estimates.checks))


def restored(table: StoredTable) -> Estimates:
    """Table as it was, without covariance."""
    frame = pd.DataFrame([*table.rows])
    contract = [*KEYS, *NUMBERS, *WORDS]
    frame = frame[[*contract, *(name for name in frame.columns if name not in contract)]]
    for name in frame.columns:
        frame[name] = column(frame[name], str(name))
    checks = pd.DataFrame([*table.checks], columns=list(CHECKS))
    return Estimates(frame, Method(**table.method.model_dump()), None, checks)


def save_estimates(national: object, study: Study, output: str) -> Path | None:
    """Write ``estimates.json`` into a folder, at once or not at all.

    Parameters
    ----------
    national : NationalSavings
        Anything else (no data, a refusal) writes nothing.
    study : Study
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).

    Returns
    -------
    Path or None
        The file.
    """
    if not output or not isinstance(national, NationalSavings):
        return None
    content = StoredEstimates(
        period=study.period,
        synthetic=national.synthetic,
        level=study.level,
        enterprises=national.whole.panel.design.n_units,
        adopters=int((national.whole.panel.design.cohort >= 0).sum()),
        provinces=int(national.whole.panel.used["province"].nunique()),
        tables={name: stored(table) for name, table in tables_of(national, study.level).items()},
    )
    return write_json(content, Path(output), ESTIMATES)


def read_estimates(path: Path | str) -> NationalEstimates:
    """National estimates of a file.

    Parameters
    ----------
    path : Path or str
        ``estimates.json``.

    Returns
    -------
    NationalEstimates

    Raises
    ------
    InputError
        ``estimates.missing`` or ``estimates.damaged``.
    """
    path = Path(path)
    try:
        content = StoredEstimates.model_validate_json(path.read_text(encoding="utf-8"))
        tables = {name: restored(table) for name, table in content.tables.items()}
        tables["overall"].row("overall")
    except OSError as error:
        raise InputError([Problem("estimates.missing", str(path), error.strerror or str(error))]) from error
    except (ValidationError, ValueError, KeyError) as error:
        found = str(error).splitlines()[0][:200]
        raise InputError([Problem("estimates.damaged", str(path), found)]) from error
    run = path.resolve().parents[3].name if len(path.resolve().parents) > 3 else ""  # noqa: PLR2004 - depth of a job
    return NationalEstimates(path, run, content, tables)


def newest_national(study: Study, output: str = "", uses: Mapping[str, str] | None = None) -> NationalEstimates | None:
    """National estimates for the study's period, for a province's report to show beside its own.

    Parameters
    ----------
    study : Study
    output : str
        Output folder of the running notebook, which tells where outputs are kept; empty: where the study says.
    uses : mapping of str to str, optional
        Folders of the jobs that this one uses: where a national job is among them, its estimates are taken, else those
        of the newest run.

    Returns
    -------
    NationalEstimates or None
        None when there are none. Synthetic ones stand beside synthetic ones only.

    Raises
    ------
    InputError
        ``estimates.damaged``.
    """
    synthetic = is_synthetic(study, TABLES)
    for folder in (Path(each) for each in (uses or {}).values()):
        if folder.parent.name == NATIONAL and folder.parent.parent.name == NOTEBOOK:
            path = folder / ESTIMATES
            return read_estimates(path) if path.is_file() and of_kind(path, synthetic=synthetic) else None
    outputs = outputs_of(output) or study.root / study.paths.outputs
    newest = find_national(outputs, study.period, synthetic=synthetic)
    return None if newest is None else read_estimates(newest)
