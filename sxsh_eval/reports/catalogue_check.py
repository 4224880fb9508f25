"""Checking the words of reports: both languages say the same things with the same placeholders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.parameters.yaml_files import Document, read_yaml
from sxsh_eval.reports.language import LANGUAGES, flatten

FOLDER = Path(__file__).parent / "text"
UNREADABLE = "{…"
"""Stands for placeholders of an entry whose braces do not close."""


@dataclass(frozen=True)
class Words:
    """One file of one language."""

    document: Document
    entries: dict[str, str | dict[str, str]]

    def where(self, key: str) -> str:
        """File, line and key in the form used in messages."""
        return self.document.where(tuple(key.split(".")))

    def placeholders(self, key: str) -> set[frozenset[str]]:
        """Placeholders of an entry; of each of its plural forms."""
        entry = self.entries[key]
        forms = entry.values() if isinstance(entry, dict) else [entry]
        return {placeholders(str(form)) for form in forms}


def placeholders(text: str) -> frozenset[str]:
    """Names in braces."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({UNREADABLE})


def catalogue_problems(folder: Path = FOLDER) -> list[Problem]:
    """Everything wrong with the words of reports.

    Parameters
    ----------
    folder : Path
        One folder a language, with the same files in each.

    Returns
    -------
    list of Problem
        Files that cannot be read, keys that one language lacks or that stand in two files, placeholders that differ.
    """
    problems: list[Problem] = []
    read: dict[str, dict[str, Words]] = {code: {} for code in LANGUAGES}
    files = sorted({path.name for code in LANGUAGES for path in (folder / code).glob("*.yml")})
    for code in LANGUAGES:
        for path in (folder / code / name for name in files):
            try:
                document = read_yaml(path)
            except InputError as error:
                problems += error.problems
                continue
            read[code][path.name] = Words(document, flatten(document.data or {}))
        problems += repeated(read[code])
    first, second = (read[code] for code in LANGUAGES)
    for name in sorted(first.keys() & second.keys()):
        problems += differences(first[name], second[name])
    return problems


def repeated(files: dict[str, Words]) -> Iterator[Problem]:
    """Keys that stand in two files of one language."""
    home: dict[str, str] = {}
    for name, words in files.items():
        for key in words.entries:
            if key in home:
                yield Problem("words.repeated", words.where(key), key, {"file": home[key]})
            home.setdefault(key, name)


def differences(one: Words, other: Words) -> Iterator[Problem]:
    """Keys of one file that the other lacks, in both directions, with placeholders that are not the same."""
    for here, there in ((one, other), (other, one)):
        lacking = here.entries.keys() - there.entries.keys()
        yield from (
            Problem("words.missing", here.where(key), key, {"file": there.document.label}) for key in sorted(lacking)
        )
    for key in one.entries.keys() & other.entries.keys():
        if len(one.placeholders(key) | other.placeholders(key)) > 1:
            shown = [
                ", ".join(sorted(f"{{{name}}}" for name in set().union(*each.placeholders(key))))
                for each in (one, other)
            ]
            yield Problem(
                "words.placeholders",
                one.where(key),
                shown[0] or "-",
                {"other": f"{shown[1] or '-'} ({other.where(key)})"},
            )
