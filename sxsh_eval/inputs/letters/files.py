"""Reading the file of an official letter as text: .txt, .docx or .pdf."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.files.child import in_child
from sxsh_eval.inputs.files.guard import guard
from sxsh_eval.inputs.letters.cleaning import clean_all, without_emphasis
from sxsh_eval.inputs.letters.encodings import Decoded, decode_text
from sxsh_eval.inputs.letters.joining import join_broken, unwrap
from sxsh_eval.inputs.letters.legacy import UNICODE_SHARE, WORDS_NEEDED
from sxsh_eval.inputs.letters.pdf_text import pdf_paragraphs
from sxsh_eval.inputs.letters.syllables import vietnamese_share
from sxsh_eval.inputs.letters.text import LetterText, Paragraph
from sxsh_eval.inputs.letters.word_text import word_paragraphs
from sxsh_eval.parameters.yaml_files import label_of

FORMS: dict[str, Literal["txt", "docx", "pdf"]] = {".txt": "txt", ".docx": "docx", ".docm": "docx", ".pdf": "pdf"}
MOST_BYTES_EVER = 100_000_000
MOST_BYTES = {".txt": 3_000_000}
"""Five hundred pages of text are half of that; it is read without a process of its own."""


def read_text(path: Path, *, within: Path | None = None) -> LetterText:
    """Text of a letter's file, one paragraph a paragraph.

    Parameters
    ----------
    path : Path
        A .txt, .docx or .pdf file.
    within : Path, optional
        Folder that the file must really lie in, links followed.

    Returns
    -------
    LetterText
        Clean paragraphs in reading order with their places; what was converted, dropped or joined are its `changes`.

    Raises
    ------
    InputError
        If the file is absent, damaged, dangerous, of another kind or without text.
    """
    where = label_of(path)
    kind = guard(path, within=within, known=tuple(FORMS), most=MOST_BYTES.get(path.suffix.lower(), MOST_BYTES_EVER))
    data = path.read_bytes()
    if kind.suffix == ".txt":
        found, notes = text_lines(data, where)
    else:
        found, notes = in_child(word_paragraphs if kind.suffix != ".pdf" else pdf_paragraphs, str(path), where)
    cleaned, more = clean_all(found, where)
    plain, emphasis = without_emphasis(cleaned, where)
    whole, joints = join_broken(plain, where)
    if not whole:
        raise InputError([Problem("text.none", where, "-")])
    notes = [*kind.warnings, *notes, *more, *emphasis, *joints, *language_notes(whole, where)]
    digest = hashlib.sha256(data).hexdigest()
    return LetterText(path.name, digest, tuple(whole), tuple(notes), FORMS[kind.suffix])


def text_lines(data: bytes, where: str) -> tuple[list[Paragraph], list[Problem]]:
    """Lines of a text file, each a paragraph unless a program broke the lines at a fixed width.

    Parameters
    ----------
    data : bytes
        Whole file.
    where : str
        Name of the file in problems.

    Returns
    -------
    tuple of list
        Paragraphs with their lines; warnings.
    """
    decoded = decode_text(data, where)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    lines = [Paragraph(line.strip(), at) for at, line in enumerate(text.split("\n"), start=1)]
    return unwrap(lines), encoding_notes(decoded, where)


def encoding_notes(decoded: Decoded, where: str) -> list[Problem]:
    """Warnings on a file that is not plain UTF-8."""
    notes = []
    if decoded.encoding != "utf-8":
        notes.append(Problem("text.decoded", where, decoded.encoding, severity="warning"))
    if decoded.legacy:
        notes.append(Problem("text.legacy", where, decoded.legacy, severity="warning"))
    return notes


def language_notes(paragraphs: list[Paragraph], where: str) -> list[Problem]:
    """Warning on a text whose marked words are mostly not Vietnamese: letters of an unknown font, or of two.

    Parameters
    ----------
    paragraphs : list of Paragraph
        Of the whole letter.
    where : str
        Name of the file.
    """
    share, words = vietnamese_share("\n".join(one.text for one in paragraphs))
    if words < WORDS_NEEDED or share >= UNICODE_SHARE:
        return []
    return [Problem("text.not_vietnamese", where, f"{share:.0%}", severity="warning")]
