"""Reading YAML that people edit by hand: no surprise in types, nothing executable, every problem with its line."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.parameters.scalars import ImpossibleDateError, plain_scalar
from sxsh_eval.parameters.yaml_text import SHOWN, syntax_problem, text_of, unreadable

__all__ = ["SHOWN", "Document", "KeyPath", "dotted", "label_of", "parse_yaml", "read_yaml"]

KeyPath = tuple[str | int, ...]
MAX_BYTES = 1_000_000
MAX_DEPTH = 20
EVENTS = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """What a YAML file says, with the line of every key.

    Attributes
    ----------
    label : str
        Name of the file in messages.
    data : object
        dict, list, str, int, float, bool, date or None.
    lines : Mapping of tuple to int
        Line, from 1, on which the value of a key path begins.
    """

    label: str
    data: Any
    lines: Mapping[KeyPath, int] = field(default_factory=dict)

    def known_part(self, path: KeyPath) -> KeyPath:
        """Longest beginning of `path` that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return path

    def where(self, path: KeyPath = ()) -> str:
        """File, line and key path in the form used in messages."""
        line = f":{self.lines.get(self.known_part(path), 1)} ·" if self.lines else ""
        return f"{self.label}{line} {dotted(path)}".removesuffix(" ").removesuffix(" ·")


def dotted(path: KeyPath) -> str:
    """Key path as ``a.b[3].c``; list positions count from 1."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")


def label_of(path: Path) -> str:
    """Path as shown to people: relative where it lies below the working directory, with forward slashes."""
    shown = os.path.relpath(path) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path
    return Path(shown).as_posix()


def read_yaml(path: Path) -> Document:
    """Read one YAML file under the strict rules of this project.

    Parameters
    ----------
    path : Path
        UTF-8 text of at most 1 MB.

    Returns
    -------
    Document
        Plain data, NFC-normalised, with line numbers.

    Raises
    ------
    InputError
        If the file is absent, unreadable or breaks a rule; lists everything found.
    """
    label = label_of(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError([Problem("file.missing", label, "-")]) from None
    except (OSError, ValueError) as error:
        raise InputError([unreadable(path, label, error)]) from None
    return parse_yaml(raw, label)


def parse_yaml(raw: bytes, label: str) -> Document:
    """Turn the bytes of a YAML file into plain data.

    Parameters
    ----------
    raw : bytes
        Content; a byte order mark is tolerated.
    label : str
        Name of the file in messages.

    Returns
    -------
    Document
        Plain data with line numbers.

    Raises
    ------
    InputError
        If the text is not YAML or breaks a rule of this project.
    """
    if len(raw) > MAX_BYTES:
        raise InputError([Problem("yaml.too_large", label, f"> {MAX_BYTES} bytes", {"limit": str(MAX_BYTES)})])
    text = text_of(raw, label)
    builder = Builder(label)
    try:
        data = builder.document(yaml.parse(text, Loader=EVENTS))
    except yaml.YAMLError as error:
        builder.problems.append(syntax_problem(error, label, text))
    if builder.problems:
        raise InputError(builder.problems)
    return Document(label, data, builder.lines)


def line_of(event: yaml.Event) -> int:
    """Line, from 1, on which an event begins."""
    return event.start_mark.line + 1 if event.start_mark else 1


class Builder:
    """Makes plain data from parser events, noting lines and everything that is refused."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []

    def document(self, events: Iterator[yaml.Event]) -> Any:
        """Data of the only document in the stream."""
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse("yaml.many_documents", event, "---")
                    return data
                data = self.value(next(events), events, (), 0)
        if data is None and not self.problems:
            self.problems.append(Problem("yaml.empty", f"{self.label}:1", "-"))
        return data

    def value(self, event: yaml.Event, events: Iterator[yaml.Event], path: KeyPath, depth: int) -> Any:
        """Data that begins with `event`."""
        if isinstance(event, yaml.AliasEvent):
            return self.refuse("yaml.alias", event, f"*{event.anchor}")
        if depth > MAX_DEPTH:
            problem = Problem("yaml.too_deep", f"{self.label}:{line_of(event)}", "-", {"limit": str(MAX_DEPTH)})
            raise InputError([*self.problems, problem])
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            self.refuse("yaml.alias", event, f"&{event.anchor}")
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag:
            self.refuse("yaml.tag", event, str(event.tag))
        self.lines.setdefault(path, line_of(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, path, depth)
        return self.scalar(event) if isinstance(event, yaml.ScalarEvent) else None

    def mapping(self, events: Iterator[yaml.Event], path: KeyPath, depth: int) -> dict[str, Any]:
        """Mapping whose start was just read; keys stay text, whatever they look like."""
        data: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event, events, path, depth)
            inner = (*path, key)
            if key in data:
                self.refuse("yaml.duplicate_key", event, key, first=str(self.lines[inner]))
            self.lines.setdefault(inner, line_of(event))
            data[key] = self.value(next(events), events, inner, depth + 1)
        return data

    def key(self, event: yaml.Event, events: Iterator[yaml.Event], path: KeyPath, depth: int) -> str:
        """Text of a key; anything but plain text is refused."""
        if isinstance(event, yaml.ScalarEvent) and event.value and not event.anchor and not event.tag:
            return unicodedata.normalize("NFC", event.value)
        self.refuse("yaml.key", event, getattr(event, "value", None) or type(event).__name__.removesuffix("Event"))
        self.value(event, events, (*path, ""), depth + 1)
        return ""

    def sequence(self, events: Iterator[yaml.Event], path: KeyPath, depth: int) -> list[Any]:
        """List whose start was just read."""
        data: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            data.append(self.value(event, events, (*path, len(data)), depth + 1))
        return data

    def scalar(self, event: yaml.ScalarEvent) -> Any:
        """Text, or the number, date, truth value or nothing that an unquoted scalar means."""
        text = unicodedata.normalize("NFC", event.value)
        if event.style is not None and event.style != "":
            return text
        try:
            return plain_scalar(text)
        except ImpossibleDateError:
            return self.refuse("yaml.date", event, text)

    def refuse(self, code: str, event: yaml.Event, found: str, **values: str) -> None:
        """Note a problem at the place of `event`."""
        line = line_of(event)
        self.problems.append(Problem(code, f"{self.label}:{line}", found[:SHOWN], values))
