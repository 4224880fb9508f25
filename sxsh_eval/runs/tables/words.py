"""What the terminal shows of a table: its balance, its problems grouped, where all of them are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sxsh_eval.inputs.tables.examined import Examined
from sxsh_eval.parameters.table_rules import TableRules
from sxsh_eval.runs.console import near
from sxsh_eval.runs.tables.imports import Imported

MOST_SHOWN = 50
LONGEST = 160


def said(examined: Examined, rules: TableRules, files: Sequence[Path]) -> str:
    """Result of a check in both languages.

    Parameters
    ----------
    examined : Examined
    rules : TableRules
    files : sequence of Path
        What was written.

    Returns
    -------
    str
        Errors first, at most `MOST_SHOWN` problems; the files have them all.
    """
    from sxsh_eval.reports.workbooks.problem_lines import problem_lines
    from sxsh_eval.reports.workbooks.problem_page import fact_lines
    from sxsh_eval.reports.workbooks.safe_book import EN, VI

    lines = problem_lines(examined, rules)
    parts: list[str] = []
    for language in (VI, EN):
        parts += [examined.cells.where, *(f"   {fact}" for fact in fact_lines(examined, lines, language.code))]
        for number, line in enumerate(lines[:MOST_SHOWN], start=1):
            severity = language.text(f"problems.{line.severity}")
            place = " · ".join(part for part in (line.column, _short(line.cells)) if part) or line.where
            parts.append(f"{number}. {severity}: {language.words(line.title)} [{line.code}] {place}")
            parts.append(f"      {_short(line.found)}")
            parts.append(f"      → {language.words(line.action)}")
        if len(lines) > MOST_SHOWN:
            parts.append(language.text("problems.more", n=str(len(lines) - MOST_SHOWN)))
        parts.append("")
    parts += [f"→ {path}" for path in files]
    return "\n".join(parts).rstrip()


def said_import(done: Imported) -> str:
    """Result of an import in both languages."""
    from sxsh_eval.reports.workbooks.safe_book import EN, VI

    balance = done.balance
    numbers = {name: str(getattr(balance, name)) for name in ("read", "used", "refused", "deduplicated")}
    parts = []
    for language in (VI, EN):
        parts.append(language.text("imports.done" if done.is_new else "imports.same", file=done.entry.source))
        parts.append(f"   {language.text('problems.balance', **numbers)}")
        if done.entry.corrections:
            parts.append(f"   {language.text('imports.corrections', n=str(len(done.entry.corrections)))}")
        if done.entry.refused_file:
            parts.append(f"   {language.text('imports.refused', file=str(done.folder / done.entry.refused_file))}")
        if done.log is not None:
            parts.append(f"   {language.text('imports.log', file=str(done.log))}")
    return "\n".join([*parts, f"→ {near(done.folder)}"])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
