"""The environment is made whole or not at all, and a ready one starts at once."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import bootstrap

SITE = bootstrap.INSTALLED.replace("*.dist-info", "").replace("*", "3.11")
NO_ENSUREPIP = "The virtual environment was not created successfully because ensurepip is not available.\n"
NO_NAME = (
    "'NewConnectionError(...: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution'"
)
NO_FILE = "ERROR: No matching distribution found for seaborn==0.13.2"
WRONG_HASH = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."

Fails = Callable[[list[str]], str | None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a project folder with a lock but without an environment."""
    (tmp_path / bootstrap.LOCK).write_text(
        "numpy==1 \\\n    --hash=sha256:0\nuv==9 \\\n    --hash=sha256:1\n", encoding="utf-8"
    )
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return tmp_path


def build(root: Path) -> None:
    """Do what `python -m venv` with a later installation leaves behind."""
    (root / bootstrap.PYTHON).parent.mkdir(parents=True, exist_ok=True)
    (root / bootstrap.PYTHON).touch()
    (root / ".venv/pyvenv.cfg").write_text(f"home = {Path(sys.executable).parent}\nversion = 3.11\n", encoding="utf-8")
    (root / SITE / "pandas-3.0.dist-info").mkdir(parents=True, exist_ok=True)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, root: Path) -> Callable[[Fails], list[list[str]]]:
    """Replace the programs of the installation; `fails` gives the output of a command that shall fail."""

    def prepare(fails: Fails) -> list[list[str]]:
        commands: list[list[str]] = []

        def attempt(command: list[str]) -> tuple[bool, str]:
            commands.append(command)
            output = fails(command)
            if output is None and "venv" in command:
                build(root)
            return output is None, output or "pip 24.0 from somewhere"

        monkeypatch.setattr(bootstrap, "attempt", attempt)
        return commands

    return prepare


def with_uv(command: list[str]) -> bool:
    return command[1:3] == ["-m", "uv"]


def of_lock(commands: list[list[str]], root: Path) -> list[list[str]]:
    return [command for command in commands if command[-1] == str(root / bootstrap.LOCK)]


def refusal(root: Path) -> tuple[str, object, str]:
    """Give the reason for which the installation fails, once its message has been written."""
    with pytest.raises(bootstrap.SetupError) as failure:
        bootstrap.install(root)
    code, found, output = failure.value.args
    bootstrap.say(code, found)
    return code, found, output


def ready(root: Path) -> None:
    """Give `root` a complete environment."""
    build(root)
    names = [found.name for found in root.glob(bootstrap.INSTALLED)]
    (root / bootstrap.STAMP).write_text("\n".join([bootstrap.fingerprint(root), *names]), encoding="utf-8")


def append(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no stamp": lambda root: (root / bootstrap.STAMP).unlink(),
    "empty stamp": lambda root: (root / bootstrap.STAMP).write_text("", encoding="utf-8"),
    "stamp is not text": lambda root: (root / bootstrap.STAMP).write_bytes(b"\xff\xfe\x00"),
    "lock changed": lambda root: append(root / bootstrap.LOCK),
    "pyproject changed": lambda root: append(root / "pyproject.toml"),
    "interpreter gone": lambda root: (root / bootstrap.PYTHON).unlink(),
    "base Python gone": lambda root: (root / ".venv/pyvenv.cfg").write_text("home = /nowhere/bin\n", encoding="utf-8"),
    "no base Python": lambda root: (root / ".venv/pyvenv.cfg").write_text("version = 3.11\n", encoding="utf-8"),
    "settings gone": lambda root: (root / ".venv/pyvenv.cfg").unlink(),
    "library gone": lambda root: (root / SITE / "pandas-3.0.dist-info").rmdir(),
}


def test_complete_environment_is_ready_also_with_additions(root: Path) -> None:
    ready(root)
    (root / SITE / "geopandas-1.0.dist-info").mkdir()
    assert bootstrap.is_ready(root)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_environment_is_not_ready(root: Path, damage: Callable[[Path], object]) -> None:
    ready(root)
    damage(root)
    assert not bootstrap.is_ready(root)


def test_other_python_or_moved_folder_is_not_ready(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(root)
    moved = root.rename(root.with_name("moved"))
    assert not bootstrap.is_ready(moved)
    assert bootstrap.is_ready(moved.rename(root))
    monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    assert not bootstrap.is_ready(root)


def test_uv_installs_what_the_lock_pins(root: Path, steps: Callable[[Fails], list[list[str]]]) -> None:
    commands = steps(lambda _: None)
    bootstrap.install(root)
    assert bootstrap.is_ready(root)
    assert (root / ".venv/uv.txt").read_text(encoding="utf-8") == "uv==9 \\\n    --hash=sha256:1"
    assert [with_uv(command) for command in commands] == [False, False, False, True, True]
    assert all("--require-hashes" in command for command in (commands[2], commands[3]))
    assert commands[4][-4:] == ["--no-deps", "--no-build-isolation", "-e", str(root)]
    assert not [command for command in commands if "--no-index" in command]


@pytest.mark.parametrize("reason", ["error: dns error", "error: no such index", WRONG_HASH])
def test_pip_takes_over_from_uv_in_a_new_environment_silently(
    root: Path, steps: Callable[[Fails], list[list[str]]], capfd: pytest.CaptureFixture[str], reason: str
) -> None:
    commands = steps(lambda command: reason if with_uv(command) else None)
    bootstrap.install(root)
    assert bootstrap.is_ready(root)
    uv, pip = of_lock(commands, root)
    assert with_uv(uv)
    assert not with_uv(pip)
    assert "--require-hashes" in pip
    assert [command for command in commands[commands.index(uv) : commands.index(pip)] if "--clear" in command]
    assert capfd.readouterr() == ("", "")


def test_pip_takes_over_where_uv_has_no_file_for_the_machine(
    root: Path, steps: Callable[[Fails], list[list[str]]]
) -> None:
    commands = steps(lambda command: NO_FILE if command[-1].endswith("uv.txt") else None)
    bootstrap.install(root)
    assert bootstrap.is_ready(root)
    assert not [command for command in commands if with_uv(command)]


def test_no_second_wait_when_there_is_no_network(root: Path, steps: Callable[[Fails], list[list[str]]]) -> None:
    commands = steps(lambda command: NO_NAME if command[-1].endswith("uv.txt") else None)
    assert refusal(root)[0] == "network"
    assert not of_lock(commands, root)


@pytest.mark.parametrize(
    ("output", "wheels", "code"),
    [
        (NO_NAME, False, "network"),
        (WRONG_HASH, False, "install"),
        (NO_FILE, False, "install"),
        (NO_FILE, True, "wheelhouse"),
    ],
)
def test_failed_installation_says_why_and_leaves_no_stamp(
    root: Path, steps: Callable[[Fails], list[list[str]]], output: str, code: str, *, wheels: bool
) -> None:
    ready(root)
    if wheels:
        (root / bootstrap.WHEELS).mkdir()
    commands = steps(lambda command: output if "--require-hashes" in command else None)
    assert refusal(root) == (code, sys.version.split()[0], output)
    assert not (root / bootstrap.STAMP).exists()
    installing = [command for command in commands if "install" in command]
    assert installing
    assert all(("--no-index" in command) is wheels for command in installing)


def test_interrupted_installation_leaves_no_stamp(
    root: Path, steps: Callable[[Fails], list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(command: list[str]) -> str | None:
        if with_uv(command):
            raise KeyboardInterrupt
        return None

    ready(root)
    append(root / bootstrap.LOCK)
    steps(interrupt)
    monkeypatch.setattr(bootstrap, "ROOT", root)
    assert bootstrap.main(["check"]) == bootstrap.INTERRUPTED
    assert not (root / bootstrap.STAMP).exists()


@pytest.mark.parametrize(
    ("pip", "inside"), [("pip 24.0 from x", False), ("pip 21.1 from x", True), ("No module", True)]
)
def test_environment_gets_its_own_pip_only_where_python_has_no_recent_one(
    root: Path, monkeypatch: pytest.MonkeyPatch, pip: str, *, inside: bool
) -> None:
    commands: list[list[str]] = []

    def attempt(command: list[str]) -> tuple[bool, str]:
        commands.append(command)
        return True, pip

    monkeypatch.setattr(bootstrap, "attempt", attempt)
    installer = bootstrap.make_venv(root)
    assert ("--without-pip" in commands[1]) is not inside
    assert (installer[0] == str(root / bootstrap.PYTHON)) is inside
    assert str(root / bootstrap.PYTHON) in installer


@pytest.mark.parametrize(("output", "code"), [(NO_ENSUREPIP, "ensurepip"), ("[WinError 5] Access is denied", "venv")])
def test_environment_that_cannot_be_made(
    root: Path, steps: Callable[[Fails], list[list[str]]], monkeypatch: pytest.MonkeyPatch, output: str, code: str
) -> None:
    steps(lambda command: output if "venv" in command else None)
    assert refusal(root) == (code, "", output)


def test_long_path_on_windows_is_refused_before_anything_is_done(
    root: Path, steps: Callable[[Fails], list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = steps(lambda _: None)
    monkeypatch.setattr(bootstrap, "WINDOWS", True)
    monkeypatch.setattr(bootstrap, "LONGEST_WINDOWS_PATH", len(str(root)))
    bootstrap.install(root)
    commands.clear()
    monkeypatch.setattr(bootstrap, "LONGEST_WINDOWS_PATH", len(str(root)) - 1)
    assert refusal(root)[:2] == ("path", len(str(root)))
    assert not commands
