"""From a letter's file to a folder for its review: draft, workbook, pages; whole or not at all."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from sxsh_eval.errors import InputError, Problem, UsageError
from sxsh_eval.inputs.letter_files import letter_problems
from sxsh_eval.inputs.letters.claims_text import claims_text
from sxsh_eval.inputs.letters.extract import read_figures
from sxsh_eval.inputs.letters.files import read_text
from sxsh_eval.inputs.letters.reading import Reading
from sxsh_eval.inputs.letters.stored import StoredReading, read_stored, stored_reading
from sxsh_eval.parameters.letter_patterns import read_patterns
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.saved import write_json
from sxsh_eval.parameters.text import fold
from sxsh_eval.parameters.yaml_files import Document, label_of
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.runs.project import Project, open_project

DRAFTS = "data/drafts"
DRAFT, WORKBOOK, READING = "draft.yml", "review.xlsx", "reading.json"
PAGES = {code: f"review.{code}.html" for code in LANGUAGES}
PATTERNS = "parameters/letter_patterns"


def read_letter_file(
    file: Path, *, province: str | None = None, year: int | None = None, folder: Path | None = None, replace: bool
) -> str:
    """Read a letter and write what the analyst needs to review it.

    Parameters
    ----------
    file : Path
        The letter: .txt, .docx or .pdf.
    province : str, optional
        Whose letter it is, where its head does not tell.
    year : int, optional
        Of the letter, where its head does not tell.
    folder : Path, optional
        Where drafts go; by default ``data/drafts`` of the project.
    replace : bool
        Whether a draft that the analyst has edited may be replaced; it is then kept under a numbered name.

    Returns
    -------
    str
        What was read and where to look, in both languages.

    Raises
    ------
    InputError
        If the file cannot be read, or a draft of the same letter was edited.
    UsageError
        If the province is unknown.
    """
    project = open_project()
    slug = None if province is None else any_province(project.registry, province, year)
    text = read_text(file)
    patterns = read_patterns(project.root / PATTERNS, project.registry)
    reading = read_figures(text, project.registry, patterns, province=slug, year=year)
    made = write_review(reading, project, folder or project.root / DRAFTS, replace=replace)
    return summary(reading, made, project.registry)


def any_province(registry: Registry, text: str, year: int | None) -> str:
    """Slug of the province that a text names: in a year, else on the latest day on which one has the name.

    Raises
    ------
    UsageError
        If no province has it.
    """
    if year is not None:
        return registry.province(text, dt.date(year, 12, 31)).slug
    days = sorted({province.valid_from for province in registry.provinces}, reverse=True)
    for day in days[:-1]:
        try:
            return registry.province(text, day).slug
        except UsageError:
            continue
    return registry.province(text, days[-1]).slug


def draft_problems(reading: Reading, registry: Registry) -> list[Problem]:
    """What keeps figures from being confirmed as they were read."""
    return list(letter_problems(reading.letter, registry, Document(DRAFT, None)))


def write_review(reading: Reading, project: Project, drafts: Path, *, replace: bool) -> Path:
    """Write the folder of a letter's review.

    Parameters
    ----------
    reading : Reading
    project : Project
    drafts : Path
        Folder of all drafts.
    replace : bool
        Whether an edited draft may be replaced.

    Returns
    -------
    Path
        ``<drafts>/<province>-<year>`` with ``draft.yml``, ``review.xlsx``, the pages and ``reading.json``.

    Raises
    ------
    InputError
        If a draft of the same name was edited or is of another letter, or the folder cannot be written.
    """
    from sxsh_eval.runs.publish import prepare_outputs, publish, staging

    folder = drafts / fold(f"{reading.letter.province}-{reading.letter.date.year}")
    problems = kept_problems(folder, reading)
    if problems and not replace:
        raise InputError(problems)
    if problems:
        shutil.copytree(folder, free_name(folder))
    prepare_outputs(drafts)
    with staging(drafts) as ready:
        write_files(ready, reading, project.registry, label_of(folder))
        publish(drafts, ready, folder)
    return folder


def write_files(ready: Path, reading: Reading, registry: Registry, shown: str) -> None:
    """Write all files of a review into an empty folder; `shown` is the name under which it will stand."""
    from sxsh_eval.reports.review.page import review_html
    from sxsh_eval.reports.review.workbook import review_workbook

    draft, problems = stored_reading(reading), draft_problems(reading, registry)
    contents = {
        DRAFT: claims_text(reading.letter, draft_comment(), up="../").encode("utf-8"),
        WORKBOOK: review_workbook(draft, registry),
    }
    for code, name in PAGES.items():
        contents[name] = review_html(reading, registry, Language(code), folder=shown, problems=problems)
    for name, content in contents.items():
        (ready / name).write_bytes(content)
    written = {name: sha256(contents[name]).hexdigest() for name in (DRAFT, WORKBOOK)}
    write_json(StoredReading(**(dict(draft) | {"written": written})), ready, READING)


def draft_comment() -> str:
    """How to edit a draft, in both languages."""
    return "\n".join(Language(code).text("review.draft_comment").strip() for code in LANGUAGES)


def kept_problems(folder: Path, reading: Reading) -> list[Problem]:
    """Why a folder may not simply be replaced: the analyst has edited it, or it holds another letter."""
    if not folder.exists():
        return []
    edited = edited_files(folder)
    if edited:
        return [Problem("review.edited", label_of(folder), ", ".join(edited))]
    before = read_stored(folder / READING)
    if reading.text.sha256 == before.sha256 or reading.text.file == before.file:
        return []
    return [Problem("review.other_letter", label_of(folder), before.file, {"file": reading.text.file})]


def edited_files(folder: Path) -> list[str]:
    """Files of a draft that differ from what was written; all of them where that cannot be told."""
    try:
        written = read_stored(folder / READING).written
    except InputError:
        return sorted(path.name for path in folder.iterdir())
    paths = {name: folder / name for name in written}
    return [
        name
        for name, path in paths.items()
        if path.is_file() and sha256(path.read_bytes()).hexdigest() != written[name]
    ]


def free_name(path: Path) -> Path:
    """Name beside a file or folder for keeping it: ``<name>.bak-1``, ``.bak-2`` ..."""
    number = 1
    while path.with_name(f"{path.name}.bak-{number}").exists():
        number += 1
    return path.with_name(f"{path.name}.bak-{number}")


def summary(reading: Reading, folder: Path, registry: Registry) -> str:
    """What was read and where to look, in both languages."""
    from sxsh_eval.reports.review.words import LOOK, needs_a_look

    claims = reading.letter.claims.values()
    left = [number for number in reading.numbers if not number.claims]
    counted: Sequence[tuple[str, int]] = (
        ("figures", len(claims)),
        ("unsure", sum(needs_a_look(claim) for claim in claims)),
        ("left", len(left)),
        ("look", sum(number.fate in LOOK for number in left)),
    )
    values = {name: str(count) for name, count in counted}
    values |= {"folder": label_of(folder), "problems": str(len(draft_problems(reading, registry)))}
    values |= {"doubts": str(len(reading.doubts)), "changes": str(len(reading.text.changes))}
    return "\n\n".join(Language(code).text("review.summary", **values).strip() for code in LANGUAGES)
