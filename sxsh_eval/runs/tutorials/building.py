"""Tutorials as pages: each executed in a kernel of its own, then written as one HTML file that opens offline."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from sxsh_eval.errors import Problem, RunError, UsageError, nearest
from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.parameters.study import open_study
from sxsh_eval.reports.language import LANGUAGES
from sxsh_eval.runs.evidence import failed_cell
from sxsh_eval.runs.kernel import block_slow_import, kernel_environment, kernel_manager_class
from sxsh_eval.runs.notebook import read_notebook
from sxsh_eval.runs.notebook_source import HEADING
from sxsh_eval.runs.portal import write_portal

TUTORIALS = Path("docs") / "tutorials"
CELL_SECONDS = 600
PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{style}</style></head><body><main>{body}</main></body></html>
"""
STYLE = Path(__file__).with_name("tutorial.css")
Say = Callable[[str], object]


def build_tutorials(names: Sequence[str], languages: Sequence[str], say: Say) -> list[Path]:
    """Execute tutorials, then write them as pages below ``outputs/tutorials``.

    Parameters
    ----------
    names : sequence of str
        ``1_first_report``, for example; none means all.
    languages : sequence of {"vi", "en"}
        None means both.
    say : callable
        Takes the path of each page once it is written.

    Returns
    -------
    list of Path

    Raises
    ------
    UsageError
        If a tutorial is not known.
    RunError
        If a cell fails; nothing is written of that tutorial.
    """
    study = open_study()
    folder, outputs = study.root / TUTORIALS, study.root / study.choices.paths.outputs
    pages = []
    for path in chosen(folder, names, languages):
        target = outputs / TUTORIALS.name / f"{path.stem}.html"
        page = tutorial_page(path, executed(path)).encode("utf-8")
        write_whole(target, lambda partial, page=page: partial.write_bytes(page))  # type: ignore[misc]
        say(str(target))
        pages.append(target)
    write_portal(outputs)
    return pages


def chosen(folder: Path, names: Sequence[str], languages: Sequence[str]) -> list[Path]:
    """Notebooks of the tutorials that are wanted, in order; errors as of `build_tutorials`."""
    known = sorted({path.name.split(".")[0] for path in folder.glob("*.ipynb")})
    listed = {"known": ", ".join(known) or "-"}
    unknown = [name for name in names if name not in known]
    if unknown or not known:
        raise UsageError(
            [
                Problem("usage.unknown_tutorial", "tutorials", name, listed | {"nearest": nearest(name, known) or "-"})
                for name in unknown or ["-"]
            ]
        )
    return [
        folder / f"{name}.{code}.ipynb" for name in known for code in languages or LANGUAGES if name in (names or known)
    ]


def executed(path: Path) -> Any:
    """Notebook with its outputs.

    Raises
    ------
    RunError
        If a cell fails: notebook, cell and line.
    """
    block_slow_import()
    nbclient = import_module("nbclient")
    node = read_notebook(path)
    with tempfile.TemporaryDirectory(prefix="sxsh-kernel-") as private, tempfile.TemporaryFile() as log:
        client = nbclient.NotebookClient(
            node,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            kernel_manager_class=kernel_manager_class(kernel_environment(Path(private)), log, Path(private)),
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(path.parent)}},
        )
        with suppress(nbclient.exceptions.CellExecutionError):  # told from what the cell left
            client.execute()
    if (failure := failed_cell(path.name, node.cells, path.name)) is not None:
        raise RunError(failure.message, failure.exit_code)
    return node


def tutorial_page(path: Path, node: Any) -> str:
    """Page of an executed notebook: its pictures inside, no script, nothing from a network.

    Parameters
    ----------
    path : Path
        Of the notebook: pictures are found from its folder; its name ends in the language.
    node : NotebookNode
    """
    block_slow_import()
    exporter = import_module("nbconvert").HTMLExporter(template_name="basic", embed_images=True)
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    body, _ = exporter.from_notebook_node(node, resources={"metadata": {"path": str(path.parent)}})
    title = node.cells[0].source.partition("\n")[0].removeprefix(HEADING)
    language = path.stem.rpartition(".")[2]
    style = STYLE.read_text(encoding="utf-8")
    return PAGE.format(language=language, title=escape(title), style=style, body=linked(body))


def linked(body: str) -> str:
    """Body whose links to other tutorials lead to their pages."""
    return body.replace('.ipynb"', '.html"')
