"""Last look at a report before it is saved: every number made from enterprises says on how many it rests, enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sxsh_eval.estimates.disclosure.gate import named_in
from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.parameters.choices import Disclosure
from sxsh_eval.reports.model import Figure, Report, Section, Table

PRIVATE = {
    "source.survey",
    "source.enterprises",
    "source.metering",
    "source.synthetic",
    "source.national_run",
    "source.national_run_synthetic",
}
SINGLE_SITES = ("site_baselines", "site_savings")
"""How ids of tables with one enterprise a row end, for the ministry alone: the gate gives them to nobody else."""


class UnreleasedError(ValueError):
    """A section was built from estimates that did not pass the gate: a fault of ours, not of the data."""


def check_release(report: Report, choices: Disclosure, names: frozenset[str] = frozenset()) -> Report:
    """The report itself, if nothing in it tells on single enterprises.

    Parameters
    ----------
    report : Report
    choices : Disclosure
    names : frozenset of str
        Codes and names of enterprises.

    Returns
    -------
    Report

    Raises
    ------
    UnreleasedError
        With every table, figure and text that forgot the gate.
    """
    if found := list(unreleased(report, choices, names)):
        raise UnreleasedError("; ".join(found))
    return report


def unreleased(report: Report, choices: Disclosure, names: frozenset[str] = frozenset()) -> Iterator[str]:
    """What forgot the gate: by table or figure, then by the enterprise that is named."""
    least = Rules.of(choices).minimum_count
    for block in blocks_of(report.sections):
        if choices.audience == "internal" and block.id.endswith(SINGLE_SITES):
            continue
        yield from small_counts(block, least)
    if choices.audience == "public":
        for text in words_of(report.model_dump(mode="json")):
            if named_in(text, names):
                yield f"an enterprise is named: {text}"


def small_counts(block: Table | Figure, least: int) -> Iterator[str]:
    """Numbers of a block that rest on too few enterprises, or do not say on how many."""
    content = block.model_dump(mode="json")
    shown = content["rows"] if isinstance(block, Table) else content["data"]
    is_private = bool(PRIVATE & {str(one["key"]) for one in nested(content["source"]) if one.get("kind") == "phrase"})
    if is_private and block.fewest is None and any(one.get("kind") == "num" for one in nested(shown)):
        yield f"{block.id}: does not say on how many enterprises it rests"
    if block.fewest is not None and 0 < block.fewest < least:
        yield f"{block.id}: rests on {block.fewest} of at least {least}"
    for one in nested(shown):
        if isinstance(n := one.get("n"), int) and 0 < n < least:
            yield f"{block.id}: a mark rests on {n} of at least {least}"
    if is_private and isinstance(block, Table):
        yield from small_cells(block, least)


def small_cells(table: Table, least: int) -> Iterator[str]:
    """Counts of enterprises or answers in a table that are too small."""
    counted = [at for at, column in enumerate(table.columns) if column.head.key in {"column.n", "column.adopters"}]
    for row in table.rows:
        for at in counted:
            cell = row[at]
            if cell is not None and cell.kind == "num" and 0 < cell.value < least:
                yield f"{table.id}: counts {cell.value} of at least {least}"


def blocks_of(sections: Iterable[Section]) -> Iterator[Table | Figure]:
    """All tables and figures."""
    for section in sections:
        yield from (block for block in section.blocks if block.block != "text")
        yield from blocks_of(section.parts)


def nested(value: object) -> Iterator[Mapping[str, Any]]:
    """All mappings inside a JSON value, itself among them."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from nested(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from nested(inner)


def words_of(value: object) -> Iterator[str]:
    """Texts that came from data."""
    for one in nested(value):
        if one.get("kind") == "verbatim":
            yield str(one["text"])
        elif one.get("kind") == "name":
            yield from (str(one["vi"]), str(one["en"]))
