"""Reports of job folders, read back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.parameters.quantity import Name, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Report
from sxsh_eval.runs.evidence import REPORT
from sxsh_eval.runs.notebook_source import title_of


def read_report(folder: Path | str) -> Report:
    """Report saved by a notebook's last cell.

    Parameters
    ----------
    folder : Path or str
        Folder with ``report.json``.

    Raises
    ------
    InputError
        If there is no report or it is damaged.
    """
    path = Path(folder) / REPORT
    try:
        return Report.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError([Problem("report.missing", str(path), error.strerror or str(error))]) from error
    except ValidationError as error:
        first = error.errors()[0]
        found = f"{'.'.join(str(part) for part in first['loc']) or 'JSON'}: {first['msg']}"
        raise InputError([Problem("report.damaged", str(path), found)]) from error
    except UnicodeDecodeError as error:
        raise InputError([Problem("report.damaged", str(path), "UTF-8")]) from error


def read_chapters(study: Study, uses: Mapping[str, str]) -> list[Report]:
    """Reports of earlier stages on the same place, to be chapters of this one.

    Parameters
    ----------
    study : Study
    uses : mapping of str to str
        Folders of the jobs that this one uses, by stage; those on another place (the country) are no chapters.

    Returns
    -------
    list of Report
        In the order of the stages. The stage is its id, the first line of its notebook its title.

    Raises
    ------
    InputError
        If a report is missing or damaged.
    """
    folders = {stage: Path(folder) for stage, folder in uses.items()}
    return [_chapter(stage, folder) for stage, folder in folders.items() if folder.parent.name == study.province]


def _chapter(stage: str, folder: Path) -> Report:
    report, words = read_report(folder), title_of(folder / "notebook.ipynb")
    title = report.title if words is None else phrase("common.plain", text=Name(**words))
    return report.model_copy(update={"id": stage, "title": title})
