"""The report of a job folder, read back."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.reports.model import Report
from sxsh_eval.runs.evidence import REPORT


def read_report(folder: Path) -> Report:
    """Report saved by a notebook's last cell.

    Parameters
    ----------
    folder : Path
        Folder with ``report.json``.

    Raises
    ------
    InputError
        If there is no report or it is damaged.
    """
    path = folder / REPORT
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
