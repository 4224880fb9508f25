"""Execution of one notebook with papermill, in a folder of its own."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.runs.evidence import Failure, code_cells, failed_cell, interrupted, missing_evidence
from sxsh_eval.runs.kernel import block_slow_import, import_papermill, kernel_environment, kernel_manager_class
from sxsh_eval.runs.notebook_parameters import check_parameters, declared_parameters

NOTEBOOK = "notebook.ipynb"
CELL_SECONDS = 900
LOG_BYTES = 4000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Execution:
    """What came of executing a notebook.

    Attributes
    ----------
    failure : Failure or None
        None when every code cell ran and the report is there.
    warnings : tuple of str
        What the cells wrote to their error stream, each with its cell.
    """

    failure: Failure | None
    warnings: tuple[str, ...]


@dataclass
class _Watch:
    """Hold of the notebook while papermill runs it, which papermill gives up when the kernel dies."""

    progress: Progress | None
    cells: list[Any] | None = None
    node: Any = None
    at: int = -1
    done: int = 0
    kernel_log: str = ""

    def on_start(self, notebook: Any) -> None:
        self.node = notebook
        self.cells = notebook.cells

    def on_cell_execute(self, cell: Any, cell_index: int) -> None:
        del cell
        self.at = cell_index

    def on_cell_complete(self, cell: Any, cell_index: int) -> None:
        del cell, cell_index
        self.done += 1
        if self.progress is not None and self.cells is not None:
            self.progress(self.done, len(code_cells(self.cells)))


def _nbformat() -> Any:
    """Load nbformat, whose functions have no types."""
    block_slow_import()
    return import_module("nbformat")


def read_notebook(path: Path) -> Any:
    """Notebook file as an nbformat 4 node.

    Raises
    ------
    InputError
        If there is no such file or it is no notebook.
    """
    nbformat = _nbformat()

    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except FileNotFoundError as error:
        raise InputError([Problem("notebook.missing", path.name, str(path))]) from error
    except (OSError, ValueError, nbformat.ValidationError, nbformat.reader.NotJSONError) as error:
        raise InputError([Problem("notebook.unreadable", path.name, str(error)[:300])]) from error


def execute_notebook(
    notebook: Path,
    parameters: Mapping[str, object],
    folder: Path,
    *,
    failed_notebook: str = NOTEBOOK,
    progress: Progress | None = None,
    cell_seconds: int = CELL_SECONDS,
) -> Execution:
    """Execute a notebook and save it once as ``notebook.ipynb`` in `folder`, whatever comes of it.

    Parameters
    ----------
    notebook : Path
        Notebook with a cell tagged ``parameters``; its kernel works in the notebook's own folder.
    parameters : mapping of str to object
        Plain JSON values.
    folder : Path
        Existing folder where the notebook puts its report.
    failed_notebook : str
        Where a failed notebook will be found, for messages.
    progress : callable, optional
        Called with (cells done, cells in all) after each code cell.
    cell_seconds : int
        Time limit of one cell in seconds.

    Returns
    -------
    Execution
        With the failure, if it failed: by evidence in the cells and the folder.

    Raises
    ------
    InputError
        If the notebook cannot be read.
    UsageError
        If a parameter is unknown, of the wrong type or not plain JSON.
    """
    node = read_notebook(notebook)
    check_parameters(notebook, declared_parameters(notebook), parameters)
    watch, error = _attempt(notebook, parameters, progress, cell_seconds)
    if error is not None and watch.at < 0:
        watch, error = _attempt(notebook, parameters, progress, cell_seconds)
    _save(node if watch.node is None else watch.node, folder / NOTEBOOK)
    return Execution(_judge(notebook.name, watch, error, folder, failed_notebook), _warnings(watch.cells or []))


def _attempt(
    notebook: Path, parameters: Mapping[str, object], progress: Progress | None, cell_seconds: int
) -> tuple[_Watch, Exception | None]:
    papermill = import_papermill()
    for name in ("papermill", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    watch = _Watch(progress)
    with tempfile.TemporaryDirectory(prefix="sxsh-kernel-") as private, tempfile.TemporaryFile() as log:
        try:
            papermill.execute_notebook(
                str(notebook).replace("{", "{{").replace("}", "}}"),
                None,
                parameters=dict(parameters),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                execution_timeout=cell_seconds,
                kernel_manager_class=kernel_manager_class(kernel_environment(Path(private)), log, Path(private)),
                resources={"metadata": {"path": str(notebook.parent)}},
                shutdown_kernel="immediate",
                on_notebook_start=watch.on_start,
                on_cell_execute=watch.on_cell_execute,
                on_cell_complete=watch.on_cell_complete,
            )
        except Exception as error:  # noqa: BLE001 (whatever stopped it is the result; it is judged by evidence)
            log.seek(0)
            watch.kernel_log = log.read()[-LOG_BYTES:].decode("utf-8", "replace")
            return watch, error
        finally:
            _close_loop()
    return watch, None


def _close_loop() -> None:
    """Close the event loop that Jupyter leaves behind in each thread; that of the main thread is used again."""
    from jupyter_core.utils import ensure_event_loop

    if threading.current_thread() is not threading.main_thread() and not (loop := ensure_event_loop()).is_running():
        loop.close()


def _judge(name: str, watch: _Watch, error: Exception | None, folder: Path, failed_notebook: str) -> Failure | None:
    cells = watch.cells
    failure = failed_cell(name, cells, failed_notebook) if cells else None
    if failure is None and error is not None:
        return replace(interrupted(name, cells, watch.at, error, failed_notebook), traceback=watch.kernel_log)
    return failure or missing_evidence(name, cells or [], folder, failed_notebook)


def _warnings(cells: list[Any]) -> tuple[str, ...]:
    return tuple(
        f"In [{number}]: {output.text.strip()}"
        for number, cell in enumerate(code_cells(cells), start=1)
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stderr"
    )


def _save(node: Any, path: Path) -> None:
    nbformat = _nbformat()

    for cell in node.cells:
        cell.metadata.pop("papermill", None)
    node.metadata.pop("papermill", None)
    path.write_text(nbformat.writes(node) + "\n", encoding="utf-8")
