"""The provisioner with every way that starts kernels: jupyter_client, nbclient, papermill, a Jupyter server."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil
import pytest

from sxsh_eval.runs.kernel import block_slow_import
from sxsh_eval.runs.warm.process import WarmProcess, warm_process
from tests.runs.notebooks import nbformat, write_notebook
from tests.runs.warm.looking import run_cells

block_slow_import()
pytestmark = pytest.mark.notebook
ROOT = Path(__file__).resolve().parents[3]
NAME = "sxsh-eval-warm"
LOOK = "import os; print(os.getppid())"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WarmProcess]:
    """A warm process of an environment in which the package with its entry point is installed."""
    about = tmp_path / "site" / "sxsh_eval_entry-0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: sxsh-eval-entry\nVersion: 0\n", encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    line = next(line for line in project.splitlines() if line.startswith(NAME)).replace('"', "")
    entry = f"[jupyter_client.kernel_provisioners]\n{line}\n"
    (about / "entry_points.txt").write_text(entry, encoding="utf-8")
    changed = {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path / "site")]),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "JUPYTER_DEFAULT_PROVISIONER_NAME": NAME,
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
    }
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    with warm_process(preload=["ipykernel.ipkernel", "pandas"]) as process:
        yield process


def printed(output: Any) -> int:
    return int("".join("".join(one["text"]) for cell in output["cells"] for one in cell.get("outputs", [])).strip())


def test_papermill_on_the_command_line(tmp_path: Path, installed: WarmProcess) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", LOOK, save=False)
    command = [sys.executable, "-m", "papermill", str(notebook), str(tmp_path / "out.ipynb"), "--no-progress-bar"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert printed(json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))) == installed.pid


def with_provisioner(manager: Any) -> Any:
    from sxsh_eval.runs.warm.provisioner import WarmProvisioner

    spec = manager.kernel_spec
    manager.provisioner = WarmProvisioner(kernel_id=manager.kernel_id, kernel_spec=spec, parent=manager)
    manager.transport_encryption = "auto"
    return manager


@pytest.fixture
def same_start(warm: WarmProcess, monkeypatch: pytest.MonkeyPatch) -> WarmProcess:
    """The settings that interpreters of this project start with, in this process, whose kernels inherit them."""
    environment = Path(f"/proc/{warm.pid}/environ").read_text(encoding="utf-8").split("\0")
    wanted = dict(line.split("=", 1) for line in environment if line.startswith("PYTHON"))
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        monkeypatch.delenv(name)
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)
    return warm


def test_a_blocking_manager_starts_interrupts_restarts_and_ends(same_start: WarmProcess) -> None:
    from jupyter_client.manager import KernelManager

    manager = with_provisioner(KernelManager(kernel_name="python3"))
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        texts: list[str] = []
        client.execute_interactive(LOOK, timeout=60, output_hook=lambda m: texts.append(m["content"].get("text", "")))
        assert int("".join(texts)) == same_start.pid
        first = manager.provisioner.pid
        client.execute("import time; time.sleep(60)")
        time.sleep(0.3)
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=20)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=60)
        assert manager.is_alive()
        assert manager.provisioner.pid != first
    finally:
        client.stop_channels()
        start = time.monotonic()
        manager.shutdown_kernel()
    assert time.monotonic() - start < 5
    assert not manager.is_alive()


def test_a_kernel_asked_to_end_runs_its_exit_functions(tmp_path: Path, same_start: WarmProcess) -> None:
    from jupyter_client.manager import KernelManager

    manager = with_provisioner(KernelManager(kernel_name="python3"))
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    note = tmp_path / "note.txt"
    client.execute_interactive(
        f"import atexit, pathlib\natexit.register(pathlib.Path({str(note)!r}).write_text, 'ended')", timeout=60
    )
    client.stop_channels()
    manager.shutdown_kernel()
    assert note.read_text(encoding="utf-8") == "ended"


def test_papermill_loads_nothing_for_clouds_and_leaves_it_to_others() -> None:
    look = "import sys; from sxsh_eval.runs.kernel import import_papermill; papermill = import_papermill()\n"
    look += "print('boto3' in sys.modules, papermill.execute_notebook.__name__)"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", look], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "execute_notebook"]


def test_nbclient_in_an_event_loop(tmp_path: Path, same_start: WarmProcess) -> None:
    from jupyter_client.manager import AsyncKernelManager

    client_module: Any = import_module("nbclient")
    nodes = [nbformat.read(write_notebook(tmp_path / f"{n}.ipynb", LOOK, save=False), as_version=4) for n in range(3)]

    async def all_at_once() -> None:
        managers = [with_provisioner(AsyncKernelManager(kernel_name="python3")) for _ in nodes]
        clients = [client_module.NotebookClient(node, km=km) for node, km in zip(nodes, managers, strict=True)]
        await asyncio.gather(*(client.async_execute(cleanup_kc=True) for client in clients))

    asyncio.run(all_at_once())
    assert [printed(node) for node in nodes] == [same_start.pid] * 3


def test_threads_of_one_process_at_once_as_in_a_worker_of_a_cluster(tmp_path: Path, warm: WarmProcess) -> None:
    places = [tmp_path / name for name in "abc"]
    with ThreadPoolExecutor(3) as pool:
        seen = list(pool.map(lambda place: run_cells(place, LOOK), places))
    assert [(one.failure, one.printed) for one in seen] == [(None, [warm.pid])] * 3


def ask(url: str, method: str = "GET", body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Authorization": "token t"}, method=method)  # noqa: S310 - own server
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - own server
        return json.loads(answer.read() or b"null")


def test_a_jupyter_server_starts_restarts_interrupts_and_ends_kernels(tmp_path: Path, installed: WarmProcess) -> None:
    port = 18000 + os.getpid() % 10000
    options = ["--no-browser", f"--port={port}", "--port-retries=0", "--IdentityProvider.token=t", "--allow-root"]
    command = [sys.executable, "-m", "jupyter_server", *options, f"--ServerApp.root_dir={tmp_path}"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path)
    base = f"http://127.0.0.1:{port}/api/kernels"
    try:
        for _ in range(300):
            try:
                ask(base)
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        kernel = ask(base, "POST", {"name": "python3"})["id"]
        forked = psutil.Process(installed.pid).children()
        assert len(forked) == 1, (tmp_path / "log").read_text(encoding="utf-8")
        ask(f"{base}/{kernel}/restart", "POST", {})
        again = psutil.Process(installed.pid).children()
        assert len(again) == 1
        assert again != forked
        ask(f"{base}/{kernel}/interrupt", "POST", {})
        ask(f"{base}/{kernel}", "DELETE")
        assert psutil.Process(installed.pid).children() == []
    finally:
        server.terminate()
        server.wait()
