"""Settings of both servers of the form, in one place: JupyterLab and the page without code."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from sxsh_eval.errors import InputError, Problem, UsageError
from sxsh_eval.form.links import ADDRESS
from sxsh_eval.runs.kernel import ONE_THREAD

OURS = Path(__file__).with_name("jupyter")
"""Files that Jupyter wants as files: the page's template, what of JupyterLab is on and off, how its form opens."""
START = "notebooks/start_here.ipynb"
LARGEST = 250_000_000
"""Bytes of a message from a page. An upload is one, and one that is too large for the server alone cuts the connection
without a word; what comes is refused with one (`files.MOST_BYTES`)."""
LAB = (
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.allow_remote_access=False",
    f"--LabApp.default_url=/lab/tree/{START}",
    f"--ServerApp.tornado_settings={{'websocket_max_message_size': {LARGEST}}}",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
"""Nothing is asked of the network. A token is JupyterLab's own habit, and so is it to leave hidden files alone."""
PAGE = (
    "--Voila.ip=127.0.0.1",
    "--token",
    "--strip_sources=True",
    "--VoilaConfiguration.show_tracebacks=False",
    "--VoilaConfiguration.allow_template_override=NO",
    "--VoilaConfiguration.allow_theme_override=NO",
    "--VoilaConfiguration.template=sxsh",
    "--VoilaConfiguration.extension_denylist=@voila-dashboards/jupyterlab-preview",
    "--VoilaConfiguration.extension_denylist=sxsh-eval-start",
    "--VoilaExporter.language_code=vi",
    "--MappingKernelManager.cull_idle_timeout=120",  # seconds, when a browser died; a closed page ends its own
    "--MappingKernelManager.cull_interval=30",
    "--MappingKernelManager.cull_busy=True",
)
"""A kernel is ended when nobody is connected to it, however busy it is."""


def start_lab(root: Path, arguments: Sequence[str] = ()) -> None:
    """Serve JupyterLab in a project's folder until it is ended.

    Parameters
    ----------
    root : Path
        The project's folder.
    arguments : sequence of str
        Further options of ``jupyter lab``.

    Raises
    ------
    InputError
        If the project lacks the notebook to start with.
    """
    _prepare(root)
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance([*LAB, f"--ServerApp.root_dir={root}", *arguments])


def start_page(root: Path, arguments: Sequence[str] = ()) -> None:
    """Serve the form as a page without code until it is ended.

    Parameters
    ----------
    root : Path
        The project's folder.
    arguments : sequence of str
        Further options of ``voila``.

    Raises
    ------
    UsageError
        If Voilà is not installed.
    InputError
        If the project lacks the notebook to start with.
    """
    if find_spec("voila") is None:
        raise UsageError([Problem("usage.no_voila", "sxsh-eval page", "voila")])
    _prepare(root)
    from sxsh_eval.form.page_server import PageServer

    PageServer.launch_instance([*PAGE, f"--Voila.root_dir={root}", *arguments, str(root / START)])


def _prepare(root: Path) -> None:
    """Make sure that there is a form; tell the kernels to come where their server shows files.

    They are given one thread for linear algebra, as every kernel of a run: our matrices are small, several threads wait
    for each other longer than they work, and last digits could differ from those of a run.
    """
    if not (root / START).is_file():
        raise InputError([Problem("file.missing", str(root / START), "-")])
    os.environ[ADDRESS] = "/project/"
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH"):
        os.environ[name] = os.pathsep.join(filter(None, (str(OURS), os.environ.get(name, ""))))
