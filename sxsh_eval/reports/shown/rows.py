"""Numbers of a result: which tables it shows, one tidy table of them, and their rows as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import floor, isfinite, log10
from typing import Any

import pandas as pd

from sxsh_eval.errors import Problem, UsageError
from sxsh_eval.estimates.numbers import NumberRow
from sxsh_eval.estimates.result import KEYS, NUMBERS, WORDS, Estimates
from sxsh_eval.parameters.quantity import Listing, Mark, Value, Verbatim
from sxsh_eval.reports.comparison.labels import reason_words, years
from sxsh_eval.reports.shown.words import VI, both, indicator_name, known, labels
from sxsh_eval.shown import Guarded, Shown

MOST_ROWS = 12
LEFT, RIGHT = (f'style="text-align:{side};vertical-align:top"' for side in ("left", "right"))
DIGITS = 3
"""Significant digits of a number whose unit says nothing else."""
CODED = {"verdict": "mark.verdict", "severity": "mark.severity"}
"""Columns of codes that have words."""


def parts(result: object, name: str = "") -> Iterator[tuple[str, Estimates | pd.DataFrame]]:
    """Tables that a result shows, with the name by which each is reached from it."""
    match result:
        case Estimates() | pd.DataFrame():
            yield name, result
        case Mapping():
            for key, value in result.items():
                yield from parts(value, f"{name}[{key!r}]")
        case tuple():
            for at, value in enumerate(result):
                yield from parts(value, f"{name}[{at}]")
        case Guarded() if not result.may_be_shown:
            return
        case Shown():
            for attribute in result.shows:
                yield from parts(getattr(result, attribute), f"{name}.{attribute}" if name else attribute)


def tidy(result: Shown) -> pd.DataFrame:
    """As `Shown.tidy`."""
    refuse_unreleased(result)
    found = list(parts(result))
    tables = [one.table.assign(table=name or "table") for name, one in found if isinstance(one, Estimates)]
    if tables:
        further = [name for name in dict.fromkeys(c for table in tables for c in table) if name not in ORDER]
        return pd.concat(tables, ignore_index=True).reindex(columns=[*ORDER, *further])
    plain = [table for _, table in found if isinstance(table, pd.DataFrame)]
    if not plain:
        raise UsageError([Problem("shown.no_numbers", type(result).__name__, "-")])
    return plain[0].copy()


ORDER = ("table", *KEYS, *NUMBERS, *WORDS)


def refuse_unreleased(*results: object) -> None:
    """Stop where a result has not passed its gate.

    Raises
    ------
    UsageError
        Naming every such result with its gate.
    """
    closed = [one for one in results if isinstance(one, Guarded) and not one.may_be_shown]
    if closed:
        raise UsageError(
            Problem("shown.not_released", type(one).__name__, "-", {"gate": f"sx.{one.gate}"}) for one in closed
        )


def estimates_html(found: Estimates) -> str:
    """Rows under the contract as a table in words."""
    table = found.table.head(MOST_ROWS)
    mixed = varying(found, KEYS[:-1])
    graded = bool(varying(found, ("evidence",)))
    heads = ["what", "value", "interval", "n", *(["evidence"] if graded else []), "reason"]
    rows = [cells(row, mixed, graded=graded) for row in table.to_dict("records")]
    filled = [at for at, _ in enumerate(heads) if any(row[at] for row in rows)]
    looks = [LEFT if heads[at] in {"what", "evidence", "reason"} else RIGHT for at in filled]
    top = "".join(f"<th {look}>{both(f'shown.head.{heads[at]}')}</th>" for at, look in zip(filled, looks, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td {look}>{row[at]}</td>' for at, look in zip(filled, looks, strict=True))}</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{left_out(len(found.table))}"


def varying(found: Estimates, columns: Sequence[str]) -> list[str]:
    """Columns that differ from row to row, and so have to be told in each."""
    return [name for name in columns if len(set(found.table[name])) > 1]


def coded(home: str, code: str) -> str:
    """Word of a code beside the code."""
    return f"{VI.text(f'{home}.{code}')} ({code})" if known(f"{home}.{code}") else code


def left_out(rows: int) -> str:
    """How many rows are not shown."""
    return f"<p>{both('shown.more', n=str(rows - MOST_ROWS))}</p>" if rows > MOST_ROWS else ""


def cells(row: Mapping[Any, Any], mixed: list[str], *, graded: bool) -> list[str]:
    """Cells of a row in the order of the heads; empty where there is nothing to say."""
    value, low, high = (float(row[name]) for name in ("estimate", "conf_low", "conf_high"))
    unit, digits = str(row["unit"]), digits_of(value)
    interval = ends_text(low, high, digits)
    n = VI.number(float(row["n_obs"]), 0) if isfinite(float(row["n_obs"])) else ""
    evidence = [VI.show(Mark(scale="evidence", name=str(row["evidence"])))] if graded else []
    reason = reason_words(str(row["reason"]))
    why = "" if reason is None else escape(VI.show(reason))
    return [named(row, mixed), with_unit(value, unit, digits) if isfinite(value) else "", interval, n, *evidence, why]


def ends_text(low: float, high: float, digits: int) -> str:
    """Ends of an interval without a unit; empty where there are none."""
    if not (isfinite(low) and isfinite(high)):
        return ""
    first, second = VI.number(low, digits), VI.number(high, digits)
    return first if first == second else VI.text("range.signed" if low < 0 else "range.plain", low=first, high=second)


def named(row: Mapping[Any, Any], mixed: list[str]) -> str:
    """What a row is about in words, with the term by which `Estimates.row` finds it."""
    speaking = {"indicator": indicator_name, "province": labels().place, "sector": labels().level, "period": years}
    told: list[Value] = [speaking[key](str(row[key])) for key in mixed if row[key]]
    known = {name: text for name, text in row.items() if name in NumberRow.model_fields and pd.notna(text)}
    term = labels().term(NumberRow.model_construct(**{"table": "", **known})) if row["term"] else Verbatim(text="")
    words = VI.show(Listing(items=(*told, term), long=True)).strip("; ")
    code = escape(str(row["term"]))
    return f"{escape(words)}<br><code>{code}</code>" if words != str(row["term"]) and code else escape(words)


def digits_of(value: float) -> int:
    """Decimals that leave three significant digits, at most four; none for whole numbers."""
    if not isfinite(value) or value == round(value):
        return 0
    return min(4, max(0, DIGITS - 1 - floor(log10(abs(value)))))


def with_unit(value: float, unit: str, digits: int | None = None) -> str:
    """Number with the word of its unit, or with its key where there is none."""
    if known(f"unit.{unit}"):
        return escape(VI.quantity(value, unit, digits))
    word = VI.text(f"shown.unit.{unit}") if known(f"shown.unit.{unit}") else unit
    return f"{VI.number(value, digits)} {escape(word)}".strip()


def frame_html(table: pd.DataFrame) -> str:
    """First rows of a plain table; its columns keep the names by which they are used."""
    numbered = isinstance(table.index, pd.RangeIndex)
    head = table.head(MOST_ROWS)
    for column, home in CODED.items():
        if column in head:
            head = head.assign(**{column: [coded(home, str(code)) for code in head[column]]})
    text: str = head.to_html(index=not numbered, na_rep="", border=0, escape=True, float_format="{:.4g}".format)
    return text + left_out(len(table))
