"""Fill ``wheelhouse/`` with every library of ``requirements.lock``, for machines without a network.

``make wheelhouse`` on a connected machine, for this machine's system and Python; ``make wheelhouse ARGS="--system
windows --python 3.12"`` for others. Copy the whole project folder: the first job there installs from it alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK, WHEELS = ROOT / "requirements.lock", ROOT / "wheelhouse"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
ENDS = ("0", "99")
"""Pins may differ between the first and the latest releases of one Python: those of both are taken."""
SYSTEMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "windows": ("x86_64-pc-windows-msvc", ("win_amd64",)),
    "linux": ("x86_64-manylinux_2_28", ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64")),
    "macos": ("aarch64-apple-darwin", tuple(f"macosx_{version}_arm64" for version in ("11_0", "12_0", "13_0", "14_0"))),
}
"""By system: what uv calls it, the tags its wheels may carry."""
DONE = "Đã có {count} tệp trong {folder} cho Python {python}, {system}. Chép cả thư mục dự án sang máy không có mạng."
DONE_EN = (
    "{count} files in {folder} for Python {python}, {system}. Copy the whole project to the machine without a network."
)
FAILED = "Không tải được đủ thư viện; thư mục wheelhouse cũ vẫn giữ nguyên. Lý do ở các dòng trên."
FAILED_EN = "Not all libraries could be downloaded; a wheelhouse that was there is untouched. The lines above say why."
Run = Callable[[Sequence[str]], int]


def this_system() -> str:
    """Name of the system this runs on, as of `SYSTEMS`."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def own_python() -> str:
    """Version of this Python, two numbers."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Options of the command line."""
    parser = argparse.ArgumentParser(prog="make wheelhouse", description="Tải thư viện để cài khi không có mạng")
    parser.add_argument("--system", choices=sorted(SYSTEMS), default=this_system())
    parser.add_argument("--python", choices=PYTHONS, default=own_python())
    return parser.parse_args(arguments)


def with_pip(run: Run) -> str:
    """Python that has pip: the environment's own, else the one it was made from."""
    own, base = sys.executable, getattr(sys, "_base_executable", sys.executable)
    return own if run([own, "-c", "import pip"]) == 0 else base


def commands(pinned: Path, target: Path, system: str, python: str, pip: str) -> list[list[str]]:
    """Programs that choose the pins of one system and release of Python, then download their wheels.

    Pip looks at the conditions of a pin (``sys_platform == "win32"``) as if they were meant for the machine it runs
    on; so uv settles them first.
    """
    name, tags = SYSTEMS[system]
    choose = [sys.executable, "-m", "uv", "pip", "compile", str(LOCK), "--no-deps", "--quiet", "--generate-hashes"]
    choose += ["--python-platform", name, "--python-version", python, "--no-header", "--no-annotate", "-o", str(pinned)]
    fetch = [pip, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    fetch += ["--only-binary=:all:", "--python-version", python, "--implementation", "cp"]
    fetch += [word for tag in tags for word in ("--platform", tag)]
    return [choose, [*fetch, "--dest", str(target), "--requirement", str(pinned)]]


def fill(system: str, python: str, run: Run, wheels: Path = WHEELS) -> int:
    """Download all wheels into a folder of their own, then put them into `wheels`; nothing changes on a failure.

    Parameters
    ----------
    system, python : str
        For which machine: a key of `SYSTEMS`, two numbers.
    run : callable
        Runs a program, gives its exit code.
    wheels : Path
        Files of other systems that are there stay.

    Returns
    -------
    int
        Number of wheels that this machine needs; 0 on a failure.
    """
    with tempfile.TemporaryDirectory(dir=wheels.parent, prefix=".wheelhouse-") as place:
        pinned, target, pip = Path(place) / "pins.txt", Path(place) / "wheels", with_pip(run)
        target.mkdir()
        releases = [f"{python}.{end}" for end in ENDS]
        if any(run(command) for each in releases for command in commands(pinned, target, system, each, pip)):
            return 0
        found = sorted(target.iterdir())
        wheels.mkdir(exist_ok=True)
        for path in found:
            path.replace(wheels / path.name)
    return len(found)


def quietly(command: Sequence[str]) -> int:
    """Run a program of this file; its complaints go to the terminal."""
    return subprocess.run(command, check=False, cwd=ROOT).returncode


def main(arguments: Sequence[str]) -> int:
    """Fill the wheelhouse; 0 when it is complete, else 3."""
    chosen = parse(arguments)
    count = fill(chosen.system, chosen.python, quietly)
    told = (DONE, DONE_EN) if count else (FAILED, FAILED_EN)
    values = {"count": count, "folder": WHEELS.name, "python": chosen.python, "system": chosen.system}
    sys.stderr.write("".join(line.format(**values) + "\n" for line in told))
    return 0 if count else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
