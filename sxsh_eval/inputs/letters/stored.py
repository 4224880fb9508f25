"""What a program read of a letter, kept beside the files that the analyst edits, to see the edits against."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Letter, Place
from sxsh_eval.inputs.letters.reading import NumberSeen, Reading
from sxsh_eval.inputs.letters.sections import find_places
from sxsh_eval.parameters.quantity import Frozen
from sxsh_eval.parameters.yaml_files import label_of

AROUND = 70


class LeftNumber(Frozen):
    """A number of the letter of which no figure was made.

    Attributes
    ----------
    printed : str
        Its characters.
    fate : str
        Why it was left, as in `NumberSeen`.
    quote : str
        The words around it.
    line, page : int
        Where it stands in the file, from 1.
    place : Place
        Where in the letter.
    """

    printed: str
    fate: str
    quote: str
    line: int = Field(ge=1)
    page: int | None = None
    place: Place


class StoredReading(Frozen):
    """A reading as it is stored.

    Attributes
    ----------
    file, sha256 : str
        The letter's file: its name, the hash of its bytes.
    letter : Letter
        As read; never edited.
    left : dict of str to LeftNumber
        Numbers not taken, ``n1``, ``n2`` ... in the order of the text.
    written : dict of str to str
        Files that were written for the analyst by name, with the hash of their bytes: an edited one differs.
    """

    file: str
    sha256: str
    letter: Letter
    left: dict[str, LeftNumber]
    written: dict[str, str] = Field(default_factory=dict)


def stored_reading(reading: Reading) -> StoredReading:
    """Reading in the form in which it is stored."""
    places = [standing.place for standing in find_places(reading.text.paragraphs)]
    left = [_left_number(reading, number, places[number.paragraph]) for number in reading.numbers if not number.claims]
    return StoredReading(
        file=reading.text.file,
        sha256=reading.text.sha256,
        letter=reading.letter,
        left={f"n{at}": number for at, number in enumerate(left, start=1)},
    )


def _left_number(reading: Reading, number: NumberSeen, place: Place) -> LeftNumber:
    paragraph = reading.text.paragraphs[number.paragraph]
    start, end = max(number.start - AROUND, 0), number.end + AROUND
    quote = ("…" if start else "") + paragraph.text[start:end] + ("…" if end < len(paragraph.text) else "")
    return LeftNumber(
        printed=paragraph.text[number.start : number.end],
        fate=number.fate,
        quote=quote.strip(),
        line=paragraph.line,
        page=paragraph.page,
        place=place,
    )


def read_stored(path: Path) -> StoredReading:
    """Stored reading.

    Parameters
    ----------
    path : Path
        ``reading.json`` of a draft's folder.

    Returns
    -------
    StoredReading

    Raises
    ------
    InputError
        If the file is missing or damaged.
    """
    label = label_of(path)
    try:
        return StoredReading.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError([Problem("review.no_reading", label, "-")]) from None
    except (OSError, ValueError) as error:
        raise InputError([Problem("review.no_reading", label, str(error).splitlines()[0])]) from None
