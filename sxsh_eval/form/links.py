"""Which files of the project a page may show, at which address."""

from __future__ import annotations

import os
import re
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from urllib.parse import quote

ADDRESS = "SXSH_EVAL_ADDRESS"
"""Environment variable of a kernel: where its server shows files of the project, such as ``/project/``."""
PLAIN_LAB = "/files/"
"""Address of files on a JupyterLab that was not started by ``sxsh-eval lab``."""
SHOWN = (
    re.compile(r"outputs/.+\.(html|pdf|docx|xlsx|log)"),
    re.compile(r"data/drafts/.+\.(html|xlsx)"),
    re.compile(r"data/private/.+\.(problems\.html|(checked|corrections)\.xlsx)"),
)
"""All that is shown: results, drafts of letters with their workbooks, checks of tables. No data, no parameters."""
NEVER = re.compile(r'(^|/)\.|/(/|$)|[ .](/|$)|[\x00-\x1f\x7f\\:*?"<>|]')
"""Hidden, empty or climbing names, and what Windows reads differently from how it is written."""


def is_shown(path: str) -> bool:
    """Tell whether a page may show a file.

    Parameters
    ----------
    path : str
        Relative to the project's folder, with ``/`` between folders; only its letters are looked at, not the disk.

    Returns
    -------
    bool
    """
    return not NEVER.search(path) and any(rule.fullmatch(path) for rule in SHOWN)


def link_of(path: str | PurePath) -> str:
    """Address of a file for an ``href`` of the page.

    Parameters
    ----------
    path : str or PurePath
        Relative to the project's folder, in the style of any system.

    Returns
    -------
    str
        Begins with ``/``, percent-encoded; to be opened in a window of its own (``target="_blank"``).

    Raises
    ------
    ValueError
        If pages do not show this file.
    """
    plain = path.as_posix() if isinstance(path, PurePosixPath) else PureWindowsPath(path).as_posix()
    if not is_shown(plain):
        raise ValueError(plain)
    return os.environ.get(ADDRESS, PLAIN_LAB) + quote(plain)
