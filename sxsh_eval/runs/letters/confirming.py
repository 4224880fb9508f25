"""From a reviewed draft to the province's claims file."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from sxsh_eval.errors import InputError, Problem, UsageError
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.confirmed import status_of, usable_letter
from sxsh_eval.inputs.letter_files import read_letter
from sxsh_eval.inputs.letters.claims_text import claims_text
from sxsh_eval.inputs.letters.reviewed import read_edited_draft
from sxsh_eval.inputs.letters.stored import StoredReading, read_stored
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.parameters.yaml_files import label_of
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.runs.letters.reading import DRAFT, READING, WORKBOOK, edited_files, free_name
from sxsh_eval.runs.project import open_project

OWN_NOTES = ("remarks", "gaps", "contradictions", "funding_sources")
STATUSES = ("confirmed", "corrected", "rejected", "draft")


def confirm_review(file: Path, *, replace: bool) -> str:
    """Write the claims file of a letter that was reviewed.

    Parameters
    ----------
    file : Path
        ``review.xlsx`` or ``draft.yml`` in the letter's folder of drafts.
    replace : bool
        Whether a claims file of the same province and year may be replaced; it is then kept under a numbered name, and
        what it says of the same letter beside the figures is carried over.

    Returns
    -------
    str
        How many figures have which status, and where they are, in both languages.

    Raises
    ------
    InputError
        With everything that is wrong in the file; if no figure was confirmed, or there is a claims file already.
    UsageError
        If the file is neither of the two.
    """
    project = open_project()
    letter, draft = reviewed_letter(file, project.registry)
    usable_letter(letter)
    target = project.claims / f"{letter.province}-{letter.date.year}.yml"
    if target.exists() and not replace:
        raise InputError([Problem("review.claims_exist", label_of(target), letter.number)])
    letter = with_own_notes(letter, target, project.registry)
    text = claims_text(letter, claims_comment(letter, draft))

    def write(part: Path) -> None:
        part.write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            shutil.copy2(target, free_name(target))

    write_whole(target, write)
    return summary(letter, target, file)


def with_own_notes(letter: Letter, older: Path, registry: Registry) -> Letter:
    """What an analyst wrote beside the figures of the same letter before, which no program reads: kept."""
    try:
        before = read_letter(older, registry) if older.is_file() else None
    except InputError:
        return letter  # a damaged file stays in its numbered copy
    if before is None or before.number != letter.number:
        return letter
    return letter.model_copy(update={name: getattr(letter, name) or getattr(before, name) for name in OWN_NOTES})


def reviewed_letter(file: Path, registry: Registry) -> tuple[Letter, StoredReading]:
    """Letter as the analyst left it, with what had been read."""
    from sxsh_eval.reports.review.answers import read_review

    kind = file.suffix.lower()
    if kind not in {".xlsx", ".yml", ".yaml"}:
        raise UsageError([Problem("review.which_file", label_of(file), file.name)])
    if not file.is_file():
        raise InputError([Problem("file.missing", label_of(file), "-")])
    draft = read_stored(file.parent / READING)
    if kind == ".xlsx":
        return read_review(file, draft, registry), draft
    return read_edited_draft(file, draft.letter, registry), draft


def claims_comment(letter: Letter, draft: StoredReading) -> str:
    """Where the figures come from, in both languages."""
    values = {"number": letter.number, "file": draft.file, "hash": draft.sha256}
    return "\n".join(Language(code).text("review.claims_comment", **values).strip() for code in LANGUAGES)


def summary(letter: Letter, target: Path, file: Path) -> str:
    """How many figures have which status, in both languages."""
    counted = Counter(status_of(claim) for claim in letter.claims.values())
    values = {status: str(counted[status]) for status in STATUSES} | {"file": label_of(target)}
    told = []
    other = DRAFT if file.suffix.lower() == ".xlsx" else WORKBOOK
    both = other in edited_files(file.parent)
    for code in LANGUAGES:
        language = Language(code)
        told.append(language.text("review.confirmed_summary", **values).strip())
        if both:
            told[-1] += "\n" + language.text("review.other_ignored", used=file.name, other=other)
    return "\n\n".join(told)
