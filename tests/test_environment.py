"""One list of ranges: pyproject.toml, which requirements.lock pins and environment.yml repeats."""

import importlib.metadata
import itertools
import re
import tomllib
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
CONDA: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
MANDATED = {"jupyterlab", "pandas", "statsmodels", "seaborn", "papermill"}
# Started as programs or by pytest, never imported.
PROGRAMS = {"jupyterlab", "flit-core", "mypy", "pytest-xdist", "ruff", "uv", "voila"}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# sys_platform, os_name, platform_system, platform_machine
PLATFORMS = (
    ("linux", "posix", "Linux", "x86_64"),
    ("darwin", "posix", "Darwin", "arm64"),
    ("win32", "nt", "Windows", "AMD64"),
)


def ranges(lines: list[str]) -> dict[str, SpecifierSet]:
    """Ranges by canonical name; a name that occurs twice is an error."""
    found: dict[str, SpecifierSet] = {}
    for line in lines:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        assert name not in found, f"{name} occurs twice"
        found[name] = requirement.specifier
    return found


RUNTIME = ranges(PROJECT["dependencies"])
DEV = ranges(PROJECT["optional-dependencies"]["dev"])
CONDA_PART = [entry for entry in CONDA["dependencies"] if isinstance(entry, str)]
PIP_PART = next(entry["pip"] for entry in CONDA["dependencies"] if isinstance(entry, dict))
PINS = [Requirement(line.rstrip(" \\")) for line in LOCK.splitlines() if not line.startswith(" ")]


def pins_for(python: str, platform: tuple[str, str, str, str]) -> dict[str, SpecifierSet]:
    """Give what the lock installs on a machine."""
    names = ("sys_platform", "os_name", "platform_system", "platform_machine")
    here: dict[str, str | AbstractSet[str]] = dict(zip(names, platform, strict=True))
    here |= {"python_version": python, "python_full_version": f"{python}.9", "implementation_name": "cpython"}
    here |= {"platform_python_implementation": "CPython"}
    return ranges([str(pin) for pin in PINS if pin.marker is None or pin.marker.evaluate(here)])


def test_conda_names_every_runtime_dependency_once_with_the_same_range() -> None:
    listed = ranges([*CONDA_PART, *(line for line in PIP_PART if not line.startswith("-"))])
    assert listed.pop("python") == SpecifierSet(PROJECT["requires-python"])
    assert listed.pop("pip") == SpecifierSet()
    assert listed == RUNTIME


def test_conda_itself_holds_the_mandated_tools() -> None:
    assert set(ranges(CONDA_PART)) >= MANDATED
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_conda_installs_the_project_after_the_libraries() -> None:
    assert PIP_PART[-1] == "-e ."
    assert [line for line in PIP_PART if line.startswith("-")] == ["-e ."]


def test_lock_holds_nothing_but_pins_with_hashes() -> None:
    entry = r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==\S+( ; [^/\\]+)? \\\n( {4}--hash=sha256:[0-9a-f]{64} \\\n)*"
    assert re.fullmatch(rf"({entry} {{4}}--hash=sha256:[0-9a-f]{{64}}\n)+", LOCK)
    assert len(PINS) > len(RUNTIME) + len(DEV)


def test_lock_names_no_address() -> None:
    assert not re.search(r"://|index-url|find-links|\.(org|com|io)\b|@", LOCK)


@pytest.mark.parametrize(("python", "platform"), list(itertools.product(PYTHONS, PLATFORMS)))
def test_lock_has_one_pin_in_range_for_each_direct_dependency(python: str, platform: tuple[str, str, str, str]) -> None:
    pins = pins_for(python, platform)
    for name, allowed in (RUNTIME | DEV).items():
        assert name in pins, f"{name} is not locked for {python} on {platform[0]}: run `make lock`"
        (pin,) = pins[name]
        assert allowed.contains(pin.version), f"{name} {pin.version} is outside {allowed}: run `make lock`"


def test_lock_holds_what_builds_the_project_without_isolation() -> None:
    build = ranges(PYPROJECT["build-system"]["requires"])
    assert {name: DEV.get(name) for name in build} == build


def test_bootstrap_and_pyproject_need_the_same_python() -> None:
    assert SpecifierSet(PROJECT["requires-python"]) == SpecifierSet(">=3.11")
    assert PYPROJECT["tool"]["mypy"]["python_version"] == "3.11"
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py311"


@pytest.mark.parametrize("name", sorted(name for name in (RUNTIME | DEV).keys() - PROGRAMS if "types-" not in name))
def test_types_are_known_for_every_imported_dependency(name: str) -> None:
    files = importlib.metadata.files(name) or []
    modules = {file.parts[0].removesuffix(".py") for file in files if file.suffix == ".py" and ".." not in file.parts}
    untyped = {
        module.removesuffix(".*")
        for override in PYPROJECT["tool"]["mypy"]["overrides"]
        if override.get("ignore_missing_imports")
        for module in override["module"]
    }
    typed = any(file.name == "py.typed" for file in files)
    assert typed or {f"types-{name}", f"{name}-stubs"} & DEV.keys() or modules & untyped or name.endswith("-stubs")
