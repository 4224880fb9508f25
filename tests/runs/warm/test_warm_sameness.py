"""What makes a forked kernel differ from a fresh one is found and refused, by name."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.runs.kernel import PACKAGE, VARIABLE
from sxsh_eval.runs.warm import preload, sameness
from sxsh_eval.runs.warm.client import request_of
from sxsh_eval.runs.warm.process import WarmProcess
from sxsh_eval.runs.warm.sameness import decisive, difference, launcher_arguments, source_stamp
from tests.runs.warm.looking import run_cells

STARTED_WITH = {"PYTHONHASHSEED": "0", "LANG": "C.UTF-8", "HOME": "/root", "PYTHONPATH": "/a", "OTHER": "1"}
COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "k.json"]


def request(tmp_path: Path, **changes: str) -> dict[str, Any]:
    environment = {name: value for name, value in (STARTED_WITH | changes).items() if value}
    return request_of(COMMAND, environment, str(tmp_path))


def test_the_same_settings_are_accepted(tmp_path: Path) -> None:
    harmless = {"OTHER": "2", "NEW": "x", "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1", "TZ": "Asia/Ho_Chi_Minh"}
    assert difference(request(tmp_path, **harmless), STARTED_WITH) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PYTHONHASHSEED", "1"),
        ("PYTHONHASHSEED", ""),
        ("PYTHONPATH", "/b"),
        ("PYTHONWARNINGS", "error"),
        ("LANG", "vi_VN"),
        ("LC_ALL", "vi_VN"),
        ("LD_PRELOAD", "x.so"),
        ("MPLCONFIGDIR", "/c"),
        ("HOME", "/home/x"),
        ("OPENBLAS_NUM_THREADS", "4"),
    ],
)
def test_settings_read_once_at_the_start_must_be_the_same(tmp_path: Path, name: str, value: str) -> None:
    assert difference(request(tmp_path, **{name: value}), STARTED_WITH) == name


def test_relative_places_of_modules_would_mean_something_else(tmp_path: Path) -> None:
    both = STARTED_WITH | {"PYTHONPATH": "/a:."}
    assert difference(request(tmp_path, PYTHONPATH="/a:."), both) == "PYTHONPATH"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"package": "/elsewhere/sxsh_eval"}, "package"),
        ({"command": ["/usr/bin/python9", *COMMAND[1:]]}, "interpreter"),
        ({"command": [sys.executable, "-m", "xeus", "-f", "k.json"]}, "interpreter"),
        ({"command": [sys.executable, "-O", *COMMAND[1:]]}, "interpreter"),
        ({"cwd": "/no/such/folder"}, "cwd"),
        ({"limits": [[1, 1]]}, "limits"),
    ],
)
def test_another_program_place_or_limit_is_refused(tmp_path: Path, changes: dict[str, Any], reason: str) -> None:
    assert difference(request(tmp_path) | changes, STARTED_WITH) == reason


def test_a_folder_with_settings_of_its_own_for_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text("figure.dpi: 50\n", encoding="utf-8")
    assert difference(request(tmp_path), STARTED_WITH) == "cwd"


@pytest.mark.parametrize("extra", [[], ["-Xfrozen_modules=off"]])
def test_arguments_of_the_launcher(extra: list[str]) -> None:
    command = [sys.executable, *extra, "-m", "ipykernel_launcher", "-f", "k.json", "--debug"]
    assert launcher_arguments(command) == ["-f", "k.json", "--debug"]


def test_soft_limits_are_part_of_a_request(tmp_path: Path) -> None:
    limits = dict(zip(sameness.LIMITS, request(tmp_path)["limits"], strict=True))
    assert limits[resource.RLIMIT_NOFILE] == list(resource.getrlimit(resource.RLIMIT_NOFILE))


def test_any_change_of_the_source_changes_the_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "sxsh_eval"
    (package / "reports" / "__pycache__").mkdir(parents=True)
    source = package / "reports" / "words.yml"
    source.write_text("a: 1\n", encoding="utf-8")
    monkeypatch.setattr(sameness, "PACKAGE", package)
    stamps = [source_stamp()]
    (package / "reports" / "__pycache__" / "x.pyc").write_bytes(b"1")
    assert source_stamp() == stamps[0]
    source.write_text("a: 2\n", encoding="utf-8")
    os.utime(source, ns=(1, 1))
    stamps.append(source_stamp())
    (package / "new.py").touch()
    stamps.append(source_stamp())
    source.unlink()
    stamps.append(source_stamp())
    assert len(set(stamps)) == 4
    assert any(Path(path).is_relative_to(sys.prefix) for path, *_ in stamps[0])


@pytest.mark.notebook
@pytest.mark.parametrize("name", ["PYTHONHASHSEED", "LC_ALL"])
def test_a_refused_kernel_is_an_ordinary_one_with_the_settings_asked_for(
    tmp_path: Path, warm: WarmProcess, warned: list[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from sxsh_eval.runs.kernel import kernel_environment

    monkeypatch.setattr(
        "sxsh_eval.runs.notebook.kernel_environment", lambda private: kernel_environment(private) | {name: "7"}
    )
    seen = run_cells(tmp_path, f"import os\nprint(os.getppid())\nprint(os.environ['{name}'])")
    assert (seen.failure, seen.printed, warned) == (None, [os.getpid(), 7], [name])


STALE = """
import os, sys
from pathlib import Path
import sxsh_eval
from sxsh_eval.runs.notebook import execute_notebook
from sxsh_eval.runs.warm import provisioner
from sxsh_eval.runs.warm.process import warm_process
from tests.runs.warm.looking import run_cells
place = Path(sys.argv[1])
provisioner.warn_once = print
look = "import os, sxsh_eval.reports.marks as m\\nprint(os.getppid())\\nprint(getattr(m, 'NEW', 0))"
with warm_process(preload=["ipykernel.kernelapp", "sxsh_eval.reports.marks"]) as process:
    before = run_cells(place, look).printed
    source = Path(sxsh_eval.__file__).parent / "reports" / "marks.py"
    source.write_text(source.read_text(encoding="utf-8") + "NEW = 1\\n", encoding="utf-8")
    after = run_cells(place, look).printed
    print(before == [process.pid, 0], after == [os.getpid(), 1])
"""


@pytest.mark.notebook
def test_changed_source_is_never_run_from_memory(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "copy" / "sxsh_eval", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "copy" / "tests").symlink_to(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "copy"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", STALE, str(tmp_path)]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["sources", "True", "True"], done.stderr


@pytest.mark.notebook
def test_a_warm_process_with_threads_forks_nothing(
    tmp_path: Path, warned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sxsh_eval.runs.warm.process import warm_process

    (tmp_path / "threaded_for_a_test.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with warm_process(preload=["ipykernel.kernelapp", "threaded_for_a_test"]):
        seen = run_cells(tmp_path, "import os\nprint(os.getppid())")
    assert (seen.failure, seen.printed, warned) == (None, [os.getpid()], ["threads"])


def test_the_stand_in_for_a_front_end_goes_again() -> None:
    import builtins

    with preload.like_in_a_kernel():
        frontend = builtins.get_ipython()  # type: ignore[attr-defined]
        assert hasattr(frontend, "kernel")
        assert "zmq" in str(type(frontend)).lower()
    assert not hasattr(builtins, "get_ipython")
    assert VARIABLE not in os.environ


def test_what_dask_sets_for_its_workers_does_not_matter() -> None:
    import dask
    import distributed  # noqa: F401 - whose settings dask knows only then

    given = dask.config.get("distributed.nanny.pre-spawn-environ")
    workers = os.environ | {name: str(value) for name, value in given.items()}
    assert decisive(workers) == decisive(os.environ)
