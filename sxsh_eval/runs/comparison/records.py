"""What two runs were made with: settings, versions, input files, warnings, from the records of their jobs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sxsh_eval.parameters.quantity import Phrase, Value, Verbatim
from sxsh_eval.reports.comparison.facts import Change, JobKey
from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.record import RunRecord

SHORT = 10
"""Characters of a hash that are shown."""
SOURCES = ("notebook", "package")
"""Parts of a fingerprint that no other line of a record tells of."""
PLACED = ("province", "period", "uses")
Records = tuple[JobKey, RunRecord, RunRecord]


def flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested parameters as dotted names with their values as text."""
    found: dict[str, str] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
            found[f"{prefix}{name}"] = text
    return found


def settings_of(record: RunRecord) -> dict[str, str]:
    """Parameters of the notebook but for its place; settings without their prefix."""
    own = {name: value for name, value in record.parameters.items() if name not in PLACED}
    return {name.removeprefix("settings."): text for name, text in flat(own).items()}


def code_of(record: RunRecord) -> dict[str, str]:
    """Versions of the program, of Python, of packages."""
    code = record.code
    dirty = "" if code.dirty is None else "✓" if code.dirty else "–"
    own = {"version": code.version, "commit": (code.commit or "")[:SHORT], "dirty": dirty, "python": record.python}
    parts: dict[str, str] = getattr(record, "parts", {})  # records of earlier versions have none
    return own | {name: parts[name][:SHORT] for name in SOURCES if name in parts} | record.packages


def inputs_of(record: RunRecord) -> dict[str, str]:
    """Input files by path with the beginning of their hash; jobs whose results were read stand among them."""
    used = record.parameters.get("uses")
    uses = {name: str(value) for name, value in used.items()} if isinstance(used, dict) else {}
    return {name: value[:SHORT] for name, value in {**record.inputs, **uses}.items()}


def changes(parts: Iterable[tuple[JobKey, Mapping[str, str], Mapping[str, str]]]) -> tuple[Change, ...]:
    """What differs, each once, with the jobs in which it does."""
    found: dict[tuple[str, str, str], list[JobKey]] = {}
    for key, old, new in parts:
        for name in {**old, **new}:
            pair = (old.get(name, ""), new.get(name, ""))
            if pair[0] != pair[1]:
                found.setdefault((name, *pair), []).append(key)
    return tuple(Change(*what, tuple(jobs)) for what, jobs in sorted(found.items()))


def all_changes(records: list[Records]) -> dict[str, tuple[Change, ...]]:
    """Differences in ``settings``, ``code`` and ``inputs`` over all jobs."""
    kinds = {"settings": settings_of, "code": code_of, "inputs": inputs_of}
    found = {name: changes((key, of(old), of(new)) for key, old, new in records) for name, of in kinds.items()}
    explained = {key for told in found.values() for one in told for key in one.jobs}
    rest = [(key, fingerprint_of(old), fingerprint_of(new)) for key, old, new in records if key not in explained]
    return found | {"code": (*found["code"], *changes(rest))}


def fingerprint_of(record: RunRecord) -> dict[str, str]:
    """What stands for everything that decides the numbers: told where nothing else explains a difference."""
    return {"fingerprint": record.fingerprint[:SHORT]}


def warnings_of(folder: Path, record: RunRecord | None, *, report: bool = True) -> dict[str, Value]:
    """Warnings of the run and, if wanted, of its report, by what makes two of them the same."""
    found: dict[str, Value] = {}
    if record is not None:
        found |= {text: Verbatim(text=text) for text in record.warnings}
    if not report:
        return found
    try:
        for said in warned(json.loads((folder / REPORT).read_text(encoding="utf-8"))):
            found[json.dumps(said, sort_keys=True)] = Phrase.model_validate(said)
    except (OSError, ValueError, ValidationError):
        return found  # a report that cannot be read has no warnings to compare
    return found


def warned(value: object) -> Iterator[dict[str, Any]]:
    """Sentences of all boxes that warn."""
    if isinstance(value, dict):
        if value.get("block") == "text" and value.get("style") == "warning":
            yield value["phrase"]
        for name in ("sections", "parts", "blocks"):
            yield from warned(value.get(name))
    elif isinstance(value, list):
        for inner in value:
            yield from warned(inner)
