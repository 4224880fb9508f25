"""What lies in a job folder: files to open, headline values, warnings in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from sxsh_eval.errors import ProblemsError
from sxsh_eval.parameters.quantity import Mark, Words, phrase
from sxsh_eval.reports.language import LANGUAGES, catalogue
from sxsh_eval.reports.render.files import FORMATS, file_name
from sxsh_eval.runs.comparison.records import warnings_of
from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.following.places import near_root
from sxsh_eval.runs.following.values import Headline, ResultFile, ResultLinks
from sxsh_eval.runs.following.words import both
from sxsh_eval.runs.job_log import log_file
from sxsh_eval.runs.jobs import FAILED, LETTER, failed_folder
from sxsh_eval.runs.notebook import NOTEBOOK
from sxsh_eval.runs.portal.card import CARD, Card, read_card
from sxsh_eval.runs.record import RunRecord, read_record

BANNERS = ("internal", "synthetic", "unconfirmed")
WORKBOOK, DATA = ".xlsx", {".json", ".csv", ".parquet"}
Kind = Literal["report", "workbook", "letter", "data", "notebook"]


def result_links(root: Path, folder: Path) -> ResultLinks:
    """What whoever has run a job is shown of it.

    Parameters
    ----------
    root : Path
        Folder of the project.
    folder : Path
        Job folder, or that of its failed attempt; absolute or relative to the root. May be absent or damaged: what
        cannot be read is left out.

    Returns
    -------
    ResultLinks
    """
    root = root.resolve()
    folder = (root / folder).resolve()
    record = _record(folder)
    attempt = _record(folder if folder.name.endswith(FAILED) else failed_folder(folder))
    log, card = log_file(folder), _card(folder, record)
    return ResultLinks(
        files=tuple(result_files(root, folder)),
        log=near_root(log, root) if log.is_file() else "",
        headlines=tuple(_headline(row) for row in card.get("scorecard", ())),
        warnings=tuple(both(value) for value in warnings_of(folder, record).values()),
        banners=tuple(both(phrase(f"render.{name}")) for name in _banners(folder)),
        failure=attempt.failure.message if attempt is not None and attempt.failure is not None else "",
    )


def result_files(root: Path, folder: Path) -> Iterator[ResultFile]:
    """Files of a job folder: reports by language and format, then the others by name.

    Parameters
    ----------
    root, folder : Path
        Absolute.
    """
    sizes = {path.name: path.stat().st_size for path in folder.glob("*") if path.is_file()}

    def made(name: str, kind: Kind, language: Literal["vi", "en", ""] = "") -> ResultFile:
        ending = name.rpartition(".")[2]
        return ResultFile(near_root(folder / name, root), kind, language, ending, sizes.pop(name))

    for code in LANGUAGES:
        for form in FORMATS:
            if file_name(code, form) in sizes:
                yield made(file_name(code, form), "report", "vi" if code == "vi" else "en")
    for name in sorted(sizes, key=lambda name: (name != LETTER, not name.endswith(WORKBOOK), name)):
        if (kind := _kind(name)) is not None:
            yield made(name, kind)


def _kind(name: str) -> Kind | None:
    """What a file is that is no report."""
    if name in {LETTER, NOTEBOOK}:
        return "letter" if name == LETTER else "notebook"
    if name.endswith(WORKBOOK):
        return "workbook"
    return "data" if Path(name).suffix in DATA else None


def _record(folder: Path) -> RunRecord | None:
    try:
        return read_record(folder)
    except ProblemsError:
        return None


def _card(folder: Path, record: RunRecord | None) -> Card:
    """Card of a finished job; empty where it cannot be read."""
    if record is None or record.status != "done":
        return {}
    try:
        return read_card(folder, record.job.province, record.job.period, record.files.get(CARD))
    except ValueError:
        return {}


def _headline(row: dict[str, Any]) -> Headline:
    """Row of the scorecard; its words are finished already."""
    texts = {name: Words(**row[name]) if row.get(name) else None for name in ("indicator", "target", "figure", "as_of")}
    mark = row.get("verdict") or ""
    return Headline(
        indicator=texts["indicator"] or both(phrase("compare.absent")),
        target=texts["target"],
        figure=texts["figure"],
        as_of=texts["as_of"],
        verdict=_marked("verdict", mark),
        evidence=_marked("evidence", row.get("evidence") or ""),
        mark=mark,
    )


def _marked(scale: Literal["verdict", "evidence"], name: str) -> Words | None:
    """Word of a mark; None without one, or for one of another version."""
    return both(Mark(scale=scale, name=name)) if f"mark.{scale}.{name}" in catalogue("vi") else None


def _banners(folder: Path) -> list[str]:
    """Names of what every page says of its data."""
    with suppress(OSError, ValueError, AttributeError):
        report = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        return [name for name in BANNERS if report.get(name)]
    return []
