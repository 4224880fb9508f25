"""Libraries for machines without a network: complete or not at all, for the machine that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import wheelhouse


class Machine:
    """Stands in for uv and pip; `fails` is the program that does not succeed."""

    def __init__(self, fails: str = "") -> None:
        self.fails, self.asked = fails, list[list[str]]()

    def __call__(self, command: Sequence[str]) -> int:
        self.asked.append(list(command))
        if "download" in command:
            (Path(command[command.index("--dest") + 1]) / "numpy-2-cp312-win_amd64.whl").write_bytes(b"new")
        return int(bool(self.fails) and self.fails in command)


def test_wheels_of_another_system_come_beside_those_that_are_there(tmp_path: Path) -> None:
    wheels = tmp_path / "wheelhouse"
    wheels.mkdir()
    (wheels / "numpy-2-cp311-linux.whl").write_bytes(b"old")
    machine = Machine()
    assert wheelhouse.fill("windows", "3.12", machine, wheels) == 1
    assert {path.name for path in wheels.iterdir()} == {"numpy-2-cp311-linux.whl", "numpy-2-cp312-win_amd64.whl"}
    assert [path.name for path in tmp_path.iterdir()] == ["wheelhouse"]
    _, choose, fetch, *latest = machine.asked
    releases = [command[command.index("--python-version") + 1] for command in (choose, fetch, *latest)]
    assert releases == ["3.12.0", "3.12.0", "3.12.99", "3.12.99"]
    assert choose[choose.index("--python-platform") + 1] == "x86_64-pc-windows-msvc"
    assert fetch[fetch.index("--platform") + 1] == "win_amd64"
    assert fetch[fetch.index("--requirement") + 1] == choose[choose.index("-o") + 1]
    assert {"--require-hashes", "--only-binary=:all:", "--no-deps"} <= set(fetch)


@pytest.mark.parametrize("fails", ["compile", "download"])
def test_what_is_there_stays_when_something_is_missing(tmp_path: Path, fails: str) -> None:
    wheels = tmp_path / "wheelhouse"
    wheels.mkdir()
    (wheels / "numpy-1.whl").write_bytes(b"old")
    assert wheelhouse.fill("linux", "3.11", Machine(fails), wheels) == 0
    assert [path.name for path in wheels.iterdir()] == ["numpy-1.whl"]
    assert [path.name for path in tmp_path.iterdir()] == ["wheelhouse"]


def test_the_machine_itself_is_meant_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, str]] = []

    def fill(system: str, python: str, _: object) -> int:
        asked.append((system, python))
        return 7

    monkeypatch.setattr(wheelhouse, "fill", fill)
    assert wheelhouse.main([]) == 0
    assert wheelhouse.main(["--system", "windows", "--python", "3.13"]) == 0
    assert asked == [(wheelhouse.this_system(), wheelhouse.own_python()), ("windows", "3.13")]
    told = capsys.readouterr().err
    assert "7 tệp trong wheelhouse cho Python 3.13, windows" in told
    monkeypatch.setattr(wheelhouse, "fill", lambda *_: 0)
    assert wheelhouse.main([]) == 3
    assert "giữ nguyên" in capsys.readouterr().err
