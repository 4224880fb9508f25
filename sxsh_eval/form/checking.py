"""Tables of the form held against their codebooks, in words of both languages. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_eval.errors import Problem, ProblemsError
from sxsh_eval.form.files import PRIVATE
from sxsh_eval.reports.language import LANGUAGES, Language

if TYPE_CHECKING:
    from sxsh_eval.reports.workbooks.problem_lines import ProblemLine

FEW = 5
"""Faults that are told on the spot; a page lists all."""


@dataclass(frozen=True)
class Checked:
    """What a check or an import of a table said.

    Attributes
    ----------
    file : str
        Relative to the root.
    facts : dict of str to list of str
        Sentences by language.
    errors : int
        Faults; rows with one are not used.
    first : dict of str to list of str
        The first faults by language.
    files : tuple of str
        Page of problems, marked copy, correction log.
    usable : bool
        Whether its sound rows may be imported.
    problems : tuple of Problem
        Why nothing could be judged.
    """

    file: str
    facts: dict[str, list[str]]
    errors: int = 0
    first: dict[str, list[str]] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    usable: bool = False
    problems: tuple[Problem, ...] = ()


def check_table(root: Path, study: Path, file: str, kind: str) -> Checked:
    """Hold a table against its codebook, and write its problems beside it.

    Parameters
    ----------
    root : Path
        Folder of the project.
    study : Path
        Its study file.
    file : str
        Relative to the root.
    kind : str
        Name of the codebook.

    Returns
    -------
    Checked
    """
    from sxsh_eval.reports.workbooks.problem_lines import problem_lines
    from sxsh_eval.reports.workbooks.problem_page import fact_lines
    from sxsh_eval.runs.tables.checks import examine_file, read_table_project, write_check

    try:
        project = read_table_project(study)
        examined = examine_file(project, root / file, table=kind)
        made = write_check(examined, project.rules, root / file)
    except ProblemsError as error:
        return Checked(file, {}, problems=error.problems)
    lines = problem_lines(examined, project.rules)
    facts = {code: _counts_first(fact_lines(examined, lines, code)) for code in LANGUAGES}
    faults = [line for line in lines if line.severity == "error"]
    first = {code: [_in_words(line, code) for line in faults[:FEW]] for code in LANGUAGES}
    names = tuple(path.relative_to(root).as_posix() for path in made)
    usable = examined.is_usable and not examined.table.empty
    return Checked(file, facts, len(faults), first, names, usable=usable)


def import_file(root: Path, study: Path, file: str, kind: str) -> Checked:
    """Store the sound rows of a table in ``data/private/<kind>``; as `check_table`, of the import."""
    from sxsh_eval.runs.tables.checks import read_table_project
    from sxsh_eval.runs.tables.imports import import_table

    try:
        done = import_table(read_table_project(study), root / file, table=kind)
    except ProblemsError as error:
        return Checked(file, {}, problems=error.problems)
    balance = done.balance
    numbers = {name: str(getattr(balance, name)) for name in ("read", "used", "refused", "deduplicated")}
    key = "imports.done" if done.is_new else "imports.same"
    facts = {
        code: [Language(code).text(key, file=done.entry.source), Language(code).text("problems.balance", **numbers)]
        for code in LANGUAGES
    }
    log = () if done.log is None else (done.log.relative_to(root).as_posix(),)
    return Checked(f"{PRIVATE.as_posix()}/{kind}", facts, files=log)


def _counts_first(facts: list[str]) -> list[str]:
    """Facts with their last, the number of faults, in front."""
    return [facts[-1], *facts[:-1]]


def _in_words(line: ProblemLine, code: str) -> str:
    """One fault as a sentence: where, what was found, what is expected, what to do."""
    language = Language(code)
    where = language.text("form.tables.cells", column=line.column, cells=line.cells) if line.cells else ""
    values = {"title": language.words(line.title), "where": where, "found": line.found}
    values |= {"expected": language.words(line.expected), "action": language.words(line.action)}
    return language.text("form.tables.fault", **values)
