"""Tiny notebooks for the tests of runs: the parameters of the real one, a few cells of one's own."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

# Loaded this way because its functions have no types.
nbformat: Any = import_module("nbformat")

PARAMETERS = """\
province: str = "binh-dinh"  # slug; a comment with = in it
period: str = "2016-2020"
study: str = ""
settings: dict = {}
output: str = ""
"""
SAVE = """\
import json
from pathlib import Path

text = {"kind": "verbatim", "text": f"{province} {period}"}
words = {"kind": "phrase", "key": "common.plain", "values": {"text": text}}
report = {
    "id": f"province_report/{province}/{period}", "title": words, "subtitle": words, "facts": [[words, text]],
    "sections": [], "synthetic": False,
}
saved = Path(output, "report.json")
saved.write_text(json.dumps(report, ensure_ascii=False, sort_keys=True, indent=1) + "\\n", encoding="utf-8")
"""


def write_notebook(path: Path, *cells: str, save: bool = True) -> Path:
    """A notebook of the given code cells; the last one saves an empty report unless told otherwise."""
    heading = nbformat.v4.new_markdown_cell("# A test")
    parameters = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    bodies = [*cells, SAVE] if save else list(cells)
    node = nbformat.v4.new_notebook(
        cells=[heading, parameters, *(nbformat.v4.new_code_cell(body) for body in bodies)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(node), encoding="utf-8")
    return path
