"""``outputs/index.html``: one page that leads to everything there is, made from the records of jobs alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sxsh_eval.errors import ProblemsError
from sxsh_eval.reports.render.files import FORMATS, file_name
from sxsh_eval.reports.render.templates import page_environment
from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.jobs import FAILED, LETTER
from sxsh_eval.runs.notebook import NOTEBOOK
from sxsh_eval.runs.publish import staging
from sxsh_eval.runs.record import RECORD, RunRecord, read_record

INDEX = "index.html"
TEMPLATE = "portal.html.j2"
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
DEPTH = 4


@dataclass(frozen=True)
class Line:
    """One job on the page.

    Attributes
    ----------
    parts : tuple of str
        Run, notebook, province, period, from the folder's place.
    record : RunRecord or None
        None when it is damaged.
    links : tuple of (str, tuple of (str, str))
        By language or kind: label, then (text, address) of each file that is there.
    damage : str
        What is wrong with the record.
    """

    parts: tuple[str, ...]
    record: RunRecord | None
    links: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    damage: str = ""

    @property
    def province(self) -> str:
        """Name of the province in Vietnamese, or its slug when the record does not tell."""
        return self.record.job.province_name if self.record else self.parts[2]

    @property
    def period(self) -> str:
        """Years with an en dash."""
        return self.parts[3].removesuffix(FAILED).replace("-", "–")

    @property
    def failed(self) -> bool:
        """Whether this is what a failed attempt left."""
        return self.record is not None and self.record.status == "failed"


def job_folders(outputs: Path) -> list[Path]:
    """Folders with a record, sorted by run, notebook, province and period."""
    found = outputs.glob("/".join(["*"] * DEPTH) + f"/{RECORD}")
    return sorted(path.parent for path in found if not path.relative_to(outputs).parts[0].startswith("."))


def _links(outputs: Path, folder: Path) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    def address(name: str) -> str:
        return quote((folder / name).relative_to(outputs).as_posix())

    groups = []
    for code, label in LANGUAGE_NAMES.items():
        files = {form.upper(): file_name(code, form) for form in FORMATS}
        groups.append((label, tuple((text, address(name)) for text, name in files.items() if (folder / name).exists())))
    rest = {"công văn · letter": LETTER, "notebook": NOTEBOOK, "report.json": REPORT, "run.json": RECORD}
    groups.append(("", tuple((text, address(name)) for text, name in rest.items() if (folder / name).exists())))
    return tuple(groups)


def read_line(outputs: Path, folder: Path) -> Line:
    """What the page says of one job folder; a damaged record is said to be damaged."""
    parts = folder.relative_to(outputs).parts
    try:
        return Line(parts, read_record(folder), _links(outputs, folder))
    except ProblemsError as error:
        return Line(parts, None, _links(outputs, folder), error.problems[0].found)


def render_portal(lines: list[Line]) -> str:
    """HTML of the page."""
    runs: dict[str, list[Line]] = {}
    for line in lines:
        runs.setdefault(line.parts[0], []).append(line)
    return page_environment("sxsh_eval.runs").get_template(TEMPLATE).render(runs=runs)


def write_portal(outputs: Path) -> Path:
    """Build the page anew.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs.

    Returns
    -------
    Path
        The page.
    """
    page = render_portal([read_line(outputs, folder) for folder in job_folders(outputs)])
    with staging(outputs) as folder:
        draft = folder / INDEX
        draft.write_text(page, encoding="utf-8")
        draft.replace(outputs / INDEX)
    return outputs / INDEX
