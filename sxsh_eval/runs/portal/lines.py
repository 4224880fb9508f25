"""One line of the page for each job folder, read from its record and its card without heavy models."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from sxsh_eval.reports.language import LANGUAGES
from sxsh_eval.reports.render.files import FORMATS, file_name
from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.jobs import FAILED, LETTER
from sxsh_eval.runs.notebook import NOTEBOOK
from sxsh_eval.runs.portal.card import CARD, NUMBERS, Card, read_card
from sxsh_eval.runs.portal.folders import Folder
from sxsh_eval.runs.record import RECORD

Status = Literal["done", "unchanged", "failed", "damaged"]
Links = tuple[tuple[str, str], ...]
OTHERS = {
    LETTER: "letter",
    "plan_of_work.xlsx": "plan_of_work",
    "sampling_plan.xlsx": "sampling_plan",
    "questionnaire.xlsx": "questionnaire",
    NOTEBOOK: "notebook",
    NUMBERS: "numbers",
    REPORT: "report",
    RECORD: "record",
}
STATES = {"done", "failed"}


@dataclass(frozen=True)
class Line:
    """One job on the page.

    Attributes
    ----------
    parts : tuple of str
        Run, notebook, province, period: names of the folders.
    status : {"done", "unchanged", "failed", "damaged"}
    name : str
        Of the province, in Vietnamese; its slug when the record does not tell.
    reports : dict of str to tuple of (str, str)
        By language: format and address of each report that is there.
    others : tuple of (str, str)
        Kind and address of the other files.
    message : str
        Why it failed, or what is damaged.
    started : datetime or None
    seconds : float
        Wall-clock time of all stages.
    warnings : tuple of str
    missing : tuple of str
        Files of the record that are not there.
    card : dict
        Empty when there is none.
    """

    parts: tuple[str, ...]
    status: Status
    name: str
    reports: dict[str, Links]
    others: Links
    message: str = ""
    started: dt.datetime | None = None
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    card: Card = field(default_factory=dict)

    @property
    def run(self) -> str:
        """Name of the run."""
        return self.parts[0]

    @property
    def province(self) -> str:
        """Slug of the province, or ``national``."""
        return self.parts[2]

    @property
    def period(self) -> str:
        """Years with a hyphen."""
        return self.parts[3].removesuffix(FAILED)

    @property
    def synthetic(self) -> bool:
        """Whether any number comes from made-up data."""
        return bool(self.card.get("synthetic"))


def read_line(folder: Folder, unchanged: Collection[Path] = ()) -> Line:
    """What the page says of one job folder; a damaged file is said to be damaged.

    Parameters
    ----------
    folder : Folder
    unchanged : collection of Path
        Job folders that the last command left alone because nothing had changed.
    """
    reports, others = _links(folder)
    try:
        record = _read_record(folder.path / RECORD)
    except (OSError, ValueError) as error:
        return Line(folder.parts, "damaged", folder.parts[2], reports, others, f"{RECORD}: {error}")
    message, status, card = record["message"], record["status"], {}
    if status == "done":
        status = "unchanged" if folder.path in unchanged else status
        try:
            card = read_card(folder.path, folder.parts[2], folder.parts[3], record["files"].get(CARD))
        except ValueError as error:
            status, message = "damaged", str(error)
    return Line(
        folder.parts,
        status,
        record["name"],
        reports,
        others,
        message,
        record["started"],
        record["seconds"],
        record["warnings"],
        tuple(name for name in record["files"] if "/" not in name and name not in folder.files),
        card,
    )


def _links(folder: Folder) -> tuple[dict[str, Links], Links]:
    def address(name: str) -> str:
        return quote("/".join((*folder.parts, name)))

    reports = {
        code: tuple(
            (form.upper(), address(file_name(code, form))) for form in FORMATS if file_name(code, form) in folder.files
        )
        for code in LANGUAGES
    }
    others = tuple((kind, address(name)) for name, kind in OTHERS.items() if name in folder.files)
    return reports, others


def _read_record(path: Path) -> dict[str, Any]:
    """The parts of a record that the page shows.

    Raises
    ------
    OSError, ValueError
        If it cannot be read, or is no record; says what is wrong.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    try:
        if content["status"] not in STATES:
            raise ValueError(f"status: {content['status']!r}")
        return {
            "status": content["status"],
            "name": str(content["job"]["province_name"]),
            "message": str(content["failure"]["message"]) if content["status"] == "failed" else "",
            "started": dt.datetime.fromisoformat(content["started"]).astimezone(),
            "seconds": sum(float(number) for number in content["seconds"].values()),
            "warnings": tuple(str(text) for text in content.get("warnings", ())),
            "files": dict(content.get("files", {})),
        }
    except KeyError as error:
        raise ValueError(f"{error.args[0]}: -") from error
    except (AttributeError, TypeError) as error:
        raise ValueError(str(error)) from error
