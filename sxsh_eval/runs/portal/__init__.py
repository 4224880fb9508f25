"""``outputs/index.html``: one page that leads to everything there is, made from the files of jobs alone."""

from __future__ import annotations

from sxsh_eval.runs.portal.folders import DEPTH, job_folders
from sxsh_eval.runs.portal.writing import INDEX, write_portal

__all__ = ["DEPTH", "INDEX", "job_folders", "write_portal"]
