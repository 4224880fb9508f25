"""Code cells of the real notebooks, executed in this process: what a kernel would do, without one."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.letters import ROOT


@cache
def code_cells(name: str) -> tuple[str, ...]:
    """Sources of a notebook's code cells after its parameters."""
    notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return tuple("".join(cell["source"]) for cell in cells if "parameters" not in cell["metadata"].get("tags", []))


def run_cells(name: str, **parameters: Any) -> dict[str, Any]:
    """Names that a notebook leaves behind, with the values a kernel would show under ``shown_html``."""
    names: dict[str, Any] = {"study": "", "settings": {}, "output": "", "uses": {}, **parameters}
    shown = []
    for source in code_cells(name):
        exec(compile(source, name, "exec"), names)  # noqa: S102 - our own notebook
        last = source.rstrip().splitlines()[-1].strip()
        if last.isidentifier():
            shown.append(names[last]._repr_html_())
    return names | {"shown_html": "".join(shown)}
