"""Running cells in a kernel and seeing what they printed."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sxsh_eval.runs.evidence import Failure
from sxsh_eval.runs.notebook import execute_notebook
from tests.runs.notebooks import nbformat, write_notebook


@dataclass(frozen=True)
class Seen:
    """What came of a notebook: its failure, its cells, and what it printed as JSON, one value a line."""

    failure: Failure | None
    cells: list[Any]
    printed: list[Any]
    warnings: tuple[str, ...]

    @property
    def pictures(self) -> int:
        """Number of PNG pictures among the outputs."""
        return sum("image/png" in out.get("data", {}) for cell in self.cells for out in cell.get("outputs", []))


def run_cells(place: Path, *cells: str, cell_seconds: int = 60) -> Seen:
    """Execute a notebook of the given cells in a folder under `place`."""
    number = len(list(place.glob("n*")))
    notebook = write_notebook(place / f"n{number}" / "trial.ipynb", *map(textwrap.dedent, cells))
    folder = place / f"out{number}"
    folder.mkdir()
    done = execute_notebook(notebook, {"output": str(folder)}, folder, cell_seconds=cell_seconds)
    saved = nbformat.read(folder / "notebook.ipynb", as_version=4).cells
    outputs = [out for cell in saved if cell.cell_type == "code" for out in cell.outputs]
    text = "".join(out.text for out in outputs if out.output_type == "stream" and out.name == "stdout")
    return Seen(done.failure, saved, [json.loads(line) for line in text.splitlines()], done.warnings)
