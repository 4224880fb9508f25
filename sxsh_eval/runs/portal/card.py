"""``card.json`` of a job folder: what the index page tells of it, so that the page needs no large file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from sxsh_eval.parameters.quantity import Value
from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.notebook_source import title_of
from sxsh_eval.runs.portal.series import select_values

CARD = "card.json"
NUMBERS = "numbers.json"
NOTEBOOK = "notebook.ipynb"
SCHEMA_VERSION = 1
SCORECARD, BALANCE = "scorecard", "rows"
COUNTS = ("rows_read", "rows_used", "rows_refused", "rows_repeated")
WORDS = ("indicator", "target", "figure", "as_of")
MARKS = ("evidence", "verdict")

Card = dict[str, Any]
Both = dict[str, str]


def make_card(folder: Path, province: str, period: str) -> Card:
    """What ``report.json`` and ``numbers.json`` of a folder say in short, finished in both languages.

    Parameters
    ----------
    folder : Path
        Job folder, or the folder it is made in; either file may be absent.
    province, period : str
        Of the job.

    Returns
    -------
    dict
        ``title`` of the notebook; ``synthetic, unconfirmed``;
        ``scorecard`` and ``balance``, one dict a row; ``values`` as of `select_values`.

    Raises
    ------
    ValueError
        If a file is there and cannot be understood; names it.
    """
    report = _content(folder, REPORT)
    numbers = _content(folder, NUMBERS)
    try:
        tables = {table["id"]: table for table in _tables(report.get("sections", []))}
        scorecard = [_judged(row) for row in _rows(tables.get(SCORECARD))]
        balance = [_counted(row) for row in _rows(tables.get(BALANCE))]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{REPORT}: {type(error).__name__}") from error
    try:
        values = select_values(numbers.get("rows", []), province, period)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise ValueError(f"{NUMBERS}: {type(error).__name__}") from error
    return {
        "schema_version": SCHEMA_VERSION,
        "title": title_of(folder / NOTEBOOK),
        "synthetic": bool(report.get("synthetic") or numbers.get("synthetic")),
        "unconfirmed": bool(report.get("unconfirmed")),
        "scorecard": scorecard,
        "balance": balance,
        "values": values,
    }


def write_card(folder: Path, province: str, period: str) -> None:
    """Put a job's card beside its report; without one when the report cannot be understood, as the page then says.

    Parameters
    ----------
    folder : Path
        Folder the job is made in, before it is published.
    province, period : str
        Of the job.
    """
    try:
        text = json.dumps(make_card(folder, province, period), ensure_ascii=False, sort_keys=True, allow_nan=False)
    except ValueError:
        return
    (folder / CARD).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def read_card(folder: Path, province: str, period: str, recorded: str | None) -> Card:
    """Card of a folder; made anew when there is none of this version, or another one than the record knows.

    Parameters
    ----------
    folder : Path
        Job folder.
    province, period : str
        Of the job.
    recorded : str or None
        SHA-256 of the card in the job's record.

    Raises
    ------
    ValueError
        As `make_card`.
    """
    try:
        content = (folder / CARD).read_bytes()
    except OSError:
        content = b""
    if content and sha256(content).hexdigest() == recorded:
        card: Card = json.loads(content)
        if card["schema_version"] == SCHEMA_VERSION:
            return card
    return make_card(folder, province, period)


def _content(folder: Path, name: str) -> dict[str, Any]:
    try:
        content = json.loads((folder / name).read_bytes(), parse_constant=_refuse)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ValueError(f"{name}: {type(error).__name__}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{name}: {type(content).__name__}")  # noqa: TRY004 - what is in a file, not a wrong call
    return content


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _tables(sections: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for section in sections:
        yield from (block for block in section["blocks"] if block["block"] == "table")
        yield from _tables(section.get("parts", []))


def _rows(table: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Rows of a table by the names of their columns."""
    if table is None:
        return
    heads = [column["head"]["key"].removeprefix("column.") for column in table["columns"]]
    for row in table["rows"]:
        yield dict(zip(heads, row, strict=True))


@cache
def _values() -> TypeAdapter[Value]:
    return TypeAdapter(Value)


def _both(value: Any) -> Both | None:
    from sxsh_eval.reports.language import LANGUAGES, Language  # dates and numbers are not needed where cards are there

    if value is None:
        return None
    known = _values().validate_python(value)
    return {code: Language(code).show(known) for code in LANGUAGES}


def _judged(row: Mapping[str, Any]) -> dict[str, Any]:
    """Row of the scorecard; that of a province without a letter has no figure, day or evidence."""
    marks = {name: row[name]["name"] if row.get(name) else None for name in MARKS}
    return {name: _both(row.get(name)) for name in WORDS} | marks


def _counted(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"table": _both(row["table"])} | {name: int(row[name]["value"]) for name in COUNTS}
