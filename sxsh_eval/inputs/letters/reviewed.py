"""An edited draft against what had been read: what was confirmed, corrected, rejected or forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Claim, Letter, Place
from sxsh_eval.inputs.letter_files import letter_problems
from sxsh_eval.parameters.quantity import Num, Range, Span, Words
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.validation import validate
from sxsh_eval.parameters.yaml_files import Document, read_yaml

FIELDS = tuple(name for name in Claim.model_fields if name != "review")


def read_edited_draft(path: Path, read: Letter, registry: Registry) -> Letter:
    """Letter of a draft that was edited as YAML.

    Parameters
    ----------
    path : Path
        ``draft.yml`` as the analyst saved it.
    read : Letter
        As the program had read it.
    registry : Registry

    Returns
    -------
    Letter
        As `settle_review` gives it, checked like every claims file.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    document = read_yaml(path)
    letter = validate(document, Letter)
    return checked_review(letter, read, registry, document)


def checked_review(letter: Letter, read: Letter, registry: Registry, document: Document) -> Letter:
    """Settled letter without known errors.

    Raises
    ------
    InputError
        With what `settle_review` finds, then with what is wrong in any claims file.
    """
    problems: list[Problem] = []
    settled = letter
    try:
        settled = settle_review(letter, read, document)
    except InputError as error:
        problems += error.problems
    problems += letter_problems(settled, registry, document)
    if problems:
        raise InputError(problems)
    return settled


def settle_review(letter: Letter, read: Letter, document: Document) -> Letter:
    """Letter as the analyst left it, with the status that each figure's edits give it.

    Parameters
    ----------
    letter : Letter
        As edited.
    read : Letter
        As the program had read it.
    document : Document
        Tells where a figure stands, for messages.

    Returns
    -------
    Letter
        A figure that was confirmed but changed is corrected; corrected ones keep what had been read in
        ``review.read_as``; rejected ones stand as they were read. Figures typed by hand are left alone.

    Raises
    ------
    InputError
        With every figure that was changed without being marked, marked without being changed, or taken out.
    """
    problems = list(_problems(letter, read, document))
    if problems:
        raise InputError(problems)
    claims = {key: _settled(claim, read.claims.get(key)) for key, claim in letter.claims.items()}
    return letter.model_copy(update={"claims": claims})


def changes(claim: Claim, read: Claim) -> dict[str, str]:
    """Fields in which a figure differs from what had been read, with the text of what had been read."""
    return {name: said(getattr(read, name)) for name in FIELDS if getattr(claim, name) != getattr(read, name)}


def said(value: Any) -> str:  # noqa: PLR0911 - one line a kind of value
    """Short text of a field's value."""
    match value:
        case None:
            return "-"
        case Num():
            bound = "" if value.bound == "exact" else f" ({value.bound})"
            return f"{value.value:.15g} {value.unit}{bound}"
        case Range():
            return f"{value.low:.15g} - {value.high:.15g} {value.unit}"
        case Span():
            return f"{value.first}-{value.last}"
        case Place():
            return f"{value.section} {value.paragraph}"
        case Words():
            return value.vi
    return str(value)


def _problems(letter: Letter, read: Letter, document: Document) -> Iterator[Problem]:
    for key, claim in letter.claims.items():
        before, where = read.claims.get(key), document.where(("claims", key, "review", "status"))
        if before is None:
            continue
        if claim.review is None:
            yield Problem("review.no_status", document.where(("claims", key)), key)
            continue
        changed = changes(claim, before)
        if changed and claim.review.status == "draft":
            yield Problem("review.changed_unmarked", where, ", ".join(changed), {"key": key})
        if not changed and claim.review.status == "corrected":
            yield Problem("review.nothing_changed", where, "=", {"key": key})
    for key in read.claims:
        if key not in letter.claims:
            yield Problem("review.figure_missing", document.where(("claims",)), key)


def _settled(claim: Claim, read: Claim | None) -> Claim:
    if claim.review is None or read is None or read.review is None:
        return claim
    status, changed = claim.review.status, changes(claim, read)
    if status == "rejected":
        return read.model_copy(update={"review": read.review.model_copy(update={"status": status})})
    if status == "confirmed" and changed:
        status = "corrected"
    update = {"status": status, "read_as": changed if status == "corrected" else {}}
    return claim.model_copy(update={"review": read.review.model_copy(update=update)})
